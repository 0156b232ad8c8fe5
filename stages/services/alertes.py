"""The life of an alert: asked, confirmed when it has an address alone, changed, paused, stopped, taken away."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comptes.models import Utilisateur
from comptes.services.envois import ecrire_courriel
from metiers.models import Famille, Metier
from stages.choices import Frequence
from stages.models import Alerte
from stages.models.alerte import AlerteQuerySet
from stages.services.adresses_alertes import adresse_confirmation
from stages.services.cles import ecrire_cles
from stages.services.criteres_en_mots import phrases
from stages.services.regles import regles_au
from stages.services.relais import passer_le_relais
from territoires.models import Commune, Departement, TerritoireEmploi

ENTRE_DEUX_VISITES = timedelta(days=1)
"""A visit is written again after this long."""
EN_ATTENTE_MAX = 3
"""Alerts of one address that may wait for its confirmation at once."""


class TropDAlertes(Exception):
    """The person has as many alerts as the rules allow."""

    def __init__(self, limite: int) -> None:
        self.limite = limite
        super().__init__(f"{limite} alertes au plus par personne")


class TropEnAttente(Exception):
    """Too many alerts of this address wait for its confirmation: nobody fills a stranger's mailbox from here."""


class AccordNecessaire(Exception):
    """Under 15, an address alone needs a guardian's address, and another one than the child's."""


@dataclass(frozen=True, slots=True)
class Souhait:
    """What a person asks to be told of, how and when."""

    section: str = ""
    mots: str = ""
    niveau: str = ""
    semaine_debut: date | None = None
    semaine_fin: date | None = None
    metiers: tuple[Metier, ...] = ()
    familles: tuple[Famille, ...] = ()
    commune: Commune | None = None
    rayon_km: int | None = None
    departement: Departement | None = None
    territoire: TerritoireEmploi | None = None
    frequence: str = Frequence.IMMEDIATE
    par_courriel: bool = True
    par_push: bool = False
    mineur: bool = False
    calme_debut: time | None = None
    calme_fin: time | None = None

    def colonnes(self) -> dict[str, Any]:
        """Values of the alert's own columns."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("metiers", "familles")}

    def phrases(self) -> list[str]:
        """The criteria in words, before any alert is written."""
        return phrases(Alerte(**self.colonnes()), self.metiers, self.familles)

    def est_celui_de(self, alerte: Alerte) -> bool:
        """Whether an alert watches the same offers."""
        criteres = (
            "section", "mots", "niveau", "semaine_debut", "semaine_fin", "commune", "rayon_km", "departement",
            "territoire",
        )  # fmt: skip
        return (
            all(getattr(self, nom) == getattr(alerte, nom) for nom in criteres)
            and {m.pk for m in self.metiers} == {m.pk for m in alerte.metiers.all()}
            and {f.pk for f in self.familles} == {f.pk for f in alerte.familles.all()}
        )


def alertes_de(utilisateur: Utilisateur) -> AlerteQuerySet:
    """The alerts of an account."""
    return Alerte.objects.filter(utilisateur=utilisateur)


def alertes_de_l_adresse(courriel: str) -> AlerteQuerySet:
    """The alerts of an address alone."""
    return Alerte.objects.filter(utilisateur__isnull=True, courriel=courriel)


def _de_la_meme_personne(alerte: Alerte) -> AlerteQuerySet:
    if alerte.utilisateur_id is not None:
        return Alerte.objects.filter(utilisateur=alerte.utilisateur_id)
    return alertes_de_l_adresse(alerte.courriel)


@transaction.atomic
def creer_alerte(*, utilisateur: Utilisateur, souhait: Souhait, maintenant: datetime) -> Alerte:
    """An alert of an account works at once. The same one asked twice is one alert, with what was asked last."""
    Utilisateur.objects.select_for_update().get(pk=utilisateur.pk)
    siennes = list(alertes_de(utilisateur).avec_criteres())
    for alerte in siennes:
        if souhait.est_celui_de(alerte):
            return _ecrire(alerte, souhait, desinscrite_le=None, derniere_visite=maintenant, prevenue_le=None)
    _verifier_le_nombre(len(siennes), maintenant)
    neuve = Alerte(utilisateur=utilisateur, confirmee_le=maintenant, derniere_visite=maintenant)
    return _ecrire(neuve, souhait)


@transaction.atomic
def demander_alerte(
    *, courriel: str, souhait: Souhait, maintenant: datetime, moins_de_15: bool = False, courriel_responsable: str = ""
) -> Alerte:
    """An alert of an address alone waits until its address, and the guardian of a child under 15, confirm it.

    Asked again while it waits, its mail is written again, once a day.
    """
    courriel, responsable = courriel.strip().lower(), courriel_responsable.strip().lower() if moins_de_15 else ""
    if moins_de_15 and responsable in ("", courriel):
        raise AccordNecessaire
    siennes = list(alertes_de_l_adresse(courriel).avec_criteres().select_for_update(of=("self",)))
    alerte = next((a for a in siennes if souhait.est_celui_de(a)), None)
    if alerte is None:
        _verifier_le_nombre(len(siennes), maintenant)
        if sum(a.confirmee_le is None for a in siennes) >= EN_ATTENTE_MAX:
            raise TropEnAttente
        alerte = _ecrire(Alerte(courriel=courriel, courriel_responsable=responsable), souhait)
    elif alerte.confirmee_le is None:
        alerte = _ecrire(alerte, souhait, courriel_responsable=responsable, accord_responsable_le=None)
    elif alerte.desinscrite_le is None:
        return alerte
    _demander_confirmation(alerte, souhait.phrases(), maintenant)
    return alerte


def _demander_confirmation(alerte: Alerte, criteres: list[str], maintenant: datetime) -> None:
    jour = timezone.localdate(maintenant)
    delai = regles_au(jour)["alerte_confirmation"]
    envois = [(alerte.courriel, False, "stages/confirmer_alerte.txt")]
    if alerte.courriel_responsable:
        envois.append((alerte.courriel_responsable, True, "stages/accord_alerte.txt"))
    for destinataire, responsable, gabarit in envois:
        ecrire_courriel(
            cle=f"alerte-{'accord' if responsable else 'confirmer'}:{alerte.pk}:{jour.isoformat()}",
            nature="alerte_confirmation",
            destinataire=destinataire,
            gabarit=gabarit,
            contexte={
                "criteres": criteres,
                "delai": delai,
                "adresse": adresse_confirmation(alerte, responsable=responsable),
                "responsable": bool(alerte.courriel_responsable),
            },
        )


@transaction.atomic
def confirmer_alerte(*, alerte: Alerte, responsable: bool, maintenant: datetime) -> Alerte:
    """The address, or the guardian, says yes. The alert works once nobody is left to say it. Twice changes nothing."""
    verrouillee = _verrouiller(alerte)
    if responsable:
        verrouillee.accord_responsable_le = verrouillee.accord_responsable_le or maintenant
    else:
        verrouillee.adresse_confirmee_le = verrouillee.adresse_confirmee_le or maintenant
        verrouillee.desinscrite_le = None
    accord = not verrouillee.courriel_responsable or verrouillee.accord_responsable_le
    if verrouillee.adresse_confirmee_le and accord and verrouillee.confirmee_le is None:
        verrouillee.confirmee_le = verrouillee.derniere_visite = maintenant
    verrouillee.save()
    ecrire_cles(alerte=verrouillee)
    return verrouillee


@transaction.atomic
def modifier_alerte(*, alerte: Alerte, souhait: Souhait, maintenant: datetime) -> Alerte:
    """Change what an alert watches and how it speaks."""
    verrouillee = _verrouiller(alerte)
    return _ecrire(verrouillee, souhait, derniere_visite=maintenant, prevenue_le=None)


@transaction.atomic
def mettre_en_pause(*, alerte: Alerte, jusqu_au: date | None, maintenant: datetime) -> Alerte:
    """Silence until a day (it speaks again that day), or no more silence."""
    verrouillee = _verrouiller(alerte)
    verrouillee.en_pause_jusqu_au = jusqu_au
    verrouillee.derniere_visite, verrouillee.prevenue_le = maintenant, None
    verrouillee.save(update_fields=["en_pause_jusqu_au", "derniere_visite", "prevenue_le"])
    if jusqu_au is not None:
        passer_le_relais(alertes=[verrouillee.pk], maintenant=maintenant, avant=jusqu_au)
    return verrouillee


@transaction.atomic
def arreter_alerte(*, alerte: Alerte, tout: bool, maintenant: datetime) -> int:
    """Unsubscribe: this alert, or every alert of its person. Twice changes nothing. Returns how many stopped."""
    voulues = _de_la_meme_personne(alerte) if tout else Alerte.objects.filter(pk=alerte.pk)
    arretees = list(voulues.select_for_update().filter(desinscrite_le__isnull=True))
    for arretee in arretees:
        arretee.desinscrite_le = maintenant
        arretee.save(update_fields=["desinscrite_le"])
        ecrire_cles(alerte=arretee)
    if not tout:  # who wants nothing more gets nothing more, by whatever alert
        passer_le_relais(alertes=[arretee.pk for arretee in arretees], maintenant=maintenant)
    return len(arretees)


@transaction.atomic
def reprendre_alerte(*, alerte: Alerte, maintenant: datetime) -> Alerte:
    """A stopped alert speaks again."""
    verrouillee = _verrouiller(alerte)
    verrouillee.desinscrite_le = verrouillee.en_pause_jusqu_au = verrouillee.prevenue_le = None
    verrouillee.derniere_visite = maintenant
    verrouillee.save()
    ecrire_cles(alerte=verrouillee)
    return verrouillee


@transaction.atomic
def supprimer_alerte(*, alerte: Alerte, maintenant: datetime) -> None:
    """Take an alert away with everything that hangs on it, but what another alert of the person would say."""
    passer_le_relais(alertes=[alerte.pk], maintenant=maintenant)
    Alerte.objects.filter(pk=alerte.pk).delete()


def noter_visite(*, alertes: AlerteQuerySet, maintenant: datetime) -> int:
    """The person came: the alerts live a new year. Written at most once a day."""
    ancienne = Q(derniere_visite__isnull=True) | Q(prevenue_le__isnull=False)
    ancienne |= Q(derniere_visite__lt=maintenant - ENTRE_DEUX_VISITES)
    return alertes.vivantes().filter(ancienne).update(derniere_visite=maintenant, prevenue_le=None)


def _verrouiller(alerte: Alerte) -> Alerte:
    return Alerte.objects.select_for_update().get(pk=alerte.pk)


def _verifier_le_nombre(nombre: int, maintenant: datetime) -> None:
    limite = int(regles_au(timezone.localdate(maintenant))["alertes_par_personne"])
    if nombre >= limite:
        raise TropDAlertes(limite)


def _ecrire(alerte: Alerte, souhait: Souhait, **champs: Any) -> Alerte:
    for nom, valeur in {**souhait.colonnes(), **champs}.items():
        setattr(alerte, nom, valeur)
    alerte.save()
    alerte.metiers.set(souhait.metiers)
    alerte.familles.set(souhait.familles)
    ecrire_cles(alerte=alerte)
    return alerte
