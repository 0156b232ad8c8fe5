"""Partner API: tokens and scopes, idempotence by external identifier, clear refusals, nobody else's offers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stages.api.jetons import DebitPartenaire
from stages.choices import EtatOffre, NiveauPublic
from stages.models import OffreStage, Partenaire
from stages.services.partenaires import donner_un_jeton
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
API = "/api/v1/partenaires/offres/"
SIRET = "73282932000074"


def partenaire(nom="Réseau", portees=("lire", "publier", "clore"), **champs):
    p = Partenaire(nom=nom, portees=list(portees), **champs)
    jeton = donner_un_jeton(partenaire=p)
    return p, {"HTTP_AUTHORIZATION": f"Jeton {jeton}"}


@pytest.fixture
def entreprise():
    e = EntrepriseFactory()
    e.organisation.siret = SIRET
    e.organisation.save()
    return e


@pytest.fixture
def corps(entreprise):
    lundi = prochain_lundi(timezone.localdate(), 5)
    return {
        "siret": SIRET,
        "section": "observation",
        "titre": "Une semaine à l'atelier",
        "description": "Vous verrez le bois devenir chaise.",
        "commune": CommuneFactory().code_insee,
        "metiers": [MetierFactory().slug],
        "niveaux": ["college"],
        "semaines": [{"lundi": lundi.isoformat(), "places": 2}],
        "heures_par_semaine": "30",
    }


def envoyer(client, corps, entetes, identifiant="a-1"):
    return client.put(f"{API}{identifiant}/", corps, content_type="application/json", **entetes)


def test_sans_jeton_ou_avec_un_mauvais_rien_ne_passe(client, corps):
    _, entetes = partenaire()
    for mauvais in ({}, {"HTTP_AUTHORIZATION": "Jeton"}, {"HTTP_AUTHORIZATION": "Jeton faux"}) + (
        {"HTTP_AUTHORIZATION": "Bearer " + entetes["HTTP_AUTHORIZATION"].split()[1]},
        {"HTTP_AUTHORIZATION": "Jeton \xe9"},
    ):
        assert envoyer(client, corps, mauvais).status_code == 401, mauvais
    client.force_login(UtilisateurFactory(is_superuser=True, is_staff=True))
    assert client.get(API).status_code == 401
    Partenaire.objects.update(actif=False)
    assert envoyer(client, corps, entetes).status_code == 401
    assert not OffreStage.objects.exists()


def test_le_meme_envoi_deux_fois_fait_une_offre(client, corps):
    p, entetes = partenaire()
    premier = envoyer(client, corps, entetes)
    assert premier.status_code == 201, premier.json()
    assert (premier.json()["etat"], premier.json()["identifiant"]) == ("publiee", "a-1")
    avant = OffreStage.objects.get()
    second = envoyer(client, corps, entetes)
    assert second.status_code == 200
    assert OffreStage.objects.get().updated_at == avant.updated_at, "nothing was written"
    assert avant.partenaire == p and avant.history.count() == OffreStage.objects.get().history.count()
    assert client.get(avant.get_absolute_url()).status_code == 200
    p.refresh_from_db()
    assert p.dernier_appel is not None


def test_modifier_met_a_jour_et_la_recherche_suit(client, corps):
    _, entetes = partenaire()
    envoyer(client, corps, entetes)
    reponse = envoyer(client, corps | {"titre": "Tourner un saladier"}, entetes)
    assert (reponse.status_code, reponse.json()["titre"]) == (200, "Tourner un saladier")
    assert "Tourner un saladier" in client.get("/stages/?q=saladier").content.decode()
    assert "Aucun résultat" in client.get("/stages/?q=atelier&section=long").content.decode()


def test_clore_deux_fois_puis_renvoyer_la_meme_copie_ne_la_ramene_pas(client, corps):
    _, entetes = partenaire()
    envoyer(client, corps, entetes)
    for _ in range(2):
        reponse = client.post(f"{API}a-1/clore/", **entetes)
        assert (reponse.status_code, reponse.json()["etat"]) == (200, "retiree")
    assert envoyer(client, corps, entetes).json()["etat"] == "retiree"
    assert envoyer(client, corps | {"titre": "Nouvelle vie"}, entetes).json()["etat"] == "publiee"
    assert client.post(f"{API}inconnue/clore/", **entetes).status_code == 404


def test_un_partenaire_ne_touche_qu_aux_siennes(client, corps):
    _, entetes = partenaire()
    _, autres = partenaire("Autre")
    envoyer(client, corps, entetes)
    OffreStageFactory()
    assert client.get(API, **entetes).json()["count"] == 1
    assert client.get(API, **autres).json()["count"] == 0
    assert client.get(f"{API}a-1/", **autres).status_code == 404
    assert client.post(f"{API}a-1/clore/", **autres).status_code == 404
    assert envoyer(client, corps, autres).status_code == 201, "its own a-1"
    assert OffreStage.objects.filter(identifiant_externe="a-1").count() == 2


@pytest.mark.parametrize(
    ("portees", "lire", "publier", "clore"),
    [((), 403, 403, 403), (("lire",), 200, 403, 403), (("publier",), 403, 201, 403), (("clore",), 403, 403, 404)],
)
def test_chaque_portee_permet_une_action(client, corps, portees, lire, publier, clore):
    _, entetes = partenaire(portees=portees)
    assert client.get(API, **entetes).status_code == lire
    assert client.post(f"{API}a-1/clore/", **entetes).status_code == clore
    assert envoyer(client, corps, entetes).status_code == publier


@pytest.mark.parametrize(
    ("changement", "champ"),
    [
        ({"siret": "1"}, "siret"),
        ({"siret": "00000000000000"}, "siret"),
        ({"titre": ""}, "titre"),
        ({"titre": "a\x00b"}, "titre"),
        ({"section": "autre"}, "section"),
        ({"commune": "99999"}, "commune"),
        ({"metiers": []}, "metiers"),
        ({"metiers": ["inconnu"]}, "metiers"),
        ({"niveaux": ["college", "bac"]}, "niveaux.1"),
        ({"niveaux": ["adulte"]}, "niveaux"),
        ({"semaines": []}, "semaines"),
        ({"semaines": [{"lundi": "2027-01-12", "places": 1}]}, "semaines"),
        ({"semaines": [{"lundi": "2027-01-11", "places": 0}]}, "semaines.0.places"),
        ({"places": 3}, "places"),
        ({"heures_par_semaine": "35"}, "heures_par_semaine"),
        ({"gratification_horaire": "5"}, "gratification_horaire"),
        ({"couleur": "bleu"}, "couleur"),
        ({"fin": "2027-01-01", "debut": "2027-02-01"}, "fin"),
        ({"section": "long"}, "semaines"),
    ],
)
def test_un_refus_dit_quel_champ_et_n_ecrit_rien(client, corps, changement, champ):
    _, entetes = partenaire()
    reponse = envoyer(client, corps | changement, entetes)
    assert reponse.status_code == 400
    assert champ in reponse.json()["erreurs"], reponse.json()
    assert not OffreStage.objects.exists()


@pytest.mark.parametrize("envoi", ["", "[]", "null", '"x"', "{", "[1]"])
def test_un_corps_informe_est_refuse(client, envoi):
    _, entetes = partenaire()
    reponse = client.put(f"{API}a-1/", envoi, content_type="application/json", **entetes)
    assert reponse.status_code == 400


def test_une_entreprise_non_verifiee_doit_etre_rattachee_et_ses_offres_sont_moderees(client, corps, entreprise):
    p, entetes = partenaire()
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    assert "siret" in envoyer(client, corps, entetes).json()["erreurs"]
    p.entreprises.add(entreprise)
    assert envoyer(client, corps, entetes).json()["etat"] == "a_moderer"
    OffreStage.objects.update(etat=EtatOffre.PUBLIEE)
    assert envoyer(client, corps | {"titre": "Autre texte"}, entetes).json()["etat"] == "a_moderer"


def test_les_places_prises_ne_se_retirent_pas(client, corps):
    _, entetes = partenaire()
    envoyer(client, corps, entetes)
    offre = OffreStage.objects.get()
    semaine = offre.semaines.get()
    CandidatureFactory(offre=offre, semaine=semaine)
    autre = (semaine.lundi + timedelta(weeks=1)).isoformat()
    refus = envoyer(client, corps | {"semaines": [{"lundi": autre, "places": 1}]}, entetes)
    assert refus.status_code == 400 and "semaines" in refus.json()["erreurs"]
    offre.semaines.update(places_prises=2)
    moins = [{"lundi": semaine.lundi.isoformat(), "places": 1}]
    assert envoyer(client, corps | {"semaines": moins}, entetes).status_code == 400
    assert offre.semaines.get().capacite == 2


def test_une_alternance_se_compte_en_places(client, corps):
    _, entetes = partenaire()
    longue = {k: v for k, v in corps.items() if k not in ("semaines", "heures_par_semaine")} | {
        "section": "alternance",
        "contrat": "apprentissage",
        "places": 2,
        "debut": (timezone.localdate() + timedelta(days=60)).isoformat(),
        "duree_mois": 24,
        "niveaux": [NiveauPublic.LYCEE],
        "gratification_horaire": None,
    }
    assert envoyer(client, longue, entetes).status_code == 201
    assert envoyer(client, longue, entetes).status_code == 200
    sans = {k: v for k, v in longue.items() if k != "places"}
    assert "places" in envoyer(client, sans, entetes, "b").json()["erreurs"]


def test_le_debit_est_compte_par_jeton(client, corps, monkeypatch):
    monkeypatch.setattr(DebitPartenaire, "THROTTLE_RATES", {"partenaire": "2/min"})
    _, entetes = partenaire()
    _, autres = partenaire("Autre")
    assert [client.get(API, **entetes).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(API, **autres).status_code == 200


def test_l_administration_montre_le_jeton_une_seule_fois(admin_client):
    champs = {"nom": "Chambre", "portees": ["lire"], "actif": "on", "courriel": ""}
    page = admin_client.post("/admin/stages/partenaire/add/", champs, follow=True).content.decode()
    jeton = page.split("pst_")[1][:43]
    p = Partenaire.objects.get()
    assert jeton not in admin_client.get(f"/admin/stages/partenaire/{p.pk}/change/").content.decode()
    ancienne = p.empreinte_jeton
    assert jeton not in ancienne
    action = {"action": "renouveler_jeton", "_selected_action": [p.pk]}
    admin_client.post("/admin/stages/partenaire/", action, follow=True)
    p.refresh_from_db()
    assert p.empreinte_jeton != ancienne
    assert admin_client.get("/admin/stages/partenaire/").status_code == 200
