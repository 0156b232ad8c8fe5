"""Agreements as they stand, with who has signed: read only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule, sous_compte
from stages.admin.lecture import LignesLues
from stages.models import Convention, SignatureConvention


class SignaturesEnLigne(LignesLues):
    model = SignatureConvention
    fields = ["role", "nom", "le"]


@admin.register(Convention)
class ConventionAdmin(LectureSeule, ModelAdmin):
    """Names and addresses of the content are not shown: the parties have the document."""

    list_display = ["__str__", "offre", "modele", "signees", "created_at"]
    list_filter = ["modele"]
    list_select_related = ["candidature__offre"]
    date_hierarchy = "created_at"
    fields = ["candidature", "numero_version", "modele", "empreinte", "created_at"]
    readonly_fields = ["empreinte"]
    inlines = [SignaturesEnLigne]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Convention]:
        return super().get_queryset(request).annotate(signees=sous_compte(SignatureConvention, "convention"))

    @admin.display(description="offre")
    def offre(self, convention: Convention) -> str:
        return convention.candidature.offre.titre

    @admin.display(description="signatures")
    def signees(self, convention: Convention) -> str:
        return f"{convention.signees} sur {len(convention.contenu.get('signataires', []))}"  # type: ignore[attr-defined]
