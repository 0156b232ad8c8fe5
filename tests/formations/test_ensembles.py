"""Sets of offers by training: what the arithmetic counts is what a loop would count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formations.services.ensembles import Groupes, drapeaux_de, ensemble, ensemble_de


@st.composite
def groupes_et_masque(tirer):
    tailles = tirer(st.lists(st.integers(1, 5), max_size=40))
    groupes = Groupes.de(tailles)
    positions = [
        p for debut, fin in zip(groupes.debuts.tolist(), groupes.fins.tolist(), strict=True) for p in range(debut, fin)
    ]
    return groupes, tirer(st.sets(st.sampled_from(positions))) if positions else set()


@given(groupes_et_masque())
def test_le_nombre_est_celui_d_une_boucle(cas):
    groupes, positions = cas
    masque = ensemble(positions, groupes.longueur)
    naif = [
        rang
        for rang, (debut, fin) in enumerate(zip(groupes.debuts.tolist(), groupes.fins.tolist(), strict=True))
        if positions & set(range(debut, fin))
    ]
    assert groupes.nombre(masque) == len(naif)
    assert groupes.rangs(masque).tolist() == naif
    assert masque & groupes.gardes == 0


@given(groupes_et_masque())
def test_un_ensemble_et_ses_drapeaux_disent_la_meme_chose(cas):
    groupes, positions = cas
    masque = ensemble(positions, groupes.longueur)
    drapeaux = drapeaux_de(masque, groupes.longueur)
    assert set(np.flatnonzero(drapeaux).tolist()) == positions
    assert ensemble_de(drapeaux) == masque


def test_les_offres_d_une_formation_et_les_minimums():
    groupes = Groupes.de([2, 1, 3])
    assert groupes.longueur == 9
    assert drapeaux_de(groupes.de_formations([0, 2]), 9).nonzero()[0].tolist() == [0, 1, 5, 6, 7]
    valeurs = np.array([4.0, 2.0, 0.0, 9.0, 0.0, 7.0, 5.0, 6.0, 0.0])
    dedans = drapeaux_de(ensemble([0, 3, 7], 9), 9)
    assert groupes.minimum(valeurs, dedans).tolist() == [4.0, 9.0, 6.0]
    assert groupes.somme(valeurs.astype(np.int64), dedans).tolist() == [4, 9, 6]


def test_rien_du_tout():
    groupes = Groupes.de([])
    assert groupes.tous == groupes.nombre(0) == 0
    assert groupes.rangs(0).tolist() == []
