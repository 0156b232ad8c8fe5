"""The index of occupations: one object in memory, built from documents, read by any number of threads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from commun.analyse import formes, normaliser
from metiers.recherche.corpus import (
    Corpus,
    Entiers,
    Reels,
    assembler_liens,
    inverser,
    masses,
    ponderer_metiers,
    rarete,
    sans_doublons,
    supervisent,
)
from metiers.recherche.documents import Champ, DocumentMetier, Resultat, Suggestion, Synonymes
from metiers.recherche.notation import Reglages, couvrir, valeurs
from metiers.recherche.requete import Lecteur, Requete
from metiers.recherche.sens import EspaceDeSens
from metiers.recherche.titres import IndexTitres

CODE = re.compile(r"[a-z]\d{2,4}")
ENCADRE = re.compile(r"(?:chef|cheffe|responsable|directeur|directrice|cadre|contremaitre|superviseur|manager)\b")
"""Beginning of the name of an occupation that leads others."""
HIERARCHIE = re.compile(
    r"\b(?:chef|cheffe|respons|direct|dirig|cadre|contremaitre|supervis|manag|encadr|gerer|gestion|gerant|maitrise|"
    r"equipe|patron|command|coordonn|pilot|chapeaut|organis)"
)
"""What a query says when it is about leading."""
SEUIL_RELATIF = 0.4
MEILLEUR_MAX = 1.3
SEUIL_ABSOLU = 0.15
UNITES_MAX = 1_500
PART_MIN = 0.15
REFORMULE = 0.86
"""A title reached through a synonym of the whole text: below what makes other evidence useless."""
SOUS = 0.95
"""Share of the least common title's score that a rarely used title may reach."""
PART_PRINCIPAL = 0.85
"""The principal title is shown rather than a synonym that matches hardly better."""


PRESQUE_LITTERAL = 0.9
"""From here a title is the reason shown, whatever the texts say."""
AUCUN: Entiers = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Debuts:
    """What begins with a query: is it the text of a title; occupations by a common title, by a rarely used one only.

    ``plafond`` is what no rarely used title may exceed.
    """

    litteral: bool = False
    plafond: float = np.inf
    communs: Entiers = field(default_factory=lambda: AUCUN)
    rares: Entiers = field(default_factory=lambda: AUCUN)


class IndexMetiers:
    """Ranked search over occupations; immutable after its construction.

    Construction is linear in the text (about 3 s for the full ROME); memory about 100 MB then.
    """

    def __init__(self, documents: Iterable[DocumentMetier], synonymes: Synonymes, reglages: Reglages) -> None:
        self.documents = [sans_doublons(document) for document in documents]
        self.reglages = reglages
        corpus = Corpus(self.documents)
        self._unites = [(unite.texte, unite.champ) for unite in corpus.unites]
        self._nombre_titres = corpus.nombre_titres
        titres = corpus.unites[: corpus.nombre_titres]
        self._peu_usite = np.array([unite.peu_usite for unite in titres], dtype=bool)
        self._officiel = np.array([unite.officiel for unite in titres], dtype=bool)
        self._principal = np.array([unite.principal for unite in titres], dtype=bool)
        lexique = corpus.lexique(synonymes)
        tiges = corpus.tiges_des_unites(lexique)
        nombre = len(lexique.tiges)
        self._par_metier = ponderer_metiers(corpus, tiges, nombre)
        self._postings_titres = inverser(tiges[: corpus.nombre_titres], nombre)
        self._postings_textes = inverser(tiges[corpus.nombre_titres :], nombre)
        self._liens_textes = assembler_liens([m.items() for m in corpus.metiers_de_unite[corpus.nombre_titres :]])
        self._rarete_titre = rarete(self._postings_titres, max(1, corpus.nombre_titres))
        self._rarete_texte = rarete(self._par_metier, max(1, len(self.documents)))
        self._sens = EspaceDeSens(self._par_metier, self._rarete_texte, len(self.documents))
        self._masses_titre = masses(tiges[: corpus.nombre_titres], self._rarete_titre)
        self._masses = masses(tiges[corpus.nombre_titres :], self._rarete_texte)
        proprietaires = [next(iter(m)) for m in corpus.metiers_de_unite[: corpus.nombre_titres]]
        self._supervise = supervisent(corpus)
        self._metier_du_titre: Entiers = np.array(proprietaires, dtype=np.int32)
        self._debuts = np.flatnonzero(np.diff(self._metier_du_titre, prepend=-1))
        bornes = np.cumsum([0, *(len(document.titres) for document in self.documents)]).tolist()
        self._tranches = list(zip(bornes, bornes[1:], strict=False))
        self._genres = [[(normaliser(f).split(), f) for f in formes(unite.texte)] for unite in titres]
        self._rang_par_id = {document.id: rang for rang, document in enumerate(self.documents)}
        self._titres = IndexTitres(titres)
        self._lecteur = Lecteur(lexique, synonymes, self._rarete_titre, self._rarete_texte)
        dirige = [bool(d.titres) and bool(ENCADRE.match(normaliser(d.titres[0].texte))) for d in self.documents]
        self._rang_hierarchique = np.where(dirige, reglages.encadrement, 1.0).astype(np.float32)
        self._codes = {document.code.casefold(): rang for rang, document in enumerate(self.documents) if document.code}

    @classmethod
    def construire(cls, documents: Iterable[DocumentMetier], synonymes: Synonymes | None = None) -> "IndexMetiers":
        """Build the index; see the class for its cost."""
        return cls(documents, synonymes or Synonymes(), Reglages())

    def chercher(self, q: str, limite: int | None = None) -> list[Resultat]:
        """Relevant occupations for a typed text, best first; empty for an empty or unknown text."""
        requete = self._lecteur.lire(q)
        if not requete.texte or not self.documents:
            return []
        if CODE.fullmatch(requete.texte):
            par_code = self._par_code(requete.texte)
            if par_code:
                return par_code[:limite]
        titres, debuts = self._noter_titres(requete)
        par_titre = self._meilleur_titre(titres)
        r = self.reglages
        if debuts.litteral or float(par_titre.max()) >= r.presque:
            rien = np.full(len(self.documents), -1, dtype=np.int32)
            return self._resultats(requete, par_titre, titres, par_titre, np.zeros_like(par_titre), rien)[:limite]
        textes, unite = self._noter_textes(requete)
        ailleurs = r.poids_metier * self._noter_metiers(requete) + r.poids_sens * self._sens.proximite(requete.groupes)
        score: Reels = r.poids_titre * par_titre + r.poids_texte * textes + ailleurs
        if not HIERARCHIE.search(requete.texte):
            score *= self._rang_hierarchique
        if debuts.rares.size and debuts.communs.size:
            rares = debuts.rares[textes[debuts.rares] <= par_titre[debuts.rares]]
            score[rares] = np.minimum(score[rares], SOUS * score[debuts.communs].min())
        self._preferer_dits(requete, par_titre, textes, unite)
        return self._resultats(requete, score, titres, par_titre, textes, unite)[:limite]

    def _par_code(self, texte: str) -> list[Resultat]:
        """Occupations whose ROME code begins so, in order of code."""
        trouves = sorted(code for code in self._codes if code.startswith(texte))
        documents = [self.documents[self._codes[code]] for code in trouves]
        return [Resultat(d.id, 1.0 if d.code.casefold() == texte else 0.9, "code", d.code) for d in documents]

    def _preferer_dits(self, requete: Requete, par_titre: Reels, textes: Reels, unite: Entiers) -> None:
        """Make a text that says just the query the reason shown, rather than a title reached by a synonym."""
        if not requete.tiges:
            return
        dits = self._postings_textes.ligne(requete.tiges[0])
        for tige in requete.tiges[1:]:
            dits = np.intersect1d(dits, self._postings_textes.ligne(tige), assume_unique=True)
        masse = sum(float(self._rarete_texte[tige]) for tige in requete.tiges)
        dits = dits[self._masses[dits] <= masse + 0.01]
        places, origine = self._liens_textes.positions(dits.astype(np.intp))
        metiers = self._liens_textes.indices[places]
        unite[metiers] = dits[origine] + self._nombre_titres
        textes[metiers] = np.maximum(textes[metiers], par_titre[metiers] + 0.01)

    def _noter_titres(self, requete: Requete) -> tuple[Reels, Debuts]:
        """Score of every title, above 1 when exact; and what begins with the text."""
        r = self.reglages
        nombre = self._nombre_titres
        note = np.zeros(nombre, dtype=np.float32)
        if requete.groupes:
            poids = [groupe.poids_titre for groupe in requete.groupes]
            notes = [valeurs(g, self._postings_titres, self._rarete_titre, nombre, r.partiel) for g in requete.groupes]
            part = couvrir(requete.groupes, notes, poids)
            touches = np.flatnonzero(part > PART_MIN)
            part = part[touches]
            precision = np.minimum(1.0, part * sum(poids) / np.maximum(self._masses_titre[touches], 0.1))
            note[touches] = part**r.puissance * (r.base_titre + (0.95 - r.base_titre) * precision)
        note[self._peu_usite] *= r.peu_usite
        debuts = self._ajouter_debuts(requete, note)
        if self._ajouter_exacts(requete, note):
            return note, Debuts(litteral=True)
        self._ajouter_ressemblants(requete, note)
        note[self._peu_usite] = np.minimum(note[self._peu_usite], debuts.plafond)
        return note, debuts

    def _ajouter_debuts(self, requete: Requete, note: Reels) -> Debuts:
        """Titles that begin with the text, by the share already typed and by how many the occupation has."""
        r = self.reglages
        texte = requete.texte
        bas, haut = self._titres.debutant_par(texte)
        if bas == haut or len(texte) < 2:
            return Debuts()
        titres = self._titres.titres[bas:haut]
        part = len(texte) / self._titres.longueurs[bas:haut]
        plausible = np.minimum(1.0, part / r.debut_part) ** r.debut_raideur
        plausible *= 1.0 - r.debut_declin * np.maximum(0.0, part - r.debut_part)
        plausible = np.where(self._peu_usite[titres], r.debut_peu_usite * plausible, plausible)
        plausible += r.principal * self._principal[titres]
        metiers = self._metier_du_titre[titres]
        cumul = np.bincount(metiers, weights=plausible, minlength=len(self.documents))[metiers]
        entier = requete.mot_connu and " " not in texte
        base = r.debut_base * np.where(self._titres.suivi_espace(bas, haut, len(texte)), 1.0, 0.5 if entier else 1.0)
        valeur = base + r.debut_pente * cumul / (cumul + r.debut_demi) + 0.01 * plausible
        rares = self._peu_usite[titres]
        plafond = SOUS * float(valeur[~rares].min()) if not rares.all() else np.inf
        valeur = np.where(rares, np.minimum(0.5 * valeur, plafond), valeur).astype(np.float32)
        communs = np.unique(metiers[~rares])
        ordre = np.argsort(valeur, kind="stable")
        titres, valeur = titres[ordre], valeur[ordre]
        note[titres] = np.maximum(note[titres], valeur)
        return Debuts(not entier, plafond, communs, np.setdiff1d(metiers[rares], communs))

    def _ajouter_exacts(self, requete: Requete, note: Reels) -> bool:
        """Titles equal to the text, or to a reformulation of it by the synonyms."""
        bas, haut = self._titres.exacts(requete.texte)
        for titre in self._titres.titres[bas:haut]:
            note[titre] = 2.0 - 0.1 * float(self._peu_usite[titre]) + 0.05 * float(self._principal[titre])
            note[titre] += 0.02 * float(self._officiel[titre])
        for autre in requete.reformulations:
            debut, fin = self._titres.exacts(autre)
            for titre in self._titres.titres[debut:fin]:
                note[titre] = max(float(note[titre]), REFORMULE + 0.03 * float(self._principal[titre]))
        return haut > bas

    def _ajouter_ressemblants(self, requete: Requete, note: Reels) -> None:
        """Titles spelt nearly so."""
        proches = self._titres.ressemblants(requete.texte)
        base = self.reglages.fautes_base_connu if requete.tout_connu else self.reglages.fautes_base
        for rang, ressemblance in zip(proches.rangs, proches.notes, strict=True):
            titre = self._titres.titres[rang]
            valeur = 1.5 * (float(ressemblance) - base) / (1.0 - base)
            if self._peu_usite[titre]:
                valeur *= 0.98 if valeur > 1.0 else self.reglages.peu_usite
            if valeur > note[titre]:
                note[titre] = valeur

    def _noter_textes(self, requete: Requete) -> tuple[Reels, Entiers]:
        """Best unit of text of each occupation, outside its titles: score and rank (-1 without)."""
        r = self.reglages
        meilleur = np.zeros(len(self.documents), dtype=np.float32)
        choisi: Entiers = np.full(len(self.documents), -1, dtype=np.int32)
        nombre = len(self._unites) - self._nombre_titres
        if not requete.groupes or not nombre:
            return meilleur, choisi
        poids = [groupe.poids_texte for groupe in requete.groupes]
        notes = [valeurs(g, self._postings_textes, self._rarete_texte, nombre, r.partiel) for g in requete.groupes]
        part = couvrir(requete.groupes, notes, poids)
        retenues = np.flatnonzero(part > max(0.1, 0.5 * float(part.max())))
        if retenues.size > UNITES_MAX:
            retenues = retenues[np.argpartition(-part[retenues], UNITES_MAX)[:UNITES_MAX]]
        part = part[retenues]
        precision = np.minimum(1.0, part * sum(poids) / np.maximum(self._masses[retenues], 0.1))
        note = part**r.puissance * (r.base_texte + (1.0 - r.base_texte) * precision)
        note *= np.where(self._supervise[retenues], r.supervision, 1.0)
        places, origine = self._liens_textes.positions(retenues)
        valeur = note[origine] * self._liens_textes.poids[places]
        ordre = np.argsort(valeur, kind="stable")
        metiers = self._liens_textes.indices[places][ordre]
        meilleur[metiers] = valeur[ordre]
        choisi[metiers] = retenues[origine][ordre] + self._nombre_titres
        return meilleur, choisi

    def _noter_metiers(self, requete: Requete) -> Reels:
        """Share of the query said anywhere by each occupation."""
        nombre = len(self.documents)
        if not requete.groupes:
            return np.zeros(nombre, dtype=np.float32)
        partiel = self.reglages.partiel
        notes = [valeurs(g, self._par_metier, self._rarete_texte, nombre, partiel) for g in requete.groupes]
        return couvrir(requete.groupes, notes, [groupe.poids_texte for groupe in requete.groupes])

    def _meilleur_titre(self, titres: Reels) -> Reels:
        """Best title of each occupation; titles are stored by occupation."""
        meilleur = np.zeros(len(self.documents), dtype=np.float32)
        if self._debuts.size:
            meilleur[self._metier_du_titre[self._debuts]] = np.maximum.reduceat(titres, self._debuts)
        return meilleur

    def _resultats(
        self, requete: Requete, score: Reels, titres: Reels, par_titre: Reels, textes: Reels, unite: Entiers
    ) -> list[Resultat]:
        """Cut the noise, order, and say for each why it was found."""
        plancher = max(SEUIL_ABSOLU, SEUIL_RELATIF * min(MEILLEUR_MAX, float(score.max())))
        retenus = np.flatnonzero(score >= plancher)
        retenus = retenus[np.argsort(-score[retenus], kind="stable")]
        mots = requete.texte.split()
        resultats = []
        for metier in retenus:
            champ, extrait = self._raison(
                int(metier), mots, titres, float(par_titre[metier]), float(textes[metier]), int(unite[metier])
            )
            resultats.append(Resultat(self.documents[metier].id, float(score[metier]), champ, extrait))
        return resultats

    def _raison(
        self, metier: int, mots: list[str], titres: Reels, par_titre: float, texte: float, unite: int
    ) -> tuple[Champ, str]:
        """Field and text by which an occupation was found."""
        if unite >= 0 and par_titre < PRESQUE_LITTERAL and texte > par_titre:
            quoi, champ = self._unites[unite]
            return champ, quoi
        debut, fin = self._tranches[metier]
        if debut == fin:
            return "titre", self.documents[metier].code
        notes = titres[debut:fin]
        rang = int(np.argmax(notes))
        principal = int(np.argmax(self._principal[debut:fin]))
        if notes[principal] >= PART_PRINCIPAL * notes[rang]:
            rang = principal
        return "titre", self._genre(debut + rang, mots)

    def _genre(self, titre: int, mots: list[str]) -> str:
        """Title in the gender that was typed, masculine when nothing tells."""
        ecrits = self._genres[titre]
        if len(ecrits) == 1:
            return ecrits[0][1]
        (masculin, affiche), (feminin, affiche_feminin) = ecrits
        typees = {forme for mot in mots for forme in (mot, mot.removesuffix("s"))}
        propres, contraires = set(feminin) - set(masculin), set(masculin) - set(feminin)
        if typees & contraires:
            return affiche
        debut = mots[-1] if mots else ""
        commence = any(mot.startswith(debut) for mot in propres) and not any(mot.startswith(debut) for mot in masculin)
        return affiche_feminin if typees & propres or commence else affiche

    def completer(self, debut: str, limite: int = 8) -> list[Suggestion]:
        """Titles to propose while typing, one by occupation, in the gender that was typed."""
        suggestions: list[Suggestion] = []
        for resultat in self.chercher(debut):
            rang = self._rang_par_id[resultat.metier_id]
            document = self.documents[rang]
            if resultat.champ == "titre":
                texte = resultat.extrait
            elif document.titres:
                texte = self._genre(self._tranches[rang][0], [])
            else:
                continue
            suggestions.append(Suggestion(texte, document.id, document.code))
            if len(suggestions) == limite:
                break
        return suggestions
