"""Alerts to staff: what rings, for whom, and the daily mail written once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from grenelle.models import Convention, PropositionDeReleve
from grenelle.services.alertes import Nature, alertes, pour
from grenelle.services.alertes_resume import adresse, ecrire_les_resumes, mes_alertes
from grenelle.services.conventions import denoncer
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.roles import droits_de
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    JOUR,
    MAINTENANT,
    AttributionFactory,
    CibleFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)
from tests.territoires.fabriques import DepartementFactory, RegionFactory

pytestmark = pytest.mark.django_db


def natures(**champs):
    return [alerte.nature for alerte in alertes(jour=JOUR, **champs)]


@pytest.mark.parametrize(
    ("etat", "jours", "attendu"),
    [
        ("a_venir", -1, [Nature.JALON_RETARD]),
        ("en_cours", -200, [Nature.JALON_RETARD]),
        ("inconnu", -1, []),
        ("inconnu", 30, [Nature.JALON_PROCHE]),
        ("a_venir", 0, [Nature.JALON_PROCHE]),
        ("a_venir", 31, []),
        ("abandonne", -1, []),
    ],
)
def test_un_jalon_en_retard_ou_proche(etat, jours, attendu):
    JalonFactory(etat=etat, prevu_le=JOUR + timedelta(days=jours))
    assert natures() == attendu


def test_un_jalon_fait_ne_sonne_pas():
    JalonFactory(etat="fait", prevu_le=JOUR - timedelta(days=9), fait_le=JOUR)
    assert natures() == []


def relever(indicateur, fin, valeur=3, **champs):
    saisie = Saisie(date(fin.year, 1, 1), fin, Decimal(valeur), "Essai", **champs)
    return enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)


def test_un_indicateur_hors_de_son_chemin():
    cible = CibleFactory(valeur=100, le=date(2025, 12, 31))
    relever(cible.indicateur, date(2025, 12, 31))
    assert natures() == [Nature.ECART]


def test_un_releve_manque_quand_sa_periode_est_finie_et_que_rien_n_est_venu():
    indicateur = IndicateurFactory(plan=PlanFactory(debut=date(2024, 1, 1)), mesure=None)
    assert natures() == [Nature.MANQUANT]
    relever(indicateur, date(2025, 12, 31))
    assert natures() == []


def test_ce_qui_attend_une_validation_ne_manque_pas():
    indicateur = IndicateurFactory(plan=PlanFactory(debut=date(2024, 1, 1)), mesure=None)
    PropositionDeReleve.objects.create(
        indicateur=indicateur,
        debut=date(2025, 1, 1),
        fin=date(2025, 12, 31),
        valeur=3,
        source="Essai",
        propose_le=MAINTENANT,
    )
    assert natures() == []


def test_un_plan_fini_n_attend_plus_de_releve():
    indicateur = IndicateurFactory(plan=PlanFactory(debut=date(2022, 1, 1), fin=date(2023, 12, 31)), mesure=None)
    assert natures() == [Nature.MANQUANT]
    relever(indicateur, date(2023, 12, 31))
    assert natures() == []


@pytest.mark.parametrize(
    ("fin", "sonne"),
    [
        (date(2027, 2, 27), True),  # notice before 27 December: 29 days left
        (date(2027, 3, 15), False),  # notice before 15 January
        (date(2026, 12, 1), True),
    ],
)
def test_une_convention_sonne_avant_son_preavis(fin, sonne):
    Convention.objects.create(
        plan=PlanFactory(), partenaire="Rectorat", objet="Cadre", debut=fin - timedelta(days=900), fin=fin
    )
    assert natures() == ([Nature.CONVENTION] if sonne else [])


def test_une_convention_denoncee_n_est_plus_a_renouveler():
    denoncee = Convention.objects.create(
        plan=PlanFactory(), partenaire="Rectorat", objet="Cadre", debut=date(2024, 1, 1), fin=date(2026, 12, 31)
    )
    assert natures() == [Nature.CONVENTION]
    denoncer(convention=denoncee, le=JOUR)
    assert natures() == []


def test_une_alerte_dit_de_quelle_mesure_elle_parle():
    mesure = MesureFactory(numero="7", axe__plan__debut=date(2024, 1, 1))
    JalonFactory(mesure=mesure, etat="a_venir", prevu_le=JOUR, libelle="Ouvrir")
    IndicateurFactory(mesure=mesure, libelle="Offres")
    IndicateurFactory(mesure=None, plan=mesure.axe.plan, libelle="Pour tout le plan")
    phrases = [a.phrase for a in alertes(jour=JOUR)]
    assert phrases[0].startswith("Mesure 7 : Ouvrir (prévu")
    assert phrases[1:] == ["Mesure 7 : Offres", "Pour tout le plan"]


def test_chacun_ne_recoit_que_ses_mesures_et_ses_departements():
    region = RegionFactory(code="99")
    ici, ailleurs = (DepartementFactory(region=region, code=c, slug=f"d{c}") for c in ("97", "98"))
    mesure = MesureFactory(axe__plan__debut=date(2024, 1, 1))
    plan = mesure.axe.plan
    JalonFactory(mesure=mesure, etat="a_venir", prevu_le=JOUR - timedelta(days=3))
    JalonFactory(mesure=MesureFactory(axe=mesure.axe), etat="a_venir", prevu_le=JOUR)
    IndicateurFactory(mesure=mesure, echelle="departement")
    toutes = alertes(jour=JOUR)
    assert [len(a.lieux) for a in toutes] == [0, 0, 2]
    tout = AttributionFactory(plan=plan).personne
    une = AttributionFactory(plan=plan, mesures=[mesure]).personne
    locale = AttributionFactory(plan=plan, departements=[ici]).personne
    lecteur = AttributionFactory(plan=plan, role="lecteur").personne
    assert len(pour(droits_de(tout), toutes)) == 3
    assert [a.nature for a in pour(droits_de(une), toutes)] == [Nature.JALON_RETARD, Nature.MANQUANT]
    assert [a.lieux for a in pour(droits_de(locale), toutes)] == [((ici.code, ici.nom),)]
    assert pour(droits_de(lecteur), toutes) == []
    assert pour(droits_de(UtilisateurFactory(agent=True)), toutes) == []
    assert ailleurs.nom in toutes[-1].phrase


def test_le_resume_s_ecrit_une_fois_par_jour_et_se_rattrape():
    jalon = JalonFactory(etat="a_venir", prevu_le=JOUR - timedelta(days=3))
    attribution = AttributionFactory(plan=jalon.mesure.axe.plan)
    AttributionFactory(plan=jalon.mesure.axe.plan, resume_quotidien=False)
    AttributionFactory()
    assert ecrire_les_resumes(maintenant=MAINTENANT) == 1
    assert ecrire_les_resumes(maintenant=MAINTENANT + timedelta(hours=3)) == 0
    courriel = Courriel.objects.get()
    assert courriel.destinataire == attribution.personne.email
    assert courriel.sujet == "Le plan : 1 point à regarder"
    assert jalon.libelle in courriel.texte
    assert reverse("admin:grenelle_mesure_suivi", args=[jalon.mesure_id]) in courriel.texte
    assert ecrire_les_resumes(maintenant=MAINTENANT + timedelta(days=1)) == 1
    assert mail.outbox == []


def test_le_resume_coute_autant_pour_vingt_personnes_que_pour_deux():
    jalon = JalonFactory(etat="a_venir", prevu_le=JOUR)
    couts = []
    for jour, nombre in enumerate((2, 18)):
        for _ in range(nombre):
            AttributionFactory(plan=jalon.mesure.axe.plan, role="lecteur")
        with CaptureQueriesContext(connection) as requetes:
            assert ecrire_les_resumes(maintenant=MAINTENANT + timedelta(days=jour)) == 0
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_les_alertes_coutent_autant_a_vingt_qu_a_deux():
    mesure, couts = MesureFactory(), []
    for nombre in (2, 18):
        for _ in range(nombre):
            JalonFactory(mesure=mesure, etat="a_venir", prevu_le=JOUR)
            CibleFactory(indicateur__mesure=mesure)
            Convention.objects.create(
                plan=mesure.axe.plan, partenaire="P", objet="O", debut=JOUR, fin=JOUR + timedelta(days=20)
            )
        with CaptureQueriesContext(connection) as requetes:
            assert len(alertes(jour=JOUR)) >= 2 * nombre
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_la_page_d_accueil_montre_mes_alertes_avec_leurs_liens(client):
    jour = timezone.localdate()
    jalon = JalonFactory(etat="a_venir", prevu_le=jour - timedelta(days=3), libelle="Ouvrir la ligne")
    for _ in range(12):
        JalonFactory(mesure=jalon.mesure, etat="a_venir", prevu_le=jour)
    personne = AttributionFactory(plan=jalon.mesure.axe.plan).personne
    client.force_login(personne)
    contenu = client.get("/admin/").content.decode()
    assert "13 points à regarder" in contenu
    assert "Jalon en retard" in contenu and "Jalon proche" in contenu and "Les 9 autres" in contenu
    assert reverse("admin:grenelle_mesure_suivi", args=[jalon.mesure_id]) in contenu
    client.force_login(UtilisateurFactory(agent=True))
    assert "Ouvrir la ligne" not in client.get("/admin/").content.decode()


def test_chaque_lien_s_ouvre(client):
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    cible = CibleFactory(le=date(2025, 12, 31), indicateur__quatre_yeux=True)
    indicateur = cible.indicateur
    relever(indicateur, date(2025, 12, 31))
    IndicateurFactory(mesure=None, plan=indicateur.plan, frequence="mensuelle")
    JalonFactory(mesure=indicateur.mesure, etat="a_venir", prevu_le=jour - timedelta(days=2))
    Convention.objects.create(
        plan=indicateur.plan, partenaire="P", objet="O", debut=jour - timedelta(days=9), fin=jour + timedelta(days=9)
    )
    PropositionDeReleve.objects.create(
        indicateur=indicateur,
        debut=date(2024, 1, 1),
        fin=date(2024, 12, 31),
        valeur=3,
        source="Essai",
        propose_le=maintenant,
    )
    personne = AttributionFactory(plan=indicateur.plan, role="administrateur").personne
    client.force_login(personne)
    miennes = mes_alertes(personne, maintenant=datetime.combine(jour, maintenant.timetz()))
    assert {a.nature for a in miennes} == {
        Nature.JALON_RETARD,
        Nature.ECART,
        Nature.MANQUANT,
        Nature.CONVENTION,
        Nature.VALIDER,
    }
    for alerte in miennes:
        assert client.get(adresse(alerte)).status_code == 200, alerte
