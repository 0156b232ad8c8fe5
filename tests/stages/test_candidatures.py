"""Applications: who may apply, what a minor needs, which place is taken and given back, what expires when."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Reserve, Section
from stages.models import Candidature, OffreStage, PlaceReservee
from stages.services import candidatures
from stages.services.candidatures import CandidatureImpossible, Dossier
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, UtilisateurFactory, il_y_a, prochain_lundi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature
MAJEUR = {"date_naissance": date(1990, 1, 1), "niveau": NiveauPublic.ADULTE}
RESPONSABLE = {
    "responsable_nom": "Dominique Essai",
    "responsable_courriel": "parent@test.example",
    "responsable_telephone": "06 00 00 00 01",
}


def _dossier(**champs) -> Dossier:
    base = {
        "prenom": "Lou", "niveau": NiveauPublic.COLLEGE, "motivation": "Voir un fournil.",
        "date_naissance": il_y_a(14),
    }  # fmt: skip
    return Dossier(**base | RESPONSABLE | champs)


def _postuler(offre, candidat=None, maintenant=None, semaine="premiere", **champs) -> Candidature:
    return candidatures.postuler(
        offre=offre,
        semaine=offre.semaines.first() if semaine == "premiere" else semaine,
        candidat=candidat or UtilisateurFactory(),
        dossier=_dossier(**champs),
        maintenant=maintenant or timezone.now(),
    )


def _offre_adulte(**champs) -> OffreStage:
    debut = prochain_lundi(timezone.localdate(), 4)
    base = {
        "section": Section.PMSMP, "niveaux": [NiveauPublic.ADULTE], "capacite": 1, "debut": debut,
        "fin": debut + timedelta(days=4),
    }  # fmt: skip
    return OffreStageFactory(**base | champs)


def test_la_candidature_d_un_mineur_attend_l_accord_du_responsable():
    candidature = _postuler(OffreStageFactory())
    assert candidature.mineur
    assert candidature.etat == Etat.A_AUTORISER
    assert candidature.envoyee_le is None
    candidatures.autoriser(jeton=candidature.responsable_jeton, maintenant=timezone.now())
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ENVOYEE
    assert [e.etat for e in candidature.evenements.all()] == [Etat.A_AUTORISER, Etat.ENVOYEE]


@pytest.mark.parametrize("champ", list(RESPONSABLE))
def test_sans_responsable_complet_un_mineur_ne_postule_pas(champ):
    with pytest.raises(CandidatureImpossible) as refus:
        _postuler(OffreStageFactory(), **{champ: " "})
    assert refus.value.champ == champ
    assert not Candidature.objects.exists()


def test_le_responsable_n_a_ni_l_adresse_ni_le_telephone_de_l_eleve():
    eleve = UtilisateurFactory()
    with pytest.raises(CandidatureImpossible) as refus:
        _postuler(OffreStageFactory(), eleve, responsable_courriel=eleve.email.upper())
    assert refus.value.champ == "responsable_courriel"
    with pytest.raises(CandidatureImpossible) as refus:
        _postuler(OffreStageFactory(), telephone="0600000001")
    assert refus.value.champ == "responsable_telephone"


@pytest.mark.parametrize("jeton", ["", "inconnu"])
def test_un_jeton_inconnu_n_autorise_rien(jeton):
    CandidatureFactory(responsable_jeton="", etat=Etat.A_AUTORISER)
    with pytest.raises(CandidatureImpossible):
        candidatures.autoriser(jeton=jeton, maintenant=timezone.now())


def test_on_ne_postule_qu_une_fois_a_la_fois():
    offre, personne = OffreStageFactory(), UtilisateurFactory()
    premiere = _postuler(offre, personne)
    with pytest.raises(CandidatureImpossible, match="déjà une candidature"):
        _postuler(offre, personne)
    candidatures.retirer(candidature=premiere, maintenant=timezone.now())
    assert _postuler(offre, personne).etat == Etat.A_AUTORISER


@pytest.mark.parametrize("etat", [EtatOffre.COMPLETE, EtatOffre.EXPIREE, EtatOffre.RETIREE, EtatOffre.BROUILLON])
def test_une_offre_qui_n_est_pas_publiee_ne_prend_pas_de_candidature(etat):
    with pytest.raises(CandidatureImpossible, match="ne prend plus"):
        _postuler(OffreStageFactory(etat=etat))


def test_le_niveau_demande_est_verifie():
    with pytest.raises(CandidatureImpossible) as refus:
        _postuler(OffreStageFactory(), niveau=NiveauPublic.SUPERIEUR)
    assert refus.value.champ == "niveau"


def test_dix_candidatures_en_attente_au_plus():
    personne = UtilisateurFactory()
    for _ in range(10):
        CandidatureFactory(candidat=personne)
    with pytest.raises(CandidatureImpossible, match="10 candidatures"):
        _postuler(OffreStageFactory(), personne)


def test_trois_candidatures_a_la_meme_entreprise_en_sept_jours_comptent_pour_une():
    personne, offre = UtilisateurFactory(), OffreStageFactory()
    for _ in range(9):
        CandidatureFactory(candidat=personne)
    for _ in range(3):
        autre = OffreStageFactory(entreprise=offre.entreprise)
        assert _postuler(autre, personne).pk
    with pytest.raises(CandidatureImpossible, match="10 candidatures"):
        _postuler(OffreStageFactory(), personne)


def test_accepter_prend_la_place_et_ferme_l_offre_quand_c_est_la_derniere():
    offre = _offre_adulte()
    candidature = _postuler(offre, semaine=None, **MAJEUR)
    agent = UtilisateurFactory()
    candidatures.accepter(candidature=candidature, par=agent, maintenant=timezone.now())
    offre.refresh_from_db()
    assert (offre.places_prises, offre.etat) == (1, EtatOffre.COMPLETE)
    candidatures.retirer(candidature=candidature, maintenant=timezone.now())
    offre.refresh_from_db()
    assert (offre.places_prises, offre.etat) == (0, EtatOffre.PUBLIEE)


def test_une_place_gardee_pour_l_education_prioritaire_n_est_pas_ouverte_aux_autres():
    offre = _offre_adulte(capacite=2)
    PlaceReservee.objects.create(offre=offre, type=Reserve.EDUCATION_PRIORITAIRE, nombre=1)
    premiere = _postuler(offre, semaine=None, **MAJEUR)
    candidatures.accepter(candidature=premiere, par=UtilisateurFactory(), maintenant=timezone.now())
    with pytest.raises(CandidatureImpossible, match="réservées"):
        _postuler(offre, semaine=None, **MAJEUR)


def test_confirmer_annule_les_autres_candidatures_des_memes_jours():
    personne = UtilisateurFactory()
    lundi = prochain_lundi(timezone.localdate(), 3)
    une, autre, ailleurs = (
        CandidatureFactory(candidat=personne, etat=Etat.ACCEPTEE, offre=OffreStageFactory(semaines=[(quand, 1)]))
        for quand in (lundi, lundi, lundi + timedelta(days=7))
    )
    for candidature in (une, autre, ailleurs):
        candidature.offre.semaines.update(places_prises=1)
    candidatures.confirmer(candidature=une, maintenant=timezone.now())
    for candidature in (une, autre, ailleurs):
        candidature.refresh_from_db()
    assert [une.etat, autre.etat, ailleurs.etat] == [Etat.CONFIRMEE, Etat.ANNULEE, Etat.ACCEPTEE]
    assert autre.offre.semaines.get().places_prises == 0


def test_quinze_jours_sans_reponse_font_expirer_un_jour_plus_tot_non():
    offre = _offre_adulte()
    depart = timezone.now()
    candidature = _postuler(offre, semaine=None, maintenant=depart, **MAJEUR)
    assert candidatures.expirer_candidatures(maintenant=depart + timedelta(days=14, hours=23)) == 0
    assert candidatures.expirer_candidatures(maintenant=depart + timedelta(days=15)) == 1
    assert candidatures.expirer_candidatures(maintenant=depart + timedelta(days=16)) == 0
    candidature.refresh_from_db()
    assert candidature.etat == Etat.EXPIREE


def test_une_acceptation_non_confirmee_rend_la_place():
    offre = _offre_adulte()
    candidature = _postuler(offre, semaine=None, **MAJEUR)
    candidatures.accepter(candidature=candidature, par=UtilisateurFactory(), maintenant=timezone.now())
    assert candidatures.expirer_candidatures(maintenant=timezone.now() + timedelta(days=15, minutes=1)) == 1
    offre.refresh_from_db()
    assert (offre.places_prises, offre.etat) == (0, EtatOffre.PUBLIEE)


@pytest.mark.parametrize("action", ["accepter", "refuser"])
def test_on_ne_repond_pas_deux_fois(action):
    candidature = CandidatureFactory(etat=Etat.REFUSEE)
    arguments = {"par": UtilisateurFactory(), "maintenant": timezone.now()}
    if action == "refuser":
        arguments["motif"] = "Complet"
    with pytest.raises(CandidatureImpossible, match="déjà passée"):
        getattr(candidatures, action)(candidature=candidature, **arguments)


def _ensemble(taches) -> list[str]:
    """Run the tasks at the same time; says which succeeded."""
    depart, issues = Barrier(len(taches)), []

    def courir(tache):
        try:
            depart.wait()
            tache()
            issues.append("fait")
        except CandidatureImpossible:
            issues.append("refuse")
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(tache,)) for tache in taches]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sorted(issues)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_la_derniere_place_prise_deux_fois_en_meme_temps_n_est_prise_qu_une_fois():
    offre = _offre_adulte()
    deux = [_postuler(offre, semaine=None, **MAJEUR) for _ in range(2)]
    agent = UtilisateurFactory()
    issues = _ensemble(
        [lambda c=c: candidatures.accepter(candidature=c, par=agent, maintenant=timezone.now()) for c in deux]
    )
    offre.refresh_from_db()
    assert issues == ["fait", "refuse"]
    assert offre.places_prises == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_confirmations_de_la_meme_semaine_en_meme_temps_une_seule_gagne():
    personne = UtilisateurFactory()
    lundi = prochain_lundi(timezone.localdate(), 3)
    deux = [
        CandidatureFactory(candidat=personne, etat=Etat.ACCEPTEE, offre=OffreStageFactory(semaines=[(lundi, 1)]))
        for _ in range(2)
    ]
    issues = _ensemble([lambda c=c: candidatures.confirmer(candidature=c, maintenant=timezone.now()) for c in deux])
    assert issues == ["fait", "refuse"]
    assert Candidature.objects.filter(candidat=personne, etat=Etat.CONFIRMEE).count() == 1
