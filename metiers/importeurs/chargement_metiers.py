"""Load the written occupations: the portal's own part on one side, ROME's facts on the other."""

from dataclasses import dataclass
from typing import Any

from commun.fichiers import Entree
from commun.importation import Compte, Rapport
from metiers.importeurs.adresses import AdressesLibres
from metiers.importeurs.ecriture_metiers import ecrire_faits, ecrire_textes
from metiers.importeurs.empreintes import Contenu, Decision, Empreintes
from metiers.importeurs.identite import libelles_equivalents
from metiers.importeurs.lecture_metiers import FAITS, TEXTES, faits_en_base, textes_en_base
from metiers.importeurs.livraison import Livraison
from metiers.models import Domaine, Famille, Metier

RAISON = "Chargement des métiers livrés"


@dataclass(slots=True)
class Livre:
    """A bundled occupation and the one that it becomes in the database."""

    cle: str
    textes: Contenu
    faits: Contenu
    metier: Metier | None = None
    ecrire_textes: bool = False
    ecrire_faits: bool = False


def charger_metiers_livres(livraison: Livraison, empreintes: Empreintes, rapport: Rapport) -> None:
    """Compare every occupation with the database, write what may be written, remember it."""
    livres = [_lire(famille, entree, livraison) for famille, entree in livraison.metiers]
    _retrouver(livres, empreintes, rapport)
    trouves = [livre.metier for livre in livres if livre.metier]
    textes, faits = textes_en_base(trouves), faits_en_base(trouves)
    compte_textes, compte_faits = rapport.compte("Métiers"), rapport.compte("Repères ROME des métiers")
    for livre in livres:
        metier = livre.metier
        en_base = textes[metier.pk] if metier else None
        vierge = not (metier and metier.accroche)
        decision = empreintes.decider("metier", livre.cle, voulu=livre.textes, en_base=en_base, adopter=vierge)
        livre.ecrire_textes = _compter(compte_textes, decision)
        if metier and metier.code_ogr:  # an official import keeps these facts up to date
            compte_faits.inchanges += 1
            continue
        en_base = faits[metier.pk] if metier else None
        decision = empreintes.decider("faits", livre.cle, voulu=livre.faits, en_base=en_base, adopter=vierge)
        livre.ecrire_faits = _compter(compte_faits, decision)
    _ecrire(livres)
    for livre in livres:
        metier = livre.metier
        if metier and (livre.ecrire_textes or textes.get(metier.pk) == livre.textes):
            empreintes.retenir("metier", livre.cle, metier.pk, livre.textes)
        if metier and (livre.ecrire_faits or faits.get(metier.pk) == livre.faits):
            empreintes.retenir("faits", livre.cle, metier.pk, livre.faits)


def _compter(compte: Compte, decision: Decision) -> bool:
    setattr(compte, decision.value, getattr(compte, decision.value) + 1)
    return decision in (Decision.CREER, Decision.MODIFIER)


def nom_des_deux_genres(masculin: str, feminin: str) -> str:
    """ROME's way of writing both genders, once when they read the same."""
    return masculin if masculin == feminin else f"{masculin} / {feminin}"


def _lire(famille: str, entree: Entree, livraison: Livraison) -> Livre:
    """Both parts of an entry, in the shape in which the database is read."""
    v: dict[str, Any] = entree.valeurs
    textes = {champ: v[champ].strip() if isinstance(v[champ], str) else v[champ] for champ in TEXTES[3:]}
    textes |= {
        "nom": nom_des_deux_genres(v["masculin"].strip(), v["feminin"].strip()),
        "nom_masculin": v["masculin"].strip(),
        "nom_feminin": v["feminin"].strip(),
        "famille": famille,
        "savoir_faire": v["savoir_faire"],
        "gestes": v["gestes"],
        "savoir_etre": [str(code) for code in v["savoir_etre"]],
        "conditions": sorted(v["conditions"]),
        "niveaux": sorted(v["niveaux"]),
        "appellations": v["appellations"],
    }
    code, riasec = v["code_rome"], v["riasec"]
    faits = {champ: v[champ] for champ in FAITS if champ in v} | {
        "version_rome": livraison.version_rome,
        "riasec_majeur": riasec[0],
        "riasec_mineur": riasec[1:],
        "domaine": code[:3],
        "interets": _principal_d_abord(v["interets"]),
        "secteurs": _principal_d_abord(v["secteurs"]),
        "themes": sorted(v["themes"]),
        "voisins": livraison.voisins.get(code, []),
    }
    return Livre(v["slug"], textes, faits)


def _principal_d_abord(codes: list[int]) -> list[str]:
    textes = [str(code) for code in codes]
    return textes[:1] + sorted(textes[1:])


def _retrouver(livres: list[Livre], empreintes: Empreintes, rapport: Rapport) -> None:
    """The occupation of each entry: the one written last time, else the one at this address or under this ROME code."""
    metiers = list(Metier.objects.select_related("famille", "domaine"))
    par_id = {m.pk: m for m in metiers}
    par_adresse = {m.slug: m for m in metiers}
    par_code = {m.code_rome: m for m in metiers if m.code_rome and m.etat != Metier.Etat.RETIRE}
    cles = {livre.cle for livre in livres}
    for livre in livres:
        code = livre.faits["code_rome"]
        metier = par_id.get(empreintes.objet("metier", livre.cle) or 0) or par_adresse.get(livre.cle)
        porteur = par_code.get(code)
        if not metier and porteur and libelles_equivalents(porteur.libelle_rome, livre.faits["libelle_rome"]):
            ancienne = empreintes.cle_de("metier", porteur.pk)
            if ancienne and ancienne not in cles:  # renamed in the files: same occupation, same address
                metier = porteur
                for genre in ("metier", "faits"):
                    empreintes.renommer(genre, ancienne, livre.cle)
            elif not porteur.accroche:
                metier = porteur
        livre.metier = metier
        if porteur and porteur is not metier and not (metier and metier.code_ogr):
            rapport.avertissements.append(
                f"{livre.textes['nom']} : le code {code} est tenu par « {porteur.nom} », il n'est pas repris."
            )
            livre.faits |= {"code_rome": "", "voisins": []}


def _ecrire(livres: list[Livre]) -> None:
    nouveaux = [livre for livre in livres if livre.metier is None]
    libres = AdressesLibres(Metier.objects.values_list("slug", flat=True) if nouveaux else ())
    familles = {f.code: f for f in Famille.objects.all()}
    domaines = {d.code: d for d in Domaine.objects.all()}
    changes: list[Metier] = []
    for livre in livres:
        if not (livre.ecrire_textes or livre.ecrire_faits):
            continue
        metier = livre.metier or Metier(slug=libres.donner(livre.cle))
        if livre.ecrire_textes:
            for champ in TEXTES:
                setattr(metier, champ, livre.textes[champ])
            metier.famille = familles[livre.textes["famille"]]
        if livre.ecrire_faits:
            for champ in FAITS:
                setattr(metier, champ, livre.faits[champ])
            metier.domaine = domaines[livre.faits["domaine"]]
        if livre.metier:
            changes.append(metier)
        livre.metier = metier
    crees = [livre.metier for livre in nouveaux if livre.metier]
    Metier.objects.bulk_create(crees, batch_size=200)
    Metier.objects.bulk_update(changes, [*TEXTES, *FAITS, "famille", "domaine"], batch_size=50)
    Metier.history.bulk_history_create(crees, default_change_reason=RAISON, batch_size=200)
    Metier.history.bulk_history_create(changes, update=True, default_change_reason=RAISON, batch_size=200)
    ecrire_textes({livre.metier.pk: livre.textes for livre in livres if livre.metier and livre.ecrire_textes})
    ecrire_faits({livre.metier.pk: livre.faits for livre in livres if livre.metier and livre.ecrire_faits})
