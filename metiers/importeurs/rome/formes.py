"""Files of the archive as France Travail publishes them (``unix_<objet>_v4NN_utf8.csv``): a typed row for each."""

from typing import NamedTuple


class Fiche(NamedTuple):
    code_rome: str
    code_fiche_metier: str
    code_ogr: str
    libelle_rome: str
    transition_eco: str
    transition_num: str
    transition_demo: str
    emploi_reglemente: str
    emploi_cadre: str
    code_rome_parent: str


class FicheDomaine(NamedTuple):
    code_rome: str
    libelle_rome: str
    code_grand_domaine: str
    libelle_grand_domaine: str
    code_domaine_professionnel: str
    libelle_domaine_professionnel: str


class GrandDomaine(NamedTuple):
    code_grand_domaine: str
    libelle_grand_domaine: str


class Domaine(NamedTuple):
    code_domaine_professionnel: str
    libelle_domaine_professionnel: str


class Appellation(NamedTuple):
    code_ogr: str
    libelle_appellation_long: str
    libelle_appellation_court: str
    code_rome: str
    transition_eco: str
    transition_num: str
    transition_demo: str
    emploi_reglemente: str
    emploi_cadre: str
    classification: str
    origine: str
    code_rome_parent: str
    peu_usite: str


class Competence(NamedTuple):
    code_ogr: str
    nature: str
    libelle_competence: str
    definition: str
    code_ogr_macro_comp: str
    code_macro_comp: str
    cat_comp: str
    sous_cat_comp: str
    transition_eco: str
    transition_num: str
    libelle_heterogeneite: str
    libelle_origine: str


class Savoir(NamedTuple):
    code_ogr_savoir: str
    libelle_savoir: str
    categorie_savoir: str
    sous_categorie_savoir: str
    transition_eco: str
    transition_num: str


class Contexte(NamedTuple):
    code_ogr: str
    libelle_cont_travail: str
    code_type_cont_trav: str
    libelle_type_cont_trav: str


class Lien(NamedTuple):
    code_rome: str
    code_compo_bloc: str
    code_rubrique: str
    code_ogr: str


class Coherence(NamedTuple):
    code_rome: str
    code_ogr: str
    coeur_metier: str


class Texte(NamedTuple):
    code_rome: str
    code_compo_bloc: str
    libelle_type_texte: str
    position_phrase: str
    libelle_texte: str


class RiasecFiche(NamedTuple):
    code_rome: str
    riasec_majeur: str
    riasec_mineur: str


class RiasecCompetence(NamedTuple):
    code_ogr: str
    riasec_majeur: str
    riasec_mineur: str


class Mobilite(NamedTuple):
    code_rome: str
    code_rome_cible: str
    numero_ordre: str


class Interet(NamedTuple):
    code_centre_interet: str
    libelle_centre_interet: str
    definition_centre_interet: str


class FicheInteret(NamedTuple):
    code_centre_interet: str
    libelle_centre_interet: str
    code_ogr_rome: str
    code_rome: str
    libelle_rome: str
    principal: str


class Theme(NamedTuple):
    code_theme: str
    libelle_theme: str
    definition_theme: str


class FicheTheme(NamedTuple):
    code_theme: str
    libelle_theme: str
    code_ogr_rome: str
    code_rome: str
    libelle_rome: str


class Secteur(NamedTuple):
    code_sect_activite: str
    libelle_sect_activite: str
    definition_sect_activite: str


class SousSecteur(NamedTuple):
    code_ss_sect_activite: str
    libelle_ss_sect_activite: str
    definition_ss_sect_activite: str
    code_sect_activite: str


class FicheSecteur(NamedTuple):
    code_sect_activite: str
    libelle_sect_activite: str
    code_ss_sect_activite: str
    libelle_ss_sect_activite: str
    code_ogr_rome: str
    code_rome: str
    libelle_rome: str
    principal: str


class SecteurNaf(NamedTuple):
    code_tech_secteur_naf: str
    code_secteur_naf: str
    libelle_secteur_naf: str


class FicheNaf(NamedTuple):
    code_secteur_naf: str
    libelle_secteur_naf: str
    code_ogr_rome: str
    code_rome: str
    libelle_rome: str


OBJETS: dict[str, type[NamedTuple]] = {
    "referentiel_code_rome": Fiche,
    "cr_gd_dp": FicheDomaine,
    "grand_domaine": GrandDomaine,
    "domaine_professionnel": Domaine,
    "referentiel_appellation": Appellation,
    "referentiel_competence": Competence,
    "referentiel_savoir": Savoir,
    "referentiel_contexte_travail": Contexte,
    "liens_rome_referentiels": Lien,
    "coherence_item": Coherence,
    "texte": Texte,
    "referentiel_code_rome_riasec": RiasecFiche,
    "referentiel_macro_competence_riasec": RiasecCompetence,
    "rubrique_mobilite": Mobilite,
    "centre_interet": Interet,
    "arborescence_centre_interet": FicheInteret,
    "themes": Theme,
    "arborescence_thematique": FicheTheme,
    "secteur_activite": Secteur,
    "sous_secteur_activite": SousSecteur,
    "arborescence_secteur_activite": FicheSecteur,
    "secteur_naf": SecteurNaf,
    "arborescence_secteur_naf": FicheNaf,
}
"""Compulsory files. The others of the archive repeat these in another shape and are not read."""

COLONNES_FAUTIVES = {
    "code_domaine_professionel": "code_domaine_professionnel",
    "libelle_domaine_professionel": "libelle_domaine_professionnel",
}
"""Misspellings of the published headers."""

BLOC_FICHE, BLOC_APPELLATIONS, BLOC_COMPETENCES, BLOC_CONTEXTES = "1", "2", "5", "6"
"""Blocks of a sheet in ``liens_rome_referentiels``."""
