"""What is usual of each kind of diploma, where its own sheet says nothing: level asked at the entry, months of study.

Usual, not certain: every step that leans on a line of these tables says so. Source: the code de l'éducation's general
rules (CAP in two years after the collège, bac pro in three or in two after a CAP, BTS in two years after a bac…).
"""

SANS, CAP, BAC, BAC2, BAC3, BAC5, BAC8 = 0, 3, 4, 5, 6, 7, 8

HABITUDES: dict[str, tuple[int, int]] = {
    "cap": (SANS, 24),
    "capa": (SANS, 24),
    "bacpro": (SANS, 36),
    "bactechno": (SANS, 36),
    "bac": (SANS, 36),
    "bp": (CAP, 24),
    "bma": (CAP, 24),
    "btm": (CAP, 24),
    "bm": (BAC, 24),
    "bts": (BAC, 24),
    "btsa": (BAC, 24),
    "but": (BAC, 36),
    "dnmade": (BAC, 36),
    "dei": (BAC, 36),
    "deas": (SANS, 12),
    "deap": (SANS, 12),
    "deaes": (SANS, 12),
    "licencepro": (BAC2, 12),
    "licence": (BAC, 36),
    "master": (BAC3, 24),
    "ingenieur": (BAC2, 36),
}
"""By sign of diploma: entry level, months."""
BACS = frozenset({"bac", "bacpro", "bactechno"})
SANS_LE_BAC = frozenset({"bts", "btsa", "titrepro", "cqp", "cs", "mc", "fcil"})
"""Entered with any diploma of the level of the bac; all other studies after the bac ask for the bac itself."""
COMPLEMENTS = frozenset({"cs", "mc", "fcil"})
"""Taken after a diploma of the same level, in one year."""
MOIS_COMPLEMENT = 12
APRES_CAP = {"bacpro": 24}
"""Shorter for who comes with a CAP of the same domain."""
ENTREE_PAR_NIVEAU = {SANS: SANS, CAP: SANS, BAC: CAP, BAC2: BAC, BAC3: BAC2, BAC5: BAC3, BAC8: BAC5}
"""For a title of no known kind: the level just below."""
PALIERS = {CAP: 24, BAC: 36, BAC2: 24, BAC3: 36, BAC5: 24}
"""Months to reach a level by any diploma of it, counted from the level usually asked (``ENTREE_DES_PALIERS``)."""
ENTREE_DES_PALIERS = {CAP: SANS, BAC: SANS, BAC2: BAC, BAC3: BAC, BAC5: BAC3}


def exige_le_bac(signe: str, niveau: int | None, demande: int | None) -> bool:
    """Whether a title of the level of the bac is not enough to enter."""
    return demande == BAC and (niveau or 0) >= BAC2 and signe not in SANS_LE_BAC


def entree_habituelle(signe: str, niveau: int | None) -> int | None:
    """The level usually asked; ``None`` when even the level of the training is unknown."""
    if signe in COMPLEMENTS:
        return niveau
    if signe in HABITUDES:
        return HABITUDES[signe][0]
    return ENTREE_PAR_NIVEAU.get(niveau) if niveau is not None else None


def duree_habituelle(signe: str) -> int | None:
    """Months that such a diploma usually takes; a title of no known kind has no usual length."""
    if signe in COMPLEMENTS:
        return MOIS_COMPLEMENT
    return HABITUDES[signe][1] if signe in HABITUDES else None
