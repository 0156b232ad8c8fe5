"""A simulated year: refused on a real site, flagged everywhere, the same for the same seed, taken away whole."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from comptes.models import Utilisateur
from grenelle.models import Bilan, Contribution, Convention, Decision, EditionGrenelle, Jalon, Mesure, Releve, Vote
from grenelle.services.alertes import Nature, alertes
from grenelle.services.chargement import charger_plans
from grenelle.services.conventions import renouveler
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.simulation import SimulationRefusee, effacer, simuler
from grenelle.services.verification import verifier
from territoires.models import Region
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    MAINTENANT,
    AxeFactory,
    CibleFactory,
    ComiteFactory,
    EditionFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)
from tests.territoires.fabriques import DepartementFactory, RegionFactory

pytestmark = pytest.mark.django_db
SLUG = "pays-de-la-loire-2019"


@pytest.fixture
def plan():
    """Twelve measures of the portal's Région, each with a target, one by département."""
    region = RegionFactory(code="52")
    DepartementFactory(code="44", region=region)
    essai = PlanFactory(slug="essai", region_code="52")
    ComiteFactory(plan=essai)
    axe = AxeFactory(plan=essai)
    for rang in range(12):
        mesure = MesureFactory(axe=axe, numero=str(rang + 1), rang=rang)
        CibleFactory(indicateur=IndicateurFactory(mesure=mesure, echelle="departement", code=f"cible-{rang}"))
        IndicateurFactory(mesure=mesure, frequence="mensuelle", code=f"mois-{rang}")
    return essai


def jouer(graine=7):
    return simuler(graine=graine, maintenant=MAINTENANT, force=True)


def photo():
    releves = Releve.objects.order_by("indicateur__code", "territoire", "fin", "revision")
    return [
        *releves.values_list("indicateur__code", "territoire", "debut", "fin", "valeur", "statut", "revision"),
        *Mesure.objects.order_by("rang").values_list("numero", "etat"),
        *Contribution.objects.order_by("edition__annee", "created_at", "titre").values_list("titre", "moderation"),
    ]


def test_un_site_reel_refuse(plan, settings):
    settings.DEBUG = False
    with pytest.raises(SimulationRefusee):
        simuler(graine=7, maintenant=MAINTENANT)
    with pytest.raises(CommandError, match="force"):
        call_command("simuler_annee")
    assert not Releve.objects.exists()


def test_tout_ce_qui_est_simule_est_signale(plan):
    bilan = jouer()
    assert bilan.releves == Releve.objects.filter(revision=1).count() > 100
    assert bilan.revisions == Releve.objects.filter(revision__gt=1).count() > 0
    assert bilan.contributions == Contribution.objects.publiees().count() > 5
    assert bilan.votes == Vote.objects.count() > 10
    assert bilan.conventions == Convention.objects.count() == 3
    for modele in (Releve, Jalon, Decision, EditionGrenelle, Bilan, Convention):
        assert modele.objects.exists() and not modele.objects.filter(demonstration=False).exists(), modele
    assert not Utilisateur.objects.filter(demonstration=False).exists()
    assert not any(u.has_usable_password() for u in Utilisateur.objects.all())


def test_les_etats_se_partagent_et_ont_change_dans_l_annee(plan):
    jouer()
    etats = {m.etat_affiche.value for m in Mesure.objects.all()}
    assert {"en_bonne_voie", "en_difficulte", "a_renseigner"} <= etats
    changees = set(Mesure.objects.exclude(etat_depuis=None).values_list("etat_depuis", flat=True))
    assert len(changees) > 1 and all(jour < MAINTENANT for jour in changees - {MAINTENANT})


def test_aucun_releve_ne_vient_de_l_avenir(plan):
    jouer()
    assert not Releve.objects.filter(fin__gte=MAINTENANT.date()).exists()
    assert not Releve.objects.filter(saisi_le__gt=MAINTENANT).exists()
    # The nightly count asks the last two months again: it must find them empty.
    assert not Releve.objects.filter(indicateur__frequence="mensuelle", fin__gte=date(2026, 9, 1)).exists()


def test_la_meme_graine_donne_la_meme_annee(plan):
    jouer()
    premiere = photo()
    effacer(maintenant=MAINTENANT)
    jouer()
    assert photo() == premiere
    effacer(maintenant=MAINTENANT)
    jouer(graine=8)
    assert photo() != premiere


def test_une_seconde_fois_ne_fait_rien(plan):
    jouer()
    avant = photo()
    assert jouer() is None
    assert photo() == avant


def test_ce_que_quelqu_un_a_donne_reste_et_n_est_pas_melange(plan):
    mesure = Mesure.objects.get(numero="1")
    indicateur = mesure.indicateurs.get(frequence="annuelle")
    saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(12), "Un vrai chiffre")
    enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)
    jalon = JalonFactory(mesure=mesure, libelle="Du document")
    personne = UtilisateurFactory()
    edition = EditionFactory(plan=plan, annee=2026)
    jouer()
    assert indicateur.releves.count() == 1
    assert not EditionGrenelle.objects.filter(annee=2026, demonstration=True).exists()
    assert effacer(maintenant=MAINTENANT) > 100
    assert list(Releve.objects.all()) == [indicateur.releves.get()]
    assert list(Jalon.objects.all()) == [jalon] and jalon.etat == "inconnu"
    assert list(Utilisateur.objects.all()) == [personne] and list(EditionGrenelle.objects.all()) == [edition]
    assert not Mesure.objects.exclude(etat_decide="").exists()
    assert not Convention.objects.exists()


def test_le_plan_livre_simule_reste_conforme_aux_documents(settings):
    settings.DEBUG = True
    charger_plans()
    RegionFactory(code="52")
    call_command("simuler_annee", graine=3)
    plan = Mesure.objects.du_plan(SLUG).first().axe.plan
    assert Jalon.objects.filter(mesure__axe__plan=plan, demonstration=True).exists()
    assert [c.quoi for c in verifier(plan) if not c.juste] == []
    call_command("simuler_annee", effacer=True)
    assert not Jalon.objects.filter(demonstration=True).exists()


def test_un_bilan_de_l_annee_est_publie(plan, client):
    jouer()
    bilan = Bilan.objects.get()
    assert bilan.etat == "publie" and bilan.plan == plan
    page = client.get(f"/grenelle/essai/bilan/{bilan.annee}/").content.decode()
    assert "Bilan de démonstration" in page
    assert page.count("En quelques mots") == 3
    assert "Une association (démonstration)" in page and "dénoncée" in page
    assert f"Grenelle de l&#x27;orientation {bilan.annee} (démonstration)" in page


def test_les_parts_des_lieux_font_le_tout(plan):
    for code in ("49", "53", "72"):
        DepartementFactory(code=code, region=Region.objects.get(code="52"))
    jouer()
    sommes = 0
    for releve in Releve.objects.en_vigueur().filter(territoire="", valeur__isnull=False):
        parts = Releve.objects.en_vigueur().filter(indicateur=releve.indicateur, fin=releve.fin).exclude(territoire="")
        valeurs = list(parts.values_list("valeur", flat=True))
        if len(valeurs) == 4 and None not in valeurs and releve.statut == "provisoire":
            assert sum(valeurs) == releve.valeur, releve
            sommes += 1
    assert sommes > 5


def test_ce_qui_renouvelle_une_convention_simulee_s_efface_avec_elle(plan):
    jouer()
    premiere = Convention.objects.order_by("fin").first()
    premiere.evaluee_le, premiere.evaluation = MAINTENANT.date(), "Essai."
    premiere.save()
    assert renouveler(convention=premiere).demonstration
    effacer(maintenant=MAINTENANT)
    assert not Convention.objects.exists()


def test_une_convention_simulee_est_a_renouveler(plan):
    jouer()
    assert [a.texte[:23] for a in alertes(jour=MAINTENANT.date()) if a.nature is Nature.CONVENTION] == [
        "Un réseau d'entreprises"
    ]
