"""The page of the search and the sheet of an offer."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Section
from stages.models import OffreStage, PlaceReservee
from tests.formations.fabriques import EtablissementFactory
from tests.metiers.fabriques import MetierFactory, MobiliteFactory
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
PAGE = "/stages/"


def test_la_carte_dit_l_essentiel(client):
    offre = OffreStageFactory(publiee_le=timezone.now() - timedelta(days=2), demonstration=True)
    page = client.get(PAGE, {"commune": offre.commune.code_insee}).content.decode()
    for texte in (offre.titre, offre.entreprise.organisation.nom, offre.commune.nom, "2 places", "Collège"):
        assert texte in page
    assert "publiée il y a 2 jours" in page
    assert "Démonstration" in page
    assert "à moins de 1" in page


def test_le_delai_de_reponse_vient_de_cinq_reponses_au_moins(client):
    entreprise = EntrepriseFactory()
    offre = OffreStageFactory(entreprise=entreprise)
    for rang in range(5):
        assert "en général" not in client.get(PAGE).content.decode()
        CandidatureFactory(
            offre=offre,
            etat=EtatCandidature.REFUSEE,
            envoyee_le=timezone.now() - timedelta(days=4 + rang),
            repondue_le=timezone.now() - timedelta(days=1 + rang),
        )
    assert "répond en 3 jours en général" in client.get(PAGE).content.decode()
    assert "Répond à 100" in client.get(offre.get_absolute_url()).content.decode()


def test_le_fragment_n_est_que_la_liste(client):
    OffreStageFactory()
    reponse = client.get(PAGE, {"q": "", "section": "observation"}, HTTP_HX_REQUEST="true")
    assert "<html" not in reponse.content.decode()
    assert reponse["HX-Push-Url"] == "/stages/?section=observation"
    assert "HX-Request" in reponse["Vary"]


def test_sans_reponse_la_page_propose_d_autres_semaines_un_rayon_et_des_metiers(client):
    metier, voisin = MetierFactory(), MetierFactory(nom="Tonnelier / Tonnelière")
    MobiliteFactory(source=metier, cible=voisin)
    lundi = prochain_lundi(timezone.localdate(), 4)
    loin = CommuneFactory(latitude=47.2, longitude=-1.5)
    ici = CommuneFactory(latitude=47.6, longitude=-1.5)
    OffreStageFactory(metiers=[metier], commune=loin, semaines=[(lundi, 1)])
    OffreStageFactory(metiers=[voisin])
    page = client.get(PAGE, {"metier": metier.slug, "commune": ici.code_insee, "rayon": 20}).content.decode()
    assert "Aucun résultat" in page
    assert "Jusqu'à 60" in page.replace("&#x27;", "'")
    assert voisin.nom in page
    semaine = {"semaine_debut": lundi + timedelta(weeks=1), "semaine_fin": lundi + timedelta(weeks=1)}
    page = client.get(PAGE, {"metier": metier.slug, **semaine}).content.decode()
    assert f"semaine_debut={lundi.isoformat()}" in page


@pytest.mark.parametrize(
    "adresse",
    ["page=abc", "page=99999999999999999999", "q=" + "a" * 5000, "rayon=1e9", "semaine_debut=x"]
    + ["niveau=<script>", "metier=../..", "depuis=-1", "tri=%F0%9F%92%A5", "ou=" + "x" * 3000, "places=99999999999999"],
)
def test_toute_adresse_repond(client, adresse):
    OffreStageFactory()
    reponse = client.get(f"{PAGE}?{adresse}")
    assert reponse.status_code == 200
    assert "<script>" not in reponse.content.decode().split("</head>")[1]


def test_ce_qui_n_est_pas_compris_se_dit(client):
    assert "n'a pas été comprise" in client.get(f"{PAGE}?niveau=inconnu").content.decode()


def _requetes(client, adresse):
    client.get(adresse)
    with CaptureQueriesContext(
        connection,
    ) as capture:
        assert client.get(adresse).status_code == 200
    return len(capture)


@pytest.mark.parametrize("adresse", [PAGE, f"{PAGE}?section=observation&niveau=college&q=fournil&tri=date"])
def test_la_liste_coute_autant_a_2_et_a_20_offres(client, adresse):
    for _ in range(2):
        OffreStageFactory()
    deux = _requetes(client, adresse)
    for _ in range(18):
        OffreStageFactory()
    assert _requetes(client, adresse) == deux


def test_la_fiche_dit_tout(client, regles):
    etablissement = EtablissementFactory()
    offre = OffreStageFactory(horaires="9 h - 16 h", accessibilite="Rampe à l'entrée.")
    PlaceReservee.objects.create(offre=offre, type="etablissement", etablissement=etablissement, nombre=1)
    page = client.get(offre.get_absolute_url()).content.decode()
    for texte in (offre.titre, "9 h - 16 h", "Rampe", f"1 place pour les élèves de {etablissement.nom}"):
        assert texte in page.replace("&#x27;", "'")
    assert "pas plus de 30" in page and "D332-14" in page
    assert "JobPosting" not in page, "an observation is no job"


@pytest.mark.parametrize(
    ("section", "demonstration", "attendu"),
    [(Section.ALTERNANCE, False, True), (Section.VTE, False, True), (Section.LONG, False, False)]
    + [(Section.PMSMP, False, False), (Section.ALTERNANCE, True, False)],
)
def test_seul_un_contrat_de_travail_est_dit_aux_moteurs(client, section, demonstration, attendu):
    offre = OffreStageFactory(
        section=section, capacite=1, niveaux=[NiveauPublic.SUPERIEUR], demonstration=demonstration,
        debut=timezone.localdate() + timedelta(days=9), titre="</script><b>Titre</b>",
    )  # fmt: skip
    page = client.get(offre.get_absolute_url()).content.decode()
    assert ('"JobPosting"' in page) is attendu
    assert "</script><b>" not in page
    if attendu:
        bloc = next(b for b in re.findall(r'ld\+json">(.*?)</script>', page) if "JobPosting" in b)
        assert json.loads(bloc)["hiringOrganization"]["name"] == offre.entreprise.organisation.nom


def test_un_ancien_titre_mene_a_l_adresse_d_aujourd_hui(client):
    offre = OffreStageFactory()
    reponse = client.get(f"/stages/{offre.pk}-autre-titre/")
    assert (reponse.status_code, reponse["Location"]) == (301, offre.get_absolute_url())


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [(EtatOffre.COMPLETE, "Toutes les places"), (EtatOffre.EXPIREE, "à son terme"), (EtatOffre.RETIREE, "a retiré")]
    + [(EtatOffre.REFUSEE, "plus proposée"), (EtatOffre.PUBLIEE, "à son terme")],
)
def test_une_offre_passee_le_dit_et_propose_les_semblables(client, etat, phrase):
    metier = MetierFactory()
    passee = OffreStageFactory(etat=etat, metiers=[metier], titre="Au temps jadis")
    OffreStage.objects.filter(pk=passee.pk).update(expire_le=timezone.now() - timedelta(hours=1))
    proche = OffreStageFactory(metiers=[metier], commune=passee.commune)
    reponse = client.get(passee.get_absolute_url())
    page = reponse.content.decode()
    assert reponse.status_code == 410
    assert phrase in page and proche.titre in page and "noindex" in page
    assert ("Au temps jadis" in page) is (etat != EtatOffre.REFUSEE)


@pytest.mark.parametrize("etat", [EtatOffre.BROUILLON, EtatOffre.A_MODERER, EtatOffre.REFUSEE])
def test_ce_qui_n_a_jamais_ete_public_n_existe_pas(client, etat):
    offre = OffreStageFactory(etat=etat, publiee_le=None)
    assert client.get(offre.get_absolute_url()).status_code == 404


def test_une_fiche_ne_se_poste_pas(client):
    assert client.post(OffreStageFactory().get_absolute_url()).status_code == 405
    assert client.get("/stages/99999999999999999999999-x/").status_code == 404
