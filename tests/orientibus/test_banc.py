"""What the bench of the tours compares with, and the event that it makes up."""

from bench.tournees import Reference, perturber, references
from orientibus.planification.lecture import interpreter
from orientibus.planification.solveur import Reglages, planifier
from tests.orientibus.fabrique import au_hasard


def test_la_decision_tient_les_meilleurs_poids_connus():
    connues = references()
    assert set(connues) == {100, 500, 2000}
    assert connues[100] == Reference(2455, 2455)
    assert all(0 < r.poids <= r.borne for r in connues.values())


def test_la_panne_inventee_se_replanifie():
    inst = interpreter(au_hasard(5))
    reglages = Reglages(secondes=20, processus=1)
    reprise = perturber(inst, planifier(inst, reglages).reponse)
    assert reprise.replanification is not None and reprise.replanification.precedents
    resultat = planifier(reprise, reglages)
    assert resultat.derangement_prouve and resultat.bilan.derangement > 0
