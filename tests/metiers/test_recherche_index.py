"""The search engine on a small catalogue: each way of finding, each reason given, nothing that fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metiers.recherche import DocumentMetier, IndexMetiers, Synonymes, Titre

SOUDEUR = DocumentMetier(
    id=1,
    code="H2913",
    titres=(
        Titre("Soudeur / Soudeuse", principal=True),
        Titre("Soudeur / Soudeuse aéronautique"),
        Titre("Braseur / Braseuse", peu_usite=True),
    ),
    mots=("assembler du métal à chaud",),
    competences_cle=("Souder des pièces métalliques",),
    definition="Assemble par fusion les éléments d'un ensemble. Contrôle les soudures.",
    contextes=("En atelier",),
)
JARDINIER = DocumentMetier(
    id=2,
    code="A1203",
    titres=(Titre("Agent / Agente d'entretien des espaces verts", principal=True), Titre("Jardinier / Jardinière")),
    competences_cle=("Planter un arbre, une plante",),
    competences=("Tondre une pelouse",),
    contextes=("En extérieur",),
    interets=("J'aime être au contact de la nature",),
)
INTERPRETE = DocumentMetier(
    id=3,
    code="E1123",
    titres=(Titre("Interprète", principal=True), Titre("Interprète en langue des signes")),
    competences=("Parler une ou plusieurs langues étrangères",),
)
ATSEM = DocumentMetier(
    id=4,
    code="K1308",
    titres=(
        Titre(
            "Agent territorial spécialisé / Agente territoriale spécialisée des écoles maternelles (ATSEM)",
            principal=True,
        ),
    ),
    competences=("Accueillir un enfant",),
)
BRASERO = DocumentMetier(
    id=5,
    code="",
    titres=(Titre("Braserotier / Braserotière"), Titre("Monteur / Monteuse de braseros")),
    savoirs=("Techniques de soudage",),
)
SYNONYMES = Synonymes(
    entrees=(
        (("dehors", "en plein air"), ("extérieur", "nature")),
        (("parler plusieurs langues",), ("langues étrangères", "interprète")),
    )
)


@pytest.fixture(scope="module")
def index():
    return IndexMetiers.construire([SOUDEUR, JARDINIER, INTERPRETE, ATSEM, BRASERO], SYNONYMES)


def trouves(index, q):
    return [resultat.metier_id for resultat in index.chercher(q)]


@pytest.mark.parametrize(
    ("q", "metier", "champ", "extrait"),
    [
        ("Soudeur", 1, "titre", "Soudeur"),
        ("soudeuse aeronautique", 1, "titre", "Soudeuse aéronautique"),
        ("Soudeur / Soudeuse aéronautique", 1, "titre", "Soudeur aéronautique"),
        ("soudeur(se) aéronautique", 1, "titre", "Soudeur aéronautique"),
        ("SOUDEUSES", 1, "titre", "Soudeuse"),
        ("soudeur aeronotique", 1, "titre", "Soudeur aéronautique"),
        ("sodueur aéronautqiue", 1, "titre", "Soudeur aéronautique"),
        ("soudeur aéro", 1, "titre", "Soudeur aéronautique"),
        ("jardini", 2, "titre", "Jardinier"),
        ("jardinière", 2, "titre", "Jardinière"),
        ("h2913", 1, "code", "H2913"),
        (" H2913 ", 1, "code", "H2913"),
        ("H29", 1, "code", "H2913"),
        ("ATSEM", 4, "titre", None),
        ("planter des arbres", 2, "competence", "Planter un arbre, une plante"),
        ("tondre la pelouse", 2, "competence", "Tondre une pelouse"),
        ("travailler dehors", 2, "contexte", "En extérieur"),
        ("parler plusieurs langues", 3, None, None),
        ("assembler du métal", 1, "mot", "assembler du métal à chaud"),
        ("fusion des éléments", 1, "definition", "Assemble par fusion les éléments d'un ensemble"),
        ("je voudrais un métier au contact de la nature", 2, "interet", "J'aime être au contact de la nature"),
    ],
)
def test_le_metier_attendu_vient_en_premier_avec_sa_raison(index, q, metier, champ, extrait):
    premier = index.chercher(q)[0]
    assert premier.metier_id == metier
    assert champ in (None, premier.champ)
    assert extrait in (None, premier.extrait)


def test_un_titre_peu_usite_ne_passe_pas_devant_un_titre_courant(index):
    assert trouves(index, "bras")[0] == 5
    assert trouves(index, "braseur") == [1, 5] or trouves(index, "braseur")[0] == 1


@pytest.mark.parametrize("q", ["", "   ", "?!…", "日本語", "zzzzzzzz", "🚀", "\x00", "\ud800"])
def test_rien_a_dire_rien_de_trouve(index, q):
    assert index.chercher(q) == []
    assert index.completer(q) == []


def test_un_metier_sans_rapport_n_est_pas_rendu(index):
    assert 3 not in trouves(index, "soudeur")
    assert trouves(index, "tondre") == [2]


def test_limite_et_ordre_des_notes(index):
    resultats = index.chercher("agent")
    assert index.chercher("agent", limite=1) == resultats[:1]
    assert [r.score for r in resultats] == sorted((r.score for r in resultats), reverse=True)


def test_completer_propose_un_titre_par_metier_dans_le_genre_tape(index):
    (suggestion,) = index.completer("soudeus")
    assert (suggestion.texte, suggestion.metier_id, suggestion.code) == ("Soudeuse", 1, "H2913")
    propositions = index.completer("agent", limite=8)
    assert len({s.metier_id for s in propositions}) == len(propositions)
    assert len(index.completer("agent", limite=1)) == 1


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_aucun_texte_ne_fait_echouer(index, q):
    index.chercher(q)
    index.completer(q)


@given(
    st.lists(
        st.sampled_from(
            ["soudeur", "h29", "(", "/", "'", "-", "·", "é", "x", ".e", "planter", "agent", "langue", "́", "1"]
        ),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_aucun_melange_ne_fait_echouer(index, morceaux):
    index.chercher("".join(morceaux))
    index.completer(" ".join(morceaux))


def test_une_requete_interminable_est_coupee(index):
    assert index.chercher("soudeur " * 50_000)[0].metier_id == 1


@pytest.mark.parametrize(
    "documents",
    [
        [],
        [DocumentMetier(1, "", ())],
        [DocumentMetier(1, "A1101", (Titre(""),))],
        [DocumentMetier(1, "A1101", (Titre("X"),))],
    ],
)
def test_catalogues_vides_ou_minuscules(documents):
    petit = IndexMetiers.construire(documents)
    for q in ("a", "x", "soudeur", "A1101", ""):
        petit.chercher(q)
        petit.completer(q)


def test_plusieurs_fils_lisent_le_meme_index(index):
    with ThreadPoolExecutor(8) as fils:
        listes = list(fils.map(lambda _: trouves(index, "soudeur aeronautique"), range(64)))
    assert all(liste == listes[0] for liste in listes)
