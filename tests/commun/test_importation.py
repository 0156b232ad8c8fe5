"""Importer base: typed rows, refusals with file and line, reports."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.importation import Compte, ImportRefuse, Rapport, Refus, decoder, entier, lire_table, nettoyer


class Commune(NamedTuple):
    code: str
    nom: str


def _lire(texte, **options):
    contenu = texte if isinstance(texte, bytes) else texte.encode()
    return lire_table(contenu, fichier="communes.csv", forme=Commune, **options)


def _raisons(texte, **options):
    with pytest.raises(ImportRefuse) as refus:
        _lire(texte, **options)
    return [str(raison) for raison in refus.value.raisons]


def test_lignes_typees_et_numerotees():
    table = _lire('"nom","code"\n" Nantes ","44109"\n"La\nBaule","44055"\n')
    assert table.lignes == [Commune("44109", "Nantes"), Commune("44055", "La\nBaule")]
    assert [numero for numero, _ in table.numerotees()] == [2, 4]
    assert len(table) == 2


def test_autre_orthographe_d_une_colonne_et_lignes_vides():
    table = _lire("CODE,libele\n1,a\n\n2,b\n", synonymes={"libele": "nom"})
    assert [ligne.nom for ligne in table] == ["a", "b"]


def test_refus():
    assert _raisons("code\n1\n") == ["communes.csv, ligne 1 : colonne manquante : nom"]
    assert _raisons("code,nom,nom\n") == ["communes.csv, ligne 1 : colonne en double : nom"]
    assert _raisons("code,nom,x\n") == ["communes.csv, ligne 1 : colonne inconnue : x"]
    assert _raisons("") == ["communes.csv, ligne 1 : colonne manquante : code, nom"]
    assert _raisons("code,nom\n") == ["communes.csv, ligne 1 : aucune ligne sous l'en-tête"]
    assert _raisons("code,nom\n1,a") == [
        "communes.csv : pas de fin de ligne à la fin : le fichier est sans doute tronqué"
    ]
    assert "guillemet mal fermé" in _raisons('code,nom\n1,"a\n')[0]
    assert "guillemet mal fermé" in _raisons('code,nom\n1,"a"b\n')[0]


def test_beaucoup_de_lignes_de_mauvaise_largeur_sont_comptees():
    raisons = _raisons("code,nom\n" + "1\n" * 25)
    assert len(raisons) == 11
    assert raisons[0].startswith("communes.csv, ligne 2 : 1 colonne(s) au lieu de 2")
    assert raisons[-1] == "communes.csv : … et 15 autres lignes de mauvaise largeur"


def test_textes_nettoyes():
    assert nettoyer("L\u2019e\u0301te\u0301 d''ici") == "L'été d'ici"


@given(st.binary(max_size=80))
def test_n_importe_quels_octets_sont_lus_ou_refuses(octets):
    try:
        _lire(octets)
    except ImportRefuse as refus:
        assert all(raison.fichier == "communes.csv" for raison in refus.raisons)


@given(st.text(alphabet="abcéèàç'« »", max_size=30))
def test_utf8_et_cp1252_donnent_le_meme_texte(texte):
    assert decoder(texte.encode(), "x") == texte
    if "Ã" not in texte:
        assert decoder((texte + "é").encode("cp1252"), "x") == texte + "é"


def test_entier():
    assert [entier(v) for v in ("7", "", "-1", "1.5", "99999", "٣", "1" * 20)] == [
        7,
        None,
        None,
        None,
        None,
        None,
        None,
    ]


def test_rapport_lu_et_relu():
    rapport = Rapport()
    rapport.compte("Communes").crees = 3
    rapport.refuser(Refus("code inconnu", "Communes", "communes.csv", 4, "44999"))
    rapport.avertissements.append("Une commune a fusionné.")
    assert rapport.total() == Compte(crees=3, refuses=1)
    assert rapport.total().change
    assert Rapport.depuis_dict(rapport.en_dict()).en_dict() == rapport.en_dict()
    texte = rapport.en_texte()
    assert "Refusé : communes.csv, ligne 4 : 44999 : code inconnu" in texte
    assert "Attention : Une commune a fusionné." in texte


def test_un_rapport_garde_cinq_mille_refus_et_les_compte_tous():
    rapport = Rapport(refus=[Refus("x")] * 6_000)
    garde = rapport.en_dict()
    assert (len(garde["refus"]), garde["refus_en_tout"]) == (5_000, 6_000)
    assert "… et 5950 autres lignes refusées" in rapport.en_texte()
