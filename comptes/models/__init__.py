from comptes.models.organisation import Adhesion, Organisation
from comptes.models.utilisateur import Utilisateur

__all__ = ["Adhesion", "Organisation", "Utilisateur"]
