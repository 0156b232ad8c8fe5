"""The daily mail of alerts: once a day a person, whatever the number of runs; a missed run is caught up by the next."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from commun.site import absolue
from comptes.models import Courriel, Utilisateur
from comptes.services.envois import ecrire_courriel
from grenelle.models import Plan, PropositionDeReleve
from grenelle.services.alertes import Alerte, Nature, alertes, pour
from grenelle.services.roles import Action, Droits, droits_de, droits_des
from grenelle.services.validation import portee

PHRASES_PAR_COURRIEL = 40


def alertes_de(droits: Droits, *, personne: int, trouvees: Sequence[Alerte]) -> list[Alerte]:
    """What concerns a person, and how many readings wait for her decision."""
    siennes = pour(droits, trouvees)
    if droits.quelque_part(Action.VALIDER):
        attente = PropositionDeReleve.objects.en_attente().filter(portee(droits, Action.VALIDER))
        par_plan = Counter(attente.exclude(propose_par=personne).values_list("indicateur__plan", flat=True))
        for plan in Plan.objects.filter(pk__in=par_plan):
            n = par_plan[plan.pk]
            siennes.append(Alerte(Nature.VALIDER, plan, f"{n} relevé{'s' if n > 1 else ''} à valider"))
    return siennes


def mes_alertes(personne: Utilisateur, *, maintenant: datetime) -> list[Alerte]:
    """What the home page of the admin shows to a person; nothing is computed for who has no role."""
    droits = droits_de(personne)
    plans = droits.plans(Action.LIRE)
    if plans is not None and not plans:
        return []
    actifs = Plan.objects.actifs()
    jour = timezone.localdate(maintenant)
    trouvees = alertes(jour=jour, plans=actifs if plans is None else actifs.filter(pk__in=plans))
    return alertes_de(droits, personne=personne.pk, trouvees=trouvees)


def adresse(alerte: Alerte) -> str:
    """Where it is dealt with."""
    if alerte.nature is Nature.VALIDER:
        return reverse("admin:grenelle_releve_a_valider")
    if alerte.nature is Nature.CONVENTION:
        return reverse("admin:grenelle_convention_change", args=[alerte.objet])
    if alerte.nature is Nature.MANQUANT and alerte.lieux:
        return f"{reverse('admin:grenelle_releve_saisir')}?plan={alerte.plan.slug}"
    if alerte.mesure is None:
        return reverse("admin:grenelle_indicateur_change", args=[alerte.objet])
    return reverse("admin:grenelle_mesure_suivi", args=[alerte.mesure])


def ecrire_les_resumes(*, maintenant: datetime) -> int:
    """Owe today's mail to each person with a role who has something to look at; how many were written."""
    jour = timezone.localdate(maintenant)
    personnes = Utilisateur.objects.filter(
        is_active=True, is_staff=True, roles_de_plan__resume_quotidien=True, roles_de_plan__plan__actif=True
    ).distinct()
    cles = {f"plan-alertes:{personne.pk}:{jour.isoformat()}": personne for personne in personnes}
    ecrits = set(Courriel.objects.filter(cle__in=cles).values_list("cle", flat=True))
    restent = {cle: personne for cle, personne in cles.items() if cle not in ecrits}
    if not restent:
        return 0
    trouvees, nombre = alertes(jour=jour), 0
    tenus = droits_des(personne.pk for personne in restent.values())
    for cle, personne in restent.items():
        droits = tenus.get(personne.pk, Droits())
        siennes = alertes_de(droits, personne=personne.pk, trouvees=trouvees)
        if siennes:
            _ecrire(cle, personne, siennes)
            nombre += 1
    return nombre


@transaction.atomic
def _ecrire(cle: str, personne: Utilisateur, siennes: list[Alerte]) -> None:
    dites = siennes[:PHRASES_PAR_COURRIEL]
    ecrire_courriel(
        cle=cle,
        nature="plan-alertes",
        destinataire=personne.email,
        gabarit="grenelle/alertes.txt",
        contexte={
            "prenom": personne.get_short_name(),
            "nombre": len(siennes),
            "groupes": [
                (nature.value, [(a, absolue(adresse(a))) for a in dites if a.nature is nature])
                for nature in Nature
                if any(a.nature is nature for a in dites)
            ],
            "reste": len(siennes) - len(dites),
            "accueil": absolue(reverse("admin:index")),
        },
    )
