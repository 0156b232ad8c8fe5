"""The rest of the table: the company space, the staff's decisions, the partner API; and the table as a whole."""

from typing import Any

from django.urls import reverse

from tests.stages import scene as r
from tests.stages.actions import (
    ALERTES,
    AVEC_ESPACE,
    CANDIDAT,
    CONNECTES,
    ENTREPRISE,
    EQUIPE_REGION,
    FICHE,
    PARTENAIRES,
    Action,
    _depot,
    _jour,
    _offre,
    avec,
    vers,
)
from tests.stages.conventions.fabriques import formulaire
from tests.stages.scene import Scene

TENUE = {r.MEMBRE}
"""Let in, but only those responsible may act: said, and nothing changes."""

LECTURE = {r.REFERENT}
"""Reads the lists of the admin, where the action is not offered."""


def _engagement(s: Scene) -> dict[str, Any]:
    return {"type": "charte", "objectif": "4", "debut": _jour(0), "fin": _jour(365), "accord": "on"}


def _ouverture(s: Scene) -> dict[str, Any]:
    return {
        "type": "visite", "jour": _jour(12), "heure_debut": "14:00", "heure_fin": "16:00", "publiee": "on",
        "capacite": "8", "description": "Le four",
    }  # fmt: skip


def _brouillon(s: Scene) -> dict[str, Any]:
    return {"section": "vte", "titre": "Neuf", "ou": s.commune.libelle, "commune": s.commune.code_insee}


ESPACE = [
    Action(
        "inscription", vers("entreprise:inscription"), avec(**FICHE, etape="fiche", siret=r.SIRET_LIBRE), CONNECTES,
        "Entreprise", {r.ANONYME, *PARTENAIRES},
    ),
    Action(
        "choisir", vers("entreprise:choisir"), lambda s: {"entreprise": s.entreprise.pk}, ENTREPRISE,
    ),
    Action("fiche", vers("entreprise:equipe"), avec(**FICHE), AVEC_ESPACE - TENUE, "Entreprise", TENUE),
    Action(
        "équipe, accepter", vers("entreprise:membre", "demande_d_adhesion.pk"), avec(geste="accepter"),
        {r.RESPONSABLE}, "Adhesion", TENUE,
    ),
    Action(
        "engagement, signer", vers("entreprise:engagements"), _engagement, AVEC_ESPACE - TENUE, "Engagement", TENUE
    ),
    Action(
        "engagement, renouveler", vers("entreprise:engagement_renouveler", "engagement.pk"), avec(), {r.RESPONSABLE},
        "Engagement", TENUE,
    ),
    Action("ouverture, proposer", vers("entreprise:ouvertures"), _ouverture, AVEC_ESPACE, "Ouverture"),
    Action(
        "ouverture, annuler", vers("entreprise:ouverture", "ouverture.pk"), avec(geste="annuler"), ENTREPRISE,
        "Ouverture",
    ),
    Action(
        "profil, écrire à un candidat", vers("entreprise:profil", "profil_mineur.pk"), avec(message="Venez voir."),
        ENTREPRISE | {r.AUTRE}, "DemandeDeContact",
    ),
    Action(
        "candidature, accepter", vers("entreprise:candidature_accepter", "recue.pk"), avec(), ENTREPRISE,
        "Candidature",
    ),
    Action(
        "candidature, refuser", vers("entreprise:candidature_refuser", "recue.pk"), avec(autre_motif="Complet."),
        ENTREPRISE, "Candidature",
    ),
    Action(
        "candidature sans accord, accepter", vers("entreprise:candidature_accepter", "a_autoriser.pk"), avec(), set()
    ),
    Action(
        "convention, signer pour l'entreprise", vers("entreprise:convention", "confirmee.pk"),
        lambda s: {"nom": "Dominique", "accepte": "on", "empreinte": s.convention.empreinte}, ENTREPRISE,
        "SignatureConvention",
    ),
    Action(
        "convention, établir", vers("entreprise:convention_modifier", "a_etablir.pk"), lambda s: formulaire(),
        ENTREPRISE, "Convention",
    ),
    Action(
        "conversation, répondre", vers("entreprise:conversation", "confirmee.pk"), avec(texte="À lundi"), ENTREPRISE,
        "MessageDeFil",
    ),
    Action(
        "message du candidat, signaler", vers("entreprise:message_signaler", "confirmee.pk", "du_candidat.pk"),
        avec(), ENTREPRISE, "MessageDeFil",
    ),
    Action("offre, commencer", vers("entreprise:offre_creer"), _brouillon, AVEC_ESPACE, "OffreStage"),
    Action("offre, modifier", vers("entreprise:offre_modifier", "brouillon.pk"), _offre, ENTREPRISE, "OffreStage"),
    Action(
        "offre en ligne, modifier", vers("entreprise:offre_modifier", "offre.pk"), _offre, ENTREPRISE, "OffreStage"
    ),
    Action(
        "offre, inviter", vers("entreprise:offre_inviter", "offre.pk"), avec(siret=r.AUTRE_SIRET), ENTREPRISE,
        "EntrepriseAssociee",
    ),
    Action(
        "partage, accepter", vers("entreprise:offre_partage", "partage.pk"), avec(reponse="accepter"), ENTREPRISE,
        "EntrepriseAssociee",
    ),
    *[
        Action(f"offre, {geste}", vers("entreprise:offre_action", f"{offre}.pk", f"={geste}"), avec(), ENTREPRISE,
               "OffreStage")
        for geste, offre in (
            ("soumettre", "brouillon"), ("renouveler", "offre"), ("retirer", "offre"), ("dupliquer", "offre"),
        )
    ],
]  # fmt: skip


def _decision(action: str, **plus: str) -> Any:
    return lambda s: {"action": action, "vue_le": s.a_moderer.updated_at.isoformat(), **plus}


def _choisies(action: str, *champs: str) -> Any:
    def donnees(s: Scene) -> dict[str, Any]:
        lignes = []
        for champ in champs:
            ligne: Any = s
            for nom in champ.split("."):
                ligne = getattr(ligne, nom)
            lignes.append(ligne.pk)
        return {"action": action, "_selected_action": lignes}

    return donnees


def _ajout(nom: str, modele: str, donnees: Any) -> Action:
    return Action(nom, vers(f"admin:stages_{modele}_add"), donnees, EQUIPE_REGION, TABLES[modele])


TABLES = {"engagement": "Engagement", "regle": "Regle", "partenaire": "Partenaire", "originepermise": "OriginePermise"}
"""What staff write by the ordinary forms of the admin."""

REGION = [
    *[
        Action(
            f"modération, {action}", vers("admin:stages_decision", "a_moderer.pk"), _decision(action, **plus),
            EQUIPE_REGION, "OffreStage",
        )
        for action, plus in (("accepter", {}), ("refuser", {"motif_libre": "Dites quel métier."}))
    ],
    Action(
        "modération, classer", vers("admin:stages_decision", "offre.pk"), avec(action="classer"), EQUIPE_REGION,
        "Signalement",
    ),
    *[
        Action(
            f"vérification, {geste}", vers("admin:stages_entreprise_verification", "attente.pk"),
            avec(geste=geste, motif_libre="SIRET d'une autre."), EQUIPE_REGION, table,
        )
        for geste, table in (("verifier", "Organisation"), ("refuser", "Entreprise"))
    ],
    Action(
        "vérification de plusieurs", vers("admin:stages_entreprise_changelist"),
        _choisies("verifier_la_selection", "attente"), EQUIPE_REGION, "Organisation", LECTURE,
        geste="verifier_la_selection",
    ),
    Action(
        "messages, classer", vers("admin:stages_messagedefil_changelist"), _choisies("classer", "signale"),
        EQUIPE_REGION, "MessageDeFil", LECTURE, geste="classer",
    ),
    Action(
        "partenaire, nouveau jeton", vers("admin:stages_partenaire_changelist"),
        _choisies("renouveler_jeton", "deposee.partenaire"), EQUIPE_REGION, "Partenaire", LECTURE,
        geste="renouveler_jeton",
    ),
    _ajout("engagement, écrire", "engagement", lambda s: _engagement(s) | {"entreprise": s.autre.pk, "note": "CCE"}),
    _ajout(
        "règle, ajouter", "regle",
        avec(code="essai", libelle="Essai", depuis="2026-01-01", valeur="3", source="Délibération d'essai"),
    ),
    _ajout("partenaire, ajouter", "partenaire", avec(nom="Réseau", portees=["lire"], actif="on")),
    _ajout("origine, ajouter", "originepermise", avec(origine="https://mairie.example", nom="Mairie", active="on")),
]  # fmt: skip

API = [
    Action(
        "API, déposer", lambda s: reverse("api:partenaire-offre", args=["b-2"]), _depot,
        {r.PARTENAIRE, r.AUTRE_PARTENAIRE}, "OffreStage", json=True, methode="put",
    ),
    Action(
        "API, modifier", lambda s: reverse("api:partenaire-offre", args=["a-1"]), _depot,
        {r.PARTENAIRE, r.AUTRE_PARTENAIRE}, "OffreStage", json=True, methode="put",
    ),
    Action(
        "API, clore", lambda s: reverse("api:partenaire-clore", args=["a-1"]), avec(), {r.PARTENAIRE}, "OffreStage",
        json=True,
    ),
]  # fmt: skip

ACTIONS: list[Action] = [*ALERTES, *CANDIDAT, *ESPACE, *REGION, *API]
