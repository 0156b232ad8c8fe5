from comptes.models.envoi import A_ENVOYER, Courriel, EtatEnvoi, FileDEnvoi
from comptes.models.organisation import Adhesion, Organisation
from comptes.models.utilisateur import Utilisateur

__all__ = ["A_ENVOYER", "Adhesion", "Courriel", "EtatEnvoi", "FileDEnvoi", "Organisation", "Utilisateur"]
