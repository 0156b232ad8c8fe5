"""Hours by age: examples of each rule, and properties that hold whatever the timetable."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from stages.services.horaires import SEMAINE, Journee, en_heures, minutes_par_semaine, verifier_horaires
from stages.services.simulateur import age_au

LUNDI = date(2026, 3, 2)


@dataclass(frozen=True)
class Ligne:
    code: str
    libelle: str
    depuis: date
    valeur: Any
    unite: str
    source: str


class Livre:
    """The bundled rules, without a database."""

    def __init__(self) -> None:
        texte = (settings.DONNEES / "stages" / "regles.toml").read_text(encoding="utf-8")
        self.lignes = {}
        for r in tomllib.loads(texte)["regle"]:
            champs = {nom: r[nom] for nom in ("code", "libelle", "valeur", "unite", "source")}
            self.lignes[r["code"]] = Ligne(depuis=date.fromisoformat(r["depuis"]), **champs)

    def regle(self, code: str) -> Ligne:
        return self.lignes[code]


LIVRE = Livre()


def ne_a(ans: int) -> date:
    return LUNDI.replace(year=LUNDI.year - ans) - timedelta(days=30)


def jour(n=0, debut="09:00", fin="16:00", pause=("12:00", "13:00")) -> Journee:
    heures = [time.fromisoformat(h) for h in (debut, fin, *pause)]
    return Journee(LUNDI + timedelta(days=n), *heures)


def fautes(*journees, ans=14, naissance=None, feries=()):
    trouvees = verifier_horaires(
        journees, naissance=naissance or ne_a(ans), regles_du=lambda _: LIVRE, feries=set(feries)
    )
    return [((f.jour - LUNDI).days, f.champ) for f in trouvees]


def test_une_semaine_de_trente_heures_est_permise_a_quatorze_ans():
    assert fautes(*(jour(n) for n in range(5))) == []


@pytest.mark.parametrize(("ans", "fin", "permis"), [(14, "17:00", True), (14, "17:01", False), (15, "17:00", True),
                                                   (15, "17:30", False), (16, "18:00", True), (16, "18:01", False),
                                                   (20, "20:00", True), (20, "20:01", False)])  # fmt: skip
def test_la_duree_d_un_jour_depend_de_l_age(ans, fin, permis):
    pause = ("12:30", "13:30") if fin < "18:00" else ("13:00", "14:00")
    assert (fautes(jour(0, "09:00", fin, pause), ans=ans) == []) is permis


@pytest.mark.parametrize(("ans", "permis"), [(14, False), (15, True), (17, True)])
def test_trente_cinq_heures_par_semaine_seulement_a_partir_de_quinze_ans(ans, permis):
    semaine = [jour(n, "09:00", "17:00", ("12:30", "13:30")) for n in range(5)]
    assert (fautes(*semaine, ans=ans) == []) is permis


def test_l_age_est_celui_du_jour():
    """Sixteen on the Wednesday: eight hours are allowed from that day only."""
    naissance = (LUNDI + timedelta(days=2)).replace(year=LUNDI.year - 16)
    huit = [jour(n, "09:00", "18:00", ("13:00", "14:00")) for n in (1, 2)]
    assert fautes(*huit, naissance=naissance) == [(1, "fin")]


def test_une_pause_coupe_toute_presence_de_plus_de_quatre_heures_et_demie():
    assert fautes(Journee(LUNDI, time(9), time(13, 30))) == []
    assert fautes(Journee(LUNDI, time(9), time(13, 31))) == [(0, "pause_debut")]
    assert fautes(jour(0, pause=("12:00", "12:29"))) == [(0, "pause_debut")]
    assert fautes(jour(0, pause=("13:31", "14:01"))) == [(0, "pause_debut")]


def test_le_dimanche_le_ferie_et_la_nuit_sont_interdits_aux_mineurs():
    assert fautes(jour(6), ans=17) == [(6, "present")]
    assert fautes(jour(6), ans=18) == []
    assert fautes(jour(0), feries=[LUNDI], ans=17) == [(0, "present")]
    assert fautes(jour(0), feries=[LUNDI], ans=18) == []
    assert fautes(Journee(LUNDI, time(5, 59), time(9)), ans=17) == [(0, "debut")]
    assert fautes(Journee(LUNDI, time(17), time(20)), ans=15) == []
    assert fautes(Journee(LUNDI, time(17), time(20, 1)), ans=15) == [(0, "fin")]
    assert fautes(Journee(LUNDI, time(18), time(22)), ans=16) == []
    assert fautes(Journee(LUNDI, time(18), time(22, 1)), ans=16) == [(0, "fin")]
    assert fautes(Journee(LUNDI, time(20), time(21)), ans=15) == [(0, "debut"), (0, "fin")]


@pytest.mark.parametrize(("ans", "matin", "permis"), [(15, "09:00", False), (15, "10:00", True), (17, "08:00", True),
                                                      (17, "07:59", False),
                                                      (30, "07:00", True), (30, "06:59", False)])  # fmt: skip
def test_le_repos_entre_deux_jours_depend_de_l_age(ans, matin, permis):
    soir = Journee(LUNDI, time(16), time(20))
    debut = time.fromisoformat(matin)
    demain = Journee(LUNDI + timedelta(days=1), debut, time(debut.hour + 3))
    assert (fautes(soir, demain, ans=ans) == []) is permis


def test_deux_jours_de_repos_qui_se_suivent_avant_dix_huit_ans():
    cinq_heures = {"debut": "09:00", "fin": "13:00", "pause": ("10:00", "10:30")}
    assert fautes(*(jour(n, **cinq_heures) for n in range(6)), ans=16) == []  # Sunday, and the next Monday
    deux = [jour(n, **cinq_heures) for n in (*range(6), 7)]
    assert fautes(*deux, ans=16) == [(0, SEMAINE)]
    assert fautes(*(jour(n, **cinq_heures) for n in (1, 2, 3, 4, 5, 8)), ans=16) == []
    assert fautes(*(jour(n, **cinq_heures) for n in (0, 2, 4, 6)), ans=16) == [(0, SEMAINE), (6, "present")]
    assert fautes(*(jour(n, **cinq_heures) for n in range(7)), ans=40) == [(0, SEMAINE)]


@pytest.mark.parametrize(
    "journee",
    [Journee(LUNDI, time(16), time(9)), Journee(LUNDI, time(9), time(9)), jour(0, pause=("13:00", "12:00")),
     jour(0, pause=("08:00", "08:30")), Journee(LUNDI, time(9), time(12), time(10), None)],
)  # fmt: skip
def test_des_heures_dans_le_desordre_sont_une_faute_et_rien_d_autre(journee):
    assert len(fautes(journee)) == 1


def test_un_jour_compte_deux_fois_est_une_faute():
    assert (0, "present") in fautes(jour(0), jour(0))


def test_une_faute_dit_la_regle_sa_source_et_sa_date():
    journee = jour(0, "09:00", "18:00", ("12:30", "13:30"))
    faute = verifier_horaires([journee], naissance=ne_a(14), regles_du=lambda _: LIVRE)[0]
    assert "8 h de présence ce jour-là, 7 h au plus à 14 ans" in faute.message
    assert "Immersion facilitée, depuis le 01/01/2019" in faute.message


def test_les_heures_se_lisent():
    assert [en_heures(m) for m in (420, 450, 5)] == ["7 h", "7 h 30", "0 h 05"]


quarts = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def journees(draw):
    jours = draw(st.sets(st.integers(0, 20), min_size=1, max_size=15))
    suite = []
    for n in jours:
        bornes = sorted(draw(st.sets(quarts, min_size=4, max_size=4)))
        avec = draw(st.booleans())
        pause = (bornes[1], bornes[2]) if avec else (None, None)
        suite.append(Journee(LUNDI + timedelta(days=n), bornes[0], bornes[3], *pause))
    return suite


naissances = st.dates(date(2006, 1, 1), date(2014, 1, 1))


@reglages(max_examples=150, deadline=None)
@given(journees(), naissances)
def test_ce_qui_est_permis_tient_chaque_borne(suite, naissance):
    """A second reading of the law, written the other way: what the check lets through breaks no bound."""
    if verifier_horaires(suite, naissance=naissance, regles_du=lambda _: LIVRE):
        return
    for j in suite:
        age = age_au(j.jour, naissance)
        assert j.minutes <= 60 * (7 if age < 16 else 8 if age < 18 else 10)
        if age < 18:
            assert j.jour.weekday() != 6
            assert time(6) <= j.debut
            assert j.fin <= (time(20) if age < 16 else time(22))
            assert all(fin - debut <= 270 for debut, fin in j.plages)
    for lundi, minutes in minutes_par_semaine(suite).items():
        premier = min(j.jour for j in suite if j.jour >= lundi)
        age = age_au(premier, naissance)
        assert minutes <= 60 * (30 if age < 15 else 35 if age < 18 else 48)
    suite.sort(key=lambda j: j.jour)
    for hier, j in zip(suite, suite[1:], strict=False):
        age = age_au(j.jour, naissance)
        ecart = datetime.combine(j.jour, j.debut) - datetime.combine(hier.jour, hier.fin)
        assert ecart >= timedelta(hours=14 if age < 16 else 12 if age < 18 else 11)


@reglages(max_examples=100, deadline=None)
@given(journees(), naissances, st.randoms())
def test_l_ordre_des_jours_ne_change_rien(suite, naissance, hasard):
    melangee = list(suite)
    hasard.shuffle(melangee)
    attendues = verifier_horaires(suite, naissance=naissance, regles_du=lambda _: LIVRE)
    assert verifier_horaires(melangee, naissance=naissance, regles_du=lambda _: LIVRE) == attendues


@reglages(max_examples=100, deadline=None)
@given(journees(), naissances)
def test_enlever_un_jour_permis_n_ajoute_pas_de_faute_de_ce_jour(suite, naissance):
    if not verifier_horaires(suite, naissance=naissance, regles_du=lambda _: LIVRE):
        assert not [
            f
            for f in verifier_horaires(suite[1:], naissance=naissance, regles_du=lambda _: LIVRE)
            if f.champ != SEMAINE
        ]


@reglages(max_examples=100, deadline=None)
@given(journees())
def test_ce_qui_est_permis_plus_jeune_l_est_plus_vieux_chez_les_mineurs(suite):
    """The law loosens with age: what is allowed at thirteen is allowed at sixteen."""
    if not verifier_horaires(suite, naissance=ne_a(13), regles_du=lambda _: LIVRE):
        assert verifier_horaires(suite, naissance=ne_a(16), regles_du=lambda _: LIVRE) == []
