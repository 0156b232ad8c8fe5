from metiers.admin import competences, importation, marche, metier, references

__all__ = ["competences", "importation", "marche", "metier", "references"]
