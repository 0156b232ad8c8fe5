from orientibus.admin import plans

__all__ = ["plans"]
