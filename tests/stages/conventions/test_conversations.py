"""Conversations: when they open, what is masked, who is told and how often, what is erased and when."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from comptes.services.donnees_personnelles import exporter_mes_donnees
from stages.choices import EtatCandidature
from stages.models import EvenementCandidature, Fil, MessageDeFil
from stages.services.conversations import (
    MessageImpossible,
    clore_les_conversations,
    ecrire_message,
    effacer_les_conversations,
    fermeture,
)
from stages.tasks.conventions import clore_et_effacer
from tests.comptes.fabriques import AdhesionFactory
from tests.stages.conventions.fabriques import adulte, confirmee, lundi
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature


@pytest.fixture
def membre():
    return UtilisateurFactory(role="entreprise")


def _client(personne) -> Client:
    client = Client()
    client.force_login(personne)
    return client


def _ecrire(candidature, texte="Bonjour", *, de=None, entreprise=False, maintenant=None) -> MessageDeFil:
    return ecrire_message(
        candidature=candidature,
        auteur=de or candidature.candidat,
        de_l_entreprise=entreprise,
        texte=texte,
        maintenant=maintenant or timezone.now(),
    )


def _cote_candidat(candidature) -> str:
    return reverse("stages:conversation", args=[candidature.pk])


def _cote_entreprise(candidature) -> str:
    return reverse("entreprise:conversation", args=[candidature.pk])


@pytest.mark.parametrize("fabrique", [adulte, confirmee])
def test_la_conversation_s_ouvre_selon_l_age_et_l_etat(fabrique):
    ouverte = {etat: not fermeture(fabrique(etat=etat), timezone.localdate()) for etat in (*Etat,)}
    attendues = {Etat.ACCEPTEE, Etat.CONFIRMEE} | ({Etat.ENVOYEE} if fabrique is adulte else set())
    assert {etat for etat, dit in ouverte.items() if dit} == attendues


def test_apres_le_stage_la_conversation_est_close():
    candidature = confirmee()
    assert not fermeture(candidature, lundi() + timedelta(days=5))
    assert "terminé" in fermeture(candidature, lundi() + timedelta(days=6))


def test_on_s_ecrit_des_deux_cotes_et_chacun_voit_l_autre_lire(membre):
    candidature = confirmee(membre)
    eleve, entreprise = _client(candidature.candidat), _client(membre)
    reponse = eleve.post(_cote_candidat(candidature), {"texte": "Faut-il une blouse ?"}, follow=True)
    assert "Faut-il une blouse ?" in reponse.text
    assert MessageDeFil.objects.get().lu_le is None
    assert "Faut-il une blouse ?" in entreprise.get(_cote_entreprise(candidature)).text
    assert MessageDeFil.objects.get().lu_le is not None
    assert "Lu le" in eleve.get(_cote_candidat(candidature)).text
    entreprise.post(_cote_entreprise(candidature), {"texte": "Oui, nous la prêtons."})
    page = eleve.get(_cote_candidat(candidature)).text
    assert page.index("Faut-il une blouse") < page.index("nous la prêtons")
    assert candidature.offre.entreprise.organisation.nom in page


def test_entre_un_mineur_et_un_adulte_les_coordonnees_sont_masquees(membre):
    candidature = confirmee(membre)
    reponse = _client(membre).post(
        _cote_entreprise(candidature), {"texte": "Appelle-moi : 06 12 34 56 78 ou a@b.example"}, follow=True
    )
    message = MessageDeFil.objects.get()
    assert message.masque
    assert "06 12" not in message.texte
    assert "a@b" not in message.texte
    assert "masquées" in reponse.text


def test_entre_adultes_rien_n_est_masque():
    assert _ecrire(adulte(), "Mon numéro : 06 12 34 56 78").texte.endswith("78")


@pytest.mark.parametrize("texte", ["", "   ", "x" * 2001])
def test_un_message_vide_ou_trop_long_est_refuse_et_la_saisie_reste(membre, texte):
    candidature = confirmee(membre)
    reponse = _client(candidature.candidat).post(_cote_candidat(candidature), {"texte": texte})
    assert reponse.status_code == 422
    assert texte.strip() in reponse.text
    assert not MessageDeFil.objects.exists()


def test_une_conversation_close_refuse_et_garde_ce_qui_est_tape(membre):
    candidature = confirmee(membre, etat=Etat.ENVOYEE)
    reponse = _client(membre).post(_cote_entreprise(candidature), {"texte": "Un essai"})
    assert reponse.status_code == 422
    assert "Un essai" in reponse.text
    assert "Avant 18 ans" in reponse.text
    assert "<textarea" not in _client(membre).get(_cote_entreprise(candidature)).text


def test_sans_compte_en_face_la_page_ne_dit_pas_que_la_candidature_est_terminee(membre):
    candidature = adulte(membre, etat=Etat.ENVOYEE)
    type(candidature).objects.filter(pk=candidature.pk).update(candidat=None)
    page = _client(membre).get(_cote_entreprise(candidature)).text
    assert "pas de compte sur le portail" in page
    assert "terminée" not in page


def test_le_html_d_un_message_n_est_pas_execute():
    candidature = confirmee()
    _ecrire(candidature, "<img src=x onerror=alert(1)>")
    assert "<img src=x" not in _client(candidature.candidat).get(_cote_candidat(candidature)).text


def test_ce_qui_n_est_pas_a_soi_est_introuvable(membre):
    candidature = confirmee(membre)
    message = _ecrire(candidature)
    autre = UtilisateurFactory()
    autre_membre = confirmee(UtilisateurFactory()).offre.entreprise.organisation.membres.get()
    for personne in (autre, autre_membre, membre, UtilisateurFactory(agent=True)):
        assert _client(personne).get(_cote_candidat(candidature)).status_code == 404
        assert _client(personne).post(_cote_candidat(candidature), {"texte": "x"}).status_code == 404
        signaler = reverse("stages:message_signaler", args=[candidature.pk, message.pk])
        assert _client(personne).post(signaler).status_code == 404
    assert _client(autre_membre).get(_cote_entreprise(candidature)).status_code == 404
    assert Client().get(_cote_candidat(candidature)).status_code == 302
    assert MessageDeFil.objects.count() == 1


@pytest.mark.parametrize("page", ["2", "abc", "-1", "9" * 40])
def test_une_page_inconnue_n_est_pas_une_panne(page):
    candidature = confirmee()
    assert _client(candidature.candidat).get(_cote_candidat(candidature), {"page": page}).status_code == 200


def test_un_avis_par_heure_au_plus_et_sans_les_mots(membre):
    candidature = adulte(membre)
    depart = timezone.now()
    for minutes in (0, 1, 2, 59):
        with time_machine.travel(depart + timedelta(minutes=minutes), tick=False):
            _ecrire(candidature, "Un secret", maintenant=depart + timedelta(minutes=minutes))
    avis = list(Courriel.objects.filter(nature="message_recu").order_by("pas_avant"))
    assert [a.pas_avant for a in avis] == [depart, depart + timedelta(hours=1)]
    assert {a.destinataire for a in avis} == {membre.email}
    assert "secret" not in avis[0].texte
    assert _cote_entreprise(candidature) in avis[0].texte
    _ecrire(candidature, maintenant=depart + timedelta(hours=3))
    assert Courriel.objects.filter(nature="message_recu").count() == 3


def test_chaque_membre_accepte_de_l_entreprise_est_prevenu(membre):
    candidature = adulte(membre)
    organisation = candidature.offre.entreprise.organisation
    autre = AdhesionFactory(organisation=organisation).utilisateur
    AdhesionFactory(organisation=organisation, etat="demandee")
    _ecrire(candidature)
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {membre.email, autre.email}


@pytest.mark.parametrize(("heure", "attendue"), [(22, "07:00"), (3, "07:00"), (12, "12:00"), (7, "07:00")])
def test_un_mineur_n_est_pas_prevenu_la_nuit(membre, heure, attendue):
    quand = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time()))
    quand += timedelta(hours=heure)
    _ecrire(confirmee(membre), de=membre, entreprise=True, maintenant=quand)
    avis = timezone.localtime(Courriel.objects.get().pas_avant)
    assert f"{avis:%H:%M}" == attendue
    assert quand <= avis < quand + timedelta(hours=12)


def test_trente_messages_par_heure_au_plus():
    candidature = confirmee()
    for _ in range(30):
        _ecrire(candidature)
    with pytest.raises(MessageImpossible, match="30 messages"):
        _ecrire(candidature)
    _ecrire(candidature, maintenant=timezone.now() + timedelta(hours=1, minutes=1))


def test_on_signale_le_message_de_l_autre_une_fois_et_par_un_bouton(membre):
    candidature = confirmee(membre)
    recu, mien = _ecrire(candidature, de=membre, entreprise=True), _ecrire(candidature)
    client = _client(candidature.candidat)
    adresse = reverse("stages:message_signaler", args=[candidature.pk, recu.pk])
    assert client.get(adresse).status_code == 405
    for _ in range(2):
        assert client.post(adresse).status_code == 302
    recu.refresh_from_db()
    assert recu.signale
    assert client.post(reverse("stages:message_signaler", args=[candidature.pk, mien.pk])).status_code == 404
    entreprise = reverse("entreprise:message_signaler", args=[candidature.pk, mien.pk])
    assert _client(membre).post(entreprise).status_code == 302
    assert Client(enforce_csrf_checks=True).post(adresse).status_code in (302, 403)


def test_l_equipe_lit_les_messages_signales_et_rien_d_autre(membre):
    candidature = confirmee(membre)
    signale, autre = _ecrire(candidature, "Viens chez moi"), _ecrire(candidature, "Merci beaucoup")
    MessageDeFil.objects.filter(pk=signale.pk).update(signale=True)
    client = _client(UtilisateurFactory(agent=True))
    liste = reverse("admin:stages_messagedefil_changelist")
    assert "Viens chez moi" in client.get(liste).text
    assert "Merci beaucoup" not in client.get(liste).text
    detail = reverse("admin:stages_messagedefil_change", args=[autre.pk])
    assert client.get(detail).status_code in (302, 404)
    client.post(liste, {"action": "classer", "_selected_action": [signale.pk]})
    signale.refresh_from_db()
    assert signale.examine_le is not None
    assert "Viens chez moi" not in client.get(liste).text
    assert "Viens chez moi" in client.get(liste, {"examen": "fait"}).text
    referent = _client(UtilisateurFactory(referent=True))
    assert referent.post(liste, {"action": "classer", "_selected_action": [signale.pk]}).status_code in (200, 302, 403)


@time_machine.travel(datetime(2026, 11, 28, 10, tzinfo=UTC))
def test_les_messages_partent_six_mois_apres_la_fin_meme_si_une_nuit_a_manque():
    finie, en_cours = adulte(etat=Etat.ENVOYEE), adulte()
    for candidature in (finie, en_cours):
        _ecrire(candidature)
    fin = datetime(2026, 9, 30, 10, tzinfo=UTC)
    finie.etat = Etat.REFUSEE
    finie.save()
    EvenementCandidature.objects.create(candidature=finie, etat=Etat.REFUSEE, le=fin)
    tard = datetime(2027, 3, 29, 10, tzinfo=UTC)
    assert clore_les_conversations(maintenant=tard) == 2
    assert clore_les_conversations(maintenant=tard) == 0
    assert Fil.objects.get(candidature=finie).clos_le == fin
    assert effacer_les_conversations(maintenant=tard) == 0
    assert effacer_les_conversations(maintenant=datetime(2027, 3, 30, 10, tzinfo=UTC)) == 1
    assert effacer_les_conversations(maintenant=datetime(2027, 3, 30, 10, tzinfo=UTC)) == 0
    assert MessageDeFil.objects.get().fil.candidature == en_cours


def test_un_stage_confirme_se_clot_le_lendemain_de_son_dernier_jour():
    candidature = adulte()
    _ecrire(candidature)
    fin = candidature.offre.fin
    assert clore_les_conversations(maintenant=timezone.make_aware(datetime.combine(fin, datetime.max.time()))) == 0
    lendemain = timezone.make_aware(datetime.combine(fin + timedelta(days=1), datetime.min.time()))
    assert clore_les_conversations(maintenant=lendemain + timedelta(days=30)) == 1
    assert Fil.objects.get().clos_le == lendemain


def test_la_tache_planifiee_passe_partout():
    assert clore_et_effacer.delay().successful()


@pytest.mark.parametrize("cote", ["candidat", "entreprise"])
def test_la_page_demande_autant_a_la_base_pour_deux_messages_que_pour_vingt(membre, cote):
    candidature = confirmee(membre)
    personne = candidature.candidat if cote == "candidat" else membre
    adresse = (_cote_candidat if cote == "candidat" else _cote_entreprise)(candidature)
    client = _client(personne)
    comptes = []
    for nombre in (1, 9):
        for _ in range(nombre):
            _ecrire(candidature)
            _ecrire(candidature, de=membre, entreprise=True)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_les_plus_anciens_sont_sur_la_page_suivante_et_le_dernier_en_bas(membre):
    candidature = confirmee(membre)
    for n in range(25):
        _ecrire(candidature, f"message numéro {n:02d}.")
    client = _client(membre)
    page = client.get(_cote_entreprise(candidature)).text
    assert "numéro 24." in page
    assert "numéro 04." not in page
    assert page.index("numéro 05.") < page.index("numéro 24.")
    assert "numéro 04." in client.get(_cote_entreprise(candidature), {"page": 2}).text


def test_ma_copie_contient_mes_messages(membre):
    candidature = confirmee(membre)
    _ecrire(candidature, "Le mien")
    _ecrire(candidature, "Le sien", de=membre, entreprise=True)
    copie = exporter_mes_donnees(utilisateur=candidature.candidat)["messages_de_stage"]
    assert [(m["sens"], m["texte"]) for m in copie] == [("ecrit", "Le mien"), ("recu", "Le sien")]
    assert exporter_mes_donnees(utilisateur=UtilisateurFactory())["messages_de_stage"] == []


LISTES = {"candidat": "stages:candidatures", "entreprise": "entreprise:candidatures"}


@pytest.mark.parametrize("cote", LISTES)
def test_la_liste_dit_combien_de_messages_sont_nouveaux_et_l_ouverture_les_lit(membre, cote):
    candidature = confirmee(membre)
    siens = {"candidat": {}, "entreprise": {"de": membre, "entreprise": True}}
    recus = siens.pop("entreprise" if cote == "candidat" else "candidat")
    _ecrire(candidature, "de moi", **siens[cote])
    client = _client(candidature.candidat if cote == "candidat" else membre)
    liste, fil = reverse(LISTES[cote]), (_cote_candidat if cote == "candidat" else _cote_entreprise)(candidature)
    assert "nouveau" not in client.get(liste).text
    _ecrire(candidature, "un", **recus)
    assert "1 nouveau message<" in client.get(liste).text
    _ecrire(candidature, "deux", **recus)
    page = client.get(liste).text
    assert "2 nouveaux messages<" in page
    assert f'href="{fil}"' in page
    client.head(fil)
    assert "2 nouveaux messages<" in client.get(liste).text
    client.get(fil)
    assert "nouveau" not in client.get(liste).text


def test_un_message_de_l_un_n_est_pas_nouveau_chez_un_autre(membre):
    une, autre = confirmee(membre), confirmee(UtilisateurFactory(role="entreprise"))
    _ecrire(une), _ecrire(une, de=membre, entreprise=True)
    for personne, liste in ((autre.candidat, "candidat"), (membre, "entreprise")):
        page = _client(personne).get(reverse(LISTES[liste])).text
        assert page.count("nouveau message<") == (personne == membre)


@pytest.mark.parametrize("cote", LISTES)
def test_les_nouveaux_se_comptent_en_une_requete_pour_2_et_20_candidatures(membre, cote):
    premiere = confirmee(membre)
    personne = premiere.candidat if cote == "candidat" else membre
    client, comptes = _client(personne), []
    for nombre in (1, 18):
        for _ in range(nombre):
            offre = OffreStageFactory(entreprise=premiere.offre.entreprise)
            fil = Fil.objects.create(candidature=confirmee(offre=offre, candidat=premiere.candidat))
            for de_l_entreprise in (True, False):
                MessageDeFil.objects.create(fil=fil, de_l_entreprise=de_l_entreprise, texte="Bonjour")
        client.get(reverse(LISTES[cote]))
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(reverse(LISTES[cote])).text
        comptes.append((len(requetes), sum("stages_messagedefil" in r["sql"] for r in requetes)))
        assert page.count("1 nouveau message<") == (1 if nombre == 1 else 19)
    assert comptes[0] == comptes[1]
    assert comptes[0][1] == 1
