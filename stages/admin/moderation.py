"""Moderation: three queues on one screen, the offer beside its warnings, one decision by two buttons."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from commun.nombres import entier
from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from stages.choices import EtatOffre
from stages.droits import peut_moderer
from stages.models import OffreStage
from stages.services import moderation
from stages.services.offres import OffreIncomplete, TransitionRefusee
from stages.services.signalements import classer
from stages.tasks.alertes import annoncer_bientot

TITRES = {"moderer": "À modérer", "relire": "Tirées pour contrôle", "signalees": "Signalées"}
ACTIONS = ("accepter", "refuser", "classer")


def _moderateur(request: HttpRequest) -> Utilisateur:
    if not peut_moderer(request.user) or not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user


class PagesDeModeration(ModelAdmin):  # type: ignore[type-arg]
    """The moderation screen and its decision, under the list of offers."""

    def moderation(self, request: HttpRequest) -> HttpResponse:
        """A queue, and one of its offers (the first unless another is asked for)."""
        _moderateur(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._ecran(request, request.GET.get("file", ""), request.GET.get("offre", ""))

    def decision(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, refuse with a reason, or close the reports of an offer that is no longer online."""
        moderateur = _moderateur(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        offre = get_object_or_404(OffreStage, pk=pk)
        file, action = request.POST.get("file", ""), request.POST.get("action", "")
        motif = self._motif(request)
        if action not in ACTIONS:
            return self._refaire(request, file, pk, "Choisissez une décision.")
        if action == "refuser" and not motif:
            return self._refaire(request, file, pk, "Donnez la raison du refus : l'entreprise la lira.")
        try:
            self._decider(request, offre, action, moderateur, motif)
        except TransitionRefusee as refus:
            messages.error(request, str(refus))
            return self._refaire(request, file, pk, str(refus), 409)
        except OffreIncomplete as refus:
            manques = " ".join(manque.message for manque in refus.manques)
            return self._refaire(request, file, pk, f"Cette offre ne peut pas être publiée. {manques}")
        return HttpResponseRedirect(f"{reverse('admin:stages_moderation')}?file={self._file(file)}")

    def _decider(self, request: HttpRequest, offre: OffreStage, action: str, par: Utilisateur, motif: str) -> None:
        maintenant = timezone.now()
        if action == "classer":
            nombre = classer(offre=offre, par=par, suite=motif or "Sans suite", maintenant=maintenant)
            messages.success(request, f"{nombre} signalement(s) classé(s).")
            return
        vue_le = request.POST.get("vue_le", "")
        moderation.decider(offre=offre, action=action, par=par, vue_le=vue_le, maintenant=maintenant, motif=motif)
        annoncer_bientot(offre)
        envoyer_bientot()
        dit = "refusée" if action == "refuser" else "acceptée"
        messages.success(request, f"« {offre.titre} » est {dit}.")

    def _motif(self, request: HttpRequest) -> str:
        """Own words first, else the chosen template."""
        libre = request.POST.get("motif_libre", "").strip()[:300]
        return libre or moderation.MOTIFS_REFUS.get(request.POST.get("motif", ""), "")

    def _file(self, nom: str) -> str:
        return nom if nom in moderation.FILES else "moderer"

    def _refaire(self, request: HttpRequest, file: str, pk: int, erreur: str, statut: int = 422) -> HttpResponse:
        return self._ecran(request, file, str(pk), erreur, statut)

    def _ecran(
        self, request: HttpRequest, file: str, choisie: str, erreur: str = "", statut: int = 200
    ) -> HttpResponse:
        file = self._file(file)
        offres = moderation.file_d_attente(file)
        offre = self._choisie(choisie, offres)
        rang = next((n for n, o in enumerate(offres) if offre and o.pk == offre.pk), -1)
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Modération des offres",
            "opts": self.opts,
            "file": file,
            "files": [(nom, TITRES[nom], nombre) for nom, nombre in moderation.compter_les_files().items()],
            "offres": offres,
            "dossier": moderation.dossier_de(offre) if offre else None,
            "precedente": offres[rang - 1] if rang > 0 else None,
            "suivante": offres[rang + 1] if 0 <= rang < len(offres) - 1 else None,
            "motifs": moderation.MOTIFS_REFUS,
            "motif_choisi": request.POST.get("motif", ""),
            "motif_libre": request.POST.get("motif_libre", ""),
            "vue_le": offre.updated_at.isoformat() if offre else "",
            "decidable": bool(offre and offre.etat in (EtatOffre.A_MODERER, EtatOffre.PUBLIEE, EtatOffre.COMPLETE)),
            "erreur": erreur,
        }
        return TemplateResponse(request, "admin/stages/moderation.html", contexte, status=statut)

    def _choisie(self, choisie: str, offres: list[OffreStage]) -> OffreStage | None:
        """The offer asked for (decided meanwhile or not), else the first of the queue; nonsense is the first too."""
        if (cle := entier(choisie)) is not None:
            demandee = OffreStage.objects.select_related("entreprise__organisation", "commune__departement")
            trouvee = demandee.filter(pk=cle).first()
            if trouvee is not None:
                return trouvee
        return offres[0] if offres else None
