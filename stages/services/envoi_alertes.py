"""Send the deliveries of the alerts by mail: an offer's message is composed once, a digest is one mail a person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from comptes.clients.poste import Message
from comptes.models import Utilisateur
from comptes.services.envoi_courriels import AUTOMATIQUE, Facteur, identifiant
from comptes.services.files_d_envoi import Pli, Preparation, vider
from stages.choices import Canal, Frequence
from stages.models import Livraison, OffreStage
from stages.services.adresses_alertes import adresse_desinscription, adresse_gestion
from stages.services.diffusion import encore_due
from stages.services.entetes_alertes import entetes
from stages.services.message_alerte import CourrielDOffre, composer_courriel, composer_recapitulatif
from stages.services.quand import Horaire, prochain_envoi
from stages.services.raisons import raisons_des_alertes
from stages.services.regles import regles_au

NON_LUS = (
    "etat", "pas_avant", "bail_jusqu_a", "reserve_par", "envoye_le", "erreur", "alerte__adresse_confirmee_le",
    "alerte__courriel_responsable", "alerte__accord_responsable_le", "alerte__confirmee_le", "alerte__derniere_visite",
    "alerte__desinscrite_le", "alerte__en_pause_jusqu_au", "alerte__par_courriel", "alerte__par_push",
    "alerte__dernier_bilan", "alerte__prevenue_le", "alerte__created_at",
)  # fmt: skip
"""Columns that no message says: reading dates costs more than the rest of a row."""


def livraisons_legeres(canal: Canal) -> "QuerySet[Livraison]":
    """Deliveries of a channel, with what their messages say of the alert and no more."""
    return Livraison.objects.filter(canal=canal).select_related("alerte").defer(*NON_LUS)


COURRIELS = livraisons_legeres(Canal.COURRIEL)


def offres_a_dire(pks: Iterable[int]) -> dict[int, OffreStage]:
    """Offers with what a message says of them."""
    requete = OffreStage.objects.select_related("commune__departement", "entreprise__organisation")
    return requete.prefetch_related("niveaux").in_bulk(set(pks))


def reports_calmes(livraisons: Iterable[Livraison], maintenant: datetime) -> dict[int, datetime]:
    """Deliveries whose person has quiet hours now: what was held up must not wake anyone."""
    concernees = [v for v in livraisons if v.alerte.mineur or v.alerte.calme_debut is not None]
    if not concernees:
        return {}
    horaire = Horaire.selon(regles_au(timezone.localdate(maintenant)))
    reports = {}
    for livraison in concernees:
        alerte = livraison.alerte
        quand = prochain_envoi(
            maintenant=maintenant,
            horaire=horaire,
            frequence=Frequence.IMMEDIATE,
            mineur=alerte.mineur,
            calme_debut=alerte.calme_debut,
            calme_fin=alerte.calme_fin,
        )
        if quand > maintenant:
            reports[livraison.pk] = quand
    return reports


def ce_qui_part(lignes: list[Livraison], maintenant: datetime) -> tuple[list[Livraison], Preparation]:
    """Deliveries that are still due and may speak now, and a preparation that puts off those that may not yet."""
    dues = encore_due(lignes, maintenant=maintenant)
    voulues = [v for v in lignes if v.pk in dues]
    preparation = Preparation(reports=reports_calmes(voulues, maintenant))
    return [v for v in voulues if v.pk not in preparation.reports], preparation


def adresses_des_comptes(livraisons: Iterable[Livraison]) -> dict[str, str]:
    """Mail addresses of the accounts named by « u<account> »; a closed account has none."""
    comptes = {int(v.destinataire[1:]) for v in livraisons if v.destinataire.startswith("u")}
    actifs = Utilisateur.objects.filter(pk__in=comptes, is_active=True).values_list("pk", "email")
    return {f"u{pk}": email for pk, email in actifs} if comptes else {}


def _du_meme_recapitulatif(lignes: list[Livraison]) -> Q | None:
    """A digest is claimed whole: every delivery that is due to its person."""
    personnes = {v.destinataire for v in lignes if v.alerte.frequence != Frequence.IMMEDIATE}
    return Q(destinataire__in=personnes) & ~Q(alerte__frequence=Frequence.IMMEDIATE) if personnes else None


class ExpediteurAlertes(Facteur):
    """Rows of :class:`Livraison` of the mail channel."""

    def __init__(self, horloge: Callable[[], datetime]) -> None:
        super().__init__()
        self.horloge = horloge

    def preparer(self, lignes: list[Livraison]) -> Preparation:
        partent, preparation = ce_qui_part(lignes, self.horloge())
        composition = _Composition(partent)
        recapitulatifs: defaultdict[str, list[Livraison]] = defaultdict(list)
        for livraison in partent:
            if livraison.alerte.frequence == Frequence.IMMEDIATE:
                preparation.plis += composition.immediat(livraison)
            else:
                recapitulatifs[livraison.destinataire].append(livraison)
        for livraisons in recapitulatifs.values():
            preparation.plis += composition.recapitulatif(livraisons)
        return preparation


class _Composition:
    """What one claim says, with what is common to many kept."""

    def __init__(self, livraisons: list[Livraison]) -> None:
        self.adresses = adresses_des_comptes(livraisons)
        self.raisons = raisons_des_alertes(v.alerte for v in livraisons)
        self.offres = offres_a_dire(v.offre_id for v in livraisons)
        self.courriels: dict[int, CourrielDOffre] = {}
        self.resumes: dict[int, str] = {}

    def _adresse(self, livraison: Livraison) -> str | None:
        """Of the account, or of the alert when it has an address alone."""
        compte = livraison.destinataire.startswith("u")
        return self.adresses.get(livraison.destinataire) if compte else livraison.alerte.courriel

    def immediat(self, livraison: Livraison) -> list[Pli]:
        if not (adresse := self._adresse(livraison)):
            return []
        alerte = livraison.alerte
        if livraison.offre_id not in self.courriels:
            self.courriels[livraison.offre_id] = composer_courriel(self.offres[livraison.offre_id])
        en_tetes = entetes(livraison)
        arret = en_tetes["List-Unsubscribe"].strip("<>")
        sujet, texte = self.courriels[livraison.offre_id].pour(adresse_gestion(alerte), arret, self.raisons[alerte.pk])
        return [self._pli([livraison], adresse, sujet, texte, en_tetes)]

    def recapitulatif(self, livraisons: list[Livraison]) -> list[Pli]:
        livraisons.sort(key=lambda v: v.pk)
        premiere = livraisons[0]
        if not (adresse := self._adresse(premiere)):
            return []
        alerte = premiere.alerte
        sujet, texte = composer_recapitulatif(
            [self.offres[v.offre_id] for v in livraisons],
            adresse_gestion=adresse_gestion(alerte),
            adresse_desinscription=adresse_desinscription(alerte, tout=True),
            raison="\n".join(dict.fromkeys(self.raisons[v.alerte_id] for v in livraisons)),
            resumes=self.resumes,
        )
        return [self._pli(livraisons, adresse, sujet, texte, entetes(premiere))]

    @staticmethod
    def _pli(livraisons: list[Livraison], adresse: str, sujet: str, texte: str, en_tetes: dict[str, str]) -> Pli:
        numero = identifiant("alerte", livraisons[0].pk, livraisons[0].created_at)
        message = Message(adresse, sujet, texte, numero, {**AUTOMATIQUE, **en_tetes})
        return Pli(tuple(v.pk for v in livraisons), message, max(v.essais for v in livraisons))


def envoyer_alertes_dues(*, horloge: Callable[[], datetime] = timezone.now, duree: float = 240.0) -> Counter[str]:
    """Send the mails of the alerts that are due; how many deliveries came to each state."""
    with ExpediteurAlertes(horloge) as expediteur:
        return vider(
            file=COURRIELS.all(), expediteur=expediteur, horloge=horloge, duree=duree, aussi=_du_meme_recapitulatif
        )
