from territoires.admin import communes, decoupages, lieux

__all__ = ["communes", "decoupages", "lieux"]
