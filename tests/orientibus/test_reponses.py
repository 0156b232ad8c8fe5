"""The links sent by mail: opening one changes nothing, a POST answers, an unknown one is a 404."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from orientibus.models import CompteRendu
from orientibus.services.liens import jeton_de
from tests.orientibus.fabriques import MAINTENANT, DemandeFactory, EtapeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]
APRES = datetime(2027, 1, 13, 9, tzinfo=UTC)


@pytest.fixture
def etape():
    return EtapeFactory(
        etat="proposee", demande=DemandeFactory(etat="proposee"), repondre_avant=date(2026, 12, 8), heure_fin="12:00"
    )


def page(etape, nom="repondre"):
    return reverse(f"orientibus:{nom}", args=[jeton_de(etape)])


@time_machine.travel(MAINTENANT, tick=False)
def test_ouvrir_le_lien_ne_confirme_rien(client, etape):
    contenu = client.get(page(etape)).content.decode()
    assert "mardi 12 janvier 2027" in contenu
    client.head(page(etape))
    etape.refresh_from_db()
    assert etape.etat == "proposee"


@time_machine.travel(MAINTENANT, tick=False)
def test_oui_puis_non_sans_compte(client, etape):
    client.post(page(etape), {"sequence": "0", "reponse": "oui"})
    etape.refresh_from_db()
    assert etape.etat == "confirmee"
    assert "La visite est confirmée" in client.get(page(etape)).content.decode()
    client.post(page(etape), {"sequence": "0", "reponse": "non", "motif": "Travaux."})
    etape.refresh_from_db()
    assert (etape.etat, etape.motif) == ("declinee", "Travaux.")
    assert "il n'y a plus de réponse" in client.get(page(etape)).content.decode()
    assert client.post(page(etape), {"sequence": "0", "reponse": "oui"}).status_code == 422


@time_machine.travel(MAINTENANT, tick=False)
@pytest.mark.parametrize(
    "donnees", [{}, {"reponse": "oui"}, {"sequence": "x", "reponse": "oui"}, {"sequence": "7", "reponse": "oui"},
                {"sequence": "0", "reponse": "peut-etre"}, {"sequence": "0", "reponse": "non", "motif": "x" * 301}]
)  # fmt: skip
def test_une_reponse_incomplete_ne_change_rien(client, etape, donnees):
    assert client.post(page(etape), donnees).status_code == 422
    etape.refresh_from_db()
    assert etape.etat == "proposee"


@pytest.mark.parametrize("jeton", ["x", "a:b:c", "é", "WzEsICJ4Il0:1abc:zzz"])
@pytest.mark.parametrize("nom", ["reponse", "compte-rendu"])
def test_un_lien_invente_est_introuvable(client, nom, jeton):
    assert client.get(f"/orientibus/{nom}/{jeton}/").status_code == 404
    assert client.post(f"/orientibus/{nom}/{jeton}/", {"reponse": "oui"}).status_code == 404


@time_machine.travel(MAINTENANT, tick=False)
def test_le_lien_d_une_demande_rendue_anonyme_ne_vaut_plus(client, etape):
    etape.demande.anonymisee_le = MAINTENANT
    etape.demande.save()
    assert client.get(page(etape)).status_code == 404


def test_le_compte_rendu_par_le_lien(client):
    etape = EtapeFactory()
    adresse = page(etape, "compte_rendu")
    with time_machine.travel(MAINTENANT, tick=False):
        assert "pas encore eu lieu" in client.get(adresse).content.decode()
        client.post(adresse, {"nombre_eleves": "20"})
        assert not CompteRendu.objects.exists()
    with time_machine.travel(APRES, tick=False):
        assert client.post(adresse, {"satisfaction": "5"}).status_code == 422  # nobody counted
        for faux in ({"nombre_eleves": "-1"}, {"nombre_eleves": "dix"}, {"nombre_eleves": "9" * 20}):
            assert client.post(adresse, faux).status_code == 422
        assert client.post(adresse, {"nombre_eleves": "20", "satisfaction": "6"}).status_code == 422
        assert client.post(adresse, {"nombre_eleves": "20", "satisfaction": "4"}).status_code == 302
        assert "Votre compte rendu est enregistré" in client.get(adresse).content.decode()
    compte = CompteRendu.objects.get()
    assert (compte.satisfaction, list(compte.frequentations.values_list("public", "nombre"))) == (4, [("eleves", 20)])
    with time_machine.travel(datetime(2027, 4, 1, tzinfo=UTC), tick=False):
        assert "Le délai de 60 jours" in client.get(adresse).content.decode()


@time_machine.travel(APRES, tick=False)
def test_le_bus_n_est_pas_venu(client):
    etape = EtapeFactory(etat="realisee", demande=DemandeFactory(etat="realisee"), heure_fin="12:00")
    adresse = page(etape, "compte_rendu")
    assert "Le bus n'est pas venu" in client.get(adresse).content.decode()
    assert client.post(adresse, {"geste": "non_tenue", "motif": "x" * 201}).status_code == 422
    etape.refresh_from_db()
    assert etape.etat == "realisee"
    assert client.post(adresse, {"geste": "non_tenue", "motif": "Panne."}).status_code == 302
    etape.refresh_from_db()
    etape.demande.refresh_from_db()
    assert (etape.etat, etape.demande.etat) == ("annulee", "a_l_etude")
    assert etape.motif == "Le bus n'est pas venu. Panne."
    assert not CompteRendu.objects.exists()


@time_machine.travel(APRES, tick=False)
def test_une_visite_racontee_a_eu_lieu(client):
    etape = EtapeFactory(etat="realisee", demande=DemandeFactory(etat="realisee"), heure_fin="12:00")
    adresse = page(etape, "compte_rendu")
    assert client.post(adresse, {"nombre_eleves": "12", "satisfaction": "5"}).status_code == 302
    reponse = client.post(adresse, {"geste": "non_tenue"})
    assert reponse.status_code == 422
    etape.refresh_from_db()
    assert etape.etat == "realisee"
