"""The search of trainings by words: pure Python, no Django. See ``docs/adr/0015``."""

from formations.recherche.diplomes import separer_diplomes
from formations.recherche.index import DocumentFormation, IndexFormations, Reponse, Trouvee

__all__ = ["DocumentFormation", "IndexFormations", "Reponse", "Trouvee", "separer_diplomes"]
