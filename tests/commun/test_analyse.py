"""The text analyser: the same word under all its spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.analyse import couper, famille, formes, mots_pleins, normaliser, racine


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Chargé(e) d'études — Œnologue", "charge d etudes oenologue"),
        ("Soudeur·euse", "soudeur"),
        ("employé.e.s de bureau. Puis", "employe de bureau puis"),
        ("infirmier(ère)", "infirmier"),
        ("Accastilleur-gréeur", "accastilleur greeur"),
        ("l’été", "l ete"),
        ("Développeur C++ / C# / .NET", "developpeur cpp csharp dotnet"),
        ("RESPONSABLE  R&D", "responsable r d"),
        ("日本 🚀", ""),
        ("", ""),
    ],
)
def test_normaliser_ramene_chaque_ecriture_a_la_meme(texte, attendu):
    assert normaliser(texte) == attendu


@pytest.mark.parametrize(
    "mots",
    [
        ("soudeur", "soudeuse", "soudeurs", "soudeuses"),
        ("infirmier", "infirmiere", "infirmieres"),
        ("conducteur", "conductrice", "conductrices"),
        ("mecanicien", "mecanicienne"),
        ("animal", "animaux"),
        ("chef", "cheffe", "cheffes"),
        ("professeur", "professeure"),
        ("travail", "travaux"),
    ],
)
def test_racine_reunit_genres_et_nombres(mots):
    assert len({racine(mot) for mot in mots}) == 1


def test_racine_distingue_un_metier_d_un_verbe_banal():
    assert racine("gerant") != racine("gerer")


@pytest.mark.parametrize("mots", [("coiffeur", "coiffure", "coiffer", "coiffeuse"), ("boulanger", "boulangerie")])
def test_famille_reunit_le_metier_son_verbe_et_son_lieu(mots):
    assert len({famille(mot) for mot in mots}) == 1


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("Soudeur / Soudeuse aéronautique", ("Soudeur aéronautique", "Soudeuse aéronautique")),
        ("Maçon en rénovation / Maçonne en rénovation", ("Maçon en rénovation", "Maçonne en rénovation")),
        ("Garde Forestier / Forestière", ("Garde Forestier", "Garde Forestière")),
        ("Valet / Femme de chambre", ("Valet de chambre", "Femme de chambre")),
        ("Homme sage-femme / Sage-femme", ("Homme sage-femme", "Sage-femme")),
        (
            "Chef d'équipe dépanneur / Cheffe dépanneuse de chaudières",
            ("Chef d'équipe dépanneur de chaudières", "Cheffe dépanneuse de chaudières"),
        ),
        ("Soudeur(se) aéronautique", ("Soudeur aéronautique", "Soudeuse aéronautique")),
        ("Conseiller(ère) en voyages", ("Conseiller en voyages", "Conseillère en voyages")),
        ("Conducteur(trice) d'engins", ("Conducteur d'engins", "Conductrice d'engins")),
        ("Fleuriste", ("Fleuriste",)),
    ],
)
def test_formes_donne_les_deux_genres(titre, attendu):
    assert formes(titre) == attendu


def test_mots_pleins_garde_tout_quand_rien_n_est_plein():
    assert mots_pleins("tous les metiers du bois") == ["metiers", "bois"]
    assert mots_pleins("dans le") == ["dans", "le"]


def test_couper_ote_les_moities_de_caracteres():
    assert couper("a\ud800b\x00c" + "d" * 500) == "ab c" + "d" * 195


@given(st.text(max_size=300))
def test_rien_ne_fait_echouer_l_analyse(texte):
    normalise = normaliser(couper(texte))
    assert normalise == normaliser(normalise)
    for mot in mots_pleins(normalise):
        racine(mot), famille(mot)
    assert all(isinstance(forme, str) for forme in formes(texte))
