"""The gauge: steps of the same length on one line, in a box of 100."""

LARGEUR, MARGE, BOUT = 100, 1.5, 3.5
"""Space around a step, and the round end that the stroke adds to it."""


def etapes(debut: int, fin: int, sur: int) -> str:
    """Path of the steps from ``debut`` to ``fin``, the end excluded; empty when there is none."""
    pas = LARGEUR / sur
    longueur = round(pas - 2 * (MARGE + BOUT), 1)
    return "".join(f"M{round(rang * pas + MARGE + BOUT, 1):g} 4.5h{longueur:g}" for rang in range(debut, fin))
