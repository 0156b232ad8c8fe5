"""The search gives what a reading of every offer gives, whatever the criteria, on random offers."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from commun.distances import distance_km
from stages.choices import Distance, EtatOffre, NiveauPublic, Section
from stages.models import OffreStage, SemaineDOffre
from stages.services import listes_offres, recherche_offres
from stages.services.exploration import CriteresOffres
from stages.services.index_offres import lire_mots, mots_de_l_offre
from stages.services.recherche_offres import chercher, compter, dernieres
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.stages.fabriques import EntrepriseFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
VOCABULAIRE = ("fournil", "fournisseur", "four", "osier", "osiers", "atelier", "ateliers", "vannerie", "van")
NOMBRE = 60


@pytest.fixture
def monde():
    """Offers of every kind, around a few places, some of them past, full or not published."""
    hasard = Random(11)
    maintenant, aujourdhui = timezone.now(), timezone.localdate()
    familles = [FamilleFactory() for _ in range(2)]
    metiers = [MetierFactory(nom=f"Artisan {mot}", famille=f) for f in familles for mot in ("cuir", "laine")]
    departements = [DepartementFactory(code="44"), DepartementFactory(code="53")]
    communes = [
        CommuneFactory(
            latitude=47.2 + hasard.uniform(-0.4, 0.4), longitude=-1.5 + hasard.uniform(-0.4, 0.4), departement=d
        )
        for d in departements * 3
    ]
    entreprise = EntrepriseFactory()
    instants = [maintenant - timedelta(days=hasard.choice([0, 1, 1, 3, 9, 40, 200]), minutes=n % 3) for n in range(12)]
    for _ in range(NOMBRE):
        section = hasard.choice([Section.OBSERVATION, Section.OBSERVATION, *Section])
        debut = aujourdhui + timedelta(days=hasard.randrange(60))
        par_dates = {"debut": debut, "capacite": hasard.randint(1, 4)}
        par_dates["fin"] = hasard.choice([None, debut + timedelta(days=hasard.randrange(40))])
        lundis = hasard.sample([prochain_lundi(aujourdhui, n) for n in range(8)], 3)
        OffreStageFactory(
            section=section,
            entreprise=entreprise,
            etat=hasard.choice([EtatOffre.PUBLIEE] * 6 + [EtatOffre.COMPLETE, EtatOffre.RETIREE]),
            titre=" ".join(hasard.sample(VOCABULAIRE, 2)),
            description=" ".join(hasard.sample(VOCABULAIRE, 3)),
            commune=hasard.choice(communes),
            metiers=hasard.sample(metiers, hasard.randint(1, 2)),
            niveaux=hasard.sample(list(NiveauPublic), 2),
            a_distance=hasard.choice(list(Distance)),
            publiee_le=hasard.choice(instants),
            expire_le=maintenant + timedelta(days=hasard.choice([-1, 30, 60])) if hasard.random() < 0.9 else None,
            semaines=[(lundi, hasard.randint(1, 3)) for lundi in lundis] if section == Section.OBSERVATION else [],
            **({} if section == Section.OBSERVATION else par_dates),
        )
    for semaine in SemaineDOffre.objects.all():
        if hasard.random() < 0.4:
            SemaineDOffre.objects.filter(pk=semaine.pk).update(places_prises=semaine.capacite)
    return metiers, familles, departements, communes


def criteres_au_hasard(hasard, monde):
    metiers, familles, departements, communes = monde
    aujourdhui = timezone.localdate()
    tires = {
        "mots": lambda: " ".join(hasard.sample([*VOCABULAIRE, "artisan", "fou", "ate", "cui"], hasard.randint(1, 2))),
        "section": lambda: hasard.choice(list(Section)),
        "niveau": lambda: hasard.choice(list(NiveauPublic)),
        "metier": lambda: hasard.choice(metiers),
        "famille": lambda: hasard.choice(familles),
        "departement": lambda: hasard.choice(departements),
        "a_distance": lambda: hasard.choice(list(Distance)),
        "depuis": lambda: hasard.choice([1, 2, 7, 30]),
        "places": lambda: hasard.choice([1, 2, 3]),
    }
    voulus = {nom: tirer() for nom, tirer in tires.items() if hasard.random() < 0.18}
    if hasard.random() < 0.5:
        voulus["commune"] = hasard.choice(communes)
        voulus["rayon_km"] = hasard.choice([5, 20, 30, 100, None])
    if hasard.random() < 0.5:
        lundi = prochain_lundi(aujourdhui, hasard.randint(1, 6))
        voulus["semaine_debut"] = lundi
        if hasard.random() < 0.7:
            voulus["semaine_fin"] = lundi + timedelta(weeks=hasard.randrange(2))
    return CriteresOffres(**voulus)


def a_la_main(criteres, maintenant):
    """What the search must give, read from each offer."""
    offres = OffreStage.objects.select_related("commune", "entreprise__organisation")
    liens = offres.prefetch_related("metiers", "niveaux", "semaines")
    return {offre.pk for offre in liens if repond(offre, criteres, maintenant)}


def repond(offre, criteres, maintenant):
    aujourdhui, c = timezone.localdate(maintenant), criteres
    mots, (entiers, debut) = mots_de_l_offre(offre), lire_mots(c.mots)
    return (
        offre.etat == EtatOffre.PUBLIEE
        and (offre.expire_le is None or offre.expire_le > maintenant)
        and c.section in ("", offre.section)
        and c.a_distance in ("", offre.a_distance)
        and (not c.niveau or c.niveau in {n.niveau for n in offre.niveaux.all()})
        and (not c.metier or c.metier in offre.metiers.all())
        and (not c.famille or c.famille.pk in {m.famille_id for m in offre.metiers.all()})
        and (not c.departement or c.departement.pk == offre.commune.departement_id)
        and (not c.depuis or offre.publiee_le >= maintenant - timedelta(days=c.depuis))
        and all(mot in mots for mot in entiers)
        and (not debut or any(mot.startswith(debut) for mot in mots))
        and (c.rayon_km is None or loin(offre, c.commune) <= c.rayon_km)
        and (par_semaine(offre, c, aujourdhui) if offre.capacite is None else par_dates(offre, c))
    )


def loin(offre, lieu):
    return distance_km(lieu.latitude, lieu.longitude, offre.latitude, offre.longitude)


def par_semaine(offre, c, aujourdhui):
    return any(
        s.lundi > aujourdhui
        and s.capacite - s.places_prises >= (c.places or 1)
        and (not c.semaine_debut or s.lundi >= c.semaine_debut)
        and (not c.semaine_fin or s.lundi <= c.semaine_fin)
        for s in offre.semaines.all()
    )


def par_dates(offre, c):
    return (
        offre.capacite - offre.places_prises >= (c.places or 1)
        and (not c.semaine_debut or (offre.fin or offre.debut) >= c.semaine_debut)
        and (not c.semaine_fin or offre.debut <= c.semaine_fin + timedelta(days=6))
    )


@pytest.mark.parametrize("en_morceaux", [False, True])
def test_la_recherche_donne_ce_que_donne_la_lecture_de_toutes_les_offres(monde, monkeypatch, en_morceaux):
    if en_morceaux:
        monkeypatch.setattr(listes_offres, "OFFRES_LUES", 3)
        monkeypatch.setattr(recherche_offres, "POIGNEE", 2)
    hasard, maintenant, pleines = Random(5), timezone.now(), 0
    for _ in range(70):
        criteres = criteres_au_hasard(hasard, monde)
        voulues = a_la_main(criteres, maintenant)
        pleines += bool(voulues)
        assert set(chercher(criteres, maintenant).lot.pks) == voulues, criteres
        assert compter(criteres, maintenant) == (len(voulues), False), criteres
        verifier_l_ordre(criteres, maintenant, voulues)
    assert pleines > 25, "most of these searches must find something"


def verifier_l_ordre(criteres, maintenant, voulues):
    """Newest first in the feeds; nearest first when asked; the same set."""
    quand = dict(OffreStage.objects.values_list("pk", "publiee_le"))
    rangees = sorted(voulues, key=lambda pk: (quand[pk], pk), reverse=True)
    assert dernieres(criteres, maintenant, 5) == rangees[:5], criteres
    if criteres.commune is not None:
        lot = chercher(replace(criteres, tri="distance"), maintenant).lot
        kms = [ligne.distance_km for ligne in lot.lignes]
        assert set(lot.pks) == voulues, criteres
        assert kms == sorted(kms), criteres


def test_le_plafond_garde_les_plus_recentes(monde, monkeypatch):
    monkeypatch.setattr(recherche_offres, "PLAFOND", 4)
    monkeypatch.setattr(listes_offres, "OFFRES_LUES", 3)
    maintenant = timezone.now()
    quand = dict(OffreStage.objects.values_list("pk", "publiee_le"))
    for criteres in (CriteresOffres(), CriteresOffres(mots="fou", tri="date"), CriteresOffres(famille=monde[1][0])):
        toutes = sorted(a_la_main(criteres, maintenant), key=lambda pk: (quand[pk], pk), reverse=True)
        lot = chercher(criteres, maintenant).lot
        assert (lot.pks, lot.au_dela) == (toutes[:4], True)
