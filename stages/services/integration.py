"""Sites that may embed the list of offers, allowed one by one."""

import re

from stages.models import OriginePermise

ORIGINES_MAX = 200
_ORIGINE = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?(?::[0-9]{2,5})?")


def origine_normale(texte: str) -> str:
    """An origin as browsers write it (https, host, port), or nothing when the text is none."""
    origine = texte.strip().rstrip("/").lower()
    if ".." in origine or not _ORIGINE.fullmatch(origine):
        return ""
    return origine


def origines_permises() -> list[str]:
    """Origins whose pages may show the list in a frame. What is not a clean origin never reaches a header."""
    actives = OriginePermise.objects.filter(active=True).order_by("origine").values_list("origine", flat=True)
    return [origine for origine in actives[:ORIGINES_MAX] if origine == origine_normale(origine)]
