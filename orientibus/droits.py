"""Who may do what with the tours."""

from typing import Any

from comptes.droits import est_de_l_equipe


def peut_gerer_les_bus(personne: Any) -> bool:
    """May decide on requests, stops and seasons: the team."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))
