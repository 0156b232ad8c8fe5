"""Both names of an occupation, read from one label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metiers.importeurs.genres import deux_genres


@pytest.mark.parametrize(
    ("libelle", "masculin", "feminin"),
    [
        ("Soudeur / Soudeuse", "Soudeur", "Soudeuse"),
        (
            "Conducteur / Conductrice d'engins agricoles",
            "Conducteur d'engins agricoles",
            "Conductrice d'engins agricoles",
        ),
        ("Directeur / Directrice artistique", "Directeur artistique", "Directrice artistique"),
        ("Agent / Agente de propreté", "Agent de propreté", "Agente de propreté"),
        (
            "Chef d'équipe / Cheffe d'équipe espaces verts",
            "Chef d'équipe espaces verts",
            "Cheffe d'équipe espaces verts",
        ),
        (
            "Accompagnant éducatif et social / Accompagnante éducative et sociale à domicile",
            "Accompagnant éducatif et social à domicile",
            "Accompagnante éducative et sociale à domicile",
        ),
        ("Artiste Plasticien / Plasticienne", "Artiste Plasticien", "Artiste Plasticienne"),
        ("Caviste affineur / Affineuse", "Caviste affineur", "Caviste affineuse"),
        ("Instrumentiste Industriel / Industrielle", "Instrumentiste Industriel", "Instrumentiste Industrielle"),
        ("Médecin Réanimateur / Réanimatrice (MAR)", "Médecin Réanimateur (MAR)", "Médecin Réanimatrice (MAR)"),
        ("Laveur / Laveuse de vitres polyvalent(e)", "Laveur de vitres polyvalent", "Laveuse de vitres polyvalente"),
        ("Soudeur(se) aéronautique", "Soudeur aéronautique", "Soudeuse aéronautique"),
        ("Valet / Femme de chambre", "Valet de chambre", "Femme de chambre"),
        ("Femme de chambre / Valet de chambre", "Valet de chambre", "Femme de chambre"),
        ("Steward / Hôtesse de l'air", "Steward de l'air", "Hôtesse de l'air"),
        ("Opératrice / Opérateur de saisie", "Opérateur de saisie", "Opératrice de saisie"),
        ("Homme sage-femme / Sage-femme", "Homme sage-femme", "Sage-femme"),
        ("E-formateur / E-formatrice", "E-formateur", "E-formatrice"),
        ("Photographe", "Photographe", "Photographe"),
        ("Lapidaire / Diamantaire", "Lapidaire / Diamantaire", "Lapidaire / Diamantaire"),
        ("", "", ""),
    ],
)
def test_deux_genres(libelle, masculin, feminin):
    assert deux_genres(libelle) == (masculin, feminin)


@given(st.text(alphabet="aeiouéè rstlnm/()-' ", max_size=60))
def test_ne_leve_jamais_et_ne_rend_jamais_rien_pour_un_libelle_plein(libelle):
    masculin, feminin = deux_genres(libelle)
    assert bool(masculin) == bool(libelle.strip()) == bool(feminin)
