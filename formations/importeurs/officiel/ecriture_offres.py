"""Trainings, offers and figures of the official files, joined to the portal's certifications and establishments."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from commun.importation import Rapport, Refus
from formations.choices import IndicateurFormation
from formations.importeurs.officiel.offres import ANNEES, TABLE, LigneOffre, Lues
from formations.models import Certification, ChiffreFormation, Etablissement, Formation, Offre
from metiers.choices import Niveau
from metiers.importeurs.adresses import AdressesLibres, adresse_de
from metiers.importeurs.synchronisation import Synchronisation

TABLE_FORMATIONS, TABLE_CHIFFRES = "Formations", "Chiffres des formations"
SOURCE = "Nomenclatures de l'Éducation nationale (BCN)"
_PREFIXE = re.compile(r"^(BTS - (?:Services|Production|Maritime) - |BTS - Agricole - |Certificat de Spécialisation - )")
_INTITULES = {"BTS - A": "BTSA ", "Certif": "Certificat de spécialisation "}


@dataclass(slots=True)
class Ecriture:
    """One run: which training each CFD or MEF stands for."""

    lues: Lues
    rapport: Rapport
    par_cfd: dict[str, Certification] = field(default_factory=dict)
    formations: dict[str, int] = field(default_factory=dict)
    """Training by its key: the certification, else the CFD, the MEFSTAT 11 or the label."""

    def ecrire(self) -> None:
        for certification in Certification.objects.exclude(code_diplome="").order_by("active", "code_certifinfo"):
            self.par_cfd[certification.code_diplome] = certification  # the last one: active, then the newest
        suites = Certification.objects.in_bulk(
            [c.remplacee_par_id for c in self.par_cfd.values() if c.remplacee_par_id]
        )
        for cfd, certification in self.par_cfd.items():  # a diploma that is over: what the school prepares now
            if certification.remplacee_par_id:
                self.par_cfd[cfd] = suites[certification.remplacee_par_id]
        etablissements = dict(Etablissement.objects.exclude(uai="").values_list("uai", "pk"))
        situees = []
        for offre in self.lues.offres.values():
            if offre.uai in etablissements:
                situees.append(offre)
            else:
                raison = "établissement absent de l'annuaire du portail"
                refus = Refus(raison, table=TABLE, fichier=offre.fichier, ligne=offre.numero, cle=offre.uai)
                self.rapport.refuser(refus)
        self._formations(situees)
        self._offres(situees, etablissements)

    # --- trainings

    def _formations(self, offres: list[LigneOffre]) -> None:
        """The training of every key: one that prepares the diploma already, or a new one."""
        par_cle: dict[str, list[LigneOffre]] = defaultdict(list)
        for offre in offres:
            par_cle[self._cle(offre)].append(offre)
        self._retrouver(par_cle)
        libres = AdressesLibres(Formation.objects.values_list("slug", flat=True))
        compte = self.rapport.compte(TABLE_FORMATIONS)
        compte.inchanges += len(self.formations)
        nouvelles: dict[str, Formation] = {}
        for cle, lignes in par_cle.items():
            if cle not in self.formations:
                nouvelles[cle] = self._nouvelle(lignes[0], libres)
        Formation.objects.bulk_create(nouvelles.values(), batch_size=500)
        compte.crees += len(nouvelles)
        self.formations |= {cle: formation.pk for cle, formation in nouvelles.items()}
        self._specialites({par_cle[cle][0].cfd: formation for cle, formation in nouvelles.items()})

    def _cle(self, ligne: LigneOffre) -> str:
        """What makes two offers the same training: the diploma, else the class, else the label."""
        certification = self.par_cfd.get(ligne.cfd)
        return f"certification {certification.pk}" if certification else ligne.cfd or ligne.mef or ligne.libelle

    def _retrouver(self, par_cle: dict[str, list[LigneOffre]]) -> None:
        existantes = Formation.objects.order_by("-active", "pk")
        par_mef: dict[str, int] = {}
        par_certification: dict[int, int] = {}
        par_titre: dict[str, int] = {}
        for formation in existantes:
            if formation.code_mefstat:
                par_mef.setdefault(formation.code_mefstat, formation.pk)
            if formation.certification_id:
                par_certification.setdefault(formation.certification_id, formation.pk)
            if formation.source == SOURCE:
                par_titre.setdefault(formation.intitule, formation.pk)
        for cle, lignes in par_cle.items():
            mefs = [par_mef[ligne.mef] for ligne in lignes if ligne.mef in par_mef]
            certification = self.par_cfd.get(lignes[0].cfd)
            trouvee = par_certification.get(certification.pk) if certification else None
            trouvee = trouvee or (mefs[0] if mefs else None) or par_titre.get(self._titre(lignes[0]))
            if trouvee:
                self.formations[cle] = trouvee

    def _titre(self, ligne: LigneOffre) -> str:
        if ligne.cfd in self.lues.familles:
            famille = self.lues.familles[ligne.cfd][0]
            return f"Seconde professionnelle, {famille[0].lower()}{famille[1:]}"[:300]
        if ligne.cfd in self.par_cfd:
            return self.par_cfd[ligne.cfd].intitule[:300]
        if trouve := _PREFIXE.match(ligne.libelle):
            debut = next((d for p, d in _INTITULES.items() if trouve[0].startswith(p)), "BTS ")
            return (debut + ligne.libelle[trouve.end() :].removesuffix(" - en apprentissage").strip())[:300]
        return (self.lues.libelles.get(ligne.cfd) or ligne.libelle).strip().capitalize()[:300]

    def _nouvelle(self, ligne: LigneOffre, libres: AdressesLibres) -> Formation:
        titre = self._titre(ligne)
        certification = self.par_cfd.get(ligne.cfd)
        niveau = certification.niveau if certification else _niveau_du_cfd(ligne.cfd)
        annees = self.lues.durees.get(ligne.mef)
        return Formation(
            slug=libres.donner(adresse_de(titre, 180)),
            intitule=titre,
            certification=certification,
            niveau=niveau,
            niveau_entree=Niveau.BAC if niveau == Niveau.BAC2 else None,
            duree_mois=annees * 12 if annees else None,
            code_mefstat=ligne.mef,
            source=SOURCE,
        )

    def _specialites(self, nouvelles: dict[str, Formation]) -> None:
        """Specialities of the new common years, by their CFD."""
        lien = Formation.specialites.through
        lien.objects.bulk_create(
            lien(formation_id=formation.pk, certification_id=certification)
            for commune, formation in nouvelles.items()
            for certification in sorted(
                {self.par_cfd[cfd].pk for cfd in self.lues.familles.get(commune, ("", set()))[1] if cfd in self.par_cfd}
            )
        )

    # --- offers and figures

    def _offres(self, offres: list[LigneOffre], etablissements: dict[str, int]) -> None:
        groupes: dict[tuple[int, int, str], list[LigneOffre]] = defaultdict(list)
        for offre in offres:
            formation = self.formations[self._cle(offre)]
            groupes[formation, etablissements[offre.uai], offre.voie].append(offre)
        Synchronisation(
            Offre.objects.all(),
            ("formation_id", "etablissement_id", "voie"),
            ("rentree", "active", "reutilisable", "source"),
            ajuster=_garder_la_source,
        ).appliquer(
            {cle: (ANNEES[lignes[0].source], True, False, lignes[0].source) for cle, lignes in groupes.items()},
            self.rapport.compte(TABLE),
        )
        self._fermer(groupes)
        pks = {o[1:]: o[0] for o in Offre.objects.values_list("pk", "formation_id", "etablissement_id", "voie")}
        voulus: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for cle, lignes in groupes.items():
            voulus |= _chiffres(pks[cle], lignes)
        Synchronisation(
            ChiffreFormation.objects.filter(source__in=ANNEES, offre__isnull=False),
            ("offre_id", "indicateur", "periode", "source"),
            ("valeur", "unite", "grain", "reutilisable"),
            supprimable=lambda cle, valeurs: True,
        ).appliquer(voulus, self.rapport.compte(TABLE_CHIFFRES))

    def _fermer(self, groupes: dict[tuple[int, int, str], list[LigneOffre]]) -> None:
        """Offers that the same sources no longer hold are closed, not deleted: their history stays."""
        sources = {ligne.source for lignes in groupes.values() for ligne in lignes}
        ouvertes = Offre.objects.filter(source__in=sources, active=True)
        perdues = [
            pk
            for pk, *cle in ouvertes.values_list("pk", "formation_id", "etablissement_id", "voie")
            if tuple(cle) not in groupes
        ]
        Offre.objects.filter(pk__in=perdues).update(active=False)
        self.rapport.compte(TABLE).retires += len(perdues)


def _garder_la_source(stockees: tuple[Any, ...], voulues: tuple[Any, ...]) -> tuple[Any, ...]:
    """An offer that has a reusable source keeps it."""
    rentree, _, reutilisable, source = stockees
    return (voulues[0] or rentree, True, True, source) if reutilisable else voulues


def _niveau_du_cfd(cfd: str) -> int | None:
    return {"5": Niveau.CAP, "4": Niveau.BAC, "3": Niveau.BAC2, "2": Niveau.BAC3, "1": Niveau.BAC5}.get(cfd[:1])


def _chiffres(offre: int, lignes: list[LigneOffre]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Wishes, places and pressure of an offer. Classes of one diploma are not added: the largest speaks."""
    ligne = max(lignes, key=lambda ligne: (ligne.capacite or 0, ligne.mef))
    periode, grain = str(ANNEES[ligne.source] or ""), "établissement"
    if not periode:
        return {}
    chiffres: list[tuple[IndicateurFormation, float | None, str]] = [
        (IndicateurFormation.CAPACITE, ligne.capacite, "places"),
        (IndicateurFormation.VOEUX, ligne.voeux, "vœux"),
    ]
    if ligne.capacite and ligne.voeux is not None:
        chiffres.append((IndicateurFormation.PRESSION, round(ligne.voeux / ligne.capacite, 2), "vœux par place"))
    return {
        (offre, indicateur.value, periode, ligne.source): (float(valeur), unite, grain, False)
        for indicateur, valeur, unite in chiffres
        if valeur is not None
    }
