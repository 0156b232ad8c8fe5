"""The panel of an occupation's sheet: how to get there near me."""

from django.http import HttpRequest

from formations.services.lecture_repertoire import repertoire_courant
from formations.services.pres import formations_pres
from formations.views.presentation import libelle_niveau, libelles_voies
from metiers.models import Metier
from metiers.services.registres import VoletDeFiche
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

GABARIT = "formations/_volet.html"


def volet_formations(metier: Metier, lieu: Commune | ChezMoi | None, requete: HttpRequest) -> VoletDeFiche | None:
    """Trainings by level, nearest first; nothing while no training is loaded. Two queries."""
    repertoire = repertoire_courant()
    if not repertoire.formations:
        return None
    niveaux, nombre = formations_pres(repertoire, metier.pk, lieu)
    contexte = {
        "metier": metier,
        "lieu": lieu,
        "nombre": nombre,
        "niveaux": [
            {
                "libelle": libelle_niveau(niveau.niveau),
                "reste": niveau.nombre - len(niveau.formations),
                "code": "inconnu" if niveau.niveau is None else niveau.niveau,
                "formations": [{"proche": f, "voies": libelles_voies(f.formation.voies)} for f in niveau.formations],
            }
            for niveau in niveaux
        ],
    }
    return VoletDeFiche(GABARIT, contexte)
