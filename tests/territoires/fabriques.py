"""Places for the tests. Names and codes are invented, coordinates stand around 47° N, 1° W."""

import factory

from territoires.models import (
    BassinEmploi,
    CodePostal,
    Commune,
    CommuneDeleguee,
    Departement,
    Epci,
    LieuOrientation,
    PublicOriente,
    Referent,
    Region,
    ReseauOrientation,
    TerritoireEmploi,
)
from territoires.services.completion import indexer


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = "52"
    nom = "Région d'essai"
    slug = "region-d-essai"


class DepartementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Departement
        django_get_or_create = ["code"]

    code = "44"
    nom = factory.LazyAttribute(lambda d: f"Département {d.code}")
    slug = factory.LazyAttribute(lambda d: f"departement-{d.code.lower()}")
    region = factory.SubFactory(RegionFactory)


class TerritoireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TerritoireEmploi

    code = factory.Sequence(lambda n: f"territoire-{n}")
    nom = factory.Sequence(lambda n: f"Territoire {n}")
    departement = factory.SubFactory(DepartementFactory)
    source = "Essai"
    approximation = "Contour approché pour l'essai."


class EpciFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Epci

    siren = factory.Sequence(lambda n: f"{200_000_000 + n}")
    nom = factory.Sequence(lambda n: f"CC d'essai {n}")
    nature = "CC"
    territoire = factory.SubFactory(TerritoireFactory)


class BassinFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BassinEmploi

    code = factory.Sequence(lambda n: f"{90_000 + n}")  # no real code, which tests name by themselves
    nom = factory.Sequence(lambda n: f"Bassin {n}")


class CommuneFactory(factory.django.DjangoModelFactory):
    """A commune with one postal code, ready to be searched. ``codes``: its postal codes; ``anciennes``: names."""

    class Meta:
        model = Commune
        skip_postgeneration_save = True

    # No département bears this number: a test that names a real code never meets one of these.
    code_insee = factory.Sequence(lambda n: f"99{n % 1000:03d}")
    nom = factory.Sequence(lambda n: f"Villeneuve {n}")
    slug = factory.LazyAttribute(lambda c: f"commune-{c.code_insee.lower()}")
    departement = factory.SubFactory(DepartementFactory)
    epci = factory.SubFactory(EpciFactory)
    territoire = factory.LazyAttribute(lambda c: c.epci.territoire if c.epci else None)
    bassin = factory.SubFactory(BassinFactory)
    population = 1_000
    annee_population = 2023
    latitude = 47.0
    longitude = -1.0

    @factory.post_generation
    def codes(self, create, extracted, **kwargs):
        for code in extracted or ["44990"]:
            CodePostal.objects.create(commune=self, code=code)

    @factory.post_generation
    def anciennes(self, create, extracted, **kwargs):
        for rang, nom in enumerate(extracted or []):
            CommuneDeleguee.objects.create(commune=self, nom=nom, code_insee=f"449{rang:02d}")

    @factory.post_generation
    def recherche(self, create, extracted, **kwargs):
        indexer([self])
        self.refresh_from_db()


class ReferentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Referent

    departement = factory.SubFactory(DepartementFactory)
    nom = factory.Sequence(lambda n: f"Personne {n}")
    fonction = "Chargée d'orientation"
    courriel = factory.Sequence(lambda n: f"contact{n}@region.example")
    telephone = "02 61 91 00 01"
    demonstration = True


class PublicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicOriente
        django_get_or_create = ["code"]

    code = "lyceen"
    libelle = factory.LazyAttribute(lambda p: f"public {p.code}")
    je_suis = factory.LazyAttribute(lambda p: f"Je suis {p.code}")


class ReseauFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReseauOrientation
        django_get_or_create = ["code"]
        skip_postgeneration_save = True

    code = "cio"
    nom = factory.LazyAttribute(lambda r: f"Réseau {r.code}")
    presentation = "Il reçoit et il conseille."

    @factory.post_generation
    def publics(self, create, extracted, **kwargs):
        self.publics.set(extracted or [])


class LieuFactory(factory.django.DjangoModelFactory):
    """An open guidance place at the middle of its commune. ``publics``: those of the place."""

    class Meta:
        model = LieuOrientation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"lieu-{n}")
    nom = factory.Sequence(lambda n: f"Lieu d'essai {n}")
    reseau = factory.SubFactory(ReseauFactory)
    commune = factory.SubFactory(CommuneFactory)
    latitude = factory.LazyAttribute(lambda lieu: lieu.commune.latitude)
    longitude = factory.LazyAttribute(lambda lieu: lieu.commune.longitude)

    @factory.post_generation
    def publics(self, create, extracted, **kwargs):
        self.publics.set(extracted or [])
