"""State of the service and of what it depends on. Each check is bounded in time and never raises."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis, RedisError

from comptes.models import Courriel
from comptes.services.files_d_envoi import retard
from stages.choices import Canal
from stages.models import Livraison
from territoires.models import Importation

DELAI_SECONDES = 2.0


@dataclass(frozen=True)
class Etat:
    """Result of one check: ``ok``, ``absent`` (not configured) or ``panne``."""

    etat: str
    detail: str = ""


def _base() -> Etat:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
    except DatabaseError:
        return Etat("panne", "la base ne répond pas")
    return Etat("ok", connection.vendor)


def _cache() -> Etat:
    try:
        cache.set("sante", "1", 10)
        lu = cache.get("sante")
    except RedisError:
        return Etat("panne", "le cache ne répond pas")
    return Etat("ok") if lu == "1" else Etat("panne", "le cache ne rend pas ce qu'il reçoit")


def _file() -> Etat:
    if not settings.REDIS_URL:
        return Etat("absent", "les tâches s'exécutent dans le processus")
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=DELAI_SECONDES, socket_timeout=DELAI_SECONDES
        ) as client:
            client.ping()
    except RedisError:
        return Etat("panne", "la file de tâches ne répond pas")
    return Etat("ok")


def _dernier_import() -> dict[str, object] | None:
    """Data set, date and age in hours of the last import that changed the database; ``None`` when there is none."""
    try:
        dernier = (
            Importation.objects.filter(etat=Importation.Etat.APPLIQUEE, fin__isnull=False).order_by("-fin").first()
        )
    except DatabaseError:
        return None
    if dernier is None or dernier.fin is None:
        return None
    age: timedelta = timezone.now() - dernier.fin
    return {
        "jeu": dernier.jeu,
        "version": dernier.version,
        "date": dernier.fin.isoformat(),
        "age_heures": round(age.total_seconds() / 3600, 1),
    }


def _envois() -> dict[str, float] | None:
    """Seconds since the oldest mail, or alert, that is due became due; ``None`` when it cannot be read."""
    maintenant = timezone.now()
    try:
        return {
            "courriels": round(retard(file=Courriel.objects.all(), maintenant=maintenant), 1),
            "alertes": round(retard(file=Livraison.objects.filter(canal=Canal.COURRIEL), maintenant=maintenant), 1),
            "notifications": round(retard(file=Livraison.objects.filter(canal=Canal.PUSH), maintenant=maintenant), 1),
        }
    except DatabaseError:
        return None


def mesurer_sante() -> tuple[bool, dict[str, object]]:
    """Whether the site can serve, and the body of ``/sante/``. Only the database is vital for reading."""
    verifications = {"base": _base(), "cache": _cache(), "file": _file()}
    servable = verifications["base"].etat == "ok"
    en_panne = [nom for nom, v in verifications.items() if v.etat == "panne"]
    corps: dict[str, object] = {
        "etat": "panne" if not servable else ("degrade" if en_panne else "ok"),
        "version": settings.VERSION,
        **{nom: {"etat": v.etat, "detail": v.detail} for nom, v in verifications.items()},
        "retard_des_envois_secondes": _envois() if servable else None,
        "dernier_import": _dernier_import() if servable else None,
    }
    return servable, corps
