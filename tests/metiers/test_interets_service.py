"""The match of the present catalogue, its reasons, and the visitor's answers in the session."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.interets import Label, Profil
from metiers.interets.stabilite import mesurer_stabilite
from metiers.services.catalogue import signaler_changement
from metiers.services.chargement import charger_metiers
from metiers.services.facettes import catalogue_courant
from metiers.services.interets import (
    correspondances,
    correspondeur_courant,
    effacer_reponses,
    lire_correspondeur,
    profil_de_session,
    questionnaire_courant,
    reponses_de_session,
    retenir_reponses,
)
from metiers.services.resultat_interets import composer_resultat, correspondances_de, dire_raison
from tests.metiers.fabriques import (
    AccesNiveauFactory,
    CentreInteretFactory,
    CompetenceFactory,
    MetierCompetenceFactory,
    MetierFactory,
    MetierInteretFactory,
)

CONCRET = Profil((20, 4, 3, 2, 6, 15))


def reponses(de=lambda activite: 2):
    return {activite.code: de(activite) for activite in questionnaire_courant().activites}


@pytest.mark.django_db
def test_sept_des_dix_premiers_restent_sur_les_metiers_livres():
    charger_metiers()
    for typees in (False, True):
        mesure = mesurer_stabilite(correspondeur_courant(), paires=3_000, graine=2026, typees=typees)
        assert mesure.minimum >= 7 and mesure.moyenne >= 8.4, mesure


@pytest.mark.django_db
def test_seuls_les_metiers_publies_aux_interets_connus_sont_compares():
    connu = MetierFactory()
    MetierFactory(riasec_majeur="", riasec_mineur="")
    MetierFactory(retire=True)
    MetierFactory(brouillon=True)
    assert set(correspondances(CONCRET)) == {connu.pk}


@pytest.mark.django_db
def test_centres_et_macro_competences_affinent_et_le_changement_se_voit():
    nu, fin = MetierFactory(), MetierFactory()
    avant = correspondances(CONCRET)
    assert avant[nu.pk] == pytest.approx(avant[fin.pk])
    MetierInteretFactory(metier=fin, interet=CentreInteretFactory(code="22"))
    macro = CompetenceFactory(macro_competence=True, riasec_majeur="S", riasec_mineur="A")
    MetierCompetenceFactory(metier=fin, competence=CompetenceFactory(macro=macro), coeur="principale")
    signaler_changement()
    apres = correspondances(CONCRET)
    assert apres[fin.pk] < avant[fin.pk] and apres[nu.pk] == pytest.approx(avant[nu.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [2, 20])
def test_lire_les_vecteurs_coute_trois_requetes(nombre):
    for metier in MetierFactory.create_batch(nombre):
        MetierInteretFactory(metier=metier)
    with CaptureQueriesContext(connection) as requetes:
        assert len(lire_correspondeur().ids) == nombre
    assert len(requetes) == 3


@pytest.mark.django_db
def test_le_resultat_s_arrete_a_ce_qui_est_proche_mais_montre_dix_metiers():
    proches = {m.pk for m in MetierFactory.create_batch(4)}
    lointains = {m.pk for m in MetierFactory.create_batch(12, riasec_majeur="S", riasec_mineur="A")}
    resultat = composer_resultat(CONCRET, catalogue_courant())
    assert len(resultat.ids) == 10 and set(resultat.ids[:4]) == proches and set(resultat.ids[4:]) < lointains
    assert (resultat.nettes, resultat.meilleures, resultat.nettes_en_tete) == (4, 4, 4)


@pytest.mark.django_db
def test_le_resultat_par_niveau():
    cap, bac = MetierFactory(), MetierFactory()
    AccesNiveauFactory(metier=cap, niveau=3)
    AccesNiveauFactory(metier=bac, niveau=4)
    catalogue = catalogue_courant()
    assert set(composer_resultat(CONCRET, catalogue).ids) == {cap.pk, bac.pk}
    assert composer_resultat(CONCRET, catalogue, ["3"]).ids == (cap.pk,)
    assert composer_resultat(CONCRET, catalogue, ["8"]).ids == ()
    nombres = {valeur.code: n for valeur, n in composer_resultat(CONCRET, catalogue, ["3"]).niveaux}
    assert (nombres["3"], nombres["4"], nombres["8"]) == (1, 1, 0)


@pytest.mark.django_db
def test_la_raison_dit_les_envies_rejointes_et_les_centres_qui_en_parlent():
    metier = MetierFactory()
    manuel = CentreInteretFactory(code="14", libelle="J'aime le travail manuel")
    MetierInteretFactory(metier=metier, interet=manuel)
    MetierInteretFactory(metier=metier, interet=CentreInteretFactory(code="21"), principal=False)
    lien = correspondances_de(CONCRET, [metier.pk, 10**9])[metier.pk]
    assert lien.label is Label.MEILLEURE and lien.libelle == "Très proche de vos intérêts"
    assert lien.raison == "Répond à vos envies d'agir concrètement (20/20) et d'organiser (15/20)."
    assert lien.centres == ("J'aime le travail manuel",)


def test_la_raison_quand_rien_n_est_partage_en_haut():
    assert dire_raison(CONCRET, ["R"], []) == "Répond à votre envie d'agir concrètement (20/20)."
    assert dire_raison(CONCRET, ["R"], [], loin=True) == "Ne rejoint que votre envie d'agir concrètement (20/20)."
    assert dire_raison(CONCRET, [], ["S", "A"]).startswith("Comme vous, met au second plan l'envie d'aider")
    assert dire_raison(CONCRET, [], []) == "Ne rejoint pas vos envies les plus fortes."


def test_les_reponses_se_completent_et_s_effacent():
    session: dict = {}
    retenir_reponses(session, reponses={"panne": 4, "inconnue": 1, "dehors": 9})
    assert retenir_reponses(session, reponses={"panne": 1, "recit": 0}) == {"panne": 1, "recit": 0}
    assert profil_de_session(session) is None
    retenir_reponses(session, reponses=reponses())
    assert profil_de_session(session) == Profil((10,) * 6)
    effacer_reponses(session)
    assert session == {} and reponses_de_session(session) == {} == reponses_de_session(None)


@pytest.mark.parametrize("brut", ["x", 12, ["panne"], {"panne": {"a": 1}}, {1: 2}])
def test_une_session_abimee_ne_casse_rien(brut):
    assert reponses_de_session({"interets": brut}) == {}
    assert profil_de_session({"interets": brut}) is None


@pytest.mark.django_db
def test_la_mesure_se_lit_et_tient_sans_metier(capsys):
    call_command("evaluer_interets", "--paires", "20")
    MetierFactory.create_batch(12)
    signaler_changement()
    call_command("evaluer_interets", "--paires", "60")
    sortie = capsys.readouterr().out
    assert "Intérêts : 0 métiers" in sortie and "Intérêts : 12 métiers" in sortie
    assert "dix lectures, réponses au hasard" in sortie and "première valeur = majeure" in sortie
