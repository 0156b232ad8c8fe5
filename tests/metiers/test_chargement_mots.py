"""Everyday phrases of the occupations known only from ROME."""

import pytest

from commun.importation import ImportRefuse, Rapport
from metiers.importeurs.empreintes import Empreintes
from metiers.importeurs.mots import charger_mots, lire_mots
from metiers.models import Metier
from tests.metiers.fabriques import MetierFactory

pytestmark = pytest.mark.django_db
ENTREE = '[[expression]]\ncode_rome = "{code}"\nlibelle_rome = "{libelle}"\nmots = [{mots}]\n'


def _entree(code="H2913", libelle="Soudeur / Soudeuse", mots='"coller du métal", "assembler des tubes"'):
    return ENTREE.format(code=code, libelle=libelle, mots=mots)


@pytest.fixture
def charger(tmp_path):
    def _charger(*entrees: str) -> Rapport:
        (tmp_path / "h.toml").write_text("\n".join(entrees), encoding="utf-8")
        rapport, empreintes = Rapport(), Empreintes()
        charger_mots(lire_mots(tmp_path), empreintes, rapport)
        empreintes.ecrire()
        return rapport

    return _charger


@pytest.fixture
def soudeur():
    return MetierFactory(
        code_rome="H2913", code_ogr="1", libelle_rome="Soudeur / Soudeuse", accroche="", mots=[], etat="publie"
    )


def _mots(metier: Metier) -> list[str]:
    metier.refresh_from_db()
    return metier.mots


def test_les_mots_arrivent_et_une_seconde_fois_ne_change_rien(charger, soudeur):
    assert charger(_entree()).total().crees == 1
    assert _mots(soudeur) == ["coller du métal", "assembler des tubes"]
    total = charger(_entree()).total()
    assert (total.crees, total.modifies, total.inchanges) == (0, 0, 1)


def test_un_code_qui_a_change_de_sens_ne_recoit_rien(charger, soudeur):
    charger(_entree(libelle="Directeur de laboratoire"))
    assert _mots(soudeur) == []


def test_un_texte_du_portail_garde_ses_propres_mots(charger, soudeur):
    Metier.objects.filter(pk=soudeur.pk).update(accroche="Un arc, une main.", mots=["à nous"])
    charger(_entree())
    assert _mots(soudeur) == ["à nous"]


def test_ce_que_l_equipe_a_change_est_conserve(charger, soudeur):
    charger(_entree())
    Metier.objects.filter(pk=soudeur.pk).update(mots=["mon mot"])
    assert charger(_entree(mots='"autre chose"')).total().conserves == 1
    assert _mots(soudeur) == ["mon mot"]


def test_des_mots_corriges_dans_les_fichiers_remplacent_les_anciens(charger, soudeur):
    charger(_entree())
    assert charger(_entree(mots='"souder des bateaux"')).total().modifies == 1
    assert _mots(soudeur) == ["souder des bateaux"]


def test_un_metier_retire_ne_recoit_rien(charger, soudeur):
    Metier.objects.filter(pk=soudeur.pk).update(etat="retire")
    charger(_entree())
    assert _mots(soudeur) == []


@pytest.mark.parametrize(
    "faute",
    [
        _entree(code="2913"),
        _entree(mots=""),
        _entree(mots='"a", "a"'),
        _entree(mots="3"),
        _entree() + _entree(),
        "[[expression]]\ncode_rome = 'H2913'\n",
        "pas du toml = = ",
        _entree().replace("mots", "autres"),
    ],
)
def test_un_fichier_faux_est_refuse_avec_sa_ligne(charger, soudeur, faute):
    with pytest.raises(ImportRefuse) as refus:
        charger(faute)
    assert any(r.fichier == "h.toml" for r in refus.value.raisons)
    assert _mots(soudeur) == []


def test_les_fichiers_livres_se_lisent(settings):
    entrees = lire_mots(settings.DONNEES / "metiers" / "mots")
    assert len(entrees) > 1_300
    assert all(2 <= len(mot) <= 60 for e in entrees for mot in e.valeurs["mots"])
