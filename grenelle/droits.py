"""Who may do what in the yearly Grenelle: named predicates."""

from typing import Any

from commun.acces import personne_connectee
from comptes.droits import est_de_l_equipe


def peut_contribuer(personne: Any) -> bool:
    """Proposes, comments, votes: any person with an account, except those who moderate and conclude."""
    return personne_connectee(personne) and not est_de_l_equipe(personne)


def peut_moderer_le_grenelle(personne: Any) -> bool:
    """Reads what waits, publishes, refuses, moves an edition on."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))
