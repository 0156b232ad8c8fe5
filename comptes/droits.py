"""One named predicate per right. Views, admin and templates ask these, never a role directly."""

from typing import Any

from commun.acces import personne_connectee
from comptes.models import Utilisateur

Role = Utilisateur.Role
EQUIPE = {Role.AGENT, Role.ADMINISTRATION}


def _a_le_role(personne: Any, *roles: str) -> bool:
    return personne_connectee(personne) and getattr(personne, "role", None) in roles


def est_administration(personne: Any) -> bool:
    """Runs the portal: accounts, rights, settings."""
    return _a_le_role(personne, Role.ADMINISTRATION) or (
        personne_connectee(personne) and bool(getattr(personne, "is_superuser", False))
    )


def est_de_l_equipe(personne: Any) -> bool:
    """Works for the Région: an agent, or the portal's administration."""
    return _a_le_role(personne, *EQUIPE) or est_administration(personne)


def peut_entrer_dans_l_administration(personne: Any) -> bool:
    """May open ``/admin/``: the team, and the officers of the départements."""
    return bool(getattr(personne, "is_staff", False)) and (
        est_de_l_equipe(personne) or _a_le_role(personne, Role.REFERENT)
    )


def peut_importer_des_donnees(personne: Any) -> bool:
    """May preview and apply imports of official data."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))


def peut_gerer_les_metiers(personne: Any) -> bool:
    """May edit occupation sheets."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))


def peut_gerer_les_territoires(personne: Any) -> bool:
    """May edit communes, territories and contacts."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))


def peut_gerer_les_comptes(personne: Any) -> bool:
    """May open other people's accounts."""
    return est_administration(personne)


def peut_agir_pour(personne: Any, organisation: Any) -> bool:
    """Is an accepted member of the organisation."""
    if not personne_connectee(personne):
        return False
    return bool(personne.adhesions.filter(organisation=organisation, etat="acceptee").exists())
