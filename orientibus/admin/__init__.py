from orientibus.admin import bus, demandes, etapes, plans

__all__ = ["bus", "demandes", "etapes", "plans"]
