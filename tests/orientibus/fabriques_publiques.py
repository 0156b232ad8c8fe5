"""Buses, requests and stops for the tests; names are invented."""

from datetime import date, time, timedelta

import factory
from django.utils import timezone

from orientibus.choices import Creneau, Duree, EtatDemande, EtatEtape, FormatVisite, PublicAttendu, TypeDemandeur
from orientibus.models import Atelier, Bus, Demande, Etape, Saison
from tests.territoires.fabriques import CommuneFactory


def lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


class SaisonFactory(factory.django.DjangoModelFactory):
    """A season that takes requests; ``commencee`` once planning has started."""

    class Meta:
        model = Saison

    class Params:
        commencee = factory.Trait(planification_commencee_le=factory.LazyFunction(timezone.now))

    nom = factory.Sequence(lambda n: f"Saison {n}")
    slug = factory.Sequence(lambda n: f"saison-{n}")
    debut = factory.LazyFunction(lambda: lundi(timezone.localdate()) + timedelta(weeks=6))
    fin = factory.LazyAttribute(lambda s: s.debut + timedelta(days=12 * 7 - 1))
    cloture = factory.LazyAttribute(lambda s: s.debut - timedelta(days=20))
    reponse = factory.LazyAttribute(lambda s: s.debut - timedelta(days=10))


class BusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bus

    code = factory.Sequence(lambda n: f"b{n}")
    nom = factory.Sequence(lambda n: f"Le bus {n}")
    depot = factory.SubFactory(CommuneFactory, departement__code=factory.Sequence(lambda n: f"{n % 90 + 10}"))
    departement = factory.SelfAttribute("depot.departement")
    capacite = 60


class AtelierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Atelier
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"atelier-{n}")
    nom = factory.Sequence(lambda n: f"Atelier {n}")
    description = "On essaie un geste de métier."

    @factory.post_generation
    def familles(self, create, extracted, **kwargs):
        if create and extracted:
            self.familles.set(extracted)


class DemandeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Demande
        skip_postgeneration_save = True

    saison = factory.SubFactory(SaisonFactory)
    reference = factory.Sequence(lambda n: f"D{n:05d}")
    type_demandeur = TypeDemandeur.ETABLISSEMENT
    structure = factory.Sequence(lambda n: f"Collège Inventé {n}")
    commune = factory.SubFactory(CommuneFactory)
    adresse = "1 rue de l'École"
    code_postal = "44000"
    latitude = factory.SelfAttribute("commune.latitude")
    longitude = factory.SelfAttribute("commune.longitude")
    public = PublicAttendu.ELEVES
    format = FormatVisite.CLASSE
    effectif = 50
    duree = Duree.DEMI_JOURNEE
    contact_nom = "Dominique Inventé"
    contact_courriel = "contact@test.example"
    poids = 3

    @factory.post_generation
    def ateliers(self, create, extracted, **kwargs):
        if create and extracted:
            self.ateliers.set(extracted)


class EtapeFactory(factory.django.DjangoModelFactory):
    """A confirmed stop, a morning of next week; ``ouverte`` to all with 20 places."""

    class Meta:
        model = Etape

    class Params:
        ouverte = factory.Trait(ouverte_a_tous=True, places=20)
        proposee = factory.Trait(etat=EtatEtape.PROPOSEE, confirmee_le=None)

    demande = factory.SubFactory(DemandeFactory, etat=EtatDemande.CONFIRMEE)
    bus = factory.SubFactory(BusFactory)
    slug = factory.Sequence(lambda n: f"etape-{n}")
    jour = factory.LazyFunction(lambda: lundi(timezone.localdate()) + timedelta(days=8))
    fin = factory.SelfAttribute("jour")
    creneau = Creneau.MATIN
    heure_debut = time(9)
    heure_fin = time(12)
    etat = EtatEtape.CONFIRMEE
    proposee_le = factory.LazyFunction(timezone.now)
    confirmee_le = factory.LazyFunction(timezone.now)
