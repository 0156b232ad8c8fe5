"""The hand-written synonyms: the file that is shipped, and files that cannot be used."""

import pytest
from django.conf import settings

from metiers.recherche import SynonymesInvalides, lire_synonymes


def test_le_fichier_du_projet_est_utilisable():
    synonymes = lire_synonymes(settings.DONNEES / "metiers" / "synonymes.toml")
    assert len(synonymes.entrees) > 400
    assert all(texte.strip() == texte for dit, comprendre in synonymes.entrees for texte in dit + comprendre)


@pytest.mark.parametrize(
    "texte",
    [
        "pas du toml",
        "[[entree]]\ndit = ['a']\n",
        "[[entree]]\ndit = []\ncomprendre = ['b']\n",
        "[[entree]]\ndit = 'a'\ncomprendre = ['b']\n",
        "[[entree]]\ndit = [1]\ncomprendre = ['b']\n",
    ],
)
def test_un_fichier_faux_est_refuse_avec_son_nom(tmp_path, texte):
    chemin = tmp_path / "faux.toml"
    chemin.write_text(texte, encoding="utf-8")
    with pytest.raises(SynonymesInvalides, match=r"faux\.toml"):
        lire_synonymes(chemin)


def test_un_mauvais_encodage_est_refuse(tmp_path):
    chemin = tmp_path / "latin.toml"
    chemin.write_bytes("[[entree]]\ndit = ['é']".encode("latin-1"))
    with pytest.raises(SynonymesInvalides):
        lire_synonymes(chemin)
