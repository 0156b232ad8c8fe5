"""The labour market of an occupation at a place: families, secrecy, wider grain, potential, cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.models import FamilleProfessionnelle, Grain, Passage, Statistique
from metiers.services import memoire
from metiers.services.catalogue import signaler_changement
from metiers.services.import_emploi import importer_emploi
from metiers.services.marche import (
    LieuDeMesure,
    explication,
    familles_du_metier,
    lieu_de_mesure,
    lieu_du_territoire,
    observations,
    part_des_femmes,
    potentiel,
    potentiels,
    qui_recrutent,
    tous_les_lieux,
)
from metiers.services.marche.couverture import mesurer_couverture, tableau
from metiers.services.marche.formule import Seuil, Terme
from territoires.models import Commune
from tests.metiers.fabriques import MetierFactory
from tests.metiers.fichiers_emploi import CASES_BMO, bmo, ecrire, territoires_minimaux

pytestmark = pytest.mark.django_db
I = Statistique.Indicateur  # noqa: E741


def passage(de, code_de, vers, code_vers, nature="portail", source="essai"):
    Passage.objects.create(de=de, code_de=code_de, vers=vers, code_vers=code_vers, nature=nature, source=source)
    signaler_changement()


@pytest.fixture
def marche(tmp_path):
    territoires_minimaux()
    importation = importer_emploi(chemin=ecrire(tmp_path / "emploi"), appliquer=True)
    assert importation.etat == "appliquee", importation.rapport["refus"]
    passage("fap2009", "D2Z42", "fap2021", "D1X33")
    passage("fap2009", "D2Z41", "fap2021", "D1X32")


@pytest.fixture
def soudeur(marche):
    return MetierFactory(nom="Soudeur / Soudeuse", code_rome="H2913", code_rome_parent="H2913")


@pytest.fixture
def tuyauteur(marche):
    metier = MetierFactory(nom="Tuyauteur / Tuyauteuse", code_rome="H2914")
    signaler_changement()
    return metier


def lieu(commune):
    return lieu_de_mesure(Commune.objects.get(nom=commune))


# --- the place


def test_le_lieu_d_une_commune_en_une_requete(marche, django_assert_num_queries):
    nantes = Commune.objects.get(nom="Nantes")
    with django_assert_num_queries(1):
        trouve = lieu_de_mesure(nantes)
    assert trouve == LieuDeMesure(
        "5220", "44", "52", "Nantes", (("bassin", "5220"), ("departement", "44"), ("region", "52"))
    )


def test_sans_lieu_la_region_de_la_marque_sans_requete(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert lieu_de_mesure(None).codes == (("region", "52"),)


def test_un_lieu_oublie_du_decoupage_revient_a_la_region(marche):
    disparue = Commune(code_insee="44999", nom="Disparue")
    assert lieu_de_mesure(disparue).codes == (("region", "52"),)


def test_une_commune_sans_bassin_part_du_departement(marche):
    Commune.objects.filter(nom="Nantes").update(bassin=None)
    assert lieu("Nantes").codes[0] == ("departement", "44")


def test_les_territoires_par_leur_code(marche):
    assert lieu_du_territoire("bassin", "5218").codes == (("bassin", "5218"), ("departement", "49"), ("region", "52"))
    assert lieu_du_territoire("departement", "49").nom == "Maine-et-Loire"
    assert lieu_du_territoire("region", "52").nom == "Pays de la Loire"
    for grain, code in (("bassin", "1"), ("departement", "99"), ("region", "99"), ("national", "")):
        assert lieu_du_territoire(grain, code) is None
    assert [lieu.nom for lieu in tous_les_lieux()] == [
        "Pays de la Loire", "Loire-Atlantique", "Maine-et-Loire", "Nantes", "Saint-Nazaire", "Angers",
    ]  # fmt: skip


# --- families


def test_la_chaine_du_rome_aux_familles(soudeur):
    bmo_, dares = familles_du_metier(soudeur.pk)
    assert [f.code for f in bmo_] == ["D1X33"]
    assert {f.code for f in dares} == {"D2Z42", "D3Z20"}


def test_la_chaine_passe_par_le_code_parent(marche):
    fin = MetierFactory(code_rome="H2999", code_rome_parent="H2914")
    assert [f.code for f in familles_du_metier(fin.pk)[0]] == ["D1X32"]


def test_sans_code_parent_la_table_livree_le_donne(marche):
    fin = MetierFactory(code_rome="H2999", code_rome_parent="")
    assert familles_du_metier(fin.pk) == ((), ())
    passage("rome4", "H2999", "rome3", "H2914")
    assert [f.code for f in familles_du_metier(fin.pk)[0]] == ["D1X32"]


def test_une_ligne_directe_passe_avant_la_chaine_et_une_table_publiee_avant_la_notre(soudeur):
    passage("rome3", "H2913", "fap2021", "D1X32")
    assert [f.code for f in familles_du_metier(soudeur.pk)[0]] == ["D1X32"]
    passage("rome4", "H2913", "fap2021", "D1X33")
    assert [f.code for f in familles_du_metier(soudeur.pk)[0]] == ["D1X33"]
    passage("rome4", "H2913", "fap2021", "D1X32", nature="publie", source="Dares")
    assert [f.code for f in familles_du_metier(soudeur.pk)[0]] == ["D1X32"]


def test_plusieurs_familles_sont_additionnees_et_nommees(soudeur):
    passage("rome3", "H2913", "fap2021", "D1X32")
    passage("rome3", "H2913", "fap2021", "D1X33")
    vu = observations(soudeur.pk, lieu("Saint-Nazaire"))
    assert vu.projets.valeur == 80 + 40
    assert vu.projets.famille == "Tuyauteurs ; Soudeurs"
    assert vu.potentiel.familles == ("Tuyauteurs", "Soudeurs")


def test_un_metier_sans_code_n_a_pas_de_famille(marche):
    sans = MetierFactory(code_rome="")
    trouve = potentiel(sans.pk, lieu("Nantes"))
    assert (trouve.niveau, trouve.raison) == (None, "aucune famille d'emploi ne correspond à ce métier")
    assert observations(sans.pk, lieu("Nantes")).vide


def test_un_metier_inconnu_n_est_pas_une_panne(marche):
    assert potentiel(999_999, lieu("Nantes")).niveau is None


# --- grains and secrecy


def test_le_chiffre_du_bassin_quand_il_est_publie(soudeur):
    vu = observations(soudeur.pk, lieu("Nantes"))
    assert (vu.projets.valeur, vu.projets.grain, vu.projets.territoire, vu.projets.elargi) == (
        120, "bassin", "Nantes", False,
    )  # fmt: skip
    assert vu.projets_ici is None
    assert vu.part_difficiles.valeur == 75
    assert vu.part_difficiles.periode == "2025" and "Besoins en main-d'œuvre" in vu.part_difficiles.source


def test_un_bassin_cache_donne_le_plus_large_et_le_dit(soudeur):
    vu = observations(soudeur.pk, lieu("Angers"))
    assert (vu.projets_ici.secret, vu.projets_ici.valeur, vu.projets_ici.territoire) == (True, None, "Angers")
    assert (vu.projets.grain, vu.projets.territoire, vu.projets.elargi) == ("region", "Pays de la Loire", True)
    assert (vu.projets.valeur, vu.projets.laisses) == (200, 1)
    assert vu.potentiel.secrets == ("Angers", "Maine-et-Loire")
    assert (vu.potentiel.grain, vu.potentiel.elargi) == ("region", True)


def test_une_part_cachee_ici_vient_de_plus_large(soudeur):
    vu = observations(soudeur.pk, lieu("Nantes"))
    assert (vu.part_saisonniers.valeur, vu.part_saisonniers.grain) == (10, "departement")
    assert vu.part_saisonniers.laisses == 1


def test_tout_cache_n_est_jamais_zero(marche, soudeur, tmp_path):
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*CASES_BMO[2:])), appliquer=True, forcer=True)
    trouve = potentiel(soudeur.pk, lieu("Angers"))
    assert (trouve.niveau, trouve.raison, trouve.projets) == (None, "non diffusé", None)
    vu = observations(soudeur.pk, lieu("Angers"))
    assert vu.projets is None and vu.projets_ici.secret


def test_une_famille_absente_de_l_enquete_n_est_pas_un_zero(marche, tuyauteur, tmp_path):
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*CASES_BMO[:3])), appliquer=True, forcer=True)
    trouve = potentiel(tuyauteur.pk, lieu("Nantes"))
    assert (trouve.niveau, trouve.raison) == (None, "aucun chiffre publié pour cette famille")


def test_chaque_chiffre_de_la_dares_nomme_sa_famille_et_sa_maille(soudeur):
    vu = observations(soudeur.pk, lieu("Angers"))
    emplois = {o.famille: (o.valeur, o.grain) for o in vu.emplois}
    assert emplois["Soudeurs"] == (3500, "region")
    (salaire,) = vu.salaires
    assert (salaire.valeur, salaire.unite, salaire.periode, salaire.grain) == (
        1746, "€ nets par mois", "2017-2019", "national",
    )  # fmt: skip
    (tension,) = [t for t in vu.tensions if t.observation.famille == "Soudeurs"]
    assert tension.observation.valeur == 5
    assert dict(tension.causes)["Emplois peu durables"].valeur == 2
    assert [o.valeur for o in vu.listes] == [1]
    assert vu.ages[0].tranches[0][1].valeur == 3400


def test_offres_et_demandeurs_par_code_rome_et_bassin(soudeur):
    vu = observations(soudeur.pk, lieu("Nantes"))
    assert (vu.offres.valeur, vu.demandeurs.valeur, vu.tension_bassin.valeur) == (21, 4, 5)
    assert vu.offres.famille == "" and vu.offres.periode == "2020"
    assert observations(soudeur.pk, lieu("Angers")).offres is None, "un autre bassin ne répond pas pour celui-ci"


def test_la_famille_plus_large_repond_quand_la_fine_se_tait(tuyauteur):
    vu = observations(tuyauteur.pk, lieu("Nantes"))
    assert vu.tensions[0].observation.famille == "Métal formé"
    assert vu.emplois[0].famille == "Métal formé"


def test_l_enquete_ne_melange_jamais_deux_annees(soudeur, tmp_path):
    cases = [CASES_BMO[1].replace("2025;", "2026;", 1)]
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*cases)), appliquer=True, forcer=True)
    vu = observations(soudeur.pk, lieu("Nantes"))
    assert (vu.projets.periode, vu.projets.grain, vu.projets.valeur) == ("2026", "departement", 80)


# --- women


def test_la_part_des_femmes_pese_chaque_famille_par_ses_emplois(soudeur):
    observation = part_des_femmes()[soudeur.pk]
    assert observation.valeur == pytest.approx((3.1 * 90_000 + 16.5 * 30_000) / 120_000)
    assert "Soudeurs" in observation.famille and ";" in observation.famille


def test_sans_les_emplois_d_une_famille_rien_n_est_dit(soudeur):
    Statistique.objects.filter(indicateur=I.EMPLOI, famille__code="D3Z20").delete()
    signaler_changement()
    assert soudeur.pk not in part_des_femmes()


# --- the formula


def test_la_formule_est_celle_du_fichier():
    formule = explication()
    assert sum(terme.poids for terme in formule.termes) == 100
    assert [seuil.niveau for seuil in formule.seuils] == [1, 2, 3, 4, 5]
    assert formule.terme("tension").poids <= 5, "87 % des métiers étaient en tension : elle dit peu"
    assert formule.niveau(0) == 0 and formule.niveau(1) == 5
    bords = [seuil.a_partir_de for seuil in formule.seuils]
    assert bords == sorted(bords)
    assert [formule.niveau(bord) for bord in bords] == [1, 2, 3, 4, 5]
    assert formule.limites and formule.depuis and formule.source


@pytest.mark.parametrize(
    ("echelle", "valeur", "part"),
    [
        ("log", 0, 0), ("log", 1, 0), ("log", 10, 0.5), ("log", 100, 1), ("log", 1000, 1),
        ("lineaire", 1, 0), ("lineaire", 50.5, 0.5), ("lineaire", 0, 0), ("inverse", 1, 1), ("inverse", 500, 0),
    ],
)  # fmt: skip
def test_les_echelles(echelle, valeur, part):
    terme = Terme("x", "X", 1, echelle, 1, 100, "", "", "")
    assert terme.part(valeur) == pytest.approx(part)


def test_un_terme_sans_chiffre_laisse_son_poids_aux_autres():
    formule = explication()
    assert formule.score({"volume": 0.6}) == pytest.approx(0.6)
    assert formule.score({"volume": 1.0, "duree": 0.0}) == pytest.approx(40 / 60)
    assert isinstance(formule.seuils[0], Seuil)


def test_le_potentiel_dit_ses_parts(soudeur):
    trouve = potentiel(soudeur.pk, lieu("Nantes"))
    details = {d.code: d for d in trouve.details}
    assert details["volume"].valeur == 1000, "tous les projets publiés du bassin sont pour cette famille"
    assert details["difficulte"].valeur == 75
    assert (details["duree"].valeur, details["duree"].grain) == (10, "departement")
    assert details["tension"].territoire == "Pays de la Loire"
    assert trouve.score == pytest.approx(explication().score(dict(trouve.parts)), abs=1e-4)
    assert trouve.niveau == explication().niveau(trouve.score)


def test_le_renouvellement_ne_compte_que_sur_le_meme_perimetre(soudeur, tuyauteur):
    sans = {d.code for d in potentiel(soudeur.pk, lieu("Nantes")).details}
    assert "renouvellement" not in sans, "D3Z20 n'a pas de famille de 2021 : les deux périmètres diffèrent"
    Passage.objects.filter(code_de="H2913", code_vers="D3Z20").delete()
    signaler_changement()
    details = {d.code: d for d in potentiel(soudeur.pk, lieu("Nantes")).details}
    assert details["renouvellement"].valeur == pytest.approx(100 * 200 / 700)
    assert details["renouvellement"].grain == "departement"


def test_plus_de_saisonniers_abaisse_le_potentiel(soudeur, tmp_path):
    avant = potentiel(soudeur.pk, lieu("Nantes")).score
    cases = (CASES_BMO[0].replace(";120;90;*", ";120;90;110"), *CASES_BMO[1:])
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*cases)), appliquer=True)
    assert potentiel(soudeur.pk, lieu("Nantes")).score < avant


def test_hors_du_champ_de_l_enquete_rien_n_est_affirme(marche):
    FamilleProfessionnelle.objects.create(nomenclature="2021", code="W0X80", libelle="Professeurs des écoles", niveau=3)
    professeur = MetierFactory(code_rome="K2106")
    passage("rome3", "K2106", "fap2021", "W0X80")
    trouve = potentiel(professeur.pk, lieu("Nantes"))
    assert trouve.niveau is None and "concours" in trouve.raison


def test_qui_recrute_du_meilleur_au_moindre(soudeur, tuyauteur):
    muet = MetierFactory(code_rome="")
    signaler_changement()
    ordre = qui_recrutent(lieu("Saint-Nazaire"))
    tous = potentiels(ordre, lieu("Saint-Nazaire"))
    assert set(ordre) == {soudeur.pk, tuyauteur.pk} and muet.pk not in ordre
    cles = [(-tous[pk].niveau, -tous[pk].projets.valeur) for pk in ordre]
    assert cles == sorted(cles)
    assert qui_recrutent(lieu("Saint-Nazaire")) == ordre


# --- cost and freshness


def test_le_cout_ne_depend_pas_du_nombre_de_metiers(marche):
    def requetes(nombre):
        metiers = MetierFactory.create_batch(nombre, code_rome="")
        signaler_changement()
        memoire.prechauffer()
        ici = lieu("Nantes")
        with CaptureQueriesContext(connection) as capture:
            potentiels([metier.pk for metier in metiers], ici)
        return len(capture)

    assert requetes(2) == requetes(20) == 1


def test_lire_tout_un_metier_coute_une_requete(soudeur, django_assert_num_queries):
    ici = lieu("Nantes")
    memoire.prechauffer()
    with django_assert_num_queries(1):
        observations(soudeur.pk, ici)


def test_un_import_rafraichit_ce_qui_est_en_memoire(soudeur, tmp_path):
    assert observations(soudeur.pk, lieu("Nantes")).projets.valeur == 120
    cases = (CASES_BMO[0].replace(";120;90;*", ";150;90;*"), *CASES_BMO[1:])
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*cases)), appliquer=True)
    assert observations(soudeur.pk, lieu("Nantes")).projets.valeur == 150


def test_la_couverture_compte_les_metiers_et_les_niveaux(soudeur, tuyauteur):
    MetierFactory(code_rome="")
    signaler_changement()
    couverture = mesurer_couverture()
    assert (couverture.metiers, couverture.sans_famille) == (3, 1)
    assert couverture.parts["Projets de recrutement"][Grain.BASSIN] == pytest.approx(2 / 3)
    assert sum(couverture.niveaux[Grain.BASSIN].values()) == 3 * 3
    assert "Projets de recrutement" in tableau(couverture)
