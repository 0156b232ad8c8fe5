from metiers.admin import competences, frequentation, importation, marche, metier, references

__all__ = ["competences", "frequentation", "importation", "marche", "metier", "references"]
