"""Publish, withdraw or put back to draft: several occupations at once, each with its history."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from comptes.models import Utilisateur
from metiers.models import Metier
from metiers.services.catalogue import signaler_changement

Etat = Metier.Etat


@dataclass
class Bilan:
    """What was asked, occupation by occupation; ``refuses`` pairs a name with its reason."""

    changes: list[Metier] = field(default_factory=list)
    inchanges: int = 0
    refuses: list[tuple[str, str]] = field(default_factory=list)


def raison_de_refus(metier: Metier, etat: str, codes_pris: Iterable[str]) -> str:
    """Why the occupation cannot take this state, or nothing. ``codes_pris``: ROME codes of the others in use."""
    if etat != Etat.RETIRE and metier.code_rome and metier.code_rome in codes_pris:
        return f"un autre métier en cours porte déjà le code ROME {metier.code_rome}"
    if etat == Etat.PUBLIE and not (metier.accroche or metier.definition_officielle):
        return "ni accroche ni définition officielle : la fiche serait vide"
    return ""


@transaction.atomic
def changer_etat(*, cles: Iterable[int], etat: str, par: Utilisateur | None = None) -> Bilan:
    """Give a state to the occupations named by their keys; those that cannot take it are left, with the reason."""
    metiers = list(Metier.objects.select_for_update().filter(pk__in=list(cles)).order_by("nom", "pk"))
    choisis = {metier.pk for metier in metiers}
    en_cours = Metier.objects.exclude(etat=Etat.RETIRE).exclude(code_rome="")
    codes = {m.code_rome for m in en_cours.exclude(pk__in=choisis).only("code_rome")}
    # Those of the selection that keep their code in use come first, whatever the order of names.
    codes |= {m.code_rome for m in metiers if m.etat == etat and m.code_rome and etat != Etat.RETIRE}
    bilan = Bilan()
    for metier in metiers:
        if metier.etat == etat:
            bilan.inchanges += 1
            continue
        if raison := raison_de_refus(metier, etat, codes):
            bilan.refuses.append((metier.nom, raison))
            continue
        metier.retire_le = timezone.localdate() if etat == Etat.RETIRE else None
        metier.etat, metier.updated_at = etat, timezone.now()
        codes.add(metier.code_rome)
        bilan.changes.append(metier)
    if bilan.changes:
        bulk_update_with_history(
            bilan.changes,
            Metier,
            ["etat", "retire_le", "updated_at"],
            default_user=par,
            default_change_reason=f"État : {Etat(etat).label.lower()}",
            batch_size=200,
        )
        signaler_changement()
    return bilan
