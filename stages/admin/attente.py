"""Models whose own admin page is not written yet: read only."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule
from stages import models


@admin.register(
    models.AbonnementPush,
    models.Alerte,
    models.CleAlerte,
    models.Convention,
    models.Engagement,
    models.Fil,
    models.Livraison,
    models.MessageDeFil,
    models.OriginePermise,
    models.Ouverture,
    models.Partenaire,
    models.ProfilCandidat,
    models.SignatureConvention,
)
class EnAttenteAdmin(LectureSeule, ModelAdmin):
    list_display = ["pk"]
