"""How alerts end: a notice, then the end, when nobody visits; at once when nobody confirmed. Twice changes nothing."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from comptes.models import EtatEnvoi
from comptes.services.envois import ecrire_courriel
from stages.models import Alerte, Livraison
from stages.services.adresses_alertes import adresse_gestion
from stages.services.criteres_en_mots import phrases
from stages.services.regles import regles_au
from stages.services.relais import passer_le_relais

PAR_PASSAGE = 500
JOURS_PAR_MOIS = 30.4375
FINIES = (EtatEnvoi.ENVOYEE, EtatEnvoi.ECHOUEE, EtatEnvoi.SUPPRIMEE)


@dataclass(frozen=True, slots=True)
class Bilan:
    """How many alerts were warned, ended, never confirmed, or stopped long ago; old deliveries taken away."""

    prevenues: int
    finies: int
    jamais_confirmees: int
    arretees: int
    livraisons: int

    def en_nombres(self) -> dict[str, int]:
        """For the task's result."""
        return asdict(self)


def entretenir(*, maintenant: datetime) -> Bilan:
    """One pass, bounded; a pass that was missed is caught up by the next ones."""
    regles = regles_au(timezone.localdate(maintenant))
    fin = maintenant - timedelta(days=round(regles["alerte_sans_visite"] * JOURS_PAR_MOIS))
    delai = timedelta(days=regles["alerte_avis"])
    limite = maintenant - timedelta(days=regles["alerte_confirmation"])
    journaux = maintenant - timedelta(days=round(regles["journaux_conservation"] * JOURS_PAR_MOIS))
    return Bilan(
        prevenues=_prevenir(fin + delai, delai, maintenant),
        finies=_finir(Alerte.objects.filter(derniere_visite__lte=fin, prevenue_le__lte=maintenant - delai), maintenant),
        jamais_confirmees=_effacer(Alerte.objects.filter(confirmee_le__isnull=True, created_at__lt=limite)),
        arretees=_effacer(Alerte.objects.filter(desinscrite_le__lt=limite)),
        livraisons=_effacer(Livraison.objects.filter(etat__in=FINIES, created_at__lt=journaux)),
    )


def _prevenir(avant: datetime, delai: timedelta, maintenant: datetime) -> int:
    """Owe a notice to each alert not visited since ``avant``. The alert and its mail are one transaction."""
    a_prevenir = Alerte.objects.vivantes().filter(derniere_visite__lte=avant, prevenue_le__isnull=True)
    nombre = 0
    for pk in list(a_prevenir.order_by("pk").values_list("pk", flat=True)[:PAR_PASSAGE]):
        with transaction.atomic():
            if not a_prevenir.filter(pk=pk).order_by().update(prevenue_le=maintenant):
                continue
            alerte = Alerte.objects.avec_criteres().select_related("utilisateur").get(pk=pk)
            ecrire_courriel(
                cle=f"alerte-fin:{pk}:{alerte.derniere_visite:%Y-%m-%d}",
                nature="alerte_fin",
                destinataire=alerte.utilisateur.email if alerte.utilisateur else alerte.courriel,
                gabarit="stages/fin_alerte.txt",
                contexte={
                    "phrases": phrases(alerte, alerte.metiers.all(), alerte.familles.all()),
                    "fin": timezone.localdate(maintenant + delai),
                    "par_adresse": alerte.utilisateur_id is None,
                    "adresse": adresse_gestion(alerte),
                },
            )
            nombre += 1
    return nombre


@transaction.atomic
def _finir(alertes: QuerySet[Alerte], maintenant: datetime) -> int:
    """What is still in the queue goes out under another alert of the person, if one would say it."""
    pks = list(alertes.order_by("pk").values_list("pk", flat=True)[:PAR_PASSAGE])
    passer_le_relais(alertes=pks, maintenant=maintenant)
    return _effacer(Alerte.objects.filter(pk__in=pks))


def _effacer(lignes: QuerySet[Alerte] | QuerySet[Livraison]) -> int:
    """Delete by bounded lots; the number of rows of this kind."""
    pks = list(lignes.order_by("pk").values_list("pk", flat=True)[:PAR_PASSAGE])
    if not pks:
        return 0
    return lignes.model._default_manager.filter(pk__in=pks).delete()[1].get(lignes.model._meta.label, 0)
