"""The shape of a dated value, and what staff may do to it."""

import pytest

from commun.regles import faute_de_forme
from orientibus.models import RegleTournee
from tests.comptes.fabriques import UtilisateurFactory

HEURES = [{"debut": "09:00", "fin": "12:00"}]


@pytest.mark.parametrize(
    ("valeur", "exemples", "dit"),
    [
        (30, [20, 25.5], ""),
        (30.5, [20], ""),
        ("onze heures", [11], "un nombre"),
        (True, [11], "un nombre"),
        (11, [True], "oui ou non"),
        (None, [11], "un nombre"),
        (-1, [11], "négatif"),
        (-1, [-5], ""),
        ({"debut": "08:30", "fin": "12:00"}, HEURES, ""),
        ({"debut": "8h30", "fin": "12:00"}, HEURES, "une heure"),
        ({"debut": "08:30"}, HEURES, "Il manque « fin »"),
        ([7, "un"], [[7, 1]], "un nombre"),
        ([30], [[7, 1]], ""),
        ({"3": 5}, [{"3": 5, "4": 5}, {"3": 2}], ""),
        ("libre", [], ""),
    ],
)
def test_une_valeur_a_la_forme_des_autres(valeur, exemples, dit):
    faute = faute_de_forme(valeur, exemples)
    assert dit in faute if dit else faute == ""


@pytest.fixture
def regle(regles_du_bus):
    return RegleTournee.objects.get(code="repos_min")


@pytest.fixture
def administration(client, db):
    client.force_login(UtilisateurFactory(administration=True))
    return client


def page(regle, geste="change"):
    return f"/admin/orientibus/regletournee/{regle.pk}/{geste}/"


def champs(regle, **autres):
    return {"libelle": regle.libelle, "unite": regle.unite, "source": regle.source, "valeur": "660"} | autres


def test_une_valeur_se_corrige_et_garde_sa_forme(administration, regle):
    reponse = administration.post(page(regle), champs(regle, valeur='"onze heures"'))
    assert reponse.status_code == 200 and "un nombre est attendu" in reponse.content.decode()
    assert administration.post(page(regle), champs(regle, valeur="600")).status_code == 302
    regle.refresh_from_db()
    assert regle.valeur == 600


def test_la_seule_valeur_en_vigueur_ne_s_efface_pas(administration, regle):
    assert administration.post(page(regle, "delete"), {"post": "yes"}).status_code == 403
    assert RegleTournee.objects.filter(pk=regle.pk).exists()
    regle.pk, regle.depuis = None, "2020-01-01"
    regle.save()
    assert administration.post(page(regle, "delete"), {"post": "yes"}).status_code == 302


def test_une_nouvelle_valeur_est_une_nouvelle_ligne(administration, regle):
    nouvelle = champs(regle, code="repos_min", depuis="2027-01-01", valeur="720")
    assert administration.post("/admin/orientibus/regletournee/add/", nouvelle).status_code == 302
    fausse = nouvelle | {"depuis": "2028-01-01", "valeur": "[1]"}
    assert (
        "un nombre est attendu" in administration.post("/admin/orientibus/regletournee/add/", fausse).content.decode()
    )
    assert RegleTournee.objects.filter(code="repos_min").count() == 2
