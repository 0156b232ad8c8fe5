"""What higher apps add to the pages of places: they inscribe here, and places know nothing of them."""

from commun.registre import Registre

volets_de_lieu = Registre("volets de la page d'un lieu")
"""``(lieu) -> (gabarit, contexte) | None``; ``lieu``: ``Departement`` or ``TerritoireEmploi``."""
