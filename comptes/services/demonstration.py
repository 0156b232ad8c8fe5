"""Demonstration accounts: one for each role, only where ``DEBUG`` is on."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from comptes.models import Adhesion, Organisation, Utilisateur
from territoires.models import Departement

Role = Utilisateur.Role


class DemonstrationRefusee(Exception):
    """Demonstration accounts have public passwords: a real site never gets them."""


@dataclass(frozen=True)
class CompteDemo:
    """A demonstration account; ``acces`` says what it may do, in the words printed by ``make run``."""

    email: str
    mot_de_passe: str
    prenom: str
    nom: str
    role: str
    acces: str
    organisation: str = ""
    type_organisation: str = ""
    uai: str = ""


UAI_DEMO = "0530778H"
"""The bundled establishment whose places the demonstration school keeps; figures it writes are marked as such."""

COMPTES_DEMO = (
    CompteDemo("camille@demo.example", "camille-demo-44", "Camille", "Démo", Role.CITOYEN, "visiteur avec un e.pass"),
    CompteDemo(
        "boulangerie@demo.example",
        "fournil-demo-49",
        "Dominique",
        "Démo",
        Role.ENTREPRISE,
        "entreprise",
        "Boulangerie de démonstration",
        Organisation.Type.ENTREPRISE,
    ),
    CompteDemo(
        "college@demo.example",
        "college-demo-53",
        "Claude",
        "Démo",
        Role.PRESCRIPTEUR,
        "établissement scolaire",
        "Collège de démonstration",
        Organisation.Type.ETABLISSEMENT,
        UAI_DEMO,
    ),
    CompteDemo(
        "orientation72@demo.example",
        "referent-demo-72",
        "Sacha",
        "Démo",
        Role.REFERENT,
        "chargé d'orientation (lecture dans /admin/, saisie des relevés de son département)",
    ),
    CompteDemo("agent@demo.example", "agent-demo-region", "Alix", "Démo", Role.AGENT, "agent de la Région (/admin/)"),
    CompteDemo(
        "admin@demo.example", "admin-demo-portail", "Maxime", "Démo", Role.ADMINISTRATION, "administration (/admin/)"
    ),
)


def _organisation(compte: CompteDemo, utilisateur: Utilisateur) -> None:
    organisation, _ = Organisation.objects.get_or_create(
        nom=compte.organisation, type=compte.type_organisation, defaults={"verifiee": True, "demonstration": True}
    )
    if compte.uai and not organisation.uai and not Organisation.objects.filter(uai=compte.uai).exists():
        organisation.uai = compte.uai
        organisation.save(update_fields=["uai"])
    Adhesion.objects.get_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={"fonction": Adhesion.Fonction.RESPONSABLE, "etat": Adhesion.Etat.ACCEPTEE},
    )


@transaction.atomic
def creer_comptes_demo() -> list[tuple[CompteDemo, bool]]:
    """Create the missing demonstration accounts; an existing one is left as it is. Returns (account, created)."""
    if not settings.DEBUG:
        raise DemonstrationRefusee("Les comptes de démonstration sont refusés quand DEBUG est éteint.")
    existants = set(
        Utilisateur.objects.filter(email__in=[c.email for c in COMPTES_DEMO]).values_list("email", flat=True)
    )
    crees = []
    for compte in COMPTES_DEMO:
        if compte.email not in existants:
            _creer(compte)
        crees.append((compte, compte.email not in existants))
    return crees


def _creer(compte: CompteDemo) -> None:
    interne = compte.role in {Role.AGENT, Role.ADMINISTRATION, Role.REFERENT}
    utilisateur = Utilisateur.objects.create_user(
        compte.email,
        compte.mot_de_passe,
        prenom=compte.prenom,
        nom=compte.nom,
        role=compte.role,
        is_staff=interne,
        is_superuser=compte.role == Role.ADMINISTRATION,
        demonstration=True,
        departement=Departement.objects.filter(code="72").first() if compte.role == Role.REFERENT else None,
    )
    EmailAddress.objects.create(user=utilisateur, email=compte.email, verified=True, primary=True)
    if compte.organisation:
        _organisation(compte, utilisateur)
