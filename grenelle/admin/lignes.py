"""Inlines that need more room than a row of a table."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import StackedInline

from commun.administration import ChoixCherches, LignesConnues


class FichesAvecChoix(ChoixCherches, StackedInline):
    """One card a row; chosen objects come from the list's own join (``list_select_related``)."""

    formset = LignesConnues
    extra = 0
    tab = True
    list_select_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related)
