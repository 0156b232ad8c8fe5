"""The README's commands exist, its accounts work, its paths are there."""

import re
from pathlib import Path

from django.conf import settings

from comptes.services.demonstration import COMPTES_DEMO

RACINE = Path(settings.RACINE)
LISEZMOI = (RACINE / "README.md").read_text(encoding="utf-8")


def test_chaque_commande_make_existe():
    cibles = set(re.findall(r"^([a-z-]+):", (RACINE / "Makefile").read_text(encoding="utf-8"), re.M))
    citees = set(re.findall(r"`?make ([a-z-]+)", LISEZMOI))
    assert {"run", "test", "bench", "donnees"} <= citees
    assert citees - {"alone"} <= cibles


def test_chaque_commande_de_gestion_existe():
    from django.core.management import get_commands

    citees = set(re.findall(r"manage\.py ([a-z_]+)", LISEZMOI))
    assert citees
    assert citees <= set(get_commands())


def test_les_comptes_de_demonstration_sont_ceux_du_code():
    lignes = dict(re.findall(r"\| `([^`@]+@demo\.example)` \| `([^`]+)` \|", LISEZMOI))
    assert lignes == {c.email: c.mot_de_passe for c in COMPTES_DEMO}


def test_chaque_chemin_cite_existe():
    cites = set(re.findall(r"`((?:docs|donnees|tests|templates|static|bench|deploiement|\.ci)/[\w./-]*)`", LISEZMOI))
    cites |= set(re.findall(r"\]\((docs/[^)]+)\)", LISEZMOI))
    assert [c for c in sorted(cites) if not (RACINE / c).exists()] == []
