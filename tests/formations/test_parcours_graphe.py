"""The simulator's graph: known cases, what is certain, and that nothing is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formations.parcours import Depart, Graphe, Noeud, Reserve, proposer

SOIN, MACON = 1, 2
CODE, PORTAIL, PARENT = ("code",), ("portail",), ("parent",)


def noeud(pk, slug, niveau, *, metiers=(), domaines=(), voies=("scolaire",), **autres):
    return Noeud(
        id=pk,
        slug=slug,
        niveau=niveau,
        voies=frozenset(voies),
        metiers=tuple((metier, CODE) for metier in metiers),
        domaines=frozenset(domaines),
        **autres,
    )


CAP_MACON = noeud(1, "cap-macon", 3, metiers=[MACON], domaines=["F17"], signe="cap", entree=0, mois=24)
BP_MACON = noeud(
    2, "bp-macon", 4, metiers=[MACON], domaines=["F17"], signe="bp", voies=("apprentissage", "continue"), mois=24
)
BAC_PRO = noeud(3, "bac-pro-gros-oeuvre", 4, metiers=[MACON], domaines=["F17"], signe="bacpro", entree=0, mois=36)
BTS = noeud(4, "bts-batiment", 5, metiers=[MACON], domaines=["F17"], signe="bts", voies=("apprentissage",), mois=24)
DEAS = noeud(5, "deas", 4, domaines=["J15"], signe="deas", entree=0, mois=11)
DEI = noeud(6, "dei", 6, metiers=[SOIN], domaines=["J15"], signe="dei", entree=4, mois=36)
BATIMENT = Graphe([CAP_MACON, BP_MACON, BAC_PRO, BTS])


def etapes(chemin):
    return [etape.noeud.slug if etape.noeud else f"palier {etape.niveau}" for etape in chemin.etapes]


def test_du_college_le_cap_est_le_plus_court():
    propositions = proposer(BATIMENT, Depart(0), MACON)
    assert etapes(propositions[0].chemin) == ["cap-macon"]
    assert propositions[0].titres == ("Le plus court",)
    assert propositions[0].chemin.reserves == ()  # all published
    assert [etapes(p.chemin)[-1] for p in propositions] == ["cap-macon", "bac-pro-gros-oeuvre", "bts-batiment"]
    assert etapes(propositions[2].chemin) == ["bac-pro-gros-oeuvre", "bts-batiment"]
    assert propositions[2].chemin.mois == 60


def test_apres_un_cap_le_brevet_professionnel_en_apprentissage():
    propositions = proposer(BATIMENT, Depart(3, CAP_MACON), MACON)
    par_titre = {titre: p for p in propositions for titre in p.titres}
    apprentissage = par_titre["En apprentissage à chaque étape"]
    assert etapes(apprentissage.chemin) == ["bp-macon"]
    assert "En formation continue" in apprentissage.titres
    assert Reserve.ENTREE in apprentissage.chemin.reserves  # the entry level of the BP is usual, not published


def test_le_bac_pro_est_plus_court_apres_un_cap_et_c_est_dit():
    chemin = next(c for c in BATIMENT.chemins(Depart(3), MACON) if etapes(c) == ["bac-pro-gros-oeuvre"])
    assert chemin.mois == 24 and Reserve.DUREE in chemin.reserves


def test_les_etudes_qui_demandent_le_bac_ne_suivent_pas_un_titre_sans_bac():
    graphe = Graphe([DEAS, DEI])
    (chemin,) = graphe.chemins(Depart(0), SOIN)
    assert etapes(chemin) == ["palier 4", "dei"]
    assert {Reserve.PALIER, Reserve.DUREE} <= set(chemin.reserves)
    (depuis_le_deas,) = graphe.chemins(Depart(4, DEAS), SOIN)
    assert etapes(depuis_le_deas) == ["dei"] and Reserve.SANS_LE_BAC in depuis_le_deas.reserves
    assert graphe.apres(DEAS) == []


def test_un_diplome_d_un_autre_domaine_est_dit():
    (chemin,) = Graphe([DEI, BAC_PRO]).chemins(Depart(4, BAC_PRO), SOIN)
    assert Reserve.AUTRE_DOMAINE in chemin.reserves


def test_sans_formation_vers_le_metier_rien_n_est_invente():
    assert proposer(BATIMENT, Depart(0), 999) == []
    inconnu = noeud(9, "sans-niveau", None, metiers=[SOIN])
    assert proposer(Graphe([inconnu]), Depart(7), SOIN) == []


@pytest.mark.parametrize(
    ("origines", "reserve"),
    [(CODE, None), (PORTAIL, Reserve.LIEN_PORTAIL), (PARENT, Reserve.LIEN_PARENT), (("code", "parent"), None)],
)
def test_l_origine_du_lien_decide_de_sa_surete(origines, reserve):
    seul = Noeud(1, "cap", 3, entree=0, mois=24, voies=frozenset(["scolaire"]), metiers=((SOIN, origines),))
    (chemin,) = Graphe([seul]).chemins(Depart(0), SOIN)
    assert chemin.reserves == ((reserve,) if reserve else ())


def test_une_duree_inconnue_n_est_pas_zero():
    titre = noeud(1, "titre", 3, metiers=[SOIN], entree=0)
    (chemin,) = Graphe([titre]).chemins(Depart(0), SOIN)
    assert chemin.mois is None and Reserve.DUREE_INCONNUE in chemin.reserves


def test_sans_offre_dans_la_region_c_est_dit():
    (chemin,) = Graphe([noeud(1, "cap", 3, metiers=[SOIN], entree=0, mois=24, voies=())]).chemins(Depart(0), SOIN)
    assert chemin.reserves == (Reserve.SANS_OFFRE,)


def test_ce_qui_suit_monte_d_un_niveau_dans_le_domaine():
    assert [n.slug for n in BATIMENT.apres(CAP_MACON)] == ["bac-pro-gros-oeuvre", "bp-macon"]
    assert [n.slug for n in BATIMENT.apres(BAC_PRO)] == ["bts-batiment"]


NIVEAUX = st.sampled_from([None, 0, 3, 4, 5, 6, 7])


@given(
    st.lists(
        st.tuples(NIVEAUX, NIVEAUX, st.sampled_from(["", "cap", "bts", "mc", "but", "bp"]), st.integers(1, 3)),
        max_size=12,
    ),
    st.sampled_from([0, 3, 4, 5, 6, 7]),
)
def test_tout_chemin_monte_et_mene_au_metier(lignes, depart):
    noeuds = [
        noeud(rang, f"n{rang}", niveau, entree=entree, signe=signe, metiers=[metier], domaines=["A11"], mois=12)
        for rang, (niveau, entree, signe, metier) in enumerate(lignes)
    ]
    graphe = Graphe(noeuds)
    premiers = proposer(graphe, Depart(depart), 1)
    assert premiers == proposer(Graphe(reversed(noeuds)), Depart(depart), 1)  # the order of reading decides nothing
    for proposition in premiers:
        chemin = proposition.chemin
        assert 1 in chemin.arrivee.ids_metiers
        acquis = depart
        for etape in chemin.etapes:
            if etape.noeud:
                assert etape.noeud.demande <= acquis
            acquis = max(acquis, etape.niveau)
        slugs = etapes(chemin)
        assert len(slugs) == len(set(slugs))
