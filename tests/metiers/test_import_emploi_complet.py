"""The official files themselves: the counts that their producers give, then a second run that changes nothing."""

import pytest
from django.db.models import Sum

from metiers.models import FamilleProfessionnelle, Grain, Metier, Passage, Statistique
from metiers.services.chargement import charger_metiers
from metiers.services.chargement_emploi import charger_emploi
from metiers.services.import_emploi import importer_emploi
from metiers.services.marche import marche_courant
from metiers.services.marche.couverture import mesurer_couverture
from territoires.models import BassinEmploi, Importation
from territoires.services.importation import charger_livraison

I = Statistique.Indicateur  # noqa: E741


@pytest.mark.donnees_officielles
@pytest.mark.django_db
def test_les_fichiers_officiels_par_dessus_les_chiffres_livres(donnees_officielles, settings):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    charger_metiers()
    charger_emploi()
    livres = dict(_totaux())

    premier = importer_emploi(chemin=donnees_officielles / "emploi", appliquer=True)

    assert premier.etat == Importation.Etat.APPLIQUEE, premier.rapport["refus"][:5]
    assert premier.refuses == 0
    _les_comptes_du_producteur()
    assert "Fichier absent" not in " ".join(premier.rapport["avertissements"])
    assert dict(_totaux()) == livres, "les totaux livrés sont ceux que l'import recalcule"
    _les_cinq_niveaux_servent()

    second = importer_emploi(chemin=donnees_officielles / "emploi", appliquer=True)
    assert (second.crees, second.modifies, second.retires) == (0, 0, 0)
    assert charger_emploi() is None


def _les_comptes_du_producteur():
    cases = Statistique.objects.filter(grain=Grain.BASSIN).exclude(famille__code="ENS")
    projets = cases.filter(indicateur=I.PROJETS)
    assert projets.count() == 3_323
    assert projets.values("famille").distinct().count() == 214
    assert set(projets.values_list("code_territoire", flat=True)) <= set(
        BassinEmploi.objects.values_list("code", flat=True)
    )
    assert projets.values("code_territoire").distinct().count() == 26
    assert projets.aggregate(total=Sum("valeur"))["total"] == 166_498
    caches = {
        indicateur: cases.filter(indicateur=indicateur, secret=True).count()
        for indicateur in (I.PROJETS, I.PROJETS_DIFFICILES, I.PROJETS_SAISONNIERS)
    }
    assert caches == {I.PROJETS: 747, I.PROJETS_DIFFICILES: 1_356, I.PROJETS_SAISONNIERS: 2_392}
    region = Statistique.objects.get(indicateur=I.PROJETS, famille__code="ENS", grain=Grain.REGION)
    assert (region.valeur, region.laisses) == (166_498, 747)
    assert FamilleProfessionnelle.objects.filter(nomenclature="2021", niveau=3).count() == 228
    assert FamilleProfessionnelle.objects.filter(nomenclature="2009", niveau=3).count() >= 225
    assert not FamilleProfessionnelle.objects.filter(niveau=3, parent=None).exists()
    rome_fap = Passage.objects.filter(de="rome3", vers="fap2009", qualification="")
    assert rome_fap.values("code_de").distinct().count() == 532
    assert Statistique.objects.filter(indicateur=I.EMPLOI_AGE).count() == 340 * 9 - 27 - 1
    assert not Statistique.objects.filter(livree=True).exclude(source__contains="Dares").exists()


def _totaux():
    """Totals by Région and département of the families that the bundled occupations reach."""
    reunies = {cle for familles in marche_courant().de_metier.values() for cle in familles.bmo}
    codes = {cle.partition(":")[2] for cle in reunies} | {"ENS"}
    totaux = Statistique.objects.filter(indicateur__startswith="projets", grain__in=[Grain.REGION, Grain.DEPARTEMENT])
    champs = ("indicateur", "famille__code", "grain", "code_territoire", "valeur", "base", "laisses", "secret")
    for ligne in totaux.filter(famille__code__in=codes).values_list(*champs):
        yield ligne[:4], ligne[4:]


def _les_cinq_niveaux_servent():
    """Every step is reachable, and none holds almost half of the occupations."""
    couverture = mesurer_couverture()
    assert couverture.metiers == Metier.objects.publies().count() == 239
    assert couverture.sans_famille == 0
    compte = couverture.niveaux[Grain.BASSIN]
    connus = sum(n for niveau, n in compte.items() if niveau is not None)
    parts = {niveau: n / connus for niveau, n in compte.items() if niveau is not None}
    assert set(parts) == {0, 1, 2, 3, 4, 5}
    assert max(parts.values()) < 0.45, parts
    assert couverture.parts["Projets de recrutement"][Grain.BASSIN] > 0.9
