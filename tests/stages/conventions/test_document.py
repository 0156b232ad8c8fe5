"""The PDF: it opens, it is tagged, it says the facts, and what was typed is printed as it is."""

import io
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from commun.pdf import _DESSINABLES, imprimable
from stages.choices import Section
from stages.models import SignatureConvention
from stages.services.documents import composer_convention
from stages.services.signatures import _donnees, parties_de, pdf_de, signer_convention
from tests.stages.conventions.fabriques import adulte, confirmee, convention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def texte_de(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_le_pdf_dit_les_faits_et_porte_ses_balises():
    faite = convention()
    lecteur = PdfReader(io.BytesIO(pdf_de(faite)))
    racine = lecteur.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert str(racine["/Lang"]).startswith("fr")
    assert b"pdfuaid" in racine["/Metadata"].get_data()
    texte = texte_de(pdf_de(faite))
    for fait in (
        "Convention de stage d'observation", "Lou Essai", "Alix Tuteur", "Sam Patron", "Claude Principal",
        "Mutuelle d'essai, contrat 12", "de 12:00 à 13:00", "5 jours de présence, 30 h par semaine au plus",
        "ni 7 heures par jour ni 30 heures par semaine", "n'est pas une signature électronique qualifiée",
    ):  # fmt: skip
        assert fait in texte.replace("’", "'"), fait


def test_les_clauses_dependent_de_la_section_et_de_l_age():
    jeune, majeur = convention().contenu["clauses"], convention(adulte()).contenu["clauses"]
    titres = {c["titre"] for c in jeune}
    assert "Durées et repos avant 15 ans" in titres
    assert "Qui prescrit" not in titres
    assert {"Qui prescrit", "Durées et repos"} <= {c["titre"] for c in majeur}
    assert not [c for c in jeune + majeur if "{" in c["texte"] or not c["reference"]]


def test_le_meme_contenu_donne_les_memes_octets():
    faite = convention()
    assert pdf_de(faite) == pdf_de(faite)


HOSTILES = [
    "#let x = 1; #panic() *gras* _it_ $x^2$ `code` @ref <label> // fin /* */ = titre",
    'guillemets " et \' et \\ et {accolades} [crochets] #eval("1")',
    "<script>alert(1)</script> & 'é' œ €",
]


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_texte_hostile_est_imprime_tel_quel(hostile):
    faite = convention(activites=hostile, tuteur_nom=hostile[:60])
    texte = texte_de(pdf_de(faite)).replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    assert re.sub(r"\s", "", hostile) in re.sub(r"\s", "", texte)


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [("bravo 😀", "bravo [U+1F600]"), ("a\u202eb", "a[U+202E]b"), ("漢", "[U+6F22]"), ("a\u200bb", "a[U+200B]b")],
)
def test_ce_que_la_police_ne_dessine_pas_est_dit_par_son_numero(tape, imprime):
    assert imprimable(tape) == imprime
    texte = texte_de(pdf_de(convention(activites=tape)))
    assert imprime in texte
    assert "numéro Unicode" in texte


def test_l_hebreu_et_l_arabe_passent_et_un_long_texte_tient():
    assert texte_de(pdf_de(convention(activites="שלום سلام")))
    long = ("Observer, noter, questionner. " * 60)[:1500]
    assert len(PdfReader(io.BytesIO(pdf_de(convention(activites=long)))).pages) < 6
    sans_espace = pdf_de(convention(activites="x" * 1500, tuteur_nom="y" * 120))
    assert texte_de(sans_espace).replace(" ", "").count("x") >= 1500


def test_chaque_caractere_tenu_pour_dessinable_l_est():
    """The document refuses what it cannot draw: the whole list is compiled once."""
    tous = " ".join(chr(c) for c in range(0x21, 0x2300) if _DESSINABLES.match(chr(c)))
    faite = convention()
    donnees = _donnees(faite, parties_de(faite)) | {"chapo": tous}
    assert composer_convention(donnees, le=timezone.now()).startswith(b"%PDF")


def test_les_signatures_sont_imprimees_avec_leur_date():
    faite = convention(confirmee())
    signer_convention(
        convention=faite,
        role=SignatureConvention.Role.RESPONSABLE,
        nom="Dominique Essai",
        empreinte=faite.empreinte,
        maintenant=timezone.now(),
    )
    texte = texte_de(pdf_de(faite))
    assert "Acceptée en ligne par Dominique Essai, le" in texte
    assert texte.count("À signer à la main") == 3


def test_un_stage_long_imprime_sa_gratification():
    faite = convention(adulte(section=Section.LONG), gratification=Decimal("4.50"))
    assert "4,50 € par heure" in texte_de(pdf_de(faite)).replace("\u00a0", " ")
