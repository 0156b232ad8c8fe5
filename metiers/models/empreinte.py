"""What the bundled data last wrote, so that an edit made since is seen and kept."""

from django.db import models


class EmpreinteChargee(models.Model):
    """Fingerprint of one object as ``charger_metiers`` left it (see ``docs/adr/0005-imports.md``)."""

    genre = models.CharField(max_length=20)
    cle = models.CharField("clé dans les fichiers", max_length=200)
    objet_id = models.BigIntegerField("identifiant de l'objet")
    empreinte = models.CharField(max_length=64)

    class Meta:
        verbose_name = "empreinte de chargement"
        verbose_name_plural = "empreintes de chargement"
        constraints = [models.UniqueConstraint(fields=["genre", "cle"], name="empreinte_chargee_unique")]

    def __str__(self) -> str:
        return f"{self.genre} {self.cle}"
