"""Weeks in which a pupil may be received."""

from datetime import date

import pytest

from commun.marque import marque
from stages.choices import NiveauPublic
from stages.services.semaines import niveaux_par_semaine, semaines_proposees
from territoires.models import CalendrierScolaire, JourFerie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
NOVEMBRE = date(2026, 11, 28)


def _vacances(premier, dernier, libelle="Noël"):
    CalendrierScolaire.objects.create(
        zone=marque().zone_scolaire, annee_scolaire="2026-2027", libelle=libelle, premier_jour=premier,
        dernier_jour=dernier, source="essai",
    )  # fmt: skip


def test_les_vacances_de_la_zone_ne_sont_pas_proposees():
    _vacances(date(2026, 12, 19), date(2027, 1, 3))
    lundis = [s.lundi for s in semaines_proposees(NOVEMBRE)]
    assert lundis[0] == date(2026, 11, 30)
    assert date(2026, 12, 14) in lundis
    assert not {date(2026, 12, 21), date(2026, 12, 28)} & set(lundis)
    assert date(2027, 1, 4) in lundis


def test_le_college_s_arrete_au_dernier_vendredi_avant_le_premier_juin():
    par_lundi = {s.lundi: s.niveaux for s in semaines_proposees(NOVEMBRE)}
    # In 2027 the first of June is a Tuesday: the last Friday is 28 May.
    assert NiveauPublic.COLLEGE in par_lundi[date(2027, 5, 24)]
    assert NiveauPublic.COLLEGE not in par_lundi[date(2027, 5, 31)]
    assert NiveauPublic.LYCEE in par_lundi[date(2027, 5, 31)]


def test_un_premier_juin_vendredi_est_encore_permis():
    assert NiveauPublic.COLLEGE in niveaux_par_semaine([date(2029, 5, 28)], NOVEMBRE)[date(2029, 5, 28)]


def test_la_seconde_n_a_que_sa_fenetre_de_juin():
    dates = [date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22), date(2026, 6, 29)]
    permises = niveaux_par_semaine(dates, date(2026, 3, 2))
    assert [NiveauPublic.SECONDE in permises[d] for d in dates] == [False, True, True, False]


def test_un_jour_ferie_est_dit_et_une_semaine_presque_vide_est_ecartee():
    JourFerie.objects.create(jour=date(2027, 5, 6), libelle="Ascension", source="essai")
    _vacances(date(2027, 5, 10), date(2027, 5, 12), "Pont")
    semaines = {s.lundi: s for s in semaines_proposees(NOVEMBRE)}
    assert semaines[date(2027, 5, 3)].feries == (date(2027, 5, 6),)
    assert date(2027, 5, 10) not in semaines


def test_en_fin_d_annee_scolaire_la_suivante_est_proposee():
    assert max(s.lundi for s in semaines_proposees(date(2027, 6, 1))) > date(2028, 5, 1)
