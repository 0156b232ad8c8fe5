"""Partners post, update and close their own offers; the same external id is the same offer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptes.models import Organisation
from metiers.models import Metier
from stages.choices import EtatOffre
from stages.models import EvenementOffre, OffreStage, Partenaire
from stages.services.partenaires import renouveler_le_jeton
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
SIRET = "73282932000074"
RACINE = "/api/v1/partenaires/offres/"


def _partenaire(nom="CCI", portees=("lire", "publier", "clore"), **champs):
    partenaire = Partenaire(nom=nom, portees=list(portees), **champs)
    return partenaire, {"Authorization": f"Jeton {renouveler_le_jeton(partenaire=partenaire)}"}


@pytest.fixture
def appel(client):
    partenaire, entetes = _partenaire()

    def appeler(methode, chemin="A-1/", corps=None, entetes=entetes):
        return getattr(client, methode)(RACINE + chemin, corps, content_type="application/json", headers=entetes)

    appeler.partenaire = partenaire
    return appeler


@pytest.fixture
def corps():
    entreprise = EntrepriseFactory()
    Organisation.objects.filter(pk=entreprise.organisation_id).update(siret=SIRET)
    metier = MetierFactory(code_rome="D1102", etat=Metier.Etat.PUBLIE)
    return {
        "siret": SIRET,
        "section": "observation",
        "titre": "Une semaine au fournil",
        "description": "Vous verrez naître le pain.",
        "niveaux": ["college"],
        "metiers": [metier.code_rome],
        "commune": CommuneFactory().code_insee,
        "semaines": [{"lundi": prochain_lundi(timezone.localdate(), 3).isoformat(), "places": 2}],
    }


def test_deposer_publie_l_offre_d_une_entreprise_verifiee(appel, corps):
    reponse = appel("put", corps=corps)
    assert reponse.status_code == 201, reponse.json()
    assert reponse.json()["etat"] == EtatOffre.PUBLIEE
    offre = OffreStage.objects.get()
    assert (offre.identifiant_externe, offre.partenaire) == ("A-1", appel.partenaire)
    assert [(s.capacite) for s in offre.semaines.all()] == [2]
    assert EvenementOffre.objects.filter(offre=offre).count() == 1


def test_le_meme_envoi_deux_fois_est_une_seule_offre(appel, corps):
    appel("put", corps=corps)
    avant = OffreStage.objects.get()
    reponse = appel("put", corps=corps)
    assert reponse.status_code == 200
    apres = OffreStage.objects.get()
    assert (apres.pk, apres.updated_at, apres.history.count()) == (avant.pk, avant.updated_at, avant.history.count())
    assert EvenementOffre.objects.count() == 1


def test_modifier_change_et_remet_au_controle(appel, corps):
    appel("put", corps=corps)
    lundi = prochain_lundi(timezone.localdate(), 4).isoformat()
    reponse = appel("put", corps=corps | {"titre": "Deux semaines", "semaines": [{"lundi": lundi, "places": 5}]})
    assert reponse.status_code == 200
    offre = OffreStage.objects.get()
    assert (offre.titre, offre.etat, offre.a_controler) == ("Deux semaines", EtatOffre.PUBLIEE, True)
    assert [s.capacite for s in offre.semaines.all()] == [5]
    assert EvenementOffre.objects.count() == 1


def test_une_semaine_ou_l_on_a_postule_ne_s_enleve_pas(appel, corps):
    appel("put", corps=corps)
    offre = OffreStage.objects.get()
    CandidatureFactory(offre=offre, semaine=offre.semaines.get())
    lundi = prochain_lundi(timezone.localdate(), 5).isoformat()
    reponse = appel("put", corps=corps | {"titre": "Autre", "semaines": [{"lundi": lundi, "places": 1}]})
    assert reponse.status_code == 400
    assert "déjà postulé" in reponse.json()["erreurs"]["semaines"][0]
    offre.refresh_from_db()
    assert offre.titre == "Une semaine au fournil"


def test_clore_deux_fois_puis_rouvrir(appel, corps):
    appel("put", corps=corps)
    assert appel("delete").json()["etat"] == EtatOffre.RETIREE
    assert appel("delete").status_code == 200
    assert appel("put", corps=corps).json()["etat"] == EtatOffre.PUBLIEE
    assert EvenementOffre.objects.count() == 1


def test_une_offre_refusee_le_reste_tant_que_rien_ne_change(appel, corps):
    appel("put", corps=corps)
    OffreStage.objects.update(etat=EtatOffre.REFUSEE, motif="Trop vague")
    assert appel("put", corps=corps).json() | {"etat": "refusee", "motif": "Trop vague"} == appel("get").json()
    assert appel("put", corps=corps | {"titre": "Plus précis"}).json()["etat"] == EtatOffre.PUBLIEE


def test_un_partenaire_ne_touche_que_ses_offres(appel, corps):
    appel("put", corps=corps)
    _, autre = _partenaire("CMA")
    assert appel("get", entetes=autre).status_code == 404
    assert appel("delete", entetes=autre).status_code == 404
    assert appel("get", "", entetes=autre).json()["count"] == 0
    assert appel("put", corps=corps, entetes=autre).status_code == 201
    assert OffreStage.objects.count() == 2


@pytest.mark.parametrize(("methode", "portee"), [("get", "lire"), ("put", "publier"), ("delete", "clore")])
def test_chaque_action_demande_sa_portee(appel, corps, methode, portee):
    appel("put", corps=corps)
    _, sans = _partenaire("Sans", {"lire", "publier", "clore"} - {portee})
    reponse = appel(methode, corps=corps if methode == "put" else None, entetes=sans)
    assert reponse.status_code == 403
    assert "ne permet pas" in reponse.json()["detail"]


@pytest.mark.parametrize("entetes", [{}, {"Authorization": "Jeton faux"}, {"Authorization": "Jeton"}])
def test_sans_jeton_valable_rien(appel, corps, entetes):
    for methode in ("get", "put", "delete"):
        reponse = appel(methode, corps=corps if methode == "put" else None, entetes=entetes)
        assert reponse.status_code == 401
        assert reponse.headers["WWW-Authenticate"] == "Jeton"
    assert not OffreStage.objects.exists()


def test_un_partenaire_arrete_n_entre_plus(appel, corps):
    Partenaire.objects.update(actif=False)
    assert appel("put", corps=corps).status_code == 401


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"siret": "12345678901234"}, "siret"),
        ({"siret": "abc"}, "siret"),
        ({"section": "autre"}, "section"),
        ({"titre": ""}, "titre"),
        ({"titre": "a" * 151}, "titre"),
        ({"titre": "a\x00b"}, "titre"),
        ({"titre": "\ud800"}, "titre"),
        ({"description": "a" * 1501}, "description"),
        ({"niveaux": ["adulte"]}, "niveaux"),
        ({"niveaux": []}, "niveaux"),
        ({"metiers": ["Z9999"]}, "metiers"),
        ({"commune": "99999"}, "commune"),
        ({"semaines": []}, "semaines"),
        ({"semaines": [{"lundi": "2001-01-01", "places": 1}]}, "semaines"),
        ({"semaines": [{"lundi": "2099-01-05", "places": 10**12}]}, "semaines.0.places"),
        ({"semaines": [{"lundi": "2099-01-05"}]}, "semaines.0.places"),
        ({"semaines": ["x"]}, "semaines.0.requete"),
        ({"niveaux": ["college", "x"]}, "niveaux.1"),
        ({"capacite": 3}, "capacite"),
        ({"heures_par_semaine": 48}, "heures_par_semaine"),
        ({"debut": "2030-02-01", "fin": "2030-01-01"}, "fin"),
    ],
)
def test_une_erreur_dit_quel_champ_et_ne_garde_rien(appel, corps, change, champ):
    reponse = appel("put", corps=corps | change)
    assert reponse.status_code == 400
    assert list(reponse.json()["erreurs"]) == [champ]
    assert not OffreStage.objects.exists()


@pytest.mark.parametrize("brut", ["", "[]", "null", "{", '"x"', "1e999"])
def test_un_corps_qui_n_est_pas_une_offre_est_refuse(client, brut):
    _, entetes = _partenaire()
    reponse = client.put(RACINE + "A-1/", brut, content_type="application/json", headers=entetes)
    assert reponse.status_code == 400


def test_l_entreprise_non_verifiee_du_partenaire_passe_par_la_moderation(client, corps):
    organisation = Organisation.objects.get(siret=SIRET)
    Organisation.objects.filter(pk=organisation.pk).update(verifiee=False)
    _, sien = _partenaire("La sienne", organisation=organisation)
    _, autre = _partenaire("Une autre")
    envoyer = lambda e: client.put(RACINE + "A-1/", corps, content_type="application/json", headers=e)  # noqa: E731
    assert envoyer(autre).json()["erreurs"]["siret"]
    assert envoyer(sien).json()["etat"] == EtatOffre.A_MODERER


def test_la_liste_compte_ses_requetes(appel, corps, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def compter():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert appel("get", "").status_code == 200
        return len(requetes)

    for n in range(2):
        appel("put", f"B-{n}/", corps)
    deux = compter()
    for n in range(18):
        appel("put", f"C-{n}/", corps)
    assert compter() == deux


def test_le_dernier_appel_est_note_sans_ecrire_a_chaque_fois(appel):
    appel("get", "")
    appel.partenaire.refresh_from_db()
    premier = appel.partenaire.dernier_appel
    assert timezone.now() - premier < timedelta(minutes=1)
    appel("get", "")
    appel.partenaire.refresh_from_db()
    assert appel.partenaire.dernier_appel == premier


def test_le_debit_est_celui_du_partenaire(appel, monkeypatch):
    from stages.api.authentification import DebitPartenaire

    monkeypatch.setattr(DebitPartenaire, "THROTTLE_RATES", {"partenaire": "2/min"})
    assert [appel("get", "").status_code for _ in range(3)] == [200, 200, 429]
    _, autre = _partenaire("CMA")
    assert appel("get", "", entetes=autre).status_code == 200
