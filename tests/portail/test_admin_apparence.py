"""The admin wears the portal's colours, and its texts can be read."""

import re

from django.conf import settings

CSS = settings.RACINE / "static"
# Where the admin theme puts a token of the public site.
COMMUNES = {
    "--tuffeau": "--color-base-50",
    "--tuffeau-ombre": "--color-base-100",
    "--trait": "--color-base-200",
    "--surface": "--color-white",
    "--ardoise": "--color-font-important-light",
    "--ardoise-douce": "--color-font-subtle-light",
    "--loire": "--color-primary-600",
    "--loire-vif": "--color-primary-700",
    "--loire-pale": "--color-primary-100",
    "--genet": "--genet",
    "--vigne": "--vigne",
    "--brique": "--brique",
}


def _couleurs(texte):
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", texte))


def _bloc(feuille, debut):
    texte = (CSS / feuille).read_text(encoding="utf-8")
    return _couleurs(texte[texte.index(debut) :].partition("}")[0])


def _luminance(couleur):
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def _contraste(a, b):
    clair, sombre = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def test_les_couleurs_sont_celles_du_portail():
    public, admin = _bloc("css/1-tokens.css", ":root {"), _bloc("admin/portail/couleurs.css", "html:root")
    assert {nom: admin[cible] for nom, cible in COMMUNES.items()} == {nom: public[nom] for nom in COMMUNES}


def test_les_textes_se_lisent_en_clair_et_en_sombre():
    clair = _bloc("admin/portail/couleurs.css", "html:root")
    sombre = clair | _bloc("admin/portail/couleurs.css", "html.dark:root")
    paires = [
        (clair[f"--color-{texte}"], clair[fond])
        for texte in ("font-subtle-light", "font-default-light", "font-important-light", "primary-600")
        for fond in ("--color-white", "--color-base-50", "--color-base-100")
    ]
    paires += [
        (sombre[f"--color-{texte}"], sombre[fond])
        for texte in ("font-subtle-dark", "font-default-dark", "font-important-dark", "primary-500", "base-400")
        for fond in ("--color-base-900", "--color-base-800")
    ]
    assert [paire for paire in paires if _contraste(*paire) < 4.5] == []
