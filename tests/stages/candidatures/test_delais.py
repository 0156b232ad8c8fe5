"""Deadlines, reminders, retention: at their day, not a day before, once, and what was missed is caught up."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from comptes.models import Courriel
from comptes.services.donnees_personnelles import effacer_mon_compte, exporter_mes_donnees
from stages.choices import EtatCandidature, NiveauPublic
from stages.models import Candidature
from stages.services import candidatures
from stages.services.conservation_candidatures import anonymiser_les_candidatures, dernier_jour
from stages.services.echeances_candidatures import traiter_les_echeances
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature


def _recue(**champs):
    maintenant = timezone.now()
    base = {
        "offre": OffreStageFactory(entreprise__membre=UtilisateurFactory()),
        "expire_le": maintenant + timedelta(15),
    }
    return CandidatureFactory(**base | champs), maintenant


def test_le_rappel_part_trois_jours_avant_une_seule_fois():
    candidature, maintenant = _recue()
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=11, hours=23)) == (0, 0)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=12, hours=1)) == (0, 1)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=13)) == (0, 0)
    assert Courriel.objects.filter(nature="candidature-recue_rappel").count() == 1


def test_sans_reponse_elle_expire_au_quinzieme_jour_pas_avant():
    candidature, maintenant = _recue()
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=14))[0] == 0
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=40)) == (1, 0)
    candidature.refresh_from_db()
    assert candidature.etat == Etat.EXPIREE
    assert set(Courriel.objects.values_list("nature", flat=True)) == {
        "candidature-recue_rappel",
        "candidature-expiree", "candidature-expiree_entreprise",
    }  # fmt: skip
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=41)) == (0, 0)


def test_une_place_non_confirmee_est_rendue_apres_rappel():
    candidature, maintenant = _recue()
    candidatures.accepter(candidature=candidature, par=None, maintenant=maintenant)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=13)) == (0, 1)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=15, seconds=1)) == (1, 0)
    assert candidature.offre.semaines.get().places_prises == 0


def test_le_responsable_est_rappele_une_fois():
    candidature, maintenant = _recue(
        etat=Etat.A_AUTORISER, envoyee_le=None, responsable_courriel="parent@test.example", responsable_jeton="j" * 43
    )
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=2)) == (0, 0)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=4)) == (0, 1)
    assert traiter_les_echeances(maintenant=maintenant + timedelta(days=5)) == (0, 0)
    assert "j" * 43 in Courriel.objects.get(destinataire="parent@test.example").texte


@pytest.mark.parametrize(
    ("aujourdhui", "attendu"),
    [("2026-08-30", "2025-08-31"), ("2026-08-31", "2026-08-31"), ("2027-01-01", "2026-08-31")],
)
def test_le_dernier_31_aout(aujourdhui, attendu):
    lire = lambda texte: datetime.fromisoformat(texte).date()  # noqa: E731
    assert dernier_jour(lire(aujourdhui)) == lire(attendu)


def _le(annee, mois, jour):
    return datetime(annee, mois, jour, 12, tzinfo=timezone.get_current_timezone())


@time_machine.travel(datetime(2026, 11, 28, 10, tzinfo=UTC))
def test_les_eleves_deviennent_anonymes_le_31_aout():
    eleve, _ = _recue(nom="Essai", etat=Etat.REFUSEE, motif="Complet")
    adulte, _ = _recue(nom="Durand", niveau=NiveauPublic.ADULTE, etat=Etat.REFUSEE)
    Candidature.objects.update(created_at=_le(2027, 3, 1))
    eleve.cv.save("cv.pdf", ContentFile(b"%PDF"))
    nom_du_cv = eleve.cv.name
    assert anonymiser_les_candidatures(maintenant=_le(2027, 8, 30)) == 0
    assert anonymiser_les_candidatures(maintenant=_le(2027, 9, 20)) == 1
    assert anonymiser_les_candidatures(maintenant=_le(2027, 9, 21)) == 0
    eleve.refresh_from_db()
    adulte.refresh_from_db()
    vide = (eleve.prenom, eleve.nom, eleve.motivation, eleve.motif, eleve.date_naissance, eleve.candidat)
    assert vide == ("", "", "", "", None, None)
    assert (eleve.etat, eleve.niveau) == (Etat.REFUSEE, NiveauPublic.COLLEGE)
    assert adulte.nom == "Durand"
    assert anonymiser_les_candidatures(maintenant=_le(2028, 8, 31)) == 1
    assert nom_du_cv


def test_effacer_son_compte_retire_et_anonymise(django_capture_on_commit_callbacks):
    candidature, maintenant = _recue(nom="Essai")
    candidature.cv.save("cv.pdf", ContentFile(b"%PDF"))
    nom = candidature.cv.name
    candidatures.accepter(candidature=candidature, par=None, maintenant=maintenant)
    assert exporter_mes_donnees(utilisateur=candidature.candidat)["candidatures"][0]["nom"] == "Essai"
    with django_capture_on_commit_callbacks(execute=True):
        effacer_mon_compte(utilisateur=candidature.candidat)
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.nom, candidature.candidat_id) == (Etat.RETIREE, "", None)
    assert candidature.offre.semaines.get().places_prises == 0
    assert not default_storage.exists(nom)
