"""Every way to write a place, denormalised: one indexed column answers a completion in one query."""

from typing import Any

from django.db import models
from django.db.models import Lookup

from territoires.models.commune import Commune


@models.CharField.register_lookup
class Commence(Lookup):
    """``texte__commence``: prefix of a folded text (``[a-z0-9 ]`` only, so no wildcard can be typed).

    ``GLOB`` and ``LIKE`` are the operators for which SQLite (binary collation) and PostgreSQL
    (``varchar_pattern_ops``) use the plain index of the column, whatever the database's locale.
    """

    lookup_name = "commence"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        gauche, params = self.process_lhs(compiler, connection)
        operateur, joker = ("GLOB", "*") if connection.vendor == "sqlite" else ("LIKE", "%")
        return f"{gauche} {operateur} %s", (*params, f"{self.rhs}{joker}")


class FormeDeNom(models.Model):
    """One folded spelling under which a commune is found. Written by ``services.completion.indexer`` only."""

    class Genre(models.IntegerChoices):
        NOM = 1, "Nom de la commune"
        ANCIENNE = 2, "Nom d'une ancienne commune"
        CODE = 3, "Code postal ou code INSEE"
        MOT = 4, "Mot du nom"
        MOT_ANCIENNE = 5, "Mot du nom d'une ancienne commune"
        FAUTE = 6, "Nom auquel il manque une lettre"

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="formes")
    texte = models.CharField(max_length=140, db_index=True)
    genre = models.PositiveSmallIntegerField(choices=Genre.choices)
    ancienne = models.CharField("ancienne commune", max_length=120, blank=True)

    class Meta:
        verbose_name = "forme de nom"
        verbose_name_plural = "formes de noms (recherche)"
        ordering = ["texte"]

    def __str__(self) -> str:
        return self.texte
