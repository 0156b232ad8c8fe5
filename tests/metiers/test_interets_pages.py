"""The questionnaire and its result as visitors meet them: with every road, every fault, and no account."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metiers.services import marche
from metiers.services.interets import questionnaire_courant
from metiers.services.memoire import oublier
from tests.metiers.fabriques import AccesNiveauFactory, MetierFactory

pytestmark = pytest.mark.django_db
ACCUEIL = "/metiers/interets/"
RESULTAT = "/metiers/interets/resultat/"
CONCRET = "20-4-3-2-6-15"


def question(ecran):
    return f"/metiers/interets/questions/{ecran}/"


def texte(reponse):
    return re.sub(
        r"\s+", " ", reponse.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")
    )


def remplir(client, degre=lambda a: 4 if a.type == "R" else 1):
    """Answer every screen; gives the last answer of the site."""
    for numero, activites in enumerate(questionnaire_courant().ecrans, start=1):
        reponse = client.post(question(numero), {a.code: degre(a) for a in activites})
    return reponse


def test_l_accueil_dit_ce_que_c_est_et_ce_que_ce_n_est_pas(client):
    page = texte(client.get(ACCUEIL))
    for attendu in (
        "Environ 5 minutes",
        "Sans compte",
        "Ni un examen, ni un test d'aptitude, ni un verdict",
        "Commencer",
    ):
        assert attendu in page
    assert "noindex" not in page and "Effacer mes réponses" not in page


def test_cinq_ecrans_menent_au_resultat(client):
    reponse = client.get(question(1))
    assert reponse.status_code == 200 and "Écran 1 sur 5" in texte(reponse)
    assert texte(reponse).count('type="radio"') == 30
    premier = client.post(question(1), {a.code: 3 for a in questionnaire_courant().ecrans[0]})
    assert premier.status_code == 302 and premier.url == question(2)
    dernier = remplir(client)
    assert dernier.status_code == 302 and dernier.url == f"{RESULTAT}?p=20-5-5-5-5-5"
    assert "Ce qui vous attire" in texte(client.get(dernier.url))


def test_une_reponse_oubliee_est_dite_et_rien_n_est_perdu(client):
    activites = questionnaire_courant().ecrans[0]
    reponse = client.post(question(1), {activites[0].code: "4", activites[1].code: "0"})
    assert reponse.status_code == 422
    assert "Le formulaire contient 4 erreurs" in texte(reponse) and "choisissez une réponse." in texte(reponse)
    assert client.session["interets"] == {activites[0].code: 4, activites[1].code: 0}
    assert texte(client.get(question(1))).count("checked") == 2


def test_revenir_et_finir_plus_tard_gardent_ce_qui_est_coche(client):
    activites = questionnaire_courant().ecrans[1]
    retour = client.post(question(2), {activites[0].code: "3", "vers": "retour"})
    assert retour.url == question(1)
    pause = client.post(question(2), {activites[1].code: "1", "vers": "pause"})
    assert pause.url == ACCUEIL
    assert client.session["interets"] == {activites[0].code: 3, activites[1].code: 1}
    page = texte(client.get(ACCUEIL))
    assert "2 activités sur 30" in page and question(1) in page
    assert client.post(question(1), {"vers": "retour"}).url == ACCUEIL


def test_le_dernier_ecran_renvoie_au_premier_qui_manque(client):
    dernier = client.post(question(5), {a.code: 2 for a in questionnaire_courant().ecrans[4]})
    assert dernier.url == question(1)
    assert "Encore 24 réponses" in texte(client.get(dernier.url))


def test_tout_s_efface_a_tout_moment(client):
    remplir(client)
    assert "Effacer mes réponses" in texte(client.get(ACCUEIL))
    assert client.get("/metiers/interets/effacer/").status_code == 405
    reponse = client.post("/metiers/interets/effacer/", follow=True)
    assert "Vos réponses sont effacées" in texte(reponse)
    assert "interets" not in client.session


def test_effacer_demande_le_jeton():
    assert Client(enforce_csrf_checks=True).post("/metiers/interets/effacer/").status_code == 403


@pytest.mark.parametrize("ecran", ["0", "6", "99999999999999999999", "-1", "abc"])
def test_un_ecran_qui_n_existe_pas(client, ecran):
    assert client.get(question(ecran)).status_code == 404


@pytest.mark.parametrize("valeur", ["5", "-1", "2.0", "", "9" * 5_000, "oui"])
def test_une_reponse_impossible_est_refusee_en_francais(client, valeur):
    activites = questionnaire_courant().ecrans[0]
    donnees = {a.code: 2 for a in activites} | {activites[0].code: valeur, "vers": valeur}
    reponse = client.post(question(1), donnees)
    assert reponse.status_code == 422 and activites[0].code not in client.session["interets"]


def test_repondre_deux_fois_a_une_activite_ou_par_l_adresse_ne_casse_rien(client):
    code = questionnaire_courant().activites[0].code
    assert client.post(question(1), {code: ["4", "1"], "vers": ["pause", "retour"]}).status_code == 302
    assert client.session["interets"] == {code: 1}
    assert client.get(question(2), {code: "3", "vers": "pause"}).status_code == 200
    assert client.session["interets"] == {code: 1}


def test_une_session_abimee_recommence(client):
    session = client.session
    session["interets"] = {"panne": "beaucoup", "autre": [1]}
    session.save()
    assert client.get(question(1)).status_code == client.get(ACCUEIL).status_code == 200


def test_sans_profil_l_adresse_mene_au_sien_ou_au_questionnaire(client):
    assert client.get(RESULTAT).url == ACCUEIL
    remplir(client)
    assert client.get(RESULTAT).url == f"{RESULTAT}?p=20-5-5-5-5-5"


@pytest.mark.parametrize("p", ["zz", "1-2-3", "21-0-0-0-0-0", "1.5-0-0-0-0-0", "9" * 10_000, "-1-0-0-0-0-0"])
def test_un_profil_illisible_est_dit_gentiment(client, p):
    reponse = client.get(RESULTAT, {"p": p})
    assert reponse.status_code == 200 and "Cette adresse ne contient pas un résultat" in texte(reponse)
    assert "Faire le questionnaire" in texte(reponse)


def test_le_resultat_dit_le_profil_les_metiers_et_pourquoi(client):
    metier = MetierFactory(redige=True)
    reponse = client.get(RESULTAT, {"p": CONCRET})
    page = texte(reponse)
    assert "Réaliste (R) : 20 sur 20" in page and "Vous aimez le concret" in page
    assert f'href="{metier.get_absolute_url()}"' in page
    assert "Répond à vos envies d'agir concrètement (20/20) et d'organiser (15/20)." in page
    assert "Très proche de vos intérêts" in page and "0,19" in page and "noindex" in page
    assert reponse.context["adresse_canonique"].endswith(f"{RESULTAT}?p={CONCRET}")


def test_un_resultat_partage_ne_dit_rien_de_qui_le_regarde(client):
    remplir(client)
    page = texte(client.get(RESULTAT, {"p": CONCRET}))
    assert "Ce résultat vous a été partagé" in page and "Effacer mes réponses" not in page
    assert client.session["interets"]["panne"] == 4, "regarder un autre résultat ne change pas le sien"


@pytest.mark.parametrize("p", ["10-10-10-10-10-10", "0-0-0-0-0-0", "11-9-10-10-9-11"])
def test_des_reponses_toutes_pareilles_ne_classent_rien(client, p):
    MetierFactory()
    reponse = client.get(RESULTAT, {"p": p, "tri": "potentiel", "page": "3"})
    assert reponse.status_code == 200 and "se ressemblent trop" in texte(reponse)
    assert "cartes" not in reponse.context and "Les familles de métiers" in texte(reponse)


def test_quand_rien_n_est_proche_la_page_le_dit(client):
    MetierFactory.create_batch(11, riasec_majeur="S", riasec_mineur="A")
    page = texte(client.get(RESULTAT, {"p": CONCRET}))
    assert "Aucun métier ne répond nettement à ce profil" in page and "Plus loin de vos intérêts" in page


def test_quand_peu_est_proche_la_page_compte(client):
    MetierFactory.create_batch(3)
    MetierFactory.create_batch(11, riasec_majeur="S", riasec_mineur="A")
    page = texte(client.get(RESULTAT, {"p": CONCRET}))
    assert (
        "3 des dix premiers sont proches de ce profil" in page and "3 proches de ce profil, dont 3 très proches" in page
    )


def test_le_niveau_filtre_et_se_retire(client):
    cap, bac = MetierFactory(), MetierFactory()
    AccesNiveauFactory(metier=cap, niveau=3)
    AccesNiveauFactory(metier=bac, niveau=4)
    reponse = client.get(RESULTAT, {"p": CONCRET, "niveau": "3", "page": "1"})
    assert [c["metier"] for c in reponse.context["cartes"]] == [cap]
    assert reponse.context["filtres"] == [{"libelle": "CAP, BEP", "adresse": f"?p={CONCRET}"}]
    vide = texte(client.get(RESULTAT, {"p": CONCRET, "niveau": "8"}))
    assert "Aucun métier ici" in vide and "Voir tous les niveaux" in vide


@pytest.mark.parametrize(
    "suite",
    ["niveau=99", "tri=zz", "niveau=3&niveau=4&niveau=zz", "page=999999999999", "page=abc", "x=1"],
)
def test_n_importe_quelle_suite_d_adresse_donne_une_page(client, suite):
    MetierFactory()
    reponse = client.get(f"{RESULTAT}?p={CONCRET}&{suite}")
    assert reponse.status_code == 200
    assert ("n'a pas été comprise" in texte(reponse)) == any(m in suite for m in ("=99", "zz")) or ("page" in suite)


def test_le_potentiel_pres_de_chez_soi_trie_et_se_nomme(client, monkeypatch):
    fort, faible, muet = MetierFactory(), MetierFactory(), MetierFactory()
    niveaux = {fort.pk: 5, faible.pk: 1, muet.pk: None}

    def potentiels(ids, lieu):
        return {pk: marche.Potentiel(niveaux[pk], territoire="Bassin d'essai") for pk in ids}

    monkeypatch.setattr("metiers.views.resultat_interets.potentiels", potentiels)
    reponse = client.get(RESULTAT, {"p": CONCRET, "tri": "potentiel"})
    assert [c["metier"] for c in reponse.context["cartes"]] == [fort, faible, muet]
    assert "5/5" in texte(reponse) and "Bassin d'essai" in texte(reponse) and "donnée non diffusée" in texte(reponse)
    assert "Potentiel d'embauche pour toute la région" in texte(reponse)


def test_sans_chiffres_d_embauche_la_page_le_dit(client, monkeypatch):
    MetierFactory()
    monkeypatch.setattr(
        "metiers.views.resultat_interets.potentiels", lambda ids, lieu: {pk: marche.Potentiel(None) for pk in ids}
    )
    page = texte(client.get(RESULTAT, {"p": CONCRET, "tri": "potentiel"}))
    assert "ne sont pas encore chargés" in page and 'id="tri"' not in page


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client):
    nombres = []
    for ajout in (2, 18):
        MetierFactory.create_batch(ajout, redige=True)
        oublier()
        client.get(RESULTAT, {"p": CONCRET})
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(RESULTAT, {"p": CONCRET}).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 7, [q["sql"][:80] for q in requetes]


def test_la_page_suivante_continue_la_liste(client):
    MetierFactory.create_batch(23)
    pages = [client.get(RESULTAT, {"p": CONCRET, "page": n}).context["cartes"] for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 3]
    assert len({carte["metier"].pk for page in pages for carte in page}) == 23


def test_la_liste_des_metiers_se_trie_par_interets(client):
    loin = MetierFactory(redige=True, riasec_majeur="S", riasec_mineur="A")
    proche = MetierFactory()
    inconnu = MetierFactory(riasec_majeur="", riasec_mineur="")
    reponse = client.get("/metiers/", {"tri": "interets", "p": CONCRET})
    assert [c["metier"] for c in reponse.context["cartes"]] == [proche, loin, inconnu]
    assert reponse.context["cartes"][0]["raison"].startswith("Répond à vos envies")
    assert f'name="p" value="{CONCRET}"' in texte(reponse)


@pytest.mark.parametrize("suite", ["tri=interets", "tri=interets&p=zz", "p=10-10-10-10-10-10&tri=interets"])
def test_un_tri_par_interets_sans_profil_est_mis_de_cote(client, suite):
    MetierFactory()
    reponse = client.get(f"/metiers/?{suite}")
    assert reponse.status_code == 200 and "n'a pas été comprise" in texte(reponse)


def test_la_liste_propose_l_ordre_de_mes_interets(client):
    MetierFactory.create_batch(2)
    assert "Par vos intérêts" not in texte(client.get("/metiers/"))
    remplir(client)
    adresse = client.get("/metiers/", {"q": "assembleur", "page": "2"}).context["par_interets"]
    assert adresse == "?q=assembleur&p=20-5-5-5-5-5&tri=interets"
    assert client.get(f"/metiers/{adresse}").context["par_interets"] == ""


def test_la_fiche_dit_ma_correspondance_hors_de_sa_partie_gardee(client):
    metier = MetierFactory(redige=True)
    avant = texte(client.get(metier.get_absolute_url()))
    assert "Vous et ce métier" not in avant and ACCUEIL in avant
    remplir(client)
    apres = texte(client.get(metier.get_absolute_url()))
    assert "Vous et ce métier" in apres and "Répond à votre envie d'agir concrètement (20/20)" in apres
    assert "Vous et ce métier" not in texte(Client().get(metier.get_absolute_url()))


def test_la_fiche_ne_dit_rien_d_un_profil_plat_ni_d_un_metier_inconnu(client):
    metier, inconnu = MetierFactory(), MetierFactory(riasec_majeur="", riasec_mineur="")
    remplir(client)
    assert "Vous et ce métier" not in texte(client.get(inconnu.get_absolute_url()))
    remplir(client, degre=lambda a: 2)
    assert "Vous et ce métier" not in texte(client.get(metier.get_absolute_url()))


def test_le_portail_y_mene(client):
    for page in ("/", "/plan-du-site/", "/metiers/familles/"):
        assert f'href="{ACCUEIL}"' in texte(client.get(page))
    assert f"{ACCUEIL}</loc>" in client.get("/sitemap.xml").content.decode()


def test_un_caractere_nul_est_une_erreur_dite(client):
    assert client.get(RESULTAT, {"p": "\x00"}).status_code == 400
    assert client.post(question(1), {"panne": "\x00"}).status_code == 400
    assert client.get("/metiers/", {"tri": "interets", "p": "\x00"}).status_code == 400
