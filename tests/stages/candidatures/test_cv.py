"""A CV is a plain PDF: what pretends to be one, or hides something, is refused in words."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from stages.services.cv import OCTETS_MAX, CvRefuse, controler_cv


def pdf(pages=1, prepare=None) -> bytes:
    ecrit = PdfWriter()
    for _ in range(pages):
        ecrit.add_blank_page(200, 200)
    if prepare:
        prepare(ecrit)
    sortie = io.BytesIO()
    ecrit.write(sortie)
    return sortie.getvalue()


def fichier(contenu: bytes, nom="cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu, content_type="application/pdf")


def test_un_pdf_simple_est_garde_et_reste_lisible():
    envoye = fichier(pdf(2))
    controler_cv(envoye)
    assert envoye.read() == pdf(2)


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (b"", "n'est pas un PDF"),
        (b"MZ\x90\x00 %PDF-1.7", "n'est pas un PDF"),
        (b"<html>%PDF-</html>", "n'est pas un PDF"),
        (b"%PDF-1.7\nrien d'autre", "ne s'ouvre pas"),
        (pdf()[:200], "ne s'ouvre pas"),
        (pdf(11), "plus de 10 pages"),
        (pdf(1, lambda e: e.add_open_action(JavaScript("app.alert(1)"))), "programme"),
        (pdf(1, lambda e: e.add_attachment("x.exe", b"MZ")), "programme"),
        (pdf(1, lambda e: e.encrypt("secret")), "mot de passe"),
        (pdf() + b"\0" * OCTETS_MAX, "dépasse 3 Mo"),
    ],
    ids=["vide", "programme", "page", "tete seule", "coupe", "long", "script", "piece jointe", "chiffre", "lourd"],
)
def test_ce_qui_n_est_pas_un_cv_est_refuse(contenu, raison):
    with pytest.raises(CvRefuse, match=raison):
        controler_cv(fichier(contenu))


@given(st.binary(max_size=2_000))
def test_des_octets_quelconques_sont_refuses_sans_casser(octets):
    with pytest.raises(CvRefuse):
        controler_cv(fichier(b"%PDF-1.4\n" + octets))


@given(st.integers(0, 700), st.binary(min_size=1, max_size=4))
def test_un_pdf_abime_ne_casse_rien(place, octets):
    abime = bytearray(pdf())
    abime[5 + place : 5 + place + len(octets)] = octets
    try:
        controler_cv(fichier(bytes(abime)))
    except CvRefuse as refus:
        assert str(refus)
