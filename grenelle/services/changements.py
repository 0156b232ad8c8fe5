"""What changed in a plan, newest first: bounded, each change with an identity that does not move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from grenelle.choices import EtatJalon
from grenelle.models import Contribution, Decision, EffetSurMesure, Indicateur, Jalon, Mesure, Plan, Releve
from grenelle.services.ecriture_des_chiffres import chiffre, periode

NOMBRE = 50


@dataclass(frozen=True, slots=True)
class Changement:
    """One entry of the feed. ``cle`` is unique in the plan and never changes."""

    cle: str
    le: datetime
    titre: str
    texte: str
    adresse: str
    demonstration: bool = False


def changements(plan: Plan) -> list[Changement]:
    """The fifty newest, in six queries whatever the size of the plan."""
    tous = [
        *_releves(plan),
        *_jalons(plan),
        *_etats(plan),
        *_decisions(plan),
        *_contributions(plan),
        *_effets(plan),
    ]
    tous.sort(key=lambda c: (c.le, c.cle), reverse=True)
    return tous[:NOMBRE]


def _midi(jour: date) -> datetime:
    """A day without an hour: noon, the same everywhere."""
    return datetime.combine(jour, time(12), UTC)


def _nom(mesure: Mesure | None, plan: Plan) -> str:
    return f"{plan.nom_de_mesure.capitalize()} {mesure.numero}" if mesure else plan.nom_court


def _page(mesure: Mesure | None, plan: Plan) -> str:
    return mesure.get_absolute_url() if mesure else plan.get_absolute_url()


def _releves(plan: Plan) -> Iterable[Changement]:
    """The last reading written for each indicator, a revision of an old period included."""
    derniers = Releve.objects.en_vigueur().filter(indicateur=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    cles = Indicateur.objects.filter(plan=plan, actif=True).annotate(dernier=Subquery(derniers))
    plus_recents = sorted((cle for cle in cles.order_by().values_list("dernier", flat=True) if cle), reverse=True)
    lus = Releve.objects.filter(pk__in=plus_recents[:NOMBRE])
    for r in lus.select_related("indicateur__mesure__axe__plan").order_by("-pk"):
        i = r.indicateur
        mot = "Chiffre révisé" if r.revision > 1 else "Nouveau chiffre"
        lieu = f", {r.territoire}" if r.territoire else ""
        yield Changement(
            f"releve-{r.pk}",
            r.saisi_le,
            f"{mot} : {i.libelle}",
            f"{_nom(i.mesure, plan)}{lieu} : {chiffre(r.valeur, i.unite)} ({periode(r.debut, r.fin)}). "
            f"Source : {r.source}." + (f" Raison de la révision : {r.raison}" if r.revision > 1 else ""),
            _page(i.mesure, plan),
            r.demonstration,
        )


def _jalons(plan: Plan) -> Iterable[Changement]:
    faits = Jalon.objects.filter(mesure__axe__plan=plan, etat=EtatJalon.FAIT, fait_le__isnull=False)
    for j in faits.select_related("mesure__axe__plan").order_by("-fait_le", "-pk")[:NOMBRE]:
        titre = f"{_nom(j.mesure, plan)}, jalon fait le {j.fait_le:%d/%m/%Y} : {j.libelle}"
        le = _midi(j.fait_le or timezone.localdate())
        yield Changement(
            f"jalon-{j.pk}-{j.fait_le}",
            le,
            f"Jalon fait : {j.libelle}",
            f"{titre}.",
            _page(j.mesure, plan),
            j.demonstration,
        )


def _etats(plan: Plan) -> Iterable[Changement]:
    """The last change of state of each measure, by the rule or by a decision."""
    changees = Mesure.objects.filter(Q(etat_depuis__isnull=False) | ~Q(etat_decide=""), axe__plan=plan)
    for m in changees.select_related("axe__plan").order_by("rang"):
        if m.etat_decide and m.etat_decide_le:
            yield Changement(
                f"etat-{m.numero}-{m.etat_decide_le:%Y%m%d%H%M%S}",
                m.etat_decide_le,
                f"{_nom(m, plan)} : {m.etat_affiche.label.lower()}, sur décision de la Région",
                f"{m.titre}. {m.etat_decide_raison}",
                _page(m, plan),
            )
        elif m.etat_depuis:
            yield Changement(
                f"etat-{m.numero}-{m.etat_depuis:%Y%m%d%H%M%S}",
                m.etat_depuis,
                f"{_nom(m, plan)} : {m.etat_affiche.label.lower()}",
                f"{m.titre}. {' '.join(str(raison) for raison in m.etat_raisons)}",
                _page(m, plan),
            )


def _decisions(plan: Plan) -> Iterable[Changement]:
    lues = Decision.objects.filter(comite__plan=plan).select_related("comite").order_by("-le", "-pk")[:NOMBRE]
    for d in lues:
        texte = f"{d.comite.nom}, le {d.le:%d/%m/%Y}. {d.texte}"
        yield Changement(
            f"decision-{d.pk}", _midi(d.le), f"Décision : {d.objet}", texte, _page(None, plan), d.demonstration
        )


def _contributions(plan: Plan) -> Iterable[Changement]:
    publiees = Contribution.objects.all().visibles().propositions().filter(edition__plan=plan, moderee_le__isnull=False)
    for c in publiees.select_related("edition__plan", "mesure").order_by("-moderee_le", "-pk")[:NOMBRE]:
        yield Changement(
            f"contribution-{c.pk}",
            c.moderee_le or c.created_at,
            f"Contribution publiée : {c}",
            f"{c.edition.titre}, {_nom(c.mesure, plan)}. {c.texte}",
            c.get_absolute_url(),
            c.edition.demonstration,
        )


def _effets(plan: Plan) -> Iterable[Changement]:
    lus = EffetSurMesure.objects.filter(edition__plan=plan).select_related("mesure__axe__plan", "edition")
    for e in lus.order_by("-le", "-pk")[:NOMBRE]:
        titre = f"{e.get_nature_display()} : {_nom(e.mesure, plan).lower()}"
        texte = f"{e.edition.titre}. {e.mesure.titre}. {e.raison}"
        yield Changement(f"effet-{e.pk}", _midi(e.le), titre, texte, _page(e.mesure, plan), e.edition.demonstration)
