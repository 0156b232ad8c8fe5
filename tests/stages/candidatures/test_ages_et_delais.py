"""Legal ages on the first day, ages that go with a level, and delays that end on time even when a run is late."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from stages.choices import EtatCandidature, NiveauPublic, Section
from stages.services import candidatures
from stages.services.ages import refus_d_age
from stages.services.candidatures import CandidatureImpossible, Dossier
from stages.services.regles import regles_au
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature
DEBUT = date(2026, 12, 14)


def _refus(section, niveau, naissance) -> tuple[str, str]:
    return refus_d_age(section=section, niveau=niveau, naissance=naissance, debut=DEBUT, regles=regles_au(DEBUT))


@pytest.mark.parametrize(
    ("section", "niveau", "naissance"),
    [
        (Section.OBSERVATION, NiveauPublic.COLLEGE, date(2013, 12, 14)),
        (Section.PMSMP, NiveauPublic.ADULTE, date(2010, 12, 14)),
        (Section.ALTERNANCE, NiveauPublic.LYCEE_PRO, date(2011, 12, 14)),
        (Section.LONG, NiveauPublic.SUPERIEUR, date(2006, 1, 1)),
        (Section.VTE, NiveauPublic.SUPERIEUR, date(1960, 1, 1)),
    ],
)
def test_qui_a_l_age_au_premier_jour_peut_venir(section, niveau, naissance):
    assert _refus(section, niveau, naissance) == ("", "")


@pytest.mark.parametrize(
    ("section", "niveau", "naissance", "dit"),
    [
        (Section.PMSMP, NiveauPublic.ADULTE, date(2010, 12, 15), "16 ans"),
        (Section.ALTERNANCE, NiveauPublic.LYCEE_PRO, date(2011, 12, 15), "15 ans"),
        (Section.OBSERVATION, NiveauPublic.COLLEGE, date(1990, 1, 1), "va mal"),
        (Section.OBSERVATION, NiveauPublic.COLLEGE, date(2020, 1, 1), "va mal"),
        (Section.LONG, NiveauPublic.SUPERIEUR, date(2014, 1, 1), "va mal"),
    ],
)
def test_un_jour_trop_jeune_ou_un_niveau_qui_va_mal_est_refuse_dans_le_bon_champ(section, niveau, naissance, dit):
    message, champ = _refus(section, niveau, naissance)
    assert dit in message
    assert champ == "date_naissance"


def test_le_service_refuse_une_candidature_trop_jeune():
    offre = OffreStageFactory(
        section=Section.PMSMP, niveaux=[NiveauPublic.ADULTE], capacite=1, debut=DEBUT, fin=DEBUT + timedelta(days=4)
    )
    dossier = Dossier(prenom="Lou", niveau=NiveauPublic.ADULTE, motivation="Voir.", date_naissance=date(2012, 5, 4))
    with pytest.raises(CandidatureImpossible) as refus:
        candidatures.postuler(
            offre=offre, semaine=None, candidat=UtilisateurFactory(), dossier=dossier, maintenant=timezone.now()
        )
    assert refus.value.champ == "date_naissance"
    assert "16 ans" in str(refus.value)


def test_le_lien_du_responsable_meurt_a_l_heure_dite_meme_sans_passage_horaire():
    maintenant = timezone.now()
    candidature = CandidatureFactory(
        etat=Etat.A_AUTORISER, envoyee_le=None, responsable_jeton="jeton-essai", expire_le=maintenant
    )
    with pytest.raises(CandidatureImpossible):
        candidatures.autoriser(jeton="jeton-essai", maintenant=maintenant)
    candidature.refresh_from_db()
    assert candidature.etat == Etat.A_AUTORISER
    candidatures.autoriser(jeton="jeton-essai", maintenant=maintenant - timedelta(seconds=1))
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ENVOYEE


def test_une_reponse_apres_le_delai_ne_prend_pas_de_place():
    maintenant = timezone.now()
    candidature = CandidatureFactory(expire_le=maintenant)
    with pytest.raises(CandidatureImpossible, match="délai"):
        candidatures.accepter(candidature=candidature, par=UtilisateurFactory(), maintenant=maintenant)
    candidature.semaine.refresh_from_db()
    assert candidature.semaine.places_prises == 0


def test_une_confirmation_apres_le_delai_est_refusee():
    maintenant = timezone.now()
    candidature = CandidatureFactory(etat=Etat.ACCEPTEE, a_confirmer_avant=maintenant)
    with pytest.raises(CandidatureImpossible, match="délai"):
        candidatures.confirmer(candidature=candidature, maintenant=maintenant)
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ACCEPTEE


@pytest.mark.parametrize(("jours", "avant_la_fin_du_delai"), [(40, False), (10, True)])
def test_nul_ne_repond_ni_ne_confirme_apres_le_premier_jour(jours, avant_la_fin_du_delai):
    """Fifteen days, but never past the morning when the stay begins."""
    maintenant = timezone.now()
    lundi = timezone.localdate(maintenant) + timedelta(days=jours)
    matin = timezone.make_aware(datetime.combine(lundi, time.min))
    limite = matin if avant_la_fin_du_delai else maintenant + timedelta(days=15)
    offre = OffreStageFactory(semaines=[(lundi, 2)])
    dossier = Dossier(
        prenom="Lou", niveau=NiveauPublic.COLLEGE, motivation="Voir.", date_naissance=lundi - timedelta(days=14 * 366),
        responsable_nom="Parent", responsable_courriel="parent@exemple.fr", responsable_telephone="0240000000",
    )  # fmt: skip
    envoyee = candidatures.postuler(
        offre=offre, semaine=offre.semaines.get(), candidat=UtilisateurFactory(), dossier=dossier, maintenant=maintenant
    )
    assert envoyee.expire_le == limite
    envoyee = candidatures.autoriser(jeton=envoyee.responsable_jeton, maintenant=maintenant)
    acceptee = candidatures.accepter(candidature=envoyee, par=UtilisateurFactory(), maintenant=maintenant)
    assert envoyee.expire_le == acceptee.a_confirmer_avant == limite


def test_une_offre_deja_commencee_laisse_tout_le_delai():
    maintenant = timezone.now()
    hier = timezone.localdate(maintenant) - timedelta(days=1)
    offre = OffreStageFactory(
        section=Section.ALTERNANCE,
        niveaux=[NiveauPublic.SUPERIEUR],
        capacite=1,
        debut=hier,
        fin=hier + timedelta(days=300),
    )
    dossier = Dossier(
        prenom="Lou", niveau=NiveauPublic.SUPERIEUR, motivation="Voir.", date_naissance=hier - timedelta(days=20 * 366)
    )
    envoyee = candidatures.postuler(
        offre=offre, semaine=None, candidat=UtilisateurFactory(), dossier=dossier, maintenant=maintenant
    )
    assert envoyee.expire_le == maintenant + timedelta(days=15)
