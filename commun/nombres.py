"""Whole numbers as clients send them: plain digits, within bounds that both databases hold."""

CLE_MAXI = 10**18 - 1
"""Above any key of a row."""


def entier(texte: str | None, mini: int = 0, maxi: int = CLE_MAXI) -> int | None:
    """The number between the bounds that the text writes, or ``None``: signs, spaces and other digits are refused."""
    if not texte or not texte.isascii() or not texte.isdigit() or len(texte) > len(str(maxi)):
        return None
    return nombre if mini <= (nombre := int(texte)) <= maxi else None
