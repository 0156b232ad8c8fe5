"""The plan in the admin: who reads and writes, lists of constant cost, a measure's page, decisions with a reason."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grenelle.choices import EtatMesure
from grenelle.models import (
    Attribution,
    Commentaire,
    Contribution,
    Convention,
    Decision,
    EffetSurMesure,
    Engagement,
    Jalon,
    PropositionDeReleve,
    Releve,
    SignalementDeContribution,
    Vote,
)
from grenelle.services.bilan_publication import ouvrir_brouillon
from grenelle.services.chargement import charger_plans
from grenelle.services.releves import Saisie, enregistrer_releve
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    MAINTENANT,
    AttributionFactory,
    AxeFactory,
    CibleFactory,
    ComiteFactory,
    DocumentFactory,
    EditionFactory,
    JalonFactory,
    MesureFactory,
)
from tests.metiers.pages_admin import formulaire

pytestmark = pytest.mark.django_db
MODELES = [m for m in admin.site._registry if m._meta.app_label == "grenelle"]
LECTURE = {
    "commentaire",
    "propositiondereleve",
    "releve",
    "editiongrenelle",
    "contribution",
    "effetsurmesure",
    "vote",
    "signalementdecontribution",
}
# What a role on the plan opens, and nothing else.
DE_L_EQUIPE = {Attribution, Commentaire, PropositionDeReleve}


@pytest.fixture
def agent(client):
    """Whoever administers the portal holds every right on every plan; see ``test_roles_du_plan`` for the others."""
    personne = UtilisateurFactory(administration=True)
    client.force_login(personne)
    return personne


def liste(modele):
    return reverse(f"admin:grenelle_{modele._meta.model_name}_changelist")


def page(objet):
    return reverse(f"admin:grenelle_{objet._meta.model_name}_change", args=[objet.pk])


def remplir():
    """One row in every table."""
    axe = AxeFactory()
    plan, mesure = axe.plan, MesureFactory(axe=axe)
    DocumentFactory(plan=plan)
    JalonFactory(mesure=mesure)
    cible = CibleFactory(indicateur__mesure=mesure)
    saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(3), "Essai")
    enregistrer_releve(
        indicateur=cible.indicateur, saisie=saisie, maintenant=MAINTENANT, saisi_par=UtilisateurFactory()
    )
    Engagement.objects.create(plan=plan, mesure=mesure, code="e", partenaire="Rectorat", libelle="Signer")
    Convention.objects.create(
        plan=plan, partenaire="Rectorat", objet="Cadre", debut=date(2025, 1, 1), fin=date(2027, 12, 31)
    )
    Decision.objects.create(comite=ComiteFactory(plan=plan), le=date(2026, 1, 1), objet="Objet", texte="Texte")
    edition = EditionFactory(plan=plan)
    contribution = Contribution.objects.create(
        edition=edition, mesure=mesure, auteur=UtilisateurFactory(), texte="Plus de bus", created_at=MAINTENANT
    )
    Vote.objects.create(contribution=contribution, personne=UtilisateurFactory(), created_at=MAINTENANT)
    SignalementDeContribution.objects.create(
        contribution=contribution, motif="autre", empreinte="essai", created_at=MAINTENANT
    )
    AttributionFactory(plan=plan, role="lecteur")
    Commentaire.objects.create(mesure=mesure, texte="Vu.", le=MAINTENANT)
    PropositionDeReleve.objects.create(
        indicateur=cible.indicateur,
        debut=date(2024, 1, 1),
        fin=date(2024, 12, 31),
        source="Essai",
        propose_le=MAINTENANT,
    )
    ouvrir_brouillon(plan=plan, annee=2026, maintenant=MAINTENANT)
    EffetSurMesure.objects.create(edition=edition, mesure=mesure, nature="amendee", raison="Vote.", le=date(2027, 1, 1))
    return mesure


def test_chaque_liste_coute_autant_a_deux_qu_a_vingt(client, agent):
    couts = {}
    for nombre in (2, 20):
        for _ in range(2 if nombre == 2 else 18):
            remplir()
        for modele in MODELES:
            client.get(liste(modele))
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(liste(modele)).status_code == 200
            couts.setdefault(modele._meta.model_name, []).append(len(requetes))
    assert {nom: c for nom, c in couts.items() if c[0] != c[1]} == {}


@pytest.mark.parametrize(
    ("trait", "lit", "ecrit"),
    [("referent", True, False), ("agent", True, False), ("administration", True, True), (None, False, False)],
)
def test_qui_lit_et_qui_ecrit_sans_role_sur_un_plan(client, trait, lit, ecrit):
    remplir()
    client.force_login(UtilisateurFactory(**({trait: True} if trait else {})))
    for modele in MODELES:
        if modele in DE_L_EQUIPE and lit and not ecrit:
            assert client.get(page(modele.objects.first())).status_code in (302, 403), modele
            continue
        nom = modele._meta.model_name
        objet = modele._default_manager.first()
        assert client.get(liste(modele)).status_code == (200 if lit else 302), nom
        assert client.get(page(objet)).status_code == (200 if lit else 302), nom
        ajout = client.get(reverse(f"admin:grenelle_{nom}_add")).status_code
        assert ajout == (302 if not lit else 200 if ecrit and nom not in LECTURE else 403), nom
        if lit and (not ecrit or nom in LECTURE):
            assert client.post(page(objet), {}).status_code == 403, nom


def test_ni_plan_ni_mesure_ni_indicateur_ne_se_supprime(client):
    mesure = remplir()
    client.force_login(UtilisateurFactory(administration=True))
    for objet in (mesure, mesure.axe.plan, mesure.indicateurs.get()):
        adresse = reverse(f"admin:grenelle_{objet._meta.model_name}_delete", args=[objet.pk])
        assert client.post(adresse, {"post": "yes"}).status_code == 403


def test_la_page_d_une_mesure_montre_tout_d_un_coup(client, agent):
    charger_plans()
    mesure = Jalon.objects.get(code="ecole-de-production-saumur").mesure
    contenu = client.get(page(mesure)).content.decode()
    for attendu in (
        "Investir pour renforcer les dispositifs de persévérance scolaire",
        "À renseigner",
        "école de production de Saumur",
        "Assistants recrutés",
        "3640",
        "Rectorat",
    ):
        assert attendu in contenu, attendu


def test_la_page_d_une_mesure_coute_autant_avec_vingt_jalons(client, agent):
    mesure = remplir()
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            JalonFactory(mesure=mesure, document=DocumentFactory(plan=mesure.axe.plan))
            CibleFactory(indicateur__mesure=mesure)
        client.get(page(mesure))
        with CaptureQueriesContext(connection) as requetes:
            client.get(page(mesure))
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def _envoyer(client, objet, **champs):
    donnees = formulaire(client.get(page(objet)))
    return client.post(page(objet), donnees | champs)


def test_un_etat_decide_note_qui_et_quand(client, agent):
    mesure = remplir()
    _envoyer(client, mesure, etat_decide="realisee", etat_decide_raison="Vu sur place.")
    mesure.refresh_from_db()
    assert (mesure.etat_affiche, mesure.etat_decide_par) == (EtatMesure.REALISEE, agent)
    assert mesure.etat_decide_le is not None
    _envoyer(client, mesure, etat_decide="")
    mesure.refresh_from_db()
    assert (mesure.etat_decide, mesure.etat_decide_par) == ("", None)


def test_un_etat_decide_sans_raison_est_refuse(client, agent):
    mesure = remplir()
    reponse = _envoyer(client, mesure, etat_decide="realisee", etat_decide_raison=" ")
    assert "cette raison sera montrée" in reponse.content.decode()
    mesure.refresh_from_db()
    assert mesure.etat_decide == ""


def test_un_jalon_fait_change_l_etat_de_la_mesure(client, agent):
    jalon = JalonFactory()
    assert "Donnez le jour" in _envoyer(client, jalon, etat="fait").content.decode()
    reponse = _envoyer(client, jalon, etat="fait", fait_le="2026-01-15")
    assert reponse.status_code == 302
    jalon.refresh_from_db()
    assert (jalon.etat, jalon.fait_le) == ("fait", date(2026, 1, 15))
    jalon.mesure.refresh_from_db()
    assert jalon.mesure.etat == EtatMesure.REALISEE


def test_l_historique_se_lit(client, agent):
    mesure = remplir()
    mesure.titre = "Autre titre"
    mesure.save()
    adresse = reverse("admin:grenelle_mesure_history", args=[mesure.pk])
    assert client.get(adresse).status_code == 200
    assert client.get(adresse.replace(str(mesure.pk), "99999999999999999999")).status_code == 404


def test_les_releves_s_exportent_avec_leurs_revisions(client, agent):
    remplir()
    premier = Releve.objects.get()
    saisie = Saisie(premier.debut, premier.fin, Decimal(4), "Essai", raison="=1+1 avait été oublié.")
    enregistrer_releve(indicateur=premier.indicateur, saisie=saisie, maintenant=MAINTENANT)
    cles = list(Releve.objects.values_list("pk", flat=True))
    reponse = client.post(liste(Releve), {"action": "exporter_en_csv", "_selected_action": cles})
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"))))
    assert sorted((ligne["révision"], ligne["raison de la révision"]) for ligne in lignes) == [
        ("1", ""),
        ("2", "'=1+1 avait été oublié."),
    ]


def test_la_barre_laterale_mene_au_plan(client, agent):
    contenu = client.get("/admin/").content.decode()
    assert "Le plan" in contenu
    assert reverse("admin:grenelle_mesure_changelist") in contenu
