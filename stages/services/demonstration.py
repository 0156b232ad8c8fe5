"""The demonstration company: the sheet, commitments and open door of the account printed by ``comptes_demo``."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.dates import ajouter_mois
from comptes.models import Adhesion, Organisation, Utilisateur
from comptes.services.demonstration import DemonstrationRefusee
from metiers.models import Metier
from stages.choices import NiveauPublic, TypeEngagement
from stages.models import Engagement, Entreprise, Ouverture, ProfilCandidat
from stages.services.demonstration_espace import remplir_l_espace
from stages.services.inscription import slug_libre
from territoires.models import Commune

COMPTE = "boulangerie@demo.example"
CANDIDATE = "camille@demo.example"
COMMUNE = "49328"


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a run wrote."""

    entreprise: Entreprise | None
    creee: bool


@transaction.atomic
def creer_entreprise_demo(*, maintenant: datetime) -> Bilan:
    """Complete the demonstration account of a company; what is already there is left as it is."""
    if not settings.DEBUG:
        raise DemonstrationRefusee("L'entreprise de démonstration est refusée quand DEBUG est éteint.")
    adhesion = (
        Adhesion.objects.filter(utilisateur__email=COMPTE, organisation__type=Organisation.Type.ENTREPRISE)
        .select_related("organisation__entreprise", "utilisateur")
        .order_by("pk")
        .first()
    )
    if adhesion is None:
        return Bilan(None, creee=False)
    organisation = adhesion.organisation
    if hasattr(organisation, "entreprise"):
        return Bilan(organisation.entreprise, creee=False)
    if organisation.commune is None:
        organisation.commune = Commune.objects.filter(code_insee=COMMUNE).first()
        organisation.save(update_fields=["commune"])
    entreprise = Entreprise.objects.create(
        organisation=organisation,
        slug=slug_libre(organisation.nom, organisation.pk),
        code_naf="10.71C",
        activite="Boulangerie et pâtisserie artisanales",
        adresse="3 rue du Fournil",
        code_postal="49400",
        effectif=Entreprise.Effectif.MOINS_DE_10,
        presentation=(
            "Six personnes, deux fours et une boutique qui ouvre à sept heures. Vous verrez naître le pain, de la pâte "
            "au comptoir, et vous façonnerez le vôtre. Entreprise inventée pour la démonstration."
        ),
        verifiee_le=maintenant,
        derniere_activite=maintenant,
    )
    _engagements(entreprise, adhesion.utilisateur, maintenant)
    _portes_ouvertes(entreprise, maintenant)
    _profil()
    candidate = Utilisateur.objects.filter(email=CANDIDATE, demonstration=True).first()
    remplir_l_espace(entreprise=entreprise, candidate=candidate, maintenant=maintenant)
    return Bilan(entreprise, creee=True)


def _engagements(entreprise: Entreprise, par: Utilisateur, maintenant: datetime) -> None:
    jour = timezone.localdate(maintenant)
    debut = ajouter_mois(jour, -6)
    for type_, objectif in ((TypeEngagement.CHARTE, None), (TypeEngagement.EFL, 6)):
        Engagement.objects.get_or_create(
            entreprise=entreprise,
            type=type_,
            debut=debut,
            defaults={"objectif": objectif, "fin": ajouter_mois(debut, 12), "signe_le": debut, "signe_par": par},
        )


def _portes_ouvertes(entreprise: Entreprise, maintenant: datetime) -> None:
    jour = timezone.localdate(maintenant) + timedelta(days=21)
    debut = timezone.make_aware(datetime.combine(jour, time(14)))  # noqa: DTZ001 - made aware here
    Ouverture.objects.create(
        entreprise=entreprise,
        type=Ouverture.Type.VISITE,
        debut=debut,
        fin=debut + timedelta(hours=2),
        capacite=12,
        description="Le fournil, la boutique, et de quoi goûter. Sans inscription.",
        publiee=True,
    )


def _profil() -> None:
    """A profile to find: the demonstration citizen's, an adult."""
    candidate = Utilisateur.objects.filter(email=CANDIDATE, demonstration=True).first()
    commune = Commune.objects.filter(code_insee=COMMUNE).first()
    if candidate is None or commune is None or ProfilCandidat.objects.filter(utilisateur=candidate).exists():
        return
    profil = ProfilCandidat.objects.create(
        utilisateur=candidate,
        publie=True,
        mineur=False,
        date_naissance=ajouter_mois(timezone.localdate(), -12 * 19),
        prenom=candidate.prenom,
        niveau=NiveauPublic.LYCEE,
        diplome="CAP boulanger",
        commune=commune,
        presentation="J'ai passé une semaine dans un fournil et je voudrais en faire mon métier.",
        vu_le=timezone.now(),
    )
    profil.metiers.set(Metier.objects.filter(slug="boulanger-boulangere"))
