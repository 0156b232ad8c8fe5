"""Buses, seasons, requests and stops for the tests."""

from datetime import UTC, date, datetime, time

import factory
from django.conf import settings

from commun.importation import Rapport
from commun.regles import ajouter_les_regles, lire_regles
from orientibus.choices import Creneau, Duree, EtatEtape, FormatVisite, PublicAttendu, TypeDemandeur
from orientibus.models import Atelier, Bus, CaseEtape, Demande, Etape, RegleTournee, Saison
from tests.comptes.fabriques import UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

MAINTENANT = datetime(2026, 11, 28, 9, tzinfo=UTC)
"""A Saturday; the season of the tests runs from 4 January to 2 May 2027 and takes requests until 7 December."""
MARDI = date(2027, 1, 12)
OUVERT = {str(n): ["matin", "apres_midi", "soir"] for n in range(5)}


def charger_les_regles() -> None:
    """The bundled rules, without the places that the whole data set asks for."""
    ajouter_les_regles(RegleTournee, lire_regles(settings.DONNEES / "orientibus" / "regles.toml"), Rapport())


class BusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bus

    code = factory.Sequence(lambda n: f"b{n}")
    nom = factory.LazyAttribute(lambda b: f"Orientibus {b.departement.nom}")
    departement = factory.Sequence(lambda n: DepartementFactory(code=f"{60 + n % 30}"))
    depot = factory.SubFactory(CommuneFactory)
    capacite = 40
    equipements = ["realite-virtuelle"]


class SaisonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Saison
        django_get_or_create = ["slug"]

    nom = "Hiver 2027"
    slug = "hiver-2027"
    debut = date(2027, 1, 4)
    fin = date(2027, 5, 2)
    cloture = date(2026, 12, 7)
    reponse = date(2026, 12, 21)


class AtelierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Atelier

    slug = factory.Sequence(lambda n: f"atelier-{n}")
    nom = factory.Sequence(lambda n: f"Atelier {n}")
    description = "On essaie."


class DemandeFactory(factory.django.DjangoModelFactory):
    """A class visit of half a day, any weekday."""

    class Meta:
        model = Demande

    saison = factory.SubFactory(SaisonFactory)
    reference = factory.Sequence(lambda n: f"B{n:05d}")
    demandeur = factory.SubFactory(UtilisateurFactory)
    type_demandeur = TypeDemandeur.ETABLISSEMENT
    structure = factory.Sequence(lambda n: f"Collège {n}")
    commune = factory.SubFactory(CommuneFactory)
    adresse = "1 rue de l'Essai"
    latitude = 47.0
    longitude = -1.0
    public = PublicAttendu.ELEVES
    format = FormatVisite.CLASSE
    niveaux = ["3e"]
    groupes = 1
    effectif = 30
    duree = Duree.DEMI_JOURNEE
    ouvertures = OUVERT
    contact_nom = "Camille Essai"
    contact_courriel = factory.Sequence(lambda n: f"contact{n}@test.example")
    contact_telephone = "02 40 00 00 00"


class EtapeFactory(factory.django.DjangoModelFactory):
    """A stop as it stands, without passing by the services; it holds its slot when its state does."""

    class Meta:
        model = Etape
        skip_postgeneration_save = True

    demande = factory.SubFactory(DemandeFactory)
    bus = factory.SubFactory(BusFactory)
    slug = factory.Sequence(lambda n: f"etape-{n}")
    jour = MARDI
    fin = factory.LazyAttribute(lambda e: e.jour)
    creneau = Creneau.MATIN
    heure_debut = time(9)
    heure_fin = time(12)
    etat = EtatEtape.CONFIRMEE
    proposee_le = MAINTENANT

    @factory.post_generation
    def cases_tenues(self, create, extracted, **kwargs):
        for creneau in Creneau(self.creneau).cases:
            CaseEtape.objects.create(etape=self, bus=self.bus, jour=self.jour, creneau=creneau)
