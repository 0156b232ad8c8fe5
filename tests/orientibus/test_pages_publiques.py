"""Public pages of the bus: stops to come, a month, a stop, and what other pages show of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orientibus.choices import EtatEtape
from orientibus.models import CompteRendu, Frequentation
from tests.metiers.fabriques import MetierFactory
from tests.orientibus.fabriques_publiques import AtelierFactory, DemandeFactory, EtapeFactory, lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
ICI = "/orientibus/"


def page(client, adresse, statut=200):
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    return reponse.content.decode()


def test_la_liste_montre_les_etapes_confirmees_a_venir(client):
    confirmee = EtapeFactory(demande__structure="Collège des Pins")
    EtapeFactory(proposee=True, demande__structure="Lycée en attente")
    EtapeFactory(etat=EtatEtape.ANNULEE, demande__structure="Mairie annulée")
    hier = timezone.localdate() - timedelta(days=1)
    EtapeFactory(jour=hier, demande__structure="Collège passé")
    texte = page(client, ICI)
    assert "1 étape à venir" in texte and "Collège des Pins" in texte and confirmee.get_absolute_url() in texte
    assert not any(nom in texte for nom in ("Lycée en attente", "Mairie annulée", "Collège passé"))


def test_autour_d_une_commune_par_departement_par_mois_et_ouvertes(client):
    nantes = CommuneFactory(nom="Nantes-Essai", latitude=47.2, longitude=-1.5)
    pres = EtapeFactory(demande__commune=nantes, ouverte=True, demande__structure="Tout près")
    loin = CommuneFactory(latitude=48.0, longitude=0.2, departement__code="72")
    EtapeFactory(demande__commune=loin, demande__structure="Très loin", jour=pres.jour + timedelta(days=70))
    texte = page(client, f"{ICI}?commune={nantes.code_insee}&rayon=30")
    assert "Tout près" in texte and "Très loin" not in texte
    assert "Très loin" in page(client, f"{ICI}?commune={nantes.code_insee}&rayon=0")
    texte = page(client, f"{ICI}?departement=72")
    assert "Très loin" in texte and "Tout près" not in texte
    texte = page(client, f"{ICI}?ouvertes=oui")
    assert "Tout près" in texte and "Très loin" not in texte
    texte = page(client, f"{ICI}?mois={pres.jour:%Y-%m}")
    assert "Tout près" in texte and "Très loin" not in texte


@pytest.mark.parametrize(
    "requete",
    [
        "mois=2026-13", "commune=99999", "rayon=abc&commune=44109", "departement=%F0%9F%9A%8C", "bus=zz", "page=-3",
        "ou=zzzzzz", "ou=" + "x" * 5000,
    ],
)  # fmt: skip
def test_une_adresse_etrange_donne_une_page(client, requete):
    EtapeFactory()
    page(client, f"{ICI}?{requete}")
    page(client, f"{ICI}calendrier/?{requete}")


def test_ce_qui_n_est_pas_compris_est_dit(client):
    EtapeFactory()
    assert "«&nbsp;bientot&nbsp;»" in page(client, f"{ICI}?mois=bientot")


def test_rien_a_montrer_propose_une_suite(client):
    assert "Aucune étape annoncée" in page(client, ICI)


@pytest.mark.parametrize("nombre", [2, 20])
def test_la_liste_et_le_mois_comptent_leurs_requetes(client, nombre, django_assert_num_queries):
    atelier = AtelierFactory()
    jour = timezone.localdate() + timedelta(days=1)
    for _ in range(nombre):
        EtapeFactory(jour=jour, demande__ateliers=[atelier])
    client.get(ICI)
    with django_assert_num_queries(7):
        client.get(ICI)
    with django_assert_num_queries(2):
        client.get(f"{ICI}calendrier/?mois={jour:%Y-%m}")


def test_le_mois_range_les_etapes_par_jour(client):
    etape = EtapeFactory(jour=lundi(timezone.localdate().replace(day=15)), demande__commune__nom="Pornic-Essai")
    texte = page(client, f"{ICI}calendrier/?mois={etape.jour:%Y-%m}")
    assert "1 étape ce mois-ci" in texte and "Pornic-Essai" in texte
    avant = (etape.jour - timedelta(days=40)).strftime("%Y-%m")
    assert "Pornic-Essai" not in page(client, f"{ICI}calendrier/?mois={avant}")


def test_la_page_d_une_etape_cache_l_adresse_d_une_visite_de_classe(client):
    fermee = EtapeFactory(demande__adresse="12 rue Cachée", demande__ateliers=[AtelierFactory(nom="Souder sans feu")])
    texte = page(client, fermee.get_absolute_url())
    assert "Souder sans feu" in texte and "12 rue Cachée" not in texte and "réservée au public" in texte
    assert "contact@test.example" not in texte and "Dominique Inventé" not in texte
    ouverte = EtapeFactory(ouverte=True, demande__adresse="3 place du Marché")
    texte = page(client, ouverte.get_absolute_url())
    assert "3 place du Marché" in texte and "S'inscrire" in texte
    assert '"@type": "Event"' in texte or '"@type":"Event"' in texte


def test_une_etape_de_demonstration_le_dit_et_n_est_pas_decrite_aux_moteurs(client):
    texte = page(client, EtapeFactory(ouverte=True, demonstration=True).get_absolute_url())
    assert "inventée" in texte and "noindex" in texte and '"Event"' not in texte


def test_une_etape_annulee_le_dit_et_une_proposition_n_existe_pas(client):
    annulee = EtapeFactory(etat=EtatEtape.ANNULEE, motif="panne du bus")
    assert "panne du bus" in page(client, annulee.get_absolute_url(), 410)
    page(client, EtapeFactory(proposee=True).get_absolute_url(), 404)
    page(client, "/orientibus/etapes/inconnue/", 404)


def test_une_etape_passee_dit_combien_de_personnes_y_sont_venues(client):
    etape = EtapeFactory(jour=timezone.localdate() - timedelta(days=3), etat=EtatEtape.REALISEE)
    assert "Personnes rencontrées" not in page(client, etape.get_absolute_url())
    compte = CompteRendu.objects.create(etape=etape, rempli_le=timezone.now())
    Frequentation.objects.create(compte_rendu=compte, public="eleves", nombre=48)
    Frequentation.objects.create(compte_rendu=compte, public="familles", nombre=5)
    texte = page(client, etape.get_absolute_url())
    assert "Personnes rencontrées" in texte and "53" in texte


def test_la_fiche_d_un_metier_montre_les_etapes_de_sa_famille(client):
    metier = MetierFactory()
    assert "Orientibus</h2>" not in page(client, metier.get_absolute_url())
    EtapeFactory(demande__structure="Forum des gestes", demande__ateliers=[AtelierFactory(familles=[metier.famille])])
    EtapeFactory(demande__structure="Sans rapport", demande__ateliers=[AtelierFactory()])
    texte = page(client, metier.get_absolute_url())
    assert "À bord de l'Orientibus" in texte and "Forum des gestes" in texte and "Sans rapport" not in texte


def test_la_page_d_un_territoire_et_d_un_departement_montrent_leurs_etapes(client):
    demande = DemandeFactory(structure="Place du bourg")
    EtapeFactory(demande=demande)
    territoire = demande.commune.territoire
    departement = demande.commune.departement
    assert "Place du bourg" in page(client, reverse("territoires:departement", args=[departement.slug]))
    if territoire:
        assert "Place du bourg" in page(
            client, reverse("territoires:territoire", args=[departement.slug, territoire.code])
        )


def test_l_accueil_montre_les_prochaines_etapes(client):
    EtapeFactory(demande__structure="Médiathèque inventée")
    assert "Médiathèque inventée" in page(client, "/")


def test_htmx_recoit_la_liste_seule(client):
    EtapeFactory()
    reponse = client.get(f"{ICI}?mois=", HTTP_HX_REQUEST="true")
    assert "<html" not in reponse.content.decode() and reponse["HX-Push-Url"].startswith(ICI)
