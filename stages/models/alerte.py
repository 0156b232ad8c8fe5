"""Alerts: what a person wants to be told of, and the postings table by which an offer finds the alerts that match."""

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from metiers.models import Famille, Metier
from stages.choices import Frequence, NiveauPublic, Section
from territoires.models import Commune, Departement, TerritoireEmploi


def nouveau_jeton() -> str:
    """An opaque address part that nobody guesses."""
    return secrets.token_urlsafe(32)


def parle(jour: date, de: str = "") -> Q:
    """Alive, not paused on that day, and whose account, if any, is active; ``de``: the way to the alert."""
    compte = Q(**{f"{de}utilisateur__isnull": True}) | Q(**{f"{de}utilisateur__is_active": True})
    pause = Q(**{f"{de}en_pause_jusqu_au__isnull": True}) | Q(**{f"{de}en_pause_jusqu_au__lte": jour})
    return compte & pause & Q(**{f"{de}confirmee_le__isnull": False, f"{de}desinscrite_le__isnull": True})


class AlerteQuerySet(models.QuerySet["Alerte"]):
    """Read layer of the alerts."""

    def vivantes(self) -> "AlerteQuerySet":
        """Confirmed and not unsubscribed."""
        return self.filter(confirmee_le__isnull=False, desinscrite_le__isnull=True)

    def qui_parlent(self, jour: date) -> "AlerteQuerySet":
        """Those that may speak on that day."""
        return self.filter(parle(jour))

    def avec_criteres(self) -> "AlerteQuerySet":
        """With everything that the criteria in words name, in three queries."""
        return self.select_related("commune__departement", "departement", "territoire").prefetch_related(
            "metiers", "familles"
        )


class Alerte(models.Model):
    """A search to be told of. Owned by an account, or by a mail address alone that was confirmed (double opt-in)."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="alertes"
    )
    courriel = models.EmailField(blank=True)
    jeton = models.CharField(max_length=64, unique=True, default=nouveau_jeton, editable=False)
    adresse_confirmee_le = models.DateTimeField("adresse confirmée le", null=True, blank=True)
    courriel_responsable = models.EmailField("adresse du responsable légal", blank=True)
    accord_responsable_le = models.DateTimeField("accord du responsable légal le", null=True, blank=True)
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    section = models.CharField(max_length=12, choices=Section.choices, blank=True)
    mots = models.CharField(max_length=120, blank=True)
    niveau = models.CharField(max_length=10, choices=NiveauPublic.choices, blank=True)
    semaine_debut = models.DateField("à partir de la semaine du", null=True, blank=True)
    semaine_fin = models.DateField("jusqu'à la semaine du", null=True, blank=True)
    metiers = models.ManyToManyField(Metier, blank=True, related_name="alertes", verbose_name="métiers")
    familles = models.ManyToManyField(Famille, blank=True, related_name="alertes")
    commune = models.ForeignKey(Commune, models.CASCADE, null=True, blank=True, related_name="alertes")
    rayon_km = models.PositiveSmallIntegerField("rayon en km", null=True, blank=True)
    departement = models.ForeignKey(
        Departement, models.CASCADE, null=True, blank=True, related_name="alertes", verbose_name="département"
    )
    territoire = models.ForeignKey(TerritoireEmploi, models.CASCADE, null=True, blank=True, related_name="alertes")
    frequence = models.CharField("fréquence", max_length=14, choices=Frequence.choices, default=Frequence.IMMEDIATE)
    par_courriel = models.BooleanField("par courriel", default=True)
    par_push = models.BooleanField("par notification", default=False)
    mineur = models.BooleanField(default=False)
    calme_debut = models.TimeField("début des heures calmes", null=True, blank=True)
    calme_fin = models.TimeField("fin des heures calmes", null=True, blank=True)
    en_pause_jusqu_au = models.DateField("en pause jusqu'au", null=True, blank=True)
    desinscrite_le = models.DateTimeField("désinscrite le", null=True, blank=True)
    derniere_visite = models.DateTimeField("dernière visite", null=True, blank=True)
    dernier_bilan = models.DateTimeField("dernier récapitulatif", null=True, blank=True)
    prevenue_le = models.DateTimeField("prévenue de sa fin le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["courriel"], name="alerte_courriel", condition=~Q(courriel=""))]
        constraints = [
            models.CheckConstraint(
                condition=Q(utilisateur__isnull=False) ^ ~Q(courriel=""), name="alerte_d_une_personne"
            ),
            models.CheckConstraint(condition=Q(par_courriel=True) | Q(par_push=True), name="alerte_par_un_canal"),
            models.CheckConstraint(
                condition=Q(commune__isnull=True, rayon_km__isnull=True)
                | Q(commune__isnull=False, rayon_km__isnull=False),
                name="alerte_rayon_autour_d_une_commune",
            ),
            models.CheckConstraint(
                condition=Q(commune__isnull=True, departement__isnull=True)
                | Q(commune__isnull=True, territoire__isnull=True)
                | Q(departement__isnull=True, territoire__isnull=True),
                name="alerte_d_un_seul_lieu",
            ),
        ]

    def __str__(self) -> str:
        return f"alerte {self.pk}"


class CleAlerte(models.Model):
    """One posting: an alert is found under a key made of (occupation, family or any) × (place, as widely as asked).

    The other criteria are repeated beside the key, so that one index-only look-up answers: numbers are those of
    :mod:`stages.services.cles`, which alone writes these rows (see ``docs/adr/0024-alertes.md``).
    """

    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="cles")
    cle = models.BigIntegerField("clé")
    semaine_debut = models.SmallIntegerField("première semaine")
    semaine_fin = models.SmallIntegerField("dernière semaine")
    sections = models.SmallIntegerField()
    niveaux = models.SmallIntegerField()
    rayon_km = models.SmallIntegerField("rayon exact en km")
    urgence = models.SmallIntegerField()
    avec_mots = models.BooleanField()

    class Meta:
        verbose_name = "clé d'alerte"
        verbose_name_plural = "clés d'alertes"
        indexes = [
            models.Index(
                fields=[
                    "cle", "semaine_debut", "semaine_fin", "sections", "niveaux", "rayon_km", "urgence", "avec_mots",
                    "alerte",
                ],
                name="cle_alerte_couvrante",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"clé {self.cle} de l'alerte {self.alerte_id}"


class AbonnementPush(models.Model):
    """A browser that accepts notifications (RFC 8030), of an account or of an alert by address alone."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="abonnements_push"
    )
    alerte = models.ForeignKey(Alerte, models.CASCADE, null=True, blank=True, related_name="abonnements_push")
    adresse = models.URLField("adresse du service", max_length=600, unique=True)
    cle_publique = models.CharField("clé p256dh", max_length=120)
    secret = models.CharField("secret auth", max_length=40)
    echecs = models.PositiveSmallIntegerField("échecs", default=0)
    pas_avant = models.DateTimeField("pas avant", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "abonnement aux notifications"
        verbose_name_plural = "abonnements aux notifications"
        constraints = [
            models.CheckConstraint(
                condition=Q(utilisateur__isnull=False) ^ Q(alerte__isnull=False), name="abonnement_push_d_une_personne"
            )
        ]

    def __str__(self) -> str:
        return f"abonnement {self.pk}"
