"""What matching and delivery cost at several sizes, on a PostgreSQL of its own: run by ``bench.bourse_alertes``."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Exists, F, OuterRef, Q  # noqa: E402

from bench.alertes_fictives import Population, remplir  # noqa: E402
from comptes.models import Organisation  # noqa: E402
from stages.choices import EtatOffre, NiveauPublic, Section  # noqa: E402
from stages.models import (  # noqa: E402
    Alerte,
    Entreprise,
    EvenementOffre,
    Livraison,
    NiveauDOffre,
    OffreStage,
    SemaineDOffre,
)
from stages.services.correspondance import alertes_pour, semaines_de  # noqa: E402
from stages.services.diffusion import traiter_evenement  # noqa: E402
from stages.services.mots_offre import contient_tous, mots_de  # noqa: E402
from territoires.models import Commune  # noqa: E402
from territoires.models.distance import expression_distance  # noqa: E402

OFFRES = 24
NAIVES = 6
FOIS = 5
MIDI = datetime(2027, 1, 5, 11, tzinfo=UTC)


def creer_offres(nombre: int) -> list[int]:
    """Offers as companies post them: in the towns, one or two occupations, two levels, weeks or dates."""
    population, hasard = Population(7), Random(11)  # noqa: S311 - invented offers
    organisation = Organisation.objects.create(nom="Atelier", type=Organisation.Type.ENTREPRISE, verifiee=True)
    entreprise = Entreprise.objects.create(organisation=organisation, slug="atelier")
    pks = []
    for rang in range(nombre):
        commune = Commune.objects.get(pk=hasard.choices(population.communes, population.poids)[0])
        section = hasard.choice(Section.values)
        debut = population.lundi + timedelta(weeks=hasard.randrange(12))
        offre = OffreStage.objects.create(
            entreprise=entreprise, section=section, etat=EtatOffre.PUBLIEE, slug=f"offre-{rang}", titre=f"Offre {rang}",
            description="Une semaine à l'atelier, au jardin et à la boulangerie.", commune=commune,
            latitude=commune.latitude + hasard.uniform(-0.03, 0.03), longitude=commune.longitude, capacite=3,
            debut=debut, fin=debut + timedelta(weeks=4),
        )  # fmt: skip
        offre.metiers.set(hasard.sample(population.metiers, hasard.choice([1, 1, 2])))
        for niveau in hasard.sample(NiveauPublic.values, 2):
            NiveauDOffre.objects.create(offre=offre, niveau=niveau)
        if section == Section.OBSERVATION:
            for semaine in range(3):
                SemaineDOffre.objects.create(offre=offre, lundi=debut + timedelta(weeks=2 * semaine), capacite=2)
        pks.append(offre.pk)
    return pks


def lire(pk: int) -> OffreStage:
    """An offer as the worker reads it."""
    return OffreStage.objects.select_related("commune", "entreprise__organisation").get(pk=pk)


def alertes_naives(offre: OffreStage) -> set[int]:
    """The ordinary way: many-to-many tables, a distance formula, each criterion a condition on the alert's row."""
    metiers = list(offre.metiers.values_list("pk", "famille_id"))
    niveaux = list(offre.niveaux.values_list("niveau", flat=True))
    liens, liens_familles = Alerte.metiers.through.objects, Alerte.familles.through.objects
    siens = liens.filter(alerte=OuterRef("pk"))
    siennes = liens_familles.filter(alerte=OuterRef("pk"))
    sujet: Any = Exists(siens.filter(metier__in=[pk for pk, _ in metiers]))
    sujet |= Exists(siennes.filter(famille__in=[famille for _, famille in metiers if famille]))
    sujet |= ~Exists(siens) & ~Exists(siennes)
    nulle_part = Q(commune__isnull=True, departement__isnull=True, territoire__isnull=True)
    lieu = nulle_part | Q(departement=offre.commune.departement_id) | Q(km__lte=F("rayon_km"))
    if offre.commune.territoire_id:
        lieu |= Q(territoire=offre.commune.territoire_id)
    lundis: list[Any] = list(offre.semaines.values_list("lundi", flat=True)) or [None]
    semaines = Q()
    for lundi in lundis:
        debut, fin = (lundi, lundi) if lundi else (offre.debut, offre.fin)
        dans = Q(semaine_debut__isnull=True) | Q(semaine_debut__lte=fin)
        semaines |= dans & (Q(semaine_fin__isnull=True) | Q(semaine_fin__gte=debut))
    lignes = (
        Alerte.objects.vivantes()
        .annotate(km=expression_distance(offre.latitude, offre.longitude, "commune__"))
        .filter(Q(section="") | Q(section=offre.section), Q(niveau="") | Q(niveau__in=niveaux), lieu, semaines, sujet)
        .order_by()
    )
    mots = mots_de(offre)
    return {pk for pk, voulus in lignes.values_list("pk", "mots") if not voulus or contient_tous(mots, voulus)}


def chronometrer(geste: Callable[[], Any], fois: int = 1) -> tuple[float, Any]:
    """Milliseconds of the best of several times (the machine may be shared), and what came out."""
    durees = []
    for _ in range(fois):
        debut = perf_counter()
        resultat = geste()
        durees.append((perf_counter() - debut) * 1_000)
    return min(durees), resultat


def mesurer_livraison(pk: int) -> tuple[float, float, int]:
    """Milliseconds of match and rows in their transaction, of a bare insert of the same rows, and how many rows."""
    EvenementOffre.objects.filter(offre=pk).delete()
    Livraison.objects.filter(offre=pk).delete()
    evenement = EvenementOffre.objects.create(offre_id=pk)
    complet, _ = chronometrer(lambda: traiter_evenement(evenement.pk, maintenant=MIDI))
    lignes = list(Livraison.objects.filter(offre=pk))
    Livraison.objects.filter(offre=pk).delete()
    for ligne in lignes:
        ligne.pk = None
    with transaction.atomic():
        debut = perf_counter()
        Livraison.objects.bulk_create(lignes)
    return complet, (perf_counter() - debut) * 1_000, len(lignes)


def mesurer(offres: list[int]) -> dict[str, Any]:
    """One size: the median of the offers; each is asked once cold, then its best warm time counts, both ways alike."""
    cles, naives, complets, nus, trouvees = [], [], [], [], []
    for rang, pk in enumerate(offres):
        offre = lire(pk)
        alertes_pour(offre)
        duree, par_cle = chronometrer(partial(alertes_pour, offre), FOIS)
        cles.append(duree)
        trouvees.append(len(par_cle))
        if rang < NAIVES:
            alertes_naives(offre)
            duree, par_formule = chronometrer(partial(alertes_naives, offre), FOIS)
            naives.append(duree)
            if set(par_cle) != par_formule:
                raise AssertionError(f"offre {pk} : {len(par_cle)} alertes par clé, {len(par_formule)} par formule")
        complet, nu, _ = mesurer_livraison(pk)
        complets.append(complet)
        nus.append(nu)
    return {
        "alertes": Alerte.objects.count(),
        "par_cle_ms": median(cles),
        "par_cle_memes_ms": median(cles[:NAIVES]),
        "par_formule_ms": median(naives),
        "trouvees": median(trouvees),
        "livrer_sur_nu": sum(complets) / sum(nus),
        "index_seul": _index_seul(lire(offres[0])),
    }


def _index_seul(offre: OffreStage) -> bool:
    """Whether PostgreSQL answers the look-up from the index alone."""
    from stages.services import correspondance

    requete = correspondance.requete_des_cles(offre, semaines_de(offre))
    cles = correspondance.cles.cles_d_offre(offre, correspondance.cles.communes_a_portee(offre))
    plan = requete.filter(cle__parmi=cles).values_list(*correspondance.COLONNES).explain()
    return "Index Only Scan" in plan and "cle_alerte_couvrante" in plan


def main() -> None:
    tailles = [int(n) for n in sys.argv[1].split(",")]
    offres = creer_offres(OFFRES)
    deja = 0
    for taille in sorted(tailles):
        remplir(deja + 1, taille)
        deja = taille
        print("TAILLE" + json.dumps(mesurer(offres)), flush=True)


if __name__ == "__main__":
    main()
