from territoires.admin import communes, decoupages

__all__ = ["communes", "decoupages"]
