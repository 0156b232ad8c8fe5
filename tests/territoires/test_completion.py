"""Place completion: what answers, in which order, at which cost."""

import pytest
from django.conf import settings

from territoires.models import Commune, FormeDeNom
from territoires.services.completion import completer, indexer, resoudre
from territoires.services.importation import charger_livraison
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db


def noms(saisie, **kwargs):
    return [commune.nom for commune in completer(saisie, **kwargs)]


@pytest.fixture
def livrees(db):
    charger_livraison(dossier=settings.DONNEES / "territoires")


ATTENDUES = {
    "nantes": "Nantes",
    "NANTES": "Nantes",
    "nant": "Nantes",
    "st herblain": "Saint-Herblain",
    "Saint Herblain": "Saint-Herblain",
    "ste-luce": "Sainte-Luce-sur-Loire",
    "roche sur yon": "La Roche-sur-Yon",
    "la roche-sur-yon": "La Roche-sur-Yon",
    "yon": "La Roche-sur-Yon",
    "le mans": "Le Mans",
    "mans": "Le Mans",
    "sables d'olonne": "Les Sables-d'Olonne",
    "l'île d'yeu": "L'Île-d'Yeu",
    "ile yeu": "L'Île-d'Yeu",
    "44000": "Nantes",
    "44 300": "Nantes",
    "44109": "Nantes",
    "nantes 44": "Nantes",
    "Nantes (44)": "Nantes",
    "44000 nantes cedex 1": "Nantes",
    "angerrs": "Angers",
    "chateubriant": "Châteaubriant",
    "nantse": "Nantes",
    "bouguenai": "Bouguenais",
}


def test_la_bonne_commune_vient_en_premier(livrees):
    assert {saisie: (noms(saisie) or [None])[0] for saisie in ATTENDUES} == ATTENDUES


def test_une_ancienne_commune_mene_a_celle_d_aujourd_hui(livrees):
    premiere = completer("chemille")[0]
    assert (premiere.nom, premiere.ancienne_commune) == ("Chemillé-en-Anjou", "Chemillé")
    premiere = completer("Varades")[0]
    assert (premiere.nom, premiere.ancienne_commune) == ("Loireauxence", "Varades")
    assert completer("nantes")[0].ancienne_commune == ""


def test_l_ordre_va_de_l_exact_au_mot_interieur():
    CommuneFactory(nom="Bourg-Ville", population=90)
    CommuneFactory(nom="Ville-Haute", population=10)
    CommuneFactory(nom="Ville-Basse", population=50)
    CommuneFactory(nom="Ville", population=1)
    CommuneFactory(nom="Neuve", population=5, anciennes=["Ville-Perdue"])
    assert noms("ville") == ["Ville", "Ville-Basse", "Ville-Haute", "Neuve", "Bourg-Ville"]


def test_ce_qui_commence_comme_on_l_a_ecrit_passe_avant_sans_l_article():
    CommuneFactory(nom="Rochefort", population=900)
    CommuneFactory(nom="La Roche-Blanche", population=10)
    assert noms("la roche") == ["La Roche-Blanche", "Rochefort"]
    assert noms("roche") == ["Rochefort", "La Roche-Blanche"]


def test_une_faute_ne_sert_que_si_rien_d_autre_ne_repond():
    CommuneFactory(nom="Lavau", population=10)
    assert noms("Laval") == ["Lavau"]
    CommuneFactory(nom="Laval", population=5)
    assert noms("Laval") == ["Laval"]


def test_les_homonymes_sont_distingues_et_choisis_par_le_departement():
    CommuneFactory(nom="Avrillé", code_insee="49015", departement=DepartementFactory(code="49"), codes=["49240"])
    CommuneFactory(nom="Avrillé", code_insee="85010", departement=DepartementFactory(code="85"), codes=["85440"])
    assert [c.libelle for c in completer("avrille")] == ["Avrillé (49)", "Avrillé (85)"]
    assert [c.libelle for c in completer("avrillé 85")] == ["Avrillé (85)"]
    assert len(resoudre("avrille")) == 2
    assert len(resoudre("Avrillé (49)")) == 1


def test_chaque_commune_une_seule_fois():
    CommuneFactory(nom="Saint-Saint", codes=["44001", "44002"], anciennes=["Saint-Pierre", "Saint-Paul"])
    assert noms("saint") == ["Saint-Saint"]
    assert noms("440") == ["Saint-Saint"]


@pytest.mark.parametrize(
    "saisie", ["", "   ", "%", "_", "*", "[a-z]", "🙂", "'; DROP TABLE", "\\", "?" * 500, "a\0b" * 3]
)
def test_une_saisie_hostile_ne_trouve_rien_et_ne_casse_rien(saisie):
    CommuneFactory(nom="Nantes")
    assert noms(saisie) == []


def test_une_saisie_de_dix_mille_caracteres_est_bornee(django_assert_num_queries):
    CommuneFactory(nom="Nantes")
    with django_assert_num_queries(1):
        assert noms("nantes " * 2_000) == []


@pytest.mark.parametrize("nombre", [2, 20])
def test_une_seule_requete(nombre, django_assert_num_queries):
    for rang in range(nombre):
        CommuneFactory(nom=f"Bourg {rang}", anciennes=[f"Vieux-Bourg {rang}"])
    with django_assert_num_queries(1):
        trouvees = completer("bourg", limite=20)
        assert len({(c.libelle, c.epci.nom, c.territoire.nom, c.bassin.nom, *c.codes) for c in trouvees}) == nombre


def test_dix_au_plus_sauf_demande_contraire():
    CommuneFactory.create_batch(12)
    assert len(completer("villeneuve")) == 10
    assert len(completer("villeneuve", limite=12)) == 12
    assert completer("villeneuve", limite=0) == []


def test_une_commune_retiree_n_est_plus_proposee():
    commune = CommuneFactory(nom="Perdue")
    Commune.objects.filter(pk=commune.pk).update(active=False)
    indexer([commune])
    assert noms("perdue") == []
    assert not FormeDeNom.objects.filter(commune=commune).exists()


def test_indexer_deux_fois_ne_change_rien():
    commune = CommuneFactory(nom="Ancenis-Saint-Géréon", anciennes=["Ancenis"])
    avant = sorted(FormeDeNom.objects.values_list("texte", "genre", "ancienne"))
    indexer()
    assert sorted(FormeDeNom.objects.values_list("texte", "genre", "ancienne")) == avant
    assert len(avant) == len(set(avant))
    assert str(commune.formes.first())
