"""Agreements: made from the file of a confirmed application, checked, kept version by version."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from stages.choices import EtatCandidature, Section
from stages.models import Candidature, Convention, SignatureConvention
from stages.services.clauses import clauses_pour, modele_au
from stages.services.courriels_conventions import inviter_a_signer
from stages.services.horaires import JOURS, Journee, en_heures
from stages.services.planning import DUREE_MAX, Plage, Planning, planifier, verifier_planning
from stages.services.regles import Regles, regles_au
from stages.services.simulateur import age_au

Role = SignatureConvention.Role
SECTIONS = (Section.OBSERVATION, Section.LONG, Section.PMSMP)
"""Sections whose paper is an agreement; alternance and VTE are work contracts, made elsewhere."""
VERSIONS_MAX = 20
"""Each version writes to the parties: nobody is to be written to without end."""


class ConventionImpossible(Exception):
    """The agreement cannot be made: ``erreurs`` by field, an empty name for the whole form."""

    def __init__(self, erreurs: dict[str, list[str]]) -> None:
        self.erreurs = erreurs
        super().__init__(" ".join(m for messages in erreurs.values() for m in messages))


@dataclass(frozen=True, slots=True)
class Saisie:
    """What the file lacks, typed by the company."""

    planning: Planning
    stagiaire_nom: str
    tuteur_nom: str
    tuteur_fonction: str
    representant_nom: str
    representant_fonction: str
    activites: str
    assurance: str
    transport: str
    repas: str
    etablissement_nom: str
    etablissement_representant: str
    etablissement_courriel: str
    responsable_courriel: str = ""
    gratification: Decimal | None = None
    accepte_la_perte: bool = False


def derniere_convention(candidature: Candidature) -> Convention | None:
    """The version in force."""
    return candidature.conventions.order_by("-numero_version").first()


def convention_possible(candidature: Candidature) -> bool:
    """Confirmed, and of a section that has an agreement."""
    return candidature.etat == EtatCandidature.CONFIRMEE and candidature.offre.section in SECTIONS


def composer_planning(*, debut: date, fin: date, semaine: Any) -> Planning:
    """Days of presence between two dates that make sense."""
    if fin < debut:
        raise ConventionImpossible({"fin": ["Le dernier jour suit le premier."]})
    if fin - debut > DUREE_MAX:
        raise ConventionImpossible({"fin": ["Ces dates sont trop éloignées l'une de l'autre."]})
    return planifier(debut=debut, fin=fin, semaine=semaine)


@transaction.atomic
def etablir_convention(
    *, candidature: Candidature, saisie: Saisie, par: Utilisateur, maintenant: datetime
) -> Convention:
    """Make a version of the agreement; an identical content makes none. Signatures of the former version fall."""
    candidature = (
        Candidature.objects.select_for_update(of=("self",))
        .select_related("offre__entreprise__organisation__commune", "offre__commune", "semaine", "etablissement")
        .get(pk=candidature.pk)
    )
    if not convention_possible(candidature):
        raise ConventionImpossible({"": ["Une convention s'établit une fois la candidature confirmée."]})
    regles = regles_au(saisie.planning.debut)
    _verifier(candidature, saisie, regles)
    modele = modele_au(timezone.localdate(maintenant))
    age = age_au(saisie.planning.debut, candidature.date_naissance or saisie.planning.debut)
    contenu = _contenu(candidature, saisie)
    contenu["clauses"] = clauses_pour(modele, section=candidature.offre.section, age=age, regles=regles)
    empreinte = empreinte_de(contenu)
    precedente = derniere_convention(candidature)
    if precedente is not None and precedente.empreinte == empreinte:
        return precedente
    if precedente is not None and precedente.signatures.exists() and not saisie.accepte_la_perte:
        message = "Des parties ont déjà signé : cochez la case qui dit que leurs signatures ne comptent plus."
        raise ConventionImpossible({"accepte_la_perte": [message]})
    if precedente is not None and precedente.numero_version >= VERSIONS_MAX:
        raise ConventionImpossible({"": [f"Cette convention a déjà {VERSIONS_MAX} versions : contactez le portail."]})
    convention = Convention.objects.create(
        candidature=candidature,
        numero_version=precedente.numero_version + 1 if precedente else 1,
        contenu=contenu,
        empreinte=empreinte,
        modele=modele.code,
        etablie_par=par,
    )
    inviter_a_signer(convention=convention, candidature=candidature)
    return convention


def empreinte_de(contenu: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a content."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def _verifier(candidature: Candidature, saisie: Saisie, regles: Regles) -> None:
    erreurs = verifier_planning(candidature=candidature, planning=saisie.planning)
    if candidature.mineur and not (candidature.responsable_courriel or saisie.responsable_courriel):
        erreurs.setdefault("responsable_courriel", []).append("Il faut l'adresse du responsable légal.")
    if candidature.offre.section == Section.LONG:
        seuil, minimum = regles.regle("gratification_seuil"), regles.regle("gratification_horaire")
        due = saisie.planning.minutes > seuil.valeur * 60
        if due and (saisie.gratification or 0) < Decimal(str(minimum.valeur)):
            montant = str(minimum.valeur).replace(".", ",")
            dit = f"Au-delà de {seuil.valeur} heures de présence, au moins {montant} € par heure sont dus."
            source = f"{seuil.source} ; {minimum.source}, depuis le {minimum.depuis:%d/%m/%Y}"
            erreurs.setdefault("gratification", []).append(f"{dit} ({source})")
    courriels = [saisie.etablissement_courriel.casefold()]
    if candidature.candidat is not None:
        courriels.append(candidature.candidat.email.casefold())
    responsable = (candidature.responsable_courriel or saisie.responsable_courriel).casefold()
    if candidature.mineur and responsable in courriels:
        champ = "etablissement_courriel" if responsable == courriels[0] else "responsable_courriel"
        erreurs.setdefault(champ, []).append("Chaque signataire a sa propre adresse.")
    elif len(courriels) > 1 and courriels[0] == courriels[1]:
        erreurs.setdefault("etablissement_courriel", []).append("Cette adresse est celle de la personne accueillie.")
    if erreurs:
        raise ConventionImpossible(erreurs)


def _contenu(candidature: Candidature, saisie: Saisie) -> dict[str, Any]:
    """Everything that is printed, frozen: the file may change later, the version may not."""
    offre, entreprise = candidature.offre, candidature.offre.entreprise
    organisation, planning = entreprise.organisation, saisie.planning
    siege = " ".join(t for t in (entreprise.adresse, entreprise.code_postal, str(organisation.commune or "")) if t)
    return {
        "section": offre.section,
        "offre": {"titre": offre.titre, "lieu": " ".join(t for t in (offre.adresse, str(offre.commune)) if t)},
        "entreprise": {
            "nom": organisation.nom, "siret": organisation.siret, "adresse": siege, "activite": entreprise.activite,
            "representant": saisie.representant_nom, "fonction": saisie.representant_fonction,
        },
        "stagiaire": {
            "prenom": candidature.prenom, "nom": saisie.stagiaire_nom, "niveau": candidature.get_niveau_display(),
            "naissance": candidature.date_naissance.isoformat() if candidature.date_naissance else "",
        },
        "responsable": {"nom": candidature.responsable_nom, "telephone": candidature.responsable_telephone}
        if candidature.mineur
        else None,
        "etablissement": {"nom": saisie.etablissement_nom, "representant": saisie.etablissement_representant},
        "tuteur": {"nom": saisie.tuteur_nom, "fonction": saisie.tuteur_fonction},
        "debut": planning.debut.isoformat(),
        "fin": planning.journees[-1].jour.isoformat(),
        "feries": [jour.isoformat() for jour in planning.feries],
        "horaires": [_ligne(n, p) for n, p in sorted(planning.semaine.items())],
        "jours": len(planning.journees),
        "total": en_heures(planning.minutes),
        "semaine_au_plus": en_heures(planning.minutes_par_semaine_au_plus),
        "activites": saisie.activites,
        "assurance": saisie.assurance,
        "transport": saisie.transport,
        "repas": saisie.repas,
        "gratification": str(saisie.gratification) if saisie.gratification else "",
        "signataires": _signataires(candidature, saisie),
    }  # fmt: skip


def _signataires(candidature: Candidature, saisie: Saisie) -> list[dict[str, str]]:
    """Who is expected to sign, in order; an address for those who sign by a link."""
    signataires = [
        {"role": Role.ENTREPRISE, "nom": saisie.representant_nom, "courriel": ""},
        {"role": Role.STAGIAIRE, "nom": f"{candidature.prenom} {saisie.stagiaire_nom}", "courriel": ""},
    ]
    if candidature.mineur:
        courriel = candidature.responsable_courriel or saisie.responsable_courriel
        signataires.append({"role": Role.RESPONSABLE, "nom": candidature.responsable_nom, "courriel": courriel})
    signataires.append(
        {
            "role": Role.ETABLISSEMENT,
            "nom": saisie.etablissement_representant,
            "courriel": saisie.etablissement_courriel,
        }
    )
    return signataires


def _ligne(rang: int, plage: Plage) -> dict[str, Any]:
    """A day of the typical week, as it is printed."""
    journee = Journee(date.min, plage.debut, plage.fin, plage.pause_debut, plage.pause_fin)
    pause = [f"{h:%H:%M}" for h in (plage.pause_debut, plage.pause_fin) if h]
    return {
        "jour": JOURS[rang],
        "debut": f"{plage.debut:%H:%M}",
        "fin": f"{plage.fin:%H:%M}",
        "pause": pause,
        "presence": en_heures(journee.minutes),
    }
