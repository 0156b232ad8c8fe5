"""Applications: apply, authorise, accept, confirm, refuse, withdraw, expire. Every step is kept, with who and when.

A place is taken when the company accepts and given back when the person does not confirm, withdraws or is cancelled.
The last place is taken by one conditional UPDATE; two confirmations of one person wait for each other on that
person's row. See ``docs/adr`` on applications.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from commun.dates import minuit
from commun.masquage import masquer
from comptes.models import Utilisateur
from formations.models import Etablissement
from stages.choices import ACTIVES, EtatCandidature, EtatOffre
from stages.models import Candidature, EvenementCandidature, OffreStage, SemaineDOffre
from stages.services.ages import refus_d_age
from stages.services.avis_candidatures import prevenir
from stages.services.offres import revoir_les_places
from stages.services.regles import Regles, regles_au
from stages.services.reserves import TIENNENT_UNE_PLACE, places_ouvertes_a
from stages.services.simulateur import age_au

Etat = EtatCandidature
EN_ATTENTE = (Etat.A_AUTORISER, Etat.ENVOYEE)
LOT = 1_000


class CandidatureImpossible(Exception):
    """The application cannot be made or moved on; ``champ`` is the field at fault, when there is one."""

    def __init__(self, message: str, champ: str = "") -> None:
        self.champ = champ
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a person sends. The guardian's three fields are needed under eighteen at the start."""

    prenom: str
    niveau: str
    motivation: str
    nom: str = ""
    telephone: str = ""
    date_naissance: date | None = None
    etablissement: Etablissement | None = None
    cv: UploadedFile | None = None
    responsable_nom: str = ""
    responsable_courriel: str = ""
    responsable_telephone: str = ""


@transaction.atomic
def postuler(
    *, offre: OffreStage, semaine: SemaineDOffre | None, candidat: Utilisateur, dossier: Dossier, maintenant: datetime
) -> Candidature:
    """Send an application. A minor's waits for the guardian's consent before the company sees anything."""
    offre = OffreStage.objects.select_for_update().get(pk=offre.pk)
    aujourdhui = timezone.localdate(maintenant)
    regles = regles_au(aujourdhui)
    _verifier_offre(offre, semaine, dossier, aujourdhui, regles)
    _verifier_limites(offre, candidat, maintenant, regles)
    debut = semaine.lundi if semaine else offre.debut or aujourdhui
    mineur = _est_mineur(dossier, debut, regles)
    _verifier_age(offre, dossier, debut, regles)
    if mineur:
        _verifier_responsable(dossier, candidat)
    if not places_ouvertes_a(offre=offre, semaine=semaine, etablissement=dossier.etablissement):
        raise CandidatureImpossible("Les places qui restent sont réservées à d'autres élèves.")
    champs = {nom: getattr(dossier, nom) for nom in Dossier.__slots__ if nom != "cv"}
    candidature = Candidature(offre=offre, semaine=semaine, candidat=candidat, mineur=mineur, **champs)
    candidature.motivation, candidature.masquee = masquer(dossier.motivation)
    candidature.etat = Etat.A_AUTORISER if mineur else Etat.ENVOYEE
    candidature.expire_le = _echeance(candidature, maintenant, regles, "candidature_expiration")
    candidature.envoyee_le = None if mineur else maintenant
    candidature.responsable_jeton = token_urlsafe(32) if mineur else ""
    try:
        with transaction.atomic():
            candidature.save()
    except IntegrityError as erreur:
        raise CandidatureImpossible("Vous avez déjà une candidature en cours pour cette offre.") from erreur
    if dossier.cv is not None:
        candidature.cv.save("cv.pdf", dossier.cv)
    _noter(candidature, candidat, maintenant)
    return candidature


def _verifier_offre(
    offre: OffreStage, semaine: SemaineDOffre | None, dossier: Dossier, aujourdhui: date, regles: Regles
) -> None:
    if offre.etat != EtatOffre.PUBLIEE:
        raise CandidatureImpossible("Cette offre ne prend plus de candidature.")
    if semaine is None and offre.capacite is None:
        raise CandidatureImpossible("Choisissez une semaine.", "semaine")
    if semaine is not None and (semaine.offre_id != offre.pk or semaine.lundi <= aujourdhui):
        raise CandidatureImpossible("Cette semaine n'est plus proposée.", "semaine")
    if not offre.niveaux.filter(niveau=dossier.niveau).exists():
        raise CandidatureImpossible("Cette offre n'est pas ouverte à votre niveau.", "niveau")
    if offre.candidatures.actives().count() >= regles["offre_candidatures"]:
        raise CandidatureImpossible("Cette offre a déjà reçu beaucoup de candidatures : elle n'en prend plus.")


def _echeance(candidature: Candidature, maintenant: datetime, regles: Regles, nom: str) -> datetime:
    """The end of a delay of so many days, or the first day of the stay if that comes first."""
    fin = maintenant + timedelta(days=int(regles[nom]))
    jours = _jours(candidature)
    if jours is None or jours[0] <= timezone.localdate(maintenant):  # an offer may go on taking people once begun
        return fin
    return min(fin, minuit(jours[0]))


def _verifier_limites(offre: OffreStage, candidat: Utilisateur, maintenant: datetime, regles: Regles) -> None:
    """At most so many pending at once; several in a few days to one company count as one."""
    Utilisateur.objects.select_for_update().get(pk=candidat.pk)
    groupe = regles["candidatures_meme_entreprise"]
    recentes = maintenant - timedelta(days=groupe["jours"])
    lignes = Candidature.objects.filter(candidat=candidat, etat__in=EN_ATTENTE).values_list(
        "offre__entreprise_id", "created_at"
    )[: 10 * int(regles["candidatures_en_attente"])]
    par_entreprise: dict[int, int] = {}
    anciennes = 0
    for entreprise, le in lignes:
        if le >= recentes:
            par_entreprise[entreprise] = par_entreprise.get(entreprise, 0) + 1
        else:
            anciennes += 1
    comptees = anciennes + sum(-(-nombre // groupe["nombre"]) for nombre in par_entreprise.values())
    deja = par_entreprise.get(offre.entreprise_id, 0)
    gratuite = deja % groupe["nombre"] != 0
    if comptees >= regles["candidatures_en_attente"] and not gratuite:
        limite = regles["candidatures_en_attente"]
        raise CandidatureImpossible(f"Vous avez déjà {limite} candidatures en attente : attendez une réponse.")


def _est_mineur(dossier: Dossier, debut: date, regles: Regles) -> bool:
    if dossier.date_naissance is None:
        raise CandidatureImpossible("Indiquez votre date de naissance.", "date_naissance")
    return age_au(debut, dossier.date_naissance) < regles["majorite"]


def _verifier_age(offre: OffreStage, dossier: Dossier, debut: date, regles: Regles) -> None:
    if dossier.date_naissance is None:
        return
    message, champ = refus_d_age(
        section=offre.section, niveau=dossier.niveau, naissance=dossier.date_naissance, debut=debut, regles=regles
    )
    if message:
        raise CandidatureImpossible(message, champ)


def _verifier_responsable(dossier: Dossier, candidat: Utilisateur) -> None:
    for champ in ("responsable_nom", "responsable_courriel", "responsable_telephone"):
        if not getattr(dossier, champ).strip():
            raise CandidatureImpossible(
                "Avant 18 ans, un responsable légal est nécessaire : complétez ce champ.", champ
            )
    if dossier.responsable_courriel.casefold() == candidat.email.casefold():
        raise CandidatureImpossible("L'adresse du responsable légal n'est pas la vôtre.", "responsable_courriel")
    chiffres = "".join(c for c in dossier.telephone if c.isdigit())
    if chiffres and chiffres == "".join(c for c in dossier.responsable_telephone if c.isdigit()):
        raise CandidatureImpossible("Le téléphone du responsable légal n'est pas le vôtre.", "responsable_telephone")


@transaction.atomic
def autoriser(*, jeton: str, maintenant: datetime) -> Candidature:
    """The guardian consents: the application is sent, and the company's delay starts now."""
    candidature = Candidature.objects.select_for_update().filter(responsable_jeton=jeton).first() if jeton else None
    if candidature is None or candidature.etat != Etat.A_AUTORISER or _est_echue(candidature.expire_le, maintenant):
        raise CandidatureImpossible("Cette demande d'accord n'est plus en attente.")
    regles = regles_au(timezone.localdate(maintenant))
    candidature.autorisee_le = candidature.envoyee_le = maintenant
    candidature.expire_le = _echeance(candidature, maintenant, regles, "candidature_expiration")
    return _passer(candidature, Etat.ENVOYEE, None, maintenant, "autorisee_le", "envoyee_le", "expire_le")


@transaction.atomic
def refuser_l_accord(*, jeton: str, maintenant: datetime) -> Candidature:
    """The guardian says no: the company never knows that anyone wanted to apply."""
    candidature = Candidature.objects.select_for_update().filter(responsable_jeton=jeton).first() if jeton else None
    if candidature is None or candidature.etat != Etat.A_AUTORISER or _est_echue(candidature.expire_le, maintenant):
        raise CandidatureImpossible("Cette demande d'accord n'est plus en attente.")
    return _abandonner(candidature, Etat.ANNULEE, None, maintenant, "Le responsable légal n'a pas donné son accord.")


@transaction.atomic
def accepter(*, candidature: Candidature, par: Utilisateur, maintenant: datetime) -> Candidature:
    """The company accepts: a place is taken now, and the person has some days to confirm."""
    offre = OffreStage.objects.select_for_update().get(pk=candidature.offre_id)
    candidature = _verrouiller(candidature, (Etat.ENVOYEE,))
    if _est_echue(candidature.expire_le, maintenant):
        raise CandidatureImpossible("Le délai pour répondre à cette candidature est passé.")
    if not places_ouvertes_a(offre=offre, semaine=candidature.semaine, etablissement=candidature.etablissement):
        raise CandidatureImpossible("Il ne reste plus de place, ou celles qui restent sont réservées.")
    if not _prendre_une_place(candidature):
        raise CandidatureImpossible("Il ne reste plus de place.")
    regles = regles_au(timezone.localdate(maintenant))
    candidature.repondue_le = maintenant
    candidature.a_confirmer_avant = _echeance(candidature, maintenant, regles, "candidature_confirmation")
    _passer(candidature, Etat.ACCEPTEE, par, maintenant, "repondue_le", "a_confirmer_avant")
    revoir_les_places(offre=candidature.offre)
    return candidature


@transaction.atomic
def refuser(*, candidature: Candidature, par: Utilisateur, motif: str, maintenant: datetime) -> Candidature:
    """The company says no, with a reason that the person reads."""
    candidature = _verrouiller(candidature, (Etat.ENVOYEE,))
    candidature.repondue_le, candidature.motif = maintenant, motif.strip()[:300]
    return _passer(candidature, Etat.REFUSEE, par, maintenant, "repondue_le", "motif", motif=candidature.motif)


@transaction.atomic
def confirmer(*, candidature: Candidature, maintenant: datetime) -> Candidature:
    """The person confirms: their other applications for the same days are cancelled, and places given back."""
    if candidature.candidat_id is not None:
        Utilisateur.objects.select_for_update().get(pk=candidature.candidat_id)
    candidature = _verrouiller(candidature, (Etat.ACCEPTEE,))
    if _est_echue(candidature.a_confirmer_avant, maintenant):
        raise CandidatureImpossible("Le délai pour confirmer est passé.")
    autres = memes_dates(candidature)
    if any(c.etat == Etat.CONFIRMEE for c in autres):
        raise CandidatureImpossible("Vous avez déjà confirmé un stage pour ces dates.")
    candidature.confirmee_le = maintenant
    _passer(candidature, Etat.CONFIRMEE, candidature.candidat, maintenant, "confirmee_le")
    for autre in autres:
        _abandonner(
            autre, Etat.ANNULEE, candidature.candidat, maintenant, "Un autre stage est confirmé pour ces dates."
        )
    return candidature


@transaction.atomic
def retirer(*, candidature: Candidature, maintenant: datetime, motif: str = "") -> Candidature:
    """The person withdraws, at any step before the end."""
    candidature = _verrouiller(candidature, ACTIVES)
    return _abandonner(candidature, Etat.RETIREE, candidature.candidat, maintenant, motif.strip()[:300])


def expirer_candidatures(*, maintenant: datetime) -> int:
    """Close what had no answer, no consent or no confirmation in time, what a failed run missed included."""
    echues = Candidature.objects.filter(
        Q(etat__in=EN_ATTENTE, expire_le__lte=maintenant) | Q(etat=Etat.ACCEPTEE, a_confirmer_avant__lte=maintenant)
    )
    nombre = 0
    for pk in list(echues.order_by("pk").values_list("pk", flat=True)[:LOT]):
        with transaction.atomic():
            candidature = echues.select_for_update().filter(pk=pk).first()
            if candidature is not None:
                _abandonner(candidature, Etat.EXPIREE, None, maintenant, "")
                nombre += 1
    return nombre


def _est_echue(limite: datetime | None, maintenant: datetime) -> bool:
    """The delay ends on time, even when the run that closes what is over is late."""
    return limite is not None and limite <= maintenant


def _verrouiller(candidature: Candidature, depuis: tuple[EtatCandidature, ...]) -> Candidature:
    verrouillee = Candidature.objects.select_for_update().get(pk=candidature.pk)
    if verrouillee.etat not in depuis:
        raise CandidatureImpossible(f"Cette candidature est déjà passée à l'état « {verrouillee.get_etat_display()} ».")
    return verrouillee


def memes_dates(candidature: Candidature) -> list[Candidature]:
    """The person's other applications for the same days: what a confirmation cancels."""
    return [autre for autre in _du_candidat(candidature) if _se_chevauchent(autre, candidature)]


def _du_candidat(candidature: Candidature) -> QuerySet[Candidature]:
    autres = Candidature.objects.actives().exclude(pk=candidature.pk)
    return autres.filter(candidat_id=candidature.candidat_id, candidat__isnull=False).select_related("offre", "semaine")


def _jours(candidature: Candidature) -> tuple[date, date] | None:
    """First and last day of an application; ``None`` when its offer has no dates."""
    if candidature.semaine is not None:
        return candidature.semaine.lundi, candidature.semaine.lundi + timedelta(days=4)
    debut = candidature.offre.debut
    return (debut, candidature.offre.fin or debut) if debut else None


def _se_chevauchent(une: Candidature, autre: Candidature) -> bool:
    a, b = _jours(une), _jours(autre)
    return a is not None and b is not None and a[0] <= b[1] and b[0] <= a[1]


def _abandonner(
    candidature: Candidature, etat: EtatCandidature, par: Utilisateur | None, maintenant: datetime, motif: str
) -> Candidature:
    tenait_une_place = candidature.etat in TIENNENT_UNE_PLACE
    candidature.motif = motif
    _passer(candidature, etat, par, maintenant, "motif", motif=motif)
    if tenait_une_place:
        _rendre_la_place(candidature)
        revoir_les_places(offre=candidature.offre)
    return candidature


def _passer(
    candidature: Candidature,
    etat: EtatCandidature,
    par: Utilisateur | None,
    maintenant: datetime,
    *champs: str,
    motif: str = "",
) -> Candidature:
    candidature.etat = etat
    candidature.save(update_fields=["etat", *champs])
    _noter(candidature, par, maintenant, motif)
    return candidature


def _noter(candidature: Candidature, par: Utilisateur | None, maintenant: datetime, motif: str = "") -> None:
    EvenementCandidature.objects.create(
        candidature=candidature, etat=candidature.etat, le=maintenant, par=par, motif=motif
    )
    prevenir(candidature)


def _prendre_une_place(candidature: Candidature) -> bool:
    """One conditional UPDATE: of two at the same time for the last place, one changes a row and the other none."""
    if candidature.semaine_id is not None:
        semaine = SemaineDOffre.objects.filter(pk=candidature.semaine_id, places_prises__lt=F("capacite"))
        return bool(semaine.update(places_prises=F("places_prises") + 1))
    offre = OffreStage.objects.filter(pk=candidature.offre_id, places_prises__lt=F("capacite"))
    return bool(offre.update(places_prises=F("places_prises") + 1))


def _rendre_la_place(candidature: Candidature) -> None:
    if candidature.semaine_id is not None:
        SemaineDOffre.objects.filter(pk=candidature.semaine_id, places_prises__gt=0).update(
            places_prises=F("places_prises") - 1
        )
    else:
        OffreStage.objects.filter(pk=candidature.offre_id, places_prises__gt=0).update(
            places_prises=F("places_prises") - 1
        )
