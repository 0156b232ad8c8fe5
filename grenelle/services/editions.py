"""The yearly Grenelle: its steps, its conclusions, and what they change in the plan."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from grenelle.choices import EtatEdition, NatureEffet
from grenelle.models import Axe, EditionGrenelle, EffetSurMesure, Mesure, Plan


class GrenelleRefuse(ValueError):
    """The step cannot be made; the message says why."""


NUMERO = re.compile(r"\A[0-9A-Za-z][0-9A-Za-z.-]*\Z")
NUMERO_ATTENDU = "Un numéro s'écrit avec des chiffres, des lettres sans accent, des points et des tirets."
NUMERO_MAXI, TITRE_MAXI = 8, 300
ETAPES = [EtatEdition.PREPARATION, EtatEdition.CONTRIBUTIONS, EtatEdition.VOTE, EtatEdition.CONCLUE]


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Days of an edition; what is empty bounds nothing."""

    contributions_du: date | None = None
    contributions_au: date | None = None
    vote_jusqu_au: date | None = None
    tenue_le: date | None = None

    def faute(self) -> str:
        """What is wrong, in French, or nothing."""
        if self.contributions_du and self.contributions_au and self.contributions_au < self.contributions_du:
            return "Les contributions ne peuvent pas finir avant de commencer."
        if self.contributions_au and self.vote_jusqu_au and self.vote_jusqu_au < self.contributions_au:
            return "Le vote ne peut pas finir avant les contributions."
        return ""


@transaction.atomic
def preparer(
    *, plan: Plan, annee: int, titre: str, calendrier: Calendrier, demonstration: bool = False
) -> EditionGrenelle:
    """A new edition, that nobody sees before its first step; one a year for a plan."""
    if not 2000 <= annee <= 2100:
        raise GrenelleRefuse("Donnez une année entre 2000 et 2100.")
    if not titre.strip() or len(titre) > 160:
        raise GrenelleRefuse("Donnez un titre de 160 caractères au plus.")
    if faute := calendrier.faute():
        raise GrenelleRefuse(faute)
    Plan.objects.select_for_update().get(pk=plan.pk)
    if EditionGrenelle.objects.filter(plan=plan, annee=annee).exists():
        raise GrenelleRefuse("Ce plan a déjà une édition cette année-là.")
    return EditionGrenelle.objects.create(
        plan=plan, annee=annee, titre=titre.strip(), demonstration=demonstration, **asdict(calendrier)
    )


@transaction.atomic
def changer_le_calendrier(*, edition: EditionGrenelle, calendrier: Calendrier) -> EditionGrenelle:
    """Other days, until the edition is concluded."""
    edition = EditionGrenelle.objects.select_for_update().get(pk=edition.pk)
    if edition.etat == EtatEdition.CONCLUE:
        raise GrenelleRefuse("Cette édition est conclue.")
    if faute := calendrier.faute():
        raise GrenelleRefuse(faute)
    for champ, valeur in asdict(calendrier).items():
        setattr(edition, champ, valeur)
    edition.save()
    return edition


@transaction.atomic
def avancer(*, edition: EditionGrenelle, maintenant: datetime, conclusions: str = "") -> EditionGrenelle:
    """The next step of an edition; the last one needs conclusions."""
    edition = EditionGrenelle.objects.select_for_update().get(pk=edition.pk)
    rang = ETAPES.index(EtatEdition(edition.etat))
    if rang == len(ETAPES) - 1:
        raise GrenelleRefuse("Cette édition est conclue.")
    suivante = ETAPES[rang + 1]
    if suivante is EtatEdition.CONCLUE:
        if not conclusions.strip():
            raise GrenelleRefuse("Écrivez les conclusions.")
        edition.conclusions, edition.conclue_le = conclusions.strip(), maintenant
    edition.etat = suivante
    edition.save()
    return edition


def _conclue(edition: EditionGrenelle, raison: str) -> None:
    if edition.etat != EtatEdition.CONCLUE:
        raise GrenelleRefuse("Seule une édition conclue change le plan.")
    if not raison.strip():
        raise GrenelleRefuse("Dites pourquoi.")


@transaction.atomic
def amender(*, edition: EditionGrenelle, mesure: Mesure, raison: str, le: date, titre: str = "") -> EffetSurMesure:
    """Change a measure's title or scope; the former title is kept."""
    _conclue(edition, raison)
    mesure = _du_plan(edition, mesure)
    effet = _effet(edition, mesure, NatureEffet.AMENDEE, raison, le, ancien=mesure.titre, nouveau=titre)
    if titre:
        mesure.titre = titre
        mesure.save()
    return effet


@transaction.atomic
def clore(*, edition: EditionGrenelle, mesure: Mesure, raison: str, le: date) -> EffetSurMesure:
    """Close a measure; it stays in the plan, with its figures."""
    _conclue(edition, raison)
    mesure = _du_plan(edition, mesure)
    mesure.close_le = le
    mesure.save()
    return _effet(edition, mesure, NatureEffet.CLOSE, raison, le)


@transaction.atomic
def ajouter(
    *, edition: EditionGrenelle, axe: Axe, numero: str, titre: str, resume: str, raison: str, le: date
) -> EffetSurMesure:
    """Add a measure to an axis of the plan; its number is part of its address."""
    _conclue(edition, raison)
    Plan.objects.select_for_update().get(pk=edition.plan_id)
    if axe.plan_id != edition.plan_id:
        raise GrenelleRefuse("Cet axe n'est pas de ce plan.")
    if not NUMERO.fullmatch(numero) or len(numero) > NUMERO_MAXI:
        raise GrenelleRefuse(NUMERO_ATTENDU)
    if not titre.strip() or len(titre) > TITRE_MAXI or not resume.strip():
        raise GrenelleRefuse(f"Donnez un titre de {TITRE_MAXI} caractères au plus, et un résumé.")
    if Mesure.objects.filter(axe__plan=edition.plan_id, numero=numero).exists():
        raise GrenelleRefuse("Ce numéro est déjà pris dans le plan.")
    rang = Mesure.objects.filter(axe__plan=edition.plan_id).aggregate(dernier=Max("rang"))["dernier"] or 0
    mesure = Mesure.objects.create(
        axe=axe, numero=numero, rang=rang + 1, titre=titre.strip(), resume=resume.strip(), ajoutee_le=le
    )
    return _effet(edition, mesure, NatureEffet.AJOUTEE, raison, le, nouveau=mesure.titre)


def _du_plan(edition: EditionGrenelle, mesure: Mesure) -> Mesure:
    trouvee = Mesure.objects.select_for_update().filter(pk=mesure.pk, axe__plan=edition.plan_id).first()
    if trouvee is None:
        raise GrenelleRefuse("Cette mesure n'est pas de ce plan.")
    if EffetSurMesure.objects.filter(edition=edition, mesure=trouvee).exists():
        raise GrenelleRefuse("Cette édition a déjà changé cette mesure.")
    return trouvee


def _effet(
    edition: EditionGrenelle, mesure: Mesure, nature: str, raison: str, le: date, *, ancien: str = "", nouveau: str = ""
) -> EffetSurMesure:
    return EffetSurMesure.objects.create(
        edition=edition,
        mesure=mesure,
        nature=nature,
        raison=raison.strip(),
        ancien_titre=ancien,
        nouveau_titre=nouveau,
        le=le,
    )
