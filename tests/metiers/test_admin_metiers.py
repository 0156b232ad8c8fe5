"""Occupations in the admin: editing, checks, actions, exports, cost."""

import csv
import io

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from metiers.choices import Origine
from metiers.models import AccesNiveau, Appellation, Competence, EtatCatalogue, Metier, MetierCompetence, Mobilite
from metiers.services.catalogue import version_catalogue
from metiers.services.publication import changer_etat
from metiers.services.recherche import oublier_index
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers import fabriques as f

pytestmark = pytest.mark.django_db
LISTE = "/admin/metiers/metier/"


@pytest.fixture(autouse=True)
def _index_neuf():
    oublier_index()
    yield
    oublier_index()


@pytest.fixture
def agent(client):
    personne = UtilisateurFactory(agent=True)
    client.force_login(personne)
    return personne


def _page(metier):
    return reverse("admin:metiers_metier_change", args=[metier.pk])


def _formulaire(reponse):
    """What the browser would send back without touching anything."""
    donnees = {}
    for formulaire in (reponse.context["adminform"].form, *_formulaires_en_ligne(reponse)):
        for nom in formulaire.fields:
            valeur = formulaire[nom].value()
            if valeur is None or valeur is False:
                continue
            if isinstance(valeur, list | tuple):
                valeur = [getattr(v, "pk", v) for v in valeur]
            donnees[formulaire.add_prefix(nom)] = "on" if valeur is True else valeur
    return donnees


def _formulaires_en_ligne(reponse):
    for lot in reponse.context["inline_admin_formsets"]:
        yield lot.formset.management_form
        yield from lot.formset.initial_forms


def _enregistrer(client, metier, **changements):
    donnees = _formulaire(client.get(_page(metier))) | changements
    return client.post(_page(metier), {nom: valeur for nom, valeur in donnees.items() if valeur is not None})


def _ajouter_ligne(client, metier, prefixe, **champs):
    donnees = _formulaire(client.get(_page(metier)))
    rang = int(donnees[f"{prefixe}-TOTAL_FORMS"])
    donnees[f"{prefixe}-TOTAL_FORMS"] = rang + 1
    donnees |= {f"{prefixe}-{rang}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(_page(metier), donnees)


def _erreurs(reponse):
    assert reponse.status_code == 200
    return " ".join(str(erreur) for erreur in reponse.context["errors"])


# --- editing


def test_enregistrer_sans_rien_toucher_ne_change_rien(client, agent):
    metier = f.MetierFactory(redige=True)
    f.AppellationFactory(metier=metier, origine=Origine.PORTAIL, code_ogr="")
    f.MetierCompetenceFactory(metier=metier, origine=Origine.PORTAIL)
    f.MetierCompetenceFactory(metier=metier)
    f.AccesNiveauFactory(metier=metier, origine=Origine.DEDUIT)
    avant = {c.attname: getattr(metier, c.attname) for c in Metier._meta.concrete_fields if c.name != "updated_at"}
    reponse = _enregistrer(client, metier)
    assert reponse.status_code == 302, _erreurs(reponse)
    metier.refresh_from_db()
    assert {nom: getattr(metier, nom) for nom in avant} == avant
    assert metier.liens_competences.count() == 2
    assert metier.niveaux.get().origine == Origine.DEDUIT


def test_les_listes_s_ecrivent_une_ligne_par_element(client, agent):
    metier = f.MetierFactory(redige=True)
    version = version_catalogue()
    texte = "- Voir la mer\r\n\r\n  • Sortir par tous les temps  \r\nVoir la mer\r\n"
    assert _enregistrer(client, metier, plait=texte, accroche="Nouvelle accroche.").status_code == 302
    metier.refresh_from_db()
    assert metier.plait == ["Voir la mer", "Sortir par tous les temps"]
    assert version_catalogue() == version + 1
    derniere = metier.history.first()
    assert (derniere.history_user, derniere.accroche) == (agent, "Nouvelle accroche.")
    page = client.get(_page(metier))
    assert page.context["adminform"].form["plait"].value() == "Voir la mer\nSortir par tous les temps"


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("plait", "\n".join(f"raison {n}" for n in range(21)), "21 lignes : 20 au plus"),
        ("plait", "x" * 301, "Ligne 1 : 301 caractères"),
        ("accroche", "x" * 201, "200"),
        ("nom", "", "obligatoire"),
        ("nom_masculin", "x" * 161, "160"),
        ("etat", "inconnu", "inconnu"),
        ("famille", "abc", "choix"),
        ("famille", "99999999999999999999", "choix"),
        ("themes", ["abc"], "0"),
        ("secteurs_naf", ["99999999999999999999"], "0"),
        ("remplace_par", "-1", "choix"),
    ],
)
def test_une_saisie_refusee_est_dite_et_gardee(client, agent, champ, valeur, attendu):
    metier = f.MetierFactory(redige=True)
    reponse = _enregistrer(client, metier, **{champ: valeur, "journee": "Texte tapé longuement."})
    assert attendu in _erreurs(reponse)
    assert "Texte tapé longuement." in reponse.content.decode()
    metier.refresh_from_db()
    assert metier.journee != "Texte tapé longuement."


def test_un_caractere_nul_est_refuse(client, agent):
    metier = f.MetierFactory(redige=True)
    client.raise_request_exception = False
    assert _enregistrer(client, metier, accroche="a\0b").status_code == 400


def test_le_rome_ne_se_modifie_pas(client, agent):
    metier = f.MetierFactory(redige=True)
    _enregistrer(client, metier, definition_officielle="Autre", code_rome="Z9999", version_rome="99", slug="autre")
    avant = (metier.definition_officielle, metier.code_rome, metier.slug)
    metier.refresh_from_db()
    assert (metier.definition_officielle, metier.code_rome, metier.slug) == avant


def _nouveau(**champs):
    base = {"nom": "Luthier / Luthière", "nom_masculin": "Luthier", "nom_feminin": "Luthière", "slug": "luthier"}
    base |= {"etat": "brouillon", "accroche": "Elle fait chanter le bois.", "plait": "Le bois\nLa musique"}
    inconnues = ("transition_numerique", "transition_demographique", "reglemente", "cadre", "transition_ecologique")
    return base | dict.fromkeys(inconnues, "inconnue") | champs


def test_ajouter_un_metier(client, agent):
    reponse = client.post(reverse("admin:metiers_metier_add"), _nouveau())
    assert reponse.status_code == 302, _erreurs(reponse)
    luthier = Metier.objects.get(slug="luthier")
    assert (luthier.etat, luthier.plait) == ("brouillon", ["Le bois", "La musique"])


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"slug": "pris"}, "existe déjà"),
        ({"slug": "avec espace"}, "lettres"),
        ({"code_rome": "H1234", "etat": "publie"}, "porte déjà le code ROME H1234"),
        ({"code_rome": "12345"}, "une lettre et quatre chiffres"),
        ({"accroche": "", "etat": "publie"}, "la fiche serait vide"),
    ],
)
def test_un_ajout_impossible_est_explique(client, agent, champs, attendu):
    f.MetierFactory(slug="pris", code_rome="H1234")
    assert attendu in _erreurs(client.post(reverse("admin:metiers_metier_add"), _nouveau(**champs)))
    assert Metier.objects.count() == 1


def test_publier_un_code_deja_pris_est_refuse_dans_la_fiche(client, agent):
    f.MetierFactory(code_rome="H1234")
    retire = f.MetierFactory(code_rome="H1234", retire=True)
    assert "porte déjà le code ROME" in _erreurs(_enregistrer(client, retire, etat="publie"))


def test_retirer_depuis_la_fiche_date_le_retrait(client, agent):
    metier = f.MetierFactory(redige=True)
    assert _enregistrer(client, metier, etat="retire").status_code == 302
    metier.refresh_from_db()
    assert metier.retire_le is not None
    assert _enregistrer(client, metier, etat="publie").status_code == 302
    metier.refresh_from_db()
    assert metier.retire_le is None


def test_un_remplacement_ne_tourne_pas_en_rond(client, agent):
    premier, second = f.MetierFactory(), f.MetierFactory()
    Metier.objects.filter(pk=second.pk).update(remplace_par=premier)
    assert "tourne en rond" in _erreurs(_enregistrer(client, premier, remplace_par=second.pk))
    assert "tourne en rond" in _erreurs(_enregistrer(client, premier, remplace_par=premier.pk))


# --- rows


def test_une_competence_ajoutee_est_du_portail(client, agent):
    metier, competence = f.MetierFactory(), f.CompetenceFactory()
    f.MetierCompetenceFactory(metier=metier, competence=competence)  # the same, from ROME, stays
    reponse = _ajouter_ligne(client, metier, "liens_competences", competence=competence.pk, ordre=3)
    assert reponse.status_code == 302, _erreurs(reponse)
    assert set(metier.liens_competences.values_list("origine", "ordre")) == {("rome", 0), ("portail", 3)}


def test_une_competence_en_double_est_refusee(client, agent):
    lien = f.MetierCompetenceFactory(origine=Origine.PORTAIL)
    reponse = _ajouter_ligne(client, lien.metier, "liens_competences", competence=lien.competence_id, ordre=0)
    assert "Déjà choisi" in _erreurs(reponse)
    assert MetierCompetence.objects.count() == 1


def test_deux_lignes_ne_s_echangent_pas_d_un_coup(client, agent):
    metier = f.MetierFactory()
    liens = [f.MetierCompetenceFactory(metier=metier, origine=Origine.PORTAIL, ordre=n) for n in range(2)]
    echange = {
        "liens_competences-0-competence": liens[1].competence_id,
        "liens_competences-1-competence": liens[0].competence_id,
    }
    assert "Une autre ligne porte encore cette valeur" in _erreurs(_enregistrer(client, metier, **echange))


def test_un_metier_n_est_pas_son_propre_voisin(client, agent):
    metier, voisin = f.MetierFactory(), f.MetierFactory()
    assert "propre voisin" in _erreurs(_ajouter_ligne(client, metier, "mobilites", cible=metier.pk, ordre=1))
    assert _ajouter_ligne(client, metier, "mobilites", cible=voisin.pk, ordre=1).status_code == 302
    assert Mobilite.objects.get().origine == Origine.PORTAIL
    assert _ajouter_ligne(client, metier, "mobilites", cible=voisin.pk, ordre=2).status_code == 200


def test_un_voisin_du_rome_ne_se_double_pas(client, agent):
    lien = f.MobiliteFactory(origine=Origine.ROME)
    reponse = _ajouter_ligne(client, lien.source, "mobilites", cible=lien.cible_id, ordre=1)
    assert "reprise du ROME" in _erreurs(reponse)
    assert Mobilite.objects.count() == 1


def test_un_niveau_modifie_devient_celui_du_portail(client, agent):
    niveau = f.AccesNiveauFactory(niveau=3, origine=Origine.DEDUIT)
    assert _enregistrer(client, niveau.metier, **{"niveaux-0-niveau": 4}).status_code == 302
    assert AccesNiveau.objects.get().origine == Origine.PORTAIL
    assert "Déjà choisi" in _erreurs(_ajouter_ligne(client, niveau.metier, "niveaux", niveau=4))


def test_une_appellation_se_renomme_et_se_supprime(client, agent):
    metier = f.MetierFactory()
    f.AppellationFactory(metier=metier, origine=Origine.PORTAIL, code_ogr="", libelle="Ancien nom")
    assert _enregistrer(client, metier, **{"appellations-0-libelle": "Nouveau nom"}).status_code == 302
    assert Appellation.objects.get().libelle == "Nouveau nom"
    assert _enregistrer(client, metier, **{"appellations-0-DELETE": "on"}).status_code == 302
    assert not Appellation.objects.exists()


@pytest.mark.parametrize("modele", ["appellation", "competence", "condition"])
def test_une_ligne_du_rome_se_lit_seulement(client, agent, modele):
    objet = {"appellation": f.AppellationFactory, "competence": f.CompetenceFactory, "condition": f.ConditionFactory}
    ligne = objet[modele]()
    adresse = reverse(f"admin:metiers_{modele}_change", args=[ligne.pk])
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"libelle": "Autre"}).status_code == 403
    assert client.post(reverse(f"admin:metiers_{modele}_delete", args=[ligne.pk]), {"post": "yes"}).status_code == 403


def test_une_appellation_en_double_est_refusee_dans_sa_page(client, agent):
    appellation = f.AppellationFactory(origine=Origine.PORTAIL, code_ogr="", libelle="Luthier d'art")
    inconnues = ("transition_numerique", "transition_demographique", "reglemente", "cadre", "transition_ecologique")
    donnees = dict.fromkeys(inconnues, "inconnue") | {"libelle": "Luthier d'art", "metier": appellation.metier_id}
    reponse = client.post(reverse("admin:metiers_appellation_add"), donnees)
    assert "porte déjà ce nom" in _erreurs(reponse)
    assert Appellation.objects.count() == 1


def test_une_competence_creee_est_du_portail_et_change_le_catalogue(client, agent):
    version = version_catalogue()
    donnees = {"libelle": "Accorder un violon", "slug": "accorder-un-violon", "type": "savoir_faire"}
    donnees |= {"transition_ecologique": "inconnue", "transition_numerique": "inconnue"}
    reponse = client.post(reverse("admin:metiers_competence_add"), donnees)
    assert reponse.status_code == 302, _erreurs(reponse)
    competence = Competence.objects.get()
    assert (competence.origine, version_catalogue()) == (Origine.PORTAIL, version + 1)
    assert (
        client.post(reverse("admin:metiers_competence_delete", args=[competence.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert version_catalogue() == version + 2


def test_ce_qui_sert_ne_se_supprime_pas(client, agent):
    metier = f.MetierFactory()
    adresse = reverse("admin:metiers_famille_delete", args=[metier.famille_id])
    assert client.post(adresse, {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:metiers_metier_delete", args=[metier.pk]), {"post": "yes"}).status_code == 403
    brouillon = f.MetierFactory(brouillon=True)
    assert client.post(reverse("admin:metiers_metier_delete", args=[brouillon.pk]), {"post": "yes"}).status_code == 302


def test_l_etat_du_catalogue_se_lit_seulement(client, agent):
    EtatCatalogue.objects.get_or_create(pk=1)
    assert client.get(reverse("admin:metiers_etatcatalogue_change", args=[1])).status_code == 200
    assert client.post(reverse("admin:metiers_etatcatalogue_change", args=[1]), {"version": 5}).status_code == 403
    assert client.get(reverse("admin:metiers_etatcatalogue_add")).status_code == 403


# --- actions


def _agir(client, action, metiers, **champs):
    return client.post(LISTE, {"action": action, "_selected_action": [m.pk for m in metiers]} | champs)


def test_une_action_demande_confirmation_puis_agit(client, agent):
    metiers = [f.MetierFactory(brouillon=True, redige=True) for _ in range(3)]
    version = version_catalogue()
    question = _agir(client, "publier", metiers)
    assert question.status_code == 200
    assert "Publier 3 métiers" in question.content.decode()
    assert Metier.objects.filter(etat="publie").count() == 0
    assert _agir(client, "publier", metiers, confirmer="oui").status_code == 302
    assert Metier.objects.filter(etat="publie").count() == 3
    assert version_catalogue() == version + 1
    derniere = metiers[0].history.first()
    assert (derniere.history_user, derniere.history_change_reason) == (agent, "État : publié")


def test_retirer_date_et_se_defait(client, agent):
    metier = f.MetierFactory()
    _agir(client, "retirer", [metier], confirmer="oui")
    metier.refresh_from_db()
    assert metier.etat == "retire"
    assert metier.retire_le is not None
    _agir(client, "remettre_en_brouillon", [metier], confirmer="oui")
    metier.refresh_from_db()
    assert (metier.etat, metier.retire_le) == ("brouillon", None)


def test_publier_refuse_les_codes_en_double_et_les_fiches_vides():
    f.MetierFactory(code_rome="H1111")
    memes = [f.MetierFactory(code_rome=code, retire=True) for code in ("H1111", "H2222", "H2222")]
    vide = f.MetierFactory(brouillon=True, definition_officielle="")
    bilan = changer_etat(cles=[m.pk for m in (*memes, vide)], etat="publie")
    assert len(bilan.changes) == 1
    assert len(bilan.refuses) == 3
    assert Metier.objects.filter(etat="publie", code_rome="H2222").count() == 1


def test_changer_pour_le_meme_etat_ne_touche_a_rien():
    metier, version = f.MetierFactory(), version_catalogue()
    bilan = changer_etat(cles=[metier.pk, 999_999], etat="publie")
    assert (bilan.changes, bilan.inchanges, bilan.refuses) == ([], 1, [])
    assert version_catalogue() == version
    assert metier.history.count() == 1


def test_revenir_a_une_version_de_l_historique(client, agent):
    metier = f.MetierFactory(redige=True)
    premiere = metier.history.first()
    _enregistrer(client, metier, accroche="Une autre accroche.")
    adresse = reverse("admin:metiers_metier_simple_history", args=[metier.pk, premiere.history_id])
    page = client.get(adresse)
    assert page.status_code == 200
    form = page.context["adminform"].form
    donnees = {n: form[n].value() for n in form.fields if form[n].value() not in (None, False)}
    assert client.post(adresse, donnees).status_code == 302
    metier.refresh_from_db()
    assert metier.accroche == premiere.accroche


# --- search, filters


def test_la_recherche_pardonne_et_trouve_aussi_les_brouillons(client, agent):
    soudeur = f.MetierFactory(nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse")
    brouillon = f.MetierFactory(nom="Soudeur sous-marin", nom_masculin="Soudeur sous-marin", brouillon=True)
    trouves = client.get(LISTE, {"q": "soudeur"}).context["cl"].result_list
    assert {m.pk for m in trouves} == {soudeur.pk, brouillon.pk}
    assert soudeur in client.get(LISTE, {"q": "soudeusse"}).context["cl"].result_list
    assert not client.get(LISTE, {"q": "astronaute"}).context["cl"].result_list


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        ({"redaction": "portail"}, {"redige"}),
        ({"redaction": "rome"}, {"rome", "retire"}),
        ({"redaction": "aucune"}, {"vide"}),
        ({"origine": "portail"}, {"vide"}),
        ({"manque": "famille"}, {"rome"}),
        ({"manque": "niveau"}, {"rome", "vide", "retire"}),
        ({"etat__exact": "retire"}, {"retire"}),
    ],
)
def test_filtres(client, agent, filtres, attendus):
    f.AccesNiveauFactory(metier=f.MetierFactory(slug="redige", redige=True))
    f.MetierFactory(slug="rome", famille=None)
    f.MetierFactory(slug="vide", brouillon=True, definition_officielle="", code_rome="")
    f.MetierFactory(slug="retire", retire=True)
    assert {m.slug for m in client.get(LISTE, filtres).context["cl"].result_list} == attendus


# --- exports


def _exporter(client, indice, **filtres):
    colonnes = {f"metierressource_{n}": "on" for n in ("slug", "nom", "accroche", "plait", "famille", "niveaux")}
    adresse = reverse("admin:metiers_metier_export")
    return client.post(adresse, {"format": indice, "resource": "", **colonnes}, query_params=filtres)


def test_export_csv_des_lignes_filtrees_sans_formule(client, agent):
    dangereux = f.MetierFactory(redige=True, slug="a", nom='=HYPERLINK("http://x")', accroche="@SUM(A1)")
    f.AccesNiveauFactory(metier=dangereux, niveau=3)
    f.MetierFactory(retire=True, slug="b")
    reponse = _exporter(client, 0, etat__exact="publie")
    assert reponse.headers["Content-Type"] == "text/csv"
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"))))
    assert len(lignes) == 1
    assert lignes[0]["nom"] == """'=HYPERLINK("http://x")"""
    assert lignes[0]["accroche"] == "'@SUM(A1)"
    assert lignes[0]["ce qui plaît"] == "Voir un ouvrage tenir | Travailler en équipe"
    assert lignes[0]["niveaux d'accès"] == "CAP, BEP"


def test_export_xlsx_de_la_selection(client, agent):
    metiers = [f.MetierFactory(nom="+1+1"), f.MetierFactory()]
    reponse = _agir(client, "exporter_en_xlsx", metiers[:1])
    feuille = load_workbook(io.BytesIO(reponse.content)).active
    entetes, ligne = ([cellule.value for cellule in feuille[rang]] for rang in (1, 2))
    assert dict(zip(entetes, ligne, strict=True))["nom"] == "'+1+1"
    assert feuille.max_row == 2


def test_exporter_coute_toujours_autant(client, agent):
    f.AccesNiveauFactory.create_batch(2)
    _exporter(client, 0)
    with CaptureQueriesContext(connection) as avant:
        _exporter(client, 0)
    f.AccesNiveauFactory.create_batch(18)
    with CaptureQueriesContext(connection) as apres:
        _exporter(client, 0)
    assert len(apres) == len(avant)


# --- cost

LIENS = [
    f.AppellationFactory, f.MetierCompetenceFactory, f.MetierConditionFactory, f.MetierInteretFactory,
    f.MetierSecteurFactory, f.AccesNiveauFactory,
]  # fmt: skip


def _requetes(client, adresse):
    client.get(adresse)
    cache.clear()
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def _garnir(metier, debut, nombre):
    for n in range(debut, debut + nombre):
        for origine in (Origine.PORTAIL, Origine.ROME):
            code = {"code_ogr": ""} if origine == Origine.PORTAIL else {}
            f.AppellationFactory(metier=metier, origine=origine, **code)
            f.MetierCompetenceFactory(metier=metier, origine=origine)
            f.MetierConditionFactory(metier=metier, origine=origine)
            f.MobiliteFactory(source=metier, cible=f.MetierFactory(), origine=origine)
        f.MetierInteretFactory(metier=metier)
        f.MetierSecteurFactory(metier=metier)
        if n < 7:
            f.AccesNiveauFactory(metier=metier, niveau=[0, 3, 4, 5, 6, 7, 8][n])
        metier.themes.add(f.ThemeFactory())
        metier.secteurs_naf.add(f.SecteurNafFactory())


@pytest.mark.parametrize("trait", ["agent", "referent"])
def test_une_fiche_coute_autant_avec_deux_et_vingt_lignes(client, trait):
    client.force_login(UtilisateurFactory(**{trait: True}))
    metier = f.MetierFactory(redige=True)
    _garnir(metier, 0, 2)
    avant = _requetes(client, _page(metier))
    _garnir(metier, 2, 18)
    assert _requetes(client, _page(metier)) == avant
    assert avant <= 30


FABRIQUES = {
    "metier": lambda: f.MetierFactory(),
    "famille": lambda: f.MetierFactory(),
    "domaine": lambda: f.MetierFactory(),
    "granddomaine": lambda: f.GrandDomaineFactory(code=chr(65 + f.GrandDomaine.objects.count())),
    "centreinteret": lambda: f.MetierInteretFactory(),
    "theme": lambda: f.ThemeFactory(),
    "secteur": lambda: f.SecteurFactory(parent=f.SecteurFactory()),
    "secteurnaf": lambda: f.SecteurNafFactory(),
    "competence": lambda: f.MetierCompetenceFactory(),
    "condition": lambda: f.MetierConditionFactory(),
    "appellation": lambda: f.AppellationFactory(),
    "media": lambda: f.MediaFactory(),
}


@pytest.mark.parametrize("modele", FABRIQUES)
def test_chaque_liste_coute_toujours_autant(client, agent, modele):
    adresse = reverse(f"admin:metiers_{modele}_changelist")
    for _ in range(2):
        FABRIQUES[modele]()
    avant = _requetes(client, adresse)
    for _ in range(18):
        FABRIQUES[modele]()
    assert _requetes(client, adresse) == avant


def test_chaque_modele_a_une_page():
    assert {m._meta.model_name for m in admin.site._registry if m._meta.app_label == "metiers"} >= set(FABRIQUES)
