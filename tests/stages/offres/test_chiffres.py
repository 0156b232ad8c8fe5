"""Figures for staff and for the dashboard."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commun.indicateurs import indicateurs
from stages.services.chiffres import AXES, bornes, section_naf, tableau, territoires_sans_offre
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory, TerritoireFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def _tableau(axe):
    maintenant = timezone.now() + timedelta(minutes=1)
    debut, fin = bornes(30, maintenant)
    return tableau(axe=axe, debut=debut, fin=fin, maintenant=maintenant)


@pytest.fixture
def candidatures():
    maintenant = timezone.now()
    offre = OffreStageFactory()
    semaine = offre.semaines.get()
    semaine.places_prises = 1
    semaine.save()
    envoyee = maintenant - timedelta(days=20)
    CandidatureFactory(
        offre=offre, etat="confirmee", envoyee_le=envoyee, repondue_le=envoyee + timedelta(days=4),
        expire_le=envoyee + timedelta(days=15), confirmee_le=maintenant,
    )  # fmt: skip
    CandidatureFactory(offre=offre, etat="expiree", envoyee_le=envoyee, expire_le=envoyee + timedelta(days=15))
    CandidatureFactory(offre=offre)
    return offre


@pytest.mark.parametrize("axe", AXES)
def test_une_ligne_dit_offres_places_reponses_et_delai(candidatures, axe):
    (ligne,) = _tableau(axe)
    assert ligne.cellules() == (1, 2, 1, 3, 50, 4.0)


def test_sans_candidature_le_taux_n_est_pas_zero():
    OffreStageFactory()
    assert _tableau("section")[0].cellules() == (1, 2, 0, 0, None, None)


def test_ce_qui_est_hors_de_la_periode_n_est_pas_compte():
    OffreStageFactory(publiee_le=timezone.now() - timedelta(days=40))
    assert _tableau("section") == []


@pytest.mark.parametrize(
    ("division", "nom"), [("10", "Industrie manufacturière"), ("43", "Construction"), ("", "Non renseigné"),
                          (None, "Non renseigné"), ("99", "Activités extraterritoriales"), ("zz", "Non renseigné")],
)  # fmt: skip
def test_la_section_d_une_division(division, nom):
    assert section_naf(division) == nom


def test_un_territoire_sans_offre_visible_est_dit():
    avec, sans = TerritoireFactory(), TerritoireFactory()
    OffreStageFactory(commune=CommuneFactory(territoire=avec))
    OffreStageFactory(commune=CommuneFactory(territoire=sans), etat="retiree")
    sans_offre = territoires_sans_offre()
    assert sans in sans_offre and avec not in sans_offre


def test_la_page_et_son_export(client, candidatures):
    client.force_login(UtilisateurFactory(agent=True))
    for requete in ("", "?axe=semaine&jours=90", "?axe=zzz&jours=abc"):
        assert client.get(reverse("admin:stages_chiffres") + requete).status_code == 200
    export = client.get(reverse("admin:stages_chiffres_csv"), {"axe": "section"})
    assert "Stage d'observation;1;2;1;3;50;4,0" in export.content.decode("utf-8-sig")


def test_le_public_ne_voit_pas_les_chiffres(client):
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("admin:stages_chiffres")).status_code in (302, 403)
    assert client.get(reverse("admin:stages_chiffres_csv")).status_code in (302, 403)


def test_le_nombre_de_requetes_ne_depend_pas_du_volume():
    nombres = []
    for en_plus in (2, 18):
        for _ in range(en_plus):
            CandidatureFactory()
        with CaptureQueriesContext(connection) as requetes:
            _tableau("territoire")
        nombres.append(len(requetes))
    assert nombres == [3, 3]


# --- for the dashboard


def _valeur(code, **bornes_):
    maintenant = timezone.now()
    debut = maintenant - timedelta(days=30)
    return indicateurs()[f"stages.{code}"](debut, maintenant + timedelta(minutes=1))


def test_les_indicateurs_sont_inscrits_avec_leur_echelle():
    codes = {c.removeprefix("stages.") for c in indicateurs() if c.startswith("stages.")}
    assert codes == {
        "offres_publiees", "places_proposees", "candidatures_envoyees", "reponses_dans_le_delai", "stages_confirmes",
        "alertes_envoyees",
    }  # fmt: skip
    assert all(i.libelle and i.unite and i.echelle and i.periode for i in indicateurs().values())


def test_les_valeurs_par_territoire_et_pour_la_region(candidatures):
    territoire = TerritoireFactory()
    OffreStageFactory(commune=CommuneFactory(territoire=territoire))
    assert _valeur("offres_publiees")[territoire.code] == 1
    assert _valeur("offres_publiees")[None] == 2
    assert _valeur("places_proposees")[None] == 4
    assert _valeur("candidatures_envoyees")[None] == 3
    assert _valeur("reponses_dans_le_delai")[None] == Decimal("50.0")
    assert _valeur("stages_confirmes")[None] == 1
    assert _valeur("alertes_envoyees")[None] == 0


def test_une_part_sans_cas_est_inconnue_et_la_demonstration_ne_compte_pas():
    OffreStageFactory(demonstration=True)
    assert _valeur("reponses_dans_le_delai") == {None: None}
    assert _valeur("offres_publiees") == {None: 0}
