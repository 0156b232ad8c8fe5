"""The inverted table of words of the visible offers: written with the offer, read by the search. See docs/adr/0022.

An index is no rule: it follows every save of an offer (see ``stages.apps``), so that no writer can forget it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commun.analyse import LONGUEUR_MAX, couper, est_vide, masculin_singulier, mots_pleins, normaliser
from stages.choices import EtatOffre
from stages.models import MotDOffre, OffreStage

LOT = 500
MOTS_MAX = 8
"""Words of a search that are read."""
LONGUEUR_DEBUT = 3
"""A shorter last word must be whole."""
LONGUEUR_MOT = 32
TITRE, NOM, TEXTE = 3, 2, 1


def plier_mots(texte: str) -> list[str]:
    """Words of a text as they are indexed: without accents, case, plural nor gender; each once, in their order."""
    mots = (masculin_singulier(mot)[:LONGUEUR_MOT] for mot in normaliser(texte).split() if not est_vide(mot))
    return list(dict.fromkeys(mots))


def lire_mots(q: str) -> tuple[list[str], str]:
    """Whole words that an offer must have, and the beginning of another, from what is typed."""
    tapes = mots_pleins(normaliser(couper(q, LONGUEUR_MAX)))[:MOTS_MAX]
    if not tapes:
        return [], ""
    entiers = list(dict.fromkeys(masculin_singulier(mot)[:LONGUEUR_MOT] for mot in tapes[:-1]))
    dernier = masculin_singulier(tapes[-1])[:LONGUEUR_MOT]
    if len(dernier) < LONGUEUR_DEBUT:
        return list(dict.fromkeys([*entiers, dernier])), ""
    # What both spellings begin with: « boulang » is one unfinished word, « boulangères » a whole one.
    return entiers, tapes[-1] if dernier.startswith(tapes[-1]) else dernier


@transaction.atomic
def indexer(offres: Iterable[int] | QuerySet[OffreStage]) -> int:
    """Write the words of these offers again, only what changed; those that are not visible lose theirs."""
    pks = list(offres.values_list("pk", flat=True)) if isinstance(offres, QuerySet) else list(offres)
    ecrits = 0
    for debut in range(0, len(pks), LOT):
        ecrits += _indexer_un_lot(pks[debut : debut + LOT])
    return ecrits


def _indexer_un_lot(pks: Sequence[int]) -> int:
    lues = OffreStage.objects.filter(pk__in=pks, etat=EtatOffre.PUBLIEE).select_related(
        "entreprise__organisation", "commune"
    )
    voulus = {
        (offre.pk, mot): poids
        for offre in lues.prefetch_related("metiers").defer("rappels")
        for mot, poids in mots_de_l_offre(offre).items()
    }
    connus = {(o, m): (pk, p) for pk, o, m, p in MotDOffre.objects.filter(offre__in=pks).values_list(*_CHAMPS)}
    perimes = [pk for cle, (pk, poids) in connus.items() if voulus.get(cle) != poids]
    if perimes:
        MotDOffre.objects.filter(pk__in=perimes).delete()
    nouveaux = [
        MotDOffre(offre_id=offre, mot=mot, poids=poids)
        for (offre, mot), poids in voulus.items()
        if connus.get((offre, mot), (0, 0))[1] != poids
    ]
    MotDOffre.objects.bulk_create(nouveaux, batch_size=2_000, ignore_conflicts=True)
    return len(nouveaux)


_CHAMPS = ("pk", "offre_id", "mot", "poids")


def mots_de_l_offre(offre: OffreStage) -> dict[str, int]:
    """Words of an offer, each with the weight of the best place where it stands."""
    textes = [
        (TEXTE, f"{offre.description} {offre.diplome} {offre.entreprise.activite} {offre.get_section_display()}"),
        (
            NOM,
            " ".join(
                [offre.commune.nom, offre.entreprise.organisation.nom, *(metier.nom for metier in offre.metiers.all())]
            ),
        ),
        (TITRE, offre.titre),
    ]
    poids: dict[str, int] = defaultdict(int)
    for valeur, texte in textes:
        for mot in plier_mots(texte):
            poids[mot] = max(poids[mot], valeur)
    return poids


def suivre_offre(sender: Any, instance: OffreStage, raw: bool = False, **_: Any) -> None:
    """After any save of an offer."""
    if not raw and instance.pk:
        indexer([instance.pk])


def suivre_metiers(sender: Any, instance: Any, action: str, **_: Any) -> None:
    """After the occupations of an offer changed."""
    if action in ("post_add", "post_remove", "post_clear") and isinstance(instance, OffreStage):
        indexer([instance.pk])
