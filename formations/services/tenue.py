"""Who is sent to the page where places are kept. That page asks again for itself."""

from typing import Any

from comptes.droits import est_de_l_equipe
from formations.models import Etablissement


def peut_tenir_les_places(personne: Any, etablissement: Etablissement) -> bool:
    """The Région's team, and accepted members of the organisation that bears the establishment's UAI or SIRET."""
    if not personne.is_authenticated:
        return False
    if est_de_l_equipe(personne):
        return True
    acceptees = personne.adhesions.filter(etat="acceptee")
    for champ in ("uai", "siret"):
        valeur = getattr(etablissement, champ)
        if valeur and acceptees.filter(**{f"organisation__{champ}": valeur}).exists():
            return True
    return False
