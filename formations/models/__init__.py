from formations.models.certification import BlocCompetences, Certification, CertificationMetier, CodePublie
from formations.models.etablissement import Etablissement, JourneePortesOuvertes
from formations.models.offre import ChiffreFormation, Formation, Offre

__all__ = [
    "BlocCompetences",
    "Certification",
    "CertificationMetier",
    "ChiffreFormation",
    "CodePublie",
    "Etablissement",
    "Formation",
    "JourneePortesOuvertes",
    "Offre",
]
