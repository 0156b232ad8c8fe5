"""The simulator's page: what is understood, what is shown of each step, and the way out when there is no path."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from formations.choices import IndicateurFormation, OrigineLien, Voie
from metiers.choices import Niveau, OuiNon
from metiers.services.memoire import oublier
from tests.formations.fabriques import (
    CertificationMetierFactory,
    ChiffreFormationFactory,
    EtablissementFactory,
    FormationFactory,
    OffreFactory,
)
from tests.metiers.fabriques import AccesNiveauFactory, MetierFactory, MobiliteFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
PAGE = "/formations/parcours/"


def texte(reponse):
    contenu = reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", contenu))


def etapes(reponse):
    return [[e.titre for e in p.etapes] for p in reponse.context["propositions"]]


@pytest.fixture
def macon():
    return MetierFactory(nom="Maçon / Maçonne", nom_masculin="Maçon", nom_feminin="Maçonne", slug="macon-maconne")


def former(metier, intitule, niveau, entree=None, origine=OrigineLien.CODE, **offre):
    formation = FormationFactory(
        intitule=intitule, certification__intitule=intitule, certification__niveau=niveau, niveau_entree=entree,
        slug=slugify(intitule),
        duree_mois=36 if niveau == Niveau.BAC else 24,
    )  # fmt: skip
    CertificationMetierFactory(certification=formation.certification, metier=metier, origine=origine)
    OffreFactory(formation=formation, **offre)
    return formation


@pytest.fixture
def batiment(macon):
    former(macon, "CAP Maçon", Niveau.CAP, Niveau.SANS)
    former(macon, "Bac pro Gros oeuvre", Niveau.BAC, Niveau.SANS)
    former(macon, "BTS Bâtiment", Niveau.BAC2, Niveau.BAC, voie=Voie.APPRENTISSAGE)
    oublier()


def test_le_formulaire_seul(client):
    reponse = client.get(PAGE)
    assert reponse.status_code == 200 and reponse.context["propositions"] == []
    assert "Tracer mon parcours" in texte(reponse)


def test_etape_par_etape(client, macon, batiment):
    reponse = client.get(PAGE, {"vers": "macon-maconne", "niveau": "0"})
    assert etapes(reponse) == [["CAP Maçon"], ["Bac pro Gros oeuvre"], ["Bac pro Gros oeuvre", "BTS Bâtiment"]]
    contenu = texte(reponse)
    assert "Le plus court" in contenu and "5 ans en tout" in contenu and "Étape décrite plus haut" in contenu


def test_le_metier_et_le_diplome_s_ecrivent_en_mots(client, macon, batiment):
    reponse = client.get(PAGE, {"vers": "maçonne", "diplome": "bac pro gros oeuvre", "niveau": "0"})
    assert reponse.context["vers"].metier.slug == "macon-maconne"
    assert reponse.context["diplome"].intitule == "Bac pro Gros oeuvre"
    assert ["BTS Bâtiment"] in etapes(reponse)
    assert "Votre diplôme y mène déjà" in texte(reponse)


def test_par_l_apprentissage(client, macon, batiment):
    reponse = client.get(PAGE, {"vers": "macon-maconne", "niveau": "4"})
    titres = {
        titre: [e.titre for e in p.etapes] for p in reponse.context["propositions"] for titre in [p.titre, *p.titres]
    }
    assert titres["En apprentissage à chaque étape"] == ["BTS Bâtiment"]


def test_pres_de_chez_moi_avec_les_places_et_les_chiffres(client, macon):
    nantes = CommuneFactory(code_insee="85109", nom="Nantes", latitude=47.2184, longitude=-1.5536)
    loin = CommuneFactory(nom="Saumur", latitude=47.26, longitude=-0.07)
    cap = former(macon, "CAP Maçon", 3, 0, etablissement=EtablissementFactory(nom="Loin", commune=loin))
    ici = EtablissementFactory(nom="Ici", commune=nantes)
    OffreFactory(formation=cap, etablissement=ici, avec_places=True)
    cap.certification.accessible_vae = OuiNon.OUI
    cap.certification.save()
    ChiffreFormationFactory(
        certification=cap.certification, indicateur=IndicateurFormation.INSERTION_12, valeur=71, unite="%"
    )
    oublier()
    reponse = client.get(PAGE, {"vers": "macon-maconne", "commune": "85109"})
    (proposition,) = reponse.context["propositions"]
    assert [o.offre.etablissement.nom for o in proposition.etapes[0].montree.offres] == ["Ici", "Loin"]
    contenu = texte(reponse)
    for attendu in ("3 places restantes", "71 %", "validation des acquis de l'expérience", "à moins de 1 km"):
        assert attendu in contenu


def test_sans_chemin_connu_on_est_envoye_vers_quelqu_un(client, macon):
    AccesNiveauFactory(metier=macon, niveau=Niveau.CAP)
    reponse = client.get(PAGE, {"vers": "macon-maconne"})
    assert reponse.context["propositions"] == []
    contenu = texte(reponse)
    assert "ne connaît pas de formation qui mène à ce métier" in contenu and "on y entre avec : CAP, BEP" in contenu
    assert "/territoires/" in reponse.content.decode()


def test_depuis_un_metier_voisin(client, macon, batiment):
    carreleur = MetierFactory(nom="Carreleur / Carreleuse", nom_masculin="Carreleur", slug="carreleur")
    MobiliteFactory(source=carreleur, cible=macon)
    demande = {"vers": "macon-maconne", "depuis": "carreleur", "niveau": "3"}
    assert "Les deux métiers sont voisins" in texte(client.get(PAGE, demande))
    inverse = {"vers": "carreleur", "depuis": "macon-maconne"}
    assert "Les deux métiers sont voisins" not in texte(client.get(PAGE, inverse))  # mobility is directed


def test_ce_qui_n_est_pas_sur_est_dit(client, macon):
    former(macon, "Titre Maçon", Niveau.CAP, origine=OrigineLien.PARENT)
    oublier()
    contenu = texte(client.get(PAGE, {"vers": "macon-maconne"}))
    assert "code de la fiche mère" in contenu


@pytest.mark.parametrize(
    "requete",
    [
        "vers=zzzzqqqq",
        "niveau=99&vers=macon-maconne",
        "niveau=²&vers=macon-maconne",
        "depuis=zzzzqqqq&vers=macon-maconne",
        "diplome=zzzzqqqq&vers=macon-maconne",
        "commune=99999&vers=macon-maconne",
    ],
)
def test_ce_qui_n_est_pas_compris_est_dit(client, macon, requete):
    reponse = client.get(f"{PAGE}?{requete}")
    assert reponse.status_code == 200 and "pas été comprise" in texte(reponse)


@pytest.mark.parametrize("requete", ["vers=" + "x" * 9_000, "vers=%F0%9F%A6%91", "vers[]=1", "diplome=%27--", "ou=%3C"])
def test_toute_adresse_repond(client, macon, batiment, requete):
    assert client.get(f"{PAGE}?{requete}").status_code == 200


def test_les_metiers_se_completent_sans_quitter_la_page(client, macon):
    (resultat,) = client.get(f"{PAGE}metiers/", {"q": "maç"}).json()["results"]
    assert resultat["libelle"] == "Maçon, maçonne" and "adresse" not in resultat
    assert client.get(f"{PAGE}metiers/").json() == {"results": []}


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_formations(client, macon):
    nombres = []
    for rang in (2, 18):
        for n in range(rang):
            former(macon, f"CAP Maçon {rang} {n}", Niveau.CAP, Niveau.SANS)
            former(macon, f"BTS Bâtiment {rang} {n}", Niveau.BAC2, Niveau.BAC)
        oublier()
        demande = {"vers": "macon-maconne", "niveau": "0"}
        client.get(PAGE, demande)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(PAGE, demande).context["propositions"]
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 12
