"""Entry by staff: all or nothing, roles asked for each reading, four eyes where they are wanted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from grenelle.choices import EtatProposition
from grenelle.models import PropositionDeReleve, Releve
from grenelle.ouverture import releves as jeu_ouvert
from grenelle.services.releves import Issue, Saisie
from grenelle.services.roles import droits_de
from grenelle.services.saisie import Entree, SaisieRefusee, saisir
from grenelle.services.suivi import progres_des
from grenelle.services.validation import (
    ValidationRefusee,
    a_valider,
    decider_plusieurs,
    refuser,
    retirer,
    valider,
)
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import MAINTENANT, AttributionFactory, CibleFactory, IndicateurFactory
from tests.territoires.fabriques import DepartementFactory, RegionFactory, TerritoireFactory

pytestmark = pytest.mark.django_db
AN = (date(2025, 1, 1), date(2025, 12, 31))


def saisie(valeur, **champs):
    return Saisie(*AN, None if valeur is None else Decimal(valeur), **({"source": "Essai"} | champs))


@pytest.fixture
def indicateur():
    return IndicateurFactory()


@pytest.fixture
def editeur(indicateur):
    return AttributionFactory(plan=indicateur.plan).personne


@pytest.fixture
def validateur(indicateur):
    return AttributionFactory(plan=indicateur.plan, role="validateur").personne


def entrer(indicateur, par, valeur, **champs):
    return saisir(entrees=[Entree(indicateur, saisie(valeur, **champs))], par=par, maintenant=MAINTENANT)


def test_ce_qui_est_saisi_porte_le_nom_de_qui_saisit(indicateur, editeur):
    assert entrer(indicateur, editeur, 3).issues == {0: Issue.CREE}
    assert entrer(indicateur, editeur, 3).issues == {0: Issue.INCHANGE}
    releve = Releve.objects.get()
    assert (releve.valeur, releve.saisi_par) == (3, editeur)
    indicateur.mesure.refresh_from_db()
    assert indicateur.mesure.etat == "en_bonne_voie"


def test_non_publie_n_est_pas_zero(indicateur, editeur):
    entrer(indicateur, editeur, None)
    assert Releve.objects.get().valeur is None
    assert entrer(indicateur, editeur, 0, raison="La source a publié.").issues == {0: Issue.REVISE}


def test_une_valeur_changee_demande_sa_raison(indicateur, editeur):
    entrer(indicateur, editeur, 3)
    with pytest.raises(SaisieRefusee) as refus:
        entrer(indicateur, editeur, 4)
    assert "dites pourquoi" in refus.value.fautes[0][0]
    entrer(indicateur, editeur, 4, raison="Erreur de frappe.")
    assert list(Releve.objects.order_by("revision").values_list("valeur", "en_vigueur", "raison")) == [
        (3, False, ""),
        (4, True, "Erreur de frappe."),
    ]


def test_une_faute_et_rien_n_est_ecrit(indicateur, editeur):
    autre = IndicateurFactory(mesure=indicateur.mesure, unite="pourcentage")
    entrees = [Entree(indicateur, saisie(3)), Entree(autre, saisie(120)), Entree(autre, saisie(12))]
    with pytest.raises(SaisieRefusee) as refus:
        saisir(entrees=entrees, par=editeur, maintenant=MAINTENANT)
    assert set(refus.value.fautes) == {1, 2}
    assert "entre 0 et 100" in refus.value.fautes[1][0]
    assert "deux fois" in refus.value.fautes[2][0]
    assert not Releve.objects.exists()


def test_un_fichier_ecrit_ce_qui_est_juste(indicateur, editeur):
    autre = IndicateurFactory(mesure=indicateur.mesure, unite="pourcentage")
    entrees = [Entree(indicateur, saisie(3)), Entree(autre, saisie(120))]
    bilan = saisir(entrees=entrees, par=editeur, maintenant=MAINTENANT, tout_ou_rien=False)
    assert (bilan.issues, set(bilan.fautes)) == ({0: Issue.CREE}, {1})


def test_ce_qui_a_change_pendant_la_saisie_n_est_pas_ecrase(indicateur, editeur):
    entrer(indicateur, editeur, 3)
    vieux = Releve.objects.get().pk
    entrer(indicateur, editeur, 4, raison="Corrigé.")
    for vu in (0, vieux):
        with pytest.raises(SaisieRefusee, match="vaut maintenant 4"):
            saisir(entrees=[Entree(indicateur, saisie(5, raison="Autre."), vu)], par=editeur, maintenant=MAINTENANT)
    assert Releve.objects.get(en_vigueur=True).valeur == 4


def test_un_chiffre_compte_ne_se_saisit_pas(editeur, indicateur):
    compte = IndicateurFactory(mesure=indicateur.mesure, collecte="compte", chiffre="x")
    with pytest.raises(SaisieRefusee, match="compté par le portail"):
        entrer(compte, editeur, 3)


def test_un_departement_ne_saisit_que_chez_lui():
    region = RegionFactory(code="99")
    chez_lui, ailleurs = (DepartementFactory(region=region, code=code, slug=f"d{code}") for code in ("97", "98"))
    territoire, autre = TerritoireFactory(departement=chez_lui), TerritoireFactory(departement=ailleurs)
    indicateur = IndicateurFactory(echelle="territoire")
    personne = AttributionFactory(plan=indicateur.plan, departements=[chez_lui]).personne
    lieux = [
        ("region", "", False),
        ("departement", chez_lui.code, True),
        ("departement", ailleurs.code, False),
        ("territoire", territoire.code, True),
        ("territoire", autre.code, False),
    ]
    for echelle, code, permis in lieux:
        if permis:
            entrer(indicateur, personne, 3, echelle=echelle, territoire=code)
            continue
        with pytest.raises(SaisieRefusee, match="Votre rôle ne porte pas sur ce territoire"):
            entrer(indicateur, personne, 3, echelle=echelle, territoire=code)
    assert set(Releve.objects.values_list("territoire", flat=True)) == {chez_lui.code, territoire.code}


@pytest.mark.parametrize("du_plan", [True, False])
def test_a_quatre_yeux_rien_n_est_public_avant_la_validation(client, indicateur, editeur, validateur, du_plan):
    porteur = indicateur.plan if du_plan else indicateur
    porteur.quatre_yeux = True
    porteur.save()
    CibleFactory(indicateur=indicateur, valeur=5)
    assert entrer(indicateur, editeur, 7).issues == {0: Issue.PROPOSE}
    assert entrer(indicateur, editeur, 7).issues == {0: Issue.INCHANGE}

    def public():
        page = client.get(indicateur.mesure.get_absolute_url()).content.decode()
        api = client.get("/api/v1/releves/?revisions=oui").json()["count"]
        return api, jeu_ouvert().nombre(), "À renseigner&nbsp;: aucun relevé" not in page

    assert public() == (0, 0, False)
    assert progres_des([indicateur])[indicateur.pk].suivi == "sans_releve"
    releve = valider(proposition=PropositionDeReleve.objects.get(), par=validateur, maintenant=MAINTENANT)
    assert (releve.saisi_par, releve.proposition.decide_par) == (editeur, validateur)
    assert public() == (1, 1, True)
    indicateur.mesure.refresh_from_db()
    assert indicateur.mesure.etat == "realisee"


@pytest.fixture
def proposition(indicateur, editeur):
    indicateur.quatre_yeux = True
    indicateur.save()
    entrer(indicateur, editeur, 7)
    return PropositionDeReleve.objects.get()


def test_personne_ne_valide_ce_qu_il_a_saisi(indicateur, editeur, proposition):
    AttributionFactory(plan=indicateur.plan, personne=editeur, role="administrateur")
    with pytest.raises(ValidationRefusee, match="une autre personne"):
        valider(proposition=proposition, par=editeur, maintenant=MAINTENANT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PropositionDeReleve.objects.update(etat="refusee", motif="Non", decide_par=editeur)


def test_seul_un_role_de_validation_decide(proposition, indicateur):
    for personne in (UtilisateurFactory(agent=True), AttributionFactory(plan=indicateur.plan).personne):
        with pytest.raises(ValidationRefusee, match="Votre rôle"):
            valider(proposition=proposition, par=personne, maintenant=MAINTENANT)
    assert not Releve.objects.exists()


def test_un_refus_dit_pourquoi_et_clot(proposition, validateur):
    with pytest.raises(ValidationRefusee, match="Dites pourquoi"):
        refuser(proposition=proposition, par=validateur, motif=" ", maintenant=MAINTENANT)
    refuser(proposition=proposition, par=validateur, motif="Pas la bonne année.", maintenant=MAINTENANT)
    with pytest.raises(ValidationRefusee, match="n'attend plus"):
        valider(proposition=proposition, par=validateur, maintenant=MAINTENANT)


def test_seul_l_auteur_retire(proposition, editeur, validateur):
    with pytest.raises(ValidationRefusee):
        retirer(proposition=proposition, par=validateur, maintenant=MAINTENANT)
    assert retirer(proposition=proposition, par=editeur, maintenant=MAINTENANT).etat == EtatProposition.RETIREE


def test_une_autre_saisie_prend_la_place_de_la_premiere(proposition, indicateur, editeur):
    entrer(indicateur, editeur, 8)
    assert list(PropositionDeReleve.objects.order_by("pk").values_list("etat", "valeur")) == [
        ("remplacee", 7),
        ("attente", 8),
    ]


def test_une_validation_n_ecrase_pas_ce_qui_est_venu_entre_temps(proposition, indicateur, editeur, validateur):
    indicateur.quatre_yeux = False
    indicateur.save()
    entrer(indicateur, editeur, 9)
    with pytest.raises(ValidationRefusee, match="a changé depuis"):
        valider(proposition=proposition, par=validateur, maintenant=MAINTENANT)


def test_une_borne_changee_depuis_est_dite(proposition, indicateur, validateur):
    indicateur.maxi = 5
    indicateur.save()
    faites, refus = decider_plusieurs(
        propositions=[proposition], par=validateur, valide=True, motif="", maintenant=MAINTENANT
    )
    assert faites == 0 and "entre 0 et 5" in refus[0]


def test_la_file_ne_montre_que_ce_que_l_on_peut_decider(proposition, indicateur, validateur, editeur):
    assert list(a_valider(droits_de(validateur))) == [proposition]
    assert list(a_valider(droits_de(editeur))) == []
    ailleurs = AttributionFactory(plan=indicateur.plan, role="validateur", mesures=[IndicateurFactory().mesure])
    assert list(a_valider(droits_de(ailleurs.personne))) == []
