"""Trainings in the admin: lists that cost the same whatever their length, filters, exports, history."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from formations.choices import OrigineLien
from formations.models import CertificationMetier, Etablissement
from metiers.services.catalogue import version_catalogue
from tests.comptes.fabriques import UtilisateurFactory
from tests.formations.fabriques import (
    CertificationFactory,
    CertificationMetierFactory,
    ChiffreFormationFactory,
    EtablissementFactory,
    JourneePortesOuvertesFactory,
    OffreFactory,
)
from tests.metiers.fabriques import MetierFactory
from tests.metiers.pages_admin import formulaire
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
LISTES = [
    "certification",
    "certificationmetier",
    "chiffreformation",
    "etablissement",
    "formation",
    "journeeportesouvertes",
    "offre",
]


@pytest.fixture
def agent(client):
    personne = UtilisateurFactory(agent=True)
    client.force_login(personne)
    return personne


def liste(modele, requete=""):
    return reverse(f"admin:formations_{modele}_changelist") + requete


def remplir():
    offre = OffreFactory()
    JourneePortesOuvertesFactory()
    ChiffreFormationFactory(offre=offre)
    CertificationMetierFactory(certification=offre.formation.certification, origine=OrigineLien.PORTAIL)


@pytest.mark.parametrize("modele", LISTES)
def test_une_liste_coute_autant_a_deux_qu_a_vingt(client, agent, modele):
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            remplir()
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(liste(modele, "?q=l")).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


@pytest.mark.parametrize("modele", ["certification", "etablissement", "formation", "offre"])
def test_une_page_coute_autant_avec_deux_lignes_qu_avec_vingt(client, agent, modele):
    offre = OffreFactory()
    objets = {
        "certification": offre.formation.certification,
        "etablissement": offre.etablissement,
        "formation": offre.formation,
        "offre": offre,
    }
    adresse = reverse(f"admin:formations_{modele}_change", args=[objets[modele].pk])
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            OffreFactory(etablissement=offre.etablissement)
            OffreFactory(formation=offre.formation)
            CertificationMetierFactory(certification=offre.formation.certification, origine=OrigineLien.PORTAIL)
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_filtrer_par_departement_et_par_places(client, agent):
    ici = OffreFactory(
        places_restantes=2, etablissement__commune=CommuneFactory(departement=DepartementFactory(code="53"))
    )
    OffreFactory()
    for filtre in ("departement=53", "places=reste"):
        page = client.get(liste("offre", f"?{filtre}"))
        assert [o.pk for o in page.context["cl"].result_list] == [ici.pk], filtre
    assert client.get(liste("etablissement", "?departement=53")).context["cl"].result_count == 1
    assert client.get(liste("offre", "?departement=zz")).status_code == 200


def test_filtrer_les_certifications_par_leurs_liens(client, agent):
    sure, incertaine, sans = CertificationFactory(), CertificationFactory(), CertificationFactory()
    CertificationMetierFactory(certification=sure, origine=OrigineLien.PORTAIL)
    CertificationMetierFactory(certification=incertaine, origine=OrigineLien.PARENT)
    for filtre, attendue in (("portail", sure), ("incertain", incertaine), ("aucun", sans)):
        page = client.get(liste("certification", f"?liens={filtre}"))
        assert [c.pk for c in page.context["cl"].result_list] == [attendue.pk], filtre


def test_exporter_en_csv(client, agent):
    offre = OffreFactory(etablissement__nom="=CMD()", places_restantes=3)
    reponse = client.post(liste("offre"), {"action": "exporter_en_csv", "_selected_action": [offre.pk]})
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"))))
    assert lignes[0]["places restantes"] == "3"
    assert lignes[0]["établissement"].startswith("'=")


def test_modifier_laisse_une_trace_et_change_le_catalogue(client, agent):
    etablissement = EtablissementFactory()
    adresse = reverse("admin:formations_etablissement_change", args=[etablissement.pk])
    version = version_catalogue()
    donnees = formulaire(client.get(adresse)) | {"nom": "Lycée renommé"}
    assert client.post(adresse, donnees).status_code == 302
    etablissement.refresh_from_db()
    assert etablissement.nom == "Lycée renommé"
    assert etablissement.history.first().history_user == agent
    assert version_catalogue() == version + 1
    assert client.get(reverse("admin:formations_etablissement_history", args=[etablissement.pk])).status_code == 200


def test_relier_un_metier_a_la_main(client, agent):
    certification, metier = CertificationFactory(), MetierFactory()
    adresse = reverse("admin:formations_certification_change", args=[certification.pk])
    donnees = formulaire(client.get(adresse))
    prefixe = "liens_metiers"
    donnees |= {f"{prefixe}-TOTAL_FORMS": "1", f"{prefixe}-0-metier": str(metier.pk)}
    assert client.post(adresse, donnees).status_code == 302
    lien = CertificationMetier.objects.get()
    assert (lien.metier, lien.origine) == (metier, OrigineLien.PORTAIL)


def test_un_referent_lit_et_n_ecrit_pas(client):
    client.force_login(UtilisateurFactory(referent=True))
    etablissement = EtablissementFactory()
    adresse = reverse("admin:formations_etablissement_change", args=[etablissement.pk])
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"nom": "Autre"}).status_code == 403
    assert client.get(reverse("admin:formations_etablissement_add")).status_code == 403


@pytest.mark.parametrize("modele", LISTES)
def test_des_filtres_hostiles_ne_cassent_rien(client, agent, modele):
    remplir()
    for requete in ("?p=zz", "?o=99.-7", "?niveau__exact=abc", "?liens=zz&places=zz&offres=zz", "?q=%25%27%22"):
        assert client.get(liste(modele, requete)).status_code in (200, 302, 400), requete


def test_l_adresse_d_une_page_publique_ne_change_pas(client, agent):
    etablissement = EtablissementFactory(slug="adresse-d-origine")
    adresse = reverse("admin:formations_etablissement_change", args=[etablissement.pk])
    client.post(adresse, formulaire(client.get(adresse)) | {"slug": "autre"})
    assert Etablissement.objects.get().slug == "adresse-d-origine"
