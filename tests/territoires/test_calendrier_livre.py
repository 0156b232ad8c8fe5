"""The bundled calendar: read once, right for known days, and loading again changes nothing."""

from datetime import date

import pytest
from django.core.management import call_command

from territoires.models import CalendrierScolaire, JourFerie

pytestmark = pytest.mark.django_db


def test_le_calendrier_livre_se_charge_une_fois(capsys):
    call_command("charger_calendrier")
    nombres = (CalendrierScolaire.objects.count(), JourFerie.objects.count())
    assert nombres == (12, 33)
    call_command("charger_calendrier")
    assert "0 ajouté(s), 0 modifié(s)" in capsys.readouterr().out.split("Vacances scolaires")[2]
    assert (CalendrierScolaire.objects.count(), JourFerie.objects.count()) == nombres


@pytest.mark.parametrize(
    ("jour", "vacances"),
    [("2026-10-20", True), ("2026-11-28", False), ("2027-02-24", True), ("2027-05-07", True), ("2027-06-14", False)],
)
def test_des_jours_connus(jour, vacances):
    call_command("charger_calendrier")
    assert CalendrierScolaire.objects.de_la_zone("B").le(date.fromisoformat(jour)).exists() is vacances


def test_les_fichiers_officiels_disent_la_meme_chose(donnees_officielles):
    from django.conf import settings

    from commun.archives import Dossier, Limites
    from commun.importation import Rapport
    from commun.marque import marque
    from territoires.importeurs.calendrier import lire, lire_livraison

    livres = lire_livraison(settings.DONNEES / "calendrier" / "zone-b.toml")
    officiels = lire(Dossier(donnees_officielles / "education", Limites()), Rapport())
    assert marque().zone_scolaire == "B"
    assert livres.vacances.items() <= officiels.vacances.items()
    assert livres.feries.items() <= officiels.feries.items()
