"""The working screens of the plan in the admin: quick entry, measure, validation; faults beside the cells."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grenelle.models import Commentaire, Engagement, PropositionDeReleve, Releve
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.saisie_nombres import NombreIllisible, ecrire_nombre, lire_nombre
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    JOUR,
    MAINTENANT,
    AttributionFactory,
    CibleFactory,
    EditionFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
)
from tests.territoires.fabriques import DepartementFactory, RegionFactory, TerritoireFactory

SAISIR = "/admin/grenelle/releve/saisir/"
A_VALIDER = "/admin/grenelle/releve/a-valider/"


@pytest.mark.parametrize(
    ("texte", "unite", "attendu"),
    [
        ("1 234,5", "heures", "1234.5"),
        ("1\u202f234", "nombre", "1234"),
        ("1\u00a0234\u00a0567", "nombre", "1234567"),
        ("12 %", "pourcentage", "12"),
        ("12,5%", "pourcentage", "12.5"),
        ("12.5", "pourcentage", "12.5"),
        ("0", "nombre", "0"),
        (" 7 ", "nombre", "7"),
        ("3 000 €", "euros", "3000"),
    ],
)
def test_un_nombre_se_tape_a_la_francaise(texte, unite, attendu):
    assert lire_nombre(texte, unite) == Decimal(attendu)


@pytest.mark.parametrize("texte", ["np", "NP", "Non publié", "non diffusé"])
def test_non_publie_se_tape(texte):
    assert lire_nombre(texte, "nombre") is None


@pytest.mark.parametrize(
    "texte", ["", "douze", "1.234", "12 34", "1 23", "1e5", "nan", "١٢", "12 %", "1,2,3", "--1", "9" * 50, "=1+1"]
)
def test_ce_qui_est_ambigu_n_est_pas_devine(texte):
    with pytest.raises(NombreIllisible):
        lire_nombre(texte, "nombre")


def test_un_nombre_ecrit_se_relit():
    assert lire_nombre(ecrire_nombre(Decimal("1234.5000")), "heures") == Decimal("1234.5")


@pytest.fixture
def indicateur(db):
    return IndicateurFactory(libelle="Bus en service")


@pytest.fixture
def editeur(client, indicateur):
    personne = AttributionFactory(plan=indicateur.plan).personne
    client.force_login(personne)
    return personne


def adresse(plan, ou="region", quand="annuelle:2025-01-01", **champs):
    suite = "".join(f"&{nom}={valeur}" for nom, valeur in champs.items())
    return f"{SAISIR}?plan={plan.slug}&ou={ou}&quand={quand}{suite}"


def champs(indicateur, valeur, lieu="region", jour="20250101", vu=0, **autres):
    cle = f"{indicateur.pk}-{lieu}-{jour}"
    return {
        f"source-{indicateur.pk}": "Essai",
        f"statut-{indicateur.pk}": "definitif",
        f"raison-{indicateur.pk}": "",
        f"valeur-{cle}": valeur,
        f"vu-{cle}": vu,
    } | autres


def test_un_seul_plan_est_choisi_d_avance_et_le_tableau_est_pret(client, editeur):
    contenu = client.get(SAISIR).content.decode()
    assert "Bus en service" in contenu and "Enregistrer le tableau" in contenu


def test_le_tableau_s_enregistre_et_dit_ce_qu_il_a_fait(client, editeur, indicateur):
    autre = IndicateurFactory(mesure=indicateur.mesure, unite="pourcentage")
    envoi = champs(indicateur, "1 234") | champs(autre, "12,5 %")
    reponse = client.post(adresse(indicateur.plan), envoi, follow=True)
    assert "2 enregistrés" in reponse.content.decode()
    assert set(Releve.objects.values_list("valeur", "statut", "source")) == {
        (Decimal(1234), "definitif", "Essai"),
        (Decimal("12.5"), "definitif", "Essai"),
    }


def test_non_publie_se_coche(client, editeur, indicateur):
    envoi = champs(indicateur, "") | {f"np-{indicateur.pk}-region-20250101": "1"}
    client.post(adresse(indicateur.plan), envoi)
    assert Releve.objects.get().valeur is None


def test_une_faute_s_ecrit_a_cote_et_rien_n_est_perdu_ni_ecrit(client, editeur, indicateur):
    part = IndicateurFactory(mesure=indicateur.mesure, unite="pourcentage")
    lisible = client.post(adresse(indicateur.plan), champs(indicateur, "77") | champs(part, "120"))
    illisible = client.post(adresse(indicateur.plan), champs(indicateur, "77") | champs(part, "beaucoup"))
    for reponse, faute in ((lisible, "entre 0 et 100"), (illisible, "pas un nombre")):
        contenu = reponse.content.decode()
        assert reponse.status_code == 422
        assert faute in contenu and 'value="77"' in contenu and "aria-invalid" in contenu
    assert not Releve.objects.exists()


def test_un_tableau_vide_le_dit(client, editeur, indicateur):
    reponse = client.post(adresse(indicateur.plan), champs(indicateur, ""))
    assert reponse.status_code == 422 and "Rien n&#x27;est rempli" in reponse.content.decode()


def test_ce_qui_a_change_depuis_l_affichage_n_est_pas_ecrase(client, editeur, indicateur):
    saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(3), "Essai", "definitif")
    enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)
    envoi = champs(indicateur, "5") | {f"raison-{indicateur.pk}": "Corrigé."}
    reponse = client.post(adresse(indicateur.plan), envoi)
    assert "a changé pendant votre saisie" in reponse.content.decode()
    vu = Releve.objects.get().pk
    relu = envoi | {f"vu-{indicateur.pk}-region-20250101": vu}
    assert client.post(adresse(indicateur.plan), relu).status_code == 302
    assert Releve.objects.get(en_vigueur=True).raison == "Corrigé."


def test_des_champs_hors_du_tableau_ne_sont_pas_lus(client, editeur, indicateur):
    etranger = IndicateurFactory()
    client.post(adresse(indicateur.plan), champs(indicateur, "3") | champs(etranger, "4"))
    assert list(Releve.objects.values_list("indicateur", flat=True)) == [indicateur.pk]


@pytest.mark.parametrize(
    "suite",
    [
        "?plan=zzz",
        "?plan=essai&ou=zz",
        "?ou=region&quand=annuelle:zz",
        "?quand=unique:0&ou=region",
        "?mesure=z&ou=region",
    ],
)
def test_une_adresse_fausse_n_est_jamais_une_panne(client, db, suite):
    indicateur = IndicateurFactory(mesure=MesureFactory(axe__plan__slug="essai"))
    client.force_login(AttributionFactory(plan=indicateur.plan).personne)
    assert client.get(SAISIR + suite).status_code in (200, 400, 404)


def test_plusieurs_periodes_d_un_lieu_et_une_seule_fois(client, editeur, indicateur):
    contenu = client.get(adresse(indicateur.plan, quand="annuelle:6")).content.decode()
    assert contenu.count(f'name="valeur-{indicateur.pk}-region-') == 6
    unique = IndicateurFactory(mesure=indicateur.mesure, frequence="unique")
    voulu = adresse(indicateur.plan, quand="unique:0", debut="2025-03-01", fin="2025-03-20")
    client.post(voulu, champs(unique, "8", jour="20250301"))
    assert (Releve.objects.get().debut, Releve.objects.get().fin) == (date(2025, 3, 1), date(2025, 3, 20))


def test_un_departement_ne_voit_que_ses_lieux(client, db):
    region = RegionFactory(code="99")
    ici, ailleurs = (DepartementFactory(region=region, code=c, slug=f"d{c}", nom=f"Lieu {c}") for c in ("97", "98"))
    TerritoireFactory(departement=ici, nom="Chez nous", code="chez-nous")
    TerritoireFactory(departement=ailleurs, nom="Chez eux")
    indicateur = IndicateurFactory(echelle="territoire")
    referent = UtilisateurFactory(referent=True)
    AttributionFactory(plan=indicateur.plan, personne=referent, departements=[ici])
    client.force_login(referent)
    contenu = client.get(adresse(indicateur.plan, ou="territoires")).content.decode()
    assert "Chez nous" in contenu and "Chez eux" not in contenu and "Lieu 98" not in contenu
    client.post(adresse(indicateur.plan, ou="territoires"), champs(indicateur, "3", lieu="chez-nous"))
    assert Releve.objects.get().territoire == "chez-nous"
    assert client.get(adresse(indicateur.plan, ou="region")).status_code == 400


def test_un_tableau_trop_grand_demande_de_choisir(client, editeur, indicateur):
    IndicateurFactory.create_batch(160, mesure=indicateur.mesure)
    assert "choisissez une mesure" in client.get(adresse(indicateur.plan)).content.decode()


def test_le_tableau_coute_autant_a_vingt_qu_a_deux(client, editeur, indicateur):
    couts = []
    for nombre in (1, 18):
        IndicateurFactory.create_batch(nombre, mesure=indicateur.mesure)
        client.get(adresse(indicateur.plan))
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse(indicateur.plan)).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


# --- the screen of a measure


def suivi(mesure):
    return reverse("admin:grenelle_mesure_suivi", args=[mesure.pk])


def test_l_ecran_d_une_mesure_coute_autant_a_vingt_qu_a_deux(client, editeur, indicateur):
    mesure, couts = indicateur.mesure, []
    for nombre in (2, 18):
        for rang in range(nombre):
            JalonFactory(mesure=mesure)
            cible = CibleFactory(indicateur__mesure=mesure)
            saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(rang), "Essai")
            enregistrer_releve(indicateur=cible.indicateur, saisie=saisie, maintenant=MAINTENANT, saisi_par=editeur)
            Commentaire.objects.create(mesure=mesure, auteur=editeur, texte="Vu", le=MAINTENANT)
            Engagement.objects.create(
                plan=mesure.axe.plan, mesure=mesure, code=f"e{nombre}{rang}", partenaire="P", libelle="L"
            )
        client.get(suivi(mesure))
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(suivi(mesure)).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_la_frise_dit_en_mots_ce_que_montre_la_couleur(client, editeur, indicateur):
    mesure = indicateur.mesure
    JalonFactory(mesure=mesure, etat="a_venir", prevu_le=date(2020, 1, 1))
    JalonFactory(mesure=mesure, etat="fait", prevu_le=date(2020, 1, 1), fait_le=date(2020, 2, 1))
    JalonFactory(mesure=mesure, prevu_le=date(2020, 1, 1))
    contenu = client.get(suivi(mesure)).content.decode()
    for attendu in ("En retard de", "Fait le 01/02/2020", "Sans nouvelles"):
        assert attendu in contenu


def test_un_jalon_s_avance_avec_qui_quand_pourquoi(client, editeur, indicateur):
    jalon = JalonFactory(mesure=indicateur.mesure)
    cle = f"jalon-{jalon.pk}"
    envoi = {"geste": cle, f"{cle}-etat": "fait", f"{cle}-raison": "Inauguré"}
    sans_jour = client.post(suivi(indicateur.mesure), envoi)
    assert sans_jour.status_code == 422
    assert "Donnez le jour" in sans_jour.content.decode() and "Inauguré" in sans_jour.content.decode()
    envoi[f"{cle}-fait_le"] = "2026-01-15"
    contenu = client.post(suivi(indicateur.mesure), envoi, follow=True).content.decode()
    assert "Fait le 15/01/2026" in contenu and "Inauguré" in contenu and str(editeur) in contenu
    indicateur.mesure.refresh_from_db()
    assert indicateur.mesure.etat == "realisee"


def test_un_commentaire_est_date_signe_et_jamais_public(client, editeur, indicateur):
    assert client.post(suivi(indicateur.mesure), {"geste": "commentaire", "texte": " "}).status_code == 422
    client.post(suivi(indicateur.mesure), {"geste": "commentaire", "texte": "Appeler <b>le rectorat</b>"})
    contenu = client.get(suivi(indicateur.mesure)).content.decode()
    assert "Appeler &lt;b&gt;le rectorat" in contenu
    assert "rectorat" not in client.get(indicateur.mesure.get_absolute_url()).content.decode()


def test_l_administration_du_plan_decide_puis_amende(client, indicateur):
    mesure = indicateur.mesure
    client.force_login(AttributionFactory(plan=indicateur.plan, role="administrateur").personne)
    refus = client.post(suivi(mesure), {"geste": "decision", "decision-etat": "vigilance", "decision-raison": ""})
    assert refus.status_code == 422 and "Dites pourquoi" in refus.content.decode()
    client.post(suivi(mesure), {"geste": "decision", "decision-etat": "vigilance", "decision-raison": "Peu de bus."})
    assert "Peu de bus." in client.get(suivi(mesure)).content.decode()
    edition = EditionFactory(plan=indicateur.plan, etat="conclue", conclue_le=MAINTENANT)
    amende = {
        "geste": "grenelle",
        "grenelle-edition": edition.pk,
        "grenelle-nature": "amendee",
        "grenelle-titre": "Titre neuf",
        "grenelle-raison": "Vote.",
        "grenelle-le": JOUR.isoformat(),
    }
    assert client.post(suivi(mesure), amende).status_code == 302
    mesure.refresh_from_db()
    assert (mesure.titre, mesure.etat_decide) == ("Titre neuf", "vigilance")
    assert client.post(suivi(mesure), amende).status_code == 422


@pytest.mark.parametrize("geste", ["", "jalon-99999", "jalon-zz", "engagement-1", "autre", "jalon-" + "9" * 40])
def test_un_geste_inconnu_n_est_pas_une_panne(client, editeur, indicateur, geste):
    assert client.post(suivi(indicateur.mesure), {"geste": geste}).status_code == 400


def test_une_mesure_inconnue_est_une_404(client, editeur):
    assert client.get(f"/admin/grenelle/mesure/{'9' * 30}/suivi/").status_code == 404


# --- the queue of validation


def proposer(indicateur, par, annee=2024):
    return PropositionDeReleve.objects.create(
        indicateur=indicateur,
        debut=date(annee, 1, 1),
        fin=date(annee, 12, 31),
        valeur=3,
        source="Essai",
        propose_par=par,
        propose_le=MAINTENANT,
    )


def test_la_file_se_valide_se_refuse_et_se_retire(client, indicateur):
    auteur = AttributionFactory(plan=indicateur.plan).personne
    une, deux, trois = (proposer(indicateur, auteur, annee) for annee in (2023, 2024, 2025))
    client.force_login(auteur)
    assert "Ce que vous avez saisi" in client.get(A_VALIDER).content.decode()
    client.post(A_VALIDER, {"geste": "valider", "proposition": [une.pk]})
    assert not Releve.objects.exists()
    client.post(A_VALIDER, {"geste": "retirer", "proposition": [trois.pk]})
    client.force_login(AttributionFactory(plan=indicateur.plan, role="validateur").personne)
    assert client.post(A_VALIDER, {"geste": "refuser", "proposition": [deux.pk]}).status_code == 422
    assert client.post(A_VALIDER, {"geste": "valider"}).status_code == 422
    assert client.post(A_VALIDER, {"geste": "valider", "proposition": ["zz", "9" * 30]}).status_code == 422
    client.post(A_VALIDER, {"geste": "refuser", "proposition": [deux.pk], "motif": "Mauvaise année."})
    assert (
        "1 relevé validé"
        in client.post(A_VALIDER, {"geste": "valider", "proposition": [une.pk]}, follow=True).content.decode()
    )
    assert list(PropositionDeReleve.objects.order_by("pk").values_list("etat", flat=True)) == [
        "validee",
        "refusee",
        "retiree",
    ]
    assert Releve.objects.get().saisi_par == auteur
    client.force_login(auteur)
    assert "Mauvaise année." in client.get(A_VALIDER).content.decode()


def test_la_file_coute_autant_a_vingt_qu_a_deux(client, indicateur):
    auteur, couts = UtilisateurFactory(agent=True), []
    client.force_login(AttributionFactory(plan=indicateur.plan, role="validateur").personne)
    for nombre in (2, 18):
        for _ in range(nombre):
            proposer(IndicateurFactory(mesure=MesureFactory(axe=indicateur.mesure.axe)), auteur)
        client.get(A_VALIDER)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(A_VALIDER).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_les_ecrans_sont_fermes_sans_role(client, indicateur):
    client.force_login(UtilisateurFactory(agent=True))
    for page in (SAISIR, A_VALIDER, "/admin/grenelle/releve/fichiers/", suivi(indicateur.mesure)):
        assert client.get(page).status_code == 403, page
