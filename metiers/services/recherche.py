"""The occupation search on the database: one index in memory per process, rebuilt when the catalogue changes."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings

from metiers.choices import TypeCompetence
from metiers.models import (
    Appellation,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
)
from metiers.recherche import (
    DocumentMetier,
    IndexMetiers,
    Resultat,
    Suggestion,
    Synonymes,
    Titre,
    lire_synonymes,
)
from metiers.services.memoire import MemoireDuCatalogue

Textes = dict[int, tuple[str, ...]]


def chercher_metiers(q: str, limite: int | None = None) -> list[Resultat]:
    """Published occupations that answer a text, best first. One query, unless the catalogue has changed."""
    return index_courant().chercher(q, limite)


def completer_metiers(debut: str, limite: int = 8) -> list[Suggestion]:
    """Titles to propose while a person types. One query, unless the catalogue has changed."""
    return index_courant().completer(debut, limite)


def documents_du_catalogue() -> list[DocumentMetier]:
    """Search documents of all published occupations, in seven queries whatever their number.

    The day at work is left out: its images (« à un cheveu près ») would be found as if they described the work.
    """
    publies = Metier.objects.publies()
    metiers = publies.order_by("pk").values_list("pk", "code_rome", "nom", "mots", "definition_officielle", "accroche")
    titres = _titres()
    coeur, autres, savoirs = _competences()
    contextes = _textes(MetierCondition.objects.values_list("metier_id", "condition__libelle"))
    interets = _textes(MetierInteret.objects.values_list("metier_id", "interet__libelle"))
    secteurs = _textes(MetierSecteur.objects.values_list("metier_id", "secteur__libelle"))
    themes = _textes(publies.filter(themes__isnull=False).values_list("pk", "themes__libelle"))
    return [
        DocumentMetier(
            id=pk,
            code=code,
            titres=_avec_principal(nom, titres.get(pk, [])),
            mots=tuple(str(mot) for mot in mots),
            competences_cle=coeur.get(pk, ()),
            competences=autres.get(pk, ()),
            savoirs=savoirs.get(pk, ()),
            definition="\n".join(texte for texte in (officielle, accroche) if texte),
            contextes=contextes.get(pk, ()),
            interets=interets.get(pk, ()),
            themes=themes.get(pk, ()),
            secteurs=secteurs.get(pk, ()),
        )
        for pk, code, nom, mots, officielle, accroche in metiers
    ]


def _synonymes() -> Synonymes:
    return lire_synonymes(settings.DONNEES / "metiers" / "synonymes.toml")


def _titres() -> dict[int, list[Titre]]:
    titres: dict[int, list[Titre]] = defaultdict(list)
    lignes = Appellation.objects.order_by("-principale", "pk")
    for metier, libelle, peu_usitee, principale, code_ogr in lignes.values_list(
        "metier_id", "libelle", "peu_usitee", "principale", "code_ogr"
    ):
        titres[metier].append(Titre(libelle, peu_usitee, principale, bool(code_ogr)))
    return titres


def _avec_principal(nom: str, titres: list[Titre]) -> tuple[Titre, ...]:
    """Titles of an occupation, its present name first even where no title repeats it."""
    autres = [titre for titre in titres if titre.texte != nom]
    return (Titre(nom, principal=True), *autres)


def _competences() -> tuple[Textes, Textes, Textes]:
    """Core skills, other skills (soft skills included) and knowledge, by occupation."""
    coeur: dict[int, list[str]] = defaultdict(list)
    autres: dict[int, list[str]] = defaultdict(list)
    savoirs: dict[int, list[str]] = defaultdict(list)
    lignes = MetierCompetence.objects.order_by("metier_id", "ordre", "pk").values_list(
        "metier_id", "competence__libelle", "competence__type", "coeur"
    )
    for metier, libelle, genre, est_coeur in lignes:
        cible = savoirs if genre == TypeCompetence.SAVOIR else coeur if est_coeur else autres
        cible[metier].append(libelle)
    return _figer(coeur), _figer(autres), _figer(savoirs)


def _textes(lignes: Iterable[tuple[int, str]]) -> Textes:
    listes: dict[int, list[str]] = defaultdict(list)
    for metier, texte in lignes:
        listes[metier].append(texte)
    return _figer(listes)


def _figer(listes: dict[int, list[str]]) -> Textes:
    return {metier: tuple(dict.fromkeys(textes)) for metier, textes in listes.items()}


memoire = MemoireDuCatalogue(lambda _: IndexMetiers.construire(documents_du_catalogue(), _synonymes()))
index_courant = memoire.courant
