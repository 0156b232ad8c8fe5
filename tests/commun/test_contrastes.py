"""Contrast of every pair of colours that the style sheet puts together, in both themes, computed as WCAG does."""

import re

import pytest
from django.conf import settings

TEXTE, COMMANDE = 4.5, 3.0
FONDS = ("tuffeau", "tuffeau-ombre", "surface")
PAIRES = [
    *((encre, fond, TEXTE) for encre in ("ardoise", "ardoise-douce", "loire", "loire-vif") for fond in FONDS),
    *((encre, fond, TEXTE) for encre in ("vigne", "brique") for fond in ("tuffeau", "surface")),
    *(
        (encre, f"{teinte}-pale", TEXTE)
        for teinte in ("genet", "vigne", "brique")
        for encre in (f"{teinte}-encre", "ardoise")
    ),
    *((encre, "loire-pale", TEXTE) for encre in ("ardoise", "loire", "loire-vif")),
    ("brique-encre", "surface", TEXTE),
    ("brique-encre", "tuffeau", TEXTE),
    ("sur-loire", "loire", TEXTE),
    ("sur-loire", "loire-vif", TEXTE),
    *((encre, fond, TEXTE) for encre in ("sur-nuit", "sur-nuit-doux", "lien-nuit") for fond in ("nuit", "nuit-2")),
    *(("trait-fort", fond, COMMANDE) for fond in FONDS),
    *((f"point-{rang}", fond, COMMANDE) for rang in range(1, 6) for fond in ("tuffeau", "surface")),
    ("vigne", "tuffeau-ombre", COMMANDE),
]


def _couleurs(bloc: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", bloc))


def _themes() -> dict[str, dict[str, str]]:
    texte = (settings.RACINE / "static" / "css" / "1-tokens.css").read_text(encoding="utf-8")
    clair, systeme, choisi = (
        texte.split(":root {")[1],
        texte.split("prefers-color-scheme: dark")[1],
        texte.split('"sombre"] {')[1],
    )
    systeme, choisi = systeme.split('[data-theme="sombre"]')[0], choisi.split("}")[0]
    base = _couleurs(clair.split("}")[0])
    return {"clair": base, "systeme": base | _couleurs(systeme), "sombre": base | _couleurs(choisi)}


THEMES = _themes()


def _luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rouge, vert, bleu = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    clair, sombre = sorted((_luminance(une), _luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def test_le_calcul_est_celui_de_wcag():
    assert contraste("#000000", "#ffffff") == pytest.approx(21)
    assert contraste("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize(("encre", "fond", "seuil"), PAIRES)
def test_chaque_couple_est_lisible(theme, encre, fond, seuil):
    couleurs = THEMES[theme]
    assert contraste(couleurs[encre], couleurs[fond]) >= seuil


def test_le_theme_sombre_choisi_est_celui_du_systeme():
    assert THEMES["sombre"] == THEMES["systeme"] != THEMES["clair"]


def test_les_couleurs_de_l_identite():
    attendues = {
        "tuffeau": "#f8f4ec", "ardoise": "#22303c", "loire": "#17507f",
        "genet": "#f2b705", "vigne": "#3d7a4a", "brique": "#b4452f",
    }  # fmt: skip
    assert attendues.items() <= THEMES["clair"].items()
