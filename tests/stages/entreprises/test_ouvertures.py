"""Visits and open days, and the public page where they show."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stages.choices import EtatOffre
from stages.models import Engagement, Ouverture
from tests.stages.entreprises.fabriques import entreprise_nommee
from tests.stages.fabriques import OffreStageFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
OUVERTURES = "/entreprise/ouvertures/"


def saisie(**champs):
    demain = timezone.localdate() + timedelta(days=10)
    base = {"type": "visite", "jour": demain, "heure_debut": "14:00", "heure_fin": "16:00", "publiee": "on"}
    return {cle: valeur for cle, valeur in {**base, **champs}.items() if valeur is not None}


def creer(entreprise, dans=10, **champs):
    debut = timezone.now() + timedelta(days=dans)
    fin = debut + timedelta(hours=2)
    return Ouverture.objects.create(
        entreprise=entreprise, type="visite", debut=debut, fin=fin, **{"publiee": True, **champs}
    )


def publique(entreprise):
    return reverse("stages:entreprise", args=[entreprise.slug])


def test_une_date_publiee_parait_sur_la_page_publique(client_responsable, entreprise):
    assert client_responsable.post(OUVERTURES, saisie(description="Le four à bois")).status_code == 302
    assert "Le four à bois" in client_responsable.get(publique(entreprise)).text


def test_une_date_gardee_parait_quand_on_la_publie_et_disparait_annulee(client_responsable, entreprise):
    client_responsable.post(OUVERTURES, saisie(publiee=None, description="Le four à bois"))
    ouverture = Ouverture.objects.get()
    adresse = reverse("entreprise:ouverture", args=[ouverture.pk])
    assert "Le four à bois" not in client_responsable.get(publique(entreprise)).text
    assert client_responsable.get(adresse).status_code == 405
    client_responsable.post(adresse, {"geste": "publier"})
    assert "Le four à bois" in client_responsable.get(publique(entreprise)).text
    client_responsable.post(adresse, {"geste": "annuler"})
    client_responsable.post(adresse, {"geste": "annuler"})
    assert "Le four à bois" not in client_responsable.get(publique(entreprise)).text
    client_responsable.post(adresse, {"geste": "publier"})
    assert "Le four à bois" not in client_responsable.get(publique(entreprise)).text


def test_la_date_d_une_autre_entreprise_n_existe_pas(client_responsable):
    autre = creer(entreprise_nommee("Autre"))
    reponse = client_responsable.post(reverse("entreprise:ouverture", args=[autre.pk]), {"geste": "annuler"})
    assert reponse.status_code == 404
    autre.refresh_from_db()
    assert autre.annulee_le is None


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"jour": "2020-01-01"}, "passée"),
        ({"jour": "9999-12-31"}, "deux ans"),
        ({"jour": ""}, "obligatoire"),
        ({"heure_fin": "13:00"}, "suivre"),
        ({"heure_debut": "25:99"}, "heure"),
        ({"capacite": "0"}, "1"),
        ({"capacite": "9" * 30}, "10"),
        ({"type": "fête"}, "fête"),
        ({"description": "x" * 1_600}, "1"),
    ],
)
def test_une_date_fausse_est_refusee(client_responsable, champs, mot):
    reponse = client_responsable.post(OUVERTURES, saisie(**champs))
    assert reponse.status_code == 422
    assert mot in reponse.text
    assert not Ouverture.objects.exists()


def test_la_meme_date_ne_s_enregistre_qu_une_fois(client_responsable):
    client_responsable.post(OUVERTURES, saisie())
    assert "déjà enregistrée" in client_responsable.post(OUVERTURES, saisie()).text
    assert Ouverture.objects.count() == 1


def test_le_nombre_de_requetes_des_dates_est_constant(client_responsable, entreprise, compter):
    creer(entreprise)
    peu = compter(client_responsable, OUVERTURES)
    for rang in range(20):
        creer(entreprise, dans=rang + 20)
    assert compter(client_responsable, OUVERTURES) == peu


# --- the public page


@pytest.fixture
def complete():
    entreprise = entreprise_nommee(
        "Atelier du Loir", presentation="Des portes & des volets <b>", site="https://l.example"
    )
    entreprise.organisation.commune = CommuneFactory(nom="La Flèche")
    entreprise.organisation.save()
    return entreprise


def test_la_page_publique_dit_qui_elle_est(client, complete):
    OffreStageFactory(entreprise=complete, titre="Une semaine à l'atelier")
    OffreStageFactory(entreprise=complete, titre="Cachée", etat=EtatOffre.COMPLETE)
    jour = timezone.localdate()
    for type_, debut, fin in (("charte", -10, 300), ("efl", -400, -30)):
        Engagement.objects.create(
            entreprise=complete, type=type_, debut=jour + timedelta(debut), fin=jour + timedelta(fin), signe_le=jour
        )
    creer(complete, description="À venir")
    creer(complete, dans=-5, description="Hier")
    creer(complete, publiee=False, description="Plus tard")
    texte = client.get(publique(complete)).text
    assert "Une semaine à l&#x27;atelier" in texte
    assert "Charte d&#x27;engagement" in texte
    assert "La Flèche" in texte
    assert "À venir" in texte
    assert "non calculé" in texte
    for absent in ("Cachée", "Hier", "Plus tard", "faites le lien", "<b>"):
        assert absent not in texte


def test_les_donnees_liees_decrivent_une_organisation(client, complete):
    texte = client.get(publique(complete)).text
    blocs = [json.loads(b) for b in re.findall(r'<script type="application/ld\+json">(.*?)</script>', texte)]
    organisation = next(b for b in blocs if b["@type"] == "Organization")
    assert organisation["name"] == "Atelier du Loir"
    assert organisation["address"]["addressLocality"] == "La Flèche"


@pytest.mark.parametrize("slug", ["introuvable", "a" * 300])
def test_une_page_inconnue_est_un_404(client, slug):
    assert client.get(f"/stages/entreprises/{slug}/").status_code == 404


def test_une_entreprise_non_verifiee_n_a_pas_de_page(client):
    assert client.get(publique(entreprise_nommee("Nouvelle", verifiee=False))).status_code == 404


def test_la_page_publique_n_expose_ni_telephone_ni_personne(client, complete, client_responsable, entreprise):
    entreprise.telephone = "02 41 00 00 00"
    entreprise.save()
    texte = client.get(publique(entreprise)).text
    assert "02 41 00 00 00" not in texte
    assert "Dominique" not in texte.split("<main")[1].split("</main")[0]


def test_le_nombre_de_requetes_de_la_page_publique_est_constant(client, complete, compter):
    OffreStageFactory.create_batch(2, entreprise=complete)
    creer(complete)
    peu = compter(client, publique(complete))
    OffreStageFactory.create_batch(18, entreprise=complete)
    for rang in range(9):
        creer(complete, dans=rang + 12)
    assert compter(client, publique(complete)) == peu
