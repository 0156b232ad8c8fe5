"""An invented season, flagged as such: requests on real communes and schools, planned by the real planner, partly told.

The dates follow the season of today; the draw depends on the season only, so that two machines show the same plan.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.choix import OuiNon
from commun.toponymes import de_lieu
from formations.models import Etablissement
from orientibus.choices import Duree, EtatDemande, EtatEtape, FormatVisite, Niveau, PublicAttendu, TypeDemandeur
from orientibus.models import Atelier, Bus, Demande, Etape, PeriodeDemande, Plan, Saison
from orientibus.services.calculs import executer_calcul
from orientibus.services.etapes import confirmer_etape, enregistrer_compte_rendu
from orientibus.services.faits import faits_de
from orientibus.services.plans import PlanImpossible, creer_plan
from orientibus.services.priorite import en_json, parts, total, zone_prioritaire
from orientibus.services.publication import publier_plan
from orientibus.services.regles import regles_au
from territoires.models import Commune

SECONDES = 6
LYCEES = ("lycee_pro", "lycee_polyvalent", "lycee_general", "lycee_agricole", "mfr", "erea")
MATIN_ET_APRES_MIDI = ["matin", "apres_midi"]
SEMAINE = {str(jour): MATIN_ET_APRES_MIDI for jour in range(5)} | {"2": ["matin"]}
SIX_JOURS = {str(jour): MATIN_ET_APRES_MIDI for jour in range(6)}
SOIREES = {str(jour): ["soir"] for jour in range(5)}


@dataclass(frozen=True, slots=True)
class Modele:
    """A kind of invented request; ``nom`` takes the name of the commune."""

    nom: str
    type_demandeur: str
    public: str
    format: str
    durees: tuple[str, ...]
    ouvertures: dict[str, list[str]]
    effectif: tuple[int, int]
    ouverte: bool = False


CLASSE = Modele(
    "{}",
    TypeDemandeur.ETABLISSEMENT,
    PublicAttendu.ELEVES,
    FormatVisite.CLASSE,
    (Duree.DEMI_JOURNEE, Duree.DEMI_JOURNEE, Duree.JOURNEE, Duree.JOURNEE, Duree.DEUX_JOURS),
    SEMAINE,
    (24, 40),
)
AUTRES = (
    Modele(
        "Mairie {}",
        TypeDemandeur.MAIRIE,
        PublicAttendu.TOUS,
        FormatVisite.DECOUVERTE,
        (Duree.JOURNEE, Duree.DEMI_JOURNEE),
        SIX_JOURS,
        (20, 38),
        True,
    ),
    Modele(
        "Maison des habitants {}",
        TypeDemandeur.ASSOCIATION,
        PublicAttendu.FAMILLES,
        FormatVisite.CAFE_PARENTS,
        (Duree.DEMI_JOURNEE,),
        SIX_JOURS,
        (12, 25),
    ),
    Modele(
        "Relais emploi {}",
        TypeDemandeur.EMPLOI,
        PublicAttendu.DEMANDEURS,
        FormatVisite.SPEED_DATING,
        (Duree.DEMI_JOURNEE, Duree.JOURNEE),
        SEMAINE,
        (15, 38),
    ),
    Modele(
        "Mairie {}",
        TypeDemandeur.MAIRIE,
        PublicAttendu.FAMILLES,
        FormatVisite.APERO,
        (Duree.SOIREE,),
        SOIREES,
        (15, 36),
        True,
    ),
    Modele(
        "Club d'entreprises {}",
        TypeDemandeur.ENTREPRISES,
        PublicAttendu.DIRIGEANTS,
        FormatVisite.SPEED_DATING,
        (Duree.SOIREE, Duree.DEMI_JOURNEE),
        SOIREES | {"1": [*MATIN_ET_APRES_MIDI, "soir"], "3": [*MATIN_ET_APRES_MIDI, "soir"]},
        (12, 30),
    ),
)
CLASSES_PAR_DEPARTEMENT, AUTRES_PAR_DEPARTEMENT = 7, 8


def creer_saison_demo(*, aujourdhui: date, secondes: int = SECONDES) -> Plan | None:
    """Fill the demonstration season of today, once. None when there is none, or when it has requests already."""
    saison = Saison.objects.filter(demonstration=True, debut__lte=aujourdhui, fin__gte=aujourdhui).first()
    if saison is None or Demande.objects.filter(saison=saison).exists() or not Bus.objects.en_service().exists():
        return None
    with transaction.atomic():
        _demandes(saison)
        depart = _a_midi(min(saison.reponse, saison.debut - timedelta(1)))
        plan = creer_plan(saison=saison, nom="Tournée de la saison", secondes=secondes, auteur=None, maintenant=depart)
        demandees = Demande.objects.filter(saison=saison)
        demandees.update(created_at=_a_midi(saison.cloture - timedelta(7)))
    executer_calcul(plan.pk, processus=1, aujourdhui=timezone.localdate(depart))
    plan.refresh_from_db()
    if plan.poids is None:
        raise PlanImpossible(f"La saison de démonstration n'a pas de plan : {plan.calcul.message}")
    with transaction.atomic():
        publier_plan(plan=plan, auteur=None, maintenant=depart)
        _vivre(saison, aujourdhui, depart)
    plan.refresh_from_db()
    return plan


def _a_midi(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time(12)))


# --- Requests -----------------------------------------------------------------------------------


def _demandes(saison: Saison) -> None:
    hasard = random.Random(f"orientibus {saison.slug}")  # noqa: S311 - invented data, the same everywhere
    ateliers = list(Atelier.objects.order_by("ordre", "pk"))
    rang = 0
    for bus in Bus.objects.en_service().order_by("code"):
        for modele, nom, lieu in _lieux(bus, hasard):
            rang += 1
            _demande(saison, bus, hasard, rang, (modele, nom, lieu), ateliers)


def _lieux(bus: Bus, hasard: random.Random) -> Iterator[tuple[Modele, str, Any]]:
    """Schools of the département, then communes of every size."""
    lycees = Etablissement.objects.actifs().filter(commune__departement=bus.departement_id, type__in=LYCEES)
    choix = list(lycees.filter(latitude__isnull=False).select_related("commune").order_by("slug"))
    for lycee in hasard.sample(choix, min(CLASSES_PAR_DEPARTEMENT, len(choix))):
        yield CLASSE, lycee.nom, lycee
    communes = list(
        Commune.objects.actives()
        .filter(departement=bus.departement_id, population__gte=1500)
        .exclude(pk=bus.depot_id)
        .order_by("code_insee")
    )
    for rang, commune in enumerate(hasard.sample(communes, min(AUTRES_PAR_DEPARTEMENT, len(communes)))):
        modele = AUTRES[rang % len(AUTRES)]
        yield modele, modele.nom.format(de_lieu(commune.nom)), commune


def _demande(
    saison: Saison,
    bus: Bus,
    hasard: random.Random,
    rang: int,
    choix: tuple[Modele, str, Any],
    ateliers: Iterable[Atelier],
) -> None:
    modele, nom, lieu = choix
    ecole = modele is CLASSE
    demande = Demande.objects.create(
        saison=saison,
        reference=f"DEMO{saison.debut:%y%m}{rang:03d}",
        type_demandeur=modele.type_demandeur,
        structure=nom[:160],
        **_ou(lieu),
        stationnement=OuiNon.NON if rang % 25 == 0 else OuiNon.OUI,
        electricite=OuiNon.OUI if rang % 3 else OuiNon.INCONNU,
        accessible=OuiNon.OUI,
        acces="Entrée par le parking, côté cour." if ecole else "Sur le parking de la place.",
        public=modele.public,
        format=modele.format,
        niveaux=hasard.sample([Niveau.SECONDE, Niveau.PREMIERE, Niveau.TERMINALE, Niveau.CAP], 2) if ecole else [],
        groupes=2 if ecole else None,
        effectif=hasard.randint(*modele.effectif),
        duree=hasard.choice(modele.durees),
        ouvertures=modele.ouvertures,
        ouverte_a_tous=modele.ouverte,
        contact_nom="Personne de démonstration",
        contact_telephone=f"02 61 91 {rang // 100:02d} {rang % 100:02d}",
        demonstration=True,
    )
    _completer(demande, bus, hasard, ateliers)


def _ou(lieu: Any) -> dict[str, Any]:
    """The place of a request: a school's, or the square of a commune."""
    lycee = lieu if isinstance(lieu, Etablissement) else None
    commune: Commune = lieu.commune if lycee else lieu
    return {
        "etablissement": lycee,
        "commune": commune,
        "adresse": (lycee.adresse if lycee else "") or "Place de la mairie",
        "code_postal": (commune.codes or [""])[0],
        "latitude": lieu.latitude,
        "longitude": lieu.longitude,
    }


def _completer(demande: Demande, bus: Bus, hasard: random.Random, ateliers: Iterable[Atelier]) -> None:
    """Its dates, its workshops, its points by the published rule."""
    saison = demande.saison
    _periodes(demande, saison, hasard)
    portes = [a for a in ateliers if not a.equipement or a.equipement in bus.equipements]
    demande.ateliers.set(hasard.sample(portes, min(2, len(portes))))
    parties = parts(faits_de(demande, saison.cloture), regles_au(saison.cloture))
    demande.poids, demande.priorite = total(parties), en_json(parties)
    demande.zone_prioritaire = zone_prioritaire(parties)
    demande.save(update_fields=["poids", "priorite", "zone_prioritaire"])


def _periodes(demande: Demande, saison: Saison, hasard: random.Random) -> None:
    """Some weeks in a row; a tight choice for a few, so that not everyone can be served."""
    semaines = (saison.fin - saison.debut).days // 7 + 1
    longueur = hasard.choice((1, 3, 4, 5))
    possibles = max(1, semaines - longueur)
    # The later of two draws: what is to come should not be empty once the season is well on.
    premier = saison.debut + timedelta(7 * max(hasard.randrange(possibles), hasard.randrange(possibles)))
    PeriodeDemande.objects.create(demande=demande, debut=premier, fin=premier + timedelta(7 * longueur - 1))


# --- What became of them ------------------------------------------------------------------------


def _vivre(saison: Saison, aujourdhui: date, depart: datetime) -> None:
    """Past stops are told, most of those to come are confirmed, the others wait for their asker since yesterday."""
    hasard = random.Random(f"visites {saison.slug}")  # noqa: S311 - invented data, the same everywhere
    for etape in Etape.objects.filter(demande__saison=saison).select_related("demande").order_by("jour", "pk"):
        tirage = hasard.random()
        if etape.jour <= aujourdhui:
            _visiter(etape, aujourdhui, depart, tirage)
        elif tirage < 0.7:
            confirmer_etape(etape=etape, par=None, maintenant=depart + timedelta(2))
        else:
            proposee = _a_midi(aujourdhui - timedelta(1))
            delai = min(aujourdhui + timedelta(9), etape.jour - timedelta(1))
            etapes = Etape.objects.filter(pk=etape.pk)
            etapes.update(proposee_le=proposee, repondre_avant=max(aujourdhui, delai))
    Demande.objects.filter(saison=saison).update(contact_courriel="contact@demo.example")


def _visiter(etape: Etape, aujourdhui: date, depart: datetime, tirage: float) -> None:
    confirmer_etape(etape=etape, par=None, maintenant=depart + timedelta(2))
    apres = _a_midi(etape.fin + timedelta(1))
    if etape.fin >= aujourdhui:
        return
    Etape.objects.filter(pk=etape.pk).update(rappelee_le=_a_midi(etape.jour - timedelta(7)), compte_demande_le=apres)
    if tirage > 0.9:
        Etape.objects.filter(pk=etape.pk).update(etat=EtatEtape.REALISEE)
        Demande.objects.filter(pk=etape.demande_id).update(etat=EtatDemande.REALISEE)
        return
    demande = etape.demande
    public = PublicAttendu.FAMILLES if demande.public == PublicAttendu.TOUS else demande.public
    enregistrer_compte_rendu(
        etape=etape,
        frequentations={public: max(4, round(demande.effectif * (0.6 + tirage / 2)))},
        ateliers=demande.ateliers.all(),
        satisfaction=5 if tirage > 0.5 else 4,
        remarques="Compte rendu de démonstration.",
        par=None,
        maintenant=apres,
    )
