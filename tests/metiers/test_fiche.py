"""The sheet: what it shows of each kind of occupation, what stands in its place, what it costs."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.choices import Niveau, Origine, OuiNon, TransitionEcologique
from metiers.models import CodeRome
from metiers.services.fiche import composer_fiche
from metiers.services.memoire import oublier, prechauffer
from metiers.services.voisinage import voisins_de
from tests.metiers.fabriques import (
    AccesNiveauFactory,
    AppellationFactory,
    CompetenceFactory,
    MediaFactory,
    MetierCompetenceFactory,
    MetierConditionFactory,
    MetierFactory,
    MetierInteretFactory,
    MetierSecteurFactory,
    MobiliteFactory,
)
from tests.territoires.fabriques import CommuneFactory, ReferentFactory

pytestmark = pytest.mark.django_db


def page(client, metier, **parametres):
    reponse = client.get(metier.get_absolute_url(), parametres)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode())


def donnees_liees(contenu):
    blocs = re.findall(r'<script type="application/ld\+json">(.*?)</script>', contenu)
    return {b["@type"]: b for b in map(json.loads, blocs)}


def test_une_fiche_redigee(client):
    metier = MetierFactory(redige=True, reglemente=OuiNon.OUI, transition_ecologique=TransitionEcologique.VERTE)
    AccesNiveauFactory(metier=metier, niveau=Niveau.CAP)
    MediaFactory(metier=metier, duree_secondes=125)
    AppellationFactory(metier=metier, libelle="Tuyauteur", peu_usitee=True)
    contenu = page(client, metier)
    for attendu in (
        metier.accroche, "Une journée", "Ce qui plaît", "Ce qui est dur", "Comment y entrer", "Où cela mène",
        metier.couleur_regionale.replace("'", "&#x27;"), "Métier vert", "Métier réglementé", "2 min 05", "autre site",
        "Noms rarement employés", "Rédaction du portail", f"ROME {metier.code_rome}", "Licence Ouverte 2.0",
    ):  # fmt: skip
        assert attendu in contenu, attendu
    assert "<iframe" not in contenu and "<video" not in contenu


def test_une_fiche_du_rome_seul_est_attribuee(client):
    metier = MetierFactory(definition_officielle="Assemble des pièces de métal.\nContrôle son travail.")
    contenu = page(client, metier)
    assert "Assemble des pièces de métal." in contenu and "Contrôle son travail." in contenu
    assert "Source : ROME 4.0, France Travail, version 60, définition officielle" in contenu
    assert "Rédaction du portail" not in contenu


def test_les_espaces_insecables(client):
    contenu = client.get(MetierFactory(redige=True, accroche="Une question : oser « dire » ?").get_absolute_url())
    assert "Une question\xa0: oser «\xa0dire\xa0»\xa0?" in contenu.content.decode()


def test_l_inconnu_est_dit(client):
    contenu = page(client, MetierFactory(riasec_majeur="", riasec_mineur=""))
    assert "Le niveau de diplôme pour entrer dans ce métier n'est pas encore renseigné." in contenu
    assert "L'information officielle n'est pas renseignée." in contenu
    assert "ne sont pas encore renseignés" in contenu


def test_metadonnees(client):
    metier = MetierFactory(redige=True)
    AppellationFactory(metier=metier, libelle="Monteur </script>")
    contenu = page(client, metier)
    occupation = donnees_liees(contenu)["Occupation"]
    assert occupation["name"] == metier.nom
    assert occupation["alternateName"] == ["Monteur </script>"]
    assert occupation["occupationalCategory"]["codeValue"] == metier.code_rome
    assert donnees_liees(contenu)["BreadcrumbList"]["itemListElement"][1]["name"] == "Métiers"
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/metiers/{metier.slug}/">' in contenu
    assert f'<meta name="description" content="{metier.accroche}">' in contenu


def test_les_savoir_faire_sont_groupes():
    metier = MetierFactory()
    coeur = MetierCompetenceFactory(metier=metier, coeur="principale")
    MetierCompetenceFactory(metier=metier, competence__sous_categorie="Technique", competence__libelle="Meuler")
    MetierCompetenceFactory(metier=metier, competence__savoir=True, competence__categorie="Normes et procédés")
    doux = CompetenceFactory(savoir_etre=True)
    MetierCompetenceFactory(metier=metier, competence=doux)
    MetierCompetenceFactory(metier=metier, competence=doux, origine=Origine.PORTAIL)
    geste = CompetenceFactory(portail=True, categorie="Gestes du métier", libelle="Tenir un bain de fusion")
    MetierCompetenceFactory(metier=metier, competence=geste, origine=Origine.PORTAIL)
    competences = composer_fiche(metier).competences
    assert [lien.slug for lien in competences.coeur] == [coeur.competence.slug]
    assert [(g.titre, g.libelles) for g in competences.autres] == [("Techniques", ["Meuler"])]
    assert [g.titre for g in competences.savoirs] == ["Normes et procédés"]
    assert [(lien.slug, lien.origine) for lien in competences.savoir_etre] == [(doux.slug, "portail")]
    assert competences.gestes == ["Tenir un bain de fusion"]


def lier(metier, *competences, origine):
    for competence in competences:
        MetierCompetenceFactory(metier=metier, competence=competence, origine=origine)


def test_les_voisins_comparent_le_vocabulaire_du_portail():
    ici, la_bas = MetierFactory(), MetierFactory()
    MobiliteFactory(source=ici, cible=la_bas)
    a, b, c = CompetenceFactory.create_batch(3, portail=True)
    rome = CompetenceFactory()
    lier(ici, a, b, origine=Origine.PORTAIL)
    lier(la_bas, b, c, origine=Origine.PORTAIL)
    lier(la_bas, rome, origine=Origine.ROME)
    (voisin,) = voisins_de(ici)
    assert (voisin.base, voisin.communs, voisin.a_acquerir) == ("portail", (b.libelle,), (c.libelle,))


def test_les_voisins_du_rome_comparent_les_macro_competences():
    ici, la_bas = MetierFactory(), MetierFactory()
    MobiliteFactory(source=ici, cible=la_bas)
    macro = CompetenceFactory(macro_competence=True)
    lier(ici, CompetenceFactory(macro=macro), origine=Origine.ROME)
    autre = CompetenceFactory()
    lier(la_bas, CompetenceFactory(macro=macro), autre, origine=Origine.ROME)
    (voisin,) = voisins_de(ici)
    assert (voisin.base, voisin.communs, voisin.a_acquerir) == ("rome", (macro.libelle,), (autre.libelle,))


def test_des_savoir_faire_d_origines_differentes_ne_se_comparent_pas(client):
    ici, la_bas = MetierFactory(), MetierFactory()
    MobiliteFactory(source=ici, cible=la_bas)
    lier(ici, CompetenceFactory(portail=True), origine=Origine.PORTAIL)
    lier(la_bas, CompetenceFactory(), origine=Origine.ROME)
    (voisin,) = voisins_de(ici)
    assert voisin.base == ""
    assert "Savoir-faire non comparables." in page(client, ici)


def test_les_voisins_sont_orientes_ordonnes_et_publies():
    ici = MetierFactory()
    second = MobiliteFactory(source=ici, ordre=2).cible
    premier = MobiliteFactory(source=ici, ordre=1).cible
    MobiliteFactory(source=ici, ordre=3, cible=MetierFactory(retire=True))
    MobiliteFactory(cible=ici)
    assert [v.metier for v in voisins_de(ici)] == [premier, second]
    assert voisins_de(premier) == []


def test_un_metier_retire_le_dit_et_mene_ailleurs(client):
    suite = MetierFactory(redige=True)
    metier = MetierFactory(retire=True, remplace_par=suite)
    voisin = MobiliteFactory(source=metier).cible
    reponse = client.get(metier.get_absolute_url())
    contenu = reponse.content.decode()
    assert reponse.status_code == 410
    assert suite.get_absolute_url() in contenu and voisin.get_absolute_url() in contenu
    assert "noindex" in contenu


def test_un_brouillon_est_introuvable_sauf_pour_l_equipe(client, admin_client):
    metier = MetierFactory(brouillon=True)
    assert client.get(metier.get_absolute_url()).status_code == 404
    assert "Brouillon" in admin_client.get(metier.get_absolute_url()).content.decode()


@pytest.mark.parametrize("adresse", ["/metiers/inconnu/", "/metiers/Z9999/", "/metiers/" + "x" * 3_000 + "/"])
def test_une_adresse_inconnue_est_introuvable(client, adresse):
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("code", ["h2913", "H2913"])
def test_un_code_rome_mene_a_la_fiche(client, code):
    metier = MetierFactory(code_rome="H2913")
    ancien = MetierFactory(code_rome="", retire=True)
    CodeRome.objects.create(metier=ancien, code="H2913", version="40", libelle="Autre chose")
    assert client.get(f"/metiers/{code}/")["Location"] == metier.get_absolute_url()


def test_un_ancien_code_rome_mene_a_son_metier(client):
    metier = MetierFactory()
    CodeRome.objects.create(metier=metier, code="H9999", version="40", libelle="Autrefois")
    assert client.get("/metiers/h9999/")["Location"] == metier.get_absolute_url()


def test_qui_appeler_pres_de_chez_moi(client):
    metier = MetierFactory()
    assert "Indiquer ma commune" in page(client, metier)
    commune = CommuneFactory()
    referent = ReferentFactory(departement=commune.departement)
    contenu = page(client, metier, commune=commune.code_insee)
    assert referent.nom in contenu and commune.nom in contenu
    assert referent.nom not in page(client, metier, commune="00000")
    assert referent.nom not in page(client, metier, commune="x" * 4_000)


def test_le_nombre_de_requetes_ne_depend_pas_de_ce_que_contient_la_fiche(client):
    nombres = []
    page(client, MetierFactory())  # every memory is then known
    for nombre in (2, 20):
        metier = MetierFactory(redige=True)
        for _ in range(nombre):
            MetierCompetenceFactory(metier=metier, coeur="principale")
            voisin = MobiliteFactory(source=metier).cible
            MetierCompetenceFactory(metier=voisin)
            AppellationFactory(metier=metier)
            MetierConditionFactory(metier=metier)
            MetierInteretFactory(metier=metier)
            MetierSecteurFactory(metier=metier)
            MediaFactory(metier=metier)
        oublier()
        prechauffer()  # the network and the labour market are built once for all sheets
        with CaptureQueriesContext(connection) as requetes:
            page(client, metier)
        nombres.append(len(requetes))
        with CaptureQueriesContext(connection) as suivantes:
            page(client, metier)
        # The occupation; the catalogue for the sheet, the market, the trainings; its internships; its stops.
        assert len(suivantes) == 6
    assert nombres[0] == nombres[1] <= 16


def test_une_fiche_tient_dans_le_budget_de_noeuds(client):
    """The longest lists of the ROME, far beyond what one occupation has."""
    metier = MetierFactory(redige=True)
    for rang in range(60):
        MetierCompetenceFactory(metier=metier, coeur="principale" if rang % 2 else "")
        MetierCompetenceFactory(metier=metier, competence__savoir=True, competence__categorie=f"Catégorie {rang % 4}")
        AppellationFactory(metier=metier, peu_usitee=rang % 3 == 0)
    for _ in range(21):
        MobiliteFactory(source=metier)
    contenu = page(client, metier)
    assert len(re.findall(r"<[a-z]", contenu)) <= 700
