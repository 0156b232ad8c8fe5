"""What the staff's screen of a measure adds to the public page: milestones in words, distances, comments, journal."""

from dataclasses import dataclass
from datetime import date, datetime

from grenelle.choices import EtatJalon, EtatMesure, NatureDeCible
from grenelle.models import Commentaire, Jalon, Mesure, PropositionDeReleve, Releve
from grenelle.services.ecriture_des_chiffres import chiffre, jour_de_jalon, periode
from grenelle.services.fiche import Suivie
from grenelle.services.lieux import noms_des_lieux
from grenelle.services.progression import Suivi

LIGNES_DU_JOURNAL = 25
PROCHE_JOURS = 30


@dataclass(frozen=True, slots=True)
class Etape:
    """A milestone on the timeline: where it stands, in a word for the colour and a sentence for everybody."""

    jalon: Jalon
    ton: str
    phrase: str


def etape(jalon: Jalon, jour: date) -> Etape:
    """Late is only what is known not to be done; what nobody told is said so."""
    prevu = jour_de_jalon(jalon.prevu_le, jalon.prevu_precision, jalon.prevu_texte)
    quand = f"prévu : {prevu}" if prevu else "sans date prévue"
    if jalon.etat == EtatJalon.FAIT and jalon.fait_le:
        return Etape(jalon, "fait", f"Fait le {jalon.fait_le:%d/%m/%Y} ({quand})")
    if jalon.etat == EtatJalon.ABANDONNE:
        return Etape(jalon, "abandonne", f"Abandonné ({quand})")
    ecart = (jalon.prevu_le - jour).days if jalon.prevu_le else None
    if jalon.etat == EtatJalon.INCONNU and ecart is not None and ecart < 0:
        return Etape(jalon, "inconnu", f"Sans nouvelles, personne n'a dit s'il est fait ({quand})")
    if ecart is not None and ecart < 0:
        return Etape(jalon, "retard", f"En retard de {-ecart} jour{'s' if ecart < -1 else ''} ({quand})")
    etat = "En cours" if jalon.etat == EtatJalon.EN_COURS else "À venir"
    if ecart is not None and ecart <= PROCHE_JOURS:
        return Etape(jalon, "proche", f"{etat}, dans {ecart} jour{'s' if ecart > 1 else ''} ({quand})")
    return Etape(jalon, "avenir", f"{etat} ({quand})")


PHRASES_DE_SUIVI = {
    Suivi.ATTEINTE: ("fait", "Cible atteinte"),
    Suivi.DANS_LES_TEMPS: ("fait", "Dans les temps"),
    Suivi.EN_CHEMIN: ("avenir", "En chemin, le document ne donne pas de date"),
    Suivi.ECART: ("retard", "S'écarte du chemin vers sa cible"),
    Suivi.SANS_RELEVE: ("inconnu", "Aucun relevé à comparer à la cible"),
    Suivi.SANS_CIBLE: ("inconnu", "Sans cible à comparer"),
}


def distance(suivie: Suivie) -> tuple[str, str]:
    """Where an indicator stands against its target: a word for the colour and a sentence."""
    ton, phrase = PHRASES_DE_SUIVI[suivie.progres.suivi]
    publies = [r for r in suivie.releves if r.valeur is not None]
    if suivie.progres.suivi in (Suivi.SANS_CIBLE, Suivi.SANS_RELEVE) or not publies:
        return ton, f"{phrase}."
    unite, valeur = suivie.indicateur.unite, publies[-1].valeur
    details = []
    if suivie.progres.attendu is not None and suivie.progres.suivi is not Suivi.ATTEINTE:
        details.append(f"attendu à cette date : {chiffre(round(suivie.progres.attendu, 1), unite)}")
    finales = [c for c in suivie.cibles if c.nature == NatureDeCible.CIBLE and not c.territoire]
    if finales and valeur is not None and suivie.progres.suivi is not Suivi.ATTEINTE:
        finale = max(finales, key=lambda c: (c.le is None, c.le or date.min))
        details.append(f"écart à la cible : {chiffre(abs(finale.valeur - valeur), unite)}")
    return ton, f"{phrase}{' ; ' if details else ''}{', '.join(details)}."


@dataclass(frozen=True, slots=True)
class Ligne:
    """Who did what, when and why."""

    le: datetime
    qui: str
    quoi: str
    pourquoi: str = ""


def journal(mesure: Mesure) -> list[Ligne]:
    """The last acts on the measure, its milestones and its readings, in five queries."""
    releves = Releve.objects.filter(indicateur__mesure=mesure).select_related("indicateur", "saisi_par")
    lus = list(releves.order_by("-saisi_le", "-pk")[:LIGNES_DU_JOURNAL])
    noms = noms_des_lieux({r.territoire for r in lus if r.territoire})
    lignes = [Ligne(r.saisi_le, str(r.saisi_par or "le portail"), _du_releve(r, noms), r.raison) for r in lus]
    lignes += [
        Ligne(h.history_date, _qui(h), f"jalon « {h.libelle} » : {_etat_de_jalon(h)}", h.history_change_reason or "")
        for h in Jalon.history.filter(mesure_id=mesure.pk)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[:LIGNES_DU_JOURNAL]
    ]
    lignes += [
        Ligne(h.history_date, _qui(h), _de_la_mesure(h), h.etat_decide_raison or h.history_change_reason or "")
        for h in Mesure.history.filter(id=mesure.pk)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[:LIGNES_DU_JOURNAL]
    ]
    decidees = PropositionDeReleve.objects.filter(indicateur__mesure=mesure, etat="refusee")
    lignes += [
        Ligne(p.decide_le, str(p.decide_par or "compte effacé"), f"relevé refusé : {p.indicateur.libelle}", p.motif)
        for p in decidees.select_related("indicateur", "decide_par").order_by("-decide_le")[:LIGNES_DU_JOURNAL]
        if p.decide_le
    ]
    return sorted(lignes, key=lambda ligne: ligne.le, reverse=True)[:LIGNES_DU_JOURNAL]


def _du_releve(releve: Releve, noms: dict[str, str]) -> str:
    quoi = "relevé révisé" if releve.revision > 1 else "relevé"
    lieu = f", {noms.get(releve.territoire, releve.territoire)}" if releve.territoire else ""
    valeur = chiffre(releve.valeur, releve.indicateur.unite)
    return f"{quoi} : {releve.indicateur.libelle}, {valeur} ({periode(releve.debut, releve.fin)}{lieu})"


def _qui(ligne: object) -> str:
    return str(getattr(ligne, "history_user", None) or "le portail")


def _etat_de_jalon(ligne: Jalon) -> str:
    etat = EtatJalon(ligne.etat).label.lower()
    return f"{etat} le {ligne.fait_le:%d/%m/%Y}" if ligne.fait_le else etat


def _de_la_mesure(ligne: Mesure) -> str:
    if ligne.etat_decide:
        return f"état décidé : {EtatMesure(ligne.etat_decide).label.lower()}"
    return "fiche de la mesure, l'état suit la règle"


def commentaires(mesure: Mesure) -> list[Commentaire]:
    """The last remarks, each with its author."""
    return list(mesure.commentaires.select_related("auteur")[:50])
