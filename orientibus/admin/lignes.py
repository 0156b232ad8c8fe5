"""Rows that are read inside another page."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline


class LignesLues(TabularInline):
    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
