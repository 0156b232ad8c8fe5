"""The official archive itself, once: counts of the published version 60, then a second run that changes nothing."""

import pytest

from metiers.models import (
    AccesNiveau,
    Appellation,
    CentreInteret,
    Competence,
    Condition,
    Domaine,
    GrandDomaine,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    Mobilite,
    Secteur,
    SecteurNaf,
    Theme,
)
from metiers.services.chargement import charger_metiers
from metiers.services.import_rome import importer_rome
from territoires.models import Importation


@pytest.mark.donnees_officielles
@pytest.mark.django_db
def test_l_archive_officielle_sur_les_metiers_livres(donnees_officielles):
    livres = charger_metiers().tables["Métiers"].crees
    textes = dict(Metier.objects.values_list("pk", "journee"))

    premier = importer_rome(chemin=donnees_officielles / "rome", appliquer=True)

    assert premier.etat == Importation.Etat.APPLIQUEE, premier.rapport["refus"][:5]
    assert premier.refuses == 0
    comptes = {
        modele.__name__: modele._default_manager.count()
        for modele in (Metier, Appellation, GrandDomaine, Domaine, CentreInteret, Theme, Secteur, SecteurNaf, Mobilite)
    }
    assert comptes["Metier"] == 1584, "chaque métier livré a trouvé sa fiche"
    assert Appellation.objects.exclude(code_ogr="").count() == 13_120
    assert (comptes["GrandDomaine"], comptes["Domaine"]) == (14, 110)
    assert (comptes["CentreInteret"], comptes["Theme"], comptes["Secteur"], comptes["SecteurNaf"]) == (30, 17, 75, 89)
    assert comptes["Mobilite"] == 14_912
    assert Competence.objects.exclude(code_ogr="").count() == 18_317 + 15_354
    assert Competence.objects.filter(est_macro=True, origine="rome").count() == 507
    assert Condition.objects.exclude(code_ogr="").count() == 179
    assert MetierCompetence.objects.filter(origine="rome").count() == 90_556
    assert MetierCompetence.objects.filter(coeur="principale").count() == 18_900
    assert MetierCondition.objects.filter(origine="rome").count() == 13_663
    assert MetierInteret.objects.count() == 4_444
    assert MetierInteret.objects.filter(principal=True).count() == 1_584
    assert Appellation.objects.filter(peu_usitee=True).count() == 199
    assert Metier.objects.exclude(riasec_mineur="").count() == 1_239
    assert not Metier.objects.filter(definition_officielle="").exists()
    assert not Metier.objects.filter(famille=None).exists()
    assert AccesNiveau.objects.values("metier").distinct().count() >= 1_400
    assert Metier.objects.rediges().count() == livres
    assert {pk: t for pk, t in Metier.objects.values_list("pk", "journee") if pk in textes} == textes

    second = importer_rome(chemin=donnees_officielles / "rome", appliquer=True)

    assert (second.crees, second.modifies, second.retires, second.refuses) == (0, 0, 0, 0)
    assert second.inchanges == sum(
        c["inchanges"] + c["crees"] + c["modifies"] for c in premier.rapport["tables"].values()
    )
    assert not charger_metiers().total().change
