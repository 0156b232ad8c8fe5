from orientibus.admin import bus, demandes, etapes

__all__ = ["bus", "demandes", "etapes"]
