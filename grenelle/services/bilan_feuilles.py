"""The annex of a review: its figures in sheets, one fact a row. Built from the content that the page shows."""

from collections.abc import Sequence

from commun.tableurs import Cellule, Feuille
from grenelle.choices import Echelle, EtatMesure, StatutReleve, Unite
from grenelle.services.bilan_contenu import ContenuDuBilan
from grenelle.services.bilan_mots import SITUATIONS, statut_du_document, titre_du_bilan
from grenelle.services.bilan_revisions import Revision

CHIFFRES = (
    ("Axe", 6), ("Mesure", 8), ("Code de l'indicateur", 26), ("Indicateur", 50), ("Unité", 10), ("Échelle", 16),
    ("Code du lieu", 14), ("Lieu", 22), ("Premier jour", 12), ("Dernier jour", 12), ("Période", 18), ("Valeur", 12),
    ("Tel qu'écrit", 16), ("Statut", 12), ("Un an avant", 12), ("Évolution", 14), ("Révision", 9), ("Source", 40),
    ("Démonstration", 14),
)  # fmt: skip


def feuilles_du_bilan(
    contenu: ContenuDuBilan, *, publie_le: str, version: int, revisions: Sequence[Revision]
) -> list[Feuille]:
    """Every sheet, in the order of the page; an empty one keeps its columns."""
    return [
        _lisez_moi(contenu, publie_le, version),
        Feuille("Santé", (("État", 20), ("Nombre", 10), ("Un an avant", 14)), [
            (EtatMesure(p.etat).label, p.nombre, "inconnu" if p.avant is None else p.avant) for p in contenu.sante
        ]),
        _mesures(contenu),
        _jalons(contenu),
        Feuille("Chiffres", CHIFFRES, _chiffres(contenu)),
        _cibles(contenu),
        _engagements(contenu),
        _conventions(contenu),
        _decisions(contenu),
        _grenelle(contenu),
        _revisions(revisions),
    ]  # fmt: skip


def _lisez_moi(contenu: ContenuDuBilan, publie_le: str, version: int) -> Feuille:
    lignes: list[Sequence[Cellule]] = [
        ("Document", titre_du_bilan(contenu)),
        ("Plan", contenu.titre),
        ("Région", contenu.region),
        ("Année", contenu.annee),
        ("Arrêté au", contenu.arrete_le),
        ("Statut", statut_du_document(publie_le, version)),
        ("Chiffres inventés", "oui : démonstration" if contenu.demonstration else "non"),
        ("Cellule vide", "Valeur inconnue ou non publiée : jamais zéro. La colonne « Tel qu'écrit » dit laquelle."),
        ("Introduction", contenu.introduction),
        ("Conclusion", contenu.conclusion),
    ]
    return Feuille("Lisez-moi", (("Quoi", 20), ("Valeur", 90)), lignes)


def _mesures(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Mesures",
        (
            ("Axe", 6), ("Titre de l'axe", 40), ("Numéro", 8), ("Titre", 60), ("État", 18), ("Un an avant", 18),
            ("État de la règle", 18), ("Décision de la Région", 50), ("Raisons", 60),
            ("En quelques mots", 60),
        ),
        [
            (
                axe.code, axe.titre, m.numero, m.titre, EtatMesure(m.etat).label,
                EtatMesure(m.etat_avant).label if m.etat_avant else "inconnu", EtatMesure(m.etat_de_la_regle).label,
                m.decision, "\n".join(m.raisons), m.mots,
            )
            for axe in contenu.axes
            for m in axe.mesures
        ],
    )  # fmt: skip


def _jalons(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Jalons",
        (
            ("Mesure", 8),
            ("Code", 26),
            ("Jalon", 60),
            ("Prévu", 20),
            ("Fait le", 12),
            ("Situation", 16),
            ("Précision", 40),
        ),
        [
            (m.numero, j.code, j.libelle, j.prevu, j.fait_le, SITUATIONS[j.situation], j.phrase)
            for m in contenu.mesures
            for j in m.jalons
        ],
    )


def _chiffres(contenu: ContenuDuBilan) -> list[Sequence[Cellule]]:
    lignes: list[Sequence[Cellule]] = []
    for axe, mesure, i in contenu.indicateurs():
        fixe = (axe, mesure, i.code, i.libelle, str(Unite(i.unite).label))
        if not i.releves:
            lignes.append((*fixe, "Région", "", "", None, None, str(contenu.annee), None, "aucun relevé", *[""] * 6))
        for c in (*i.releves, *i.lieux):
            lignes.append((
                *fixe, str(Echelle(c.echelle).label), c.lieu_code, c.lieu, c.debut, c.fin, c.periode, c.valeur, c.ecrit,
                str(StatutReleve(c.statut).label), c.avant, c.evolution, c.revision, c.source,
                "oui" if c.demonstration else "",
            ))  # fmt: skip
    return lignes


def _cibles(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Cibles",
        (
            ("Mesure", 8), ("Code de l'indicateur", 26), ("Indicateur", 50), ("Nature", 16), ("Valeur", 12),
            ("Telle qu'écrite", 20), ("Date", 12), ("Distance", 30), ("Suivi", 40), ("Document", 50),
        ),
        [
            (mesure, i.code, i.libelle, c.nature, c.valeur, c.ecrit, c.le, c.distance, i.suivi, c.source)
            for _, mesure, i in contenu.indicateurs()
            for c in i.cibles
        ],
    )  # fmt: skip


def _engagements(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Engagements",
        (("Partenaire", 30), ("Engagement", 60), ("Mesure", 8), ("Pris le", 12), ("Échéance", 12), ("État", 12)),
        [(e.partenaire, e.libelle, e.mesure, e.pris_le, e.echeance, e.etat) for e in contenu.engagements],
    )


def _conventions(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Conventions",
        (("Partenaire", 30), ("Objet", 60), ("Mesures", 14), ("Début", 12), ("Fin", 12), ("Dans l'année", 30)),
        [(c.partenaire, c.objet, c.mesures, c.debut, c.fin, ", ".join(c.faits)) for c in contenu.conventions],
    )


def _decisions(contenu: ContenuDuBilan) -> Feuille:
    return Feuille(
        "Décisions",
        (("Comité", 30), ("Date", 12), ("Objet", 40), ("Texte", 80), ("Mesures", 14)),
        [(d.comite, d.le, d.objet, d.texte, d.mesures) for d in contenu.decisions],
    )


def _grenelle(contenu: ContenuDuBilan) -> Feuille:
    lignes: list[Sequence[Cellule]] = []
    if edition := contenu.edition:
        lignes = [
            ("Édition", edition.titre, None, ""),
            ("Contributions publiées", "", edition.contributions, ""),
            ("Votes", "", edition.votes, ""),
            ("Conclusions", edition.conclusions, None, ""),
            *(("Proposition", p.texte, p.voix, p.mesure) for p in edition.propositions),
            *((e.nature, e.raison, None, e.mesure) for e in edition.effets),
        ]
    return Feuille("Grenelle", (("Quoi", 24), ("Texte", 90), ("Nombre", 10), ("Mesure", 8)), lignes)


def _revisions(revisions: Sequence[Revision]) -> Feuille:
    return Feuille(
        "Révisé depuis",
        (
            ("Mesure", 8), ("Indicateur", 50), ("Lieu", 22), ("Période", 18), ("Dans le bilan", 16),
            ("Dans le bilan, en chiffre", 16), ("Aujourd'hui", 16), ("Aujourd'hui, en chiffre", 16), ("Le", 12),
            ("Raison", 60),
        ),
        [
            (
                r.mesure, r.libelle, r.lieu, r.periode, r.avant or "aucun relevé", r.avant_valeur, r.apres,
                r.apres_valeur, r.le.date(), r.raison,
            )
            for r in revisions
        ],
    )  # fmt: skip
