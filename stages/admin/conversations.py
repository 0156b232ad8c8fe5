"""The queue of reported messages. Staff read what is reported or masked, and nothing else of a conversation."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule
from stages.droits import peut_moderer
from stages.models import Fil, MessageDeFil
from stages.services.conversations import classer_signalement


class ExamenFilter(admin.SimpleListFilter):
    """To examine first: nothing chosen shows what awaits."""

    title = "examen"
    parameter_name = "examen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("fait", "Examinés"), ("masque", "Coordonnées masquées")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MessageDeFil]) -> QuerySet[MessageDeFil]:
        if self.value() == "fait":
            return queryset.filter(examine_le__isnull=False)
        if self.value() == "masque":
            return queryset.filter(masque=True)
        return queryset.filter(signale=True, examine_le__isnull=True)


@admin.register(MessageDeFil)
class MessageSignaleAdmin(LectureSeule, ModelAdmin):
    list_display = ["texte_court", "cote", "masque", "signale_le", "examine_le", "created_at"]
    list_filter = [ExamenFilter]
    fields = ["texte", "de_l_entreprise", "masque", "signale", "signale_le", "examine_le", "lu_le", "created_at"]
    actions = ["classer"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MessageDeFil]:
        return super().get_queryset(request).filter(Q(signale=True) | Q(masque=True))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if peut_moderer(request.user) else {}

    @admin.display(description="message")
    def texte_court(self, message: MessageDeFil) -> str:
        return message.texte[:120]

    @admin.display(description="écrit par")
    def cote(self, message: MessageDeFil) -> str:
        return "entreprise" if message.de_l_entreprise else "candidat ou candidate"

    @admin.action(description="Marquer comme examinés")
    def classer(self, request: HttpRequest, choisis: QuerySet[MessageDeFil]) -> None:
        nombre = sum(classer_signalement(message=m, maintenant=timezone.now()) for m in choisis[:500])
        messages.success(request, f"Messages examinés : {nombre}.")


@admin.register(Fil)
class FilAdmin(LectureSeule, ModelAdmin):
    """When conversations ended; their messages are not read here."""

    list_display = ["__str__", "clos_le"]
    fields = ["candidature", "clos_le"]
