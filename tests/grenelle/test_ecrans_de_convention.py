"""Conventions and added measures, on the admin's pages: who may, what is refused, what is kept."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from grenelle.models import Bilan, Convention, EffetSurMesure, Mesure
from grenelle.services.conventions import conclure, denoncer, renouveler
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    MAINTENANT,
    AttributionFactory,
    AxeFactory,
    EditionFactory,
    MesureFactory,
    PlanFactory,
)

pytestmark = pytest.mark.django_db
NOUVELLE = "/admin/grenelle/convention/add/"
SAISIE = {
    "partenaire": "Rectorat",
    "objet": "Cadre régional",
    "objectifs": "Former les équipes.",
    "debut": "2026-01-01",
    "ans": "3",
    "preavis_mois": "2",
}


def texte(reponse):
    return unescape(reponse.content.decode())


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def administre(client, plan):
    """A person who administers the plan."""
    personne = AttributionFactory(plan=plan, role="administrateur", mesures=[]).personne
    client.force_login(personne)
    return personne


@pytest.fixture
def convention(plan):
    return conclure(plan=plan, partenaire="Rectorat", objet="Cadre", debut=date(2026, 1, 1))


def page(convention, etape=""):
    suite = {"": "change/", "renouveler": "renouveler/", "denoncer": "denoncer/"}[etape]
    if etape:
        nom = {"renouveler": "renouveler_la_convention", "denoncer": "denoncer_la_convention"}[etape]
        return reverse(f"admin:grenelle_convention_{nom}", args=[convention.pk])
    return f"/admin/grenelle/convention/{convention.pk}/{suite}"


def test_une_convention_se_conclut_pour_trois_ans(client, administre, plan):
    mesure = MesureFactory(axe__plan=plan)
    assert client.get(NOUVELLE).status_code == 200
    reponse = client.post(NOUVELLE, SAISIE | {"plan": plan.pk})
    assert reponse.status_code == 302, texte(reponse)
    ecrite = Convention.objects.get()
    assert reponse.url == page(ecrite)  # where its measures are ticked
    mots = {nom: SAISIE[nom] for nom in ("partenaire", "objet", "objectifs")}
    assert client.post(page(ecrite), mots | {"mesures": [mesure.pk]}).status_code == 302
    assert (ecrite.debut, ecrite.fin, ecrite.preavis_mois) == (date(2026, 1, 1), date(2028, 12, 31), 2)
    assert list(ecrite.mesures.all()) == [mesure]
    assert ecrite.history.count() == 2


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"ans": "99"}, "10"),
        ({"ans": "beaucoup"}, "nombre entier"),
        ({"debut": "demain"}, "date valide"),
        ({"debut": "1515-09-13"}, "entre 2000 et 2100"),
        ({"debut": "9999-12-31"}, "entre 2000 et 2100"),
        ({"preavis_mois": "-1"}, "0"),
        ({"partenaire": ""}, "obligatoire"),
    ],
)
def test_ce_qui_est_faux_est_dit_et_rien_n_est_ecrit(client, administre, plan, champs, dit):
    reponse = client.post(NOUVELLE, SAISIE | {"plan": plan.pk} | champs)
    assert reponse.status_code == 200 and dit in texte(reponse)
    assert "Cadre régional" in texte(reponse)  # what was typed comes back
    assert not Convention.objects.exists()


def test_en_ajouter_une_autre_aussitot(client, administre, plan):
    reponse = client.post(NOUVELLE, SAISIE | {"plan": plan.pk, "_addanother": "1"})
    assert reponse.status_code == 302 and reponse.url.startswith(NOUVELLE)
    assert Convention.objects.count() == 1


def test_elle_ne_porte_que_des_mesures_de_son_plan(client, administre, convention):
    autre = MesureFactory()
    mots = {nom: SAISIE[nom] for nom in ("partenaire", "objet", "objectifs")}
    reponse = client.post(page(convention), mots | {"mesures": [autre.pk]})
    assert reponse.status_code == 200 and "Sélectionnez un choix valide" in texte(reponse)
    assert not convention.mesures.exists()


def test_une_evaluation_puis_le_renouvellement(client, administre, convention):
    sans = client.post(page(convention, "renouveler"), {"ans": "3"})
    assert sans.status_code == 422 and "après une évaluation" in texte(sans)
    mots = {"partenaire": "Rectorat", "objet": "Cadre", "objectifs": ""}
    faux = client.post(page(convention), mots | {"evaluee_le": "2099-01-01", "evaluation": "Bien."})
    assert "pas dans l'avenir" in texte(faux)
    muette = client.post(page(convention), mots | {"evaluee_le": "2026-06-01", "evaluation": ""})
    assert "Écrivez ce que dit l'évaluation." in texte(muette)
    fait = client.post(page(convention), mots | {"evaluee_le": "2026-06-01", "evaluation": "Les équipes sont formées."})
    assert fait.status_code == 302, texte(fait)
    assert client.get(page(convention, "renouveler")).status_code == 200
    assert Convention.objects.count() == 1  # opening the page wrote nothing
    assert client.post(page(convention, "renouveler"), {"ans": "2"}).status_code == 302
    suivante = Convention.objects.get(renouvelle=convention)
    assert (suivante.debut, suivante.fin) == (date(2029, 1, 1), date(2030, 12, 31))
    assert page(suivante) in texte(client.get(page(convention)))  # each leads to the other
    assert page(convention) in texte(client.get(page(suivante)))
    encore = client.post(page(convention, "renouveler"), {"ans": "2"})
    assert encore.status_code == 422 and "déjà renouvelée" in texte(encore)


def test_une_denonciation(client, administre, convention):
    assert client.get(page(convention, "denoncer")).status_code == 200
    avant = client.post(page(convention, "denoncer"), {"le": "2020-01-01"})
    assert avant.status_code == 422 and "pas en vigueur" in texte(avant)
    assert client.post(page(convention, "denoncer"), {"le": "hier"}).status_code == 422
    assert client.post(page(convention, "denoncer"), {"le": "2026-10-15"}).status_code == 302
    convention.refresh_from_db()
    assert (convention.denoncee_le, convention.prend_fin_le) == (date(2026, 10, 15), date(2026, 12, 15))


def test_sa_page_ne_montre_que_ce_qui_peut_se_faire(client, administre, plan):
    """Renewed once evaluated, ended while it holds: never the button of a step that would be refused."""

    def boutons(convention):
        contenu = texte(client.get(page(convention)))
        return {etape for etape in ("renouveler", "denoncer") if page(convention, etape) in contenu}

    jour = timezone.localdate()
    en_cours = conclure(plan=plan, partenaire="Rectorat", objet="Cadre", debut=jour - timedelta(days=90))
    assert boutons(en_cours) == {"denoncer"}
    Convention.objects.filter(pk=en_cours.pk).update(evaluee_le=jour, evaluation="Bien.")
    assert boutons(en_cours) == {"renouveler", "denoncer"}
    renouveler(convention=en_cours)
    assert boutons(en_cours) == {"denoncer"}
    denoncer(convention=en_cours, le=jour)
    assert boutons(en_cours) == set()
    passee = conclure(plan=plan, partenaire="Rectorat", objet="Ancien", debut=jour - timedelta(days=900), ans=1)
    assert boutons(passee) == set()


def test_les_mesures_a_cocher_sont_celles_du_plan(client, administre, convention):
    MesureFactory(axe__plan=convention.plan, titre="Une bourse d'ici")
    MesureFactory(axe__plan=PlanFactory(), titre="Une bourse d'ailleurs")
    contenu = texte(client.get(page(convention)))
    assert "Une bourse d'ici" in contenu and "Une bourse d'ailleurs" not in contenu


@pytest.mark.parametrize("role", ["lecteur", "editeur", "validateur"])
def test_les_autres_roles_lisent_seulement(client, plan, convention, role):
    client.force_login(AttributionFactory(plan=plan, role=role, mesures=[]).personne)
    assert client.get(page(convention)).status_code == 200
    assert client.get(NOUVELLE).status_code == 403
    assert client.post(page(convention, "denoncer"), {"le": "2026-10-15"}).status_code == 403
    assert client.post(page(convention, "renouveler"), {"ans": "3"}).status_code == 403
    convention.refresh_from_db()
    assert convention.denoncee_le is None


def test_l_administration_d_un_autre_plan_ne_peut_rien(client, convention):
    client.force_login(AttributionFactory(plan=PlanFactory(), role="administrateur", mesures=[]).personne)
    assert client.post(page(convention, "denoncer"), {"le": "2026-10-15"}).status_code == 403
    reponse = client.post(NOUVELLE, SAISIE | {"plan": convention.plan_id})
    assert Convention.objects.count() == 1 and reponse.status_code == 200


def test_un_role_borne_a_une_mesure_n_engage_pas_le_plan(client, plan):
    mesure = MesureFactory(axe__plan=plan)
    client.force_login(AttributionFactory(plan=plan, role="administrateur", mesures=[mesure]).personne)
    saisie = SAISIE | {"plan": plan.pk, "mesures": [mesure.pk]}
    assert client.post(NOUVELLE, saisie).status_code == 403
    ajout = {"plan": plan.pk, "annee": 2026, "introduction": "", "conclusion": "", "raison": ""}
    assert client.post(reverse("admin:grenelle_bilan_add"), ajout).status_code == 403
    assert not Convention.objects.exists() and not Bilan.objects.exists()


@pytest.mark.parametrize("numero", ["0", "x", "9" * 30, "-1"])
def test_une_convention_qui_n_existe_pas(client, administre, numero):
    assert client.get(f"/admin/grenelle/convention/{numero}/denoncer/").status_code in (302, 404)


def test_la_page_de_la_mesure_montre_la_convention(client, plan):
    mesure = MesureFactory(axe__plan=plan)
    conclure(plan=plan, partenaire="Rectorat", objet="Cadre", debut=date(2026, 1, 1), mesures=[mesure])
    assert "du 1er janvier 2026 au 31 décembre 2028" in texte(client.get(mesure.get_absolute_url()))


# --- a measure that a Grenelle adds -------------------------------------------------------------


@pytest.fixture
def edition(plan):
    return EditionFactory(plan=plan, etat="conclue", conclue_le=MAINTENANT, conclusions="Fait.", titre="Grenelle 2026")


def ajout(axe, **champs):
    saisie = {
        "axe": axe.pk,
        "numero": "23",
        "titre": "Un bus de plus",
        "resume": "Un sixième bus.",
        "raison": "Le vote de 2026.",
        "le": "2026-12-01",
    }
    return {"geste": "ajout"} | {f"ajout-{nom}": valeur for nom, valeur in (saisie | champs).items()}


def conduire(edition):
    return reverse("admin:grenelle_conduire", args=[edition.pk])


def test_une_mesure_s_ajoute_au_plan(client, administre, edition):
    axe = AxeFactory(plan=edition.plan)
    assert "Ajouter une mesure" in texte(client.get(conduire(edition)))
    reponse = client.post(conduire(edition), ajout(axe))
    mesure = Mesure.objects.get()
    assert reponse.status_code == 302 and f"/{mesure.pk}/" in reponse["Location"]
    assert (mesure.axe, mesure.numero, mesure.ajoutee_le) == (axe, "23", date(2026, 12, 1))
    assert mesure.history.get().history_user == administre
    assert EffetSurMesure.objects.get().raison == "Le vote de 2026."
    page_publique = texte(client.get(mesure.get_absolute_url()))
    assert "Mesure ajoutée par" in page_publique and "Le vote de 2026." in page_publique
    encore = client.post(conduire(edition), ajout(axe))
    assert encore.status_code == 422 and "déjà pris" in texte(encore)


@pytest.mark.parametrize(
    "champs",
    [
        {"numero": "a/b"},
        {"numero": "é"},
        {"numero": "9" * 9},
        {"titre": ""},
        {"resume": " "},
        {"raison": ""},
        {"le": "x"},
    ],
)
def test_un_ajout_faux_est_refuse(client, administre, edition, champs):
    reponse = client.post(conduire(edition), ajout(AxeFactory(plan=edition.plan), **champs))
    assert reponse.status_code == 422
    assert not Mesure.objects.exists()


def test_l_axe_d_un_autre_plan_est_refuse(client, administre, edition):
    assert client.post(conduire(edition), ajout(AxeFactory())).status_code == 422
    assert not Mesure.objects.exists()


def test_avant_la_conclusion_rien_ne_s_ajoute(client, administre, plan):
    en_cours = EditionFactory(plan=plan)
    reponse = client.post(conduire(en_cours), ajout(AxeFactory(plan=plan)))
    assert reponse.status_code == 422 and "Seule une édition conclue" in texte(reponse)
    assert not Mesure.objects.exists()


def test_un_agent_sans_role_n_ajoute_rien(client, edition):
    client.force_login(UtilisateurFactory(agent=True))
    assert "Ajouter une mesure" not in texte(client.get(conduire(edition)))
    assert client.post(conduire(edition), ajout(AxeFactory(plan=edition.plan))).status_code == 403
    assert not Mesure.objects.exists()
