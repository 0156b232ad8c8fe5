"""What the planner says, in the words of the screens: names for codes, dates as they are written in French."""

import re
from datetime import date

from orientibus.services.instance import Dossier

CRENEAUX_EN_MOTS = {"AM": "matin", "PM": "après-midi", "EVE": "soir", "DAY": "journée"}
_CODE = re.compile(r"[\w-]+")
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def en_mots(message: str, dossier: Dossier) -> str:
    """A reason of the planner with the structures, the buses and the dates named."""

    def nommer(trouve: re.Match[str]) -> str:
        code = trouve.group()
        if code in dossier.demandes:
            return f"{dossier.demandes[code].structure} ({code})"
        if code in dossier.bus:
            return dossier.bus[code].nom
        return CRENEAUX_EN_MOTS.get(code, code)

    dit = _DATE.sub(lambda m: f"{date(*map(int, m.groups())):%d/%m/%Y}", message)
    return _CODE.sub(nommer, dit).replace("()", "").strip()
