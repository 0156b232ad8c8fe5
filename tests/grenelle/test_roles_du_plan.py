"""Every role against every action of the plan, by the service that does it; nothing is allowed by default."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from grenelle.choices import RoleDePlan
from grenelle.models import Attribution, EditionGrenelle, Engagement, PropositionDeReleve, Releve
from grenelle.services import saisie_mesure as gestes
from grenelle.services.releves import Saisie
from grenelle.services.roles import Action, ActionRefusee, droits_de
from grenelle.services.saisie import Entree, SaisieRefusee, saisir
from grenelle.services.validation import ValidationRefusee, valider
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    JOUR,
    MAINTENANT,
    AttributionFactory,
    EditionFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)
from tests.territoires.fabriques import DepartementFactory, RegionFactory

pytestmark = pytest.mark.django_db
REFUS = (ActionRefusee, SaisieRefusee, ValidationRefusee)

# who -> what succeeds on measure « sienne »; everything else must be refused.
TABLE = {
    "personne": set(),
    "agent sans rôle": set(),
    "referent sans rôle": set(),
    "compte fermé": set(),
    "rôle sans accès": set(),
    "autre plan": set(),
    "autre mesure": set(),
    RoleDePlan.LECTEUR: set(),
    RoleDePlan.EDITEUR: {"commenter", "saisir", "saisir-97", "jalon", "engagement"},
    "éditeur du 97": {"commenter", "saisir-97"},
    RoleDePlan.VALIDATEUR: {"commenter", "valider"},
    RoleDePlan.ADMINISTRATEUR: {
        "commenter", "saisir", "saisir-97", "jalon", "engagement", "valider", "decider", "amender"
    },
    "administration du portail": {
        "commenter", "saisir", "saisir-97", "jalon", "engagement", "valider", "decider", "amender"
    },
}  # fmt: skip
LIT = {RoleDePlan.LECTEUR, RoleDePlan.EDITEUR, "éditeur du 97", RoleDePlan.VALIDATEUR, RoleDePlan.ADMINISTRATEUR}
ACTES = ["commenter", "saisir", "saisir-97", "jalon", "engagement", "valider", "decider", "amender"]


@pytest.fixture
def cas():
    """A measure with something for every act."""
    region = RegionFactory(code="99")
    DepartementFactory(region=region, code="97", slug="d97")
    mesure = MesureFactory()
    plan = mesure.axe.plan
    indicateur = IndicateurFactory(mesure=mesure, echelle="departement")
    return {
        "mesure": mesure,
        "indicateur": indicateur,
        "jalon": JalonFactory(mesure=mesure),
        "engagement": Engagement.objects.create(plan=plan, mesure=mesure, code="e", partenaire="P", libelle="L"),
        "edition": EditionFactory(plan=plan, etat="conclue", conclue_le=MAINTENANT),
        "proposition": PropositionDeReleve.objects.create(
            indicateur=indicateur,
            debut=date(2024, 1, 1),
            fin=date(2024, 12, 31),
            valeur=1,
            source="Essai",
            propose_le=MAINTENANT,
        ),
    }


def qui(nom, cas):
    plan, mesure = cas["mesure"].axe.plan, cas["mesure"]
    if nom in RoleDePlan.values:
        return AttributionFactory(plan=plan, role=nom, mesures=[mesure]).personne
    match nom:
        case "personne":
            return UtilisateurFactory()
        case "agent sans rôle":
            return UtilisateurFactory(agent=True)
        case "referent sans rôle":
            return UtilisateurFactory(referent=True)
        case "compte fermé":
            return AttributionFactory(plan=plan, role="administrateur", personne__is_active=False).personne
        case "rôle sans accès":
            return AttributionFactory(plan=plan, role="administrateur", personne__is_staff=False).personne
        case "autre plan":
            return AttributionFactory(plan=PlanFactory(), role="administrateur").personne
        case "autre mesure":
            autre = MesureFactory(axe=mesure.axe)
            return AttributionFactory(plan=plan, role="administrateur", mesures=[autre]).personne
        case "éditeur du 97":
            from territoires.models import Departement

            referent = UtilisateurFactory(referent=True)
            ici = Departement.objects.get(code="97")
            return AttributionFactory(plan=plan, personne=referent, departements=[ici]).personne
    return UtilisateurFactory(administration=True)


def faire(acte, par, cas):
    mesure, signe = cas["mesure"], {"par": par, "maintenant": MAINTENANT}
    match acte:
        case "commenter":
            gestes.commenter(mesure=mesure, texte="Vu.", **signe)
        case "saisir" | "saisir-97":
            lieu = {"echelle": "departement", "territoire": "97"} if acte == "saisir-97" else {}
            saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(2), "Essai", **lieu)
            saisir(entrees=[Entree(cas["indicateur"], saisie)], **signe)
        case "jalon":
            gestes.dire_le_jalon(jalon=cas["jalon"], etat="en_cours", fait_le=None, raison="Vu.", **signe)
        case "engagement":
            gestes.dire_l_engagement(engagement=cas["engagement"], etat="tenu", raison="", par=par)
        case "valider":
            valider(proposition=cas["proposition"], **signe)
        case "decider":
            gestes.decider(mesure=mesure, etat="vigilance", raison="À surveiller.", **signe)
        case "amender":
            gestes.changer_le_plan(
                edition=cas["edition"], mesure=mesure, nature="amendee", titre="Neuf", raison="Vote.", le=JOUR, **signe
            )


def trace(cas):
    """Everything that an act could have changed."""
    cas["mesure"].refresh_from_db()
    return (
        cas["mesure"].titre,
        cas["mesure"].etat_decide,
        cas["mesure"].commentaires.count(),
        Releve.objects.count(),
        EditionGrenelle.objects.get().effets.count(),
        type(cas["jalon"]).objects.get().etat,
        Engagement.objects.get().etat,
        PropositionDeReleve.objects.get().etat,
    )


@pytest.mark.parametrize("nom", TABLE)
def test_chaque_role_face_a_chaque_acte(nom, cas):
    par, permis = qui(nom, cas), set()
    for acte in ACTES:
        avant = trace(cas)
        try:
            faire(acte, par, cas)
            permis.add(acte)
        except REFUS:
            assert trace(cas) == avant, acte
    assert permis == TABLE[nom]


@pytest.mark.parametrize("nom", TABLE)
def test_chaque_role_face_a_l_ecran_de_la_mesure(client, nom, cas):
    par = qui(nom, cas)
    client.force_login(par)
    adresse = reverse("admin:grenelle_mesure_suivi", args=[cas["mesure"].pk])
    reponse = client.get(adresse)
    assert (reponse.status_code == 200) == (nom in LIT or nom == "administration du portail")
    avant = trace(cas)
    cle = f"jalon-{cas['jalon'].pk}"
    reponse = client.post(adresse, {"geste": cle, f"{cle}-etat": "en_cours"})
    assert (trace(cas) != avant) == ("jalon" in TABLE[nom])
    if reponse.status_code == 200:
        assert "jalon" not in TABLE[nom]


def test_les_roles_s_additionnent(cas):
    plan, mesure = cas["mesure"].axe.plan, cas["mesure"]
    personne = AttributionFactory(plan=plan, role="lecteur").personne
    AttributionFactory(plan=plan, role="editeur", personne=personne, mesures=[mesure])
    droits = droits_de(personne)
    autre = MesureFactory(axe=mesure.axe)
    assert droits.sur_la_mesure(Action.SAISIR, plan.pk, mesure.pk)
    assert not droits.sur_la_mesure(Action.SAISIR, plan.pk, autre.pk)
    assert droits.sur_la_mesure(Action.LIRE, plan.pk, autre.pk)
    assert not droits.sur_la_mesure(Action.SAISIR, plan.pk, None)


def test_personne_ne_se_donne_un_role(client, cas):
    plan = cas["mesure"].axe.plan
    attribution = AttributionFactory(plan=plan, role="administrateur")
    client.force_login(attribution.personne)
    ajout, donnees = reverse("admin:grenelle_attribution_add"), {"plan": plan.pk, "toutes_les_mesures": "on"}
    sienne = client.post(ajout, donnees | {"personne": attribution.personne_id, "role": "validateur"})
    assert sienne.status_code == 403
    collegue = UtilisateurFactory(agent=True)
    assert client.post(ajout, donnees | {"personne": collegue.pk, "role": "validateur"}).status_code == 302
    assert (
        client.post(ajout, donnees | {"personne": collegue.pk, "role": "editeur", "plan": PlanFactory().pk}).status_code
        == 200
    )
    assert Attribution.objects.filter(personne=collegue).count() == 1
    assert client.get(reverse("admin:grenelle_attribution_change", args=[attribution.pk])).status_code == 403


def test_seule_l_administration_du_plan_voit_les_roles(client, cas):
    liste = reverse("admin:grenelle_attribution_changelist")
    for nom, statut in ((RoleDePlan.EDITEUR, 403), (RoleDePlan.ADMINISTRATEUR, 200), ("agent sans rôle", 403)):
        client.force_login(qui(nom, cas))
        assert client.get(liste).status_code == statut, nom


def test_un_editeur_change_les_jalons_de_ses_mesures_et_rien_d_autre(client, cas):
    client.force_login(qui(RoleDePlan.EDITEUR, cas))
    ailleurs = JalonFactory(mesure=MesureFactory(axe=cas["mesure"].axe))
    change = "admin:grenelle_{}_change"
    for modele, objet, statut in (
        ("jalon", cas["jalon"], 200),
        ("jalon", ailleurs, 403),
        ("mesure", cas["mesure"], 403),
        ("indicateur", cas["indicateur"], 403),
        ("plan", cas["mesure"].axe.plan, 403),
    ):
        assert client.post(reverse(change.format(modele), args=[objet.pk]), {}).status_code == statut, modele
    assert client.post(reverse("admin:grenelle_jalon_delete", args=[cas["jalon"].pk])).status_code == 403
