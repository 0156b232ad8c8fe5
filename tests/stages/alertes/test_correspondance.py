"""Matching finds exactly what a brute force finds, and in a number of queries that does not grow."""

import math
import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from stages.choices import NiveauPublic, Section
from stages.models import CleAlerte, OffreStage
from stages.services.cles import CLASSES_KM, RayonTropGrand, classe_du_rayon, ecrire_cles
from stages.services.correspondance import alertes_pour
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.alertes.force_brute import alertes_par_force_brute
from tests.stages.fabriques import EntrepriseFactory, OffreStageFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory, TerritoireFactory

pytestmark = pytest.mark.django_db

LUNDI = date(2027, 1, 4)
MOTS = ["", "", "", "pain", "pain four", "bois", "Atelier bois", "Menuiserie é", "fournil soud"]
TITRES = ["Le pain au fournil", "L'atelier du bois", "Menuiserie, écluse et bois", "Soudure au fournil"]
RAYONS = [5, 10, 20, 30, 60, 7, 15, 45]


def _a(km: float, latitude: float, longitude: float, angle: float) -> tuple[float, float]:
    """A point at so many kilometres, to a few metres."""
    return (
        latitude + km * math.cos(angle) / 111.195,
        longitude + km * math.sin(angle) / (111.195 * math.cos(math.radians(latitude))),
    )


@pytest.fixture
def decor():
    """Communes of two départements and two territories, occupations of two families and of none."""
    hasard = random.Random(4)
    territoires = [TerritoireFactory(), TerritoireFactory()]
    communes = [
        CommuneFactory(
            latitude=47 + hasard.random(),
            longitude=-1 + hasard.random(),
            departement=DepartementFactory(code=hasard.choice(["44", "49"])),
            territoire=hasard.choice([*territoires, None]),
        )
        for _ in range(12)
    ]
    familles = [FamilleFactory(), FamilleFactory()]
    metiers = [MetierFactory(famille=f) for f in (*familles, *familles, None)]
    return hasard, communes, territoires, familles, metiers


def _alertes(hasard, communes, territoires, familles, metiers, nombre):
    for _ in range(nombre):
        lieu = hasard.choice(
            [
                {},
                {"departement": hasard.choice(communes).departement},
                {"territoire": hasard.choice(territoires)},
                *[{"commune": hasard.choice(communes), "rayon_km": hasard.choice(RAYONS)}] * 5,
            ]
        )
        debut = hasard.choice([None, LUNDI + timedelta(weeks=hasard.randrange(8))])
        fin = hasard.choice([None, (debut or LUNDI) + timedelta(weeks=hasard.randrange(4))])
        AlerteFactory(
            **lieu,
            semaine_debut=debut,
            semaine_fin=fin,
            section=hasard.choice(["", "", "", *Section.values[:2]]),
            niveau=hasard.choice(["", "", "", *NiveauPublic.values[:2]]),
            mots=hasard.choice(MOTS),
            metiers=hasard.sample(metiers, hasard.choice([0, 0, 1, 2])),
            familles=hasard.sample(familles, hasard.choice([0, 0, 1])),
        )


def _offre(hasard, communes, metiers):
    commune = hasard.choice(communes)
    latitude, longitude = commune.latitude, commune.longitude
    if hasard.random() < 0.7:  # near the edge of a radius around another commune
        centre = hasard.choice(communes)
        bord = hasard.choice(RAYONS) + hasard.choice([-0.06, -0.04, 0, 0.04, 0.049, 0.051, 0.06])
        latitude, longitude = _a(bord, centre.latitude, centre.longitude, hasard.random() * 6.28)
    debut = hasard.choice([None, LUNDI + timedelta(days=hasard.randrange(60))])
    fin = debut and hasard.choice([None, debut + timedelta(days=hasard.randrange(40))])
    semaines = [(LUNDI + timedelta(weeks=n), 1) for n in sorted(hasard.sample(range(10), hasard.choice([0, 1, 2, 4])))]
    return OffreStageFactory(
        commune=commune,
        latitude=latitude,
        longitude=longitude,
        section=hasard.choice(Section.values[:3]),
        titre=hasard.choice(TITRES),
        debut=debut,
        fin=fin,
        semaines=semaines,
        niveaux=hasard.sample(NiveauPublic.values[:3], hasard.randrange(3)),
        metiers=hasard.sample(metiers, hasard.choice([1, 1, 2, 3])),
    )


def test_les_alertes_trouvees_sont_celles_de_la_force_brute(decor):
    hasard, communes, territoires, familles, metiers = decor
    _alertes(hasard, communes, territoires, familles, metiers, 160)
    trouvees = 0
    for _ in range(50):
        offre = _offre(hasard, communes, metiers)
        attendues = alertes_par_force_brute(offre)
        assert set(alertes_pour(offre)) == attendues, offre.pk
        trouvees += len(attendues)
    assert trouvees > 200


@pytest.mark.parametrize("rayon", [*CLASSES_KM, 12, 59])
@pytest.mark.parametrize("ecart", [-0.2, 0, 0.2])
def test_le_bord_du_rayon_est_celui_de_la_recherche(rayon, ecart):
    centre, ailleurs = CommuneFactory(), CommuneFactory(latitude=49)
    alerte = AlerteFactory(commune=centre, rayon_km=rayon)
    latitude, longitude = _a(rayon + ecart, centre.latitude, centre.longitude, 1.1)
    offre = OffreStageFactory(commune=ailleurs, latitude=latitude, longitude=longitude)
    km = OffreStage.objects.avec_distance(centre).get(pk=offre.pk).distance_km
    assert alertes_pour(offre) == ([alerte.pk] if km <= rayon else [])
    assert (km <= rayon) == (ecart <= 0)


def test_un_rayon_qu_aucune_classe_ne_tient_est_refuse():
    assert [CLASSES_KM[classe_du_rayon(r)] for r in (1, 5, 6, 60)] == [5, 5, 10, 60]
    with pytest.raises(RayonTropGrand):
        classe_du_rayon(61)


def test_tous_les_mots_sans_accent_et_le_debut_du_dernier():
    oui = AlerteFactory(mots="Écluse MENUIS")
    AlerteFactory(mots="menuis ecluse absente")
    AlerteFactory(mots="ecl menuiserie")  # only the last word may be cut
    offre = OffreStageFactory(titre="Menuiserie de l'écluse")
    assert alertes_pour(offre) == [oui.pk]


def test_les_semaines_sans_place_ne_comptent_pas():
    alerte = AlerteFactory(semaine_debut=LUNDI, semaine_fin=LUNDI)
    offre = OffreStageFactory(semaines=[(LUNDI, 1), (LUNDI + timedelta(weeks=2), 1)])
    assert alertes_pour(offre) == [alerte.pk]
    offre.semaines.filter(lundi=LUNDI).update(places_prises=1)
    assert alertes_pour(offre) == []


def test_entre_deux_semaines_proposees_l_alerte_ne_dit_rien():
    AlerteFactory(semaine_debut=LUNDI + timedelta(weeks=1), semaine_fin=LUNDI + timedelta(weeks=1))
    assert alertes_pour(OffreStageFactory(semaines=[(LUNDI, 1), (LUNDI + timedelta(weeks=2), 1)])) == []


def test_jamais_les_personnes_de_l_entreprise():
    membre, demandeur = UtilisateurFactory(), UtilisateurFactory()
    entreprise = EntrepriseFactory(membre=membre)
    demandeur.adhesions.create(organisation=entreprise.organisation)
    AlerteFactory(utilisateur=membre)
    AlerteFactory(utilisateur=None, courriel=membre.email)
    de_dehors = AlerteFactory(utilisateur=demandeur)
    assert alertes_pour(OffreStageFactory(entreprise=entreprise)) == [de_dehors.pk]


def test_les_cles_suivent_l_alerte():
    alerte = AlerteFactory(metiers=[MetierFactory(), MetierFactory()], familles=[FamilleFactory()])
    assert alerte.cles.count() == 3
    alerte.desinscrite_le = timezone.now()
    alerte.save()
    assert ecrire_cles(alerte=alerte) == 0
    assert not CleAlerte.objects.exists()


def test_la_plus_pressee_d_abord():
    bilan, pressee = AlerteFactory(frequence="hebdomadaire"), AlerteFactory()
    assert alertes_pour(OffreStageFactory()) == [pressee.pk, bilan.pk]


@pytest.mark.parametrize("nombre", [2, 20])
def test_autant_de_requetes_quel_que_soit_le_nombre_d_alertes(nombre, django_assert_num_queries):
    AlerteFactory.create_batch(nombre, mots="fournil")
    offre = OffreStage.objects.select_related("commune", "entreprise__organisation").get(pk=OffreStageFactory().pk)
    with django_assert_num_queries(8):
        assert len(alertes_pour(offre)) == nombre
