"""The inverted tables of the visible offers (words, occupations): written with the offer, read by the search.

An index is no rule: it follows every save of an offer (see ``stages.apps``), so that no writer can forget it.
See docs/adr/0022.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from commun.analyse import LONGUEUR_MAX, couper, est_vide, masculin_singulier, mots_pleins, normaliser
from stages.choices import EtatOffre
from stages.models import MetierDOffre, MotConnu, MotDOffre, NiveauDOffre, OffreStage, SemaineDOffre
from stages.services.cellules import cellule
from stages.services.cles import bit_niveau

LOT = 500
MOTS_MAX = 8
"""Words of a search that are read."""
LONGUEUR_DEBUT = 3
"""A shorter last word must be whole."""
LONGUEUR_MOT = 32
TITRE, NOM, TEXTE = 3, 2, 1
_a_la_fin: ContextVar[set[int] | None] = ContextVar("offres_a_indexer_a_la_fin", default=None)


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
    """Write again what these offers are found by, only what changed; those that are not visible lose it."""
    pks = list(offres.values_list("pk", flat=True)) if isinstance(offres, QuerySet) else list(offres)
    ecrits = 0
    for debut in range(0, len(pks), LOT):
        ecrits += _indexer_un_lot(pks[debut : debut + LOT])
    return ecrits


def _indexer_un_lot(pks: Sequence[int]) -> int:
    lues = OffreStage.objects.filter(pk__in=pks).defer("rappels").select_related("entreprise__organisation", "commune")
    offres = list(lues.prefetch_related("metiers"))
    _placer(offres)
    visibles = [offre for offre in offres if offre.etat == EtatOffre.PUBLIEE]
    mots = {
        (offre.pk, mot): (poids, offre.publiee_le, offre.cellule)
        for offre in visibles
        for mot, poids in mots_de_l_offre(offre).items()
    }
    metiers = {
        (offre.pk, metier.pk): (offre.commune.departement_id, offre.publiee_le, offre.cellule)
        for offre in visibles
        for metier in offre.metiers.all()
    }
    _retenir({mot for _, mot in mots})
    ecrits = _accorder(MotDOffre, ("offre_id", "mot"), ("poids", *QUAND_ET_OU), mots, pks)
    return ecrits + _accorder(MetierDOffre, ("offre_id", "metier_id"), ("departement_id", *QUAND_ET_OU), metiers, pks)


QUAND_ET_OU = ("publiee_le", "cellule")


def _placer(offres: list[OffreStage]) -> None:
    """The square of the map and the levels of each offer, on itself and on its weeks."""
    pks = [offre.pk for offre in offres]
    niveaux: dict[int, int] = defaultdict(int)
    for pk, niveau in NiveauDOffre.objects.filter(offre__in=pks).values_list("offre", "niveau"):
        niveaux[pk] |= bit_niveau(niveau)
    semaines = SemaineDOffre.objects.filter(offre__in=pks)
    for offre in offres:
        voulu = {"cellule": cellule(offre.latitude, offre.longitude), "niveaux_bits": niveaux[offre.pk]}
        if any(getattr(offre, nom) != valeur for nom, valeur in voulu.items()):
            offre.cellule, offre.niveaux_bits = voulu["cellule"], voulu["niveaux_bits"]
            OffreStage.objects.filter(pk=offre.pk).update(**voulu)
    a_placer = semaines.exclude(cellule=F("offre__cellule"), niveaux_bits=F("offre__niveaux_bits"))
    retardataires = set(a_placer.order_by().values_list("offre", flat=True))
    for offre in offres:
        if offre.pk in retardataires:
            semaines.filter(offre=offre).update(cellule=offre.cellule, niveaux_bits=offre.niveaux_bits)


def _retenir(mots: set[str]) -> None:
    connus = set(MotConnu.objects.filter(mot__in=mots).values_list("mot", flat=True))
    MotConnu.objects.bulk_create([MotConnu(mot=mot) for mot in sorted(mots - connus)], ignore_conflicts=True)


def _accorder(
    modele: Any, cle: tuple[str, str], champs: tuple[str, ...], voulus: dict[Any, Any], pks: Sequence[int]
) -> int:
    """Make the rows of these offers what is wanted, without touching those that are right. Returns how many are new."""
    lues = modele.objects.filter(offre__in=pks).values_list("pk", *cle, *champs)
    connus = {(offre, autre): (pk, tuple(reste)) for pk, offre, autre, *reste in lues}
    perimes = [pk for paire, (pk, reste) in connus.items() if voulus.get(paire) != reste]
    for debut in range(0, len(perimes), LOT):
        modele.objects.filter(pk__in=perimes[debut : debut + LOT]).delete()
    nouveaux = [
        modele(**dict(zip(cle, paire, strict=True)), **dict(zip(champs, reste, strict=True)))
        for paire, reste in voulus.items()
        if connus.get(paire, (0, None))[1] != reste
    ]
    modele.objects.bulk_create(nouveaux, batch_size=2_000, ignore_conflicts=True)
    return len(nouveaux)


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


@contextmanager
def une_seule_fois() -> Iterator[None]:
    """Within a write of several steps, what follows an offer waits for the last one. Inside the write's transaction."""
    if _a_la_fin.get() is not None:
        yield
        return
    attente: set[int] = set()
    avant = _a_la_fin.set(attente)
    try:
        yield
    finally:
        _a_la_fin.reset(avant)
    indexer(sorted(attente))


def _suivre(pk: int) -> None:
    attente = _a_la_fin.get()
    if attente is None:
        indexer([pk])
    else:
        attente.add(pk)


def suivre_offre(sender: Any, instance: OffreStage, raw: bool = False, **_: Any) -> None:
    """After any save of an offer."""
    if not raw and instance.pk:
        _suivre(instance.pk)
        instance.cellule = cellule(instance.latitude, instance.longitude)


def suivre_metiers(sender: Any, instance: Any, action: str, **_: Any) -> None:
    """After the occupations of an offer changed."""
    if action in ("post_add", "post_remove", "post_clear") and isinstance(instance, OffreStage):
        _suivre(instance.pk)


def suivre_niveau(sender: Any, instance: NiveauDOffre, raw: bool = False, **_: Any) -> None:
    """After a level was added to an offer. One that is taken away is followed with the offer: it hides nothing."""
    if not raw:
        _placer(list(OffreStage.objects.filter(pk=instance.offre_id)))
