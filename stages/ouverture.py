"""The visible offers as open data: no person, no contact."""

from typing import Any

from django.db.models import Count, Max, Prefetch, Sum
from django.utils import timezone

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from stages.models import SemaineDOffre
from stages.services.filtre_offres import offres_visibles

PORTAIL = Provenance("Portail régional d'orientation, entreprises de la région")


def offres() -> JeuOuvert:
    visibles = offres_visibles(timezone.now())
    semaines = Prefetch("semaines", queryset=SemaineDOffre.objects.filter(lundi__gt=timezone.localdate()))
    requete = (
        visibles.select_related("entreprise__organisation", "commune")
        .prefetch_related("niveaux", "metiers", semaines)
        .order_by("pk")
    )
    return JeuOuvert(
        "offres-stage",
        "Offres de stage",
        "Stages, alternances, immersions et VTE proposés en ce moment dans la région.",
        (
            colonne("id", "integer", "Clé de l'offre.", "pk"),
            colonne("section", "string", "observation, long, alternance, pmsmp ou vte."),
            colonne("titre", "string", "Titre."),
            colonne("description", "string", "Description."),
            colonne("entreprise", "string", "Entreprise.", "entreprise.organisation.nom"),
            colonne("siret", "string", "SIRET de l'entreprise.", "entreprise.organisation.siret"),
            colonne("commune", "string", "Code INSEE de la commune.", "commune.code_insee"),
            colonne("latitude", "number", "Latitude en degrés, WGS 84."),
            colonne("longitude", "number", "Longitude en degrés, WGS 84."),
            colonne("niveaux", "list", "Pour qui.", lambda o: sorted(n.niveau for n in o.niveaux.all())),
            colonne("metiers", "list", "Clés des métiers.", lambda o: sorted(m.slug for m in o.metiers.all())),
            colonne("semaines", "list", "Lundis des semaines proposées.", _lundis),
            colonne("debut", "date", "Début."),
            colonne("fin", "date", "Fin."),
            colonne("places_restantes", "integer", "Places restantes.", _places),
            colonne("a_distance", "string", "non, en_partie ou totale."),
            colonne("publiee_le", "datetime", "Publication."),
            colonne("demonstration", "boolean", "Vrai pour une offre inventée."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (PORTAIL,),
        cle="id",
        etat=lambda: _etat(visibles),
    )


def _lundis(offre: Any) -> list[str]:
    return sorted(s.lundi.isoformat() for s in offre.semaines.all() if s.places_prises < s.capacite)


def _places(offre: Any) -> int:
    if offre.places_restantes is not None:
        return int(offre.places_restantes)
    return sum(s.capacite - s.places_prises for s in offre.semaines.all())


def _etat(visibles: Any) -> list[Any]:
    """Offers come, go and fill without any import."""
    simples = visibles.order_by().aggregate(Max("updated_at"), Count("pk"), Sum("places_prises"))
    prises = SemaineDOffre.objects.aggregate(prises=Sum("places_prises"))
    return [*simples.values(), *prises.values(), timezone.localdate().isoformat()]


def inscrire() -> None:
    """Called once, when the app is ready."""
    jeux_ouverts.inscrire("offres-stage", offres)
