"""Names of towns within a French sentence."""

import re

_LE, _LES, _VOYELLE = (
    re.compile(r"^Le "),
    re.compile(r"^Les "),
    re.compile(r"^[AEIOUYÀÂÉÈÊÎÔaeiouyéèêh]|^H(?=[aeiouéè])"),
)


def de_lieu(nom: str) -> str:
    """« de Saumur », « d'Angers », « du Mans », « des Herbiers »."""
    if _LE.match(nom):
        return f"du {nom[3:]}"
    if _LES.match(nom):
        return f"des {nom[4:]}"
    return f"d'{nom}" if _VOYELLE.match(nom) else f"de {nom}"


def a_lieu(nom: str) -> str:
    """« à Saumur », « au Mans », « aux Herbiers »."""
    if _LE.match(nom):
        return f"au {nom[3:]}"
    return f"aux {nom[4:]}" if _LES.match(nom) else f"à {nom}"
