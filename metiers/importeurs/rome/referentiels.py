"""ROME's lists: domaines, interests, themes, sectors, skills, knowledge and contexts. Never deleted, only completed."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from commun.analyse import normaliser
from commun.importation import Compte, Rapport
from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.adresses import AdressesLibres, adresse_de, adresse_de_referentiel
from metiers.importeurs.rome import formes
from metiers.importeurs.rome.archive import ArchiveRome
from metiers.importeurs.rome.valeurs import Drapeaux, borner, meme_libelle
from metiers.importeurs.synchronisation import Synchronisation, Valeurs
from metiers.models import (
    CentreInteret,
    Competence,
    Condition,
    Domaine,
    EmpreinteChargee,
    GrandDomaine,
    Secteur,
    SecteurNaf,
    Theme,
)


def importer_referentiels(archive: ArchiveRome, rapport: Rapport, drapeaux: Drapeaux) -> None:
    """Every list, in the order of their dependencies."""
    _arbres(archive, rapport)
    _competences(archive, rapport, drapeaux)
    _contextes(archive, rapport)


def _garder_libelle(ancien: Valeurs, nouveau: Valeurs) -> Valeurs:
    """Keep the stored spelling of the same label, and a definition that is already there."""
    libelle = ancien[0] if meme_libelle(ancien[0], nouveau[0]) else nouveau[0]
    return (libelle, ancien[1] or nouveau[1], *nouveau[2:])


def _liste(
    modele: type[models.Model],
    titre: str,
    lignes: Iterable[tuple[Any, ...]],
    rapport: Rapport,
    champs: tuple[str, ...] = (),
) -> None:
    """A list of (code, label, definition, other fields…)."""
    voulus = {(code,): (borner(libelle, 200), definition, *suite) for code, libelle, definition, *suite in lignes}
    libres = AdressesLibres(modele._default_manager.values_list("slug", flat=True))
    Synchronisation(
        perimetre=modele._default_manager.all(),
        cles=("code",),
        champs=("libelle", "definition", *champs),
        ajuster=_garder_libelle,
        completer=lambda _, valeurs: {"slug": libres.donner(adresse_de_referentiel(valeurs[0]))},
    ).appliquer(voulus, rapport.compte(titre))


def _arbres(archive: ArchiveRome, rapport: Rapport) -> None:
    _liste(GrandDomaine, "Grands domaines", ((*g, "") for g in archive.grands_domaines), rapport)
    grands = dict(GrandDomaine.objects.values_list("code", "pk"))
    domaines = [(d, grands.get(d.code_domaine_professionnel[:1])) for d in archive.domaines]
    _liste(Domaine, "Domaines", ((*d, "", parent) for d, parent in domaines if parent), rapport, ("grand_domaine_id",))
    _liste(CentreInteret, "Centres d'intérêt", archive.interets, rapport)
    _liste(Theme, "Thèmes", archive.themes, rapport)
    _liste(Secteur, "Secteurs", archive.secteurs, rapport)
    secteurs = dict(Secteur.objects.values_list("code", "pk"))
    _liste(
        Secteur,
        "Sous-secteurs",
        ((*s[:3], secteurs[s.code_sect_activite]) for s in archive.sous_secteurs if s.code_sect_activite in secteurs),
        rapport,
        ("parent_id",),
    )
    _liste(
        SecteurNaf,
        "Secteurs NAF",
        ((n.code_secteur_naf, n.libelle_secteur_naf, "") for n in archive.secteurs_naf),
        rapport,
    )


_CHAMPS_COMPETENCE = (
    "libelle",
    "definition",
    "type",
    "categorie",
    "sous_categorie",
    "est_macro",
    "riasec_majeur",
    "riasec_mineur",
    "transition_ecologique",
    "transition_numerique",
    "macro_id",
)


def _competences(archive: ArchiveRome, rapport: Rapport, drapeaux: Drapeaux) -> None:
    """Macro-skills first, so that the others can point to them; then knowledge."""
    riasec = {
        r.code_ogr: (drapeaux.riasec(r.riasec_majeur), drapeaux.riasec(r.riasec_mineur))
        for r in archive.riasec_competences
    }
    libres = AdressesLibres(Competence.objects.values_list("slug", flat=True))
    macros: dict[str, int] = {}
    for titre, est_macro in (("Macro-compétences", True), ("Compétences", False)):
        voulus = {
            (c.code_ogr,): _competence(c, riasec.get(c.code_ogr, ("", "")), macros, drapeaux)
            for c in archive.competences
            if (not c.code_ogr_macro_comp) is est_macro
        }
        _synchroniser_competences(voulus, libres, rapport.compte(titre))
        macros = dict(Competence.objects.filter(est_macro=True, origine=Origine.ROME).values_list("code_ogr", "pk"))
    savoirs = {(s.code_ogr_savoir,): _savoir(s, drapeaux) for s in archive.savoirs}
    _synchroniser_competences(savoirs, libres, rapport.compte("Savoirs"))


def _competence(c: formes.Competence, riasec: tuple[str, str], macros: dict[str, int], drapeaux: Drapeaux) -> Valeurs:
    savoir_etre = normaliser(c.cat_comp).startswith("savoir etre")
    return (
        borner(c.libelle_competence, 300),
        c.definition,
        (TypeCompetence.SAVOIR_ETRE if savoir_etre else TypeCompetence.SAVOIR_FAIRE).value,
        borner(c.cat_comp, 120),
        borner(c.sous_cat_comp, 160),
        c.nature.casefold().startswith("macro"),
        *riasec,
        drapeaux.oui_non(c.transition_eco),
        drapeaux.oui_non(c.transition_num),
        macros.get(c.code_ogr_macro_comp),
    )


def _savoir(s: formes.Savoir, drapeaux: Drapeaux) -> Valeurs:
    return (
        borner(s.libelle_savoir, 300),
        "",
        TypeCompetence.SAVOIR.value,
        borner(s.categorie_savoir, 120),
        borner(s.sous_categorie_savoir, 160),
        False,
        "",
        "",
        drapeaux.oui_non(s.transition_eco),
        drapeaux.oui_non(s.transition_num),
        None,
    )


def _synchroniser_competences(voulus: dict[tuple[Any, ...], Valeurs], libres: AdressesLibres, compte: Compte) -> None:
    """Labels keep their spelling; the definitions that the portal wrote (soft skills) are kept."""
    redigees = set(EmpreinteChargee.objects.filter(genre="savoir_etre").values_list("objet_id", flat=True))
    definitions = set(Competence.objects.filter(pk__in=redigees).values_list("definition", flat=True))

    def ajuster(ancien: Valeurs, nouveau: Valeurs) -> Valeurs:
        libelle = ancien[0] if meme_libelle(ancien[0], nouveau[0]) else nouveau[0]
        definition = ancien[1] if ancien[1] and ancien[1] in definitions else nouveau[1]
        return (libelle, definition, *nouveau[2:])

    Synchronisation(
        perimetre=Competence.objects.exclude(code_ogr=""),
        cles=("code_ogr",),
        champs=_CHAMPS_COMPETENCE,
        fixes={"origine": Origine.ROME},
        ajuster=ajuster,
        completer=lambda _, valeurs: {"slug": libres.donner(adresse_de(valeurs[0], 150))},
    ).appliquer(voulus, compte)


def _contextes(archive: ArchiveRome, rapport: Rapport) -> None:
    libres = AdressesLibres(Condition.objects.values_list("slug", flat=True))
    Synchronisation(
        perimetre=Condition.objects.exclude(code_ogr=""),
        cles=("code_ogr",),
        champs=("libelle", "type"),
        fixes={"origine": Origine.ROME},
        ajuster=lambda ancien, nouveau: (ancien[0] if meme_libelle(ancien[0], nouveau[0]) else nouveau[0], nouveau[1]),
        completer=lambda _, valeurs: {"slug": libres.donner(adresse_de(valeurs[0], 150))},
    ).appliquer(
        {
            (c.code_ogr,): (borner(c.libelle_cont_travail, 300), borner(c.libelle_type_cont_trav, 120))
            for c in archive.contextes
        },
        rapport.compte("Contextes de travail"),
    )
