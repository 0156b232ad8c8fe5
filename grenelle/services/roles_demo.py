"""Roles of the demonstration accounts, so that every screen can be tried; real accounts are never touched."""

from django.conf import settings
from django.db import transaction

from comptes.models import Utilisateur
from grenelle.choices import RoleDePlan
from grenelle.models import Attribution, Plan


@transaction.atomic
def donner_les_roles_demo() -> int:
    """The agent administers every plan, the officer enters the readings of a département; how many were given."""
    if not settings.DEBUG:
        return 0
    nombre = 0
    agents = Utilisateur.objects.filter(demonstration=True, is_staff=True, role=Utilisateur.Role.AGENT)
    referents = Utilisateur.objects.filter(
        demonstration=True, is_staff=True, role=Utilisateur.Role.REFERENT, departement__isnull=False
    )
    for plan in Plan.objects.actifs():
        for agent in agents:
            nombre += _donner(agent, plan, RoleDePlan.ADMINISTRATEUR)[1]
        for referent in referents.select_related("departement__region"):
            if referent.departement is None or referent.departement.region.code != plan.region_code:
                continue
            attribution, neuve = _donner(referent, plan, RoleDePlan.EDITEUR)
            if neuve:
                attribution.departements.set([referent.departement])
                nombre += 1
    return nombre


def _donner(personne: Utilisateur, plan: Plan, role: str) -> tuple[Attribution, bool]:
    return Attribution.objects.get_or_create(
        personne=personne, plan=plan, role=role, defaults={"toutes_les_mesures": True}
    )
