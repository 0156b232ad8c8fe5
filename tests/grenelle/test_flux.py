"""The feed of changes of a plan: valid, stable, bounded, at a constant cost."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grenelle.models import Contribution, Decision, Mesure
from grenelle.services import contributions as service
from grenelle.services import editions
from grenelle.services.changements import NOMBRE
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.suivi import avancer_jalon, decider_etat, recalculer
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    JOUR,
    MAINTENANT,
    AxeFactory,
    ComiteFactory,
    EditionFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)
from tests.grenelle.test_contributions import commenter, proposer

pytestmark = pytest.mark.django_db
FLUX = "/grenelle/essai/flux.atom"
A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def plan():
    return PlanFactory(slug="essai")


@pytest.fixture
def mesure(plan):
    return MesureFactory(axe=AxeFactory(plan=plan), numero="7", titre="Créer une bourse")


def entrees(client):
    reponse = client.get(FLUX)
    assert reponse.status_code == 200 and reponse["Content-Type"].startswith("application/atom+xml")
    racine = ElementTree.fromstring(reponse.content)  # noqa: S314 - our own feed
    assert racine.tag == f"{A}feed"
    assert racine.find(f"{A}id").text and racine.find(f"{A}updated").text and racine.find(f"{A}author/{A}name").text
    lues = []
    for entree in racine.iter(f"{A}entry"):
        lu = {nom: entree.find(f"{A}{nom}").text for nom in ("id", "title", "updated", "summary")}
        datetime.fromisoformat(lu["updated"])
        assert entree.find(f"{A}link").get("href").startswith("http")
        lues.append(lu)
    assert len({e["id"] for e in lues}) == len(lues)
    return lues


def relever(indicateur, valeur, raison="", demonstration=False, maintenant=MAINTENANT):
    saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), valeur, "Essai", raison=raison)
    enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=maintenant, demonstration=demonstration)


def titres(client):
    return [e["title"] for e in entrees(client)]


def test_un_plan_sans_histoire_a_un_flux_vide_et_valide(client, mesure):
    assert entrees(client) == []


def test_chaque_sorte_de_changement_est_dans_le_flux(client, plan, mesure):
    indicateur = IndicateurFactory(mesure=mesure, libelle="Offres")
    relever(indicateur, Decimal(10))
    avancer_jalon(jalon=JalonFactory(mesure=mesure, libelle="Site"), etat="fait", fait_le=JOUR, maintenant=MAINTENANT)
    comite = ComiteFactory(plan=plan)
    Decision.objects.create(comite=comite, le=JOUR, objet="Avis", texte="Favorable.")
    edition = EditionFactory(plan=plan, annee=2026)
    commenter(proposer(edition, mesure=mesure))
    proposer(edition, publiee=False, titre="Jamais relue")
    votee = editions.avancer(edition=edition, maintenant=MAINTENANT)
    conclue = editions.avancer(edition=votee, maintenant=MAINTENANT, conclusions="Fait.")
    editions.amender(edition=conclue, mesure=mesure, raison="La demande.", le=JOUR)
    decider_etat(mesure=mesure, etat="vigilance", raison="Retard.", par=UtilisateurFactory(), maintenant=MAINTENANT)
    dits = titres(client)
    assert set(dits) == {
        "Nouveau chiffre : Offres",
        "Jalon fait : Site",
        "Décision : Avis",
        "Contribution publiée : Un bus le samedi",
        "Mesure amendée : mesure 7",
        "Mesure 7 : à surveiller, sur décision de la Région",
    }


def test_une_revision_a_sa_propre_entree_avec_sa_raison(client, mesure):
    indicateur = IndicateurFactory(mesure=mesure, libelle="Offres")
    relever(indicateur, Decimal(10))
    avant = entrees(client)
    relever(indicateur, Decimal(12), raison="Deux oubliées.", maintenant=MAINTENANT + timedelta(days=1))
    (apres,) = entrees(client)
    assert apres["title"] == "Chiffre révisé : Offres" and "Deux oubliées." in apres["summary"]
    assert apres["id"] != avant[0]["id"]


def test_l_etat_de_la_regle_entre_au_flux_quand_il_change_seulement(client, plan, mesure):
    recalculer(plan=plan, maintenant=MAINTENANT)
    recalculer(plan=plan, maintenant=MAINTENANT + timedelta(days=1))
    assert titres(client) == []
    relever(IndicateurFactory(mesure=mesure, sens="suivi", libelle="Offres"), Decimal(3))
    recalculer(plan=plan, maintenant=MAINTENANT + timedelta(days=2))
    (etat,) = [e for e in entrees(client) if "bonne voie" in e["title"]]
    recalculer(plan=plan, maintenant=MAINTENANT + timedelta(days=3))
    assert etat in entrees(client)
    assert Mesure.objects.get().etat_depuis == MAINTENANT + timedelta(days=2)


def test_ce_qui_est_invente_est_dit(client, mesure):
    relever(IndicateurFactory(mesure=mesure), Decimal(3), demonstration=True)
    assert entrees(client)[0]["summary"].startswith("Donnée de démonstration.")


def test_ce_qui_est_retire_sort_du_flux_et_change_l_etag(client, plan):
    auteur = UtilisateurFactory()
    publiee = proposer(EditionFactory(plan=plan), auteur)
    etag = client.get(FLUX)["ETag"]
    assert client.get(FLUX, HTTP_IF_NONE_MATCH=etag).status_code == 304
    service.retirer(contribution=publiee, auteur=auteur)
    assert client.get(FLUX, HTTP_IF_NONE_MATCH=etag).status_code == 200
    assert titres(client) == []


def test_un_caractere_interdit_en_xml_ne_casse_pas_le_flux(client, plan):
    publiee = proposer(EditionFactory(plan=plan))
    Contribution.objects.filter(pk=publiee.pk).update(titre="Un \x0b bus <b> & \ufffe")
    assert "bus <b> &" in titres(client)[0]


def test_le_flux_est_borne_et_coute_autant_a_deux_qu_a_vingt(client, plan):
    edition, comite, couts = EditionFactory(plan=plan), ComiteFactory(plan=plan), []
    for nombre in (2, 18):
        for _ in range(nombre):
            mesure = MesureFactory(axe=AxeFactory(plan=plan))
            relever(IndicateurFactory(mesure=mesure), Decimal(3))
            JalonFactory(mesure=mesure, etat="fait", fait_le=JOUR)
            proposer(edition, mesure=mesure)
            Decision.objects.create(comite=comite, le=JOUR, objet="Avis", texte="Favorable.")
        client.get(FLUX)
        with CaptureQueriesContext(connection) as requetes:
            lues = entrees(client)
        couts.append(len(requetes))
    assert couts[0] == couts[1]
    assert len(lues) == NOMBRE


def test_le_flux_se_trouve_depuis_les_pages(client, mesure):
    for page in ("/grenelle/", "/grenelle/essai/mesures/7/"):
        contenu = client.get(page).content.decode()
        assert 'type="application/atom+xml"' in contenu and FLUX in contenu


def test_un_plan_cache_n_a_pas_de_flux(client, plan):
    plan.actif = False
    plan.save()
    assert client.get(FLUX).status_code == 404
    assert client.post(FLUX).status_code == 405
