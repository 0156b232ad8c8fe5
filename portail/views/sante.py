from django.http import HttpRequest, JsonResponse

from commun.acces import reserve, tout_public


@reserve(tout_public)
def sante(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"etat": "ok"})
