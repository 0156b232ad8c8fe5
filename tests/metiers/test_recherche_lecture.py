"""How a query is read: negations, turns of empty words, hierarchy, titles written twice."""

import pytest

from metiers.recherche import DocumentMetier, IndexMetiers, Synonymes, Titre

SYNONYMES = Synonymes(
    entrees=(
        (("chez moi",), ("télétravail",)),
        (("pas dans un bureau",), ("plein air",)),
    )
)


@pytest.fixture(scope="module")
def index():
    return IndexMetiers.construire(
        [
            DocumentMetier(1, "A1203", (Titre("Jardinier / Jardinière"),), contextes=("Plein air",)),
            DocumentMetier(2, "M1602", (Titre("Agent / Agente de bureau"),), mots=("travailler dans un bureau",)),
            DocumentMetier(3, "E1108", (Titre("Traducteur / Traductrice"),), contextes=("Télétravail",)),
            DocumentMetier(4, "F1703", (Titre("Maçon / Maçonne"),), mots=("monter des murs en brique",)),
            DocumentMetier(5, "F1202", (Titre("Chef maçon / Cheffe maçonne"),), mots=("monter des murs en brique",)),
            DocumentMetier(6, "D1202", (Titre("Coiffeur"), Titre("Coupeur", officiel=False)), mots=("cheveux",)),
            DocumentMetier(7, "H2409", (Titre("Coupeur / Coupeuse"),), mots=("tissu",)),
        ],
        SYNONYMES,
    )


@pytest.mark.parametrize(
    ("requete", "attendu"),
    [
        ("travailler depuis chez moi", 3),
        ("travailler, mais pas dans un bureau", 1),
        ("travailler dans un bureau", 2),
        ("couper du tissu sans faire les cheveux", 7),
        ("monter des murs", 4),
        ("coupeur", 7),
    ],
)
def test_la_requete_est_lue_comme_une_personne_la_lirait(index, requete, attendu):
    assert index.chercher(requete)[0].metier_id == attendu


def test_un_titre_ecrit_deux_fois_ne_compte_qu_une_fois():
    double = DocumentMetier(
        1, "I1602", (Titre("Mécanicien / Mécanicienne avion"), Titre("Mécanicien avion / Mécanicienne avion"))
    )
    assert len(IndexMetiers.construire([double]).documents[0].titres) == 1


def test_un_texte_qui_dit_la_requete_en_est_la_raison(index):
    trouve = index.chercher("plein air")[0]
    assert (trouve.champ, trouve.extrait) == ("contexte", "Plein air")
