from territoires.admin import calendrier, communes, decoupages, lieux

__all__ = ["calendrier", "communes", "decoupages", "lieux"]
