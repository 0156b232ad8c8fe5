"""A few words of each measure in a draft review: typed on one page, frozen when published, the same everywhere."""

import io
from html import unescape

import pytest
from django.urls import reverse
from pypdf import PdfReader

from grenelle.models import Bilan
from grenelle.services.bilan_contenu import figer, relire
from grenelle.services.bilan_publication import BilanRefuse, contenu_de, ouvrir_brouillon, publier
from grenelle.services.bilan_textes import MOTS_MAXI, Mots, MotsRefuses, ecrire_les_mots
from tests.commun.test_tableurs import lire_ods, lire_xlsx
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import JOUR, MAINTENANT, AttributionFactory, AxeFactory, MesureFactory, PlanFactory
from tests.grenelle.test_bilan_pages import propre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory(slug="essai", nom_court="Essai")


@pytest.fixture
def mesures(plan):
    axe = AxeFactory(plan=plan, code="I")
    return [MesureFactory(axe=axe, numero=numero, titre=f"Mesure d'essai {numero}") for numero in ("1", "2.1")]


@pytest.fixture
def brouillon(plan, mesures):
    return ouvrir_brouillon(plan=plan, annee=2026, maintenant=MAINTENANT)


@pytest.fixture
def administre(client, plan):
    client.force_login(AttributionFactory(plan=plan, role="administrateur", mesures=[]).personne)


def ecran(bilan):
    return reverse("admin:grenelle_bilan_mots_par_mesure", args=[bilan.pk])


def ecrire(bilan, **mots):
    voulus = {numero.replace("_", ".").lstrip("m"): mot for numero, mot in mots.items()}
    return ecrire_les_mots(bilan=bilan, mots=voulus, aujourdhui=JOUR)


def texte(reponse):
    return propre(unescape(reponse.content.decode()))


def test_on_ecrit_puis_on_efface_ce_que_l_on_veut(brouillon):
    assert ecrire(brouillon, m1=Mots("", " Un an\r\nde plus. "), m2_1=Mots("", "")) == 1
    brouillon.refresh_from_db()
    assert brouillon.mots == {"1": "Un an\nde plus."}
    assert ecrire(brouillon, m1=Mots("Un an\nde plus.", "Un an\r\nde plus.")) == 0
    assert ecrire(brouillon, m9=Mots("", "D'une autre année.")) == 0  # not in this plan
    assert ecrire(brouillon, m1=Mots("Un an\nde plus.", "")) == 1
    brouillon.refresh_from_db()
    assert brouillon.mots == {}
    assert [h.mots for h in brouillon.history.order_by("history_id")] == [{}, {"1": "Un an\nde plus."}, {}]


def test_ce_qu_un_autre_vient_d_ecrire_n_est_pas_perdu(brouillon):
    ecrire(brouillon, m1=Mots("", "Premier."))
    with pytest.raises(MotsRefuses) as refus:
        ecrire(brouillon, m1=Mots("", "Second."), m2_1=Mots("", "Autre mesure."))
    assert set(refus.value.fautes) == {"1"}
    brouillon.refresh_from_db()
    assert brouillon.mots == {"1": "Premier."}  # all or nothing
    assert ecrire(brouillon, m2_1=Mots("", "Autre mesure.")) == 1
    brouillon.refresh_from_db()
    assert brouillon.mots == {"1": "Premier.", "2.1": "Autre mesure."}


def test_un_texte_trop_long_est_refuse(brouillon):
    assert ecrire(brouillon, m1=Mots("", "a" * MOTS_MAXI)) == 1
    with pytest.raises(MotsRefuses) as refus:
        ecrire(brouillon, m2_1=Mots("", "a" * (MOTS_MAXI + 1)))
    assert "1000 caractères" in refus.value.fautes["2.1"]


def test_les_mots_sont_geles_avec_le_bilan_et_servent_a_la_version_suivante(brouillon, plan):
    ecrire(brouillon, m1=Mots("", "Retardée par le marché."))
    publie = publier(bilan=brouillon, par=None, maintenant=MAINTENANT)
    with pytest.raises(BilanRefuse):
        ecrire(publie, m1=Mots("Retardée par le marché.", "Réécrit."))
    contenu = contenu_de(publie, maintenant=MAINTENANT)
    assert [m.mots for m in contenu.mesures] == ["Retardée par le marché.", ""]
    assert relire(figer(contenu)) == contenu
    ancien = figer(contenu)
    for mesure in ancien["axes"][0]["mesures"]:
        del mesure["mots"]  # a review published before these words existed
    assert [m.mots for m in relire(ancien).mesures] == ["", ""]
    suite = ouvrir_brouillon(plan=plan, annee=2026, maintenant=MAINTENANT, raison="Corrections.")
    assert suite.mots == {"1": "Retardée par le marché."}


def test_la_page_le_pdf_et_l_annexe_les_disent(client, brouillon):
    dits = "La règle <b>change</b> & dure.\x0b\x01"
    ecrire(brouillon, m2_1=Mots("", dits))
    publier(bilan=brouillon, par=None, maintenant=MAINTENANT)
    adresse = "/grenelle/essai/bilan/2026/"
    page = client.get(adresse).content.decode()
    assert page.count("En quelques mots") == 1
    assert "La règle &lt;b&gt;change&lt;/b&gt; &amp; dure." in page
    fichiers = {e: client.get(f"{adresse}version-1/bilan.{e}").content for e in ("pdf", "ods", "xlsx")}
    pdf = propre(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(fichiers["pdf"])).pages))
    assert "En quelques mots" in pdf and "La règle <b>change</b> & dure." in pdf
    for feuilles in (lire_ods(fichiers["ods"]), lire_xlsx(fichiers["xlsx"])):
        rang = feuilles["Mesures"][0].index("En quelques mots")
        assert "La règle <b>change</b> & dure." in str(feuilles["Mesures"][2][rang])


def test_l_ecran_garde_ce_qui_est_tape_et_dit_ce_qui_ne_va_pas(client, administre, brouillon):
    assert "Mesure d'essai 2.1" in texte(client.get(ecran(brouillon)))
    envoi = {"mots-1": "Une <b>", "vus-1": "", "mots-2.1": "b" * (MOTS_MAXI + 1), "vus-2.1": ""}
    refuse = client.post(ecran(brouillon), envoi)
    assert refuse.status_code == 422
    assert "Rien n'a été enregistré." in texte(refuse) and "b" * (MOTS_MAXI + 1) in texte(refuse)
    assert "Une &lt;b&gt;" in refuse.content.decode()
    brouillon.refresh_from_db()
    assert brouillon.mots == {}
    fait = client.post(ecran(brouillon), envoi | {"mots-2.1": ""}, follow=True)
    assert "1 texte enregistré." in texte(fait)
    assert "Rien n'a changé." in texte(client.post(ecran(brouillon), {"hors": "sujet"}, follow=True))
    publication = texte(client.get(reverse("admin:grenelle_bilan_publier_le_bilan", args=[brouillon.pk])))
    assert "Quelques mots accompagnent 1 mesure." in publication


def test_un_texte_change_entre_temps_se_remplace_en_connaissance_de_cause(client, administre, brouillon):
    ecrire(brouillon, m1=Mots("", "Celui d'un autre."))
    envoi = {"mots-1": "Le mien.", "vus-1": ""}
    refuse = client.post(ecran(brouillon), envoi)
    assert refuse.status_code == 422 and "Celui d'un autre." in texte(refuse) and "Le mien." in texte(refuse)
    assert client.post(ecran(brouillon), envoi | {"vus-1": "Celui d'un autre."}).status_code == 302
    brouillon.refresh_from_db()
    assert brouillon.mots == {"1": "Le mien."}


def test_un_bilan_publie_ne_s_ecrit_plus(client, administre, brouillon):
    publier(bilan=brouillon, par=None, maintenant=MAINTENANT)
    assert "ses textes ne changent plus" in texte(client.get(ecran(brouillon)))
    assert client.post(ecran(brouillon), {"mots-1": "x", "vus-1": ""}).status_code == 422
    assert Bilan.objects.get().mots == {}


@pytest.mark.parametrize("role", ["lecteur", "editeur", "validateur", "autre plan", "agent"])
def test_seul_qui_administre_le_plan_ecrit(client, plan, brouillon, role):
    if role == "agent":
        personne = UtilisateurFactory(agent=True)
    elif role == "autre plan":
        personne = AttributionFactory(plan=PlanFactory(), role="administrateur", mesures=[]).personne
    else:
        personne = AttributionFactory(plan=plan, role=role, mesures=[]).personne
    client.force_login(personne)
    assert client.get(ecran(brouillon)).status_code == 403
    assert client.post(ecran(brouillon), {"mots-1": "x", "vus-1": ""}).status_code == 403
    assert Bilan.objects.get().mots == {}


def test_l_ecran_coute_autant_a_deux_mesures_qu_a_vingt(
    client, administre, brouillon, mesures, django_assert_max_num_queries
):
    for rang in range(18):
        MesureFactory(axe=mesures[0].axe, numero=f"x{rang}")
    with django_assert_max_num_queries(20):
        assert texte(client.get(ecran(brouillon))).count("<textarea id=") == 20
