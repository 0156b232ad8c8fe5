"""What hangs on the occupations: titles, skills, conditions, interests, sectors, themes, neighbours, deduced levels.

Only rows of ROME's origin are updated or removed; those of withdrawn occupations stay as they were.
"""

from typing import Any

from commun.importation import Rapport, Refus, entier
from metiers.choices import Origine
from metiers.importeurs.niveaux import niveaux_deduits
from metiers.importeurs.rome.archive import ArchiveRome
from metiers.importeurs.rome.formes import BLOC_COMPETENCES, BLOC_CONTEXTES
from metiers.importeurs.rome.valeurs import Drapeaux, borner, meme_libelle
from metiers.importeurs.synchronisation import Cle, Synchronisation, Valeurs
from metiers.models import (
    AccesNiveau,
    Appellation,
    CentreInteret,
    Competence,
    Condition,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Mobilite,
    Secteur,
    SecteurNaf,
    Theme,
)

Lignes = dict[Cle, Valeurs]
_COEUR = {
    "principale": MetierCompetence.Coeur.PRINCIPALE.value,
    "émergente": MetierCompetence.Coeur.EMERGENTE.value,
    "emergente": MetierCompetence.Coeur.EMERGENTE.value,
}


class ImportDesLiens:
    """Writes every table of links for the occupations of one archive."""

    def __init__(self, archive: ArchiveRome, ids: dict[str, int], rapport: Rapport, drapeaux: Drapeaux) -> None:
        self.archive, self.ids, self.rapport, self.drapeaux = archive, ids, rapport, drapeaux
        self.en_cours = set(ids.values())

    def importer(self) -> None:
        """All tables."""
        self._appellations()
        self._competences_et_contextes()
        self._classements()
        self._mobilites()
        self._niveaux()

    def _ecrire(
        self, titre: str, modele: Any, cles: tuple[str, ...], champs: tuple[str, ...], voulus: Lignes, **filtres: Any
    ) -> None:
        """A table whose key starts with the occupation."""
        Synchronisation(
            perimetre=modele._default_manager.filter(**filtres),
            cles=cles,
            champs=champs,
            fixes=filtres,
            supprimable=lambda cle, _: cle[0] in self.en_cours,
        ).appliquer(voulus, self.rapport.compte(titre))

    def _appellations(self) -> None:
        d = self.drapeaux
        voulus: Lignes = {
            (a.code_ogr,): (
                self.ids[a.code_rome],
                borner(a.libelle_appellation_long, 250),
                borner(a.libelle_appellation_court, 250),
                a.classification.casefold() == "principale",
                a.peu_usite.casefold() in ("o", "oui"),
                d.ecologique(a.transition_eco),
                d.oui_non(a.transition_num),
                d.oui_non(a.transition_demo),
                d.oui_non(a.emploi_reglemente),
                d.oui_non(a.emploi_cadre),
            )
            for a in self.archive.appellations
            if a.code_rome in self.ids and a.libelle_appellation_long
        }

        def garder(ancien: Valeurs, nouveau: Valeurs) -> Valeurs:
            libelles = (a if meme_libelle(a, n) else n for a, n in zip(ancien[1:3], nouveau[1:3], strict=True))
            return (nouveau[0], *libelles, *nouveau[3:])

        Synchronisation(
            perimetre=Appellation.objects.exclude(code_ogr=""),
            cles=("code_ogr",),
            champs=(
                "metier_id", "libelle", "libelle_court", "principale", "peu_usitee", "transition_ecologique",
                "transition_numerique", "transition_demographique", "reglemente", "cadre",
            ),
            fixes={"origine": Origine.ROME},
            ajuster=garder,
            supprimable=lambda _, valeurs: valeurs[0] in self.en_cours,
        ).appliquer(voulus, self.rapport.compte("Appellations"))  # fmt: skip

    def _competences_et_contextes(self) -> None:
        competences = dict(Competence.objects.exclude(code_ogr="").values_list("code_ogr", "pk"))
        conditions = dict(Condition.objects.exclude(code_ogr="").values_list("code_ogr", "pk"))
        coeurs = {
            (c.code_rome, c.code_ogr): _COEUR[c.coeur_metier.casefold()]
            for c in self.archive.coherences
            if c.coeur_metier.casefold() in _COEUR
        }
        liens: Lignes = {}
        contextes: Lignes = {}
        for lien in self.archive.liens:
            metier = self.ids.get(lien.code_rome)
            if metier is None:
                continue
            if lien.code_compo_bloc == BLOC_COMPETENCES and lien.code_ogr in competences:
                coeur = coeurs.get((lien.code_rome, lien.code_ogr), "")
                liens[metier, competences[lien.code_ogr]] = (coeur,)
            elif lien.code_compo_bloc == BLOC_CONTEXTES and lien.code_ogr in conditions:
                contextes[metier, conditions[lien.code_ogr]] = ()
        rome = {"origine": Origine.ROME}
        self._ecrire(
            "Compétences des métiers", MetierCompetence, ("metier_id", "competence_id"), ("coeur",), liens, **rome
        )
        self._ecrire("Conditions des métiers", MetierCondition, ("metier_id", "condition_id"), (), contextes, **rome)

    def _classements(self) -> None:
        a, ids = self.archive, self.ids
        interets = dict(CentreInteret.objects.values_list("code", "pk"))
        themes = dict(Theme.objects.values_list("code", "pk"))
        naf = dict(SecteurNaf.objects.values_list("code", "pk"))
        lignes: Lignes = {}
        for i in a.fiches_interets:
            if i.code_rome in ids and i.code_centre_interet in interets:
                _retenir(lignes, (ids[i.code_rome], interets[i.code_centre_interet]), i.principal)
        self._ecrire("Intérêts des métiers", MetierInteret, ("metier_id", "interet_id"), ("principal",), lignes)
        self._secteurs()
        lignes = {
            (ids[t.code_rome], themes[t.code_theme]): ()
            for t in a.fiches_themes
            if t.code_rome in ids and t.code_theme in themes
        }
        self._ecrire("Thèmes des métiers", Metier.themes.through, ("metier_id", "theme_id"), (), lignes)
        lignes = {
            (ids[n.code_rome], naf[n.code_secteur_naf]): ()
            for n in a.fiches_naf
            if n.code_rome in ids and n.code_secteur_naf in naf
        }
        self._ecrire("NAF des métiers", Metier.secteurs_naf.through, ("metier_id", "secteurnaf_id"), (), lignes)

    def _secteurs(self) -> None:
        """A link to the sector, and one to the sub-sector where ROME names it."""
        secteurs = dict(Secteur.objects.values_list("code", "pk"))
        lignes: Lignes = {}
        for s in self.archive.fiches_secteurs:
            for code in (s.code_sect_activite, s.code_ss_sect_activite):
                if s.code_rome in self.ids and code in secteurs:
                    _retenir(lignes, (self.ids[s.code_rome], secteurs[code]), s.principal)
        self._ecrire("Secteurs des métiers", MetierSecteur, ("metier_id", "secteur_id"), ("principal",), lignes)

    def _mobilites(self) -> None:
        """Directed and ordered; a neighbour that the portal named itself is left alone."""
        portail = set(Mobilite.objects.exclude(origine=Origine.ROME).values_list("source_id", "cible_id"))
        voulus: Lignes = {}
        for numero, m in self.archive.mobilites.numerotees():
            source, cible = self.ids.get(m.code_rome), self.ids.get(m.code_rome_cible)
            if source is None or cible is None or (source, cible) in portail:
                continue
            ordre = entier(m.numero_ordre, mini=0, maxi=999)
            if source == cible or ordre is None:
                raison = "un métier n'est pas son propre voisin" if source == cible else "numéro d'ordre illisible"
                self.rapport.refuser(
                    Refus(
                        raison,
                        "Mobilités",
                        self.archive.mobilites.fichier,
                        numero,
                        f"{m.code_rome} → {m.code_rome_cible}",
                    )
                )
                continue
            voulus[source, cible] = (ordre,)
        self._ecrire("Mobilités", Mobilite, ("source_id", "cible_id"), ("ordre",), voulus, origine=Origine.ROME)

    def _niveaux(self) -> None:
        """Deduced from the official text, only where the portal has not said the levels itself."""
        du_portail = set(AccesNiveau.objects.exclude(origine=Origine.DEDUIT).values_list("metier_id", flat=True))
        textes: dict[str, list[str]] = {}
        for texte in self.archive.textes:
            if texte.libelle_type_texte == "acces_metier" and texte.code_rome in self.ids:
                textes.setdefault(texte.code_rome, []).append(texte.libelle_texte)
        voulus: Lignes = {
            (self.ids[code], niveau): ()
            for code, phrases in textes.items()
            if self.ids[code] not in du_portail
            for niveau in niveaux_deduits("\n".join(phrases))
        }
        self._ecrire("Niveaux déduits", AccesNiveau, ("metier_id", "niveau"), (), voulus, origine=Origine.DEDUIT)


def _retenir(lignes: Lignes, cle: Cle, principal: str) -> None:
    """A link said twice is principal as soon as one of its rows is."""
    lignes[cle] = (principal.casefold() == "oui" or lignes.get(cle, (False,))[0],)
