"""Write the bundled trainings: what somebody changed since the last load is seen and kept (``docs/adr/0005``)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from commun.fichiers import Entree
from commun.importation import ImportRefuse, Rapport
from formations.choices import GrainCode, NatureFormation, OrigineLien
from formations.importeurs.livraison import Livraison
from formations.models import (
    Certification,
    CertificationMetier,
    CodePublie,
    Etablissement,
    Formation,
    JourneePortesOuvertes,
    Offre,
)
from metiers.choices import OuiNon
from metiers.importeurs.adresses import AdressesLibres
from metiers.importeurs.empreintes import Contenu, Decision, Empreintes
from metiers.models import Metier
from territoires.models import Commune

RAISON = "Chargement des formations livrées"
LIENS = ("metiers", "codes_rome", "specialites")
"""Keys of a content that are not columns of its table."""


@dataclass(slots=True)
class Livre:
    """A bundled entry and the object that it becomes."""

    cle: str
    contenu: Contenu
    entree: Entree
    objet: Any = None
    ecrire: bool = False


@dataclass(slots=True)
class Chargement:
    """One load. ``cles``: primary key of every object by table and key of the files."""

    livraison: Livraison
    empreintes: Empreintes
    rapport: Rapport
    cles: dict[str, dict[str, int]] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def charger(self) -> None:
        """Every table, in the order in which they refer to each other."""
        communes = dict(Commune.objects.values_list("code_insee", "pk"))
        perdues = [
            entree.refus("commune", f"commune inconnue : « {entree.valeurs['commune']} »")
            for entree in self.livraison.tables["etablissement"]
            if entree.valeurs["commune"] not in communes
        ]
        if perdues:
            raise ImportRefuse(perdues)
        self._certifications()
        self._formations()
        self._etablissements(communes)
        self._portes_ouvertes()
        self._offres()

    # --- tables

    def _certifications(self) -> None:
        metiers = dict(Metier.objects.values_list("slug", "pk"))
        absents: set[str] = set()
        livres = []
        for entree in self.livraison.tables["certification"]:
            v = entree.valeurs
            absents |= {slug for slug in v["metiers"] if slug not in metiers}
            contenu = {
                "code_rncp": v.get("code_rncp", ""),
                "code_diplome": v.get("code_diplome", ""),
                "code_certifinfo": v.get("code_certifinfo", ""),
                "intitule": v["intitule"],
                "type_diplome": v["type_diplome"],
                "niveau": v["niveau"],
                "derniere_session": v.get("derniere_session"),
                **{nom: v.get(nom, OuiNon.INCONNU.value) for nom in OUI_NON_CERTIFICATION},
                "source": v["source"],
                "version": v["version"],
                "metiers": sorted(metiers[slug] for slug in v["metiers"] if slug in metiers),
                "codes_rome": sorted(v["codes_rome"]),
            }
            livres.append(Livre(v["slug"], contenu, entree))
        if absents:
            self.rapport.avertissements.append(
                f"Métiers absents du catalogue, non reliés : {', '.join(sorted(absents))}."
            )
        self._table("certification", Certification, livres, _lire_certifications, par="code_certifinfo")
        ecrits = [livre for livre in livres if livre.ecrire]
        _remplacer_liens_certifications(ecrits)

    def _formations(self) -> None:
        livres = []
        for entree in self.livraison.tables["formation"]:
            v = entree.valeurs
            contenu = {
                "intitule": v["intitule"],
                "nature": v.get("nature", NatureFormation.DIPLOMANTE.value),
                "certification_id": self.cles["certification"].get(v.get("certification", "")),
                "niveau": v.get("niveau"),
                "niveau_entree": v["niveau_entree"],
                "duree_mois": v["duree_mois"],
                "description": v["description"],
                "code_mefstat": v.get("code_mefstat", ""),
                "source": v["source"] or "Rédaction du portail",
                "specialites": sorted(self.cles["certification"][slug] for slug in v.get("specialites", [])),
            }
            livres.append(Livre(v["slug"], contenu, entree))
        self._table("formation", Formation, livres, _lire_formations, vierge=lambda f: not f.description)
        lien = Formation.specialites.through
        ecrits = [livre for livre in livres if livre.ecrire]
        lien.objects.filter(formation__in=[livre.objet.pk for livre in ecrits]).delete()
        lien.objects.bulk_create(
            lien(formation_id=livre.objet.pk, certification_id=pk)
            for livre in ecrits
            for pk in livre.contenu["specialites"]
        )

    def _etablissements(self, communes: Mapping[str, int]) -> None:
        livres = []
        for entree in self.livraison.tables["etablissement"]:
            v = entree.valeurs
            contenu = {
                **{nom: v.get(nom, "") for nom in TEXTES_ETABLISSEMENT},
                **{nom: v.get(nom, OuiNon.INCONNU.value) for nom in ("apprentissage", "lycee_des_metiers", "internat")},
                "latitude": float(v["latitude"]),
                "longitude": float(v["longitude"]),
                "lieu_approche": v.get("lieu_approche", False),
                "commune_id": communes[v["commune"]],
            }
            livres.append(Livre(v["slug"], contenu, entree))
        self._table("etablissement", Etablissement, livres, _lire_champs, par="uai")

    def _portes_ouvertes(self) -> None:
        livres = []
        for entree in self.livraison.tables["portes_ouvertes"]:
            v = entree.valeurs
            debut, fin = timezone.make_aware(v["debut"]), timezone.make_aware(v["fin"])
            contenu = {
                "etablissement_id": self.cles["etablissement"][v["etablissement"]],
                "debut": debut.isoformat(),
                "fin": fin.isoformat(),
                "demonstration": v["demonstration"],
            }
            livres.append(Livre(f"{v['etablissement']} {v['debut'].isoformat()}", contenu, entree))
        self._table("portes_ouvertes", JourneePortesOuvertes, livres, _lire_portes_ouvertes)

    def _offres(self) -> None:
        livres = []
        for entree in self.livraison.tables["offre"]:
            v = entree.valeurs
            contenu = {
                "formation_id": self.cles["formation"][v["formation"]],
                "etablissement_id": self.cles["etablissement"][v["etablissement"]],
                "voie": v["voie"],
                "capacite": v.get("capacite"),
                "places_restantes": v.get("places_restantes"),
                "demonstration": v.get("demonstration", False),
                "source": v["source"],
            }
            livres.append(Livre(f"{v['formation']} {v['etablissement']} {v['voie']}", contenu, entree))
        self._table("offre", Offre, livres, _lire_champs)

    # --- one table

    def _table(
        self,
        genre: str,
        modele: type[models.Model],
        livres: list[Livre],
        lire: Callable[[list[Any], list[str]], dict[int, Contenu]],
        *,
        par: str = "",
        vierge: Callable[[Any], bool] = lambda objet: False,
    ) -> None:
        """Find, compare, write and remember the entries of one table. ``par``: another column that identifies."""
        self._retrouver(genre, modele, livres, par)
        champs = [nom for nom in (livres[0].contenu if livres else {}) if nom not in LIENS]
        en_base = lire([livre.objet for livre in livres if livre.objet], champs)
        compte = self.rapport.compte(str(modele._meta.verbose_name_plural).capitalize())
        for livre in livres:
            stocke = en_base[livre.objet.pk] if livre.objet else None
            adopter = livre.objet is not None and vierge(livre.objet)
            decision = self.empreintes.decider(
                f"form-{genre}"[:20], livre.cle, voulu=livre.contenu, en_base=stocke, adopter=adopter
            )
            setattr(compte, decision.value, getattr(compte, decision.value) + 1)
            livre.ecrire = decision in (Decision.CREER, Decision.MODIFIER)
        self._ecrire(modele, livres, champs)
        for livre in livres:
            if livre.ecrire or en_base.get(livre.objet.pk) == livre.contenu:
                self.empreintes.retenir(f"form-{genre}"[:20], livre.cle, livre.objet.pk, livre.contenu)
        self.cles[genre] = {livre.cle: livre.objet.pk for livre in livres}

    def _retrouver(self, genre: str, modele: type[models.Model], livres: list[Livre], par: str) -> None:
        """The object of each entry: the one written last time, else the one that bears its identifier or address."""
        objets = list(modele._default_manager.all())
        par_pk = {objet.pk: objet for objet in objets}
        par_cle = {_cle_de(genre, objet): objet for objet in objets}
        par_code = {getattr(objet, par): objet for objet in objets if getattr(objet, par)} if par else {}
        for livre in livres:
            code = livre.contenu.get(par, "")
            livre.objet = (
                par_pk.get(self.empreintes.objet(f"form-{genre}"[:20], livre.cle) or 0)
                or (par_code.get(code) if code else None)
                or par_cle.get(_cle_voulue(genre, livre))
            )

    def _ecrire(self, modele: type[models.Model], livres: list[Livre], champs: list[str]) -> None:
        nouveaux = [livre for livre in livres if livre.objet is None]
        a_slug = any(champ.name == "slug" for champ in modele._meta.get_fields())
        libres = AdressesLibres(modele._default_manager.values_list("slug", flat=True)) if a_slug and nouveaux else None
        changes = []
        for livre in livres:
            if not livre.ecrire:
                continue
            if livre.objet is None:
                livre.objet = modele(slug=libres.donner(livre.cle)) if libres else modele()
            else:
                changes.append(livre.objet)
            for nom in champs:
                valeur = livre.contenu[nom]
                if nom in ("debut", "fin"):
                    valeur = datetime.fromisoformat(valeur)
                setattr(livre.objet, nom, valeur)
            if livre.contenu.get("places_restantes") is not None:
                livre.objet.places_le = timezone.now()
        crees = [livre.objet for livre in nouveaux]
        modele._default_manager.bulk_create(crees, batch_size=500)
        noms = [nom.removesuffix("_id") for nom in champs] + (["places_le"] if "places_restantes" in champs else [])
        if changes:
            modele._default_manager.bulk_update(changes, noms, batch_size=100)
        histoire: Any = modele.history  # type: ignore[attr-defined]
        histoire.bulk_history_create(crees, default_change_reason=RAISON, batch_size=500)
        histoire.bulk_history_create(changes, update=True, default_change_reason=RAISON, batch_size=500)


OUI_NON_CERTIFICATION = (
    "eligible_cpf",
    "accessible_scolaire",
    "accessible_apprentissage",
    "accessible_continue",
    "accessible_vae",
)
TEXTES_ETABLISSEMENT = (
    "uai",
    "nom",
    "type",
    "statut",
    "adresse",
    "code_postal",
    "telephone",
    "site",
    "source",
    "version",
)


def _cle_de(genre: str, objet: Any) -> Any:
    if genre == "offre":
        return (objet.formation_id, objet.etablissement_id, objet.voie)
    if genre == "portes_ouvertes":
        return (objet.etablissement_id, objet.debut)
    return objet.slug


def _cle_voulue(genre: str, livre: Livre) -> Any:
    c = livre.contenu
    if genre == "offre":
        return (c["formation_id"], c["etablissement_id"], c["voie"])
    if genre == "portes_ouvertes":
        return (c["etablissement_id"], datetime.fromisoformat(c["debut"]))
    return livre.cle


def _lire_champs(objets: list[Any], champs: list[str]) -> dict[int, Contenu]:
    return {objet.pk: {nom: getattr(objet, nom) for nom in champs} for objet in objets}


def _lire_portes_ouvertes(objets: list[Any], champs: list[str]) -> dict[int, Contenu]:
    lus = _lire_champs(objets, champs)
    for contenu in lus.values():
        contenu |= {nom: timezone.localtime(contenu[nom]).isoformat() for nom in ("debut", "fin")}
    return lus


def _groupes(requete: Any, cle: str, valeur: str) -> dict[int, list[Any]]:
    groupes: dict[int, list[Any]] = {}
    for pk, element in requete.order_by().values_list(cle, valeur):
        groupes.setdefault(pk, []).append(element)
    return groupes


def _lire_certifications(objets: list[Any], champs: list[str]) -> dict[int, Contenu]:
    lus = _lire_champs(objets, champs)
    metiers = _groupes(CertificationMetier.objects.filter(origine=OrigineLien.PORTAIL), "certification", "metier")
    codes = _groupes(CodePublie.objects.all(), "certification", "code")
    for pk, contenu in lus.items():
        contenu |= {"metiers": sorted(metiers.get(pk, [])), "codes_rome": sorted(set(codes.get(pk, [])))}
    return lus


def _lire_formations(objets: list[Any], champs: list[str]) -> dict[int, Contenu]:
    lus = _lire_champs(objets, champs)
    specialites = _groupes(Formation.specialites.through.objects.all(), "formation", "certification")
    for pk, contenu in lus.items():
        contenu["specialites"] = sorted(specialites.get(pk, []))
    return lus


def _remplacer_liens_certifications(livres: list[Livre]) -> None:
    """Links of the portal and published codes of the certifications just written."""
    pks = [livre.objet.pk for livre in livres]
    CertificationMetier.objects.filter(certification__in=pks, origine=OrigineLien.PORTAIL).delete()
    CertificationMetier.objects.bulk_create(
        CertificationMetier(certification_id=livre.objet.pk, metier_id=metier, origine=OrigineLien.PORTAIL)
        for livre in livres
        for metier in livre.contenu["metiers"]
    )
    CodePublie.objects.filter(certification__in=pks).delete()
    CodePublie.objects.bulk_create(
        CodePublie(certification_id=livre.objet.pk, code=code, grain=GrainCode.INCONNU, source=livre.contenu["source"])
        for livre in livres
        for code in livre.contenu["codes_rome"]
    )
