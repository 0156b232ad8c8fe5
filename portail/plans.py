"""Site map for search engines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from formations.models import Etablissement, Formation
from grenelle.models import Bilan, Mesure, Plan
from metiers.models import Metier
from metiers.services.themes import themes_courants
from orientibus.models import Etape
from stages.models import OffreStage
from territoires.models import Commune, LieuOrientation


class PlanDuPortail(Sitemap):
    """Addresses built on ``SITE_URL``, whatever host the request came by."""

    limit = 5_000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.SITE_URL).scheme or "https"

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PlanDesPages(PlanDuPortail):
    """Pages that do not depend on the data."""

    def items(self) -> Sequence[str]:
        return (
            "portail:accueil",
            "metiers:recherche",
            "metiers:familles",
            "metiers:interets",
            "metiers:themes",
            "metiers:pres_de_chez_moi",
            "metiers:potentiel",
            "formations:recherche",
            "formations:parcours",
            "etablissements:liste",
            "stages:recherche",
            "stages:simulateur",
            "orientibus:accueil",
            "orientibus:calendrier",
            "grenelle:accueil",
            "grenelle:regle",
            "orientibus:demande",
            "orientibus:priorite",
            "territoires:lieux",
            "territoires:contacts",
            "territoires:accueil",
            "portail:plan_du_site",
            "portail:donnees_ouvertes",
            "portail:accessibilite",
            "portail:donnees_personnelles",
            "portail:mentions_legales",
        )

    def location(self, item: str) -> str:
        return reverse(item)


class PlanDesMetiers(PlanDuPortail):
    """One address per published occupation."""

    def items(self) -> Any:
        return Metier.objects.publies().only("slug", "updated_at").order_by("slug")

    def lastmod(self, item: Metier) -> datetime:
        return item.updated_at


class PlanDesThemes(PlanDuPortail):
    """One address per theme."""

    def items(self) -> Sequence[str]:
        return tuple(themes_courants())

    def location(self, item: str) -> str:
        return reverse("metiers:theme", args=[item])


class PlanDesFormations(PlanDuPortail):
    """One address per training that is given."""

    def items(self) -> Any:
        return Formation.objects.actives().only("slug", "updated_at").order_by("slug")

    def lastmod(self, item: Formation) -> datetime:
        return item.updated_at


class PlanDesEtablissements(PlanDuPortail):
    """One address per open establishment."""

    def items(self) -> Any:
        return Etablissement.objects.actifs().only("slug", "updated_at").order_by("slug")

    def lastmod(self, item: Etablissement) -> datetime:
        return item.updated_at


class PlanDesLieux(PlanDuPortail):
    """One address per open guidance place; invented ones are nobody's search result."""

    def items(self) -> Any:
        ouverts = LieuOrientation.objects.ouverts().filter(demonstration=False)
        return ouverts.only("slug", "updated_at").order_by("slug")

    def lastmod(self, item: LieuOrientation) -> datetime:
        return item.updated_at


class PlanDesCommunes(PlanDuPortail):
    """One address per commune of today."""

    def items(self) -> Any:
        return Commune.objects.actives().only("slug").order_by("slug")


class PlanDesStages(PlanDuPortail):
    """One address per visible offer; invented ones are nobody's search result."""

    def items(self) -> Any:
        visibles = OffreStage.objects.visibles().filter(demonstration=False)
        return visibles.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: OffreStage) -> datetime:
        return item.updated_at


class PlanDesMesures(PlanDuPortail):
    """One address per measure of the plans that are shown."""

    def items(self) -> Any:
        return Mesure.objects.completes().filter(axe__plan__actif=True).order_by("pk")


class PlanDesEtapes(PlanDuPortail):
    """One address per stop announced; invented ones are nobody's search result."""

    def items(self) -> Any:
        return Etape.objects.publiques().filter(demonstration=False).only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Etape) -> datetime:
        return item.updated_at


class PlanDesContributions(PlanDuPortail):
    """The list of contributions of each plan that is shown."""

    def items(self) -> Any:
        return Plan.objects.actifs().order_by("ordre", "slug")

    def location(self, item: Plan) -> str:
        return reverse("grenelle:contributions", args=[item.slug])


class PlanDesBilans(PlanDuPortail):
    """One address per published review of the plans that are shown; invented ones are nobody's search result."""

    def items(self) -> Any:
        courants = Bilan.objects.courants().filter(demonstration=False).sans_contenu()
        return courants.select_related("plan").order_by("pk")

    def lastmod(self, item: Bilan) -> datetime | None:
        return item.publie_le


PLANS = {
    "pages": PlanDesPages,
    "themes": PlanDesThemes,
    "metiers": PlanDesMetiers,
    "formations": PlanDesFormations,
    "etablissements": PlanDesEtablissements,
    "lieux": PlanDesLieux,
    "communes": PlanDesCommunes,
    "stages": PlanDesStages,
    "mesures": PlanDesMesures,
    "etapes": PlanDesEtapes,
    "contributions": PlanDesContributions,
    "bilans": PlanDesBilans,
}
