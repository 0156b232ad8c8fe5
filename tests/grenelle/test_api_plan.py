"""The plans in the API: filters, refusals, revisions, bounded queries, open data."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grenelle.models import Intervenant, PublicDeMesure, Releve
from grenelle.services.releves import Saisie, enregistrer_lot
from tests.grenelle.fabriques import (
    AxeFactory,
    CibleFactory,
    DocumentFactory,
    IndicateurFactory,
    MesureFactory,
    PlanFactory,
)

pytestmark = pytest.mark.django_db
RACINE = "/api/v1/"
NOMS = ["plans", "axes", "mesures", "indicateurs", "releves"]


def garnir(nombre, plan=None):
    """Measures of a plan, each with its audience, its partner, an indicator, a target and two readings."""
    plan = plan or PlanFactory(slug="essai")
    for _ in range(nombre):
        mesure = MesureFactory(axe=AxeFactory(plan=plan))
        PublicDeMesure.objects.create(mesure=mesure, public="lyceens")
        Intervenant.objects.create(mesure=mesure, role="pilote", nom="Région")
        indicateur = IndicateurFactory(mesure=mesure, echelle="departement")
        CibleFactory(indicateur=indicateur, document=DocumentFactory(plan=plan))
        relever(indicateur, 2024, 5)
        relever(indicateur, 2025, 7)
    return indicateur


def relever(indicateur, annee, valeur, territoire="", **champs):
    saisie = Saisie(
        date(annee, 1, 1),
        date(annee, 12, 31),
        None if valeur is None else Decimal(valeur),
        "Source d'essai",
        territoire=territoire,
        echelle="departement" if territoire else "region",
        **champs,
    )
    enregistrer_lot(indicateur=indicateur, saisies=[saisie], maintenant=timezone.now())


def lire(client, chemin):
    reponse = client.get(f"{RACINE}{chemin}")
    assert reponse.status_code == 200, reponse.content
    return reponse.json()["results"]


@pytest.mark.parametrize("nom", NOMS)
def test_autant_de_requetes_pour_deux_que_pour_vingt(client, nom):
    def compter():
        with CaptureQueriesContext(connection) as vues:
            assert client.get(f"{RACINE}{nom}/").status_code == 200
        return len(vues)

    garnir(2, PlanFactory())
    deux = compter()
    for _ in range(18):
        garnir(1, PlanFactory())
    assert compter() == deux <= 5


def test_un_plan_et_ses_axes(client):
    garnir(2)
    PlanFactory(slug="cache", actif=False)
    assert [plan["slug"] for plan in lire(client, "plans/")] == ["essai"]
    plan = client.get(f"{RACINE}plans/essai/").json()
    assert (len(plan["axes"]), plan["mesures"]) == (2, 2)
    assert plan["page"].endswith("/grenelle/essai/")
    assert client.get(f"{RACINE}plans/cache/").status_code == 404


def test_une_mesure_dit_son_etat_et_celui_de_la_regle(client):
    mesure = MesureFactory(
        etat="vigilance",
        etat_decide="realisee",
        etat_decide_raison="Livrée.",
        etat_decide_le=timezone.now(),
        etat_raisons=["Jalon en retard."],
    )
    (lue,) = lire(client, "mesures/?etat=realisee")
    assert (lue["etat"], lue["etat_de_la_regle"], lue["decision"]) == ("realisee", "vigilance", "Livrée.")
    assert (lue["plan"], lue["raisons"]) == (mesure.axe.plan.slug, ["Jalon en retard."])
    assert lire(client, "mesures/?etat=vigilance") == []


def test_les_mesures_d_un_plan_et_d_un_public(client):
    garnir(2)
    garnir(1, PlanFactory(slug="autre"))
    assert len(lire(client, "mesures/?plan=essai")) == 2
    assert len(lire(client, "mesures/?plan=autre&public=lyceens")) == 1
    assert lire(client, "mesures/?public=parents") == []


def test_un_indicateur_et_ses_cibles(client):
    indicateur = garnir(1)
    (lu,) = lire(client, f"indicateurs/?mesure={indicateur.mesure.numero}&collecte=saisi")
    assert (lu["code"], lu["cibles"][0]["valeur"], lu["cibles"][0]["le"]) == (indicateur.code, 100, "2027-12-31")
    assert lire(client, "indicateurs/?collecte=compte") == []


def test_les_releves_par_periode_et_par_territoire(client):
    indicateur = garnir(1)
    relever(indicateur, 2025, None, territoire="44")
    serie = f"releves/?plan=essai&indicateur={indicateur.code}"
    assert [(r["fin"], r["valeur"]) for r in lire(client, f"{serie}&echelle=region")] == [
        ("2024-12-31", 5),
        ("2025-12-31", 7),
    ]
    assert [r["valeur"] for r in lire(client, f"{serie}&depuis=2025-01-01&echelle=region")] == [7]
    assert [r["valeur"] for r in lire(client, f"{serie}&jusqua=2024-12-31")] == [5]
    assert [r["valeur"] for r in lire(client, "releves/?territoire=44")] == [None]


def test_une_valeur_remplacee_ne_vient_que_si_on_la_demande(client):
    indicateur = garnir(1)
    relever(indicateur, 2025, 8, raison="Source corrigée.")
    serie = f"releves/?indicateur={indicateur.code}&depuis=2025-01-01"
    assert [(r["valeur"], r["revision"]) for r in lire(client, serie)] == [(8, 2)]
    assert {(r["valeur"], r["en_vigueur"]) for r in lire(client, f"{serie}&revisions=oui")} == {(7, False), (8, True)}


@pytest.mark.parametrize(
    "chemin",
    [
        "mesures/?plan=",
        "mesures/?etat=vert",
        "mesures/?public=chats",
        "indicateurs/?mesure=" + "9" * 50,
        "indicateurs/?collecte=devine",
        "releves/?depuis=hier",
        "releves/?depuis=20250101",
        "releves/?jusqua=2025-02-30",
        "releves/?territoire=a%20b",
        "releves/?indicateur=a%00b",
        "releves/?revisions=non",
        "releves/?taille=9999",
    ],
)
def test_ce_qui_est_mal_ecrit_est_refuse(client, chemin):
    assert client.get(f"{RACINE}{chemin}").status_code == 400


@pytest.mark.parametrize(
    "chemin",
    ["mesures/?plan=inconnu", "releves/?indicateur=inconnu", "releves/?territoire=zz", "releves/?page=99"],
)
def test_ce_qui_ne_nomme_rien_est_une_404(client, chemin):
    assert client.get(f"{RACINE}{chemin}").status_code == 404


@pytest.mark.parametrize("nom", NOMS)
def test_l_api_ne_fait_que_lire(client, nom):
    assert client.post(f"{RACINE}{nom}/", {}).status_code in (403, 405)


def test_la_page_d_une_mesure_mene_a_la_serie(client):
    indicateur = garnir(1)
    contenu = client.get(indicateur.mesure.get_absolute_url()).content.decode()
    assert f"/api/v1/releves/?plan=essai&amp;indicateur={indicateur.code}" in contenu


def test_les_jeux_ouverts_disent_chaque_revision(client):
    indicateur = garnir(1)
    relever(indicateur, 2025, 8, raison="Source corrigée.")
    for code, nombre in (("plans", 1), ("mesures", 1), ("indicateurs", 1), ("cibles", 1), ("releves", 3)):
        reponse = client.get(f"/donnees-ouvertes/plan-{code}.csv")
        assert reponse.status_code == 200, code
        lignes = list(csv.DictReader(StringIO(b"".join(reponse.streaming_content).decode())))
        assert len(lignes) == nombre, code
    assert [ligne["raison"] for ligne in lignes] == ["", "", "Source corrigée."]
    assert Releve.objects.count() == 3


def test_un_axe_dit_son_plan_et_ses_mesures(client):
    axe = AxeFactory(plan=PlanFactory(slug="essai"), code="II", titre="Choisir")
    MesureFactory(axe=axe, numero="8", rang=8)
    MesureFactory(axe=axe, numero="7", rang=7)
    AxeFactory(plan=axe.plan, code="III")
    lu = client.get(f"{RACINE}axes/essai:II/").json()
    assert (lu["cle"], lu["plan"], lu["titre"], lu["mesures"]) == ("essai:II", "essai", "Choisir", ["7", "8"])
    assert [a["code"] for a in lire(client, "axes/?plan=essai&numero=II")] == ["II"]
    assert lire(client, "axes/?plan=essai&numero=ZZ") == []
    for absent in ("essai:ZZ", "autre:II"):
        assert client.get(f"{RACINE}axes/{absent}/").status_code == 404


@pytest.mark.parametrize("nom", ["plans", "axes", "mesures", "indicateurs", "releves"])
def test_tout_se_filtre_par_territoire_et_par_periode(client, nom):
    ici, ailleurs = garnir(1), garnir(1, PlanFactory(slug="autre"))
    relever(ici, 2025, 3, "44")
    CibleFactory(indicateur=ailleurs, echelle="departement", territoire="85", document=None)
    assert len(lire(client, f"{nom}/?territoire=44")) == 1
    assert len(lire(client, f"{nom}/?territoire=44&depuis=2025-01-01&jusqua=2025-12-31")) == 1
    assert lire(client, f"{nom}/?territoire=44&jusqua=2024-12-31") == []
    assert lire(client, f"{nom}/?depuis=2030-01-01") == []
    assert len(lire(client, f"{nom}/?jusqua=2024-12-31")) == 2
    assert len(lire(client, f"{nom}/?territoire=85")) == (0 if nom == "releves" else 1)


@pytest.mark.parametrize("nom", ["plans", "axes", "mesures", "indicateurs", "releves"])
@pytest.mark.parametrize(
    ("requete", "statut"),
    [
        ("depuis=hier", 400),
        ("depuis=2026-02-30", 400),
        ("jusqua=" + "9" * 400, 400),
        ("territoire=" + "x" * 400, 400),
        ("territoire=%F0%9F%9A%8C", 400),
        ("territoire=", 400),
        ("territoire=zz", 404),
        ("depuis=0001-01-01&jusqua=9999-12-31", 200),
        ("depuis=2026-12-31&jusqua=2026-01-01", 200),
    ],
)
def test_une_demande_hostile_est_refusee_ou_repondue(client, nom, requete, statut):
    garnir(1)
    assert client.get(f"{RACINE}{nom}/?{requete}").status_code == statut


@pytest.mark.parametrize("requete", ["numero=" + "9" * 50, "numero=%2F..%2F", "plan=%20", "plan=" + "x" * 61])
def test_un_axe_mal_demande_est_une_400(client, requete):
    assert client.get(f"{RACINE}axes/?{requete}").status_code == 400
