"""What higher apps add to the pages of places: they inscribe here, and places know nothing of them."""

from commun.registre import Registre

volets_de_lieu = Registre("volets de la page d'un lieu")
"""``(lieu) -> (gabarit, contexte) | None``; ``lieu``: ``Departement``, ``TerritoireEmploi`` or ``Commune``.

What is shown of a commune is what lies within ``RAYON_DE_COMMUNE`` kilometres of it."""
RAYON_DE_COMMUNE = 20
