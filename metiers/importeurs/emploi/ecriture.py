"""Bring families, crosswalks and figures in line with what the files say."""

from collections import defaultdict

from django.db.models import Q

from commun.importation import Compte, Rapport
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.lot import NIVEAUX, CleStatistique, Lot, Mesure
from metiers.importeurs.synchronisation import Synchronisation
from metiers.models import FamilleProfessionnelle, Passage, Statistique
from territoires.models import BassinEmploi

CLES = ("indicateur", "modalite", "famille_id", "code_rome", "grain", "code_territoire", "periode")
CHAMPS = ("valeur", "unite", "secret", "base", "laisses", "version_rome", "livree")
CLES_PASSAGE = ("de", "code_de", "vers", "code_vers", "qualification")


def ecrire(lot: Lot, rapport: Rapport) -> None:
    """Write everything; what a source no longer says of the same year goes away."""
    ecrire_familles(lot.familles, rapport.compte("Familles professionnelles"))
    for source, passages in lot.passages.items():
        voulus = {tuple(cle): (libelle,) for cle, libelle in passages.items()}
        Synchronisation(
            perimetre=Passage.objects.filter(source=source),
            cles=CLES_PASSAGE,
            champs=("libelle_de",),
            fixes={"source": source, "nature": Passage.Nature.PUBLIE},
            supprimable=lambda cle, valeurs: True,
        ).appliquer(voulus, rapport.compte("Passages"))
    ids = ids_des_familles()
    for source, lues in lot.statistiques.items():
        _ecrire_source(source, lues, ids, rapport)
    _signaler_bassins(lot, rapport)


def ids_des_familles() -> dict[tuple[str, str], int]:
    """Keys of the families by nomenclature and code."""
    return {(n, code): pk for pk, n, code in FamilleProfessionnelle.objects.values_list("pk", "nomenclature", "code")}


def ecrire_familles(familles: dict[tuple[str, str], str], compte: Compte) -> None:
    """Families with their level, then the link of each to the wider one. A family is never deleted."""
    connus = {
        (n, code): (libelle, niveau)
        for n, code, libelle, niveau in FamilleProfessionnelle.objects.values_list(
            "nomenclature", "code", "libelle", "niveau"
        )
    }
    voulues = {}
    for (nomenclature, code), libelle in familles.items():
        ancien = connus.get((nomenclature, code))
        nom = ancien[0] if ancien and libelle == code else libelle  # a bare code never replaces a name
        voulues[nomenclature, code] = (nom, NIVEAUX.get(len(code), 1) if code.isupper() and code != "ENS" else 1)
    Synchronisation(
        perimetre=FamilleProfessionnelle.objects.all(), cles=("nomenclature", "code"), champs=("libelle", "niveau")
    ).appliquer(voulues, compte)
    ids = ids_des_familles()
    changees = []
    for famille in FamilleProfessionnelle.objects.all():
        parent = _parent(famille.nomenclature, famille.code, ids)
        if famille.parent_id != parent:
            famille.parent_id = parent
            changees.append(famille)
    FamilleProfessionnelle.objects.bulk_update(changees, ["parent"], batch_size=200)


def _parent(nomenclature: str, code: str, ids: dict[tuple[str, str], int]) -> int | None:
    """Codes are nested: A0Z40 is in A0Z, which is in A."""
    larges = [code[:n] for n in (3, 1) if n < len(code) and code != "ENS"]
    return next((ids[nomenclature, large] for large in larges if (nomenclature, large) in ids), None)


def _ecrire_source(
    source: str, lues: dict[CleStatistique, Mesure], ids: dict[tuple[str, str], int], rapport: Rapport
) -> None:
    """The figures of one source, indicator by indicator; only the years and grains that were read are touched."""
    par_indicateur: dict[str, dict[CleStatistique, Mesure]] = defaultdict(dict)
    for cle, mesure in lues.items():
        par_indicateur[cle.indicateur][cle] = mesure
    for indicateur, mesures in par_indicateur.items():
        portees = Q()
        for grain, periode in {(cle.grain, cle.periode) for cle in mesures}:
            portees |= Q(grain=grain, periode=periode)
        Synchronisation(
            perimetre=Statistique.objects.filter(portees, source=source, indicateur=indicateur),
            cles=CLES,
            champs=CHAMPS,
            fixes={"source": source},
            supprimable=lambda cle, valeurs: True,
        ).appliquer(
            {_cle(cle, ids): (*mesure, False) for cle, mesure in mesures.items()},
            rapport.compte(str(Statistique.Indicateur(indicateur).label)),
        )


def _cle(cle: CleStatistique, ids: dict[tuple[str, str], int]) -> tuple[object, ...]:
    famille = ids[cle.nomenclature, cle.famille] if cle.famille else None
    return cle.indicateur, cle.modalite, famille, cle.code_rome, cle.grain, cle.territoire, cle.periode


def _signaler_bassins(lot: Lot, rapport: Rapport) -> None:
    """Basins that the portal does not know: their figures are kept, and serve the totals."""
    connus = set(BassinEmploi.objects.values_list("code", flat=True))
    inconnus = [f"{code} {nom}" for code, nom in sorted(lot.bassins.items()) if code not in connus]
    if inconnus:
        rapport.avertissements.append(f"Bassins inconnus du portail, chiffres gardés : {', '.join(inconnus)[:300]}.")


def ecrire_livraison(lot: Lot, rapport: Rapport) -> None:
    """The bundled data: what an official import has written stands; only what came from here is changed or goes."""
    _familles_livrees(lot, rapport)
    for source, passages in lot.passages.items():
        portail = source == sources.PASSAGE_PORTAIL
        Synchronisation(
            perimetre=Passage.objects.filter(source=source),
            cles=CLES_PASSAGE,
            champs=("nature",),
            fixes={"source": source},
            supprimable=(lambda cle, valeurs: True) if portail else None,
        ).appliquer(
            {tuple(cle): (Passage.Nature.PORTAIL if portail else Passage.Nature.PUBLIE,) for cle in passages},
            rapport.compte("Passages"),
        )
    ids = ids_des_familles()
    for source, lues in lot.statistiques.items():
        toutes = Statistique.objects.filter(source=source)
        officielles = set(toutes.filter(livree=False).order_by().values_list(*CLES))
        voulues = {_cle(cle, ids): (*mesure, True) for cle, mesure in lues.items()}
        compte = rapport.compte("Chiffres")
        compte.conserves += len(voulues.keys() & officielles)
        Synchronisation(
            perimetre=toutes.filter(livree=True),
            cles=CLES,
            champs=CHAMPS,
            fixes={"source": source},
            supprimable=lambda cle, valeurs: True,
        ).appliquer({cle: valeurs for cle, valeurs in voulues.items() if cle not in officielles}, compte)


def _familles_livrees(lot: Lot, rapport: Rapport) -> None:
    """Families that are missing; a name that stands already is left as it is."""
    connues = ids_des_familles()
    manquantes = {cle: libelle for cle, libelle in lot.familles.items() if cle not in connues}
    ecrire_familles(manquantes, rapport.compte("Familles professionnelles"))
