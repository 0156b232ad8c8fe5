"""Filters of the plans' data: what is ill written is a 400, what names nothing is a 404."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound

from commun.parametres import LecteurDeParametres, parametre
from grenelle.choices import Collecte, Echelle, EtatMesure, PublicVise, StatutReleve
from grenelle.models import Cible, Indicateur, Plan, Releve
from territoires.models import Departement, TerritoireEmploi

_SLUG = r"^[-a-zA-Z0-9_]{1,60}$"
_NUMERO = r"^[0-9A-Za-z][0-9A-Za-z.-]{0,7}$"


_PAR_RELEVES = [
    parametre(
        "territoire",
        "Code d'un département (44) ou d'un territoire emploi : ce qui y a un relevé ou, sans période, une cible. "
        "Inconnu : 404.",
        pattern=_SLUG,
    ),
    parametre("depuis", "Ce qui a un relevé d'une période finie ce jour-là ou après.", format="date"),
    parametre("jusqua", "Ce qui a un relevé d'une période finie ce jour-là ou avant.", format="date"),
]
PLAN = parametre("plan", "Adresse d'un plan (voir `/api/v1/plans/`). Inconnue : 404.", pattern=_SLUG)
MESURE = parametre("mesure", "Numéro d'une mesure, comme 7 ou 2-1.", pattern=_NUMERO)
DES_PLANS = _PAR_RELEVES
DES_AXES = [
    PLAN,
    parametre("numero", "Code d'un axe, comme I ou 2.", pattern=_NUMERO),
    *_PAR_RELEVES,
]
CLE_D_AXE = OpenApiParameter(
    "cle",
    {"type": "string", "pattern": r"^[-a-zA-Z0-9_]{1,60}:[-a-zA-Z0-9.]{1,8}$"},
    OpenApiParameter.PATH,
    description="Adresse du plan, deux-points, code de l'axe : `pays-de-la-loire-2019:I`.",
)
DES_MESURES = [
    PLAN,
    parametre("axe", "Code d'un axe, comme I ou 2.", pattern=_NUMERO),
    parametre("numero", "Numéro d'une mesure, comme 7 ou 2-1.", pattern=_NUMERO),
    parametre("public", "Pour qui ; une mesure pour tous est pour chacun.", enum=PublicVise.values),
    parametre("etat", "État montré : celui que la Région a décidé, sinon celui de la règle.", enum=EtatMesure.values),
    *_PAR_RELEVES,
]
DES_INDICATEURS = [
    PLAN,
    MESURE,
    parametre("collecte", "D'où viennent les relevés.", enum=Collecte.values),
    *_PAR_RELEVES,
]
DES_RELEVES = [
    PLAN,
    parametre("indicateur", "Code d'un indicateur (voir `/api/v1/indicateurs/`). Inconnu : 404.", pattern=_SLUG),
    parametre("echelle", "Échelle du relevé.", enum=Echelle.values),
    parametre(
        "territoire",
        "Code d'un département (44) ou d'un territoire emploi (voir `/api/v1/territoires/`). Inconnu : 404.",
        pattern=_SLUG,
    ),
    parametre("depuis", "Périodes finies ce jour-là ou après.", format="date"),
    parametre("jusqua", "Périodes finies ce jour-là ou avant.", format="date"),
    parametre("statut", "Provisoire ou définitif.", enum=StatutReleve.values),
    parametre("revisions", "`oui` : aussi les valeurs qui ont été remplacées.", enum=["oui"]),
]


@dataclass(frozen=True, slots=True)
class Suivis:
    """The place and the period that are asked; what has no reading there is left out."""

    territoire: str
    depuis: date | None
    jusqua: date | None

    def indicateurs(self) -> Any:
        """The indicators that have a reading there and then, or ``None`` when nothing is asked."""
        if not (self.territoire or self.depuis or self.jusqua):
            return None
        releves = Releve.objects.en_vigueur().filter(indicateur=OuterRef("pk"))
        if self.territoire:
            releves = releves.filter(territoire=_territoire(self.territoire))
        condition = Q(Exists(releves))
        if self.depuis or self.jusqua:
            condition = Q(Exists(releves.entre(self.depuis or date.min, self.jusqua or date.max)))
        else:
            condition |= Q(Exists(Cible.objects.filter(indicateur=OuterRef("pk"), territoire=self.territoire)))
        return Indicateur.objects.filter(condition, actif=True)


class LecteurDuPlan(LecteurDeParametres):
    """Reads what the plans' data share: a place and a period, a plan."""

    def suivis(self) -> Suivis:
        """Place and period, read before the faults are told."""
        return Suivis(self.code("territoire", _SLUG), self.jour("depuis"), self.jour("jusqua"))

    def plan(self) -> str:
        """A plan that exists, once every fault has been told."""
        slug = self.code("plan", _SLUG)
        self.refuser_les_fautes()
        if slug and not Plan.objects.actifs().filter(slug=slug).exists():
            raise NotFound("Aucun plan du portail n'a cette adresse.")
        return slug


def filtrer_plans(requete: Any, parametres: Any) -> Any:
    lecteur = LecteurDuPlan(parametres)
    demandes = lecteur.suivis()
    lecteur.refuser_les_fautes()
    suivis = demandes.indicateurs()
    return requete if suivis is None else requete.filter(pk__in=suivis.values("plan"))


def filtrer_axes(requete: Any, parametres: Any) -> Any:
    lecteur = LecteurDuPlan(parametres)
    numero, demandes = lecteur.code("numero", _NUMERO), lecteur.suivis()
    if plan := lecteur.plan():
        requete = requete.filter(plan__slug=plan)
    if numero:
        requete = requete.filter(code=numero)
    suivis = demandes.indicateurs()
    return requete if suivis is None else requete.filter(pk__in=suivis.values("mesure__axe"))


def filtrer_mesures(requete: Any, parametres: Any) -> Any:
    lecteur = LecteurDuPlan(parametres)
    axe, numero, demandes = lecteur.code("axe", _NUMERO), lecteur.code("numero", _NUMERO), lecteur.suivis()
    public, etat = lecteur.parmi("public", PublicVise.values), lecteur.parmi("etat", EtatMesure.values)
    if plan := lecteur.plan():
        requete = requete.du_plan(plan)
    if public:
        requete = requete.pour(public)
    if axe:
        requete = requete.filter(axe__code=axe)
    if numero:
        requete = requete.filter(numero=numero)
    if (suivis := demandes.indicateurs()) is not None:
        requete = requete.filter(pk__in=suivis.values("mesure"))
    return requete.dans_l_etat(etat) if etat else requete


def filtrer_indicateurs(requete: Any, parametres: Any) -> Any:
    lecteur = LecteurDuPlan(parametres)
    mesure, collecte = lecteur.code("mesure", _NUMERO), lecteur.parmi("collecte", Collecte.values)
    demandes = lecteur.suivis()
    if plan := lecteur.plan():
        requete = requete.filter(plan__slug=plan)
    if mesure:
        requete = requete.filter(mesure__numero=mesure)
    if (suivis := demandes.indicateurs()) is not None:
        requete = requete.filter(pk__in=suivis.values("pk"))
    return requete.filter(collecte=collecte) if collecte else requete


def filtrer_releves(requete: Any, parametres: Any) -> Any:
    """Oldest entry first, or by period when one indicator is asked."""
    lecteur = LecteurDuPlan(parametres)
    egalites = {nom: lecteur.parmi(nom, valeurs) for nom, valeurs in _LISTES.items()}
    revisions = lecteur.parmi("revisions", ["oui"])
    indicateur, territoire = lecteur.code("indicateur", _SLUG), lecteur.code("territoire", _SLUG)
    depuis, jusqua = lecteur.jour("depuis"), lecteur.jour("jusqua")
    if plan := lecteur.plan():
        requete = requete.filter(indicateur__plan__slug=plan)
    if not revisions:
        requete = requete.en_vigueur()
    if indicateur:
        requete = requete.filter(indicateur__in=_indicateurs(indicateur, plan)).order_by("fin", "territoire", "pk")
    requete = requete.filter(**{nom: valeur for nom, valeur in egalites.items() if valeur})
    if territoire:
        requete = requete.filter(territoire=_territoire(territoire))
    return requete.entre(depuis or date.min, jusqua or date.max) if depuis or jusqua else requete


_LISTES = {"echelle": Echelle.values, "statut": StatutReleve.values}


def _indicateurs(code: str, plan: str) -> list[int]:
    trouves = Indicateur.objects.filter(code=code, plan__actif=True)
    if plan:
        trouves = trouves.filter(plan__slug=plan)
    cles = list(trouves.order_by().values_list("pk", flat=True))
    if not cles:
        raise NotFound("Aucun indicateur de ce plan n'a ce code." if plan else "Aucun indicateur n'a ce code.")
    return cles


def _territoire(code: str) -> str:
    """A place of the portal, or one that a plan of another Région names."""
    connu = (
        Departement.objects.filter(code=code).exists()
        or TerritoireEmploi.objects.filter(code=code).exists()
        or Cible.objects.filter(territoire=code).exists()
        or Releve.objects.filter(territoire=code).exists()
    )
    if not connu:
        raise NotFound("Aucun territoire connu du portail ne porte ce code.")
    return code
