"""What a company sees when it comes in: figures, what awaits it, what to do next. A constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from comptes.models import Adhesion
from stages.choices import EtatCandidature, EtatOffre
from stages.droits import candidatures_recues_par, offres_de
from stages.models import Candidature, Entreprise, Ouverture
from stages.services.engagements import Avancement, avancements
from stages.services.reponses import Reponses, delai_et_taux

ATTENTES_MONTREES = 10
OUVERTURES_MONTREES = 5
ENGAGEMENTS_MONTRES = 6
URGENT_JOURS = 3


@dataclass(frozen=True, slots=True)
class Attente:
    """An application that awaits an answer, and the whole days left."""

    candidature: Candidature
    jours: int

    @property
    def urgente(self) -> bool:
        return self.jours <= URGENT_JOURS

    @property
    def restant(self) -> str:
        return f"{self.jours} jour{'s'[: self.jours > 1]}"


@dataclass(frozen=True, slots=True)
class AFaire:
    """A thing to do next: words, and the name of the page where it is done."""

    texte: str
    vue: str


@dataclass(frozen=True, slots=True)
class Tableau:
    """The home page of a company."""

    offres: list[tuple[str, str, int]]
    candidatures: list[tuple[str, str, int]]
    attentes: list[Attente]
    nombre_attentes: int
    engagements: list[Avancement]
    reponses: Reponses
    ouvertures: list[Ouverture]
    demandes: int
    a_faire: list[AFaire] = field(default_factory=list)


def tableau_de(entreprise: Entreprise, maintenant: datetime) -> Tableau:
    """Six queries, whatever there is to count."""
    jour = timezone.localdate(maintenant)
    par_etat = dict(offres_de(entreprise).order_by().values_list("etat").annotate(n=Count("pk")))
    recues = candidatures_recues_par(entreprise)
    recues_par_etat = dict(recues.order_by().values_list("etat").annotate(n=Count("pk")))
    attentes = recues.a_repondre().select_related("offre", "semaine").order_by("expire_le", "pk")[:ATTENTES_MONTREES]
    demandes = Adhesion.objects.filter(organisation=entreprise.organisation_id, etat=Adhesion.Etat.DEMANDEE).count()
    tableau = Tableau(
        offres=[(e.value, e.label, par_etat.get(e.value, 0)) for e in EtatOffre if par_etat.get(e.value)],
        candidatures=[
            (e.value, e.label, recues_par_etat.get(e.value, 0)) for e in EtatCandidature if recues_par_etat.get(e.value)
        ],
        attentes=[Attente(c, _jours_restants(c, maintenant)) for c in attentes],
        nombre_attentes=recues_par_etat.get(EtatCandidature.ENVOYEE, 0),
        engagements=avancements(entreprise.engagements.filter(fin__gte=jour), jour, ENGAGEMENTS_MONTRES),
        reponses=delai_et_taux([entreprise.pk], maintenant)[entreprise.pk],
        ouvertures=list(entreprise.ouvertures.filter(fin__gt=maintenant, annulee_le=None)[:OUVERTURES_MONTREES]),
        demandes=demandes,
    )
    tableau.a_faire.extend(_suites(entreprise, tableau))
    return tableau


def _jours_restants(candidature: Candidature, maintenant: datetime) -> int:
    return max(0, (candidature.expire_le - maintenant).days) if candidature.expire_le else 0


def _suites(entreprise: Entreprise, tableau: Tableau) -> list[AFaire]:
    """At most a handful, the most pressing first."""
    etats = {etat for etat, _, _ in tableau.offres}
    suites = []
    if tableau.demandes:
        suites.append(AFaire("Une personne demande à rejoindre votre équipe.", "entreprise:equipe"))
    if not entreprise.presentation:
        suites.append(
            AFaire("Présentez votre entreprise : c'est ce que lisent d'abord les élèves.", "entreprise:equipe")
        )
    if EtatOffre.BROUILLON in etats:
        suites.append(AFaire("Terminez vos offres restées en brouillon.", "entreprise:offres"))
    if EtatOffre.EXPIREE in etats:
        suites.append(AFaire("Renouvelez vos offres expirées, si elles tiennent toujours.", "entreprise:offres"))
    if not etats & {EtatOffre.PUBLIEE, EtatOffre.A_MODERER, EtatOffre.BROUILLON}:
        suites.append(AFaire("Proposez une première semaine : deux places suffisent.", "entreprise:offre_creer"))
    if any(a.en_retard for a in tableau.engagements):
        suites.append(AFaire("Un engagement prend du retard : ouvrez des places.", "entreprise:engagements"))
    if not tableau.engagements:
        suites.append(AFaire("Signez la charte d'engagement.", "entreprise:engagements"))
    return suites[:5]
