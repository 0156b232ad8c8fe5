"""Mails owed: sent once, over one line, whatever the server answers."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone

from comptes.models import Courriel, EtatEnvoi
from comptes.services.envoi_courriels import envoyer_courriels_dus, identifiant
from comptes.services.files_d_envoi import MAX_ESSAIS, remettre_en_file, reprendre_les_baux, retard
from tests.comptes.envois.fabriques import devoir, refus

pytestmark = pytest.mark.django_db


def etats():
    return list(Courriel.objects.order_by("pk").values_list("etat", flat=True))


def test_les_courriels_dus_partent_sur_une_seule_ligne(serveur):
    devoir(25)
    assert envoyer_courriels_dus() == {"envoyee": 25}
    assert len(serveur.recus) == 25 and serveur.ouvertures == 1
    assert set(etats()) == {"envoyee"}
    assert envoyer_courriels_dus() == {} and len(serveur.recus) == 25


def test_le_message_dit_ce_qu_il_faut(serveur):
    [courriel] = devoir(
        1,
        sujet="Réponse à votre demande",
        texte="Où ? À Angers.\n",
        entetes={"List-Unsubscribe": "<https://x.example/>"},
    )
    envoyer_courriels_dus()
    lu = message_from_bytes(serveur.recus[0][1], policy=policy.default)
    assert lu["Subject"] == "Réponse à votre demande" and lu["To"] == courriel.destinataire
    assert lu["Message-ID"] == identifiant("courriel", courriel.pk, courriel.created_at)
    assert lu["Auto-Submitted"] == "auto-generated" and lu["List-Unsubscribe"] == "<https://x.example/>"
    assert lu["Date"] and lu.get_content() == "Où ? À Angers.\r\n"


def test_une_longue_ligne_accentuee_est_codee(serveur):
    devoir(1, texte="é" * 2_000 + "\n")
    envoyer_courriels_dus()
    octets = serveur.recus[0][1]
    assert max(map(len, octets.split(b"\r\n"))) < 998
    assert message_from_bytes(octets, policy=policy.default).get_content() == "é" * 2_000 + "\r\n"


def test_un_saut_de_ligne_dans_un_en_tete_est_refuse(serveur):
    devoir(1, sujet="Bonjour\nBcc: autre@test.example")
    devoir(1)
    envoyer_courriels_dus()
    assert etats() == ["echouee", "envoyee"]


def test_ce_qui_n_est_pas_encore_du_attend(serveur):
    devoir(1, pas_avant=timezone.now() + timedelta(hours=1))
    assert envoyer_courriels_dus() == {}
    assert etats() == ["en_file"]


def test_un_refus_definitif_n_arrete_pas_les_autres(serveur):
    courriels = devoir(3)
    serveur.reponses[courriels[1].destinataire] = refus(courriels[1].destinataire, 550)
    envoyer_courriels_dus()
    assert etats() == ["envoyee", "echouee", "envoyee"]
    assert Courriel.objects.get(pk=courriels[1].pk).erreur == "550 non"


def test_un_refus_passager_revient_de_plus_en_plus_tard(serveur):
    [courriel] = devoir(1)
    serveur.reponses[courriel.destinataire] = refus(courriel.destinataire, 451)
    attentes = []
    maintenant = timezone.now()
    for _ in range(4):
        envoyer_courriels_dus(horloge=lambda quand=maintenant: quand)
        courriel.refresh_from_db()
        attentes.append((courriel.pas_avant - maintenant).total_seconds())
        maintenant = courriel.pas_avant
    assert courriel.etat == "en_file" and courriel.essais == 4
    assert 45 <= attentes[0] <= 75 and all(b > a for a, b in zip(attentes, attentes[1:], strict=False))


def test_apres_trop_d_essais_le_courriel_echoue_et_se_remet_en_file(serveur):
    [courriel] = devoir(1, essais=MAX_ESSAIS - 1)
    serveur.reponses[courriel.destinataire] = refus(courriel.destinataire, 451)
    envoyer_courriels_dus()
    assert etats() == ["echouee"]
    serveur.reponses.clear()
    assert remettre_en_file(file=Courriel.objects.all(), maintenant=timezone.now()) == 1
    envoyer_courriels_dus()
    assert etats() == ["envoyee"]


def test_un_serveur_injoignable_ne_coute_d_essai_a_personne(serveur):
    devoir(15)
    serveur.reponses["ouverture"] = ConnectionRefusedError("refusé")
    envoyer_courriels_dus()
    assert set(etats()) == {"en_file"} and serveur.ouvertures == 1
    assert set(Courriel.objects.values_list("essais", flat=True)) == {0}
    serveur.reponses.clear()
    envoyer_courriels_dus(horloge=lambda: timezone.now() + timedelta(minutes=2))
    assert set(etats()) == {"envoyee"} and len(serveur.recus) == 15


def test_une_ligne_qui_tombe_se_rouvre_pour_les_suivants(serveur):
    courriels = devoir(5)
    serveur.reponses[courriels[2].destinataire] = [smtplib.SMTPServerDisconnected("coupé")]
    envoyer_courriels_dus()
    assert etats() == ["envoyee", "envoyee", "en_file", "envoyee", "envoyee"]
    assert serveur.ouvertures == 2


def test_trois_coupures_de_suite_arretent_le_lot(serveur):
    for courriel in devoir(20):
        serveur.reponses[courriel.destinataire] = TimeoutError("trop lent")
    envoyer_courriels_dus()
    assert set(etats()) == {"en_file"} and serveur.ouvertures == 3
    assert sorted(Courriel.objects.values_list("essais", flat=True))[-4:] == [0, 1, 1, 1]


def test_ce_qu_un_processus_mort_tenait_revient(serveur):
    passe, futur = timezone.now() - timedelta(seconds=1), timezone.now() + timedelta(minutes=4)
    devoir(2, etat=EtatEnvoi.RESERVEE, bail_jusqu_a=passe, reserve_par="mort")
    devoir(1, etat=EtatEnvoi.EN_VOL, bail_jusqu_a=passe, reserve_par="mort", essais=1)
    devoir(1, etat=EtatEnvoi.EN_VOL, bail_jusqu_a=passe, reserve_par="mort", essais=MAX_ESSAIS)
    devoir(1, etat=EtatEnvoi.EN_VOL, bail_jusqu_a=futur, reserve_par="vivant", essais=1)
    assert reprendre_les_baux(file=Courriel.objects.all(), maintenant=timezone.now()) == 3
    assert reprendre_les_baux(file=Courriel.objects.all(), maintenant=timezone.now()) == 0
    envoyer_courriels_dus()
    assert etats() == ["envoyee", "envoyee", "envoyee", "echouee", "en_vol"]


def test_une_ligne_dont_le_bail_est_perdu_ne_part_pas(serveur, monkeypatch):
    devoir(12)
    original = serveur.sendmail

    def voler(de, vers, octets, options=()):
        original(de, vers, octets, options)
        Courriel.objects.filter(etat="reservee").update(reserve_par="un autre")

    monkeypatch.setattr(serveur, "sendmail", voler)
    envoyer_courriels_dus()
    assert len(serveur.recus) == 10
    assert etats() == ["envoyee"] * 10 + ["reservee"] * 2


def test_une_ligne_suspecte_part_seule(serveur, django_assert_num_queries, monkeypatch):
    devoir(2)
    devoir(1, essais=5)
    devoir(2)
    en_vol = []
    original = serveur.sendmail

    def compter(*args):
        en_vol.append(Courriel.objects.filter(etat="en_vol").count())
        original(*args)

    monkeypatch.setattr(serveur, "sendmail", compter)
    envoyer_courriels_dus()
    assert en_vol == [2, 2, 1, 2, 2]


def test_dix_lignes_au_plus_sont_en_vol(serveur, monkeypatch):
    devoir(23)
    vus = []
    original = serveur.sendmail

    def compter(*args):
        vus.append(Courriel.objects.filter(etat="en_vol").count())
        original(*args)

    monkeypatch.setattr(serveur, "sendmail", compter)
    envoyer_courriels_dus()
    assert max(vus) == 10 and vus.count(10) == 20 and vus.count(3) == 3


def test_le_cout_en_requetes_ne_depend_que_des_dizaines(serveur, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    comptes = []
    for nombre in (2, 10):
        devoir(nombre)
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            envoyer_courriels_dus()
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_sans_smtp_le_meme_message_passe_par_django(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    [courriel] = devoir(1)
    envoyer_courriels_dus()
    [recu] = mail.outbox
    assert recu.to == [courriel.destinataire] and recu.extra_headers["Auto-Submitted"] == "auto-generated"
    assert recu.message()["Message-ID"] == identifiant("courriel", courriel.pk, courriel.created_at)


def test_le_retard_est_celui_de_la_plus_ancienne_ligne_due():
    maintenant = timezone.now()
    assert retard(file=Courriel.objects.all(), maintenant=maintenant) == 0
    devoir(1, pas_avant=maintenant - timedelta(seconds=90))
    devoir(1, pas_avant=maintenant + timedelta(hours=1))
    assert retard(file=Courriel.objects.all(), maintenant=maintenant) == pytest.approx(90)


def test_une_panne_imprevue_est_notee_et_le_reste_part(serveur):
    courriels = devoir(2)
    serveur.reponses[courriels[0].destinataire] = RuntimeError("imprévu")
    envoyer_courriels_dus()
    assert etats() == ["en_file", "envoyee"]
    assert "imprévu" in Courriel.objects.get(pk=courriels[0].pk).erreur
