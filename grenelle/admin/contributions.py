"""What the public writes to the yearly Grenelle, read before anybody sees it: a queue, and one decision."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import LectureSeule, vue_gardee
from commun.nombres import entier
from grenelle.choices import Moderation
from grenelle.droits import peut_moderer_le_grenelle
from grenelle.models import Contribution, SignalementDeContribution
from grenelle.services import contributions
from grenelle.services.editions import GrenelleRefuse
from grenelle.services.signalements import classer

FILES = {"relire": "À relire", "signalees": "Signalées"}
MOTIFS = {
    "sujet": "Elle ne parle pas du plan ni de l'orientation.",
    "personne": "Elle parle d'une personne que l'on peut reconnaître.",
    "injure": "Elle injurie, menace ou discrimine.",
    "publicite": "C'est une publicité.",
    "double": "La même proposition est déjà publiée : vous pouvez la soutenir.",
}
AU_PLUS = 100


def _moderateur(request: HttpRequest) -> None:
    if not peut_moderer_le_grenelle(request.user):
        raise PermissionDenied


def file_d_attente(nom: str) -> QuerySet[Contribution]:
    """What waits, oldest first; what readers reported and nobody has looked at."""
    lues = Contribution.objects.select_related("edition__plan", "mesure", "repond_a")
    if nom == "signalees":
        ouverts = Count("signalements", filter=Q(signalements__traite_le__isnull=True))
        return lues.annotate(ouverts=ouverts).filter(ouverts__gt=0).order_by("-ouverts", "pk")
    return lues.filter(moderation=Moderation.ATTENTE).order_by("created_at", "pk")


@admin.register(Contribution)
class ContributionAdmin(LectureSeule, ModelAdmin):
    """Who wrote is not listed: moderation reads words, not people."""

    list_display = ["__str__", "edition", "mesure", "moderation", "masquee", "created_at"]
    list_filter = [("edition", RelatedDropdownFilter), ("moderation", ChoicesDropdownFilter), "masquee"]
    list_filter_submit = True
    list_select_related = ["edition", "mesure"]
    search_fields = ["titre", "texte"]
    actions_list = ["ouvrir_la_moderation"]
    fields = [
        "edition",
        "mesure",
        "repond_a",
        "titre",
        "texte",
        "masquee",
        "moderation",
        "motif",
        "moderee_le",
        "moderee_par",
        "created_at",
    ]

    @action(description="Modérer", url_path="moderer", permissions=["moderer"], icon="fact_check")
    def ouvrir_la_moderation(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:grenelle_moderation"))

    def has_moderer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_moderer_le_grenelle(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("moderation/", vue_gardee(self, self.moderation), name="grenelle_moderation"),
            path("moderation/<int:pk>/", vue_gardee(self, self.decision), name="grenelle_decision"),
            *super().get_urls(),
        ]

    def moderation(self, request: HttpRequest) -> HttpResponse:
        """A queue, and one of its contributions (the first unless another is asked for)."""
        _moderateur(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._ecran(request, request.GET.get("file", ""), request.GET.get("contribution", ""))

    def decision(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish or keep, refuse with a reason; either way the reports of readers are answered."""
        _moderateur(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        contribution = get_object_or_404(Contribution, pk=pk) if pk < 2**63 else None
        file, action = request.POST.get("file", ""), request.POST.get("action", "")
        if contribution is None or action not in ("accepter", "refuser"):
            return self._ecran(request, file, str(pk), "Choisissez une décision.", 422)
        libre = request.POST.get("motif_libre", "").strip()
        motif = libre[:300] or MOTIFS.get(request.POST.get("motif", ""), "")
        maintenant = timezone.now()
        try:
            contributions.moderer(
                contribution=contribution,
                acceptee=action == "accepter",
                motif=motif,
                par=request.user,
                version=request.POST.get("version", ""),
                maintenant=maintenant,
            )
        except GrenelleRefuse as refus:
            return self._ecran(request, file, str(pk), str(refus), 422)
        suite = "Gardée en ligne" if action == "accepter" else motif
        classer(contribution=contribution, par=request.user, suite=suite, maintenant=maintenant)
        dite = "publiée" if action == "accepter" else "refusée"
        messages.success(request, f"« {contribution} » est {dite}.")
        nom = file if file in FILES else "relire"
        return HttpResponseRedirect(f"{reverse('admin:grenelle_moderation')}?file={nom}")

    def _ecran(
        self, request: HttpRequest, file: str, choisie: str, erreur: str = "", statut: int = 200
    ) -> HttpResponse:
        file = file if file in FILES else "relire"
        attente = list(file_d_attente(file)[:AU_PLUS])
        contribution = _choisie(choisie, attente)
        rang = next((n for n, c in enumerate(attente) if contribution and c.pk == contribution.pk), -1)
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Modération du Grenelle",
            "opts": self.opts,
            "file": file,
            "files": [(nom, titre, file_d_attente(nom).count()) for nom, titre in FILES.items()],
            "attente": attente,
            "contribution": contribution,
            "signalements": _signalements(contribution),
            "precedente": attente[rang - 1] if rang > 0 else None,
            "suivante": attente[rang + 1] if 0 <= rang < len(attente) - 1 else None,
            "motifs": MOTIFS,
            "motif_choisi": request.POST.get("motif", ""),
            "motif_libre": request.POST.get("motif_libre", ""),
            "decidable": bool(contribution and contribution.moderation in (Moderation.ATTENTE, Moderation.ACCEPTEE)),
            "erreur": erreur,
        }
        return TemplateResponse(request, "admin/grenelle/moderation.html", contexte, status=statut)


def _choisie(choisie: str, attente: list[Contribution]) -> Contribution | None:
    """The one asked for (decided meanwhile or not), else the first of the queue; nonsense is the first too."""
    if (cle := entier(choisie)) is not None:
        lues = Contribution.objects.select_related("edition__plan", "mesure", "repond_a")
        if trouvee := lues.filter(pk=cle).first():
            return trouvee
    return attente[0] if attente else None


def _signalements(contribution: Contribution | None) -> list[SignalementDeContribution]:
    return list(contribution.signalements.filter(traite_le__isnull=True)[:20]) if contribution else []


@admin.register(SignalementDeContribution)
class SignalementAdmin(LectureSeule, ModelAdmin):
    """Reports; they are answered from the moderation page."""

    list_display = ["contribution", "motif", "created_at", "traite_le", "suite"]
    list_filter = [("motif", ChoicesDropdownFilter), ("traite_le", admin.EmptyFieldListFilter)]
    list_select_related = ["contribution"]
    search_fields = ["contribution__titre", "precision"]
    fields = ["contribution", "motif", "precision", "created_at", "traite_le", "traite_par", "suite"]
