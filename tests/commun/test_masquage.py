"""Contacts are masked however they are written, and plain words are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.masquage import ADRESSE, COURRIEL, RESEAU, SITE, TELEPHONE, masquer


@pytest.mark.parametrize(
    ("texte", "masque"),
    [
        ("Écrivez à lou.martin@exemple.fr merci", f"Écrivez à {COURRIEL} merci"),
        ("lou.martin (at) exemple (point) fr", COURRIEL),
        ("lou arobase exemple point com", COURRIEL),
        ("lou@exemple.co.uk", COURRIEL),
        ("06 12 34 56 78", TELEPHONE),
        ("06.12.34.56.78 le soir", f"{TELEPHONE} le soir"),
        ("0612345678", TELEPHONE),
        ("06-12-34-56-78", TELEPHONE),
        ("06/12/34/56/78", TELEPHONE),
        ("+33 6 12 34 56 78", TELEPHONE),
        ("+33 (0)6 12 34 56 78", TELEPHONE),
        ("0033612345678", TELEPHONE),
        ("0 6 1 2 3 4 5 6 7 8", TELEPHONE),
        ("０６１２３４５６７８", TELEPHONE),
        ("06\u200b12\u200b34\u200b56\u200b78", TELEPHONE),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", TELEPHONE),
        ("J'habite 12 rue des Lilas, à Nantes", f"J'habite {ADRESSE}, à Nantes"),
        ("12 bis avenue Jean Jaurès", ADRESSE),
        ("49400 Saumur", ADRESSE),
        ("voir https://exemple.fr/moi", f"voir {SITE}"),
        ("www.exemple.fr", SITE),
        ("mon site lou-photo.com !", f"mon site {SITE} !"),
        ("mon insta : lou_m", f"mon {RESEAU}"),
        ("snap lulu44", RESEAU),
        ("@lou.martin", RESEAU),
        ("lou.martin@gmail", COURRIEL),
        ("lou(a)exemple.com", COURRIEL),
        ("-" * 80 + "lou@exemple.fr", COURRIEL),
        ("mon site…exemple.fr", f"mon site...{SITE}"),
        ("exemple.xyz", SITE),
        ("06·12·34·56·78", TELEPHONE),
        ("06 | 12 | 34 | 56 | 78", TELEPHONE),
        ("06 – 12 – 34 – 56 – 78", TELEPHONE),
        ("06:12:34:56:78", TELEPHONE),
        ("06" + " " * 40 + "12 34 56 78", TELEPHONE),
        ("33 6 12 34 56 78", TELEPHONE),
        ("6 12 34 56 78", TELEPHONE),
        ("O6 12 34 56 78", TELEPHONE),
        ("zéro 6 12 34 56 78", TELEPHONE),
        ("six douze trente-quatre cinquante-six soixante-dix-huit", TELEPHONE),
        ("\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", TELEPHONE),
        ("06\u034f12\u115f34\ufe0f5678", TELEPHONE),
        ("0\ufe0f\u20e36\ufe0f\u20e312345678", TELEPHONE),
        ("discord lou#1234", f"discord {RESEAU}"),
    ],
)
def test_une_coordonnee_est_masquee(texte, masque):
    assert masquer(texte) == (masque, True)


@pytest.mark.parametrize(
    "texte",
    [
        "J'aime la mécanique depuis l'âge de 10 ans.",
        "Je suis disponible du 15/06/2026 au 26/06/2026.",
        "Du 01/06/2026 15/06/2026, ou en 2027.",
        "Mon stage de 3e, 35 heures, 12 élèves dans ma classe.",
        "J'ai regardé vos vidéos sur Instagram et sur TikTok.",
        "J'en ai zéro, ou une ou deux.",
        "Le prix est de 12,50 euros pour 100 pièces.",
        "C'est dans la rue principale.",
        "Bonjour.Je voudrais apprendre",
        "l'entreprise est à 20 km",
        "Ouvert de 09:00 à 12:00 et de 14:00 à 18:00.",
        "Je compte six, sept, huit, neuf, dix.",
        "En 2026, puis 2027 et 2028 : 3 stages de 5 jours.",
    ],
)
def test_les_mots_ordinaires_restent(texte):
    assert masquer(texte) == (texte, False)


@pytest.mark.parametrize(
    "motif", ["a", "a.", "a-", "06 ", " ", "@", "1 rue ", "a at ", "insta", "zero ", "0", "+33", "a#"]
)
def test_un_texte_long_et_hostile_est_lu_vite(motif):
    depart = time.process_time()
    masquer(motif * (20_000 // len(motif)))
    assert time.process_time() - depart < 2


@given(st.text(max_size=300))
def test_masquer_deux_fois_ne_change_plus_rien(texte):
    masque, _ = masquer(texte)
    assert masquer(masque) == (masque, False)


@given(
    avant=st.text(st.characters(categories=["Lu", "Ll", "Zs", "Po"]), max_size=30),
    chiffres=st.lists(st.integers(0, 9), min_size=8, max_size=8),
    separateur=st.sampled_from(["", " ", ".", "-", "  ", "\u00a0"]),
)
def test_aucun_numero_ne_passe(avant, chiffres, separateur):
    numero = separateur.join(f"0{'6'}" + "".join(map(str, chiffres)))
    assert "".join(map(str, chiffres)) not in "".join(c for c in masquer(f"{avant} {numero}")[0] if c.isdigit())
