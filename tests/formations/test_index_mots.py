"""The search by words: accents, mistakes, diplomas short and long."""

import pytest

from formations.recherche import DocumentFormation, IndexFormations, separer_diplomes

TITRES = [
    "CAP Boulanger",
    "Bac pro Boulanger-pâtissier",
    "Brevet de technicien supérieur Comptabilité et gestion",
    "BTSA Gestion forestière",
    "Licence professionnelle Métiers de la comptabilité",
    "Diplôme d'État d'infirmier",
    "1CAP2 MAINTENANCE DES VEHICULES",
]


@pytest.fixture(scope="module")
def index():
    return IndexFormations(
        [
            DocumentFormation(
                titre=(titre,),
                metiers=("Boulanger, boulangère",) if "oulanger" in titre else (),
                domaines=("Boulangerie",) if "oulanger" in titre else (),
                lieux=("Lycée Rabelais Angers", "apprentissage alternance apprenti") if "Comptabilité" in titre else (),
            )
            for titre in TITRES
        ]
    )


def titres(index, q):
    return [TITRES[t.rang] for t in index.chercher(q).trouvees]


@pytest.mark.parametrize(
    ("texte", "signes", "reste"),
    [
        ("Brevet de technicien supérieur Comptabilité", ("bts",), "comptabilite"),
        ("bac pro cuisine", ("bacpro",), "cuisine"),
        ("BAC PROFESSIONNEL Cuisine", ("bacpro",), "cuisine"),
        ("bac", ("bac",), ""),
        ("CAP'", ("cap",), ""),
        ("capitaine", (), "capitaine"),
        ("Certificat d'aptitude professionnelle agricole Jardinier", ("capa",), "jardinier"),
        ("BTS agricole", ("btsa",), ""),
        ("", (), ""),
    ],
)
def test_un_diplome_s_ecrit_court_ou_long(texte, signes, reste):
    assert separer_diplomes(texte) == (signes, reste)


def test_un_sigle_seul_donne_tous_ses_diplomes(index):
    assert titres(index, "bts") == TITRES[2:4]  # the agricultural one is a BTS too
    assert titres(index, "brevet de technicien superieur agricole") == TITRES[3:4]
    assert titres(index, "bac") == TITRES[1:2]
    assert titres(index, "cap") == [TITRES[0], TITRES[6]]


def test_le_diplome_et_le_mot_se_croisent(index):
    assert titres(index, "cap boulangère") == TITRES[0:1]
    assert titres(index, "bts compta") == TITRES[2:3]
    assert titres(index, "cap comptabilité") == []


@pytest.mark.parametrize("q", ["infirmière", "INFIRMIER", "infirmer", "infirmiere"])
def test_accents_genre_et_fautes(index, q):
    assert titres(index, q) == TITRES[5:6]


def test_le_titre_passe_avant_le_domaine(index):
    trouvees = index.chercher("boulangerie").trouvees
    assert {t.rang for t in trouvees} == {0, 1}
    assert index.chercher("angers").trouvees[0].champ == "lieu"


def test_tous_les_mots_ou_le_plus_possible(index):
    reponse = index.chercher("comptabilité angers")
    assert not reponse.partielle and [t.rang for t in reponse.trouvees] == [2]
    reponse = index.chercher("boulanger zzzzzz")
    assert reponse.partielle and {t.rang for t in reponse.trouvees} == {0, 1}


def test_les_mots_de_demande_ne_comptent_pas(index):
    assert titres(index, "je cherche une formation de boulanger") == titres(index, "boulanger")


@pytest.mark.parametrize("q", ["", "   ", "%", "🦑" * 80, "x" * 5_000, "' OR 1=1 --", "\x00", "de la"])
def test_tout_texte_a_une_reponse(index, q):
    index.chercher(q)


def test_un_index_vide():
    assert IndexFormations(()).chercher("cap").trouvees == ()
