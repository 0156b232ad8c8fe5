"""Who accepts an agreement online, and when; the PDF of each version. It is not a qualified electronic signature."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from stages.choices import EtatCandidature
from stages.models import Candidature, Convention, SignatureConvention
from stages.services.conventions import derniere_convention
from stages.services.courriels_conventions import annoncer_complete
from stages.services.documents import composer_convention

Role = SignatureConvention.Role
VALEUR = (
    "Une signature en ligne est ici une case cochée par une personne connectée à son compte, ou qui a reçu un lien à "
    "son adresse\u00a0: son nom, la date et l'empreinte du document sont gardés. Ce n'est pas une signature "
    "électronique qualifiée. Chaque partie peut préférer signer à la main le document imprimé."
)
TITRES = {
    "observation": "Convention de stage d'observation",
    "long": "Convention de stage",
    "pmsmp": "Convention d'immersion professionnelle (PMSMP)",
}


class SignatureImpossible(Exception):
    """This party cannot sign this version now."""


@dataclass(frozen=True, slots=True)
class Partie:
    """A party of the agreement, and its signature when it is given."""

    role: str
    libelle: str
    nom: str
    signature: SignatureConvention | None


def parties_de(convention: Convention) -> list[Partie]:
    """Every party, in order, with what it has signed."""
    signees = {s.role: s for s in convention.signatures.all()}
    return [
        Partie(s["role"], str(Role(s["role"]).label), s["nom"], signees.get(s["role"]))
        for s in convention.contenu["signataires"]
    ]


@transaction.atomic
def signer_convention(
    *,
    convention: Convention,
    role: str,
    nom: str,
    empreinte: str,
    maintenant: datetime,
    utilisateur: Utilisateur | None = None,
) -> SignatureConvention:
    """Sign the version that was on the screen; twice is once. The last signature keeps the PDF and tells everybody."""
    candidature = (
        Candidature.objects.select_for_update(of=("self",))
        .select_related("offre__entreprise__organisation", "candidat")
        .get(pk=convention.candidature_id)
    )
    derniere = derniere_convention(candidature)
    if derniere is None or derniere.pk != convention.pk or empreinte != derniere.empreinte:
        raise SignatureImpossible("Une version plus récente existe : relisez-la avant de la signer.")
    if candidature.etat != EtatCandidature.CONFIRMEE:
        raise SignatureImpossible("Ce stage n'est plus confirmé : il n'y a rien à signer.")
    if role not in {p.role for p in parties_de(derniere)}:
        raise SignatureImpossible("Cette convention n'attend pas cette signature.")
    signature, nouvelle = SignatureConvention.objects.get_or_create(
        convention=derniere,
        role=role,
        defaults={"nom": nom, "utilisateur": utilisateur, "empreinte": empreinte, "le": maintenant},
    )
    if nouvelle and all(p.signature for p in parties_de(derniere)):
        derniere.fichier.save(f"convention-v{derniere.numero_version}.pdf", ContentFile(pdf_de(derniere)))
        annoncer_complete(convention=derniere, candidature=candidature)
    return signature


def pdf_de(convention: Convention) -> bytes:
    """The PDF of a version with the signatures given so far; the kept file once everybody has signed."""
    if convention.fichier:
        with convention.fichier.open("rb") as fichier:
            return bytes(fichier.read())
    parties = parties_de(convention)
    dates = [p.signature.le for p in parties if p.signature]
    return composer_convention(_donnees(convention, parties), le=max([convention.created_at, *dates]))


def _jour(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


def _donnees(convention: Convention, parties: list[Partie]) -> dict[str, Any]:
    c = convention.contenu
    feries = ", ".join(_jour(j) for j in c["feries"])
    return {
        "titre": TITRES[c["section"]],
        "chapo": f"{c['offre']['titre']}, du {_jour(c['debut'])} au {_jour(c['fin'])}.",
        "version": convention.numero_version,
        "empreinte": convention.empreinte,
        "modele": convention.modele,
        "entreprise": {"nom": c["entreprise"]["nom"]},
        "parties": _tableaux(c, feries),
        "horaires": [
            {
                "jour": h["jour"].capitalize(), "debut": h["debut"], "fin": h["fin"],
                "pause": f"de {h['pause'][0]} à {h['pause'][1]}" if h["pause"] else "sans pause",
                "presence": h.get("presence", ""),
            }
            for h in c["horaires"]
        ],
        "totaux": f"{c['jours']} jours de présence, {c['semaine_au_plus']} par semaine au plus, {c['total']} en tout.",
        "clauses": c["clauses"],
        "valeur_des_signatures": VALEUR,
        "signataires": [
            {
                "role": p.libelle,
                "nom": p.nom,
                "signee": f"Acceptée en ligne par {p.signature.nom}, "
                f"le {timezone.localtime(p.signature.le):%d/%m/%Y à %H:%M}."
                if p.signature
                else "",
            }
            for p in parties
        ],
    }  # fmt: skip


def _tableaux(c: dict[str, Any], feries: str) -> list[dict[str, Any]]:
    entreprise, stagiaire, responsable = c["entreprise"], c["stagiaire"], c["responsable"]
    tableaux = [
        ("L'entreprise", [
            ["Nom", entreprise["nom"]], ["SIRET", entreprise["siret"]], ["Adresse", entreprise["adresse"]],
            ["Activité", entreprise["activite"]],
            ["Représentée par", f"{entreprise['representant']}, {entreprise['fonction']}"],
            ["Tutrice ou tuteur", f"{c['tuteur']['nom']}, {c['tuteur']['fonction']}"],
        ]),
        ("La personne accueillie", [
            ["Prénom et nom", f"{stagiaire['prenom']} {stagiaire['nom']}"],
            ["Date de naissance", _jour(stagiaire["naissance"])], ["Niveau", stagiaire["niveau"]],
            ["Responsable légal", f"{responsable['nom']}, {responsable['telephone']}" if responsable else ""],
        ]),
        ("L'établissement ou la structure qui suit la personne", [
            ["Nom", c["etablissement"]["nom"]], ["Représenté par", c["etablissement"]["representant"]],
        ]),
        ("Le stage", [
            ["Dates", f"du {_jour(c['debut'])} au {_jour(c['fin'])}"], ["Lieu", c["offre"]["lieu"]],
            ["Activités", c["activites"]], ["Assurance", c["assurance"]], ["Transport", c["transport"]],
            ["Repas", c["repas"]], ["Jours fériés sans présence", feries],
            ["Gratification", f"{c['gratification'].replace('.', ',')} € par heure" if c["gratification"] else ""],
        ]),
    ]  # fmt: skip
    return [{"titre": titre, "lignes": [ligne for ligne in lignes if ligne[1]]} for titre, lignes in tableaux]
