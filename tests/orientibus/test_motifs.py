"""Each request left out gets a true reason, and the change that is named really lets it in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orientibus.planification.instance import Arret
from orientibus.planification.motifs import Explications, Motif
from tests.orientibus.fabrique import LUNDI, REGLES, bus, calendrier, demande, instance

LUNDI_SEUL = [{"from": LUNDI.isoformat(), "to": LUNDI.isoformat()}]
MATIN = {"0": ["AM"], "1": ["AM"], "2": ["AM"]}


def _expliquer(demandes, arrets=(), code="A", **autres):
    return Explications(instance(demandes, **autres), arrets).expliquer(code)


def test_equipement():
    dit = _expliquer([demande("A", equipment=["VR", "WORKSHOP"])])
    assert dit.motif is Motif.EQUIPEMENT and "B1" in dit.changement and "WORKSHOP" in dit.changement


def test_capacite():
    dit = _expliquer([demande("A", duree="DAY", size=90)])
    assert dit.motif is Motif.CAPACITE and "80" in dit.changement


def test_dates_sans_jour_ouvert():
    dit = _expliquer([demande("A", windows=LUNDI_SEUL, open={"1": ["AM"]})])
    assert dit.motif is Motif.DATES and "Ouvrir le lieu lundi 07/09/2026" in dit.changement


def test_trop_loin_pour_une_journee_mais_pas_pour_une_demi():
    dit = _expliquer([demande("A", "L3", "DAY")])
    assert dit.motif is Motif.DISTANCE and "une demi-journée" in dit.changement


def test_trop_loin_pour_tout():
    dit = _expliquer([demande("A", "L1")], positions=(0, 200))
    assert dit.motif is Motif.DISTANCE and dit.changement == ""


def test_bus_en_entretien():
    entretien = [{"from": LUNDI.isoformat(), "to": LUNDI.isoformat(), "reason": "entretien"}]
    dit = _expliquer([demande("A", windows=LUNDI_SEUL)], buses=[bus(unavailable=entretien)])
    assert dit.motif is Motif.BUS_INDISPONIBLE and "Accepter le 08/09/2026" in dit.changement


def test_bus_pris_par_une_demande_plus_lourde():
    demandes = [demande("A", windows=LUNDI_SEUL, open=MATIN), demande("B", weight=30, open=MATIN)]
    dit = _expliquer(demandes, [Arret("B", "B1", LUNDI, "AM")])
    assert dit.motif is Motif.BUS_PRIS and "B (poids 30 contre 10)" in dit.detail
    assert "Ouvrir le lieu lundi 07/09/2026 l'après-midi" in dit.changement


@pytest.mark.parametrize(
    ("travail", "dit"), [(570, "en libérer un ne suffirait pas"), (580, "le moins lourd par B (poids 1 contre 10)")]
)
def test_un_creneau_a_liberer_n_est_dit_que_s_il_suffit(travail, dit):
    """A takes 350 minutes of work, B and C 230 each: without B, A and C take 580."""
    demandes = [
        demande("A", "L2", windows=LUNDI_SEUL, open={"0": ["AM"]}),
        demande("B", weight=1, open=MATIN),
        demande("C", weight=50, open=MATIN),
    ]
    arrets = [Arret("B", "B1", LUNDI, "AM"), Arret("C", "B1", LUNDI + timedelta(1), "AM")]
    explique = _expliquer(demandes, arrets, rules=REGLES | {"max_work_week": travail})
    assert explique.motif is Motif.BUS_PRIS and dit in explique.detail
    assert ("renoncer à B" in explique.changement) == (travail == 580)


def test_semaine_pleine():
    demandes = [demande("A"), demande("B")]
    serrees = {"rules": REGLES | {"max_work_week": 250}, "calendar": calendrier(2)}
    dit = _expliquer(demandes, [Arret("B", "B1", LUNDI, "AM")], **serrees)
    assert dit.motif is Motif.SEMAINE_PLEINE and "Accepter le 14/09/2026" in dit.changement


def test_les_plus_lourdes_d_abord_et_seulement_les_absentes():
    demandes = [demande("A", weight=5), demande("B", weight=50), demande("C")]
    inst = instance(demandes)
    assert Explications(inst, [Arret("C", "B1", LUNDI, "AM")]).laissees() == ["B", "A"]


@pytest.mark.parametrize("jour", range(3))
def test_la_date_proposee_entre_vraiment_dans_le_plan(jour):
    from orientibus.planification.verificateur import Verificateur

    occupees = [LUNDI + timedelta(rang) for rang in range(jour)]
    demandes = [demande("A", windows=LUNDI_SEUL, open=MATIN)] + [
        demande(f"B{rang}", duree="DAY", weight=40) for rang in range(jour)
    ]
    arrets = [Arret(f"B{rang}", "B1", libre, "DAY") for rang, libre in enumerate(occupees)]
    inst = instance(demandes)
    dit = Explications(inst, arrets).expliquer("A")
    if not jour:
        return
    propose = LUNDI + timedelta(jour) if "Accepter" in dit.changement else LUNDI
    creneau = "EVE" if "le soir" in dit.changement else "AM"
    ouverte = replace(inst.demandes[0], fenetres=(replace(inst.demandes[0].fenetres[0], fin=propose),))
    change = replace(inst, demandes=(ouverte, *inst.demandes[1:]))
    assert propose.strftime("%d/%m/%Y") in dit.changement
    assert Verificateur(change).refus([*arrets, Arret("A", "B1", propose, creneau)]) == []
