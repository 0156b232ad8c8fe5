"""The search page of trainings: any address answers, counts are right, places left are never stale."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from formations.choices import NatureFormation, TypeEtablissement, Voie
from formations.models import JourneePortesOuvertes, Offre
from metiers.choices import Niveau, OuiNon
from metiers.services.memoire import oublier
from tests.formations.fabriques import (
    CertificationFactory,
    CertificationMetierFactory,
    CodePublieFactory,
    EtablissementFactory,
    FormationFactory,
    JourneePortesOuvertesFactory,
    OffreFactory,
)
from tests.metiers.fabriques import DomaineFactory, MetierFactory, MobiliteFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
PAGE = "/formations/"


def texte(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " "))


def titres(reponse):
    return [carte.formation.intitule for carte in reponse.context["cartes"]]


def comptes(reponse):
    """Counts by facet and value, boxes and list together."""
    resultat = {}
    for bloc in reponse.context["blocs"]:
        for case in bloc.cases:
            resultat[case.nom, case.compte.valeur.code] = case.compte.nombre
        for compte in bloc.liste:
            resultat[bloc.nom, compte.valeur.code] = compte.nombre
    return resultat


@pytest.fixture
def nantes():
    return CommuneFactory(code_insee="85109", nom="Nantes", latitude=47.2184, longitude=-1.5536)


@pytest.fixture
def saumur():
    return CommuneFactory(code_insee="49328", nom="Saumur", latitude=47.2600, longitude=-0.0700)


@pytest.fixture
def soudeur():
    return MetierFactory(nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse", slug="soudeur")


@pytest.fixture
def offres(nantes, saumur, soudeur):
    """A CAP at both towns by two ways, a BTS at Saumur only."""
    cap = CertificationFactory(intitule="CAP Chaudronnerie", niveau=Niveau.CAP)
    bts = CertificationFactory(intitule="BTS Chaudronnerie", niveau=Niveau.BAC2, type_diplome="BTS")
    CertificationMetierFactory(certification=cap, metier=soudeur)
    ici = EtablissementFactory(commune=nantes, nom="Lycée Ici", internat=OuiNon.OUI)
    la = EtablissementFactory(commune=saumur, nom="CFA Là", type=TypeEtablissement.CFA)
    formation = FormationFactory(certification=cap, slug="cap-chaudronnerie")
    return {
        "cap_ici": OffreFactory(formation=formation, etablissement=ici),
        "cap_la": OffreFactory(formation=formation, etablissement=la, voie=Voie.APPRENTISSAGE, avec_places=True),
        "bts_la": OffreFactory(
            formation=FormationFactory(certification=bts, slug="bts-chaudronnerie", niveau_entree=Niveau.BAC),
            etablissement=la,
        ),
    }


def test_la_liste_entiere(client, offres):
    reponse = client.get(PAGE)
    assert reponse.status_code == 200
    assert titres(reponse) == ["BTS Chaudronnerie", "CAP Chaudronnerie"]
    assert "2 formations" in texte(reponse) and 'name="robots"' not in texte(reponse)


def test_les_comptes_sont_des_formations_et_le_choix_ne_retrecit_pas_les_siens(client, offres):
    attendus = {("niveau", "3"): 1, ("niveau", "5"): 1, ("voie", "scolaire"): 2, ("voie", "apprentissage"): 1}
    assert attendus.items() <= comptes(client.get(PAGE)).items()
    apres = comptes(client.get(PAGE, {"niveau": "3"}))
    assert apres["niveau", "5"] == 1  # still countable: another level widens the list
    assert apres["voie", "scolaire"] == 1
    assert titres(client.get(PAGE, {"niveau": ["3", "5"]})) == ["BTS Chaudronnerie", "CAP Chaudronnerie"]


def test_les_criteres_d_une_offre_se_croisent_sur_la_meme_offre(client, offres):
    """The apprenticeship is at Saumur, the boarding at Nantes: no offer has both."""
    assert titres(client.get(PAGE, {"voie": "apprentissage"})) == ["CAP Chaudronnerie"]
    assert titres(client.get(PAGE, {"internat": "oui"})) == ["CAP Chaudronnerie"]
    reponse = client.get(PAGE, {"voie": "apprentissage", "internat": "oui"})
    assert titres(reponse) == []
    assert {s["libelle"] for s in reponse.context["sorties"]} == {"Retirer la façon d'apprendre", "Retirer l'internat"}


def test_les_places_se_voient_a_l_instant(client, offres):
    assert titres(client.get(PAGE, {"places": "oui"})) == ["CAP Chaudronnerie"]
    # no signal of the catalogue: only the offer's own row changes
    Offre.objects.filter(pk=offres["cap_la"].pk).update(places_restantes=0)
    Offre.objects.filter(pk=offres["bts_la"].pk).update(places_restantes=5)
    reponse = client.get(PAGE, {"places": "oui"})
    assert titres(reponse) == ["BTS Chaudronnerie"]
    assert "5 places restantes" in texte(reponse)
    assert "Complet" in texte(client.get(PAGE, {"voie": "apprentissage"}))


def test_les_portes_ouvertes_se_voient_a_l_instant(client, offres):
    assert ("portes", "oui") not in comptes(client.get(PAGE))
    journee = JourneePortesOuvertesFactory(etablissement=offres["cap_ici"].etablissement)
    assert titres(client.get(PAGE, {"portes": "oui"})) == ["CAP Chaudronnerie"]
    loin = timezone.now() + timedelta(days=200)
    JourneePortesOuvertes.objects.filter(pk=journee.pk).update(debut=loin, fin=loin + timedelta(hours=1))
    assert titres(client.get(PAGE, {"portes": "oui"})) == []


def test_autour_d_une_commune(client, offres, nantes):
    reponse = client.get(PAGE, {"commune": "85109", "rayon": "10"})
    assert titres(reponse) == ["CAP Chaudronnerie"]
    assert [o.offre.etablissement.nom for o in reponse.context["cartes"][0].offres] == ["Lycée Ici"]
    filtre = next(f for f in reponse.context["filtres"] if "km" in f["libelle"])
    assert filtre == {"libelle": "À 10 km de Nantes", "adresse": "?commune=85109&rayon=0"}
    assert reponse.context["effacer"] == "?commune=85109&rayon=0"
    reponse = client.get(PAGE, {"commune": "85109", "rayon": "0", "tri": "distance"})
    assert titres(reponse) == ["CAP Chaudronnerie", "BTS Chaudronnerie"]
    assert [o.km for o in reponse.context["cartes"][0].offres] == pytest.approx([0.0, 111.9], abs=1.0)


def test_chez_moi_est_le_lieu_par_defaut(client, offres, saumur):
    client.post("/territoires/chez-moi/", {"commune": "Saumur", "rayon": "20"})
    reponse = client.get(PAGE)
    assert "À 20 km de Saumur" in texte(reponse)
    assert [o.offre.etablissement.nom for c in reponse.context["cartes"] for o in c.offres] == ["CFA Là", "CFA Là"]
    assert [
        o.offre.etablissement.nom for c in client.get(PAGE, {"commune": "85109"}).context["cartes"] for o in c.offres
    ] == ["Lycée Ici"]


def test_la_commune_s_ecrit_aussi_en_toutes_lettres(client, offres, nantes):
    assert client.get(PAGE, {"ou": "nantes"}).context["criteres"].lieu.code_insee == "85109"
    # without JavaScript the code of the former place may stay: the text wins
    reponse = client.get(PAGE, {"ou": "Saumur", "commune": "85109"})
    assert reponse.context["criteres"].lieu.code_insee == "49328"
    assert "« Atlantide »" in texte(client.get(PAGE, {"ou": "Atlantide"}))


def test_un_rayon_trop_court_propose_d_elargir(client, offres, nantes):
    reponse = client.get(PAGE, {"commune": "85109", "rayon": "60", "niveau": "5"})
    assert titres(reponse) == []
    premiere = reponse.context["sorties"][0]
    assert premiere == {
        "libelle": "Dans toute la région",
        "nombre": 1,
        "adresse": "?commune=85109&rayon=0&niveau=5",
    }


def test_une_recherche_vide_propose_les_metiers_voisins(client, offres, soudeur):
    voisin = MetierFactory(slug="voisin")
    MobiliteFactory(source=voisin, cible=soudeur)
    reponse = client.get(PAGE, {"metier": "voisin"})
    assert titres(reponse) == []
    assert [v.metier.slug for v in reponse.context["voisins"]] == ["soudeur"]
    assert "?metier=soudeur" in texte(reponse)


def test_par_les_mots_d_un_metier(client, offres, soudeur):
    reponse = client.get(PAGE, {"q": "soudeuse"})
    assert titres(reponse) == ["CAP Chaudronnerie"]
    assert titres(client.get(PAGE, {"q": "bts soudeuse"})) == []
    assert titres(client.get(PAGE, {"metier": "soudeur"})) == ["CAP Chaudronnerie"]


def test_un_code_de_domaine_est_garde_comme_tel(client, offres):
    domaine = DomaineFactory(code="F15", slug="batiment")
    CodePublieFactory(certification=offres["bts_la"].formation.certification, code="F1500")
    oublier()
    reponse = client.get(PAGE, {"domaine": "batiment"})
    assert titres(reponse) == ["BTS Chaudronnerie"]
    assert domaine.famille.slug in {code for nom, code in comptes(client.get(PAGE)) if nom == "famille"}


def test_les_ecoles_de_production_et_le_retour_en_formation(client, offres):
    OffreFactory(formation=FormationFactory(intitule="Atelier", nature=NatureFormation.PRODUCTION))
    OffreFactory(
        formation=FormationFactory(
            intitule="Micro-lycée", nature=NatureFormation.REMEDIATION, certification=None, niveau=None
        )
    )
    assert titres(client.get(PAGE, {"nature": "production"})) == ["Atelier"]
    assert titres(client.get(PAGE, {"nature": "remediation", "niveau": "inconnu"})) == ["Micro-lycée"]


def test_une_formation_sans_offre_ou_fermee(client, offres):
    FormationFactory(intitule="Sans offre")
    FormationFactory(intitule="Fermée", active=False)
    OffreFactory(formation=FormationFactory(intitule="Établissement fermé"), etablissement__actif=False)
    vus = titres(client.get(PAGE))
    assert "Sans offre" in vus and "Fermée" not in vus
    assert "Aucun établissement connu" in texte(client.get(PAGE, {"q": "sans offre"}))


@pytest.mark.parametrize("tri", ["pertinence", "distance", "places", "nom"])
def test_tous_les_tris(client, offres, tri):
    reponse = client.get(PAGE, {"tri": tri, "commune": "85109", "rayon": "0"})
    assert len(titres(reponse)) == 2
    if tri in ("places", "distance"):
        assert titres(reponse)[0] == "CAP Chaudronnerie"
    if tri == "nom":
        assert titres(reponse)[0] == "BTS Chaudronnerie"


@pytest.mark.parametrize(
    "requete",
    [
        "niveau=99&niveau=é",
        "voie=teleportation",
        "metier=inconnu",
        "commune=99999",
        "commune=85109%27",
        "rayon=beaucoup&commune=85109",
        "rayon=-5&commune=85109",
        "rayon=500&commune=85109",
        "tri=hasard",
        "places=non",
    ],
)
def test_ce_qui_n_est_pas_compris_est_dit_et_ecarte(client, offres, requete):
    reponse = client.get(f"{PAGE}?{requete}")
    assert reponse.status_code == 200
    assert "pas été comprise" in texte(reponse)


@pytest.mark.parametrize(
    "requete",
    [
        "q=" + "x" * 10_000,
        "q=" + quote("🦑" * 60),
        "q[]=1&page[]=2",
        "q=%FF%FE",
        "ou=%27%22%3C%3E",
        "ou=" + "y" * 3_000,
        "x" * 3_000,
        "page=999999999999999999999",
        "page=-1&rayon=0",
        "rayon=%D9%A3&commune=85109",
        "&".join(f"niveau={n}" for n in range(400)),
    ],
)
def test_toute_adresse_repond(client, offres, requete):
    assert client.get(f"{PAGE}?{requete}").status_code == 200


def test_le_caractere_nul_est_refuse(client):
    assert client.get(f"{PAGE}?q=a%00b").status_code == 400


def test_sans_aucune_donnee(client):
    contenu = texte(client.get(PAGE))
    assert "Les formations arrivent" in contenu


def test_le_fragment_est_la_liste_seule(client, offres):
    reponse = client.get(PAGE, {"q": "cap", "voie": "", "tri": ""}, headers={"HX-Request": "true"})
    assert "<html" not in texte(reponse) and "CAP Chaudronnerie" in texte(reponse)
    assert reponse["HX-Push-Url"] == "/formations/?q=cap"
    assert "HX-Request" in reponse["Vary"]
    entetes = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in texte(client.get(PAGE, headers=entetes))


def test_suggestions(client, offres):
    resultats = client.get(f"{PAGE}suggestions/", {"q": "chaud"}).json()["results"]
    assert {r["adresse"] for r in resultats} == {"/formations/cap-chaudronnerie/", "/formations/bts-chaudronnerie/"}
    (lycee,) = client.get(f"{PAGE}suggestions/", {"q": "lycee ici"}).json()["results"]
    assert lycee["adresse"].startswith("/etablissements/") and lycee["detail"] == "Nantes"
    assert client.get(f"{PAGE}suggestions/").json() == {"results": []}
    assert client.get(f"{PAGE}suggestions/", {"q": "%" * 5_000}).status_code == 200


@pytest.mark.parametrize(
    "requete", ["", "q=chaudronnerie", "commune=85109&rayon=0&voie=scolaire&places=oui&tri=places"]
)
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_offres(client, nantes, soudeur, requete):
    nombres = []
    for en_plus in (2, 18):
        for offre in OffreFactory.create_batch(en_plus, avec_places=True, etablissement__commune=nantes):
            CertificationMetierFactory(certification=offre.formation.certification, metier=soudeur)
            offre.formation.intitule += " Chaudronnerie"
            offre.formation.save()
        oublier()
        client.get(f"{PAGE}?{requete}")
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"{PAGE}?{requete}").context["nombre"] >= en_plus
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6
