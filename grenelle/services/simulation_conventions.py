"""Invented conventions, and what an invented Grenelle changes: each says that it is a demonstration."""

from collections.abc import Sequence
from datetime import date

from commun.dates import ajouter_mois
from grenelle.models import Convention, EditionGrenelle, Mesure, Plan
from grenelle.services.conventions import conclure, denoncer
from grenelle.services.editions import amender

# Partner, subject, months since it began, rank of its measures.
# The first is due for renewal; notice was given of the last.
CONVENTIONS = (
    ("Un réseau d'entreprises (démonstration)", "Ouvrir des places de stage aux élèves de 3e", 34, (6, 7)),
    ("Un réseau d'établissements (démonstration)", "Former une équipe par établissement à l'orientation", 10, (17, 18)),
    ("Une association (démonstration)", "Des rencontres avec des professionnels", 20, (2,)),
)
DENONCEE = 2
RAISON = "Démonstration : la proposition la plus soutenue demande des passages le samedi."


def jouer_les_conventions(*, plan: Plan, mesures: Sequence[Mesure], jour: date) -> int:
    """How many were written."""
    for rang, (partenaire, objet, mois, rangs) in enumerate(CONVENTIONS):
        convention = conclure(
            plan=plan,
            partenaire=partenaire,
            objet=objet,
            objectifs="Objectifs inventés pour la démonstration.",
            debut=ajouter_mois(jour, -mois),
            mesures=[mesures[place] for place in rangs if place < len(mesures)],
        )
        convention.demonstration = True
        convention.save(update_fields=["demonstration"])
        if rang == DENONCEE:
            denoncer(convention=convention, le=ajouter_mois(jour, -1))
    return len(CONVENTIONS)


def effacer_les_conventions() -> int:
    """The invented ones only; what renewed another goes before it."""
    nombre = 0
    while faits := Convention.objects.filter(demonstration=True, suivante__isnull=True).delete()[0]:
        nombre += faits
    return nombre


def jouer_un_effet(*, edition: EditionGrenelle, mesure: Mesure | None, le: date) -> None:
    """The concluded edition amends a measure without touching its title, which belongs to the document."""
    if mesure is not None:
        amender(edition=edition, mesure=mesure, raison=RAISON, le=le)
