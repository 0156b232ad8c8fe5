from metiers.admin import competences, importation, metier, references

__all__ = ["competences", "importation", "metier", "references"]
