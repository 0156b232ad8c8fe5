"""Levels deduced from the official text."""

import pytest

from metiers.importeurs.niveaux import niveaux_deduits


@pytest.mark.parametrize(
    ("texte", "niveaux"),
    [
        ("Cet emploi est accessible sans diplôme particulier. Un CAPA est cependant apprécié.", (0,)),
        ("Ce métier est accessible avec un diplôme de niveau CAP/BEP à Bac (Bac professionnel, ...).", (3, 4)),
        ("Cet emploi est accessible avec une formation de niveau Bac à bac +3 en forêt.", (4, 5, 6)),
        ("Accessible avec un diplôme de niveau CAP à Bac +2 en fourrure.", (3, 4, 5)),
        ("Cet emploi est accessible avec un Bac Pro Commerce ou un BTS MCO.", (4, 5)),
        ("Accessible avec un Master en droit (Bac +5) ou une Licence en droit (Bac +3).", (6, 7)),
        ("Accessible avec un diplôme d'ingénieur ou un doctorat.", (7, 8)),
        ("Accessible avec un Diplôme d'État de docteur en médecine.", (8,)),
        ("Cet emploi est accessible avec le Diplôme d'Etat d'infirmier.", (6,)),
        ("L'accès à cet emploi n'est pas conditionné par la détention d'un diplôme.", (0,)),
        ("Accessible sans diplôme mais une licence est appréciée.", (0,)),
        ("Accessible avec un BTS. Une licence professionnelle peut être un atout.", (5,)),
        ("Le permis D et la licence de transport sont obligatoires.", ()),
        ("Formation de niveau IV demandée.", (4,)),
        ("Diplôme de niveau 5 exigé.", (5,)),
        ("Bac+12 exigé.", (8,)),
        ("", ()),
    ],
)
def test_niveaux_deduits(texte, niveaux):
    assert niveaux_deduits(texte) == niveaux
