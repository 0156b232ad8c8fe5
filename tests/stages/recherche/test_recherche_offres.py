"""The search of offers: the right set, the same for each order, only what is visible, at a bounded cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stages.choices import Distance, EtatOffre, NiveauPublic, Section
from stages.models import MetierDOffre, MotDOffre, OffreStage, SemaineDOffre
from stages.services import recherche_offres
from stages.services.exploration import CriteresOffres
from stages.services.index_offres import indexer
from stages.services.offres import retirer, revoir_les_places
from stages.services.recherche_offres import chercher, compter
from tests.metiers.fabriques import FamilleFactory, MetierFactory, MobiliteFactory
from tests.stages.fabriques import OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db


def trouver(**criteres):
    return chercher(CriteresOffres(**criteres), timezone.now()).lot.pks


def longue(**champs):
    aujourdhui = timezone.localdate()
    defauts = {"section": Section.LONG, "capacite": 2, "niveaux": [NiveauPublic.SUPERIEUR]}
    defauts |= {"debut": aujourdhui + timedelta(days=40), "fin": aujourdhui + timedelta(days=100)}
    return OffreStageFactory(**(defauts | champs))


@pytest.mark.parametrize("etat", [e for e in EtatOffre if e != EtatOffre.PUBLIEE])
def test_seul_ce_qui_est_publie_se_trouve(etat):
    OffreStageFactory(etat=etat)
    publiee = OffreStageFactory()
    assert trouver() == [publiee.pk]
    assert set(MotDOffre.objects.values_list("offre", flat=True)) == {publiee.pk}


def test_complete_retiree_ou_echue_disparait_aussitot():
    complete, retiree, echue = OffreStageFactory(), OffreStageFactory(), OffreStageFactory()
    assert len(trouver()) == 3
    complete.semaines.update(places_prises=2)
    revoir_les_places(offre=complete)
    retirer(offre=retiree)
    OffreStage.objects.filter(pk=echue.pk).update(expire_le=timezone.now() - timedelta(seconds=1))
    assert trouver() == []
    assert not MotDOffre.objects.filter(offre__in=[complete.pk, retiree.pk]).exists()


def test_une_offre_dont_toutes_les_semaines_sont_passees_ne_se_trouve_pas():
    OffreStageFactory(semaines=[(timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7), 3)])
    assert trouver() == []


@pytest.mark.parametrize("mots", ["vannerie", "VANNÈRIE", "vanner", "osier vannerie", "une vannerie à", "cle"])
def test_les_mots_se_trouvent_sans_accent_et_par_leur_debut(mots):
    offre = OffreStageFactory(titre="Découvrir la vannerie", description="De l'osier au panier, avec Clémence.")
    OffreStageFactory(titre="Autre chose", description="Rien à voir.")
    assert trouver(mots=mots) == [offre.pk]


def test_tous_les_mots_sont_demandes_et_le_titre_passe_devant():
    corps = OffreStageFactory(titre="Atelier", description="On y parle de soudure et de métal.")
    titre = OffreStageFactory(titre="Soudure", description="Le métal.", publiee_le=timezone.now() - timedelta(days=3))
    OffreStageFactory(titre="Métal", description="Sans l'autre mot.")
    assert trouver(mots="métal soudure") == [titre.pk, corps.pk]
    assert trouver(mots="métal soudure", tri="date") == [corps.pk, titre.pk]
    assert trouver(mots="???") == []


def test_le_metier_et_l_entreprise_sont_des_mots_de_l_offre():
    offre = OffreStageFactory(metiers=[MetierFactory(nom="Horloger / Horlogère")])
    assert trouver(mots="horlogères") == [offre.pk]
    assert trouver(mots=offre.entreprise.organisation.nom) == [offre.pk]
    offre.metiers.set([MetierFactory(nom="Luthier / Luthière")])
    assert trouver(mots="horloger") == []
    assert trouver(mots="luthier") == [offre.pk]


def test_chaque_critere_filtre():
    famille = FamilleFactory()
    metier = MetierFactory(famille=famille)
    commune = CommuneFactory(departement=DepartementFactory(code="85"))
    gagnante = longue(metiers=[metier], commune=commune, a_distance=Distance.TOTALE)
    OffreStageFactory(publiee_le=timezone.now() - timedelta(days=20))
    for criteres in (
        {"section": Section.LONG},
        {"niveau": NiveauPublic.SUPERIEUR},
        {"metier": metier},
        {"famille": famille},
        {"departement": commune.departement},
        {"a_distance": Distance.TOTALE},
        {"depuis": 7},
    ):
        assert trouver(**criteres) == [gagnante.pk], criteres
    if commune.territoire:
        assert trouver(territoire=commune.territoire) == [gagnante.pk]


def test_les_semaines_se_croisent_avec_les_places_et_les_dates():
    lundi = prochain_lundi(timezone.localdate(), 5)
    semaine = OffreStageFactory(semaines=[(lundi, 2), (lundi + timedelta(weeks=4), 3)])
    dates = longue(debut=lundi - timedelta(days=10), fin=lundi + timedelta(days=20))
    sans_fin = longue(section=Section.ALTERNANCE, debut=lundi + timedelta(days=2), fin=None)
    ici = {"semaine_debut": lundi, "semaine_fin": lundi}
    assert set(trouver(**ici)) == {semaine.pk, dates.pk, sans_fin.pk}
    assert set(trouver(semaine_debut=lundi + timedelta(weeks=3))) == {semaine.pk}
    SemaineDOffre.objects.filter(offre=semaine, lundi=lundi).update(places_prises=2)
    assert set(trouver(**ici)) == {dates.pk, sans_fin.pk}
    assert set(trouver(places=3)) == {semaine.pk}


def test_les_tris_rendent_le_meme_ensemble_dans_un_autre_ordre():
    centre = CommuneFactory(latitude=47.2, longitude=-1.5)
    ecarts = (0.3, 0.0, 0.1, 0.2)
    offres = [OffreStageFactory(commune=CommuneFactory(latitude=47.2 + e, longitude=-1.5)) for e in ecarts]
    ensembles = [trouver(commune=centre, rayon_km=60, tri=tri) for tri in ("pertinence", "date", "distance")]
    assert ensembles[2] == [offres[rang].pk for rang in (1, 2, 3, 0)]
    assert ensembles[1] == [offre.pk for offre in reversed(offres)]
    assert {frozenset(e) for e in ensembles} == {frozenset(offre.pk for offre in offres)}
    assert trouver(commune=centre, rayon_km=10, tri="distance") == [offres[1].pk]
    assert trouver(commune=centre, tri="distance") == ensembles[2], "the whole Région, nearest first"


def test_au_dela_du_plafond_la_recherche_s_arrete_et_le_dit(monkeypatch):
    monkeypatch.setattr(recherche_offres, "PLAFOND", 3)
    for _ in range(4):
        OffreStageFactory()
    resultat = chercher(CriteresOffres(), timezone.now())
    assert (resultat.nombre, resultat.lot.au_dela) == (3, True)
    assert all(compte.au_moins for compte in resultat.compter("section"))
    assert compter(CriteresOffres(), timezone.now()) == (3, True)
    centre = OffreStage.objects.first().commune
    pres = chercher(CriteresOffres(commune=centre, rayon_km=60, tri="distance"), timezone.now())
    assert pres.nombre == 3


def test_ce_qui_est_choisi_dans_une_facette_ne_reduit_pas_ses_propres_comptes():
    longue()
    longue()
    OffreStageFactory()
    resultat = chercher(CriteresOffres(section=Section.OBSERVATION), timezone.now())
    assert {c.valeur: c.nombre for c in resultat.compter("section")} == {"observation": 1, "long": 2}
    assert {c.valeur: c.nombre for c in resultat.compter("niveau")} == {"college": 1}
    assert {c.valeur: c.nombre for c in resultat.compter("depuis")} == {"1": 1, "7": 1, "30": 1}


def test_indexer_deux_fois_n_ecrit_rien_la_seconde():
    offre = OffreStageFactory()
    avant = set(MotDOffre.objects.values_list("pk", flat=True))
    assert indexer([offre.pk]) == 0
    assert set(MotDOffre.objects.values_list("pk", flat=True)) == avant
    offre.titre = "Tout autre chose"
    offre.save()
    assert trouver(mots="fournil 1") == []
    assert indexer(OffreStage.objects.all()) == 0


def test_les_metiers_voisins_qui_ont_des_offres():
    source, cible, vide = MetierFactory(), MetierFactory(), MetierFactory()
    MobiliteFactory(source=source, cible=vide, ordre=1)
    MobiliteFactory(source=source, cible=cible, ordre=2)
    OffreStageFactory(metiers=[cible])
    assert recherche_offres.metiers_voisins(source, timezone.now()) == [(cible, 1)]


@pytest.mark.parametrize(("age_en_jours", "trouvees", "lectures"), [(None, 0, 2), (0, 1, 4), (5, 1, 5), (100, 1, 5)])
def test_un_metier_sans_offre_se_sait_en_deux_lectures_de_sa_liste(age_en_jours, trouvees, lectures):
    metier = MetierFactory()
    if age_en_jours is not None:
        publiee_le = timezone.now() - timedelta(days=age_en_jours, hours=1)
        OffreStageFactory(metiers=[metier], publiee_le=publiee_le)
    OffreStageFactory(metiers=[MetierFactory()])
    with CaptureQueriesContext(connection) as requetes:
        assert compter(CriteresOffres(metier=metier), timezone.now()) == (trouvees, False)
    de_la_liste = [lue for lue in requetes if f'FROM "{MetierDOffre._meta.db_table}"' in lue["sql"]]
    assert len(de_la_liste) == lectures
