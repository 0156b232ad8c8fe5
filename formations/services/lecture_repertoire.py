"""Build the directory of offers from the database: ten queries, whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commun.analyse import normaliser
from formations.choices import GrainCode, NatureFormation, TypeEtablissement, Voie
from formations.models import CertificationMetier, CodePublie, Etablissement, Formation, Offre
from formations.recherche import DocumentFormation, IndexFormations
from formations.services.ensembles import Groupes, ensemble
from formations.services.repertoire import SANS_ETABLISSEMENT, RepereEtablissement, RepereFormation, Repertoire
from metiers.choices import Niveau, OuiNon
from metiers.models import Domaine, Famille, Metier
from metiers.services.facettes import Facette, Repere, Valeur
from metiers.services.memoire import Cle, MemoireDuCatalogue

INCONNU = "inconnu"
LIBELLES_CPF = {OuiNon.OUI: "Éligibles au CPF", OuiNon.NON: "Non éligibles", OuiNon.INCONNU: "Non renseigné"}
LIBELLES_VOIE = {
    Voie.SCOLAIRE: "À l'école",
    Voie.APPRENTISSAGE: "En apprentissage",
    Voie.CONTINUE: "Formation continue",
}
LIBELLES_NATURE = {
    NatureFormation.DIPLOMANTE: "Diplôme ou titre",
    NatureFormation.PRODUCTION: "École de production",
    NatureFormation.REMEDIATION: "Place de retour en formation",
}
MOTS_DE_VOIE = {
    Voie.SCOLAIRE: "scolaire temps plein",
    Voie.APPRENTISSAGE: "apprentissage alternance apprenti",
    Voie.CONTINUE: "continue adulte reconversion",
}


@dataclass(frozen=True, slots=True)
class Liens:
    """What certifications lead to: occupations with their origins, domains by code; names of both."""

    metiers: Mapping[int, Mapping[int, tuple[str, ...]]]
    domaines: Mapping[int, frozenset[str]]
    reperes: Mapping[int, Repere]
    famille_du_metier: Mapping[int, int | None]
    noms_des_domaines: Mapping[str, Domaine]


def lire_repertoire(cle: Cle) -> Repertoire:
    """Read everything, lay the offers out by training, then count the values of each facet as sets."""
    liens = _lire_liens()
    formations = _lire_formations()
    certifications = _certifications_de(formations)
    offres = _lire_offres({ligne["pk"] for ligne in formations})
    etablissements = _lire_etablissements()
    rang_etablissement = {e.id: rang for rang, e in enumerate(etablissements)}
    groupes = Groupes.de([max(1, len(offres[ligne["pk"]])) for ligne in formations])
    ids = np.zeros(groupes.longueur, dtype=np.int64)
    lieux = np.full(groupes.longueur, SANS_ETABLISSEMENT, dtype=np.int64)
    places: list[list[tuple[int, Mapping[str, Any]]]] = []
    for debut, ligne in zip(groupes.debuts.tolist(), formations, strict=True):
        places.append(list(enumerate(offres[ligne["pk"]], start=debut)))
        for position, offre in places[-1]:
            ids[position] = offre["pk"]
            lieux[position] = rang_etablissement[offre["etablissement_id"]]
    reperes = [_repere(ligne, certifications[ligne["pk"]], liens, offres[ligne["pk"]]) for ligne in formations]
    plan = Plan(groupes, reperes, formations, places, liens)
    return Repertoire(
        cle=cle,
        formations=tuple(reperes),
        etablissements=tuple(etablissements),
        groupes=groupes,
        offres=ids,
        etablissement_de=lieux,
        facettes={f.nom: f for f in (*plan.facettes_de_formation(), *plan.facettes_d_offre())},
        metiers=liens.reperes,
        index=IndexFormations([_document(r, ligne, liens, offres[r.id], etablissements, rang_etablissement)
                               for r, ligne in zip(reperes, formations, strict=True)]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything read, laid out: enough to say which positions carry each value."""

    groupes: Groupes
    reperes: Sequence[RepereFormation]
    formations: Sequence[Mapping[str, Any]]
    places: Sequence[Sequence[tuple[int, Mapping[str, Any]]]]
    liens: Liens

    def _bits(self, couples: Iterable[tuple[int, object]]) -> dict[object, int]:
        """Set of positions of each key of ``(position, key)`` pairs."""
        positions: dict[object, list[int]] = defaultdict(list)
        for position, cle in couples:
            positions[cle].append(position)
        return {cle: ensemble(liste, self.groupes.longueur) for cle, liste in positions.items()}

    def _par_formation(self, cles: Iterable[Iterable[object]]) -> dict[object, int]:
        """Set of all the positions of the trainings that carry each key."""
        debuts = self.groupes.debuts.tolist()
        return self._bits(
            (position, cle)
            for debut, places, valeurs in zip(debuts, self.places, cles, strict=True)
            for cle in valeurs
            for position in range(debut, debut + max(1, len(places)))
        )

    def _par_offre(self, champ: str) -> dict[object, int]:
        return self._bits((position, offre[champ]) for places in self.places for position, offre in places)

    def facettes_de_formation(self) -> list[Facette]:
        """Level, occupation, family, domain, nature, CPF: the same for all the offers of a training."""
        niveaux = self._par_formation([[INCONNU if r.niveau is None else str(r.niveau)] for r in self.reperes])
        natures = self._par_formation([[r.nature] for r in self.reperes])
        cpf = self._par_formation(
            [[ligne["certification__eligible_cpf"] or OuiNon.INCONNU] for ligne in self.formations]
        )
        metiers = self._par_formation([r.metiers for r in self.reperes])
        domaines = self._par_formation([r.domaines for r in self.reperes])
        familles = self._par_formation([self._familles(r) for r in self.reperes])
        connus = {d.code: d for d in self.liens.noms_des_domaines.values()}
        return [
            _facette("niveau", "Niveau de sortie", [
                *(Valeur(str(n.value), str(n.label), niveaux.get(str(n.value), 0)) for n in Niveau),
                Valeur(INCONNU, "Non renseigné", niveaux.get(INCONNU, 0)),
            ]),
            _facette("nature", "Nature de la formation", [
                Valeur(n.value, LIBELLES_NATURE[n], natures.get(n.value, 0)) for n in NatureFormation
            ]),
            _facette("famille", "Famille de métiers", [
                Valeur(f.slug, f.libelle, familles.get(f.pk, 0), f.definition, f.icone or f.code)
                for f in Famille.objects.all()
            ]),
            _facette("metier", "Métier préparé", [
                Valeur(r.slug, r.nom, metiers.get(r.id, 0)) for r in self.liens.reperes.values()
            ]),
            _facette("domaine", "Domaine professionnel", [
                Valeur(d.slug, d.libelle, domaines.get(code, 0), detail=True) for code, d in connus.items()
            ]),
            _facette("cpf", "Compte personnel de formation", [
                Valeur(c.value, LIBELLES_CPF[c], cpf.get(c.value, 0)) for c in OuiNon
            ]),
        ]  # fmt: skip

    def _familles(self, repere: RepereFormation) -> set[object]:
        """Families of the occupations; of the domains only when no occupation is known."""
        familles: set[object] = {self.liens.famille_du_metier.get(pk) for pk in repere.metiers}
        if not repere.metiers:
            familles = {self.liens.noms_des_domaines[code].famille_id for code in repere.domaines}
        return familles - {None}

    def facettes_d_offre(self) -> list[Facette]:
        """Way, type of establishment, boarding, access: of each offer."""
        voies = self._par_offre("voie")
        types = self._par_offre("etablissement__type")
        internat = self._bits(self._oui("internat"))
        accessible = self._bits(self._oui("accessible"))
        return [
            _facette("voie", "Comment l'apprendre", [
                Valeur(v.value, LIBELLES_VOIE[v], voies.get(v.value, 0)) for v in Voie
            ]),
            _facette("type", "Type d'établissement", [
                Valeur(t.value, str(t.label), types.get(t.value, 0)) for t in TypeEtablissement
            ]),
            _facette("internat", "Internat", [Valeur("oui", "Avec un internat", internat.get("oui", 0))]),
            _facette("accessible", "Accessibilité", [
                Valeur("oui", "Accessible aux personnes handicapées", accessible.get("oui", 0))
            ]),
        ]  # fmt: skip

    def _oui(self, champ: str) -> Iterable[tuple[int, str]]:
        """Offers of which yes is said, by themselves or, when they say nothing, by their establishment."""
        for places in self.places:
            for position, offre in places:
                dit = offre[champ] if offre[champ] != OuiNon.INCONNU else offre[f"etablissement__{champ}"]
                if dit == OuiNon.OUI:
                    yield position, "oui"


def _facette(nom: str, libelle: str, valeurs: list[Valeur]) -> Facette:
    return Facette(nom, libelle, {valeur.code: valeur for valeur in valeurs})


def _lire_formations() -> list[Mapping[str, Any]]:
    lignes: list[Mapping[str, Any]] = list(
        Formation.objects.actives().values(
            "pk", "slug", "intitule", "niveau", "niveau_entree", "duree_mois", "nature", "certification_id",
            "certification__intitule", "certification__type_diplome", "certification__niveau",
            "certification__eligible_cpf",
        )
    )  # fmt: skip
    return sorted(lignes, key=lambda ligne: (normaliser(ligne["intitule"]), ligne["slug"]))


def _certifications_de(formations: Sequence[Mapping[str, Any]]) -> dict[int, list[int]]:
    """What each training prepares: its certification, then the specialities chosen after a common year."""
    prepare = {ligne["pk"]: [ligne["certification_id"]] if ligne["certification_id"] else [] for ligne in formations}
    for formation, certification in Formation.specialites.through.objects.order_by("pk").values_list(
        "formation_id", "certification_id"
    ):
        prepare.get(formation, []).append(certification)
    return prepare


def _lire_offres(formations: set[int]) -> dict[int, list[Mapping[str, Any]]]:
    """Active offers of active establishments, by training."""
    offres: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    lignes = Offre.objects.actives().order_by("pk").values(
        "pk", "formation_id", "etablissement_id", "voie", "internat", "accessible",
        "etablissement__type", "etablissement__internat", "etablissement__accessible",
    )  # fmt: skip
    for ligne in lignes:
        if ligne["formation_id"] in formations:
            offres[ligne["formation_id"]].append(ligne)
    return offres


def _lire_etablissements() -> list[RepereEtablissement]:
    """Active establishments by name; one without coordinates is placed at its commune's."""
    lignes = Etablissement.objects.actifs().values_list(
        "pk", "slug", "nom", "type", "commune__nom", "latitude", "longitude", "commune__latitude", "commune__longitude"
    )
    reperes = [
        RepereEtablissement(pk, slug, nom, genre, commune or "", *_position(lat, lon, lat_commune, lon_commune))
        for pk, slug, nom, genre, commune, lat, lon, lat_commune, lon_commune in lignes
    ]
    return sorted(reperes, key=lambda e: (normaliser(e.nom), e.slug))


def _position(
    latitude: float | None, longitude: float | None, lat_commune: float | None, lon_commune: float | None
) -> tuple[float | None, float | None]:
    return (lat_commune, lon_commune) if latitude is None or longitude is None else (latitude, longitude)


def _lire_liens() -> Liens:
    metiers = {
        metier.pk: metier
        for metier in Metier.objects.publies().only("slug", "nom", "nom_masculin", "nom_feminin", "famille", "domaine")
    }
    domaines = {domaine.pk: domaine for domaine in Domaine.objects.all()}
    origines: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    codes: dict[int, set[str]] = defaultdict(set)
    for certification, metier, origine in CertificationMetier.objects.values_list(
        "certification_id", "metier_id", "origine"
    ):
        if metier in metiers:
            origines[certification][metier].append(origine)
            domaine = domaines.get(metiers[metier].domaine_id or 0)
            if domaine:
                codes[certification].add(domaine.code)
    par_code = {domaine.code: domaine for domaine in domaines.values()}
    publies = CodePublie.objects.filter(grain=GrainCode.DOMAINE).values_list("certification_id", "code")
    for certification, code in publies:
        if code[:3] in par_code:
            codes[certification].add(code[:3])
    return Liens(
        metiers={pk: {m: tuple(sorted(o)) for m, o in sorted(liste.items())} for pk, liste in origines.items()},
        domaines={pk: frozenset(liste) for pk, liste in codes.items()},
        reperes={pk: Repere(pk, metier.slug, metier.nom_court) for pk, metier in metiers.items()},
        famille_du_metier={pk: metier.famille_id for pk, metier in metiers.items()},
        noms_des_domaines=par_code,
    )


def _repere(
    ligne: Mapping[str, Any], certifications: Sequence[int], liens: Liens, offres: Sequence[Mapping[str, Any]]
) -> RepereFormation:
    metiers: dict[int, set[str]] = defaultdict(set)
    for certification in certifications:
        for metier, origines in liens.metiers.get(certification, {}).items():
            metiers[metier].update(origines)
    niveau = ligne["niveau"] if ligne["niveau"] is not None else ligne["certification__niveau"]
    return RepereFormation(
        id=ligne["pk"],
        slug=ligne["slug"],
        intitule=ligne["intitule"],
        niveau=niveau,
        niveau_entree=ligne["niveau_entree"],
        duree_mois=ligne["duree_mois"],
        nature=ligne["nature"],
        type_diplome=ligne["certification__type_diplome"] or "",
        metiers={metier: tuple(sorted(origines)) for metier, origines in sorted(metiers.items())},
        domaines=frozenset().union(*(liens.domaines.get(c, frozenset()) for c in certifications)),
        voies=frozenset(offre["voie"] for offre in offres),
        certification=ligne["certification_id"],
        specialites=frozenset(certifications) - {ligne["certification_id"]},
    )


def _document(
    repere: RepereFormation,
    ligne: Mapping[str, Any],
    liens: Liens,
    offres: Sequence[Mapping[str, Any]],
    etablissements: Sequence[RepereEtablissement],
    rangs: Mapping[int, int],
) -> DocumentFormation:
    lieux = {rangs[offre["etablissement_id"]] for offre in offres}
    titres = (repere.intitule, ligne["certification__intitule"] or "", repere.type_diplome)
    return DocumentFormation(
        titre=tuple(dict.fromkeys(titre for titre in titres if titre)),
        metiers=tuple(liens.reperes[pk].nom for pk in repere.metiers),
        domaines=tuple(liens.noms_des_domaines[code].libelle for code in sorted(repere.domaines)),
        lieux=(
            *(f"{etablissements[rang].nom} {etablissements[rang].commune}" for rang in sorted(lieux)),
            *(MOTS_DE_VOIE[Voie(voie)] for voie in sorted(repere.voies)),
        ),
    )


repertoire_courant = MemoireDuCatalogue(lire_repertoire).courant
