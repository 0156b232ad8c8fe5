from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from portail.services.sante import mesurer_sante


@reserve(tout_public)
@require_safe
@never_cache
def sante(request: HttpRequest) -> JsonResponse:
    """Liveness and dependencies: 200 while pages can be served, 503 when the database is gone."""
    servable, corps = mesurer_sante()
    return JsonResponse(corps, status=200 if servable else 503)
