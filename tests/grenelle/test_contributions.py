"""What the public writes to the yearly Grenelle: opening days, masking, comments, withdrawal, reports, figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commun.indicateurs import indicateurs
from commun.signalements import PAR_HEURE, TropDeSignalements
from comptes.services.donnees_personnelles import effacer_mon_compte, exporter_mes_donnees
from grenelle.models import Contribution, SignalementDeContribution, Vote
from grenelle.services import contributions as service
from grenelle.services import editions
from grenelle.services.editions import Calendrier, GrenelleRefuse
from grenelle.services.signalements import classer, signaler
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import JOUR, MAINTENANT, AxeFactory, EditionFactory, MesureFactory, PlanFactory
from tests.territoires.fabriques import RegionFactory

pytestmark = pytest.mark.django_db
TEXTE = "Un bus de plus le samedi dans les villages."


def proposer(edition=None, auteur=None, publiee=True, **champs):
    recue = service.contribuer(
        edition=edition or EditionFactory(),
        auteur=auteur or UtilisateurFactory(),
        maintenant=MAINTENANT,
        **{"titre": "Un bus le samedi", "texte": TEXTE} | champs,
    )
    return service.moderer(contribution=recue, acceptee=True, maintenant=MAINTENANT) if publiee else recue


def commenter(proposition, texte="Et le dimanche aussi, merci.", publie=True):
    recu = service.commenter(contribution=proposition, auteur=UtilisateurFactory(), texte=texte, maintenant=MAINTENANT)
    return service.moderer(contribution=recu, acceptee=True, maintenant=MAINTENANT) if publie else recu


def jours(depuis=None, jusqua=None, vote=None):
    def jour(ecart):
        return None if ecart is None else JOUR + timedelta(days=ecart)

    return {"contributions_du": jour(depuis), "contributions_au": jour(jusqua), "vote_jusqu_au": jour(vote)}


@pytest.mark.parametrize(
    ("etat", "calendrier", "recoit", "se_vote"),
    [
        ("preparation", jours(), False, False),
        ("contributions", jours(), True, True),
        ("contributions", jours(depuis=1), False, False),
        ("contributions", jours(depuis=0, jusqua=0), True, True),
        ("contributions", jours(jusqua=-1), False, True),
        ("contributions", jours(jusqua=-2, vote=-1), False, False),
        ("vote", jours(), False, True),
        ("vote", jours(vote=0), False, True),
        ("vote", jours(vote=-1), False, False),
    ],
)
def test_l_etape_et_les_jours_ouvrent_ensemble(etat, calendrier, recoit, se_vote):
    edition = EditionFactory(etat=etat, **calendrier)
    assert (edition.recoit_le(JOUR), edition.se_vote_le(JOUR)) == (recoit, se_vote)
    if recoit:
        proposer(edition)
    else:
        with pytest.raises(GrenelleRefuse, match="pas ouvertes"):
            proposer(edition)


def test_une_edition_conclue_se_lit_seulement():
    proposition = proposer()
    edition = editions.avancer(edition=proposition.edition, maintenant=MAINTENANT)
    editions.avancer(edition=edition, maintenant=MAINTENANT, conclusions="Fait.")
    proposition.refresh_from_db()
    with pytest.raises(GrenelleRefuse):
        commenter(proposition)
    with pytest.raises(GrenelleRefuse):
        service.voter(contribution=proposition, personne=UtilisateurFactory(), maintenant=MAINTENANT)


def test_les_coordonnees_sont_masquees_avant_d_etre_ecrites():
    recue = proposer(titre="Écrivez à moi@exemple.fr", texte="Appelez le 06 12 34 56 78, je vous dirai tout.")
    assert recue.masquee
    assert "moi@exemple.fr" not in recue.titre and "06 12" not in recue.texte
    assert "[téléphone masqué]" in recue.texte


@pytest.mark.parametrize("titre", ["", "bus", "x" * 121])
def test_un_titre_impossible_est_refuse(titre):
    with pytest.raises(GrenelleRefuse, match="titre"):
        proposer(titre=titre)


def test_une_personne_n_encombre_pas_la_file():
    edition, auteur = EditionFactory(), UtilisateurFactory()
    for _ in range(service.EN_ATTENTE_AU_PLUS):
        proposer(edition, auteur, publiee=False)
    with pytest.raises(GrenelleRefuse, match="attendent une relecture"):
        proposer(edition, auteur, publiee=False)
    proposer(edition)  # anybody else


def test_un_commentaire_repond_a_une_proposition_publiee():
    proposition = proposer()
    recu = commenter(proposition, publie=False)
    assert (recu.repond_a, recu.edition, recu.titre) == (proposition, proposition.edition, "")
    with pytest.raises(GrenelleRefuse):
        commenter(recu)
    with pytest.raises(GrenelleRefuse):
        commenter(proposer(publiee=False))
    with pytest.raises(GrenelleRefuse):  # a comment is not voted for
        service.voter(
            contribution=service.moderer(contribution=recu, acceptee=True, maintenant=MAINTENANT),
            personne=UtilisateurFactory(),
            maintenant=MAINTENANT,
        )


def test_on_modifie_ses_mots_tant_que_personne_ne_les_a_relus():
    auteur = UtilisateurFactory()
    recue = proposer(auteur=auteur, publiee=False)
    mesure = MesureFactory(axe=AxeFactory(plan=recue.edition.plan))
    champs = {"auteur": auteur, "titre": "Deux bus le samedi", "texte": TEXTE, "maintenant": MAINTENANT}
    modifiee = service.modifier(contribution=recue, mesure=mesure, **champs)
    assert (modifiee.titre, modifiee.mesure, modifiee.modifiee_le) == ("Deux bus le samedi", mesure, MAINTENANT)
    with pytest.raises(GrenelleRefuse, match="pas la vôtre"):
        service.modifier(contribution=recue, **champs | {"auteur": UtilisateurFactory()})
    with pytest.raises(GrenelleRefuse, match="pas de ce plan"):
        service.modifier(contribution=recue, mesure=MesureFactory(), **champs)
    service.moderer(contribution=recue, acceptee=True, maintenant=MAINTENANT)
    with pytest.raises(GrenelleRefuse, match="relue"):
        service.modifier(contribution=recue, **champs)


def test_la_moderation_ne_publie_pas_ce_qu_elle_n_a_pas_lu():
    auteur = UtilisateurFactory()
    recue = proposer(auteur=auteur, publiee=False)
    lue = recue.version
    service.modifier(
        contribution=recue,
        auteur=auteur,
        titre="Tout autre chose",
        texte=TEXTE,
        maintenant=MAINTENANT + timedelta(minutes=1),
    )
    with pytest.raises(GrenelleRefuse, match="a changé"):
        service.moderer(contribution=recue, acceptee=True, maintenant=MAINTENANT, version=lue)
    assert not Contribution.objects.publiees().exists()


def test_on_retire_ses_mots():
    auteur = UtilisateurFactory()
    assert service.retirer(contribution=proposer(auteur=auteur, publiee=False), auteur=auteur) is True
    assert not Contribution.objects.exists()
    publiee = proposer(auteur=auteur)
    commenter(publiee)
    with pytest.raises(GrenelleRefuse, match="pas la vôtre"):
        service.retirer(contribution=publiee, auteur=UtilisateurFactory())
    assert service.retirer(contribution=publiee, auteur=auteur) is False
    assert not Contribution.objects.all().visibles().exists()  # its comment went out of sight with it
    with pytest.raises(GrenelleRefuse, match="pas publiée"):
        service.retirer(contribution=publiee, auteur=auteur)
    with pytest.raises(GrenelleRefuse, match="retirée"):
        service.moderer(contribution=publiee, acceptee=True, maintenant=MAINTENANT)


def test_le_compte_efface_n_emporte_pas_ce_qui_est_publie():
    auteur = UtilisateurFactory()
    publiee = proposer(auteur=auteur)
    proposer(publiee.edition, auteur, publiee=False, titre="Jamais relue")
    signaler_par(auteur, proposer())
    emporte = exporter_mes_donnees(utilisateur=auteur)["grenelle"]
    assert {c["titre"] for c in emporte["contributions"]} == {"Un bus le samedi", "Jamais relue"}
    assert len(emporte["signalements"]) == 1
    effacer_mon_compte(utilisateur=auteur)
    publiee.refresh_from_db()
    assert publiee.auteur is None
    assert not Contribution.objects.filter(titre="Jamais relue").exists()


def signaler_par(personne, contribution, maintenant=MAINTENANT):
    return signaler(
        contribution=contribution,
        motif="injure",
        precision=" Relisez. ",
        utilisateur=personne,
        adresse="192.0.2.1",
        maintenant=maintenant,
    )


def test_un_signalement_par_lecteur_et_par_jour():
    proposition, lecteur = proposer(), UtilisateurFactory()
    assert signaler_par(lecteur, proposition) == signaler_par(lecteur, proposition)
    assert signaler_par(lecteur, proposition, MAINTENANT + timedelta(days=1))
    assert SignalementDeContribution.objects.count() == 2
    assert classer(contribution=proposition, par=lecteur, suite="Gardée", maintenant=MAINTENANT) == 2
    assert classer(contribution=proposition, par=lecteur, suite="Gardée", maintenant=MAINTENANT) == 0


def test_trop_de_signalements_en_une_heure():
    lecteur, proposition = UtilisateurFactory(), proposer()
    for _ in range(PAR_HEURE):
        signaler_par(lecteur, proposition)
    with pytest.raises(TropDeSignalements):
        signaler_par(lecteur, proposition)


def test_une_edition_se_prepare_une_fois_par_an_avec_des_jours_dans_l_ordre():
    plan = PlanFactory()
    champs = {"plan": plan, "annee": 2027, "titre": "Grenelle 2027"}
    edition = editions.preparer(calendrier=Calendrier(contributions_du=JOUR), **champs)
    assert (edition.etat, edition.contributions_du) == ("preparation", JOUR)
    with pytest.raises(GrenelleRefuse, match="déjà une édition"):
        editions.preparer(calendrier=Calendrier(), **champs)
    with pytest.raises(GrenelleRefuse, match="année"):
        editions.preparer(calendrier=Calendrier(), **champs | {"annee": 27})
    with pytest.raises(GrenelleRefuse, match="titre"):
        editions.preparer(calendrier=Calendrier(), **champs | {"annee": 2028, "titre": " "})
    a_l_envers = Calendrier(contributions_du=JOUR, contributions_au=JOUR - timedelta(days=1))
    with pytest.raises(GrenelleRefuse, match="finir avant"):
        editions.changer_le_calendrier(edition=edition, calendrier=a_l_envers)
    with pytest.raises(GrenelleRefuse, match="vote"):
        trop_tot = Calendrier(contributions_au=JOUR, vote_jusqu_au=JOUR - timedelta(days=1))
        editions.changer_le_calendrier(edition=edition, calendrier=trop_tot)
    assert editions.changer_le_calendrier(edition=edition, calendrier=Calendrier()).contributions_du is None


def test_les_contributions_et_les_votes_sont_des_chiffres_du_portail():
    RegionFactory(code="52")
    debut, fin = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    edition = EditionFactory(plan__region_code="52")
    publiee = proposer(edition)
    commenter(publiee)
    proposer(edition, publiee=False)
    service.voter(contribution=publiee, personne=UtilisateurFactory(), maintenant=MAINTENANT)
    for autre in (EditionFactory(plan__region_code="28"), EditionFactory(plan__region_code="52", demonstration=True)):
        service.voter(contribution=proposer(autre), personne=UtilisateurFactory(), maintenant=MAINTENANT)
    assert indicateurs()["grenelle.contributions_publiees"](debut, fin) == {None: 2}
    assert indicateurs()["grenelle.votes_exprimes"](debut, fin) == {None: 1}
    assert indicateurs()["grenelle.votes_exprimes"](fin, fin + timedelta(days=30)) == {None: 0}
    service.moderer(contribution=publiee, acceptee=False, motif="Hors sujet.", maintenant=MAINTENANT)
    assert indicateurs()["grenelle.votes_exprimes"](debut, fin) == {None: 0}
    assert Vote.objects.filter(contribution=publiee).exists()


def test_relire_de_nouveau_ne_change_pas_le_jour_de_publication():
    publiee = proposer()
    plus_tard = MAINTENANT + timedelta(days=40)
    assert service.moderer(contribution=publiee, acceptee=True, maintenant=plus_tard).moderee_le == MAINTENANT
    assert date(2026, 11, 28) == publiee.moderee_le.date()
