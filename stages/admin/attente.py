"""Models whose own admin page is not written yet: read only."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule
from stages import models


@admin.register(
    models.AbonnementPush,
    models.Alerte,
    models.CleAlerte,
    models.Engagement,
    models.EntrepriseAssociee,
    models.Livraison,
    models.OriginePermise,
    models.Ouverture,
    models.Partenaire,
    models.ProfilCandidat,
    models.Signalement,
)
class EnAttenteAdmin(LectureSeule, ModelAdmin):
    list_display = ["pk"]
