"""Places left and open days kept by the establishment: who may, what is refused, what two people do to each other."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Organisation
from comptes.services.demonstration import UAI_DEMO, creer_comptes_demo
from formations.models import JourneePortesOuvertes, Offre
from formations.services.places import PlacesRefusees, SaisiePlaces, mettre_a_jour_places, tenir_les_places
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.formations.fabriques import EtablissementFactory, JourneePortesOuvertesFactory, OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def etablissement():
    return EtablissementFactory(uai="0440001M")


@pytest.fixture
def membre(etablissement):
    return membre_de(etablissement.uai)


def membre_de(uai, **champs):
    adhesion = AdhesionFactory(
        utilisateur=UtilisateurFactory(role="prescripteur"),
        organisation__uai=uai,
        organisation__type=Organisation.Type.ETABLISSEMENT,
        organisation__verifiee=True,
        **champs,
    )
    return adhesion.utilisateur


def adresse(etablissement):
    return reverse("etablissements:places", args=[etablissement.slug])


def envoyer(client, etablissement, **champs):
    return client.post(adresse(etablissement), champs)


# --- who may


def test_une_personne_anonyme_est_envoyee_se_connecter(client, etablissement):
    reponse = client.get(adresse(etablissement))
    assert reponse.status_code == 302
    assert "/compte/login" in reponse.headers["Location"]


def test_un_membre_accepte_entre(client, etablissement, membre):
    client.force_login(membre)
    assert client.get(adresse(etablissement)).status_code == 200


@pytest.mark.parametrize(
    "preparer",
    [
        lambda uai: UtilisateurFactory(role="prescripteur"),
        lambda uai: membre_de("0850001A"),
        lambda uai: membre_de(uai, etat=Adhesion.Etat.DEMANDEE),
        lambda uai: membre_de(uai, etat=Adhesion.Etat.REFUSEE),
        lambda uai: UtilisateurFactory(referent=True),
    ],
    ids=["sans adhésion", "autre établissement", "demandée", "refusée", "référent"],
)
def test_les_autres_sont_refuses(client, etablissement, preparer):
    client.force_login(preparer(etablissement.uai))
    offre = OffreFactory(etablissement=etablissement)
    assert client.get(adresse(etablissement)).status_code == 403
    reponse = envoyer(client, etablissement, **{f"places_{offre.pk}": "3"})
    assert reponse.status_code == 403
    offre.refresh_from_db()
    assert offre.places_restantes is None


def test_une_organisation_non_verifiee_n_ouvre_rien(client, etablissement):
    personne = membre_de(etablissement.uai)
    Organisation.objects.update(verifiee=False)
    client.force_login(personne)
    assert client.get(adresse(etablissement)).status_code == 403


def test_sans_uai_personne_n_est_membre(client):
    etablissement = EtablissementFactory(uai="")
    client.force_login(membre_de(""))
    assert client.get(adresse(etablissement)).status_code == 403


def test_l_equipe_de_la_region_entre(client, etablissement):
    client.force_login(UtilisateurFactory(agent=True))
    assert client.get(adresse(etablissement)).status_code == 200


def test_mes_places_mene_a_mon_etablissement(client, etablissement, membre):
    client.force_login(membre)
    assert client.get(reverse("etablissements:mes_places")).headers["Location"] == adresse(etablissement)


def test_mes_places_dit_pourquoi_il_n_y_a_rien(client):
    client.force_login(UtilisateurFactory())
    assert "Aucun établissement à tenir" in client.get(reverse("etablissements:mes_places")).content.decode()


def test_le_compte_de_demonstration_tient_un_etablissement(client, settings):
    settings.DEBUG = True
    etablissement = EtablissementFactory(uai=UAI_DEMO)
    offre = OffreFactory(etablissement=etablissement)
    creer_comptes_demo()
    client.force_login(Organisation.objects.get(uai=UAI_DEMO).membres.get())
    assert envoyer(client, etablissement, **{f"places_{offre.pk}": "4"}).status_code == 302
    offre.refresh_from_db()
    assert (offre.places_restantes, offre.demonstration) == (4, True)


# --- what is stored


def test_des_places_sont_enregistrees_datees_et_signees(client, etablissement, membre):
    offre = OffreFactory(etablissement=etablissement, capacite=24, demonstration=True)
    client.force_login(membre)
    reponse = client.post(adresse(etablissement), {f"places_{offre.pk}": "5"}, follow=True)
    assert "déjà visible" in reponse.content.decode()
    offre.refresh_from_db()
    assert (offre.places_restantes, offre.places_par, offre.demonstration) == (5, membre, False)
    assert timezone.now() - offre.places_le < timedelta(minutes=1)
    derniere = offre.history.first()
    assert (derniere.places_restantes, derniere.history_user) == (5, membre)


def test_zero_n_est_pas_inconnu(client, etablissement, membre):
    offre = OffreFactory(etablissement=etablissement, places_restantes=2)
    client.force_login(membre)
    envoyer(client, etablissement, **{f"places_{offre.pk}": "0", f"lues_{offre.pk}": "2"})
    offre.refresh_from_db()
    assert offre.places_restantes == 0
    envoyer(client, etablissement, **{f"places_{offre.pk}": "", f"lues_{offre.pk}": "0"})
    offre.refresh_from_db()
    assert offre.places_restantes is None


def test_une_faute_et_rien_n_est_enregistre(client, etablissement, membre):
    bonne = OffreFactory(etablissement=etablissement)
    fautive = OffreFactory(etablissement=etablissement, capacite=12)
    client.force_login(membre)
    reponse = envoyer(client, etablissement, **{f"places_{bonne.pk}": "3", f"places_{fautive.pk}": "13"})
    assert reponse.status_code == 422
    assert "Cette formation compte 12 places" in reponse.content.decode()
    assert 'value="13"' in reponse.content.decode()
    assert not Offre.objects.exclude(places_restantes=None).exists()


@pytest.mark.parametrize("saisie", ["-1", "deux", "3.5", "99999", "1e9", "<script>", "9" * 40])
def test_une_saisie_hostile_est_dite_en_francais(client, etablissement, membre, saisie):
    offre = OffreFactory(etablissement=etablissement, capacite=None)
    client.force_login(membre)
    reponse = envoyer(client, etablissement, **{f"places_{offre.pk}": saisie})
    assert reponse.status_code == 422
    assert "Le formulaire contient une erreur" in reponse.content.decode()
    assert 'value="<script>' not in reponse.content.decode()
    offre.refresh_from_db()
    assert offre.places_restantes is None


def test_l_offre_d_un_autre_ne_peut_pas_etre_changee(client, etablissement, membre):
    ailleurs = OffreFactory()
    client.force_login(membre)
    envoyer(client, etablissement, **{f"places_{ailleurs.pk}": "3"})
    ailleurs.refresh_from_db()
    assert ailleurs.places_restantes is None


# --- two people at once


def test_le_dernier_a_ecrire_l_emporte_et_le_sait(client, etablissement, membre):
    offre = OffreFactory(etablissement=etablissement, places_restantes=4)
    client.force_login(membre)
    Offre.objects.filter(pk=offre.pk).update(places_restantes=2)
    champs = {f"places_{offre.pk}": "3", f"lues_{offre.pk}": "4"}
    page = client.post(adresse(etablissement), champs, follow=True).content.decode()
    assert "avait changé pendant votre saisie, de 4 à 2" in page
    assert "Le vôtre le remplace" in page
    offre.refresh_from_db()
    assert offre.places_restantes == 3


def test_ce_qui_n_a_pas_ete_touche_n_ecrase_rien(client, etablissement, membre):
    offre = OffreFactory(etablissement=etablissement, places_restantes=4)
    client.force_login(membre)
    Offre.objects.filter(pk=offre.pk).update(places_restantes=2)
    champs = {f"places_{offre.pk}": "4", f"lues_{offre.pk}": "4"}
    page = client.post(adresse(etablissement), champs, follow=True).content.decode()
    assert "Il est gardé" in page
    offre.refresh_from_db()
    assert offre.places_restantes == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_saisies_au_meme_instant_ne_se_melangent_pas():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL seulement")
    etablissement = EtablissementFactory(uai="0440001M")
    offres = [OffreFactory(etablissement=etablissement) for _ in range(6)]
    personnes = [membre_de("0440001M"), UtilisateurFactory(agent=True)]
    depart, fautes = threading.Barrier(2), []

    def saisir(personne, places, ordre):
        try:
            depart.wait(timeout=10)
            tenir_les_places(
                etablissement=etablissement,
                saisies={offre.pk: SaisiePlaces(places, None) for offre in ordre},
                par=personne,
                maintenant=timezone.now(),
            )
        except Exception as erreur:
            fautes.append(erreur)
        finally:
            connections.close_all()

    fils = [
        threading.Thread(target=saisir, args=(personnes[0], 1, offres)),
        threading.Thread(target=saisir, args=(personnes[1], 2, offres[::-1])),
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=20)
    assert fautes == []
    gardees = set(Offre.objects.values_list("places_restantes", "places_par"))
    assert gardees in ({(1, personnes[0].pk)}, {(2, personnes[1].pk)})


# --- the service alone


def test_une_seule_offre(membre):
    offre = OffreFactory(capacite=10)
    mettre_a_jour_places(offre=offre, places=10, par=membre, maintenant=timezone.now())
    offre.refresh_from_db()
    assert offre.places_restantes == 10
    with pytest.raises(PlacesRefusees, match="10 places"):
        mettre_a_jour_places(offre=offre, places=11, par=membre, maintenant=timezone.now())
    with pytest.raises(PlacesRefusees, match="négatif"):
        mettre_a_jour_places(offre=offre, places=-1, par=membre, maintenant=timezone.now())


# --- open days


def demain():
    return timezone.localdate() + timedelta(days=30)


def test_une_date_est_ajoutee_puis_retiree(client, etablissement, membre):
    client.force_login(membre)
    champs = {"jour": demain().isoformat(), "debut": "09:00", "fin": "12:30", "precision": "Visite de l'internat"}
    assert envoyer(client, etablissement, **champs).status_code == 302
    journee = JourneePortesOuvertes.objects.get()
    assert timezone.localtime(journee.debut).hour == 9
    assert not journee.demonstration
    envoyer(client, etablissement, **champs)
    assert JourneePortesOuvertes.objects.count() == 1
    envoyer(client, etablissement, **{f"retirer_{journee.pk}": "on"})
    assert not JourneePortesOuvertes.objects.exists()


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"debut": "09:00"}, "Indiquez la date"),
        ({"jour": "2020-01-01", "debut": "09:00", "fin": "12:00"}, "Cette date est passée"),
        ({"jour": "demain"}, "date valide"),
        ({"jour": "9999-01-01", "debut": "09:00", "fin": "12:00"}, "plus de deux ans"),
        ({"jour": date(2027, 1, 30).isoformat(), "debut": "12:00", "fin": "09:00"}, "La fin doit suivre"),
        ({"precision": "x" * 201}, "200"),
    ],
)
def test_une_date_fausse_est_expliquee(client, etablissement, membre, champs, attendu):
    client.force_login(membre)
    reponse = envoyer(client, etablissement, **champs)
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    assert not JourneePortesOuvertes.objects.exists()


def test_la_date_d_un_autre_ne_peut_pas_etre_retiree(client, etablissement, membre):
    ailleurs = JourneePortesOuvertesFactory()
    client.force_login(membre)
    envoyer(client, etablissement, **{f"retirer_{ailleurs.pk}": "on"})
    assert JourneePortesOuvertes.objects.filter(pk=ailleurs.pk).exists()


def test_autant_de_requetes_pour_deux_que_pour_vingt_offres(etablissement, membre):
    couts = []
    client = Client()
    client.force_login(membre)
    for nombre in (2, 18):
        for _ in range(nombre):
            OffreFactory(etablissement=etablissement)
            JourneePortesOuvertesFactory(
                etablissement=etablissement, debut=timezone.now() + timedelta(days=len(couts) + 1, seconds=_)
            )
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse(etablissement)).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]
