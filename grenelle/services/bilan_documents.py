"""A review as files: PDF, XLSX, ODS. The same content and revisions give the same bytes, kept by their hash."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.utils import timezone, translation

from commun.dates import dater
from commun.pdf import composer
from commun.tableurs import TYPE_ODS, TYPE_XLSX, en_ods, en_xlsx
from grenelle.choices import EtatMesure, StatutReleve
from grenelle.models import Bilan
from grenelle.services.bilan_contenu import ContenuDuBilan, EditionDuBilan, IndicateurDuBilan, MesureDuBilan, relire
from grenelle.services.bilan_etats import soir
from grenelle.services.bilan_feuilles import feuilles_du_bilan
from grenelle.services.bilan_mots import SITUATIONS, arrete_au, statut_du_document, titre_du_bilan
from grenelle.services.bilan_revisions import Revision, revisions_depuis

GABARIT = Path(__file__).resolve().parent.parent / "documents" / "bilan.typ"
TYPES = {"pdf": "application/pdf", "xlsx": TYPE_XLSX, "ods": TYPE_ODS}
DUREE_EN_MEMOIRE = 24 * 3600


def fichier_du_bilan(
    extension: str,
    contenu: ContenuDuBilan,
    *,
    publie_le: datetime | None,
    version: int,
    empreinte: str,
    revisions: Sequence[Revision],
) -> bytes:
    """The bytes of a file of the review, made once for what it says."""
    with translation.override("fr"):
        jour = _jour(timezone.localdate(publie_le)) if publie_le else ""
        donnees = donnees_du_pdf(contenu, jour, version, empreinte, revisions)
    cle = hashlib.sha256(json.dumps([extension, donnees], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    fichier = cache.get(f"grenelle:bilan:{cle}")
    if fichier is None:
        if extension == "pdf":
            fichier = composer(GABARIT, donnees, le=publie_le or soir(contenu.arrete_le))
        else:
            feuilles = feuilles_du_bilan(contenu, publie_le=jour, version=version, revisions=revisions)
            fichier = (en_xlsx if extension == "xlsx" else en_ods)(feuilles, titre=titre_du_bilan(contenu))
        cache.set(f"grenelle:bilan:{cle}", fichier, DUREE_EN_MEMOIRE)
    assert isinstance(fichier, bytes)  # noqa: S101 - what was made or kept
    return fichier


def preparer_les_fichiers(*, bilan: Bilan) -> None:
    """Make every file of a published version before anybody asks for it."""
    if bilan.publie_le is None:
        return
    contenu = relire(bilan.contenu)
    revisions = revisions_depuis(contenu, bilan.publie_le)
    for extension in TYPES:
        fichier_du_bilan(
            extension,
            contenu,
            publie_le=bilan.publie_le,
            version=bilan.version,
            empreinte=bilan.empreinte,
            revisions=revisions,
        )


def _jour(jour: Any) -> str:
    return dater(jour) if jour else ""


def donnees_du_pdf(
    contenu: ContenuDuBilan, publie_le: str, version: int, empreinte: str, revisions: Sequence[Revision]
) -> dict[str, Any]:
    """What the template prints: texts and rows only."""
    return {
        "titre": titre_du_bilan(contenu),
        "plan": contenu.titre,
        "region": contenu.region,
        "acte": contenu.acte,
        "annee": str(contenu.annee),
        "statut": statut_du_document(publie_le, version),
        "arrete": arrete_au(contenu),
        "demonstration": contenu.demonstration,
        "empreinte": empreinte,
        "nom_de_mesure": contenu.nom_de_mesure.capitalize(),
        "introduction": contenu.introduction,
        "conclusion": contenu.conclusion,
        "sante": [
            [EtatMesure(p.etat).label, str(p.nombre), "inconnu" if p.avant is None else str(p.avant)]
            for p in contenu.sante
        ],
        "axes": [
            {"titre": f"Axe {a.code}. {a.titre}", "mesures": [_mesure(m) for m in a.mesures]} for a in contenu.axes
        ],
        "transversaux": _indicateurs(contenu.transversaux),
        "engagements": [
            [e.partenaire, e.libelle, e.mesure, _jour(e.pris_le), _jour(e.echeance), e.etat]
            for e in contenu.engagements
        ],
        "conventions": [
            [c.partenaire, c.objet, c.mesures, f"du {_jour(c.debut)} au {_jour(c.fin)}", ", ".join(c.faits)]
            for c in contenu.conventions
        ],
        "decisions": [[_jour(d.le), d.comite, d.objet, d.texte, d.mesures] for d in contenu.decisions],
        "edition": _edition(contenu.edition) if contenu.edition else None,
        "revisions": _revisions(revisions),
    }


def _revisions(revisions: Sequence[Revision]) -> list[list[str]]:
    return [
        [
            ", ".join(filter(None, [r.libelle, r.lieu])),
            r.periode,
            r.avant or "aucun relevé",
            r.apres,
            _jour(timezone.localdate(r.le)),
            r.raison,
        ]
        for r in revisions
    ]


def _mesure(mesure: MesureDuBilan) -> dict[str, Any]:
    return {
        "titre": f"{mesure.numero}. {mesure.titre}",
        "etat": EtatMesure(mesure.etat).label,
        "avant": EtatMesure(mesure.etat_avant).label if mesure.etat_avant else "",
        "regle": EtatMesure(mesure.etat_de_la_regle).label,
        "decision": mesure.decision,
        "decision_le": _jour(mesure.decision_le),
        "raisons": list(mesure.raisons),
        "mots": mesure.mots,
        "jalons": [
            [j.libelle, j.prevu or "sans date", _situation(SITUATIONS[j.situation], _jour(j.fait_le), j.phrase)]
            for j in mesure.jalons
        ],
        "indicateurs": _indicateurs(mesure.indicateurs),
    }


def _situation(mot: str, fait_le: str, phrase: str) -> str:
    return ", ".join(filter(None, [f"{mot} le {fait_le}" if fait_le else mot, phrase]))


def _indicateurs(indicateurs: Sequence[IndicateurDuBilan]) -> dict[str, Any]:
    """Those that were read in the year, then the names of the others."""
    lus = [i for i in indicateurs if i.releves or i.lieux]
    return {
        "lus": [
            {
                "libelle": i.libelle,
                "proposition": i.proposition,
                "lignes": [[c.periode, _ecrit(c), c.avant_ecrit or "inconnu", c.evolution] for c in i.releves],
                "lieux": [[c.lieu, c.periode, _ecrit(c), c.avant_ecrit or "inconnu", c.evolution] for c in i.lieux],
                "cibles": [_cible(c.nature, c.ecrit, _jour(c.le), c.distance, c.source) for c in i.cibles],
                "suivi": i.suivi,
                "sources": " ; ".join(dict.fromkeys(c.source for c in (*i.releves, *i.lieux))),
            }
            for i in lus
        ],
        "sans": [
            f"{i.libelle} ({'dernier relevé connu : ' + i.dernier if i.dernier else 'jamais relevé'})"
            for i in indicateurs
            if i not in lus
        ],
    }


def _ecrit(c: Any) -> str:
    notes = [
        "provisoire" if c.statut == StatutReleve.PROVISOIRE else "",
        "révisé" if c.revision > 1 else "",
        "démonstration" if c.demonstration else "",
    ]
    return ", ".join(filter(None, [c.ecrit, *notes]))


def _cible(nature: str, ecrit: str, le: str, distance: str, source: str) -> str:
    date_dite = f" au {le}" if le else ", sans date"
    return (
        f"{nature} : {ecrit}{date_dite}" + (f" ; {distance}" if distance else "") + (f" ({source})" if source else "")
    )


def _edition(edition: EditionDuBilan) -> dict[str, Any]:
    return {
        "titre": edition.titre,
        "faits": [
            ["Tenue le", _jour(edition.tenue_le) or "non renseigné"],
            ["État", edition.etat],
            ["Contributions publiées", str(edition.contributions)],
            ["Votes", str(edition.votes)],
        ],
        "conclusions": edition.conclusions,
        "propositions": [[p.texte, p.mesure, str(p.voix)] for p in edition.propositions],
        "effets": [
            [
                e.nature,
                e.mesure,
                e.raison + (f" Titre avant : {e.ancien_titre}" if e.nouveau_titre and e.ancien_titre else ""),
            ]
            for e in edition.effets
        ],
    }
