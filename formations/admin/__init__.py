from formations.admin import certifications, etablissements, offres

__all__ = ["certifications", "etablissements", "offres"]
