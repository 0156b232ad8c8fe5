"""Who may do what with trainings; views and admin ask these."""

from typing import Any

from commun.acces import personne_connectee
from comptes.droits import est_de_l_equipe
from comptes.models import Adhesion
from formations.models import Etablissement


def peut_gerer_les_formations(personne: Any) -> bool:
    """May edit trainings, establishments and offers in the admin."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))


def peut_tenir_les_places(personne: Any, etablissement: Etablissement) -> bool:
    """May say how many places are left: an accepted member of the establishment, known by its UAI, or the team."""
    if not personne_connectee(personne):
        return False
    if peut_gerer_les_formations(personne):
        return True
    if not etablissement.uai:
        return False
    return bool(
        personne.adhesions.filter(
            etat=Adhesion.Etat.ACCEPTEE, organisation__uai=etablissement.uai, organisation__verifiee=True
        ).exists()
    )


def etablissements_tenus(personne: Any) -> list[Etablissement]:
    """Establishments whose places this person keeps as a member."""
    if not personne_connectee(personne):
        return []
    uai = personne.adhesions.filter(etat=Adhesion.Etat.ACCEPTEE, organisation__verifiee=True).exclude(
        organisation__uai=""
    )
    return list(Etablissement.objects.actifs().filter(uai__in=uai.values("organisation__uai")).completes())
