"""What the words of an offer give away."""

import pytest

from stages.services.textes import conditions_dans, contacts_dans, empreinte


@pytest.mark.parametrize(
    ("texte", "genre"),
    [
        ("Appelez le 06 12 34 56 78", "téléphone"),
        ("au +33 2.40.11.22.33", "téléphone"),
        ("écrivez à paul@atelier.example", "courriel"),
        ("paul (at) atelier.fr", "courriel"),
        ("voir https://atelier.example/stage", "site"),
        ("voir www.atelier.fr", "site"),
    ],
)
def test_les_coordonnees_sont_vues(texte, genre):
    assert any(genre in nom for nom in contacts_dans(texte))


@pytest.mark.parametrize("texte", ["Du 12 au 16 mars 2027, de 9 h à 17 h.", "35 heures, 3 places"])
def test_un_texte_ordinaire_n_a_pas_de_coordonnees(texte):
    assert contacts_dans(texte) == []


def test_les_conditions_interdites_sont_dites_avec_les_mots():
    assert conditions_dans("Garçons uniquement.") == [("une condition de sexe", "garcons uniquement")]
    assert conditions_dans("Nationalité française demandée")[0][0] == "une condition d'origine"
    assert conditions_dans("Vous verrez le travail de la pâte.") == []


def test_l_empreinte_ignore_la_casse_les_accents_et_la_ponctuation():
    assert empreinte("Au Fournil", "Le pâtissier, vite !") == empreinte("au fournil", "le  patissier vite")
    assert empreinte("Au fournil", "autre") != empreinte("Au fournil", "texte")
    assert empreinte("", " ") == ""
