"""Mails of the alerts: each delivery once, with the headers of unsubscription, digests in one mail."""

import re
import threading
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptes.services.files_d_envoi import reserver
from stages.choices import EtatOffre, Frequence
from stages.models import Livraison
from stages.services.envoi_alertes import _du_meme_recapitulatif, envoyer_alertes_dues
from tests.comptes.fabriques import UtilisateurFactory
from tests.stages.envois.fabriques import alerte, livraison
from tests.stages.fabriques import OffreStageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def etats():
    return list(Livraison.objects.order_by("pk").values_list("etat", flat=True))


def lu(octets):
    return message_from_bytes(octets, policy=policy.default)


def test_chaque_destinataire_recoit_son_message(serveur):
    offre = OffreStageFactory(titre="Une semaine à l'atelier")
    personne = UtilisateurFactory()
    alertes = [alerte(), alerte(utilisateur=personne)]
    for a in alertes:
        livraison(a, offre)
    assert envoyer_alertes_dues() == {"envoyee": 2}
    recus = {adresse: lu(octets) for adresse, octets in serveur.recus}
    assert set(recus) == {alertes[0].courriel, personne.email}
    message = recus[alertes[0].courriel]
    assert "Une semaine à l'atelier" in message["Subject"] and offre.commune.nom in message["Subject"]
    arret = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and arret in message.get_content()
    assert arret not in recus[personne.email].get_content()
    assert message["Message-ID"] != recus[personne.email]["Message-ID"]
    assert envoyer_alertes_dues() == {}


def test_le_lien_du_courriel_desinscrit_en_un_geste(serveur, client):
    a = alerte()
    livraison(a)
    envoyer_alertes_dues()
    adresse = lu(serveur.recus[0][1])["List-Unsubscribe"].strip("<>")
    reponse = client.post(re.sub(r"^https?://[^/]+", "", adresse), {"List-Unsubscribe": "One-Click"})
    assert reponse.status_code < 300
    a.refresh_from_db()
    assert a.desinscrite_le is not None


def test_le_meme_message_revient_avec_le_meme_identifiant(serveur):
    v = livraison()
    envoyer_alertes_dues()
    Livraison.objects.filter(pk=v.pk).update(etat="en_file", pas_avant=timezone.now())
    envoyer_alertes_dues()
    assert len({lu(octets)["Message-ID"] for _, octets in serveur.recus}) == 1 and len(serveur.recus) == 2


@pytest.mark.parametrize("cause", ["retiree", "desinscrite", "pause", "compte_ferme"])
def test_ce_que_plus_personne_ne_veut_ne_part_pas(serveur, cause):
    personne = UtilisateurFactory()
    v = livraison(alerte(utilisateur=personne))
    if cause == "retiree":
        v.offre.etat = EtatOffre.RETIREE
        v.offre.save()
    elif cause == "desinscrite":
        v.alerte.desinscrite_le = timezone.now()
    elif cause == "pause":
        v.alerte.en_pause_jusqu_au = timezone.localdate() + timedelta(days=3)
    else:
        personne.is_active = False
        personne.save()
    v.alerte.save()
    envoyer_alertes_dues()
    assert serveur.recus == [] and etats() == ["supprimee"]


def test_un_recapitulatif_est_un_seul_courriel(serveur):
    a = alerte(frequence=Frequence.QUOTIDIENNE)
    for _ in range(13):
        livraison(a)
    livraison()
    assert envoyer_alertes_dues() == {"envoyee": 14}
    assert sorted(adresse for adresse, _ in serveur.recus).count(a.courriel) == 1
    assert len(serveur.recus) == 2
    [texte] = [lu(octets).get_content() for adresse, octets in serveur.recus if adresse == a.courriel]
    assert all(v.offre.titre in texte for v in a.livraisons.select_related("offre"))


def test_un_recapitulatif_se_prend_en_entier():
    a = alerte(frequence=Frequence.HEBDOMADAIRE)
    for n in range(6):
        livraison(a, pas_avant=timezone.now() - timedelta(minutes=10 - n))
    lignes = reserver(
        file=Livraison.objects.select_related("alerte"),
        par="moi",
        maintenant=timezone.now(),
        nombre=2,
        aussi=_du_meme_recapitulatif,
    )
    assert len(lignes) == 6


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_processus_au_meme_instant_ne_partagent_pas_un_recapitulatif():
    """Rows of ten persons take turns, so that a claim of a few rows always cuts somebody's digest."""
    if connection.vendor != "postgresql":
        pytest.skip("demande PostgreSQL")
    personnes = [alerte(frequence=Frequence.QUOTIDIENNE) for _ in range(10)]
    offres = [OffreStageFactory() for _ in range(5)]
    for offre in offres:
        for personne in personnes:
            livraison(personne, offre)
    depart, prises = threading.Barrier(4), {}

    def travailler(par):
        try:
            depart.wait()
            file = Livraison.objects.select_related("alerte")
            while lignes := reserver(
                file=file, par=par, maintenant=timezone.now(), nombre=3, aussi=_du_meme_recapitulatif
            ):
                prises.setdefault(par, []).append(Counter(v.destinataire for v in lignes))
        finally:
            connection.close()

    fils = [threading.Thread(target=travailler, args=(f"p{n}",)) for n in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    lots = [nombre for siennes in prises.values() for lot in siennes for nombre in lot.values()]
    assert lots == [5] * 10, "un récapitulatif est parti en deux courriels"


def test_une_panne_ne_reveille_personne(serveur):
    """What was due before nine in the evening and could not leave waits for the morning."""
    paris = ZoneInfo("Europe/Paris")
    soir = datetime(2026, 11, 24, 22, 30, tzinfo=paris)
    v = livraison(alerte(mineur=True), pas_avant=soir - timedelta(hours=2))
    adulte = livraison(alerte(), pas_avant=soir - timedelta(hours=2))
    envoyer_alertes_dues(horloge=lambda: soir)
    v.refresh_from_db()
    adulte.refresh_from_db()
    assert v.etat == "en_file" and v.pas_avant.astimezone(paris) == datetime(2026, 11, 25, 7, tzinfo=paris)
    assert v.essais == 0 and adulte.etat == "envoyee"


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(serveur):
    offre = OffreStageFactory()
    comptes = []
    for nombre in (2, 10):
        for _ in range(nombre):
            livraison(alerte(), offre)
        with CaptureQueriesContext(connection) as requetes:
            envoyer_alertes_dues()
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_une_offre_impossible_a_dire_n_arrete_pas_les_autres(serveur, monkeypatch):
    from stages.services import envoi_alertes

    mauvaise, bonne = livraison(), livraison()
    composer = envoi_alertes.composer_courriel

    def composer_ou_echouer(offre):
        if offre.pk == mauvaise.offre_id:
            raise RuntimeError("gabarit cassé")
        return composer(offre)

    monkeypatch.setattr(envoi_alertes, "composer_courriel", composer_ou_echouer)
    envoyer_alertes_dues()
    mauvaise.refresh_from_db()
    bonne.refresh_from_db()
    assert bonne.etat == "envoyee"
    assert mauvaise.etat == "en_file" and mauvaise.essais == 1 and "gabarit cassé" in mauvaise.erreur
    assert mauvaise.pas_avant > timezone.now()
