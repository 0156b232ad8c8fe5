"""The search page: any address answers, everything is said, page and fragment agree."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.models import Grain
from metiers.services.memoire import oublier
from tests.metiers.fabriques import (
    AppellationFactory,
    FamilleFactory,
    MetierCompetenceFactory,
    MetierFactory,
    MetierInteretFactory,
)
from tests.metiers.marche_fictif import famille, projets
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
PAGE = "/metiers/"


def texte(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode())


@pytest.fixture
def soudeur():
    metier = MetierFactory(
        nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse", slug="soudeur", redige=True,
        famille=FamilleFactory(code="metal", slug="metal"),
    )  # fmt: skip
    AppellationFactory(metier=metier, libelle="Braseur / Braseuse")
    return metier


def test_la_liste_sans_recherche(client, soudeur):
    MetierFactory.create_batch(24)
    reponse = client.get(PAGE)
    assert reponse.status_code == 200
    assert reponse.context["nombre"] == 25
    assert len(reponse.context["cartes"]) == 20
    assert reponse.context["cartes"][0]["metier"] == soudeur
    assert "25 métiers" in texte(reponse)
    assert 'name="robots"' not in texte(reponse)


def test_la_recherche_dit_pourquoi(client, soudeur):
    assert "Aussi appelé « Braseu" in texte(client.get(PAGE, {"q": "braseuse"}))
    assert client.get(PAGE, {"q": "soudeuse"}).context["cartes"][0]["raison"] == ""


def test_les_filtres_se_retirent_un_par_un(client, soudeur):
    reponse = client.get(PAGE, {"q": "soudeur", "famille": "metal", "riasec": ["R", "C"], "page": "1"})
    adresses = {f["libelle"]: f["adresse"] for f in reponse.context["filtres"]}
    assert len(adresses) == 4
    assert adresses["« soudeur »"] == "?famille=metal&riasec=R&riasec=C"
    assert adresses["Réaliste (R)"] == "?q=soudeur&famille=metal&riasec=C"
    assert "noindex" in texte(reponse)


@pytest.mark.parametrize(
    ("page", "attendue"), [("2", 2), ("0", 2), ("-4", 2), ("999999999999999999999", 2), ("x", 1), ("", 1)]
)
def test_la_page_reste_dans_les_bornes(client, page, attendue):
    MetierFactory.create_batch(21)
    reponse = client.get(PAGE, {"page": page})
    assert reponse.status_code == 200
    assert reponse.context["page"].number == attendue


@pytest.mark.parametrize(
    "requete",
    [
        "famille=inconnue&famille=metal",
        "niveau=99&niveau=-1&niveau=%C3%A9",
        "tri=hasard",
        "competence=inconnue",
        "riasec=" + "R" * 300,
        "&".join(f"interet={n}" for n in range(400)),
    ],
)
def test_ce_qui_n_est_pas_compris_est_dit_et_ecarte(client, soudeur, requete):
    reponse = client.get(f"{PAGE}?{requete}")
    assert reponse.status_code == 200
    if "R" * 300 not in requete:
        assert "Aucun filtre ne correspond" in texte(reponse)


@pytest.mark.parametrize(
    "requete",
    [
        "q=" + "x" * 10_000,
        "q=" + quote("🦑" * 60),
        "q[]=1&page[]=2",
        "q=%FF%FE",
        "q=%27%22%3C%3E%3B--",
        "x" * 3_000,
        "q=%20",
        "&&&==",
    ],
)
def test_toute_adresse_repond(client, soudeur, requete):
    assert client.get(f"{PAGE}?{requete}").status_code == 200


def test_une_recherche_trop_longue_est_coupee_et_dite(client, soudeur):
    reponse = client.get(PAGE, {"q": "soudeur " + "x" * 500})
    assert len(reponse.context["criteres"].q) <= 120
    assert "premiers caractères" in texte(reponse)


def test_le_caractere_nul_est_refuse(client):
    assert client.get(f"{PAGE}?q=a%00b").status_code == 400


def test_rien_trouve_montre_des_sorties(client, soudeur):
    reponse = client.get(PAGE, {"q": "soudeur", "niveau": "8"})
    assert "Aucun métier ne répond" in texte(reponse)
    assert {"libelle": "le niveau d'entrée", "nombre": 1, "adresse": "?q=soudeur"} in reponse.context["sorties"]
    reponse = client.get(PAGE, {"q": "zzzzqqqq"})
    assert "/metiers/familles/" in texte(reponse)


def test_le_fragment_est_la_liste_seule(client, soudeur):
    reponse = client.get(PAGE, {"q": "soudeur", "famille": "", "tri": ""}, headers={"HX-Request": "true"})
    contenu = texte(reponse)
    assert "<html" not in contenu and "Soudeur, soudeuse" in contenu
    assert "<title>" in contenu
    assert reponse["HX-Push-Url"] == "/metiers/?q=soudeur"
    assert "HX-Request" in reponse["Vary"]


def test_un_retour_en_arriere_demande_la_page_entiere(client, soudeur):
    entetes = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in texte(client.get(PAGE, headers=entetes))


def test_les_facettes_choisies_sont_des_cases_cochees(client, soudeur):
    for _ in range(9):
        MetierInteretFactory(metier=soudeur)
    code = MetierInteretFactory(metier=soudeur).interet.slug
    facettes = {f.facette.nom: f for f in client.get(PAGE, {"interet": code}).context["facettes"]}
    interet = facettes["interet"]
    assert [c.valeur.code for c in interet.cases if c.choisie] == [code]
    assert len(interet.cases) == 5 and len(interet.liste) == 5
    assert "secteur" not in facettes  # nothing to choose there


def test_un_savoir_faire_est_un_filtre(client, soudeur):
    lien = MetierCompetenceFactory(metier=soudeur, competence__slug="souder")
    reponse = client.get(PAGE, {"competence": "souder"})
    assert [c["metier"] for c in reponse.context["cartes"]] == [soudeur]
    assert reponse.context["filtres"][0]["libelle"] == lien.competence.libelle
    assert 'type="hidden"' in texte(reponse)


def test_la_commune_suit_jusqu_a_la_fiche(client, soudeur):
    commune = CommuneFactory()
    contenu = texte(client.get(PAGE, {"commune": commune.code_insee, "rayon": "30"}))
    assert f"/metiers/soudeur/?commune={commune.code_insee}" in contenu
    assert f"près de {commune.nom}" in contenu
    for inconnue in ("99999", "x" * 500):
        contenu = texte(client.get(PAGE, {"commune": inconnue}))
        assert "Aucun filtre ne correspond" in contenu and "?commune=" not in contenu


def test_suggestions(client, soudeur):
    resultats = client.get(f"{PAGE}suggestions/", {"q": "soud"}).json()["results"]
    assert resultats[0]["adresse"] == "/metiers/soudeur/"
    assert client.get(f"{PAGE}suggestions/").json() == {"results": []}
    assert client.get(f"{PAGE}suggestions/", {"q": "x" * 5_000}).status_code == 200


def test_familles(client, soudeur):
    contenu = texte(client.get(f"{PAGE}familles/"))
    assert "?famille=metal" in contenu and "1 métier" in contenu


@pytest.mark.parametrize("requete", ["", "q=assembleur", "q=assembleur&riasec=R&tri=nom"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client, requete):
    nombres = []
    for en_plus in (2, 18):
        for metier in MetierFactory.create_batch(en_plus):
            MetierInteretFactory(metier=metier)
        oublier()
        client.get(f"{PAGE}?{requete}")
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert client.get(f"{PAGE}?{requete}").status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 3


# --- The labour market on the list ------------------------------------------------------------------------


def test_le_lieu_donne_a_chaque_carte_son_potentiel(client, soudeur):
    DepartementFactory()
    commune, muet = CommuneFactory(nom="Angers"), MetierFactory()
    projets(famille(soudeur, "Soudeurs"), 700, grain=Grain.BASSIN, code=commune.bassin.code)
    oublier()
    assert "potentiel d&#x27;embauche" not in texte(client.get(PAGE)).partition("<footer")[0]
    reponse = client.get(PAGE, {"commune": commune.code_insee})
    assert "Le lieu ne retire aucun métier de la liste" in texte(reponse) and reponse.context["nombre"] == 2
    cartes = {carte["metier"]: carte for carte in reponse.context["cartes"]}
    assert cartes[soudeur]["potentiel"].niveau == 5 and cartes[soudeur]["ailleurs"] == ""
    assert cartes[muet]["potentiel"].niveau is None
    assert texte(reponse).count("/5</strong>") == 1
    client.post("/territoires/chez-moi/", {"commune": "Angers", "rayon": "20"})
    assert client.get(PAGE).context["pres"] == "près d'Angers"


def test_un_potentiel_plus_large_nomme_son_territoire(client, soudeur):
    DepartementFactory()
    projets(famille(soudeur, "Soudeurs"), 700)
    oublier()
    reponse = client.get(PAGE, {"commune": CommuneFactory().code_insee})
    assert "avec des chiffres plus larges&nbsp;: Région d&#x27;essai (région)" in texte(reponse)


def test_ceux_qui_recrutent_le_plus_d_abord(client, soudeur):
    DepartementFactory()
    faible, muet = MetierFactory(redige=True), MetierFactory(redige=True)
    projets(famille(faible, "F"), 10, difficiles=5, saisonniers=80)
    projets(famille(soudeur, "S"), 700, difficiles=80, saisonniers=1)
    oublier()
    reponse = client.get(PAGE, {"tri": "potentiel"})
    assert [carte["metier"] for carte in reponse.context["cartes"]] == [soudeur, faible, muet]
    assert reponse.context["pres"] == "en Pays de la Loire"


@pytest.mark.parametrize("requete", ["tri=potentiel", "q=assembleur&tri=potentiel&commune=44001"])
def test_le_potentiel_ne_coute_pas_une_requete_par_metier(client, requete):
    CommuneFactory(code_insee="44001")
    nombres = []
    for en_plus in (2, 18):
        for metier in MetierFactory.create_batch(en_plus):
            projets(famille(metier, "F"), 100)
        oublier()
        client.get(f"{PAGE}?{requete}")
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"{PAGE}?{requete}").status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 7
