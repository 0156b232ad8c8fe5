"""What ``bench.bourse_envois`` measures, on a database of its own: CPU of this process, in milliseconds a message."""

import http.client
import os
import smtplib
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage as MessageStandard
from email.utils import formatdate
from typing import Any

import http_ece
from celery import shared_task
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from commun.importation import Rapport
from commun.regles import ajouter_les_regles, lire_regles
from comptes.clients.poste import Message, octets
from comptes.models import EtatEnvoi, Organisation
from stages.choices import Canal, EtatOffre
from stages.clients.push import PostePush, chiffrer, de_base64, en_base64, nouvelles_cles
from stages.models import AbonnementPush, Alerte, Entreprise, Livraison, OffreStage, Regle
from stages.services.adresses_alertes import adresse_desinscription, adresse_gestion
from stages.services.criteres_en_mots import raison_de
from stages.services.entetes_alertes import entetes
from stages.services.envoi_alertes import COURRIELS, ExpediteurAlertes, envoyer_alertes_dues
from stages.services.envoi_push import envoyer_pushes_dus
from stages.services.message_alerte import composer_courriel
from territoires.models import Commune

TOUR = 1_000
"""Messages of one measure of one way; the ways take turns, and the median of the turns is kept."""
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
    ajouter_les_regles(Regle, lire_regles(settings.DONNEES / "stages" / "regles.toml"), Rapport())
    organisation = Organisation.objects.create(nom="Atelier du banc", type=Organisation.Type.ENTREPRISE)
    commune = Commune.objects.all()[:1].get()
    maintenant = timezone.now()
    entreprise = Entreprise.objects.create(organisation=organisation, slug="atelier", code_naf="10.71C")
    offre = OffreStage.objects.create(
        entreprise=entreprise,
        section="long",
        etat=EtatOffre.PUBLIEE,
        slug="une-offre",
        titre="Six mois à l'atelier",
        description="Découvrir.",
        commune=commune,
        latitude=47.0,
        longitude=-1.0,
        capacite=3,
        debut=timezone.localdate(),
        publiee_le=maintenant,
    )
    Alerte.objects.bulk_create(
        Alerte(
            courriel=f"p{n}@banc.example",
            confirmee_le=maintenant,
            adresse_confirmee_le=maintenant,
            commune=commune,
            rayon_km=(5, 10, 20, 30, 60)[n % 5],
        )
        for n in range(nombre)
    )
    alertes = list(Alerte.objects.order_by("pk"))
    _devoir(offre, alertes, maintenant - timedelta(minutes=1))


def _devoir(offre: OffreStage, alertes: list[Alerte], due: datetime) -> None:
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
    """Every measure and ratio, over ``nombre`` messages of each way; the loops have messages as long."""
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.VAPID_CLE_PRIVEE, _ = nouvelles_cles()
    preparer(TOUR)
    courriels, pushes = (Livraison.objects.filter(canal=canal) for canal in (Canal.COURRIEL, Canal.PUSH))
    plis = ExpediteurAlertes(timezone.now).preparer(list(COURRIELS[:TOUR])).plis
    prets = [(pli.contenu.destinataire, octets(pli.contenu, huit_bits=True)) for pli in plis]
    poste = PostePush(lambda _: http.client.HTTPConnection("127.0.0.1", port_push))
    actions: dict[str, Callable[[list[int]], Any]] = {
        "boucle SMTP nue": lambda _: _boucle_smtp(port, prets),
        "boucle SMTP qui écrit": lambda _: _boucle_smtp_qui_ecrit(port, [pli.contenu for pli in plis]),
        "une tâche par courriel": lambda pks: [un_courriel.apply(args=(pk,)) for pk in pks],
        "file de courriels": lambda pks: envoyer_alertes_dues(),
        "boucle de chiffrement": lambda _: _boucle_chiffrement(TOUR),
        "boucle de notre chiffrement": lambda _: _notre_chiffrement(TOUR),
        "file de notifications": lambda pks: envoyer_pushes_dus(poste=poste),
    }
    couts: dict[str, list[float]] = {nom: [] for nom in actions}
    for tour in range(nombre // TOUR):
        for nom, action in actions.items():
            Livraison.objects.update(etat=EtatEnvoi.SUPPRIMEE)
            file = pushes if "notif" in nom else courriels
            pks = list(file.order_by("pk").values_list("pk", flat=True)[: 100 if "tâche" in nom else TOUR])
            file.filter(pk__in=pks).update(etat=EtatEnvoi.EN_FILE, essais=0)
            valeur = cout(lambda action=action, pks=pks: action(pks), len(pks))  # type: ignore[misc]
            if "boucle" not in nom and file.filter(pk__in=pks).exclude(etat=EtatEnvoi.ENVOYEE).exists():
                raise RuntimeError(f"{nom} : tout n'est pas parti")
            if tour:  # the first turn warms up
                couts[nom].append(valeur)
    ms = {nom: statistics.median(valeurs) for nom, valeurs in couts.items()}
    return {
        "courriels": ms["une tâche par courriel"] / ms["file de courriels"],
        "smtp": ms["boucle SMTP qui écrit"] / ms["file de courriels"],
        "smtp_prets": ms["boucle SMTP nue"] / ms["file de courriels"],
        "push_notre": ms["boucle de notre chiffrement"] / ms["file de notifications"],
        "push": ms["boucle de chiffrement"] / ms["file de notifications"],
    } | {f"{nom}_ms": valeur for nom, valeur in ms.items()}


def _boucle_smtp(port: int, messages: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as ligne:
        for adresse, message in messages:
            ligne.sendmail("a@banc.example", [adresse], message, ("BODY=8BITMIME",))


def _boucle_smtp_qui_ecrit(port: int, messages: list[Message]) -> None:
    """The ordinary script: one line, one message of the standard library for each recipient."""
    with smtplib.SMTP("127.0.0.1", port) as ligne:
        for message in messages:
            courriel = MessageStandard()
            courriel["From"], courriel["To"], courriel["Subject"] = (
                "a@banc.example",
                message.destinataire,
                message.sujet,
            )
            courriel["Message-ID"], courriel["Date"] = message.message_id, formatdate()
            for nom, valeur in message.entetes.items():
                courriel[nom] = valeur
            courriel.set_content(message.texte)
            ligne.send_message(courriel)


def _boucle_chiffrement(nombre: int) -> None:
    abonnements = list(AbonnementPush.objects.values_list("cle_publique", "secret")[:nombre])
    for cle, secret in abonnements:
        sienne, entropie = de_base64(cle), de_base64(secret)
        ephemere = ec.generate_private_key(ec.SECP256R1())
        http_ece.encrypt(b"x" * 300, salt=os.urandom(16), private_key=ephemere, dh=sienne, auth_secret=entropie)


def _notre_chiffrement(nombre: int) -> None:
    abonnements = list(AbonnementPush.objects.values_list("cle_publique", "secret")[:nombre])
    for cle, secret in abonnements:
        chiffrer(b"x" * 300, de_base64(cle), de_base64(secret))
