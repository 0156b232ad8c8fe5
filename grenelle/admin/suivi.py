"""The staff's screen of a measure: where it stands, what comes next, and the acts of each role, on one page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.admin import ModelAdmin

from commun.administration import vue_gardee
from commun.nombres import entier
from grenelle.admin.roles import droits_de_la_requete
from grenelle.forms.mesure import (
    FormulaireCommentaire,
    FormulaireDAmendement,
    FormulaireDeDecision,
    FormulaireDeJalon,
    FormulaireDEngagement,
)
from grenelle.models import Mesure
from grenelle.services import saisie_mesure as gestes
from grenelle.services.editions import GrenelleRefuse
from grenelle.services.fiche import Fiche, fiche
from grenelle.services.roles import Action, ActionRefusee
from grenelle.services.saisie_fiche import commentaires, distance, etape, journal

Ecriture = Callable[[dict[str, Any]], object]


class EcranDeMesure(ModelAdmin):  # type: ignore[type-arg]
    """``/admin/grenelle/mesure/<n>/suivi/``; every act is sent to the same address."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/suivi/", vue_gardee(self, self.suivi), name="grenelle_mesure_suivi"),
            *super().get_urls(),
        ]

    def suivi(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The screen; a refused act shows it again with what was typed."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        mesure = get_object_or_404(Mesure.objects.completes(), pk=min(pk, 10**18))
        if not droits_de_la_requete(request).sur_la_mesure(Action.LIRE, mesure.axe.plan_id, mesure.pk):
            raise PermissionDenied
        lue = fiche(mesure)
        formulaires = self._formulaires(mesure, lue)
        if request.method == "POST":
            return self._faire(request, mesure, lue, formulaires)
        return self._ecran(request, mesure, lue, formulaires)

    def _formulaires(self, mesure: Mesure, lue: Fiche) -> dict[str, forms.Form]:
        jour = timezone.localdate()
        return {
            "commentaire": FormulaireCommentaire(),
            "decision": FormulaireDeDecision(mesure),
            "grenelle": FormulaireDAmendement(mesure, jour),
            **{f"jalon-{jalon.pk}": FormulaireDeJalon(jalon) for jalon in lue.jalons},
            **{f"engagement-{e.pk}": FormulaireDEngagement(e) for e in lue.engagements},
        }

    def _faire(
        self, request: HttpRequest, mesure: Mesure, lue: Fiche, formulaires: dict[str, forms.Form]
    ) -> HttpResponse:
        """One act; the form that was sent comes back with its faults."""
        nom = request.POST.get("geste", "")
        if nom not in formulaires:
            messages.error(request, "Ce geste n'existe pas, ou ce qu'il concerne n'est plus là.")
            return self._ecran(request, mesure, lue, formulaires, 400)
        formulaire, ecrire, dit = self._geste(request, mesure, lue, nom)
        formulaires[nom] = formulaire
        if formulaire.is_valid():
            try:
                ecrire(formulaire.cleaned_data)
            except (gestes.GesteRefuse, GrenelleRefuse) as refus:
                formulaire.add_error(None, str(refus))
            except ActionRefusee as refus:
                raise PermissionDenied(str(refus)) from refus
            else:
                messages.success(request, dit)
                return HttpResponseRedirect(reverse("admin:grenelle_mesure_suivi", args=[mesure.pk]))
        return self._ecran(request, mesure, lue, formulaires, 422)

    def _geste(self, request: HttpRequest, mesure: Mesure, lue: Fiche, nom: str) -> tuple[forms.Form, Ecriture, str]:
        """The bound form, what writes it, and what is said once done."""
        genre, _, numero = nom.partition("-")
        maintenant, donnees, jour = timezone.now(), request.POST, timezone.localdate()
        signe: dict[str, Any] = {"par": request.user, "maintenant": maintenant}
        if genre == "jalon":
            jalon = next(j for j in lue.jalons if j.pk == entier(numero))
            jalon.mesure = mesure
            return (
                FormulaireDeJalon(jalon, donnees),
                lambda lu: gestes.dire_le_jalon(jalon=jalon, **signe, **lu),
                f"Jalon mis à jour : {jalon.libelle}.",
            )
        if genre == "engagement":
            engagement = next(e for e in lue.engagements if e.pk == entier(numero))
            return (
                FormulaireDEngagement(engagement, donnees),
                lambda lu: gestes.dire_l_engagement(engagement=engagement, par=request.user, **lu),
                "Engagement mis à jour.",
            )
        if genre == "decision":
            return (
                FormulaireDeDecision(mesure, donnees),
                lambda lu: gestes.decider(mesure=mesure, **signe, **lu),
                "L'état montré est à jour.",
            )
        if genre == "grenelle":
            return (
                FormulaireDAmendement(mesure, jour, donnees),
                lambda lu: gestes.changer_le_plan(mesure=mesure, **signe, **lu),
                "Le plan a changé, la trace est gardée.",
            )
        return (
            FormulaireCommentaire(donnees),
            lambda lu: gestes.commenter(mesure=mesure, **signe, **lu),
            "Commentaire ajouté.",
        )

    def _ecran(
        self,
        request: HttpRequest,
        mesure: Mesure,
        lue: Fiche,
        formulaires: dict[str, forms.Form],
        statut: int = 200,
    ) -> HttpResponse:
        droits, plan, jour = droits_de_la_requete(request), mesure.axe.plan, timezone.localdate()
        peut = {action.value: droits.sur_la_mesure(action, plan.pk, mesure.pk) for action in Action}
        saisie = f"{reverse('admin:grenelle_releve_saisir')}?plan={plan.slug}&mesure={mesure.numero}"
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"{plan.nom_de_mesure.capitalize()} {mesure.numero}",
            "opts": self.opts,
            "mesure": mesure,
            "plan": plan,
            "peut": peut,
            "adresse_saisie": saisie,
            "jalons": [(etape(j, jour), formulaires[f"jalon-{j.pk}"]) for j in lue.jalons],
            "indicateurs": [(s, *distance(s)) for s in lue.indicateurs],
            "engagements": [(e, formulaires[f"engagement-{e.pk}"]) for e in lue.engagements],
            "decisions": lue.decisions,
            "conventions": lue.conventions,
            "commentaires": commentaires(mesure),
            "journal": journal(mesure),
            "formulaires": formulaires,
            "amendable": peut["amender"] and formulaires["grenelle"].editions.exists(),  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/grenelle/mesure.html", contexte, status=statut)
