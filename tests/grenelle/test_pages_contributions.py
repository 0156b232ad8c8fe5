"""The public's pages of the yearly Grenelle: list, proposal, vote, comment, report, one's own, and who may do what."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grenelle.models import Contribution, SignalementDeContribution, Vote
from grenelle.services import contributions as service
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import JOUR, MAINTENANT, AxeFactory, EditionFactory, MesureFactory, PlanFactory
from tests.grenelle.test_contributions import TEXTE, commenter, proposer

pytestmark = pytest.mark.django_db
LISTE = "/grenelle/essai/contributions/"
SAISIE = {"mesure": "7", "titre": "Un bus le samedi", "texte": TEXTE}


@pytest.fixture
def plan():
    return PlanFactory(slug="essai", titre="Plan de l'essai")


@pytest.fixture
def mesure(plan):
    return MesureFactory(axe=AxeFactory(plan=plan, code="I"), numero="7", titre="Créer une bourse")


@pytest.fixture
def edition(plan):
    return EditionFactory(plan=plan, annee=2026, titre="Grenelle 2026")


@pytest.fixture
def personne(client):
    connectee = UtilisateurFactory(prenom="Zéphyrine", nom="Quatremer")
    client.force_login(connectee)
    return connectee


def texte(reponse):
    return " ".join(unescape(reponse.content.decode()).replace("\xa0", " ").split())


def adresse(contribution, suite=""):
    return f"{LISTE}{contribution.pk}/{suite}"


def test_sans_edition_la_page_le_dit(client, plan):
    EditionFactory(plan=plan, etat="preparation", titre="Secret")
    contenu = texte(client.get(LISTE))
    assert "Aucun Grenelle n'est encore ouvert" in contenu and "Secret" not in contenu


def test_une_edition_sans_proposition_le_dit(client, edition, mesure):
    assert "Soyez la première personne à proposer" in texte(client.get(LISTE))
    assert "pour cette mesure" in texte(client.get(f"{LISTE}?mesure=7"))


def test_la_liste_montre_ce_qui_est_publie_et_personne(client, edition, mesure):
    auteur = UtilisateurFactory(prenom="Zéphyrine", nom="Quatremer")
    publiee = proposer(edition, auteur, mesure=mesure)
    commenter(publiee)
    service.voter(contribution=publiee, personne=UtilisateurFactory(), maintenant=MAINTENANT)
    proposer(edition, publiee=False, titre="Pas encore relue")
    for page in (LISTE, adresse(publiee)):
        contenu = texte(client.get(page))
        assert "Un bus le samedi" in contenu and "1 soutien" in contenu
        assert "Pas encore relue" not in contenu
        assert "Zéphyrine" not in contenu and "Quatremer" not in contenu and auteur.email not in contenu
    assert "Et le dimanche aussi" in texte(client.get(adresse(publiee)))


def test_les_filtres_et_l_ordre(client, plan, edition, mesure):
    ancienne = EditionFactory(plan=plan, annee=2025, etat="contributions")
    proposer(edition, mesure=mesure, titre="Sur la bourse")
    soutenue = proposer(edition, titre="Sur tout le plan")
    service.voter(contribution=soutenue, personne=UtilisateurFactory(), maintenant=MAINTENANT)
    proposer(ancienne, titre="De l'an dernier")
    contenu = texte(client.get(LISTE))
    assert contenu.index("Sur tout le plan") < contenu.index("Sur la bourse") and "De l'an dernier" not in contenu
    filtre = texte(client.get(f"{LISTE}?mesure=7"))
    assert "Sur la bourse" in filtre and "Sur tout le plan" not in filtre
    assert "De l'an dernier" in texte(client.get(f"{LISTE}?edition=2025"))
    Contribution.objects.filter(pk=soutenue.pk).update(moderee_le=MAINTENANT - timedelta(days=1))
    recentes = texte(client.get(f"{LISTE}?tri=date"))
    assert recentes.index("Sur la bourse") < recentes.index("Sur tout le plan")


@pytest.mark.parametrize("requete", ["mesure=99", "edition=1900", "tri=alea", "mesure=" + "x" * 3000])
def test_un_choix_inconnu_est_dit_et_ecarte(client, edition, mesure, requete):
    proposer(edition)
    contenu = texte(client.get(f"{LISTE}?{requete}&page=zz"))
    assert "n'a pas été comprise" in contenu and "Un bus le samedi" in contenu


@pytest.mark.parametrize("requete", ["page=-4", "page=9999999999999999999", "page=x"])
def test_une_page_impossible_en_donne_une(client, edition, requete):
    proposer(edition)
    assert client.get(f"{LISTE}?{requete}").status_code == 200


@pytest.mark.parametrize("connecte", [False, True])
def test_la_liste_et_la_page_coutent_autant_a_deux_qu_a_vingt(client, edition, mesure, connecte):
    if connecte:
        client.force_login(UtilisateurFactory())
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            service.voter(
                contribution=proposer(edition, mesure=mesure), personne=UtilisateurFactory(), maintenant=MAINTENANT
            )
        premiere = Contribution.objects.propositions().order_by("pk").first()
        for _ in range(nombre):
            commenter(premiere)
        client.get(LISTE)
        for page in (LISTE, adresse(premiere)):
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(page).status_code == 200
            couts.append(len(requetes))
    assert couts[:2] == couts[2:]


def test_mes_contributions_coutent_autant_a_deux_qu_a_vingt(client, edition, mesure, personne):
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            proposer(edition, personne, mesure=mesure)
        client.get("/grenelle/mes-contributions/")
        with CaptureQueriesContext(connection) as requetes:
            assert client.get("/grenelle/mes-contributions/").status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_proposer_passe_par_une_relecture(client, edition, mesure, personne):
    page = f"{LISTE}proposer/"
    assert 'value="7" selected' in client.get(f"{page}?mesure=7").content.decode()
    relecture = texte(client.post(page, SAISIE | {"texte": f"{TEXTE} moi@exemple.fr", "etape": "relire"}))
    assert "[courriel masqué]" in relecture and "Des coordonnées ont été masquées" in relecture
    assert not Contribution.objects.exists()
    corrigee = texte(client.post(page, SAISIE | {"etape": "corriger"}))
    assert TEXTE in corrigee and "Relire avant d'envoyer" in corrigee
    envoi = client.post(page, SAISIE | {"etape": "envoyer"})
    assert envoi["Location"] == "/grenelle/mes-contributions/"
    recue = Contribution.objects.get()
    assert (recue.auteur, recue.mesure, recue.edition, recue.moderation) == (personne, mesure, edition, "attente")
    assert "À relire" in texte(client.get("/grenelle/mes-contributions/"))


@pytest.mark.parametrize("faute", [{"titre": ""}, {"texte": "court"}, {"mesure": "99"}, {"titre": "x" * 200}])
def test_une_faute_garde_ce_qui_est_tape(client, edition, mesure, personne, faute):
    reponse = client.post(f"{LISTE}proposer/", SAISIE | faute | {"etape": "envoyer"})
    assert reponse.status_code == 422
    assert next(iter((SAISIE | faute).values())) is not None and (faute.get("texte") or TEXTE) in texte(reponse)
    assert not Contribution.objects.exists()


def test_le_caractere_nul_est_refuse(client, edition, mesure, personne):
    assert client.post(f"{LISTE}proposer/", SAISIE | {"titre": "nul\0nul"}).status_code == 400


def test_hors_des_jours_on_lit_seulement(client, edition, mesure, personne):
    publiee = proposer(edition)
    edition.contributions_au = edition.vote_jusqu_au = JOUR - timedelta(days=1)
    edition.save()
    contenu = texte(client.get(LISTE)) + texte(client.get(adresse(publiee)))
    assert "Fermée" in contenu and "Soutenir" not in contenu and "Envoyer le commentaire" not in contenu
    assert client.get(f"{LISTE}proposer/").status_code == 302
    client.post(adresse(publiee, "voter/"), {"voix": "soutenir"})
    assert not Vote.objects.exists()
    assert client.post(adresse(publiee, "commenter/"), {"texte": "Une réponse tardive."}).status_code == 422


def test_on_soutient_une_fois_et_l_on_retire(client, edition, personne):
    publiee = proposer(edition)
    for _ in range(2):
        reponse = client.post(adresse(publiee, "voter/"), {"voix": "soutenir", "retour": f"{LISTE}?tri=date"})
        assert reponse["Location"] == f"{LISTE}?tri=date#c{publiee.pk}"
    assert Vote.objects.count() == 1
    assert "Retirer mon soutien" in texte(client.get(LISTE))
    client.post(adresse(publiee, "voter/"), {"voix": "retirer"})
    assert not Vote.objects.exists()
    assert client.get(adresse(publiee, "voter/"))["Location"] == adresse(publiee)


@pytest.mark.parametrize("retour", ["//mal.example/", "https://mal.example/", "/\\mal.example", "javascript:alert(1)"])
def test_le_retour_reste_sur_le_site(client, edition, personne, retour):
    publiee = proposer(edition)
    reponse = client.post(adresse(publiee, "voter/"), {"retour": retour})
    assert reponse["Location"] == adresse(publiee)


def test_un_commentaire_attend_sa_relecture(client, edition, personne):
    publiee = proposer(edition)
    assert client.post(adresse(publiee, "commenter/"), {"texte": "court"}).status_code == 422
    reponse = client.post(adresse(publiee, "commenter/"), {"texte": "Très bonne idée, vraiment."})
    assert reponse.status_code == 302
    assert "Très bonne idée" not in texte(client.get(adresse(publiee)))
    recu = Contribution.objects.get(repond_a=publiee)
    service.moderer(contribution=recu, acceptee=True, maintenant=MAINTENANT)
    assert "Très bonne idée" in texte(client.get(adresse(publiee)))
    assert client.get(adresse(recu)).status_code == 404  # read under its proposal


def test_un_lecteur_signale_une_proposition_ou_un_commentaire(client, edition):
    publiee = proposer(edition)
    for visee in (publiee, commenter(publiee)):
        page = adresse(visee, "signaler/")
        assert client.get(page).status_code == 200
        assert client.post(page, {}).status_code == 422
        assert "Merci" in texte(client.post(page, {"motif": "injure", "precision": "Relisez."}))
    assert SignalementDeContribution.objects.count() == 2
    assert client.get(adresse(proposer(edition, publiee=False), "signaler/")).status_code == 404


def test_on_modifie_et_l_on_retire_les_siennes_seulement(client, edition, mesure, personne):
    mienne, autre = proposer(edition, personne, publiee=False), proposer(edition, publiee=False)
    base = "/grenelle/mes-contributions/"
    assert TEXTE in texte(client.get(f"{base}{mienne.pk}/modifier/"))
    client.post(f"{base}{mienne.pk}/modifier/", SAISIE | {"titre": "Deux bus le samedi"})
    mienne.refresh_from_db()
    assert (mienne.titre, mienne.mesure) == ("Deux bus le samedi", mesure)
    for geste in ("modifier", "retirer"):
        assert client.get(f"{base}{autre.pk}/{geste}/").status_code == 404
        assert client.post(f"{base}{autre.pk}/{geste}/", SAISIE).status_code == 404
        assert client.get(f"{base}{2**70}/{geste}/").status_code == 404
    assert "J'efface" in texte(client.get(f"{base}{mienne.pk}/retirer/"))
    client.post(f"{base}{mienne.pk}/retirer/")
    assert list(Contribution.objects.all()) == [autre]


def test_un_refus_se_lit_dans_mes_contributions(client, edition, personne):
    recue = proposer(edition, personne, publiee=False)
    service.moderer(contribution=recue, acceptee=False, motif="Hors sujet, désolé.", maintenant=MAINTENANT)
    contenu = texte(client.get("/grenelle/mes-contributions/"))
    assert "Refusée" in contenu and "Hors sujet, désolé." in contenu
    assert client.get(f"/grenelle/mes-contributions/{recue.pk}/modifier/").status_code == 302


def test_les_conclusions_disent_les_resultats_et_ce_qui_change(client, edition, mesure):
    from grenelle.services import editions

    publiee = proposer(edition, mesure=mesure)
    commenter(publiee)
    service.voter(contribution=publiee, personne=UtilisateurFactory(), maintenant=MAINTENANT)
    votee = editions.avancer(edition=edition, maintenant=MAINTENANT)
    conclue = editions.avancer(edition=votee, maintenant=MAINTENANT, conclusions="Un bus de plus est décidé.")
    editions.amender(edition=conclue, mesure=mesure, raison="La demande.", le=JOUR, titre="Créer deux bourses")
    contenu = texte(client.get(LISTE))
    assert "Un bus de plus est décidé." in contenu and "Créer deux bourses" in contenu
    assert "Propositions publiées</dt><dd>1" in contenu and "proposition</dt><dd>1" in contenu


def test_une_edition_inventee_est_signalee(client, edition):
    edition.demonstration = True
    edition.save()
    publiee = proposer(edition)
    assert "édition de démonstration" in texte(client.get(LISTE))
    assert "Contribution de démonstration" in texte(client.get(adresse(publiee)))


@pytest.mark.parametrize("suite", ["", "voter/", "commenter/", "signaler/"])
def test_ce_qui_n_existe_pas_est_une_404(client, edition, personne, suite):
    for pk in (9, 2**70):
        assert client.get(f"{LISTE}{pk}/{suite}").status_code == 404
    publiee = proposer(edition)
    assert client.get(f"/grenelle/autre/contributions/{publiee.pk}/{suite}").status_code == 404
    edition.plan.actif = False
    edition.plan.save()
    assert client.get(adresse(publiee, suite)).status_code == 404


ROLES = {
    "anonyme": None,
    "citoyen": {},
    "mineur": {"prenom": "Zéphyrine"},
    "entreprise": {"role": "entreprise"},
    "prescripteur": {"role": "prescripteur"},
    "referent": {"referent": True},
    "agent": {"agent": True},
    "administration": {"administration": True},
}
# action -> (method, address, what is posted). ``{c}`` is somebody else's published proposal, ``{m}`` one's own.
ACTIONS = {
    "lire": ("get", LISTE, {}),
    "lire une proposition": ("get", LISTE + "{c}/", {}),
    "signaler": ("post", LISTE + "{c}/signaler/", {"motif": "injure"}),
    "proposer": ("post", LISTE + "proposer/", {"titre": "Un bus", "texte": TEXTE, "etape": "envoyer"}),
    "commenter": ("post", LISTE + "{c}/commenter/", {"texte": TEXTE}),
    "voter": ("post", LISTE + "{c}/voter/", {"voix": "soutenir"}),
    "lire les siennes": ("get", "/grenelle/mes-contributions/", {}),
    "modifier celle d'une autre personne": ("post", "/grenelle/mes-contributions/{c}/modifier/", {"texte": TEXTE}),
    "retirer celle d'une autre personne": ("post", "/grenelle/mes-contributions/{c}/retirer/", {}),
    "ouvrir la modération": ("get", "/admin/grenelle/contribution/moderation/", {}),
    "publier": ("post", "/admin/grenelle/contribution/moderation/{c}/", {"action": "accepter"}),
    "préparer une édition": ("get", "/admin/grenelle/editiongrenelle/preparer/", {}),
}
TOUS, CONNEXION, NON, ABSENTE = "oui", "connexion", "403", "404"
PUBLIQUES = {"lire", "lire une proposition", "signaler"}
D_UNE_PERSONNE = {"proposer", "commenter", "voter"}
DES_AUTRES = {"modifier celle d'une autre personne", "retirer celle d'une autre personne"}


def attendu(role, action):
    """The table in words: everybody reads and reports, people speak, the team moderates."""
    if action in PUBLIQUES:
        return TOUS
    if role == "anonyme":
        return CONNEXION
    equipe = role in ("agent", "administration")
    if action in D_UNE_PERSONNE:
        return NON if equipe else TOUS
    if action in DES_AUTRES:
        return ABSENTE
    if action == "lire les siennes":
        return TOUS
    return TOUS if equipe else NON if role == "referent" else CONNEXION


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_chaque_role_et_chaque_action(client, edition, role, action):
    publiee = proposer(edition)
    if ROLES[role] is not None:
        client.force_login(UtilisateurFactory(**ROLES[role]))
    methode, page, donnees = ACTIONS[action]
    reponse = getattr(client, methode)(page.format(c=publiee.pk), donnees)
    vers = reponse.headers.get("Location", "")
    obtenu = CONNEXION if "login" in vers else {403: NON, 404: ABSENTE}.get(reponse.status_code, TOUS)
    assert (obtenu, reponse.status_code < 500) == (attendu(role, action), True)


def test_la_moderation_publie_refuse_et_repond_aux_signalements(client, edition, mesure):
    client.force_login(UtilisateurFactory(agent=True))
    page = "/admin/grenelle/contribution/moderation/"
    assert "Rien n'attend" in texte(client.get(page))
    recue = proposer(edition, publiee=False, mesure=mesure, texte=f"{TEXTE} 06 12 34 56 78")
    ecran = texte(client.get(page))
    assert "Coordonnées masquées" in ecran and recue.auteur.email not in ecran and "Publier" in ecran
    decider = f"{page}{recue.pk}/"
    assert client.get(decider).status_code == 405 and client.post(page).status_code == 405
    assert "Choisissez une décision" in texte(client.post(decider, {"version": recue.version}))
    refus = client.post(decider, {"action": "refuser", "version": recue.version})
    assert refus.status_code == 422 and "Dites pourquoi" in texte(refus)
    perimee = client.post(decider, {"action": "accepter", "version": "hier"})
    assert perimee.status_code == 422 and "a changé" in texte(perimee)
    assert client.post(decider, {"action": "accepter", "version": recue.version}).status_code == 302
    recue.refresh_from_db()
    assert (recue.moderation, recue.moderee_par.role) == ("acceptee", "agent")
    SignalementDeContribution.objects.create(contribution=recue, motif="injure", empreinte="x", created_at=MAINTENANT)
    assert "Signalements reçus" in texte(client.get(f"{page}?file=signalees"))
    client.post(decider, {"action": "refuser", "motif": "injure", "file": "signalees"})
    recue.refresh_from_db()
    assert (recue.moderation, recue.motif) == ("refusee", "Elle injurie, menace ou discrimine.")
    assert SignalementDeContribution.objects.get().traite_le is not None


@pytest.mark.parametrize("suite", ["?file=zz&contribution=zz", "?contribution=99999999999999999999", f"{2**70}/"])
def test_la_moderation_ne_casse_pas(client, edition, suite):
    client.force_login(UtilisateurFactory(agent=True))
    methode = client.post if suite.endswith("/") else client.get
    assert methode(f"/admin/grenelle/contribution/moderation/{suite}").status_code in (200, 404, 422)


def test_la_moderation_coute_autant_a_deux_qu_a_vingt(client, edition, mesure):
    client.force_login(UtilisateurFactory(agent=True))
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            proposer(edition, publiee=False, mesure=mesure)
        client.get("/admin/grenelle/contribution/moderation/")
        with CaptureQueriesContext(connection) as requetes:
            client.get("/admin/grenelle/contribution/moderation/")
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_l_equipe_prepare_ouvre_et_conclut_une_edition(client, plan):
    client.force_login(UtilisateurFactory(agent=True))
    base = "/admin/grenelle/editiongrenelle/"
    saisie = {"plan": plan.pk, "annee": "2026", "titre": "Grenelle 2026", "geste": "calendrier"}
    assert client.get(f"{base}preparer/").status_code == 200
    assert client.post(f"{base}preparer/", saisie | {"contributions_du": "demain"}).status_code == 422
    conduire = client.post(f"{base}preparer/", saisie)["Location"]
    assert client.post(f"{base}preparer/", saisie).status_code == 422  # one a year
    assert "Étape suivante : Contributions ouvertes" in texte(client.get(conduire))
    client.post(conduire, {"geste": "avancer"})
    client.post(conduire, {"geste": "calendrier", "contributions_au": "2099-12-31"})
    assert "jusqu'au 31 décembre 2099" in texte(client.get(LISTE))
    client.post(conduire, {"geste": "avancer"})
    sans = client.post(conduire, {"geste": "avancer"})
    assert sans.status_code == 422 and "Écrivez les conclusions" in texte(sans)
    client.post(conduire, {"geste": "avancer", "conclusions": "Un bus de plus."})
    assert "Un bus de plus." in texte(client.get(LISTE))
    assert client.get(f"{base}{2**70}/conduire/").status_code == 404
    assert client.get(base).status_code == 200
