from territoires.admin import calendrier, communes, decoupages

__all__ = ["calendrier", "communes", "decoupages"]
