"""The count of what the apps register: codes, units, days, scales; the night and the button."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from commun.indicateurs import Echelle, Indicateur, Periode, indicateurs
from grenelle.importeurs.plans import lire_plans
from grenelle.models import Mesure, Releve
from grenelle.services.comptage import compter, compter_le_portail
from grenelle.services.registre import ChiffreInscrit, registre_du_portail
from grenelle.tasks import compter_les_chiffres
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import MAINTENANT, IndicateurFactory, MesureFactory
from tests.stages.fabriques import OffreStageFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/grenelle/indicateur/compter-maintenant/"


@pytest.fixture
def compte():
    return IndicateurFactory(
        mesure=MesureFactory(), collecte="compte", chiffre="stages_offres_publiees", frequence="mensuelle"
    )


@pytest.fixture
def agent(client):
    client.force_login(UtilisateurFactory(administration=True))
    return client


def offre_d_octobre():
    return OffreStageFactory(publiee_le=datetime(2026, 10, 14, tzinfo=UTC), demonstration=False)


def valeurs():
    return dict(Releve.objects.en_vigueur().filter(territoire="").values_list("debut", "valeur"))


def inscrit(requete, unite="offres"):
    return Indicateur("essai.offres", "Offres", unite, Echelle.TERRITOIRE, Periode.FLUX, requete)


def test_chaque_chiffre_des_plans_est_inscrit(settings):
    nommes = {
        entree.valeurs["chiffre"]
        for plan in lire_plans(settings.DONNEES / "grenelle")
        for entree in plan.entrees["indicateur"]
        if entree.valeurs.get("chiffre")
    }
    assert nommes - set(registre_du_portail()) == set()
    assert "stages_offres_publiees" in nommes


def test_le_registre_garde_chaque_chiffre():
    assert len(registre_du_portail()) == len(indicateurs()) > 0


@pytest.mark.parametrize(
    ("unite", "attendue"), [("offres", "nombre"), ("%", "pourcentage"), ("euros", "euros"), ("", "nombre")]
)
def test_les_unites_sont_celles_des_plans(unite, attendue):
    assert ChiffreInscrit(inscrit(lambda d, f: {}, unite)).unite == attendue


def test_une_periode_va_de_minuit_a_minuit_a_l_heure_d_ici():
    demandes = []
    chiffre = ChiffreInscrit(inscrit(lambda debut, fin: demandes.append((debut, fin)) or {}))
    chiffre.requete(date(2026, 10, 1), date(2026, 10, 31))  # the clocks change on the 25th
    paris = ZoneInfo("Europe/Paris")
    assert demandes == [(datetime(2026, 10, 1, tzinfo=paris), datetime(2026, 11, 1, tzinfo=paris))]
    assert [jour.utcoffset().seconds for jour in demandes[0]] == [7200, 3600]


def test_un_indicateur_de_la_region_ne_garde_que_le_chiffre_de_la_region(compte):
    registre = {"stages_offres_publiees": ChiffreInscrit(inscrit(lambda d, f: {None: 4, "nantes": 3}))}
    bilan = compter(registre=registre, maintenant=MAINTENANT)
    assert bilan.erreurs == []
    assert set(Releve.objects.values_list("territoire", "valeur")) == {("", Decimal(4))}


def test_compter_deux_fois_ne_change_rien(compte):
    offre_d_octobre()
    premier = compter_le_portail(maintenant=MAINTENANT)
    assert (premier.crees, premier.erreurs) == (2, [])
    assert valeurs() == {date(2026, 9, 1): 0, date(2026, 10, 1): 1}
    second = compter_le_portail(maintenant=MAINTENANT)
    assert (second.crees, second.revises, second.inchanges) == (0, 0, 2)


def test_une_offre_arrivee_apres_coup_fait_une_revision(compte):
    compter_le_portail(maintenant=MAINTENANT)
    offre_d_octobre()
    assert compter_le_portail(maintenant=MAINTENANT).revises == 1
    assert valeurs()[date(2026, 10, 1)] == 1
    assert Releve.objects.get(debut=date(2026, 10, 1), en_vigueur=False).valeur == 0


def test_la_nuit_compte_et_applique_la_regle(compte):
    compter_les_chiffres()
    assert Releve.objects.count() == 2
    assert Mesure.objects.get(pk=compte.mesure_id).etat == "en_bonne_voie"


def test_le_bouton_demande_avant_de_compter(agent, compte):
    assert PAGE in agent.get(reverse("admin:grenelle_indicateur_changelist")).content.decode()
    assert "Compter maintenant les 1 indicateur" in agent.get(PAGE).content.decode()
    assert not Releve.objects.exists()
    contenu = agent.post(PAGE).content.decode()
    assert "2 relevés de plus" in contenu
    assert Releve.objects.count() == 2


def test_le_bilan_dit_ce_qui_n_a_pas_pu_etre_compte(agent):
    IndicateurFactory(mesure=MesureFactory(), collecte="compte", chiffre="inconnu", frequence="mensuelle")
    assert "n&#x27;a pas de chiffre « inconnu »" in agent.post(PAGE).content.decode()


def test_le_bouton_n_est_pas_a_tout_le_monde(client, compte):
    assert client.post(PAGE).status_code == 302
    for trait, statut in (("referent", 403), (None, 302)):
        client.force_login(UtilisateurFactory(**{trait: True} if trait else {}))
        assert client.post(PAGE).status_code == statut
    assert not Releve.objects.exists()
