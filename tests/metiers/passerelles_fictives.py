"""Occupations that share skills, for the tests of the neighbours, of the skills and of the comparison."""

from django.utils.text import slugify

from metiers.choices import Origine
from metiers.models import Competence
from tests.metiers.fabriques import CompetenceFactory, MetierCompetenceFactory, MetierFactory


def savoirs(*libelles, origine=Origine.PORTAIL):
    """Skills by name, made once."""
    faits = []
    for libelle in libelles:
        deja = Competence.objects.filter(libelle=libelle, origine=origine).first()
        code = "" if origine == Origine.PORTAIL else f"9{len(libelle)}{sum(map(ord, libelle))}"
        neuf = {"libelle": libelle, "slug": f"{origine}-{slugify(libelle)}", "origine": origine, "code_ogr": code}
        faits.append(deja or CompetenceFactory(est_macro=True, **neuf))
    return faits


def metier(nom, *libelles, origine=Origine.PORTAIL, **champs):
    """A published occupation with these skills."""
    champs = {"nom_masculin": nom, "nom_feminin": nom, "slug": slugify(nom)} | champs
    fait = MetierFactory(**champs)
    for rang, competence in enumerate(savoirs(*libelles, origine=origine)):
        MetierCompetenceFactory(metier=fait, competence=competence, origine=origine, ordre=rang)
    return fait
