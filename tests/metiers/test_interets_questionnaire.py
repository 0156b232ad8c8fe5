"""The questionnaire: its file, its sums, and the six scores of an address."""

import random
import re

import pytest
from django.conf import settings

from metiers.interets import LETTRES, Profil, QuestionnaireInvalide, lire_profil, lire_questionnaire

CHEMIN = settings.DONNEES / "metiers" / "interets.toml"


@pytest.fixture(scope="module")
def questionnaire():
    return lire_questionnaire(CHEMIN)


def test_trente_activites_une_de_chaque_type_par_ecran(questionnaire):
    assert len(questionnaire.activites) == 30 and len(questionnaire.ecrans) == 5
    for ecran in questionnaire.ecrans:
        assert sorted(activite.type for activite in ecran) == sorted(LETTRES)
    ordres = {"".join(activite.type for activite in ecran) for ecran in questionnaire.ecrans}
    assert len(ordres) == 5, "un ordre qui se répète se devine"


def test_les_phrases_sont_courtes_et_sans_genre(questionnaire):
    for activite in questionnaire.activites:
        assert len(activite.phrase) <= 90, activite.phrase
        assert re.match(r"(Se )?[A-ZÉÊ]\w+(er|ir|re)\b", activite.phrase), activite.phrase
        assert not re.search(r"·|\(e\)|\bheureux\b|\bseul\b|’", activite.phrase), activite.phrase


def test_les_trente_centres_d_interet_sont_lus(questionnaire):
    assert set(questionnaire.centres) == {str(code) for code in range(1, 31)}


def test_les_scores_sont_des_sommes_par_type(questionnaire):
    reponses = {activite.code: 4 if activite.type == "A" else 1 for activite in questionnaire.activites}
    assert questionnaire.profil(reponses) == Profil((5, 5, 20, 5, 5, 5))


def test_un_questionnaire_incomplet_n_a_pas_de_profil(questionnaire):
    reponses = {activite.code: 2 for activite in questionnaire.activites[1:]}
    assert questionnaire.profil(reponses) is None


@pytest.mark.parametrize("valeur", [5, -1, True, 2.0, "2", None, [2], 10**30])
def test_une_reponse_impossible_est_laissee_de_cote(questionnaire, valeur):
    assert questionnaire.saines({"panne": valeur, "dehors": 3, "inconnue": 2}) == {"dehors": 3}


@pytest.mark.parametrize("brut", [None, "x", 3, [1], {"panne": {}}])
def test_une_session_abimee_est_vide(questionnaire, brut):
    assert questionnaire.saines(brut) == {}


def test_l_adresse_dit_les_six_scores_et_rien_d_autre():
    profil = Profil((12, 4, 20, 0, 9, 3))
    assert str(profil) == "12-4-20-0-9-3" and lire_profil(str(profil)) == profil


@pytest.mark.parametrize(
    "texte",
    ["", "12", "1-2-3-4-5", "1-2-3-4-5-6-7", "21-0-0-0-0-0", "-1-2-3-4-5-6", "1.5-2-3-4-5-6", "1-2-3-4-5-６",
     "1-2-3-4-5-6\n", "1-2-3-4-5-\x006", " 1-2-3-4-5-6", "1-2-3-4-5-999999999999", "a-b-c-d-e-f", "9" * 100_000],
)  # fmt: skip
def test_un_profil_qui_n_en_est_pas_un_est_refuse(texte):
    assert lire_profil(texte) is None


@pytest.mark.parametrize(
    ("scores", "plat"),
    [((10,) * 6, True), ((0,) * 6, True), ((20,) * 6, True), ((14, 10, 10, 10, 10, 10), True),
     ((15, 10, 10, 10, 10, 10), False), ((10, 10, 5, 10, 10, 10), False), ((11, 9, 10, 10, 9, 11), True)],
)  # fmt: skip
def test_des_scores_trop_egaux_ne_classent_rien(scores, plat):
    assert Profil(scores).est_plat is plat


def test_les_dominantes_sont_les_plus_hautes():
    assert Profil((3, 18, 2, 18, 9, 1)).dominantes == ["I", "S", "E"]


def _abimer(texte: str, avant: str, apres: str) -> str:
    assert avant in texte
    return texte.replace(avant, apres, 1)


@pytest.mark.parametrize(
    ("avant", "apres", "message"),
    [
        ('type = "R"', 'type = "X"', "une lettre de RIASEC"),
        ('type = "R"', 'type = "I"', "5 activités de chaque type"),
        ('code = "panne"', 'code = "dehors"', "le même code"),
        ('code = "panne"', 'code = ""', "activité 1"),
        ('"Pas du tout", ', "", "5 degrés"),
        ('1 = "RA"', '1 = "RR"', "au plus deux lettres"),
        ('1 = "RA"', '1 = "RZ"', "au plus deux lettres"),
        ("[centres]", "[autres]", "centres"),
        ("reponses = [", "reponses = ", "interets.toml"),
    ],
)
def test_un_fichier_fautif_dit_ou(tmp_path, avant, apres, message):
    fichier = tmp_path / "interets.toml"
    fichier.write_text(_abimer(CHEMIN.read_text(), avant, apres))
    with pytest.raises(QuestionnaireInvalide, match=message):
        lire_questionnaire(fichier)


def test_deux_activites_d_un_type_ne_sont_pas_sur_le_meme_ecran(tmp_path):
    entete, *activites = CHEMIN.read_text().split("[[activite]]")
    dernier, centres = activites[-1].split("# What each")
    activites[-1] = dernier
    activites.sort(key=lambda texte: re.search(r'type = "(.)"', texte)[1])
    random.Random(1).shuffle(activites[:2])
    fichier = tmp_path / "interets.toml"
    fichier.write_text("[[activite]]".join((entete, *activites)) + "# What each" + centres)
    with pytest.raises(QuestionnaireInvalide, match="une activité de chaque type"):
        lire_questionnaire(fichier)
