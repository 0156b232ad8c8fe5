import json

import pytest
from django.core.management import CommandError, call_command

from tests.orientibus.fabrique import LUNDI, au_hasard, demande, document


def _fichier(tmp_path, donnees):
    fichier = tmp_path / "tour.json"
    fichier.write_text(json.dumps(donnees), encoding="utf-8")
    return fichier


def _lancer(tmp_path, donnees, capsys, **options):
    sortie = tmp_path / "plan.json"
    options = {"limite": 5, "processus": 1} | options
    call_command("planifier", instance=_fichier(tmp_path, donnees), solution=sortie, **options)
    return json.loads(sortie.read_text()), capsys.readouterr().out


def test_le_plan_est_ecrit_et_note_en_francais(tmp_path, capsys):
    plan, dit = _lancer(tmp_path, au_hasard(3), capsys, verbosity=2)
    assert plan["status"] == "plan" and plan["stops"]
    for mot in ("Poids servi", "Borne prouvée", "optimum prouvé", "Déséquilibre", "Kilomètres", "Temps"):
        assert mot in dit


def test_un_conflit_est_ecrit_et_rend_le_code_3(tmp_path, capsys):
    lundi = [{"from": LUNDI.isoformat(), "to": LUNDI.isoformat()}]
    demandes = [demande(c, windows=lundi, open={"0": ["AM"]}, mandatory=True) for c in "AB"]
    with pytest.raises(SystemExit) as fin:
        _lancer(tmp_path, document(demandes), capsys)
    assert fin.value.code == 3
    assert json.loads((tmp_path / "plan.json").read_text())["conflict"] == ["A", "B"]
    assert "ne tiennent pas ensemble" in capsys.readouterr().out


def test_une_instance_fausse_est_refusee_avec_le_champ(tmp_path, capsys):
    with pytest.raises(CommandError, match=r"tour.json : requests\[0\].place"):
        _lancer(tmp_path, document([demande("A", "Atlantide")]), capsys)


@pytest.mark.parametrize("options", [{"limite": 0}, {"processus": 0}])
def test_des_reglages_impossibles_sont_refuses(tmp_path, capsys, options):
    with pytest.raises(CommandError, match="positifs"):
        _lancer(tmp_path, document([]), capsys, **options)


def test_une_solution_qu_on_ne_peut_ecrire_est_dite(tmp_path):
    fichier = _fichier(tmp_path, document([]))
    with pytest.raises(CommandError, match="non écrite"):
        call_command("planifier", instance=fichier, solution=tmp_path / "absent" / "x.json", limite=1, processus=1)
