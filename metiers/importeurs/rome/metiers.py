"""The occupations themselves: official parts beside the portal's text, which is never touched."""

from collections import defaultdict
from datetime import date

from commun.importation import Rapport
from metiers.importeurs.adresses import AdressesLibres, adresse_de
from metiers.importeurs.genres import deux_genres
from metiers.importeurs.rome.archive import ArchiveRome
from metiers.importeurs.rome.formes import Fiche, RiasecFiche
from metiers.importeurs.rome.identites import Identites
from metiers.importeurs.rome.valeurs import Drapeaux, borner
from metiers.models import CodeRome, Domaine, Famille, Metier

CHAMPS_OFFICIELS = (
    "code_rome",
    "code_ogr",
    "code_rome_parent",
    "libelle_rome",
    "definition_officielle",
    "acces_officiel",
    "domaine_id",
    "riasec_majeur",
    "riasec_mineur",
    "transition_ecologique",
    "transition_numerique",
    "transition_demographique",
    "reglemente",
    "cadre",
)
CHAMPS_DU_NOM = ("nom", "nom_masculin", "nom_feminin")
LOT = 100


class ImportDesMetiers:
    """Writes the occupations of one archive."""

    def __init__(self, archive: ArchiveRome, identites: Identites, rapport: Rapport, drapeaux: Drapeaux) -> None:
        self.archive, self.identites, self.rapport = archive, identites, rapport
        self.raison = f"Import du ROME version {archive.version}"
        self.officiels = _officiels(archive, drapeaux)
        self.domaines = {d.code: d for d in Domaine.objects.select_related("famille")}
        self.familles = {f.code: f for f in Famille.objects.all()}
        self.revenus = {metier.pk for metier in identites.revenus}

    def importer(self, *, familles_par_code: dict[str, str], aujourdhui: date) -> dict[str, int]:
        """Answers the identifiers of the occupations by ROME code."""
        _retirer(self.identites, aujourdhui, self.raison)
        compte = self.rapport.compte("Métiers")
        nouveaux: list[Metier] = []
        changes: list[Metier] = []
        deplaces: list[int] = []
        for fiche in self.archive.fiches:
            metier = self.identites.metiers[fiche.code_rome]
            avant, ancien_code = _etat(metier), metier.code_rome
            self._remplir(metier, fiche, familles_par_code)
            if not metier.pk:
                nouveaux.append(metier)
            elif _etat(metier) != avant:
                changes.append(metier)
                if ancien_code != fiche.code_rome:
                    deplaces.append(metier.pk)
        compte.crees, compte.modifies = len(nouveaux), len(changes)
        compte.inchanges = len(self.archive.fiches) - len(nouveaux) - len(changes)
        compte.retires = len(self.identites.retires)
        self._ecrire(nouveaux, changes, deplaces)
        ids = {code: metier.pk for code, metier in self.identites.metiers.items()}
        _dater_la_version(list(ids.values()), self.archive.version)
        _remplacants(self.identites, ids)
        _codes(self.archive, ids, self.rapport)
        return ids

    def _remplir(self, metier: Metier, fiche: Fiche, familles_par_code: dict[str, str]) -> None:
        """Official fields; the name follows the label as long as nobody chose another."""
        domaine = self.domaines.get(fiche.code_rome[:3])
        suivre = not metier.pk or metier.nom == metier.libelle_rome
        for champ, valeur in self.officiels[fiche.code_rome].items():
            setattr(metier, champ, valeur)
        metier.domaine = domaine
        metier.version_rome = self.archive.version
        if suivre:
            _nommer(metier)
        if metier.famille_id is None:
            famille = self.familles.get(familles_par_code.get(fiche.code_rome, ""))
            metier.famille = famille or (domaine.famille if domaine else None)
        if metier.pk in self.revenus:
            metier.etat, metier.retire_le, metier.remplace_par = Metier.Etat.PUBLIE, None, None

    def _ecrire(self, nouveaux: list[Metier], changes: list[Metier], deplaces: list[int]) -> None:
        libres = AdressesLibres(Metier.objects.values_list("slug", flat=True) if nouveaux else ())
        for metier in nouveaux:
            metier.slug = libres.donner(adresse_de(metier.nom))
        # Codes may be exchanged between two occupations: they are freed before they are given.
        for debut in range(0, len(deplaces), 500):
            Metier.objects.filter(pk__in=deplaces[debut : debut + 500]).update(code_rome="")
        champs = [*CHAMPS_OFFICIELS, *CHAMPS_DU_NOM, "version_rome", "famille_id", "etat", "retire_le", "remplace_par"]
        Metier.objects.bulk_update(changes, champs, batch_size=LOT)
        Metier.objects.bulk_create(nouveaux, batch_size=500)
        Metier.history.bulk_history_create(changes, update=True, default_change_reason=self.raison, batch_size=500)
        Metier.history.bulk_history_create(nouveaux, default_change_reason=self.raison, batch_size=500)


def _etat(metier: Metier) -> tuple[object, ...]:
    """What counts as a change: the version alone does not."""
    champs = (*CHAMPS_OFFICIELS, *CHAMPS_DU_NOM, "famille_id", "etat")
    return tuple(getattr(metier, champ) for champ in champs)


def _nommer(metier: Metier) -> None:
    genres = deux_genres(metier.libelle_rome)
    metier.nom = metier.libelle_rome
    metier.nom_masculin, metier.nom_feminin = borner(genres.masculin, 160), borner(genres.feminin, 160)


def _officiels(archive: ArchiveRome, drapeaux: Drapeaux) -> dict[str, dict[str, str]]:
    """Official fields of every sheet."""
    riasec = {r.code_rome: r for r in archive.riasec_fiches}
    textes: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for texte in archive.textes:
        rang = int(texte.position_phrase) if texte.position_phrase.isdecimal() else 0
        textes[texte.code_rome, texte.libelle_type_texte].append((rang, texte.libelle_texte))
    phrases = {cle: "\n".join(t for _, t in sorted(lignes, key=lambda x: x[0])) for cle, lignes in textes.items()}
    return {fiche.code_rome: _officiel(fiche, phrases, riasec, drapeaux) for fiche in archive.fiches}


def _officiel(
    fiche: Fiche, phrases: dict[tuple[str, str], str], riasec: dict[str, RiasecFiche], drapeaux: Drapeaux
) -> dict[str, str]:
    profil = riasec.get(fiche.code_rome)
    return {
        "code_rome": fiche.code_rome,
        "code_ogr": fiche.code_ogr,
        "code_rome_parent": fiche.code_rome_parent,
        "libelle_rome": borner(fiche.libelle_rome, 250),
        "definition_officielle": phrases.get((fiche.code_rome, "definition"), ""),
        "acces_officiel": phrases.get((fiche.code_rome, "acces_metier"), ""),
        "riasec_majeur": drapeaux.riasec(getattr(profil, "riasec_majeur", "")),
        "riasec_mineur": drapeaux.riasec(getattr(profil, "riasec_mineur", "")),
        "transition_ecologique": drapeaux.ecologique(fiche.transition_eco),
        "transition_numerique": drapeaux.oui_non(fiche.transition_num),
        "transition_demographique": drapeaux.oui_non(fiche.transition_demo),
        "reglemente": drapeaux.oui_non(fiche.emploi_reglemente),
        "cadre": drapeaux.oui_non(fiche.emploi_cadre),
    }


def _retirer(identites: Identites, aujourdhui: date, raison: str) -> None:
    """Withdrawn, never deleted: the address and what people saved keep their meaning."""
    for metier in identites.retires:
        metier.etat, metier.retire_le = Metier.Etat.RETIRE, aujourdhui
    Metier.objects.bulk_update(identites.retires, ["etat", "retire_le"], batch_size=LOT)
    Metier.history.bulk_history_create(identites.retires, update=True, default_change_reason=raison, batch_size=500)


def _remplacants(identites: Identites, ids: dict[str, int]) -> None:
    remplaces = [metier for metier in identites.retires if metier.pk in identites.remplacants]
    for metier in remplaces:
        metier.remplace_par_id = ids.get(identites.remplacants[metier.pk])
    Metier.objects.bulk_update(remplaces, ["remplace_par"], batch_size=LOT)


def _dater_la_version(ids: list[int], version: str) -> None:
    for debut in range(0, len(ids), 500):
        lot = Metier.objects.filter(pk__in=ids[debut : debut + 500])
        lot.exclude(version_rome=version).update(version_rome=version)


def _codes(archive: ArchiveRome, ids: dict[str, int], rapport: Rapport) -> None:
    """Every occupation remembers the code that it had in this version."""
    version = archive.version
    connus = set(CodeRome.objects.filter(version=version).values_list("metier", "code"))
    nouveaux = [
        CodeRome(
            metier_id=ids[f.code_rome], code=f.code_rome, version=archive.version, libelle=borner(f.libelle_rome, 250)
        )
        for f in archive.fiches
        if (ids[f.code_rome], f.code_rome) not in connus
    ]
    CodeRome.objects.bulk_create(nouveaux, batch_size=500)
    compte = rapport.compte("Codes ROME par version")
    compte.crees, compte.inchanges = len(nouveaux), len(archive.fiches) - len(nouveaux)
