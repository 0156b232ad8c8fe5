"""Every action of the exchange that writes: its address, what is posted, and which roles it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from stages.services.adresses_alertes import adresse_confirmation, adresse_desinscription
from stages.services.courriels_conventions import jeton_de
from tests.stages import scene as r
from tests.stages.conventions.fabriques import lundi
from tests.stages.envois.fabriques import Navigateur, en_base64
from tests.stages.scene import Scene

TOUS = frozenset(r.ROLES)
CONNECTES = frozenset(r.PERSONNES)
EQUIPE_REGION = frozenset({r.AGENT, r.ADMINISTRATION})
ENTREPRISE = frozenset({r.RESPONSABLE, r.MEMBRE})
AVEC_ESPACE = ENTREPRISE | {r.AUTRE, r.EN_ATTENTE}
COMPTES_PERSONNELS = CONNECTES - AVEC_ESPACE
PARTENAIRES = frozenset({r.PARTENAIRE, r.AUTRE_PARTENAIRE, r.LECTEUR})


@dataclass(frozen=True)
class Action:
    """``oui``: done, and ``table`` changes. ``dit``: let in and told why not. The others: stopped at the door."""

    nom: str
    chemin: Callable[[Scene], str]
    donnees: Callable[[Scene], dict[str, Any]]
    oui: frozenset[str] | set[str]
    table: str = ""
    dit: frozenset[str] | set[str] = field(default_factory=frozenset)
    json: bool = False
    methode: str = "post"
    geste: str = ""
    """Name of the admin's action, for its enumeration."""

    def faire(self, s: Scene, role: str, donnees: dict[str, Any] | None = None) -> Any:
        plus = {"content_type": "application/json"} if self.json else {}
        corps = self.donnees(s) if donnees is None else donnees
        return getattr(s.client(role), self.methode)(self.chemin(s), corps, **plus)


def vers(nom: str, *champs: str) -> Callable[[Scene], str]:
    """Address of a name, with what the scene holds as arguments: ``offre.pk``."""

    def chemin(s: Scene) -> str:
        return reverse(nom, args=[_lire(s, champ) for champ in champs])

    return chemin


def _lire(s: Scene, champ: str) -> Any:
    if champ.startswith("="):
        return champ[1:]
    valeur: Any = s
    for nom in champ.split("."):
        valeur = getattr(valeur, nom)
    return valeur


def avec(**donnees: Any) -> Callable[[Scene], dict[str, Any]]:
    """The same data for every scene."""
    return lambda s: dict(donnees)


def _chemin_de(adresse: str) -> str:
    return "/" + adresse.split("/", 3)[3]


def _apprenti(s: Scene) -> dict[str, Any]:
    return {
        "prenom": "Lou", "date_naissance": r.naissance(17), "niveau": "lycee_pro", "diplome": "CAP boulanger",
        "metier_1": s.metier.slug, "commune": s.commune.nom, "rayon_km": 20, "presentation": "J'aime le bon pain.",
    }  # fmt: skip


def _dossier(s: Scene, **champs: Any) -> dict[str, Any]:
    return {
        "prenom": "Lou", "nom": "Essai", "date_naissance": "1990-01-01", "niveau": "adulte", "motivation": "Voir.",
        "telephone": "0200000000", "responsable_nom": "", "responsable_courriel": "", "responsable_telephone": "",
    } | champs  # fmt: skip


def _dossier_mineur(s: Scene) -> dict[str, Any]:
    return _dossier(
        s, date_naissance=r.naissance(14), niveau="college", semaine=s.deposee.semaines.get().pk,
        responsable_nom="Dominique Essai", responsable_courriel="parent@test.example",
        responsable_telephone="06 00 00 00 01",
    )  # fmt: skip


def _offre(s: Scene) -> dict[str, Any]:
    jour = lundi().isoformat()
    return {
        "titre": "Au four", "description": "Vous verrez cuire.", "niveaux": ["college"], "metier_1": s.metier.nom,
        "ou": s.commune.libelle, "commune": s.commune.code_insee, f"semaine_{jour}": "on", f"places_{jour}": "3",
        "heures_par_jour": "6", "adresse": "1 rue du Four", "horaires": "9 h à 16 h",
    }  # fmt: skip


def _navigateur(s: Scene) -> dict[str, Any]:
    n = Navigateur()
    return {"endpoint": n.adresse, "keys": {"p256dh": n.p256dh, "auth": en_base64(n.secret)}, "geste": "abonner"}


def _depot(s: Scene) -> dict[str, Any]:
    return {
        "siret": r.SIRET, "section": "observation", "titre": "À l'atelier", "description": "Du bois à la chaise.",
        "commune": s.commune.code_insee, "metiers": [s.metier.slug], "niveaux": ["college"],
        "semaines": [{"lundi": lundi().isoformat(), "places": 2}], "heures_par_semaine": "30",
    }  # fmt: skip


def _jour(dans: int) -> Any:
    return timezone.localdate() + timedelta(days=dans)


FICHE = {"nom": "Atelier du Loir", "activite": "Boulangerie fine", "effectif": "0-9"}
ALERTE = {"frequence": "quotidienne", "age": "majeur", "rayon_km": "30", "mots": "levain", "par_courriel": "on"}
PAUSE = avec(geste="arreter")

ALERTES = [
    Action(
        "alerte, nouvelle", vers("stages:alerte_creer"), avec(**ALERTE, courriel="neuf@test.example"), TOUS, "Alerte"
    ),
    Action("alerte, modifier", vers("stages:alerte", "alerte.pk"), avec(**ALERTE), {r.CANDIDAT}, "Alerte"),
    Action("alerte, agir", vers("stages:alerte_agir", "alerte.pk"), PAUSE, {r.CANDIDAT}, "Alerte"),
    Action("alerte, supprimer", vers("stages:alerte_supprimer", "alerte.pk"), avec(), {r.CANDIDAT}, "Alerte"),
    # The secret link, or the signed token, is the key: whoever holds it, signed in or not.
    Action(
        "alerte d'une adresse, confirmer", lambda s: _chemin_de(adresse_confirmation(s.alerte_attendue)), avec(), TOUS,
        "Alerte",
    ),
    Action(
        "alerte, désinscrire", lambda s: _chemin_de(adresse_desinscription(s.alerte)), avec(tout="oui"), TOUS, "Alerte"
    ),
    Action(
        "alerte d'une adresse, modifier", vers("stages:alerte_geree", "alerte_seule.jeton", "alerte_seule.pk"),
        avec(**ALERTE), TOUS, "Alerte",
    ),
    Action(
        "alerte d'une adresse, agir", vers("stages:alerte_geree_agir", "alerte_seule.jeton", "alerte_seule.pk"), PAUSE,
        TOUS, "Alerte",
    ),
    Action(
        "alerte d'une adresse, supprimer",
        vers("stages:alerte_geree_supprimer", "alerte_seule.jeton", "alerte_seule.pk"), avec(), TOUS, "Alerte",
    ),
    Action(
        "alerte d'un compte par le lien d'un autre", vers("stages:alerte_geree", "alerte_seule.jeton", "alerte.pk"),
        avec(**ALERTE), set(),
    ),
    Action("alerte d'un compte par son jeton", vers("stages:alerte_geree", "alerte.jeton", "alerte.pk"), avec(), set()),
    Action(
        "notifications, s'abonner", vers("stages:push_abonner"), _navigateur, CONNECTES, "AbonnementPush", json=True
    ),
]  # fmt: skip

CANDIDAT = [
    Action(
        "postuler", vers("stages:postuler", "offre_adulte.pk"), _dossier, COMPTES_PERSONNELS, "Candidature",
    ),
    Action(
        "postuler, mineur", vers("stages:postuler", "deposee.pk"), _dossier_mineur, COMPTES_PERSONNELS, "Candidature",
    ),
    Action(
        "accord du responsable", vers("stages:accord", "a_autoriser.responsable_jeton"), avec(reponse="accepter"), TOUS,
        "Candidature",
    ),
    Action(
        "candidature, confirmer", vers("stages:candidature_confirmer", "acceptee.pk"), avec(), {r.CANDIDAT},
        "Candidature",
    ),
    Action(
        "candidature, retirer", vers("stages:candidature_retirer", "recue.pk"), avec(), {r.CANDIDAT}, "Candidature"
    ),
    Action(
        "candidature du mineur, retirer", vers("stages:candidature_retirer", "a_autoriser.pk"), avec(), {r.MINEUR},
        "Candidature",
    ),
    Action(
        "convention, signer", vers("stages:convention", "confirmee.pk"),
        lambda s: {"nom": "Lou Essai", "accepte": "on", "empreinte": s.convention.empreinte}, {r.CANDIDAT},
        "SignatureConvention",
    ),
    Action(
        "convention, signer par le lien",
        lambda s: reverse("stages:convention_signer", args=[jeton_de(s.convention, "responsable")]),
        lambda s: {"nom": "Dominique Essai", "accepte": "on", "empreinte": s.convention.empreinte}, TOUS,
        "SignatureConvention",
    ),
    Action(
        "conversation, écrire", vers("stages:conversation", "confirmee.pk"), avec(texte="À lundi"), {r.CANDIDAT},
        "MessageDeFil",
    ),
    Action(
        "message, signaler", vers("stages:message_signaler", "confirmee.pk", "de_l_entreprise.pk"), avec(),
        {r.CANDIDAT}, "MessageDeFil",
    ),
    Action("profil, écrire", vers("stages:profil"), _apprenti, CONNECTES, "ProfilCandidat"),
    *[
        Action(
            f"profil, {geste}", vers("stages:profil_geste", f"={geste}"), avec(), {r.CANDIDAT, r.MINEUR},
            "ProfilCandidat",
        )
        for geste in ("retirer", "effacer")
    ],
    Action(
        "profil, répondre", vers("stages:profil_demande", "demande.pk"), avec(reponse="accepter"), {r.CANDIDAT},
        "DemandeDeContact",
    ),
    Action(
        "offre, signaler", vers("stages:signaler", "offre.pk"), avec(motif="autre", precision="Étrange"), TOUS,
        "Signalement",
    ),
    Action(
        "simulateur", vers("stages:simulateur"),
        lambda s: {
            "naissance": "2008-05-01", "debut": _jour(30), "duree_mois": 24, "niveau": 3, "effectif": "moins_de_250",
        },
        TOUS,
    ),
]  # fmt: skip
