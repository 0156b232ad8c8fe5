"""The team's pages: the queue, its actions, who may act; figures, copy and erasure, retention, API."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from comptes.models import Courriel
from comptes.services.donnees_personnelles import effacer_mon_compte, exporter_mes_donnees
from orientation.administration import dans_les_plans
from orientibus.models import (
    Bus,
    Calcul,
    CompteRendu,
    Demande,
    Etape,
    Frequentation,
    Inscription,
    PeriodeDemande,
    Plan,
    RegleTournee,
    Saison,
)
from orientibus.services.donnees_personnelles import anonymiser_les_demandes
from orientibus.services.indicateurs import (
    demandes_recues,
    haltes_realisees,
    part_en_zone_prioritaire,
    personnes_rencontrees,
    satisfaction,
)
from orientibus.services.saisons import assurer_les_saisons
from orientibus.tasks.visites import suivre_les_visites
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.orientibus.fabriques import (
    MAINTENANT,
    MARDI,
    AtelierFactory,
    BusFactory,
    DemandeFactory,
    EtapeFactory,
    SaisonFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]
LISTES = ("demande", "etape", "bus", "saison", "atelier", "regletournee", "compterendu")


@pytest.fixture
def agent(client):
    qui = UtilisateurFactory(agent=True)
    client.force_login(qui)
    return qui


def liste(nom):
    return reverse(f"admin:orientibus_{nom}_changelist")


def geste(modele, objet, nom):
    return f"/admin/orientibus/{modele}/{objet.pk}/{nom}/"


@pytest.mark.parametrize("nom", LISTES)
def test_les_listes_s_ouvrent_pour_l_equipe_et_le_referent_seulement(client, nom):
    EtapeFactory()
    for traits, statut in (({"agent": True}, 200), ({"referent": True}, 200), ({}, 302), ({"role": "entreprise"}, 302)):
        client.force_login(UtilisateurFactory(**traits))
        assert client.get(liste(nom)).status_code == statut


def _garnir(bus, rang):
    """One more row of everything that is listed."""
    etape = EtapeFactory(bus=bus, jour=date(2027, 1, 4 + rang))
    CompteRendu.objects.create(etape=etape, satisfaction=4, rempli_le=MAINTENANT)
    plan = Plan.objects.create(saison=etape.demande.saison, nom=f"Plan {rang}", poids=10, borne=12)
    Calcul.objects.create(plan=plan)
    BusFactory()


@pytest.mark.parametrize(
    "adresse",
    [
        *(f"/admin/orientibus/{nom}/" for nom in (*LISTES, "plan")),
        "/admin/orientibus/plan/comparer/",
        "/api/v1/orientibus/demandes/",
    ],
)
def test_vingt_lignes_ne_coutent_pas_plus_que_deux(client, agent, adresse, django_assert_max_num_queries):
    def compter():
        with django_assert_max_num_queries(80) as lues:
            assert client.get(adresse).status_code == 200
        return len(lues)

    bus = BusFactory()
    for rang in range(2):
        _garnir(bus, rang)
    compter()
    deux = compter()
    for rang in range(2, 20):
        _garnir(bus, rang)
    assert compter() == deux


@pytest.mark.parametrize("nom", [*LISTES, "plan"])
def test_chaque_fiche_s_ouvre_avec_ses_lignes(client, agent, nom):
    _garnir(BusFactory(), 0)
    etape = Etape.objects.get()
    Inscription.objects.create(etape=etape, courriel="personne@exemple.fr", personnes=3)
    AtelierFactory()
    PeriodeDemande.objects.create(demande=etape.demande, debut=date(2027, 1, 5), fin=date(2027, 1, 6))
    objet = apps.get_model("orientibus", nom).objects.first()
    reponse = client.get(f"/admin/orientibus/{nom}/{objet.pk}/change/", follow=nom == "plan")
    assert reponse.status_code == 200
    assert "personne@exemple.fr" not in reponse.content.decode()


@pytest.mark.parametrize(
    ("page", "actif"),
    [("", True), ("nouveau/", True), ("1/ecran/", True), ("comparer/", False), ("feuille-de-route/", False)],
)
def test_une_seule_entree_du_menu_est_marquee(rf, page, actif):
    assert dans_les_plans(rf.get(f"/admin/orientibus/plan/{page}")) is actif


def test_l_equipement_d_un_bus_se_coche(client, agent):
    bus = BusFactory(equipements=["etabli"])
    AtelierFactory(equipement="presse-a-cidre")
    adresse = f"/admin/orientibus/bus/{bus.pk}/change/"
    page = client.get(adresse).content.decode()
    assert "presse a cidre" in page and "établi" in page
    lignes = {f"indisponibilites-{nom}": 0 for nom in ("TOTAL_FORMS", "INITIAL_FORMS")}
    valeurs = {nom: getattr(bus, nom) for nom in ("code", "nom", "capacite", "longueur_m")}
    saisie = valeurs | lignes | {"departement": bus.departement_id, "depot": bus.depot_id, "actif": "on"}
    assert client.post(adresse, saisie | {"equipements": ["inconnu"]}).status_code == 200
    assert client.post(adresse, saisie | {"equipements": ["presse-a-cidre"]}).status_code == 302
    bus.refresh_from_db()
    assert bus.equipements == ["presse-a-cidre"]


def test_la_fiche_dit_les_jours_et_les_niveaux_en_mots(client, agent):
    demande = DemandeFactory(niveaux=["3e"], ouvertures={"0": ["matin"], "2": ["matin", "apres_midi"]})
    contenu = client.get(f"/admin/orientibus/demande/{demande.pk}/change/").content.decode()
    assert "<li>Lundi : matin</li><li>Mercredi : matin, après-midi</li>" in contenu
    assert "apres_midi" not in contenu


def test_la_fiche_dit_d_ou_viennent_les_points(client, agent):
    parts = [{"code": "qpv", "libelle": "QPV", "points": None, "maximum": 8, "explication": "Non renseigné."}]
    demande = DemandeFactory(priorite=parts)
    contenu = client.get(reverse("admin:orientibus_demande_change", args=[demande.pk])).content.decode()
    assert "QPV : non connu sur 8" in contenu


def test_marquer_recalcule_la_priorite(client, agent):
    demande = DemandeFactory()
    for action in ("dire_qpv", "obliger"):
        client.post(liste("demande"), {"action": action, "_selected_action": [demande.pk]})
    demande.refresh_from_db()
    assert (demande.qpv, demande.obligatoire, demande.zone_prioritaire) == ("oui", True, True)
    assert demande.poids == sum(p["points"] or 0 for p in demande.priorite) > 10
    client.force_login(UtilisateurFactory(referent=True))
    client.post(liste("demande"), {"action": "ne_plus_obliger", "_selected_action": [demande.pk]})
    demande.refresh_from_db()
    assert demande.obligatoire


def test_refuser_demande_un_motif_et_le_dit(client, agent):
    demande = DemandeFactory()
    adresse = geste("demande", demande, "refuser")
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"motif": " "}).status_code == 422
    assert client.post(adresse, {"motif": "Trop loin."}).status_code == 302
    demande.refresh_from_db()
    assert (demande.etat, demande.motif) == ("refusee", "Trop loin.")
    assert "Trop loin." in Courriel.objects.filter(nature="demande-refusee").first().texte
    assert client.post(adresse, {"motif": "Encore."}).status_code == 422


@pytest.mark.parametrize(
    ("nom", "donnees", "etat"),
    [
        ("confirmer", {}, "confirmee"),
        ("annuler", {"motif": "Panne."}, "annulee"),
        ("compte-rendu", {"nombre_eleves": "12"}, "proposee"),  # it has not taken place
    ],
)
def test_les_gestes_sur_une_etape(client, agent, nom, donnees, etat):
    etape = EtapeFactory(etat="proposee", demande=DemandeFactory(etat="proposee"), jour=date(2099, 1, 6))
    adresse = geste("etape", etape, nom)
    assert client.get(adresse).status_code == 200
    etape.refresh_from_db()
    assert etape.etat == "proposee"
    client.post(adresse, donnees)
    etape.refresh_from_db()
    assert etape.etat == etat


@pytest.mark.parametrize(
    ("etat", "jour", "racontee", "montres"),
    [
        ("proposee", date(2099, 1, 6), False, {"confirmer", "annuler"}),
        ("confirmee", date(2099, 1, 6), False, {"annuler"}),
        ("confirmee", date(2020, 1, 7), False, {"annuler", "compte-rendu"}),
        ("realisee", date(2020, 1, 7), True, {"compte-rendu"}),
        ("annulee", date(2020, 1, 7), False, set()),
    ],
)
def test_la_page_d_une_etape_ne_montre_que_les_gestes_qui_ont_un_sens(client, agent, etat, jour, racontee, montres):
    etape = EtapeFactory(etat=etat, jour=jour)
    if racontee:
        CompteRendu.objects.create(etape=etape, rempli_le=datetime(2020, 1, 8, tzinfo=UTC))
    page = client.get(f"/admin/orientibus/etape/{etape.pk}/change/").content.decode()
    gestes = {"confirmer", "annuler", "compte-rendu"}
    assert {nom for nom in gestes if geste("etape", etape, nom) in page} == montres


@pytest.mark.parametrize("traits", [{"referent": True}, {}])
def test_seule_l_equipe_fait_les_gestes(client, traits):
    etape = EtapeFactory(etat="proposee")
    client.force_login(UtilisateurFactory(**traits))
    for modele, objet, nom in (("etape", etape, "annuler"), ("demande", etape.demande, "refuser")):
        assert client.post(geste(modele, objet, nom), {"motif": "Non."}).status_code in (302, 403)
    etape.refresh_from_db()
    assert etape.etat == "proposee"


def test_un_geste_sur_rien_est_introuvable(client, agent):
    for chemin in ("demande/999/refuser", "etape/abc/annuler", "etape/9999999999999999999/confirmer"):
        assert client.get(f"/admin/orientibus/{chemin}/").status_code in (302, 404)


# --- Figures --------------------------------------------------------------------------------------------


def test_les_chiffres_ne_prennent_pas_l_inconnu_pour_zero():
    debut, fin = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    dite = EtapeFactory(etat="realisee", demande=DemandeFactory(zone_prioritaire=True))
    tue = EtapeFactory(etat="realisee")
    EtapeFactory(etat="realisee", demonstration=True)
    EtapeFactory(jour=MARDI)
    compte = CompteRendu.objects.create(etape=dite, satisfaction=4, rempli_le=MAINTENANT)
    for public, nombre in (("eleves", 30), ("familles", 5)):
        Frequentation.objects.create(compte_rendu=compte, public=public, nombre=nombre)
    ici, la = (e.demande.commune.territoire.code for e in (dite, tue))
    assert haltes_realisees(debut, fin) == {None: 2, ici: 1, la: 1}
    assert personnes_rencontrees(debut, fin) == {None: 35, ici: 35, la: None}
    assert part_en_zone_prioritaire(debut, fin) == {None: Decimal(50), ici: Decimal(100), la: Decimal(0)}
    assert satisfaction(debut, fin) == {None: Decimal("4.0"), ici: Decimal("4.0")}
    avant = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert (personnes_rencontrees(*avant), satisfaction(*avant)) == ({None: 0}, {None: None})
    assert demandes_recues(debut, datetime(2100, 1, 1, tzinfo=UTC))[None] >= 0


# --- Personal data ----------------------------------------------------------------------------------------


def test_la_copie_et_l_effacement():
    demande = DemandeFactory(precisions="Un mot.")
    copie = exporter_mes_donnees(utilisateur=demande.demandeur)["demandes_de_bus"]
    assert copie[0]["precisions"] == "Un mot."
    effacer_mon_compte(utilisateur=demande.demandeur)
    demande = Demande.objects.get()
    assert (demande.etat, demande.contact_courriel, demande.precisions) == ("retiree", "", "")
    assert not demande.history.exclude(precisions="").exists()
    assert not Courriel.objects.filter(nature__startswith="demande").exists()


def test_l_organisation_garde_la_demande_de_qui_s_en_va():
    adhesion = AdhesionFactory()
    demande = DemandeFactory(organisation=adhesion.organisation, demandeur=adhesion.utilisateur)
    effacer_mon_compte(utilisateur=adhesion.utilisateur)
    demande.refresh_from_db()
    assert (demande.etat, demande.demandeur, demande.contact_nom) == ("deposee", None, "Camille Essai")


def test_les_contacts_partent_un_an_apres_la_saison():
    demande = DemandeFactory(acces="Code 1234", precisions="Demander Camille.")
    demande.acces = "Code 5678"
    demande.save()
    assert anonymiser_les_demandes(maintenant=datetime(2028, 5, 1, tzinfo=UTC)) == 0
    assert anonymiser_les_demandes(maintenant=datetime(2028, 5, 3, tzinfo=UTC)) == 1
    assert anonymiser_les_demandes(maintenant=datetime(2028, 5, 4, tzinfo=UTC)) == 0
    demande.refresh_from_db()
    assert (demande.contact_nom, demande.acces, demande.effectif) == ("", "", 30)
    assert set(demande.history.values_list("acces", flat=True)) == {""}


# --- Seasons, loading, task, API ----------------------------------------------------------------------------


@pytest.mark.parametrize("mois", range(1, 13))
@pytest.mark.parametrize("jour", [1, 8, 28])
def test_chaque_jour_a_une_saison_en_tournee_et_une_ouverte(mois, jour):
    aujourdhui = date(2028, mois, jour)
    assurer_les_saisons(aujourdhui=aujourdhui)
    assert assurer_les_saisons(aujourdhui=aujourdhui) == 0
    assert Saison.objects.filter(debut__lte=aujourdhui, fin__gte=aujourdhui).count() == 1
    assert Saison.objects.ouvertes(aujourdhui).count() == 1


def test_une_saison_de_la_region_met_fin_aux_saisons_inventees():
    SaisonFactory()
    assert assurer_les_saisons(aujourdhui=date(2026, 11, 28)) == 0


def test_le_chargement_est_refait_sans_rien_changer(catalogue_minimal, settings):
    RegleTournee.objects.all().delete()
    call_command("charger_orientibus", verbosity=0)
    Bus.objects.filter(code="b44").update(capacite=12)
    call_command("charger_orientibus", verbosity=0)
    assert Bus.objects.count() == 5
    assert Bus.objects.get(code="b44").capacite == 12
    assert set(Bus.objects.values_list("demonstration", "longueur_m")) == {(True, 19)}


def test_un_fichier_faux_dit_ou(tmp_path, settings):
    from shutil import copytree

    from django.core.management.base import CommandError

    copytree(settings.DONNEES / "orientibus", tmp_path / "orientibus")
    (tmp_path / "orientibus" / "bus.toml").write_text('[[bus]]\ncode = "b44"\ndepot = "x"\n')
    settings.DONNEES = tmp_path
    with pytest.raises(CommandError, match="bus.toml, ligne 3 : depot"):
        call_command("charger_orientibus", verbosity=0)


def test_la_tache_du_matin_sans_regles_ne_fait_rien():
    RegleTournee.objects.all().delete()
    suivre_les_visites()


def test_l_api_donne_ses_demandes_a_chacun(client):
    demande, autre = DemandeFactory(), DemandeFactory()
    adresse = "/api/v1/orientibus/demandes/"
    assert client.get(adresse).status_code in (401, 403)
    client.force_login(demande.demandeur)
    reponse = client.get(adresse).json()
    assert [d["reference"] for d in reponse["results"]] == [demande.reference]
    assert "contact_courriel" not in reponse["results"][0]
    assert client.get(f"{adresse}{autre.reference}/").status_code == 404
    assert client.get(adresse, {"etat": "zzz"}).status_code == 400
    client.force_login(UtilisateurFactory(agent=True))
    assert len(client.get(adresse).json()["results"]) == 2
    client.force_login(UtilisateurFactory(referent=True))
    assert client.get(adresse).json()["results"] == []
