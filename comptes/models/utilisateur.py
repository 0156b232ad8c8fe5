"""The person behind an account: the mail address is the login."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from territoires.models import Commune, Departement


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Create accounts; addresses are compared without case."""

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        if not email:
            raise ValueError("Une adresse électronique est nécessaire.")
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        champs |= {"is_staff": True, "is_superuser": True, "role": Utilisateur.Role.ADMINISTRATION}
        return self.create_user(email, password, **champs)


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """One person, one account, one main role; memberships say for which organisations the person acts."""

    class Role(models.TextChoices):
        CITOYEN = "citoyen", "Citoyen ou citoyenne"
        ENTREPRISE = "entreprise", "Entreprise"
        PRESCRIPTEUR = "prescripteur", "Établissement scolaire ou prescripteur"
        REFERENT = "referent", "Chargé ou chargée d'orientation d'un département"
        AGENT = "agent", "Agent ou agente de la Région"
        ADMINISTRATION = "administration", "Administration du portail"

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=60, blank=True)
    nom = models.CharField(max_length=60, blank=True)
    role = models.CharField("rôle", max_length=16, choices=Role.choices, default=Role.CITOYEN, db_index=True)
    departement = models.ForeignKey(
        Departement,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="département",
        help_text="Le département dont cette personne a la charge.",
    )
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True, verbose_name="commune de résidence")
    is_staff = models.BooleanField("accède à l'administration", default=False)
    is_active = models.BooleanField("compte actif", default=True)  # type: ignore[misc]
    demonstration = models.BooleanField("compte de démonstration", default=False)
    date_inscription = models.DateTimeField("inscription", default=timezone.now)

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["-date_inscription"]
        constraints = [models.UniqueConstraint(Lower("email"), name="utilisateur_email_sans_casse")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    def get_short_name(self) -> str:
        return self.prenom or self.email.split("@")[0]
