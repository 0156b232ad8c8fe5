"""Occupations for the tests of the portal's own pages."""

import factory

from metiers.models import Famille, Metier


class FamilleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Famille

    code = factory.Sequence(lambda n: f"f{n}")
    slug = factory.Sequence(lambda n: f"famille-{n}")
    libelle = factory.Sequence(lambda n: f"Famille {n}")
    icone = "industrie"


class MetierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Metier

    slug = factory.Sequence(lambda n: f"metier-{n}")
    nom_masculin = factory.Sequence(lambda n: f"Soudeur {n}")
    nom_feminin = factory.Sequence(lambda n: f"Soudeuse {n}")
    nom = factory.LazyAttribute(lambda m: f"{m.nom_masculin} / {m.nom_feminin}")
    accroche = factory.Sequence(lambda n: f"Assembler le métal, pièce {n} : voilà.")
    famille = factory.SubFactory(FamilleFactory)
