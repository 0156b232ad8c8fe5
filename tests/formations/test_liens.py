"""Published codes give sure links, uncertain ones, or none: never more than they say."""

import pytest

from formations.choices import GrainCode, OrigineLien
from formations.models import CertificationMetier, Formation, Offre
from formations.services.liens import relier_certifications
from metiers.services.registres import apres_import_rome
from tests.formations.fabriques import CertificationFactory, CertificationMetierFactory, CodePublieFactory, OffreFactory
from tests.metiers.fabriques import DomaineFactory, MetierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certification():
    return CertificationFactory()


def publier(certification, code):
    return CodePublieFactory(certification=certification, code=code, grain=GrainCode.INCONNU)


def liens(certification):
    return set(certification.liens_metiers.values_list("metier__code_rome", "origine"))


def test_une_fiche_restee_entiere_donne_un_lien_sur(certification):
    MetierFactory(code_rome="D1102", code_rome_parent="D1102")
    code = publier(certification, "D1102")
    relier_certifications()
    code.refresh_from_db()
    assert liens(certification) == {("D1102", OrigineLien.CODE)}
    assert code.grain == GrainCode.METIER


def test_une_fiche_partagee_ne_donne_que_des_liens_incertains(certification):
    """F1610 was the roofer's; today it is the solar installer's: the same code is not the same occupation."""
    MetierFactory(code_rome="F1610", code_rome_parent="F1610", nom="Installateur solaire / Installatrice solaire")
    MetierFactory(code_rome="F1619", code_rome_parent="F1610", nom="Couvreur / Couvreuse")
    publier(certification, "F1610")
    relier_certifications()
    assert liens(certification) == {("F1610", OrigineLien.PARENT), ("F1619", OrigineLien.PARENT)}


def test_un_code_de_fiche_nouvelle_est_sur(certification):
    MetierFactory(code_rome="F1610", code_rome_parent="F1610")
    MetierFactory(code_rome="F1619", code_rome_parent="F1610")
    publier(certification, "F1619")
    relier_certifications()
    assert liens(certification) == {("F1619", OrigineLien.CODE)}


def test_un_code_de_domaine_reste_un_domaine(certification):
    MetierFactory(code_rome="F1501", code_rome_parent="F1501", domaine=DomaineFactory(code="F15"))
    code = publier(certification, "F1500")
    relier_certifications()
    code.refresh_from_db()
    assert code.grain == GrainCode.DOMAINE
    assert liens(certification) == set()


def test_un_code_inconnu_est_garde_comme_tel(certification):
    code = publier(certification, "N9999")
    relier_certifications()
    code.refresh_from_db()
    assert code.grain == GrainCode.INCONNU
    assert liens(certification) == set()


def test_sans_import_du_rome_rien_n_est_deduit(certification):
    MetierFactory(code_rome="F1610", code_rome_parent="")
    code = publier(certification, "F1610")
    relier_certifications()
    code.refresh_from_db()
    assert code.grain == GrainCode.METIER
    assert liens(certification) == set()


def test_relier_deux_fois_ne_change_rien_et_garde_les_liens_du_portail(certification):
    metier = MetierFactory(code_rome="D1102", code_rome_parent="D1102")
    CertificationMetierFactory(certification=certification, metier=metier, origine=OrigineLien.PORTAIL)
    publier(certification, "D1102")
    assert relier_certifications() == 2
    assert relier_certifications() == 0
    assert liens(certification) == {("D1102", OrigineLien.CODE), ("D1102", OrigineLien.PORTAIL)}


def test_un_nouveau_rome_refait_les_liens(certification):
    """The registry of the occupations calls it after each import: what was sure may have been split since."""
    metier = MetierFactory(code_rome="F1610", code_rome_parent="F1610")
    publier(certification, "F1610")
    relier_certifications()
    assert liens(certification) == {("F1610", OrigineLien.CODE)}
    MetierFactory(code_rome="F1619", code_rome_parent="F1610")
    metier.etat = "retire"
    metier.save()
    for _, suite in apres_import_rome.elements():
        suite()
    assert liens(certification) == {("F1619", OrigineLien.CODE)}


def test_les_liens_incertains_sont_separables(certification):
    metier = MetierFactory()
    CertificationMetierFactory(certification=certification, metier=metier, origine=OrigineLien.PARENT)
    assert CertificationMetier.objects.vers(metier).exists()
    assert not CertificationMetier.objects.vers(metier).surs().exists()


def test_une_annee_commune_mene_aux_metiers_de_ses_specialites(certification):
    metier = MetierFactory()
    CertificationMetierFactory(certification=certification, metier=metier, origine=OrigineLien.PORTAIL)
    seconde = OffreFactory(formation__certification=None).formation
    seconde.specialites.add(certification)
    assert list(Formation.objects.menant_a(metier)) == [seconde]
    assert Offre.objects.menant_a(metier.pk).count() == 1
    assert not Offre.objects.menant_a(MetierFactory()).exists()
