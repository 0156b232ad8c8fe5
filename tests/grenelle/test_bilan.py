"""What a yearly review says, how it is kept, and what is told of later revisions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grenelle.choices import EtatBilan
from grenelle.models import Bilan, Contribution, Convention, Decision, EffetSurMesure, Engagement, Mesure, Vote
from grenelle.services.bilan import AnneeRefusee, construire
from grenelle.services.bilan_contenu import ContenuIllisible, empreinte, figer, relire
from grenelle.services.bilan_indicateurs import annee_avant, ecart
from grenelle.services.bilan_publication import BilanRefuse, contenu_de, ouvrir_brouillon, publier
from grenelle.services.bilan_revisions import revisions_depuis
from grenelle.services.releves import Saisie, enregistrer_lot
from grenelle.services.suivi import decider_etat, lever_decision
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

pytestmark = pytest.mark.django_db
AUJOURDHUI = date(2026, 11, 28)


@pytest.fixture
def plan():
    return PlanFactory(slug="essai", debut=date(2023, 1, 1))


@pytest.fixture
def mesure(plan):
    return MesureFactory(axe=AxeFactory(plan=plan, code="I"), numero="7", titre="Créer une bourse")


def relever(indicateur, valeurs, *, territoire="", echelle="region", raison="", quand=MAINTENANT, **plus):
    """``valeurs``: by year."""
    saisies = [
        Saisie(
            date(annee, 1, 1), date(annee, 12, 31), None if valeur is None else Decimal(valeur), "Source d'essai",
            territoire=territoire, echelle=echelle, raison=raison, **plus,
        )
        for annee, valeur in valeurs.items()
    ]  # fmt: skip
    enregistrer_lot(indicateur=indicateur, saisies=saisies, maintenant=quand)


def bilan(plan, annee=2025):
    return construire(plan=plan, annee=annee, aujourdhui=AUJOURDHUI)


def seul(contenu):
    (mesure,) = contenu.mesures
    return mesure


def test_un_chiffre_vient_avec_l_annee_d_avant_sa_cible_et_sa_source(plan, mesure):
    indicateur = IndicateurFactory(mesure=mesure, echelle="departement")
    CibleFactory(indicateur=indicateur, valeur=1500, precision="plus")
    relever(indicateur, {2024: 1000, 2025: 1234})
    relever(indicateur, {2025: 7}, territoire="44", echelle="departement")
    (lu,) = seul(bilan(plan)).indicateurs
    (releve,) = lu.releves
    assert (releve.valeur, releve.ecrit.replace("\u202f", " ").replace("\xa0", " ")) == (Decimal(1234), "1 234")
    assert (releve.avant, releve.evolution, releve.periode) == (Decimal(1000), "+234", "2025")
    assert (releve.statut, releve.source) == ("provisoire", "Source d'essai")
    assert [(c.lieu_code, c.valeur, c.avant_ecrit) for c in lu.lieux] == [("44", Decimal(7), "")]
    (cible,) = lu.cibles
    assert cible.ecrit.startswith("plus de 1") and cible.distance == "il manque 266"


def test_ce_qui_n_est_pas_publie_ou_pas_releve_n_est_jamais_zero(plan, mesure):
    tu, muet, nul = (IndicateurFactory(mesure=mesure, rang=rang) for rang in range(3))
    relever(tu, {2024: 5, 2025: None})
    relever(muet, {2023: 4})
    relever(nul, {2025: 0})
    lu_tu, lu_muet, lu_nul = seul(bilan(plan)).indicateurs
    assert (lu_tu.releves[0].valeur, lu_tu.releves[0].ecrit, lu_tu.releves[0].evolution) == (None, "non publié", "")
    assert (lu_muet.releves, lu_muet.dernier) == ((), "4 (2023)")
    assert (lu_nul.releves[0].valeur, lu_nul.releves[0].ecrit) == (Decimal(0), "0")
    assert lu_nul.releves[0].avant is None and lu_nul.releves[0].avant_ecrit == ""


def test_l_etat_est_celui_du_31_decembre_compare_a_l_annee_d_avant(plan, mesure):
    JalonFactory(mesure=mesure, prevu_le=date(2024, 6, 30), etat="fait", fait_le=date(2025, 3, 1))
    JalonFactory(mesure=mesure, prevu_le=date(2025, 12, 1), etat="fait", fait_le=date(2026, 2, 1))
    lue = seul(bilan(plan))
    # At the end of 2025 the second milestone was 30 days late; a year before, the first was 184 days late.
    assert (lue.etat, lue.etat_avant) == ("vigilance", "en_difficulte")
    assert [(j.situation, j.phrase) for j in lue.jalons] == [
        ("fait", "244 jours après la date prévue"),
        ("en_retard", "30 jours de retard"),
    ]
    assert seul(bilan(plan, 2026)).etat == "realisee"
    sante = {p.etat: (p.nombre, p.avant) for p in bilan(plan).sante}
    assert sante == {"vigilance": (1, 0), "en_difficulte": (0, 1)}


def test_la_premiere_annee_n_a_pas_d_annee_d_avant(plan, mesure):
    contenu = bilan(plan, 2023)
    assert {p.avant for p in contenu.sante} == {None}
    assert seul(contenu).etat_avant == ""


@pytest.mark.parametrize(("prevu", "situation"), [(date(2025, 5, 1), "a_renseigner"), (date(2026, 5, 1), None)])
def test_un_jalon_dont_nul_n_a_rien_dit_n_est_pas_en_retard(plan, mesure, prevu, situation):
    JalonFactory(mesure=mesure, prevu_le=prevu)
    assert [j.situation for j in seul(bilan(plan)).jalons] == ([situation] if situation else [])


def test_l_etat_sans_date_d_un_jalon_est_lu_dans_l_historique(plan, mesure):
    jalon = JalonFactory(mesure=mesure, etat="en_cours")
    assert seul(bilan(plan)).etat == "a_lancer"  # nobody had told yet: what is running today was not done then
    jalon.history.update(history_date=datetime(2025, 6, 1, tzinfo=UTC))
    jalon.etat = "abandonne"
    jalon.save()
    assert seul(bilan(plan)).etat == "en_bonne_voie"
    assert seul(bilan(plan)).etat_avant == "a_renseigner"


def test_une_decision_de_la_region_vaut_pour_le_jour_ou_elle_tenait(plan, mesure):
    decider_etat(
        mesure=mesure, etat="vigilance", raison="Marché relancé.", par=None, maintenant=datetime(2025, 5, 1, tzinfo=UTC)
    )
    lue = seul(bilan(plan))
    assert (lue.etat, lue.etat_de_la_regle, lue.decision) == ("vigilance", "a_renseigner", "Marché relancé.")
    assert (lue.decision_le, lue.etat_avant) == (date(2025, 5, 1), "a_renseigner")
    Mesure.history.filter(id=mesure.pk).update(history_date=datetime(2025, 5, 1, tzinfo=UTC))
    lever_decision(mesure=mesure)
    assert seul(bilan(plan)).etat == "vigilance"
    assert seul(bilan(plan, 2026)).etat == "a_renseigner"


def test_une_mesure_ajoutee_ensuite_n_est_pas_dans_le_bilan(plan, mesure):
    MesureFactory(axe=mesure.axe, numero="8", ajoutee_le=date(2026, 1, 15))
    assert [m.numero for m in bilan(plan).mesures] == ["7"]
    assert [m.numero for m in bilan(plan, 2026).mesures] == ["7", "8"]
    mesure.close_le = date(2025, 6, 1)
    mesure.save()
    assert (seul(bilan(plan)).etat, seul(bilan(plan)).etat_avant) == ("close", "a_renseigner")


def test_engagements_conventions_decisions_et_grenelle_de_l_annee(plan, mesure):
    Engagement.objects.create(plan=plan, mesure=mesure, code="a", partenaire="Rectorat", libelle="Tenir")
    Engagement.objects.create(
        plan=plan, code="b", partenaire="État", libelle="Ancien", etat="tenu", pris_le=date(2023, 1, 1)
    )
    dates = {"debut": date(2023, 1, 1), "fin": date(2025, 12, 31)}
    Convention.objects.create(plan=plan, partenaire="Rectorat", objet="Cadre", **dates)
    Convention.objects.create(
        plan=plan, partenaire="Finie", objet="Cadre", debut=date(2023, 1, 1), fin=date(2024, 12, 31)
    )
    decision = Decision.objects.create(
        comite=ComiteFactory(plan=plan), le=date(2025, 6, 1), objet="Avis", texte="Oui.", demonstration=True
    )
    decision.mesures.add(mesure)
    edition = EditionFactory(plan=plan, annee=2025)
    for moderation in ("acceptee", "acceptee", "attente"):
        vue = Contribution.objects.create(
            edition=edition, mesure=mesure, texte="Plus de bus", moderation=moderation, created_at=MAINTENANT
        )
    Vote.objects.create(
        contribution=Contribution.objects.exclude(pk=vue.pk).first(),
        personne=UtilisateurFactory(),
        created_at=MAINTENANT,
    )
    EffetSurMesure.objects.create(edition=edition, mesure=mesure, nature="amendee", raison="Vote.", le=date(2026, 1, 1))
    contenu = bilan(plan)
    assert [(e.partenaire, e.mesure) for e in contenu.engagements] == [("Rectorat", "7")]
    assert [(c.partenaire, c.faits) for c in contenu.conventions] == [("Rectorat", ("arrivée à son terme",))]
    assert [(d.objet, d.mesures) for d in contenu.decisions] == [("Avis", "7")]
    assert contenu.edition is not None
    assert (contenu.edition.contributions, contenu.edition.votes) == (2, 1)
    assert [p.voix for p in contenu.edition.propositions] == [1, 0]
    assert [(e.nature, e.mesure) for e in contenu.edition.effets] == [("Mesure amendée", "7")]
    assert contenu.demonstration  # the decision is invented


def _garnir(plan, nombre):
    comite = ComiteFactory(plan=plan)
    for rang in range(nombre):
        mesure = MesureFactory(axe=AxeFactory(plan=plan))
        for _ in range(2):
            JalonFactory(mesure=mesure, etat="en_cours", prevu_le=date(2025, 5, 1))
            indicateur = IndicateurFactory(mesure=mesure, echelle="departement")
            CibleFactory(indicateur=indicateur)
            relever(indicateur, {2024: 3, 2025: 5})
            relever(indicateur, {2024: 1, 2025: 2}, territoire="44", echelle="departement")
        Engagement.objects.create(plan=plan, mesure=mesure, code=f"{mesure.pk}", partenaire="P", libelle="L")
        convention = Convention.objects.create(
            plan=plan, partenaire=f"P{rang}", objet="O", debut=date(2025, 1, 1), fin=date(2027, 12, 31)
        )
        convention.mesures.add(mesure)
        Decision.objects.create(comite=comite, le=date(2025, 2, 3), objet="A", texte="T").mesures.add(mesure)


def test_autant_de_requetes_pour_deux_mesures_que_pour_vingt(plan):
    EditionFactory(plan=plan, annee=2025)
    couts = []
    for nombre in (2, 18):
        _garnir(plan, nombre)
        with CaptureQueriesContext(connection) as requetes:
            bilan(plan)
        couts.append(len(requetes))
    assert couts[0] == couts[1] <= 30


def test_le_contenu_garde_revient_egal_a_lui_meme(plan, mesure):
    _garnir(plan, 1)
    EditionFactory(plan=plan, annee=2025)
    relever(IndicateurFactory(mesure=mesure, unite="pourcentage"), {2025: "12.50"})
    contenu = bilan(plan)
    fige = figer(contenu)
    assert relire(fige) == contenu
    assert empreinte(figer(relire(fige))) == empreinte(fige)


def test_une_conclusion_qui_manque_ne_se_devine_pas(plan, mesure):
    fige = figer(bilan(plan))
    del fige["conclusion"]
    with pytest.raises(ContenuIllisible):
        relire(fige)


@pytest.mark.parametrize("fige", [None, [], {}, {"annee": 2025}, "texte"])
def test_un_contenu_abime_est_refuse(fige):
    with pytest.raises(ContenuIllisible):
        relire(fige)


@pytest.mark.parametrize("annee", [2022, 2027, 0, -1, 10**9])
def test_une_annee_hors_du_plan_est_refusee(plan, annee):
    with pytest.raises(AnneeRefusee):
        bilan(plan, annee)
    with pytest.raises(BilanRefuse):
        ouvrir_brouillon(plan=plan, annee=annee, maintenant=MAINTENANT)


def test_publier_garde_le_contenu_tel_qu_il_est(plan, mesure):
    indicateur = IndicateurFactory(mesure=mesure)
    relever(indicateur, {2025: 10})
    agent = UtilisateurFactory()
    publie = publier(
        bilan=ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, introduction="Une année."),
        par=agent,
        maintenant=MAINTENANT,
    )
    assert (publie.etat, publie.publie_par, len(publie.empreinte)) == (EtatBilan.PUBLIE, agent, 64)
    relever(indicateur, {2025: 12}, raison="Deux réponses tardives.", quand=MAINTENANT + timedelta(days=3))
    mesure.titre = "Autre titre"
    mesure.save()
    contenu = contenu_de(Bilan.objects.get(pk=publie.pk), maintenant=MAINTENANT)
    assert (seul(contenu).titre, contenu.introduction) == ("Créer une bourse", "Une année.")
    assert seul(contenu).indicateurs[0].releves[0].valeur == 10
    with pytest.raises(BilanRefuse):
        publier(bilan=publie, par=agent, maintenant=MAINTENANT)


def test_ce_qui_a_ete_revise_depuis_est_dit_avec_l_ancienne_valeur_et_la_raison(plan, mesure):
    revu, tardif, sage = (IndicateurFactory(mesure=mesure, libelle=nom) for nom in ("Revu", "Tardif", "Sage"))
    relever(revu, {2024: 8, 2025: 10}, statut="provisoire")
    relever(sage, {2025: 3})
    contenu = bilan(plan)
    assert revisions_depuis(contenu, MAINTENANT) == []
    apres = MAINTENANT + timedelta(days=40)
    relever(revu, {2025: 12}, raison="Réponses tardives.", quand=apres)
    relever(revu, {2024: 9}, raison="Doublon retrouvé.", quand=apres)
    relever(tardif, {2025: 4}, quand=apres)
    lues = {
        (r.libelle, r.periode): (r.avant, r.apres, r.raison, r.mesure) for r in revisions_depuis(contenu, MAINTENANT)
    }
    assert lues == {
        ("Revu", "2025"): ("10, provisoire", "12, provisoire", "Réponses tardives.", "7"),
        ("Revu", "2024"): ("8", "9, provisoire", "Doublon retrouvé.", "7"),
        ("Tardif", "2025"): ("", "4, provisoire", "", "7"),
    }


def test_une_nouvelle_version_dit_pourquoi_et_l_ancienne_reste(plan, mesure):
    premier = publier(
        bilan=ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, introduction="Une année."),
        par=None,
        maintenant=MAINTENANT,
    )
    with pytest.raises(BilanRefuse, match="dites pourquoi"):
        ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, raison="  ")
    second = ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, raison="Chiffres corrigés.")
    assert (second.version, second.introduction) == (2, "Une année.")
    with pytest.raises(BilanRefuse, match="existe déjà"):
        ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, raison="Encore.")
    assert list(Bilan.objects.courants()) == [premier]
    publier(bilan=second, par=None, maintenant=MAINTENANT)
    assert [b.version for b in Bilan.objects.courants()] == [2]
    assert [b.version for b in Bilan.objects.publies()] == [2, 1]


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "publie"},
        {"etat": "publie", "contenu": {}, "publie_le": MAINTENANT},
        {"contenu": {}},
        {"version": 2},
    ],
)
def test_la_base_refuse_un_bilan_publie_sans_contenu_ou_une_version_sans_raison(plan, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Bilan.objects.create(plan=plan, annee=2025, **champs)


@pytest.mark.parametrize(
    ("jour", "avant"),
    [(date(2024, 2, 29), date(2023, 2, 28)), (date(2025, 1, 1), date(2024, 1, 1))],
)
def test_un_an_avant(jour, avant):
    assert annee_avant(jour) == avant


@pytest.mark.parametrize(
    ("valeur", "avant", "unite", "dit"),
    [
        (5, 3, "nombre", "+2"),
        (3, 5, "nombre", "\N{MINUS SIGN}2"),
        (3, 3, "nombre", "inchangé"),
        (None, 3, "nombre", ""),
        (3, None, "nombre", ""),
        ("55.5", 54, "pourcentage", "+1,5\N{NO-BREAK SPACE}point"),
        (58, 54, "pourcentage", "+4\N{NO-BREAK SPACE}points"),
    ],
)
def test_l_evolution_porte_son_signe_et_un_pourcentage_bouge_en_points(valeur, avant, unite, dit):
    nombres = [None if n is None else Decimal(n) for n in (valeur, avant)]
    assert ecart(*nombres, unite) == dit
