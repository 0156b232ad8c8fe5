"""A small ROME archive (ten invented sheets) in the published format, to be bent in every way by the tests."""

import copy
import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from metiers.importeurs.rome.formes import OBJETS

Ligne = dict[str, str]
EN_TETES_FAUTIFS = {
    "code_domaine_professionnel": "code_domaine_professionel",
    "libelle_domaine_professionnel": "libelle_domaine_professionel",
}
FICHES = (
    ("H2913", "101", "Soudeur / Soudeuse", "R", "C"),
    ("H2902", "102", "Chaudronnier / Chaudronnière", "R", ""),
    ("D1102", "103", "Boulanger / Boulangère", "R", "E"),
    ("J1506", "104", "Infirmier / Infirmière", "S", "I"),
    ("M1805", "105", "Développeur / Développeuse informatique", "I", "R"),
    ("A1101", "106", "Conducteur / Conductrice d'engins agricoles", "R", ""),
    ("K1207", "107", "Éducateur spécialisé / Éducatrice spécialisée", "S", "A"),
    ("N3102", "108", "Matelot", "R", ""),
    ("L1202", "109", "Comédien / Comédienne", "A", "S"),
    ("M1203", "110", "Comptable", "C", "E"),
)


class ArchiveEssai:
    """Rows by file, ready to be written as a folder or a .zip."""

    def __init__(self) -> None:
        self.version = "60"
        self.encodages: dict[str, str] = {}
        self.tables: dict[str, list[Ligne]] = {objet: [] for objet in OBJETS}
        for lettre in sorted({code[0] for code, *_ in FICHES}):
            self.ajouter("grand_domaine", lettre, f"Grand domaine {lettre}")
        for domaine in sorted({code[:3] for code, *_ in FICHES}):
            self.ajouter("domaine_professionnel", domaine, f"Domaine {domaine}")
        self._referentiels()
        for code, ogr, libelle, majeur, mineur in FICHES:
            self.ajouter_fiche(code, ogr, libelle, majeur, mineur)
        for (code, *_), (suivant, *_) in zip(FICHES, FICHES[1:] + FICHES[:1], strict=True):
            self.ajouter("rubrique_mobilite", code, suivant, "1")

    def _referentiels(self) -> None:
        self.ajouter("centre_interet", "1", "J'ai envie de créer", "Créer, construire, rénover.")
        self.ajouter("centre_interet", "2", "J'aime le travail manuel", "")
        self.ajouter("themes", "001", "Métiers de la mer", "Au large et à quai.")
        self.ajouter("secteur_activite", "100", "Industrie", "Des ateliers.")
        self.ajouter("sous_secteur_activite", "120", "Métallurgie", "", "100")
        self.ajouter("secteur_naf", "1", "0", "Transverse aux secteurs")
        self.ajouter("referentiel_competence", "1", "Macro-compétence", "Assembler", "Mettre ensemble.", "", "1A1",
                     "Savoir-faire", "Technique", "", "N", "Homogène", "")  # fmt: skip
        self.ajouter("referentiel_competence", "2", "Compétence", "Souder à l'arc", "", "1", "", "Savoir-faire",
                     "Technique", "O", "", "", "")  # fmt: skip
        self.ajouter("referentiel_competence", "3", "Macro-compétence", "Faire preuve de rigueur", "Suivre les règles.",
                     "", "6D1", "Savoir-être professionnel", "Transverse", "", "", "", "PIX")  # fmt: skip
        self.ajouter("referentiel_macro_competence_riasec", "1", "R", "")
        self.ajouter("referentiel_savoir", "50", "Lecture de plan", "Techniques professionnelles", "Plans", "", "N")
        self.ajouter("referentiel_contexte_travail", "60", "En atelier", "3", "Lieux et déplacements")

    def ajouter(self, objet: str, *valeurs: str) -> Ligne:
        """A row, values in the published order."""
        ligne = dict(zip(OBJETS[objet]._fields, valeurs, strict=True))
        self.tables[objet].append(ligne)
        return ligne

    def ajouter_fiche(self, code: str, ogr: str, libelle: str, majeur: str = "R", mineur: str = "") -> None:
        """A sheet with everything that a published one has; its OGR code is also its main title's, plus 1000."""
        self.ajouter("referentiel_code_rome", code, f"9{ogr}", ogr, libelle, "Emploi Blanc", "N", "", "O", "", code)
        self.ajouter("cr_gd_dp", code, libelle, code[0], f"Grand domaine {code[0]}", code[:3], f"Domaine {code[:3]}")
        self.ajouter("liens_rome_referentiels", code, "1", "", ogr)
        self.ajouter_appellation(code, f"1{ogr}", libelle, classification="PRINCIPALE")
        self.ajouter_appellation(code, f"2{ogr}", f"Aide {libelle.split(' / ')[0].lower()} {ogr}")
        for rubrique, item, coeur in (("1", "2", "Principale"), ("2", "3", ""), ("3", "50", "Émergente")):
            self.ajouter("liens_rome_referentiels", code, "5", rubrique, item)
            self.ajouter("coherence_item", code, item, coeur)
        self.ajouter("liens_rome_referentiels", code, "6", "", "60")
        self.ajouter("coherence_item", code, "60", "")
        self.ajouter("texte", code, "3", "definition", "1", "Exerce son métier avec soin.")
        self.ajouter("texte", code, "3", "definition", "2", "Contrôle ce qu''il a fait.")
        self.ajouter("texte", code, "4", "acces_metier", "1", "Cet emploi est accessible avec un CAP ou un Bac pro.")
        self.ajouter("referentiel_code_rome_riasec", code, majeur, mineur)
        self.ajouter("arborescence_centre_interet", "1", "J'ai envie de créer", ogr, code, libelle, "oui")
        self.ajouter("arborescence_centre_interet", "2", "J'aime le travail manuel", ogr, code, libelle, "non")
        self.ajouter("arborescence_thematique", "001", "Métiers de la mer", ogr, code, libelle)
        self.ajouter(
            "arborescence_secteur_activite", "100", "Industrie", "120", "Métallurgie", ogr, code, libelle, "oui"
        )
        self.ajouter("arborescence_secteur_naf", "0", "Transverse aux secteurs", ogr, code, libelle)

    def ajouter_appellation(
        self, code: str, ogr: str, libelle: str, classification: str = "SYNONYME", **suite: str
    ) -> None:
        """A title of a sheet, with its link."""
        ligne = self.ajouter("referentiel_appellation", ogr, libelle, libelle, code, "Emploi Vert", "", "", "", "",
                             classification, "", code, "N")  # fmt: skip
        ligne.update(suite)
        self.ajouter("liens_rome_referentiels", code, "2", "", ogr)

    def retirer_fiche(self, code: str) -> None:
        """The sheet leaves the archive, with all that hangs on it."""
        partis = {ligne["code_ogr"] for ligne in self.tables["referentiel_appellation"] if ligne["code_rome"] == code}
        for objet, lignes in self.tables.items():
            self.tables[objet] = [
                ligne
                for ligne in lignes
                if code not in (ligne.get("code_rome"), ligne.get("code_rome_cible"))
                and not (objet == "referentiel_appellation" and ligne["code_ogr"] in partis)
            ]
        self.ajouter_mobilites_manquantes()

    def ajouter_mobilites_manquantes(self) -> None:
        """Every sheet keeps a neighbour."""
        codes = [ligne["code_rome"] for ligne in self.tables["referentiel_code_rome"]]
        sources = {ligne["code_rome"] for ligne in self.tables["rubrique_mobilite"]}
        for rang, code in enumerate(codes):
            if code not in sources:
                self.ajouter("rubrique_mobilite", code, codes[rang - 1], "1")

    def renommer_code(self, ancien: str, nouveau: str) -> None:
        """The same sheet under another code."""
        for lignes in self.tables.values():
            for ligne in lignes:
                for champ in ("code_rome", "code_rome_cible", "code_rome_parent"):
                    if ligne.get(champ) == ancien:
                        ligne[champ] = nouveau

    def copie(self) -> "ArchiveEssai":
        """An independent copy."""
        return copy.deepcopy(self)

    # --- writing -------------------------------------------------------------------------------

    def nom(self, objet: str) -> str:
        """File name of a table."""
        return f"unix_{objet}_v4{self.version}_utf8.csv"

    def contenu(self, objet: str) -> bytes:
        """A table as it is published: every field quoted, LF, UTF-8 without mark."""
        colonnes = list(OBJETS[objet]._fields)
        entete = [EN_TETES_FAUTIFS.get(c, c) if objet == "cr_gd_dp" else c for c in colonnes]
        flux = io.StringIO()
        ecrivain = csv.writer(flux, quoting=csv.QUOTE_ALL, lineterminator="\n")
        ecrivain.writerow(entete)
        ecrivain.writerows([ligne[c] for c in colonnes] for ligne in self.tables[objet])
        return flux.getvalue().encode(self.encodages.get(objet, "utf-8"))

    def fichiers(self) -> dict[str, bytes]:
        """All files by name."""
        version = f"Numero de version : {self.version}\n\nDate de publication : 18/09/2025\n"
        return {self.nom(objet): self.contenu(objet) for objet in self.tables} | {"version.txt": version.encode()}

    def ecrire(self, dossier: Path, **remplacements: bytes | None) -> Path:
        """Write the folder; ``remplacements`` gives other bytes for an object, or ``None`` to leave it out."""
        dossier.mkdir(parents=True, exist_ok=True)
        for ancien in dossier.iterdir():
            ancien.unlink()
        for nom, contenu in self.fichiers().items():
            (dossier / nom).write_bytes(contenu)
        for objet, autre in remplacements.items():
            chemin = dossier / self.nom(objet)
            chemin.unlink() if autre is None else chemin.write_bytes(autre)
        return dossier

    def zipper(self, chemin: Path, **options: Any) -> Path:
        """Write the same files in a .zip."""
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
            for nom, contenu in self.fichiers().items():
                archive.writestr(options.get("prefixe", "") + nom, contenu)
        return chemin
