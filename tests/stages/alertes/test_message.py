"""What a message says: why it came, where, when, how many places; composed once, never mixed up."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stages.models import Alerte, Livraison
from stages.services.adresses_alertes import adresse_desinscription, adresse_gestion
from stages.services.criteres_en_mots import raison_de, raisons_de
from stages.services.entetes_alertes import entetes
from stages.services.message_alerte import OCTETS_PUSH, composer_courriel, composer_push, composer_recapitulatif
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.fabriques import OffreStageFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
LUNDIS = [(date(2027, 1, 4), 2), (date(2027, 1, 11), 1)]


@pytest.fixture
def offre():
    commune = CommuneFactory(nom="Angers")
    return OffreStageFactory(titre="Au fournil & à la boutique", commune=commune, semaines=LUNDIS)


def test_le_courriel_dit_pourquoi_ou_quand_et_combien(offre):
    sujet, texte = composer_courriel(offre).pour("https://gerer", "https://arreter", "stages à Angers")
    assert sujet == "Nouvelle offre : Au fournil & à la boutique, Angers"
    attendus = ("Angers", "semaines du 4 janvier 2027, 11 janvier 2027", "3 places", "stages à Angers", "https://gerer",
                "https://arreter", f"/stages/{offre.pk}-{offre.slug}/", "Collège")  # fmt: skip
    assert [a for a in attendus if a not in texte] == []
    assert "&amp;" not in texte


def test_composer_pour_chacun_ne_lit_rien(offre):
    courriel = composer_courriel(offre)
    with CaptureQueriesContext(connection) as requetes:
        textes = {courriel.pour(f"https://g/{n}", "https://a", f"raison {n}")[1] for n in range(50)}
    assert (len(textes), len(requetes)) == (50, 0)


def test_un_titre_piege_ne_deplace_ni_l_adresse_ni_le_sujet():
    offre = OffreStageFactory(titre="\ufdd0gestion\ufdd1 {{ settings }} \nBcc: x@y.example")
    sujet, texte = composer_courriel(offre).pour("https://gerer", "https://arreter", "\ufdd0desinscription\ufdd1")
    assert "\n" not in sujet
    assert texte.count("https://gerer") == 1
    assert texte.count("https://arreter") == 1
    assert "{{ settings }}" in texte


def test_le_recapitulatif_groupe_les_offres_et_garde_ce_qui_est_dit(offre):
    autre = OffreStageFactory(titre="À l'atelier bois")
    resumes: dict[int, str] = {}
    demande = {"adresse_gestion": "https://g", "adresse_desinscription": "https://a", "raison": "deux alertes"}
    sujet, texte = composer_recapitulatif([offre, autre], **demande, resumes=resumes)
    assert sujet == "2 nouveaux stages pour vous"
    assert set(resumes) == {offre.pk, autre.pk}
    assert "Au fournil" in texte
    assert "À l'atelier bois" in texte
    with CaptureQueriesContext(connection) as requetes:
        composer_recapitulatif([offre, autre], **demande, resumes=resumes)
    assert len(requetes) == 0
    assert composer_recapitulatif([offre], **demande)[0].startswith("Nouvelle offre")


def test_la_notification_tient_dans_la_limite_meme_quand_tout_est_long():
    offre = OffreStageFactory(titre="🥖" * 150, commune=CommuneFactory(nom="É" * 120))
    octets = composer_push(offre, "raison " * 400)
    assert len(octets) <= OCTETS_PUSH
    charge = json.loads(octets)
    assert charge["url"].startswith("/stages/")
    assert charge["tag"] == f"offre-{offre.pk}"


def test_la_raison_dit_tous_les_criteres():
    alerte = AlerteFactory(
        section="observation", niveau="college", mots="pain four", semaine_debut=LUNDIS[0][0], semaine_fin=LUNDIS[1][0],
        commune=CommuneFactory(nom="Angers"), rayon_km=20, metiers=[MetierFactory()], familles=[FamilleFactory()],
    )  # fmt: skip
    lue = Alerte.objects.avec_criteres().get(pk=alerte.pk)
    with CaptureQueriesContext(connection) as requetes:
        raison = raison_de(lue)
    assert len(requetes) == 0
    for morceau in ("Stage d'observation", "Collège", "pain four", "du 4 janvier 2027 au 11 janvier 2027",
                    "à 20 km au plus d'Angers", "métier : ", "domaine : "):  # fmt: skip
        assert morceau in raison
    assert raisons_de([lue, lue]) == raison


def test_une_alerte_sans_critere_se_dit_aussi():
    assert raison_de(AlerteFactory()) == "Tous les stages ; dans toute la région"


def test_les_entetes_arretent_l_alerte_ou_tout_pour_un_recapitulatif(settings):
    settings.SITE_URL = "https://orientation.example"
    une = AlerteFactory()
    valeurs = entetes(Livraison(alerte=une))
    assert valeurs["List-Unsubscribe"] == f"<{adresse_desinscription(une)}>"
    assert valeurs["List-Unsubscribe"].startswith("<https://orientation.example/stages/alertes/desinscription/")
    assert valeurs["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    bilan = AlerteFactory(frequence="quotidienne")
    assert entetes(Livraison(alerte=bilan))["List-Unsubscribe"] == f"<{adresse_desinscription(bilan, tout=True)}>"


def test_l_adresse_de_gestion_est_celle_de_la_personne():
    assert adresse_gestion(AlerteFactory()).endswith("/stages/alertes/")
    seule = AlerteFactory(adresse_seule=True)
    assert adresse_gestion(seule).endswith(f"/stages/alertes/gerer/{seule.jeton}/")
