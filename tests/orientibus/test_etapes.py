"""A stop from its proposal to the account of what happened: states, slots, mails, time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from comptes.models import Courriel
from orientibus.choices import EtatDemande, EtatEtape, EtatInscription
from orientibus.models import CaseEtape, CompteRendu, Etape, Indisponibilite, Inscription
from orientibus.services.etapes import (
    EtapeImpossible,
    PlaceOccupee,
    annuler_etape,
    confirmer_etape,
    decliner_etape,
    demander_les_comptes,
    deplacer_etape,
    enregistrer_compte_rendu,
    liberer_sans_reponse,
    proposer_etape,
    rappeler,
)
from tests.orientibus.fabriques import MAINTENANT, MARDI, AtelierFactory, BusFactory, DemandeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]
JEUDI = MARDI + timedelta(days=2)


def proposer(demande=None, bus=None, jour=MARDI, creneau="matin", maintenant=MAINTENANT):
    return proposer_etape(
        demande=demande or DemandeFactory(),
        bus=bus or BusFactory(),
        jour=jour,
        creneau=creneau,
        auteur=None,
        maintenant=maintenant,
    )


def confirmer(etape, maintenant=MAINTENANT):
    return confirmer_etape(etape=etape, par=None, maintenant=maintenant)


def natures():
    return list(Courriel.objects.order_by("pk").values_list("nature", flat=True))


def cases():
    return set(CaseEtape.objects.values_list("jour", "creneau"))


def test_proposer_tient_le_creneau_et_ecrit_au_demandeur():
    demande = DemandeFactory()
    etape = proposer(demande)
    demande.refresh_from_db()
    assert (etape.etat, demande.etat) == (EtatEtape.PROPOSEE, EtatDemande.PROPOSEE)
    assert etape.repondre_avant == date(2026, 12, 8)
    assert (etape.heure_debut.hour, etape.heure_fin.hour) == (9, 12)
    assert cases() == {(MARDI, "matin")}
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        demande.contact_courriel,
        demande.demandeur.email,
    }
    texte = Courriel.objects.first().texte
    assert "mardi 12 janvier 2027, de 9 h 00 à 12 h 00" in texte
    assert "/orientibus/reponse/" in texte


def test_le_delai_de_reponse_finit_la_veille():
    maintenant = datetime(2027, 1, 10, 9, tzinfo=UTC)
    assert proposer(maintenant=maintenant).repondre_avant == date(2027, 1, 11)


@pytest.mark.parametrize(
    ("duree", "creneau", "attendues"),
    [
        ("soiree", "soir", {(MARDI, "soir")}),
        ("journee", "journee", {(MARDI, "matin"), (MARDI, "apres_midi")}),
        (
            "deux_jours",
            "journee",
            {(MARDI + timedelta(days=n), c) for n in (0, 1) for c in ("matin", "apres_midi", "soir")},
        ),
    ],
)
def test_une_etape_tient_les_cases_de_sa_duree(duree, creneau, attendues):
    proposer(DemandeFactory(duree=duree), creneau=creneau)
    assert cases() == attendues


@pytest.mark.parametrize(("duree", "creneau"), [("soiree", "matin"), ("journee", "matin"), ("demi_journee", "journee")])
def test_un_creneau_qui_ne_convient_pas_a_la_duree_est_refuse(duree, creneau):
    with pytest.raises(EtapeImpossible):
        proposer(DemandeFactory(duree=duree), creneau=creneau)
    assert not Etape.objects.exists()


def test_deux_etapes_au_meme_moment_sont_refusees_et_rien_n_est_ecrit():
    bus = BusFactory()
    proposer(bus=bus)
    avant, autre = Courriel.objects.count(), DemandeFactory()
    with pytest.raises(PlaceOccupee):
        proposer(autre, bus)
    autre.refresh_from_db()
    assert (Etape.objects.count(), Courriel.objects.count(), autre.etat) == (1, avant, EtatDemande.DEPOSEE)
    assert proposer(autre, bus, creneau="apres_midi")


def test_un_bus_en_panne_ou_une_date_passee_sont_refuses():
    bus = BusFactory()
    Indisponibilite.objects.create(bus=bus, debut=MARDI, fin=MARDI, motif="Panne")
    with pytest.raises(PlaceOccupee):
        proposer(bus=bus)
    with pytest.raises(EtapeImpossible, match="passée"):
        proposer(jour=date(2026, 11, 27))


def test_une_demande_n_a_qu_une_date_a_la_fois():
    etape = proposer()
    with pytest.raises(EtapeImpossible):
        proposer(etape.demande, jour=JEUDI)


def test_deplacer_garde_l_adresse_et_dit_l_ancienne_date():
    etape = confirmer(proposer())
    slug = etape.slug
    bougee = deplacer_etape(
        etape=etape, bus=etape.bus, jour=JEUDI, creneau="apres_midi", auteur=None, maintenant=MAINTENANT, motif="Panne."
    )
    assert (bougee.slug, bougee.sequence, bougee.etat) == (slug, 1, EtatEtape.PROPOSEE)
    assert bougee.demande.etat == EtatDemande.PROPOSEE
    assert cases() == {(JEUDI, "apres_midi")}
    texte = Courriel.objects.filter(nature="etape-deplacee").first().texte
    assert "mardi 12 janvier 2027 (matin)" in texte
    assert "jeudi 14 janvier 2027" in texte
    assert "Panne." in texte


def test_deplacer_en_gardant_la_confirmation():
    etape = confirmer(proposer())
    bougee = deplacer_etape(
        etape=etape, bus=etape.bus, jour=JEUDI, creneau="matin", auteur=None, maintenant=MAINTENANT, confirmer=True
    )
    assert (bougee.etat, bougee.demande.etat) == (EtatEtape.CONFIRMEE, EtatDemande.CONFIRMEE)


def test_changer_de_bus_seulement_ne_demande_rien():
    etape, bus = confirmer(proposer()), BusFactory()
    bougee = deplacer_etape(etape=etape, bus=bus, jour=MARDI, creneau="matin", auteur=None, maintenant=MAINTENANT)
    assert (bougee.etat, bougee.bus) == (EtatEtape.CONFIRMEE, bus)
    assert "Vous n'avez rien à faire" in Courriel.objects.filter(nature="etape-deplacee").first().texte


def test_deplacer_au_meme_endroit_ne_change_rien():
    etape = proposer()
    avant = Courriel.objects.count()
    meme = deplacer_etape(etape=etape, bus=etape.bus, jour=MARDI, creneau="matin", auteur=None, maintenant=MAINTENANT)
    assert (meme.sequence, Courriel.objects.count()) == (0, avant)


def test_deplacer_sur_une_place_prise_laisse_tout_en_l_etat():
    bus = BusFactory()
    proposer(bus=bus, jour=JEUDI)
    etape = proposer(bus=bus)
    with pytest.raises(PlaceOccupee):
        deplacer_etape(etape=etape, bus=bus, jour=JEUDI, creneau="matin", auteur=None, maintenant=MAINTENANT)
    etape.refresh_from_db()
    assert (etape.jour, etape.sequence, etape.cases.count()) == (MARDI, 0, 1)


def test_confirmer_deux_fois_n_ecrit_qu_une_fois():
    etape = proposer()
    confirmer(etape)
    confirmer(etape)
    assert natures().count("etape-confirmee") == 2  # the contact and the person who asked
    etape.demande.refresh_from_db()
    assert etape.demande.etat == EtatDemande.CONFIRMEE


def test_on_ne_confirme_pas_une_date_qui_a_change_sous_les_yeux():
    etape = proposer()
    deplacer_etape(etape=etape, bus=etape.bus, jour=JEUDI, creneau="matin", auteur=None, maintenant=MAINTENANT)
    with pytest.raises(EtapeImpossible, match="a changé"):
        confirmer_etape(etape=etape, par=None, maintenant=MAINTENANT, sequence=0)


def test_decliner_rend_la_date_et_la_demande_revient_a_l_etude():
    bus = BusFactory()
    etape = decliner_etape(etape=proposer(bus=bus), motif="Brevet blanc.", par=None, maintenant=MAINTENANT)
    assert (etape.etat, etape.motif, etape.demande.etat) == (EtatEtape.DECLINEE, "Brevet blanc.", "a_l_etude")
    assert not cases()
    assert proposer(etape.demande, bus).slug.endswith("-2")
    with pytest.raises(EtapeImpossible):
        confirmer(etape)


def test_annuler_previent_le_demandeur_et_les_inscrits():
    etape = confirmer(proposer())
    Inscription.objects.create(etape=etape, courriel="la@test.example", etat=EtatInscription.CONFIRMEE)
    Inscription.objects.create(etape=etape, courriel="pas@test.example")
    annuler_etape(etape=etape, motif="Bus en panne.", auteur=None, maintenant=MAINTENANT)
    assert not cases()
    assert natures().count("etape-annulee") == 2
    inscrits = Courriel.objects.filter(nature="etape-annulee_inscrits")
    assert [c.destinataire for c in inscrits] == ["la@test.example"]


def test_sans_reponse_le_creneau_revient_en_jeu_une_seule_fois():
    etape = proposer()
    assert liberer_sans_reponse(datetime(2026, 12, 8, 9, tzinfo=UTC)) == 0  # the last day counts
    assert liberer_sans_reponse(datetime(2026, 12, 9, 9, tzinfo=UTC)) == 1
    assert liberer_sans_reponse(datetime(2026, 12, 10, 9, tzinfo=UTC)) == 0
    etape.refresh_from_db()
    assert (etape.etat, etape.cases.count()) == (EtatEtape.SANS_REPONSE, 0)
    assert natures().count("etape-sans_reponse") == 2


def test_le_rappel_part_une_fois_meme_si_un_passage_a_manque():
    confirmer(proposer())
    assert rappeler(datetime(2027, 1, 4, 9, tzinfo=UTC)) == 0
    assert rappeler(datetime(2027, 1, 8, 9, tzinfo=UTC)) == 1
    assert rappeler(datetime(2027, 1, 9, 9, tzinfo=UTC)) == 0
    assert natures().count("etape-rappel") == 2


def test_une_date_confirmee_dans_les_derniers_jours_n_a_pas_de_rappel():
    etape = proposer(maintenant=datetime(2027, 1, 8, 9, tzinfo=UTC))
    confirmer(etape, datetime(2027, 1, 8, 10, tzinfo=UTC))
    rappeler(datetime(2027, 1, 9, 9, tzinfo=UTC))
    assert "etape-rappel" not in natures()


def test_le_lendemain_la_visite_est_realisee_et_le_compte_demande():
    etape = confirmer(proposer())
    assert demander_les_comptes(datetime(2027, 1, 12, 20, tzinfo=UTC)) == 0
    assert demander_les_comptes(datetime(2027, 1, 15, 9, tzinfo=UTC)) == 1
    assert demander_les_comptes(datetime(2027, 1, 16, 9, tzinfo=UTC)) == 0
    etape.refresh_from_db()
    assert (etape.etat, etape.cases.count()) == (EtatEtape.REALISEE, 1)
    etape.demande.refresh_from_db()
    assert etape.demande.etat == EtatDemande.REALISEE
    assert natures().count("etape-compte_demande") == 2


def rendre_compte(etape, maintenant, **autres):
    valeurs = {"frequentations": {"eleves": 28}, "ateliers": [], "satisfaction": 5, "remarques": ""} | autres
    return enregistrer_compte_rendu(etape=etape, par=None, maintenant=maintenant, **valeurs)


def test_le_compte_rendu_se_corrige_et_ce_qui_n_est_pas_dit_reste_inconnu():
    etape, atelier = confirmer(proposer()), AtelierFactory()
    apres = datetime(2027, 1, 13, 9, tzinfo=UTC)
    rendre_compte(etape, apres, ateliers=[atelier])
    compte = rendre_compte(etape, apres, frequentations={"eleves": 25, "familles": 0}, satisfaction=None)
    assert CompteRendu.objects.count() == 1
    assert dict(compte.frequentations.values_list("public", "nombre")) == {"eleves": 25, "familles": 0}
    assert (compte.satisfaction, compte.ateliers.count()) == (None, 0)
    etape.refresh_from_db()
    assert etape.etat == EtatEtape.REALISEE
    with pytest.raises(EtapeImpossible, match="compte rendu"):
        annuler_etape(etape=etape, motif="", auteur=None, maintenant=apres)


def test_pas_de_compte_avant_la_visite():
    with pytest.raises(EtapeImpossible, match="pas encore"):
        rendre_compte(confirmer(proposer()), MAINTENANT)


def test_une_demande_ouverte_a_tous_donne_des_places():
    etape = proposer(
        DemandeFactory(public="tous", format="decouverte", duree="journee", ouverte_a_tous=True, niveaux=[]),
        creneau="journee",
    )
    assert (etape.ouverte_a_tous, etape.places) == (True, 80)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_personnes_a_la_fois_une_seule_prend_la_place():
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    bus, demandes = BusFactory(), DemandeFactory.create_batch(4)
    depart = Barrier(4)

    def essayer(demande):
        try:
            depart.wait(timeout=20)
            return bool(proposer(demande, bus))
        except PlaceOccupee:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        resultats = list(fils.map(essayer, demandes))
    assert sorted(resultats) == [False, False, False, True]
    assert (Etape.objects.count(), CaseEtape.objects.count()) == (1, 1)
