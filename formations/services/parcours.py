"""From a place in life to an occupation: what was understood, the paths, and what each step needs to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formations.models import Certification, ChiffreFormation, Offre
from formations.parcours import Depart, Noeud, Proposition, proposer
from formations.services.graphe import graphe_courant, secondes_par_certification
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.repertoire import RepereFormation, Repertoire
from metiers.choices import OuiNon
from metiers.models import AccesNiveau, Metier
from metiers.services.facettes import Repere, catalogue_courant
from metiers.services.recherche import chercher_metiers
from metiers.services.voisinage import Voisin, voisins_de
from territoires.models.distance import Lieu

OFFRES_PAR_ETAPE = 3
AUTRES_SENS = 4


@dataclass(frozen=True, slots=True)
class MetierCompris:
    """The occupation that a text or a slug means, and others that it may mean."""

    metier: Repere
    autres: tuple[Repere, ...] = ()


@dataclass(frozen=True, slots=True)
class OffreDEtape:
    """An offer near the visitor."""

    offre: Offre
    km: float | None


@dataclass(frozen=True, slots=True)
class EtapeMontree:
    """Everything shown of a training within a path."""

    formation: RepereFormation
    etablissements: int
    offres: tuple[OffreDEtape, ...]
    chiffres: tuple[ChiffreFormation, ...]
    vae: bool
    secondes: tuple[RepereFormation, ...] = ()
    """Common first years by which it may begin."""


@dataclass(frozen=True, slots=True)
class Parcours:
    """The answer: proposals, what their trainings show, and what is known of the occupation without any path."""

    propositions: tuple[Proposition, ...]
    etapes: dict[int, EtapeMontree]
    formations: dict[int, RepereFormation]
    deja: RepereFormation | None
    niveaux_du_metier: tuple[int, ...]
    voisin: Voisin | None


def comprendre_metier(texte: str) -> MetierCompris | None:
    """By slug, else by the search of occupations."""
    catalogue = catalogue_courant()
    exact = next((repere for repere in catalogue.reperes if repere.slug == texte), None)
    if exact:
        return MetierCompris(exact)
    trouves = [catalogue.repere(r.metier_id) for r in chercher_metiers(texte, AUTRES_SENS + 1)] if texte else []
    connus = [repere for repere in trouves if repere]
    meme_nom = [repere for repere in connus if repere.nom.casefold() == texte.casefold()]
    if meme_nom:
        return MetierCompris(meme_nom[0])
    return MetierCompris(connus[0], tuple(connus[1:])) if connus else None


def comprendre_diplome(texte: str) -> RepereFormation | None:
    """The training of a diploma held, by slug, else by its words; a training found by its place is not a diploma."""
    repertoire = repertoire_courant()
    exacte = next((f for f in repertoire.formations if f.slug == texte), None)
    if exacte or not texte:
        return exacte
    reponse = repertoire.index.chercher(texte)
    titres = [t for t in reponse.trouvees if t.champ == "titre"]
    return repertoire.formations[titres[0].rang] if titres and not reponse.partielle else None


def tracer(
    *, metier: int, niveau: int, diplome: RepereFormation | None = None, depuis: int | None = None, lieu: Lieu | None
) -> Parcours:
    """Paths to an occupation, in a bounded number of queries whatever the number of trainings."""
    repertoire, graphe = repertoire_courant(), graphe_courant()
    noeud = graphe.par_id.get(diplome.id) if diplome else None
    acquis = max(niveau, diplome.niveau or 0) if diplome else niveau
    propositions = tuple(proposer(graphe, Depart(acquis, noeud), metier))
    noeuds = _noeuds(propositions)
    return Parcours(
        propositions=propositions,
        etapes=_montrer(repertoire, noeuds, lieu),
        formations={pk: repertoire.formations[repertoire.rangs[pk]] for pk in _cites(propositions)},
        deja=diplome if diplome and metier in diplome.metiers else None,
        niveaux_du_metier=tuple(AccesNiveau.objects.filter(metier=metier).values_list("niveau", flat=True)),
        voisin=_voisin(depuis, metier),
    )


def _noeuds(propositions: Sequence[Proposition]) -> list[Noeud]:
    return [etape.noeud for p in propositions for etape in p.chemin.etapes if etape.noeud]


def _cites(propositions: Sequence[Proposition]) -> set[int]:
    return {noeud.id for noeud in _noeuds(propositions)} | {n.id for p in propositions for n in p.autres}


def _voisin(depuis: int | None, metier: int) -> Voisin | None:
    """The official mobility from the present occupation to the one aimed at, when there is one."""
    source = Metier.objects.publies().filter(pk=depuis).first() if depuis else None
    if source is None:
        return None
    return next((voisin for voisin in voisins_de(source) if voisin.metier.pk == metier), None)


def _montrer(repertoire: Repertoire, noeuds: Sequence[Noeud], lieu: Lieu | None) -> dict[int, EtapeMontree]:
    """Nearest offers, figures and recognition by experience of each training: three queries."""
    ids = sorted({noeud.id for noeud in noeuds})
    km = repertoire.distances_des_offres(lieu) if lieu else None
    proches: dict[int, list[tuple[float, int, int]]] = {}
    for pk in ids:
        rang = repertoire.rangs[pk]
        debut, fin = int(repertoire.groupes.debuts[rang]), int(repertoire.groupes.fins[rang])
        positions = [p for p in range(debut, fin) if repertoire.offres[p]]
        proches[pk] = sorted((0.0 if km is None else float(km[p]), p, int(repertoire.offres[p])) for p in positions)
    lues = Offre.objects.select_related("etablissement__commune").in_bulk(
        [pk for liste in proches.values() for _, _, pk in liste[:OFFRES_PAR_ETAPE]]
    )
    certifications = {pk: repertoire.formations[repertoire.rangs[pk]].certification for pk in ids}
    secondes = secondes_par_certification(repertoire)
    par_vae = _ouvertes_a_la_vae(certifications.values())
    chiffres = _chiffres(certifications.values())
    return {
        pk: EtapeMontree(
            formation=repertoire.formations[repertoire.rangs[pk]],
            etablissements=len({int(repertoire.etablissement_de[p]) for _, p, _ in proches[pk]}),
            offres=tuple(
                OffreDEtape(lues[o], d if km is not None and d != float("inf") else None)
                for d, _, o in proches[pk][:OFFRES_PAR_ETAPE]
                if o in lues
            ),
            chiffres=tuple(chiffres.get(certifications.get(pk) or 0, ())),
            vae=certifications.get(pk) in par_vae,
            secondes=tuple(secondes.get(certifications.get(pk) or 0, ())),
        )
        for pk in ids
    }


def _ouvertes_a_la_vae(certifications: Iterable[int | None]) -> set[int]:
    connues = Certification.objects.filter(pk__in=[c for c in certifications if c], accessible_vae=OuiNon.OUI)
    return set(connues.values_list("pk", flat=True))


def _chiffres(certifications: Iterable[int | None]) -> dict[int, list[ChiffreFormation]]:
    """The last figure of each indicator of each certification."""
    lignes = ChiffreFormation.objects.montrables().filter(certification__in=[c for c in certifications if c])
    derniers: dict[tuple[int, str], ChiffreFormation] = {}
    for chiffre in lignes.order_by("indicateur", "-periode", "pk"):
        derniers.setdefault((chiffre.certification_id or 0, chiffre.indicateur), chiffre)
    resultat: dict[int, list[ChiffreFormation]] = {}
    for (certification, _), chiffre in derniers.items():
        resultat.setdefault(certification, []).append(chiffre)
    return resultat
