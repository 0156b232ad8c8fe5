"""What ``bench.bourse_envois`` measures, on a database of its own: CPU of this process, in milliseconds a message."""

import http.client
import os
import smtplib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from commun.importation import Rapport
from comptes.clients.poste import octets
from comptes.models import EtatEnvoi, Organisation
from stages.choices import Canal, EtatOffre
from stages.clients.push import PostePush, chiffrer, de_base64, en_base64, nouvelles_cles
from stages.importeurs.regles import charger_regles, lire_regles
from stages.models import AbonnementPush, Alerte, Entreprise, Livraison, OffreStage
from stages.services.adresses_alertes import adresse_desinscription, adresse_gestion
from stages.services.criteres_en_mots import raison_de
from stages.services.entetes_alertes import entetes
from stages.services.envoi_alertes import COURRIELS, ExpediteurAlertes, envoyer_alertes_dues
from stages.services.envoi_push import envoyer_pushes_dus
from stages.services.message_alerte import composer_courriel
from territoires.models import Commune

HOTE = "updates.push.services.mozilla.com"


def cout(action: Callable[[], Any], nombre: int) -> float:
    debut = time.process_time()
    action()
    return (time.process_time() - debut) * 1_000 / nombre


@shared_task
def un_courriel(pk: int) -> None:
    """The ordinary way: one task, one read, one rendering, one connection, one write."""
    livraison = Livraison.objects.select_related(
        "alerte", "offre__commune__departement", "offre__entreprise__organisation"
    ).get(pk=pk)
    alerte = livraison.alerte
    arret = adresse_desinscription(alerte)
    sujet, texte = composer_courriel(livraison.offre).pour(adresse_gestion(alerte), arret, raison_de(alerte))
    EmailMessage(sujet, texte, None, [alerte.courriel], headers=entetes(livraison)).send()
    livraison.etat, livraison.envoye_le = EtatEnvoi.ENVOYEE, timezone.now()
    livraison.save()


def preparer(nombre: int) -> None:
    """One offer, so many alerts of an address alone, one delivery of each channel, one browser each."""
    call_command("migrate", verbosity=0)
    from territoires.services.importation import charger_livraison

    charger_livraison(dossier=settings.DONNEES / "territoires")
    charger_regles(lire_regles(settings.DONNEES / "stages" / "regles.toml"), Rapport())
    organisation = Organisation.objects.create(nom="Atelier du banc", type=Organisation.Type.ENTREPRISE)
    commune = Commune.objects.first()
    maintenant = timezone.now()
    entreprise = Entreprise.objects.create(organisation=organisation, slug="atelier", code_naf="10.71C")
    offre = OffreStage.objects.create(
        entreprise=entreprise, section="long", etat=EtatOffre.PUBLIEE, slug="une-offre", titre="Six mois à l'atelier",
        description="Découvrir.", commune=commune, latitude=47.0, longitude=-1.0, capacite=3,
        debut=timezone.localdate(), publiee_le=maintenant,
    )  # fmt: skip
    Alerte.objects.bulk_create(
        Alerte(
            courriel=f"p{n}@banc.example",
            confirmee_le=maintenant,
            adresse_confirmee_le=maintenant,
            commune=commune,
            rayon_km=30 + n % 20,
        )
        for n in range(nombre)
    )
    alertes = list(Alerte.objects.order_by("pk"))
    due = maintenant - timedelta(minutes=1)
    for canal in Canal:
        Livraison.objects.bulk_create(
            Livraison(offre=offre, alerte=a, canal=canal, destinataire=f"c{a.courriel}", pas_avant=due) for a in alertes
        )
    cle = ec.generate_private_key(ec.SECP256R1()).public_key()
    publique = en_base64(cle.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    AbonnementPush.objects.bulk_create(
        AbonnementPush(
            alerte=a, adresse=f"https://{HOTE}/{a.pk}", cle_publique=publique, secret=en_base64(os.urandom(16))
        )
        for a in alertes
    )


def mesurer(nombre: int, port: int, port_push: int) -> dict[str, float]:
    """Every measure and ratio. Each of the two ways has half of the mails; the loops have messages as long."""
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.VAPID_CLE_PRIVEE, _ = nouvelles_cles()
    preparer(nombre)
    courriels = Livraison.objects.filter(canal=Canal.COURRIEL)
    plis = ExpediteurAlertes(timezone.now).preparer(list(COURRIELS[: nombre // 2])).plis
    prets = [(pli.contenu.destinataire, octets(pli.contenu, huit_bits=True)) for pli in plis]
    nue = cout(lambda: _boucle_smtp(port, prets), len(prets))
    un_par_un = list(courriels.order_by("pk").values_list("pk", flat=True)[: min(300, nombre // 4)])
    taches = cout(lambda: [un_courriel.apply(args=(pk,)) for pk in un_par_un], len(un_par_un))
    restent = courriels.filter(etat=EtatEnvoi.EN_FILE).count()
    file = cout(envoyer_alertes_dues, restent)
    assert not courriels.exclude(etat=EtatEnvoi.ENVOYEE).exists()  # noqa: S101
    chiffrement = cout(lambda: _boucle_chiffrement(nombre), nombre)
    push = cout(
        lambda: envoyer_pushes_dus(poste=PostePush(lambda _: http.client.HTTPConnection("127.0.0.1", port_push))),
        nombre,
    )
    assert not Livraison.objects.exclude(etat=EtatEnvoi.ENVOYEE).exists()  # noqa: S101
    return {
        "courriels": taches / file, "smtp": nue / file, "push": chiffrement / push,
        "une tâche par courriel_ms": taches, "boucle SMTP nue_ms": nue, "file de courriels_ms": file,
        "boucle de chiffrement_ms": chiffrement, "file de notifications_ms": push,
    }  # fmt: skip


def _boucle_smtp(port: int, messages: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as ligne:
        for adresse, message in messages:
            ligne.sendmail("a@banc.example", [adresse], message, ("BODY=8BITMIME",))


def _boucle_chiffrement(nombre: int) -> None:
    abonnements = list(AbonnementPush.objects.values_list("cle_publique", "secret")[:nombre])
    for cle, secret in abonnements:
        chiffrer(b"x" * 300, de_base64(cle), de_base64(secret))
