"""Companies: the queue of those to verify, and the page where one is verified or refused with a reason."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from commun.administration import (
    ExportEnTableur,
    Historique,
    LectureSeule,
    RessourceExportee,
    sous_compte,
    vue_gardee,
)
from commun.nombres import entier
from comptes.models import Adhesion, Utilisateur
from comptes.tasks import envoyer_bientot
from formations.admin.filtres import Choix, DepartementDe
from stages.droits import peut_moderer
from stages.models import Entreprise, OffreStage, Ouverture
from stages.services.equipe import EquipeRefusee, accepter_par_la_region
from stages.services.verification import (
    MOTIFS_REFUS,
    VerificationRefusee,
    avertissements,
    refuser_entreprise,
    verifier_entreprise,
)

VERSIONS_MONTREES = 20
ADHESIONS_MONTREES = 50
TONS = {"À vérifier": "warning", "Vérifiée": "success", "Refusée": "danger", "Anonyme": "info"}


class EtatDeVerification(Choix):
    title = "vérification"
    parameter_name = "verification"
    choix = {
        "a_verifier": "À vérifier",
        "verifiees": "Vérifiées",
        "refusees": "Refusées",
        "sans_responsable": "Demandes sans responsable",
    }

    def trier(self, queryset: QuerySet[Entreprise], valeur: str) -> QuerySet[Entreprise]:
        if valeur == "a_verifier":
            return queryset.filter(
                organisation__verifiee=False, refusee_le__isnull=True, anonymisee_le__isnull=True
            ).order_by("created_at")
        if valeur == "verifiees":
            return queryset.filter(organisation__verifiee=True)
        if valeur == "refusees":
            return queryset.filter(refusee_le__isnull=False)
        adhesions = Adhesion.objects.filter(organisation=OuterRef("organisation"))
        return queryset.filter(
            Exists(adhesions.filter(etat=Adhesion.Etat.DEMANDEE)),
            ~Exists(adhesions.filter(etat=Adhesion.Etat.ACCEPTEE, fonction=Adhesion.Fonction.RESPONSABLE)),
        )


class DepartementDeLEntreprise(DepartementDe):
    chemin = "organisation__commune__departement__code"


class EntrepriseRessource(RessourceExportee):
    """Companies for a spreadsheet."""

    class Meta:
        model = Entreprise
        name = "Entreprises"
        fields = [
            "organisation__nom", "organisation__siret", "code_naf", "activite", "effectif", "organisation__verifiee",
            "verifiee_le", "refusee_le", "created_at",
        ]  # fmt: skip
        export_order = fields


@admin.register(Entreprise)
class EntrepriseAdmin(ExportEnTableur, LectureSeule, Historique, ModelAdmin):
    """Read here; moved on by the services only."""

    resource_classes = [EntrepriseRessource]
    list_display = ["nom", "etat", "siret", "code_naf", "activite", "commune", "nombre_offres", "created_at"]
    list_filter = [EtatDeVerification, DepartementDeLEntreprise, "organisation__demonstration"]
    list_select_related = ["organisation__commune"]
    list_per_page = 50
    search_fields = ["organisation__nom", "=organisation__siret", "activite"]
    search_help_text = "Nom, SIRET ou activité."
    actions = ["verifier_la_selection", *ExportEnTableur.actions]
    actions_detail = ["ouvrir_la_verification"]
    fields = [
        "organisation", "slug", "activite", "code_naf", "effectif", ("adresse", "code_postal"), "presentation", "site",
        "telephone", "registre_lu_le", ("verifiee_le", "verifiee_par"), ("refusee_le", "motif_refus"),
        ("derniere_activite", "prevenue_le", "anonymisee_le"), "created_at",
    ]  # fmt: skip

    class Media:
        css = {"all": ["admin/portail/imports.css", "admin/portail/entreprises.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entreprise]:
        return super().get_queryset(request).annotate(offres_en_tout=sous_compte(OffreStage, "entreprise"))

    @display(description="entreprise", ordering="organisation__nom")
    def nom(self, entreprise: Entreprise) -> str:
        return entreprise.organisation.nom

    @display(description="SIRET")
    def siret(self, entreprise: Entreprise) -> str:
        return entreprise.organisation.siret or "–"

    @display(description="commune")
    def commune(self, entreprise: Entreprise) -> str:
        return str(entreprise.organisation.commune or "–")

    @display(description="offres", ordering="offres_en_tout")
    def nombre_offres(self, entreprise: Any) -> int:
        return int(entreprise.offres_en_tout)

    @display(
        description="état",
        label={"À vérifier": "warning", "Vérifiée": "success", "Refusée": "danger", "Anonyme": "info"},
    )
    def etat(self, entreprise: Entreprise) -> str:
        if entreprise.anonymisee_le:
            return "Anonyme"
        if entreprise.organisation.verifiee:
            return "Vérifiée"
        return "Refusée" if entreprise.refusee_le else "À vérifier"

    # --- verify, one or several

    def has_moderer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_moderer(request.user)

    @admin.action(description="Vérifier les entreprises choisies", permissions=["moderer"])
    def verifier_la_selection(self, request: HttpRequest, queryset: QuerySet[Entreprise]) -> None:
        """By POST from the list; a company that cannot be verified is said, and the others go on."""
        faites = 0
        for entreprise in queryset.select_related("organisation")[:100]:
            try:
                verifier_entreprise(entreprise=entreprise, par=_agent(request), maintenant=timezone.now())
                faites += 1
            except VerificationRefusee as refus:
                messages.warning(request, f"{entreprise} : {refus}")
        if faites:
            envoyer_bientot()
            messages.success(request, f"{faites} entreprise{'s'[: faites > 1]} vérifiée{'s'[: faites > 1]}.")

    @action(description="Vérifier ou refuser", url_path="ouvrir-la-verification", permissions=["moderer"])
    def ouvrir_la_verification(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A link to the page below: it changes nothing."""
        return HttpResponseRedirect(reverse("admin:stages_entreprise_verification", args=[int(object_id)]))

    def get_urls(self) -> list[URLPattern]:
        chemin = path(
            "<int:pk>/verification/",
            vue_gardee(self, self.verification),
            name="stages_entreprise_verification",
        )
        return [chemin, *super().get_urls()]

    def verification(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is known, what stands out, and two buttons; then the next of the queue."""
        if not self.has_moderer_permission(request):
            raise PermissionDenied
        entreprise = get_object_or_404(
            Entreprise.objects.select_related("organisation__commune__departement", "verifiee_par"), pk=pk
        )
        erreur = ""
        if request.method == "POST":
            try:
                decision = self._decider(request, entreprise)
                envoyer_bientot()
                return decision
            except (VerificationRefusee, EquipeRefusee) as refus:
                erreur = str(refus)
                entreprise.refresh_from_db()
        return self._page(request, entreprise, erreur)

    def _decider(self, request: HttpRequest, entreprise: Entreprise) -> HttpResponse:
        par, geste, maintenant = _agent(request), request.POST.get("geste"), timezone.now()
        if geste == "accepter":
            adhesion = get_object_or_404(
                Adhesion, pk=_numero(request.POST.get("adhesion")), organisation=entreprise.organisation_id
            )
            accepter_par_la_region(adhesion=adhesion)
            messages.success(request, "La personne est acceptée, comme responsable.")
            return HttpResponseRedirect(request.path)
        if geste not in ("verifier", "refuser"):
            raise VerificationRefusee("Choisissez une décision.")
        if geste == "verifier":
            verifier_entreprise(entreprise=entreprise, par=par, maintenant=maintenant)
            messages.success(
                request, f"{entreprise} est vérifiée. Ses offres déjà envoyées restent dans la file de relecture."
            )
        else:
            motif = request.POST.get("motif_libre", "").strip() or request.POST.get("motif", "")
            refuser_entreprise(entreprise=entreprise, par=par, motif=motif.replace("\x00", ""), maintenant=maintenant)
            messages.success(request, f"{entreprise} est refusée : le motif lui est envoyé.")
        suivante = Entreprise.objects.a_verifier().order_by("created_at", "pk").values_list("pk", flat=True).first()
        if suivante is None:
            return HttpResponseRedirect(reverse("admin:stages_entreprise_changelist"))
        return HttpResponseRedirect(reverse("admin:stages_entreprise_verification", args=[suivante]))

    def _page(self, request: HttpRequest, entreprise: Entreprise, erreur: str) -> HttpResponse:
        adhesions = list(
            Adhesion.objects.filter(organisation=entreprise.organisation_id)
            .select_related("utilisateur")
            .order_by("pk")[:ADHESIONS_MONTREES]
        )
        responsable = any(
            a.etat == Adhesion.Etat.ACCEPTEE and a.fonction == Adhesion.Fonction.RESPONSABLE for a in adhesions
        )
        historique = entreprise.history.select_related("history_user")  # type: ignore[attr-defined]
        contexte = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Vérifier {entreprise}",
            "media": self.media,
            "entreprise": entreprise,
            "etat": self.etat(entreprise),
            "adhesions": adhesions,
            "sans_responsable": not responsable,
            "avertissements": avertissements(entreprise, adhesions),
            "motifs": MOTIFS_REFUS,
            "motif_libre": request.POST.get("motif_libre", ""),
            "versions": list(historique[:VERSIONS_MONTREES]),
            "reste": Entreprise.objects.a_verifier().count(),
            "erreur": erreur,
        }
        gabarit = "admin/stages/entreprise/verification.html"
        return TemplateResponse(request, gabarit, contexte, status=422 if erreur else 200)


@admin.register(Ouverture)
class OuvertureAdmin(LectureSeule, ModelAdmin):
    list_display = ["entreprise", "type", "debut", "fin", "capacite", "publiee", "annulee_le"]
    list_filter = ["type", "publiee"]
    list_select_related = ["entreprise__organisation"]
    search_fields = ["entreprise__organisation__nom"]
    date_hierarchy = "debut"


def _agent(request: HttpRequest) -> Utilisateur:
    if not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user


def _numero(valeur: str | None) -> int:
    return entier(valeur) or 0
