"""The vectors of the standards, the addresses that may be called, the signed header."""

import http.client
import time

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from py_vapid.jwt import decode

from stages.clients import push
from stages.clients.push import PostePush, chiffrer, de_base64, hote_permis
from tests.stages.envois.fabriques import HOTE, Navigateur


def _privee(texte: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(de_base64(texte), "big"), ec.SECP256R1())


def test_vecteur_de_la_rfc_8188():
    chiffre = de_base64("I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg")
    cle = de_base64("yqdlZ-tYemfogSmv7Ws5PQ")
    assert http_ece.decrypt(chiffre, key=cle, version="aes128gcm") == b"I am the walrus"
    assert http_ece.encrypt(b"I am the walrus", salt=chiffre[:16], key=cle, version="aes128gcm") == chiffre


def test_vecteur_de_la_rfc_8291():
    attendu = de_base64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    obtenu = chiffrer(
        b"When I grow up, I want to be a watermelon",
        de_base64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        de_base64("BTBZMqHH6r4Tts7J_aSIgg"),
        sel=de_base64("DGv6ra1nlYgDCS1FRnbzlw"),
        ephemere=_privee("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert obtenu == attendu


def test_notre_chiffrement_donne_les_octets_de_la_bibliotheque():
    navigateur, sel, ephemere = Navigateur(), b"s" * 16, ec.generate_private_key(ec.SECP256R1())
    cle = de_base64(navigateur.p256dh)
    attendu = http_ece.encrypt(
        b"Bonjour", salt=sel, private_key=ephemere, dh=cle, auth_secret=navigateur.secret, version="aes128gcm"
    )
    assert chiffrer(b"Bonjour", cle, navigateur.secret, sel=sel, ephemere=ephemere) == attendu


@pytest.mark.parametrize("cle", [b"", b"x" * 65, b"\x04" + b"\x01" * 64])
def test_une_cle_qui_n_est_pas_un_point_de_la_courbe_est_refusee(cle):
    with pytest.raises(ValueError):
        chiffrer(b"Bonjour", cle, b"s" * 16)


def test_le_message_le_plus_long_tient_dans_4096_octets():
    navigateur = Navigateur()
    cle = de_base64(navigateur.p256dh)
    corps = chiffrer(b"x" * (4_096 - push.SURCOUT), cle, navigateur.secret)
    assert len(corps) == 4_096 and navigateur.lire(corps) == b"x" * (4_096 - push.SURCOUT)
    with pytest.raises(push.MessageRefuse):
        chiffrer(b"x" * (4_097 - push.SURCOUT), cle, navigateur.secret)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://updates.push.services.mozilla.com/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://updates.push.services.mozilla.com.mechant.example/x",
        "https://updates.push.services.mozilla.com@mechant.example/x",
        "https://mechant.example\\@updates.push.services.mozilla.com/x",
        "https://updates.push.services.mozilla.com:8443/x",
        "https://evilnotify.windows.com/x",
        "https://notify.windows.com/x",
        "https://updates.push.services.mozilla.com/x\r\nHost: autre",
        "https://[",
        "https://updates.push.services.mozilla.com:99999999/x",
        "ftp://fcm.googleapis.com/x",
        "",
    ],
)
def test_une_adresse_inconnue_n_est_jamais_appelee(adresse):
    assert hote_permis(adresse) is None


def test_les_services_connus_sont_permis():
    assert hote_permis("https://fcm.googleapis.com/fcm/send/abc") == "fcm.googleapis.com"
    assert hote_permis("https://FCM.googleapis.com:443/fcm/send/abc") == "fcm.googleapis.com"
    assert hote_permis("https://wns2-par02p.notify.windows.com/w/?token=x") == "wns2-par02p.notify.windows.com"


def test_un_hote_garde_sa_ligne_et_son_en_tete_signe(service, cles_push, settings):
    poste = PostePush(service.ligne)
    for adresse in (f"https://{HOTE}/1", f"https://{HOTE}/2?a=b", "https://fcm.googleapis.com/3"):
        poste.envoyer(adresse, b"corps", sujet="s", duree_de_vie=60)
    assert service.lignes == [HOTE, "fcm.googleapis.com"]
    assert [r[1] for r in service.recus] == ["/1", "/2?a=b", "/3"]
    entetes = [r[3] for r in service.recus]
    assert entetes[0]["Authorization"] == entetes[1]["Authorization"] != entetes[2]["Authorization"]
    assert entetes[0]["TTL"] == "60" and entetes[0]["Content-Encoding"] == "aes128gcm"
    assert Vapid02.verify(entetes[0]["Authorization"])
    jeton = entetes[0]["Authorization"].split("t=")[1].split(",")[0]
    droits = decode(jeton, cles_push)
    assert droits["aud"] == f"https://{HOTE}" and droits["sub"] == settings.VAPID_CONTACT
    assert 0 < droits["exp"] - time.time() <= 24 * 3600


def test_une_ligne_fermee_par_l_autre_cote_se_rouvre(service):
    poste = PostePush(service.ligne)
    poste.envoyer(f"https://{HOTE}/1", b"", sujet="s", duree_de_vie=60)
    service.reponses["/2"] = [http.client.RemoteDisconnected("fermée")]
    poste.envoyer(f"https://{HOTE}/2", b"", sujet="s", duree_de_vie=60)
    assert service.lignes == [HOTE, HOTE]


@pytest.mark.parametrize(
    ("reponse", "erreur"),
    [
        (404, push.AbonnementDisparu),
        (410, push.AbonnementDisparu),
        (413, push.MessageRefuse),
        (307, push.MessageRefuse),
        (500, push.ServiceEnPanne),
        (503, push.ServiceEnPanne),
        (TimeoutError("lent"), push.ServiceEnPanne),
    ],
)
def test_ce_que_veut_dire_une_reponse(service, reponse, erreur):
    service.reponses[HOTE] = reponse
    with pytest.raises(erreur):
        PostePush(service.ligne).envoyer(f"https://{HOTE}/1", b"", sujet="s", duree_de_vie=60)
    assert len(service.recus) == 1


@pytest.mark.parametrize(
    "reponse",
    [
        b"HTTP/1.1 201 X\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 201 X\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 201 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 201 X\r\nContent-Length: 99999999\r\n\r\n",
    ],
)
def test_une_ligne_qui_ne_peut_resservir_n_est_pas_gardee(service, reponse):
    service.reponses["/1"] = reponse
    poste = PostePush(service.ligne)
    poste.envoyer(f"https://{HOTE}/1", b"", sujet="s", duree_de_vie=60)
    poste.envoyer(f"https://{HOTE}/2", b"", sujet="s", duree_de_vie=60)
    assert service.lignes == [HOTE, HOTE]


@pytest.mark.parametrize(
    "reponse", [b"", b"n'importe quoi", b"HTTP/1.1 deux\r\n\r\n", b"HTTP/1.1 201 X\r\n" + b"a: b\r\n" * 200]
)
def test_une_reponse_illisible_est_une_panne(service, reponse):
    service.reponses["/1"] = reponse
    with pytest.raises(push.ServiceEnPanne):
        PostePush(service.ligne).envoyer(f"https://{HOTE}/1", b"", sujet="s", duree_de_vie=60)


@pytest.mark.parametrize(
    ("entete", "secondes"),
    [("120", 120), ("", 60), ("0", 1), ("bientôt", 60), ("9" * 40, 86_400), ("Wed, 21 Oct 2015 07:28:00 GMT", 1)],
)
def test_retry_after(service, entete, secondes):
    service.reponses[HOTE] = (429, {"Retry-After": entete} if entete else {})
    with pytest.raises(push.ServiceSature) as sature:
        PostePush(service.ligne).envoyer(f"https://{HOTE}/1", b"", sujet="s", duree_de_vie=60)
    assert sature.value.attente == secondes


def test_la_commande_donne_une_paire(capsys, settings):
    from django.core.management import call_command

    call_command("cles_push")
    settings.VAPID_CLE_PRIVEE = capsys.readouterr().out.split("VAPID_CLE_PRIVEE=")[1].split("\n")[0]
    assert len(de_base64(push.cle_publique())) == 65 and push.push_possible()
