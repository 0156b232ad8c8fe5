"""Notifications of the alerts: read by the browser that they are for, whatever its service answers."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stages.choices import Canal
from stages.clients.push import PostePush
from stages.models import AbonnementPush, Livraison
from stages.services.envoi_push import ECHECS_MAX, envoyer_pushes_dus, sujet_de
from tests.comptes.fabriques import UtilisateurFactory
from tests.stages.envois.fabriques import HOTE, Navigateur, alerte, livraison
from tests.stages.fabriques import OffreStageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def envoyer(service, **options):
    return envoyer_pushes_dus(poste=PostePush(service.ligne), **options)


def etats():
    return list(Livraison.objects.order_by("pk").values_list("etat", flat=True))


def test_le_navigateur_lit_ce_qui_lui_est_envoye(service):
    navigateur, personne = Navigateur(), UtilisateurFactory()
    navigateur.abonner(utilisateur=personne)
    v = livraison(alerte(utilisateur=personne), canal=Canal.PUSH)
    assert envoyer(service) == {"envoyee": 1}
    [(hote, chemin, corps, entetes)] = service.recus
    message = json.loads(navigateur.lire(corps))
    assert message["title"] == v.offre.titre and str(v.offre_id) in message["url"]
    assert entetes["Topic"] == sujet_de(v) and len(entetes["Topic"]) == 32
    assert navigateur.adresse == f"https://{hote}{chemin}"


def test_chaque_appareil_de_la_personne_et_elle_seule(service):
    personne, autre = UtilisateurFactory(), UtilisateurFactory()
    for proprietaire in (personne, personne, autre):
        Navigateur().abonner(utilisateur=proprietaire)
    livraison(alerte(utilisateur=personne), canal=Canal.PUSH)
    envoyer(service)
    assert len(service.recus) == 2


def test_une_adresse_seule_a_ses_appareils_pour_toutes_ses_alertes(service):
    une, deux = alerte(courriel="lou@test.example"), alerte(courriel="lou@test.example")
    Navigateur().abonner(alerte=une)
    livraison(deux, canal=Canal.PUSH)
    livraison(alerte(), canal=Canal.PUSH)
    envoyer(service)
    assert len(service.recus) == 1 and etats() == ["envoyee", "supprimee"]


@pytest.mark.parametrize("code", [404, 410])
def test_un_abonnement_disparu_est_efface(service, code):
    a = alerte()
    mort, vivant = Navigateur().abonner(alerte=a), Navigateur().abonner(alerte=a)
    service.reponses[mort.adresse.removeprefix(f"https://{HOTE}")] = code
    livraison(a, canal=Canal.PUSH)
    envoyer(service)
    assert list(AbonnementPush.objects.all()) == [vivant] and etats() == ["envoyee"]


def test_sans_appareil_vivant_la_ligne_n_a_plus_d_objet(service):
    a = alerte()
    Navigateur().abonner(alerte=a)
    service.reponses[HOTE] = 410
    livraison(a, canal=Canal.PUSH)
    envoyer(service)
    assert etats() == ["supprimee"] and not AbonnementPush.objects.exists()


def test_429_fait_attendre_cet_hote_seulement(service):
    sature, libre = alerte(), alerte()
    Navigateur().abonner(alerte=sature)
    Navigateur("fcm.googleapis.com").abonner(alerte=libre)
    service.reponses[HOTE] = (429, {"Retry-After": "600"})
    lignes = [livraison(a, canal=Canal.PUSH) for a in (sature, sature, libre)]
    maintenant = timezone.now()
    envoyer(service)
    assert etats() == ["en_file", "en_file", "envoyee"]
    assert [r[0] for r in service.recus] == [HOTE, "fcm.googleapis.com"]
    for ligne in lignes[:2]:
        ligne.refresh_from_db()
        assert 590 <= (ligne.pas_avant - maintenant).total_seconds() <= 610 and ligne.essais == 0


def test_une_panne_du_service_revient_puis_renonce(service):
    from comptes.services.files_d_envoi import MAX_ESSAIS

    a = alerte()
    Navigateur().abonner(alerte=a)
    service.reponses[HOTE] = 503
    v = livraison(a, canal=Canal.PUSH, essais=MAX_ESSAIS - 2)
    envoyer(service)
    assert etats() == ["en_file"]
    from django.core.cache import cache

    cache.clear()
    envoyer(service, horloge=lambda: timezone.now() + timedelta(hours=12))
    v.refresh_from_db()
    assert v.etat == "echouee" and HOTE in v.erreur


def test_un_appareil_en_panne_n_est_pas_perdu_et_l_autre_n_est_pas_deux_fois_averti(service):
    a = alerte()
    Navigateur().abonner(alerte=a)
    Navigateur("fcm.googleapis.com").abonner(alerte=a)
    service.reponses[HOTE] = [503]
    livraison(a, canal=Canal.PUSH)
    envoyer(service)
    assert etats() == ["en_file"]
    from django.core.cache import cache

    cache.clear()
    envoyer(service, horloge=lambda: timezone.now() + timedelta(minutes=5))
    assert etats() == ["envoyee"]
    assert [r[0] for r in service.recus] == [HOTE, "fcm.googleapis.com", HOTE]
    assert len({r[3]["Topic"] for r in service.recus}) == 1


def test_un_appareil_toujours_refuse_est_oublie(service):
    a = alerte()
    Navigateur().abonner(alerte=a)
    service.reponses[HOTE] = 400
    for _ in range(ECHECS_MAX):
        assert AbonnementPush.objects.exists()
        livraison(a, canal=Canal.PUSH)
        envoyer(service)
    assert not AbonnementPush.objects.exists() and set(etats()) == {"echouee"}


def test_sans_cles_rien_ne_part(settings):
    settings.VAPID_CLE_PRIVEE = ""
    livraison(canal=Canal.PUSH)
    assert envoyer_pushes_dus() == {} and etats() == ["en_file"]


def test_une_adresse_qui_n_est_plus_permise_n_est_pas_appelee(service, settings):
    a = alerte()
    Navigateur().abonner(alerte=a)
    settings.PUSH_HOTES = ["fcm.googleapis.com"]
    livraison(a, canal=Canal.PUSH)
    envoyer(service)
    assert service.recus == [] and not AbonnementPush.objects.exists()


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(service):
    offre, comptes = OffreStageFactory(), []
    for nombre in (2, 10):
        for _ in range(nombre):
            a = alerte()
            Navigateur().abonner(alerte=a)
            livraison(a, offre, canal=Canal.PUSH)
        with CaptureQueriesContext(connection) as requetes:
            envoyer(service)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_la_commande_envoie_tout_ce_qui_est_du(regles, mailoutbox, capsys):
    from django.core.management import call_command

    from tests.comptes.envois.fabriques import devoir

    devoir(1)
    livraison()
    call_command("envoyer")
    assert len(mailoutbox) == 2 and "Courriels : envoyee 1." in capsys.readouterr().out
