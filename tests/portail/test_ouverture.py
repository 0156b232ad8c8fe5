"""Open data: every data set as CSV and JSON, described, streamed, conditional, throttled."""

import csv
import io
import json
from datetime import date

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commun import ouverture
from commun.ouverture import COLONNES_DE_PROVENANCE, Colonne, JeuOuvert, Provenance, colonne, en_csv, en_json, jeux
from commun.registre import Registre
from metiers.models import FamilleProfessionnelle, Statistique
from tests.formations.fabriques import (
    CertificationMetierFactory,
    ChiffreFormationFactory,
    EtablissementFactory,
    OffreFactory,
)
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReferentFactory

pytestmark = pytest.mark.django_db
CODES = [
    "communes", "territoires-emploi", "intercommunalites", "bassins-emploi", "lieux-orientation", "deux-portes",
    "charges-orientation", "metiers", "familles-metiers",
    "familles-professionnelles", "passages-nomenclatures", "statistiques-emploi", "certifications",
    "certifications-metiers", "formations", "etablissements", "offres-formation", "chiffres-formation",
]  # fmt: skip


def lire(client, adresse, **entetes):
    reponse = client.get(adresse, headers=entetes)
    assert reponse.status_code == 200
    return reponse, b"".join(reponse.streaming_content).decode()


def lignes_csv(texte):
    return list(csv.DictReader(io.StringIO(texte)))


def test_chaque_jeu_se_lit_dans_les_deux_formes_et_elles_disent_la_meme_chose(client, catalogue_minimal):
    ReferentFactory._meta.model.objects.count()
    for jeu in jeux():
        entete, texte = lire(client, f"/donnees-ouvertes/{jeu.code}.csv")
        lignes = lignes_csv(texte)
        _, corps = lire(client, f"/donnees-ouvertes/{jeu.code}.json")
        donnees = json.loads(corps)
        assert len(lignes) == len(donnees["donnees"]) == jeu.nombre(), jeu.code
        assert entete["Content-Disposition"] == f'attachment; filename="{jeu.code}.csv"'
        assert donnees["licence"]["nom"] == "Licence Ouverte 2.0"
        assert donnees["date"]
        assert donnees["sources"]
        noms = [c["nom"] for c in donnees["colonnes"]]
        for ligne, objet in zip(lignes, donnees["donnees"], strict=True):
            assert list(objet) == noms
            assert list(ligne) == noms + [nom for nom, _ in COLONNES_DE_PROVENANCE]
            assert ligne["jeu_licence"] == "Licence Ouverte 2.0"
            assert ligne["jeu_date"]


def test_tous_les_jeux_sont_inscrits():
    assert set(CODES) <= {jeu.code for jeu in jeux()}


def test_la_cle_annoncee_est_unique(client, catalogue_minimal):
    for jeu in jeux():
        if jeu.cle:
            _, corps = lire(client, f"/donnees-ouvertes/{jeu.code}.json")
            cles = [objet[jeu.cle] for objet in json.loads(corps)["donnees"]]
            assert len(set(cles)) == len(cles)


def test_les_types_annonces_sont_ceux_des_valeurs(client, catalogue_minimal):
    attendus = {"integer": int, "number": (int, float), "boolean": bool, "list": list}
    for jeu in jeux():
        _, corps = lire(client, f"/donnees-ouvertes/{jeu.code}.json")
        for objet in json.loads(corps)["donnees"]:
            for col in jeu.colonnes:
                if objet[col.nom] is not None:
                    assert isinstance(objet[col.nom], attendus.get(col.type, str)), (jeu.code, col.nom)


def test_aucune_cellule_n_est_une_formule(client):
    LieuFactory(nom="=CMD|' /C calc'!A0", precision="@x", telephone="+33 2", publics=[PublicFactory()])
    _, texte = lire(client, "/donnees-ouvertes/lieux-orientation.csv")
    ligne = lignes_csv(texte)[0]
    assert ligne["nom"].startswith("'=")
    assert ligne["telephone"] == "'+33 2"
    assert ligne["longitude"] == "-1.0"
    _, corps = lire(client, "/donnees-ouvertes/lieux-orientation.json")
    assert json.loads(corps)["donnees"][0]["nom"].startswith("=CMD")


def test_une_valeur_inconnue_est_vide_et_non_zero(client):
    CommuneFactory(population=None, epci=None, territoire=None)
    _, texte = lire(client, "/donnees-ouvertes/communes.csv")
    assert (lignes_csv(texte)[0]["population"], lignes_csv(texte)[0]["epci"]) == ("", "")
    _, corps = lire(client, "/donnees-ouvertes/communes.json")
    assert json.loads(corps)["donnees"][0]["population"] is None


def test_ce_qui_est_invente_est_marque_et_ce_qui_est_ferme_absent(client):
    LieuFactory(slug="invente", demonstration=True)
    LieuFactory(slug="ferme", actif=False)
    _, texte = lire(client, "/donnees-ouvertes/lieux-orientation.csv")
    assert [(ligne["slug"], ligne["demonstration"]) for ligne in lignes_csv(texte)] == [("invente", "true")]


def test_le_nombre_de_requetes_ne_depend_pas_des_lignes(client):
    comptes = []
    for nombre in (2, 18):
        for _ in range(nombre):
            LieuFactory(publics=[PublicFactory()])
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            lire(client, "/donnees-ouvertes/lieux-orientation.csv")
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 6


def test_rien_n_est_lu_avant_d_etre_demande():
    """A row is written as soon as it is read: the whole set is never in memory."""
    lues = []

    def lignes():
        for rang in range(1_000):
            lues.append(rang)
            yield {"n": rang}

    jeu = JeuOuvert("x", "X", "X", (colonne("n", "integer", "n", lambda ligne: ligne["n"]),), lignes, lambda: 1_000, ())
    for ecrire in (en_csv, en_json):
        lues.clear()
        flux = ecrire(jeu, None)
        next(flux), next(flux), next(flux)
        assert len(lues) == 2


def test_deja_lu_deja_lu(client):
    CommuneFactory()
    reponse, _ = lire(client, "/donnees-ouvertes/communes.csv")
    marque = {"If-None-Match": reponse["ETag"]}
    assert client.get("/donnees-ouvertes/communes.csv", headers=marque).status_code == 304
    assert client.get("/donnees-ouvertes/communes.json", headers=marque).status_code == 200
    assert client.get("/donnees-ouvertes/inconnu.csv", headers={"If-None-Match": "*"}).status_code == 404


def test_une_modification_de_l_equipe_change_la_marque(client, django_user_model):
    CommuneFactory()
    marque = client.get("/donnees-ouvertes/communes.csv")["ETag"]
    personne = django_user_model.objects.create_user(email="a@essai.example", password="x")
    LogEntry.objects.create(user=personne, action_flag=CHANGE, object_repr="x")
    assert client.get("/donnees-ouvertes/communes.csv", headers={"If-None-Match": marque}).status_code == 200


@pytest.mark.parametrize("adresse", ["inconnu.csv", "communes.xml", "communes", "communes.csv.json", "../x.csv"])
def test_un_fichier_inconnu_est_introuvable(client, adresse):
    assert client.get(f"/donnees-ouvertes/{adresse}").status_code == 404


def test_trop_de_telechargements(client, settings, monkeypatch):
    from commun.api import DebitNomme

    monkeypatch.setattr(DebitNomme, "THROTTLE_RATES", {"export": "2/min"})
    statuts = [client.get("/donnees-ouvertes/communes.csv").status_code for _ in range(3)]
    assert statuts == [200, 200, 429]
    assert int(client.get("/donnees-ouvertes/communes.csv")["Retry-After"]) >= 1


def test_demander_les_entetes_ne_lit_aucune_ligne(client):
    reponse = client.head("/donnees-ouvertes/communes.csv")
    assert reponse.status_code == 200
    assert reponse["ETag"]
    assert 'rel="describedby"' in reponse["Link"]


def test_le_paquet_decrit_chaque_fichier(client):
    paquet = client.get("/donnees-ouvertes/datapackage.json").json()
    assert paquet["profile"] == "tabular-data-package"
    ressources = {r["name"]: r for r in paquet["resources"]}
    assert set(CODES) <= set(ressources)
    communes = ressources["communes"]
    assert communes["path"].endswith("/donnees-ouvertes/communes.csv")
    assert communes["licenses"][0]["name"] == "Licence Ouverte 2.0"
    assert communes["sources"]
    champs = {c["name"]: c for c in communes["schema"]["fields"]}
    assert champs["population"]["type"] == "integer"
    assert champs["codes_postaux"]["type"] == "string"
    assert communes["schema"]["primaryKey"] == ["code_insee"]


def test_la_page_donne_chaque_fichier_et_sa_taille(client):
    CommuneFactory.create_batch(3)
    page = client.get("/donnees-ouvertes/").content.decode()
    for code in CODES:
        assert f'href="/donnees-ouvertes/{code}.csv"' in page
        assert f'href="/donnees-ouvertes/{code}.json"' in page


def test_un_type_de_colonne_inconnu_est_refuse():
    with pytest.raises(ValueError, match="inconnu"):
        Colonne("x", "monnaie", "x", str)


def test_un_jeu_de_plus_s_inscrit_sans_toucher_au_portail(client, monkeypatch):
    registre = Registre("essai")
    monkeypatch.setattr(ouverture, "jeux_ouverts", registre)
    jeu = JeuOuvert(
        "essai", "Essai", "Essai", (colonne("jour", "date", "Jour.", lambda ligne: ligne),),
        lambda: [date(2026, 11, 20)], lambda: 1, (Provenance("Essai"),), licence="ODbL 1.0",
    )  # fmt: skip
    registre.inscrire("essai", lambda: jeu)
    _, texte = lire(client, "/donnees-ouvertes/essai.csv")
    assert lignes_csv(texte) == [
        {"jour": "2026-11-20", "jeu_source": "Essai", "jeu_licence": "ODbL 1.0", "jeu_date": ""}
    ]


def test_ce_qui_n_a_pas_de_licence_n_est_pas_publie(client):
    libre, interne = OffreFactory(), OffreFactory(reutilisable=False)
    ChiffreFormationFactory(offre=libre)
    ChiffreFormationFactory(offre=interne, reutilisable=False)
    for code in ("offres-formation", "chiffres-formation"):
        _, texte = lire(client, f"/donnees-ouvertes/{code}.csv")
        assert [ligne["etablissement"] for ligne in lignes_csv(texte)] == [libre.etablissement.slug]


def test_les_places_dites_par_l_etablissement_changent_la_marque(client):
    offre = OffreFactory(capacite=20)
    marque = client.get("/donnees-ouvertes/offres-formation.csv")["ETag"]
    offre.places_restantes, offre.places_le = 3, timezone.now()
    offre.save()
    reponse = client.get("/donnees-ouvertes/offres-formation.csv", headers={"If-None-Match": marque})
    assert reponse.status_code == 200


def test_un_chiffre_cache_par_sa_source_est_vide_et_dit(client):
    famille = FamilleProfessionnelle.objects.create(nomenclature="2021", code="A0X40", libelle="Agriculteurs", niveau=3)
    Statistique.objects.create(
        indicateur="projets", famille=famille, grain="bassin", code_territoire="5220", periode="2025", unite="projets",
        secret=True, source="bmo",
    )  # fmt: skip
    _, texte = lire(client, "/donnees-ouvertes/statistiques-emploi.csv")
    ligne = lignes_csv(texte)[0]
    assert (ligne["valeur"], ligne["secret"], ligne["famille"]) == ("", "true", "A0X40")


def test_un_lien_absent_ne_donne_rien(client):
    EtablissementFactory(commune=None)
    _, texte = lire(client, "/donnees-ouvertes/etablissements.csv")
    assert lignes_csv(texte)[0]["commune"] == ""


def test_les_jeux_des_formations_se_lisent(client):
    CertificationMetierFactory()
    OffreFactory()
    for code in ("certifications", "certifications-metiers", "formations", "etablissements", "offres-formation"):
        _, corps = lire(client, f"/donnees-ouvertes/{code}.json")
        assert json.loads(corps)["donnees"], code
