"""The admin as a whole: who enters, what its pages carry, what the home page says."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from metiers.models import Metier
from territoires.models import Importation
from tests.comptes.fabriques import MOT_DE_PASSE, OrganisationFactory, UtilisateurFactory
from tests.metiers.fabriques import AccesNiveauFactory, MetierFactory

pytestmark = pytest.mark.django_db
Role = Utilisateur.Role
ACCUEIL = "/admin/"


@pytest.fixture
def administration(client):
    personne = UtilisateurFactory(administration=True)
    client.force_login(personne)
    return personne


def _texte(reponse):
    return " ".join(re.sub(r"<[^>]+>", " ", reponse.content.decode()).split())


def _chiffres(reponse):
    """Title -> value of each figure of the home page."""
    motif = r"<strong>([\d\s  ]+)</strong>\s*<span>([^<]+)</span>"
    return {t.replace("&#x27;", "'"): int(re.sub(r"\D", "", v)) for v, t in re.findall(motif, reponse.content.decode())}


def _listes():
    return [
        reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist")
        for m in admin.site._registry
        if m._meta.app_label in ("metiers", "comptes", "territoires", "axes")
    ]


# --- who enters


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        (None, 302),
        ({"role": Role.CITOYEN}, 302),
        ({"role": Role.ENTREPRISE}, 302),
        ({"role": Role.PRESCRIPTEUR}, 302),
        ({"role": Role.CITOYEN, "is_staff": True}, 302),
        ({"role": Role.AGENT, "is_staff": False}, 302),
        ({"role": Role.AGENT, "is_staff": True, "is_active": False}, 302),
        ({"referent": True}, 200),
        ({"agent": True}, 200),
        ({"administration": True}, 200),
    ],
)
def test_qui_entre(client, champs, statut):
    if champs is not None:
        client.force_login(UtilisateurFactory(**champs), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ACCUEIL).status_code == statut


@pytest.mark.parametrize(
    ("trait", "interdites"),
    [("referent", {"comptes", "axes"}), ("agent", {"comptes", "axes"}), ("administration", set())],
)
def test_chaque_liste_selon_le_role(client, trait, interdites):
    client.force_login(UtilisateurFactory(**{trait: True}))
    for liste in _listes():
        attendu = 403 if liste.split("/")[2] in interdites else 200
        assert client.get(liste).status_code == attendu, liste


def test_le_referent_lit_sans_ecrire(client):
    client.force_login(UtilisateurFactory(referent=True))
    metier = MetierFactory(redige=True)
    page = client.get(reverse("admin:metiers_metier_change", args=[metier.pk]))
    assert page.status_code == 200
    assert "Voir un ouvrage tenir" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.post(reverse("admin:metiers_metier_change", args=[metier.pk]), {"nom": "x"}).status_code == 403
    assert client.get(reverse("admin:metiers_metier_add")).status_code == 403
    liste = reverse("admin:metiers_metier_changelist")
    client.post(liste, {"action": "retirer", "_selected_action": [metier.pk], "confirmer": "oui"})
    metier.refresh_from_db()
    assert metier.etat == Metier.Etat.PUBLIE


def _se_connecter(client, email, mot_de_passe=MOT_DE_PASSE):
    return client.post("/admin/login/", {"username": email, "password": mot_de_passe})


def test_connexion_mene_a_l_accueil_de_l_administration(client):
    agent = UtilisateurFactory(agent=True)
    reponse = _se_connecter(client, agent.email)
    assert (reponse.status_code, reponse.headers["Location"]) == (302, ACCUEIL)


@pytest.mark.parametrize("champs", [{"role": Role.CITOYEN}, {"role": Role.CITOYEN, "is_staff": True}])
def test_un_compte_sans_droit_est_refuse_comme_un_mauvais_mot_de_passe(client, champs):
    personne = UtilisateurFactory(**champs)
    sans_droit = _se_connecter(client, personne.email)
    faux = _se_connecter(client, personne.email, "faux-mot-de-passe")
    assert sans_droit.status_code == faux.status_code == 200
    erreurs = [r.context["form"].non_field_errors() for r in (sans_droit, faux)]
    assert erreurs[0] == erreurs[1]
    assert "_auth_user_id" not in client.session


def test_trop_d_essais_ferment_l_entree(client):
    agent = UtilisateurFactory(agent=True)
    statuts = [_se_connecter(client, agent.email, "faux").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert statuts[-1] == 429
    assert _se_connecter(client, agent.email).status_code == 429
    client.force_login(UtilisateurFactory(administration=True))
    assert _chiffres(client.get(ACCUEIL))["Connexions bloquées"] == 1
    essai = AccessAttempt.objects.get()
    client.post(reverse("admin:axes_accessattempt_delete", args=[essai.pk]), {"post": "yes"})
    client.logout()
    assert _se_connecter(client, agent.email).status_code == 302


# --- content policy, words


def _directives(reponse):
    politique = reponse.headers["Content-Security-Policy"]
    return dict(d.strip().partition(" ")[::2] for d in politique.split(";") if d.strip())


def test_la_politique_de_contenu_ne_s_elargit_que_dans_l_administration(client, administration):
    publique, interne = _directives(client.get("/")), _directives(client.get(ACCUEIL))
    assert "'unsafe-eval'" not in publique["script-src"]
    assert interne["script-src"].split() == [*publique["script-src"].split(), "'unsafe-eval'"]
    assert "unsafe-inline" not in str(interne)
    ailleurs = {nom for nom in interne if nom != "script-src" and interne[nom] != publique.get(nom)}
    assert {interne[nom].partition(" 'nonce")[0] for nom in ailleurs} <= {"'self'"}


def test_les_pages_ne_portent_ni_script_ni_style_en_ligne(client, administration):
    metier = MetierFactory(redige=True)
    for adresse in (
        ACCUEIL,
        reverse("admin:metiers_metier_changelist"),
        reverse("admin:metiers_metier_change", args=[metier.pk]),
        reverse("admin:metiers_metier_export"),
        reverse("admin:metiers_metier_history", args=[metier.pk]),
    ):
        page = client.get(adresse).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)", page), adresse
        assert "<style" not in page, adresse
        assert not re.search(r"\s(style|on(click|change|submit))=", page), adresse
        assert not re.search(r"(src|href)=\"https?://(?!testserver)", page), adresse


ANGLAIS = re.compile(
    r"\b(Welcome|Search apps|Select|Dark|Light|Return to site|Apply Filters|Reset filters|Type to search|Log in|"
    r"View site|Changes|Choose|Click|Run the|General|Go back|No results|Add another|Delete|Save|Cancel)\b"
)


def test_tout_est_en_francais(client, administration):
    metier = MetierFactory(redige=True)
    liste = reverse("admin:metiers_metier_changelist")
    adresses = [ACCUEIL, liste, f"{liste}?q=zzzzzz", reverse("admin:metiers_metier_change", args=[metier.pk])]
    adresses += [reverse("admin:metiers_metier_export"), reverse("admin:metiers_metier_history", args=[metier.pk])]
    adresses += [reverse("admin:comptes_utilisateur_change", args=[administration.pk]), "/admin/password_change/"]
    adresses += [reverse("admin:comptes_utilisateur_add"), *_listes()]
    trouves = {a: mots for a in adresses if (mots := set(ANGLAIS.findall(_texte(client.get(a)))))}
    assert trouves == {}
    client.logout()
    assert not ANGLAIS.findall(_texte(client.get("/admin/login/")))


def test_les_traductions_compilees_sont_a_jour():
    import gettext

    dossier = settings.RACINE / "locale" / "fr" / "LC_MESSAGES"
    with (dossier / "django.mo").open("rb") as fichier:
        compile_ = gettext.GNUTranslations(fichier)._catalog
    source = (dossier / "django.po").read_text(encoding="utf-8")
    paires = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.M)
    assert len(paires) > 50
    for anglais, francais in paires:
        assert compile_[anglais.replace('\\"', '"')] == francais.replace('\\"', '"'), anglais


# --- hostile addresses


@pytest.mark.parametrize(
    ("adresse", "statuts"),
    [
        ("/admin/search/?s=metier&page=x", {404}),
        ("/admin/search/?s=metier&page=99", {404}),
        ("/admin/metiers/metier/?etat__exact=rien&p=abc", {200, 302}),
        ("/admin/metiers/metier/?p=99999999999999999999999", {200, 302}),
        ("/admin/metiers/metier/?mot_de_passe=1", {302, 400}),
        ("/admin/comptes/utilisateur/?password__startswith=argon", {400}),
        ("/admin/metiers/metier/?redaction=rien&manque=rien&origine=rien", {200}),
        ("/admin/metiers/metier/?famille__id__exact=abc", {200, 302}),
        ("/admin/metiers/metier/export/?truc=1", {400}),
        ("/admin/metiers/metier/export/?famille__id__exact=abc", {200, 400}),
        ("/admin/metiers/metier/99999999999999999999/change/", {302}),
        ("/admin/metiers/metier/abc/change/", {302}),
        ("/admin/metiers/metier/abc/history/", {404}),
        ("/admin/metiers/metier/99999999999999999999/history/", {404}),
        ("/admin/metiers/metier/1/history/abc/", {404}),
        ("/admin/metiers/metier/%00/change/", {400}),
        ("/admin/autocomplete/?app_label=metiers&model_name=metier&field_name=rien&term=x", {403}),
        ("/admin/autocomplete/?app_label=metiers&model_name=mobilite&field_name=cible&term=x&page=zz", {404}),
    ],
)
def test_une_adresse_hostile_a_une_reponse_claire(client, administration, adresse, statuts):
    client.raise_request_exception = False
    assert client.get(adresse).status_code in statuts


# --- home page


def _requetes(client, adresse=ACCUEIL):
    client.get(adresse)  # sessions, content types
    cache.clear()
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def _peupler(nombre):
    for _ in range(nombre):
        metier = MetierFactory(redige=True)
        metier.history.update(history_user=UtilisateurFactory(agent=True))
        AccesNiveauFactory(metier=metier)
        Importation.objects.create(jeu="rome", debut=timezone.now(), etat="refusee", lancee_par=UtilisateurFactory())
        OrganisationFactory()


@pytest.mark.parametrize("trait", ["referent", "agent", "administration"])
def test_l_accueil_coute_toujours_autant(client, trait):
    client.force_login(UtilisateurFactory(**{trait: True}))
    _peupler(2)
    avant = _requetes(client)
    _peupler(18)
    assert _requetes(client) == avant
    assert avant <= 22


def test_l_accueil_compte_ce_qui_attend(client, administration):
    AccesNiveauFactory(metier=MetierFactory(redige=True))
    MetierFactory(etat=Metier.Etat.PUBLIE, famille=None)
    MetierFactory(brouillon=True)
    MetierFactory(retire=True)
    OrganisationFactory(verifiee=False)
    OrganisationFactory(verifiee=True)
    Importation.objects.create(jeu="rome", debut=timezone.now(), etat="refusee")
    Importation.objects.create(jeu="rome", debut=timezone.now() - timezone.timedelta(days=90), etat="refusee")
    Importation.objects.create(jeu="geo", version="2026", debut=timezone.now(), etat="appliquee")
    page = client.get(ACCUEIL)
    chiffres = _chiffres(page)
    attendus = {
        "Métiers publiés": 2,
        "Rédigés pour le portail": 1,
        "Texte du ROME seulement": 1,
        "Métiers retirés": 1,
        "Brouillons à publier": 1,
        "Sans famille": 1,
        "Sans niveau d'accès": 2,
        "Organisations à vérifier": 1,
        "Imports refusés en 30 jours": 1,
        "Administration du portail": 1,
    }
    assert {titre: chiffres.get(titre) for titre in attendus} == attendus
    assert "Dernier import appliqué : geo 2026" in _texte(page)


def test_chaque_chiffre_mene_a_la_liste_qui_le_montre(client, administration):
    AccesNiveauFactory(metier=MetierFactory(redige=True))
    MetierFactory(famille=None)
    MetierFactory(brouillon=True)
    OrganisationFactory()
    page = client.get(ACCUEIL).content.decode()
    liens = re.findall(r'<a href="([^"]+)">\s*<span class="material[^>]+>[^<]+</span>\s*<strong>(\d+)<', page)
    assert len(liens) > 10
    for lien, valeur in liens:
        liste = client.get(lien.replace("&amp;", "&"))
        assert liste.status_code == 200, lien
        if "demandees" not in lien:
            assert liste.context["cl"].result_count == int(valeur), lien


def test_le_referent_a_un_accueil_court(client):
    client.force_login(UtilisateurFactory(referent=True))
    texte = _texte(client.get(ACCUEIL))
    assert "Métiers publiés par famille" in texte
    for absent in (
        "Ce qui vous attend",
        "Dernières modifications",
        "Ajouter un métier",
        "Importer le ROME",
        "Comptes par rôle",
    ):
        assert absent not in texte
