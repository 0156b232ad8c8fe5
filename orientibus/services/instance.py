"""From the database to what the planner is given: calendar, places, buses, requests, what was announced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch

from commun.choix import OuiNon
from orientibus.choices import Creneau, Duree, EtatEtape, PublicAttendu, TypeDemandeur
from orientibus.models import Bus, Demande, Etape, Plan
from orientibus.planification import instance as modele
from orientibus.services.jours import Calendrier, calendrier, jours
from orientibus.services.matrices import matrices
from orientibus.services.parametres import Parametres
from orientibus.services.regles import RegleAbsente, regles_au

CODES_CRENEAUX: Mapping[str, str] = {
    Creneau.MATIN: "AM",
    Creneau.APRES_MIDI: "PM",
    Creneau.SOIR: "EVE",
    Creneau.JOURNEE: "DAY",
}
CRENEAUX = {code: creneau for creneau, code in CODES_CRENEAUX.items()}
DUREES: Mapping[str, modele.Duree] = {
    Duree.DEMI_JOURNEE: modele.Duree.DEMI_JOURNEE,
    Duree.SOIREE: modele.Duree.SOIREE,
    Duree.JOURNEE: modele.Duree.JOURNEE,
    Duree.DEUX_JOURS: modele.Duree.DEUX_JOURS,
    Duree.TROIS_JOURS: modele.Duree.TROIS_JOURS,
}
TOUT_OUVERT = dict.fromkeys(range(7), frozenset(modele.CRENEAUX))
SANS_TERRITOIRE = "sans-territoire"
DECLINEES = (EtatEtape.DECLINEE, EtatEtape.SANS_REPONSE)
JOUR = timedelta(days=1)


class InstanceImpossible(Exception):
    """The season cannot be given to the planner; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """An instance and the rows it was made from. ``annonces``: the stops that hold a bus, by reference."""

    instance: modele.Instance
    demandes: dict[str, Demande]
    bus: dict[str, Bus]
    annonces: dict[str, Etape]
    parametres: Parametres
    gele_avant: date

    def immobile(self, etape: Etape) -> bool:
        """Past, or promised on a bus that is there."""
        replan = self.instance.replanification
        return _est_immobile(etape, self.gele_avant, replan.pannes if replan else ())

    def empreinte(self) -> dict[str, str]:
        return {reference: trace(etape) for reference, etape in sorted(self.annonces.items())}


def _est_immobile(etape: Etape, gele_avant: date, pannes: Iterable[modele.Panne]) -> bool:
    if etape.jour < gele_avant:
        return True
    touchee = any(
        p.bus == etape.bus.code and p.periode.debut <= etape.fin and etape.jour <= p.periode.fin for p in pannes
    )
    return _statut(etape) is modele.Statut.CONFIRME and not touchee


def trace(etape: Etape) -> str:
    """Where a stop is, to see later whether it changed."""
    return f"{etape.bus.code}|{etape.jour.isoformat()}|{etape.creneau}"


def arret_de(etape: Etape) -> modele.Arret:
    return modele.Arret(etape.demande.reference, etape.bus.code, etape.jour, CODES_CRENEAUX[etape.creneau])


def dossier_du_plan(plan: Plan, *, aujourdhui: date) -> Dossier:
    """The instance of a plan as its season stands; :class:`InstanceImpossible` when something is missing."""
    try:
        return _Constructeur(plan, aujourdhui).dossier()
    except RegleAbsente as absente:
        raise InstanceImpossible(f"Une règle manque : {absente.args[0]}.") from absente
    except (KeyError, TypeError, ValueError) as faute:
        raise InstanceImpossible("Une règle des tournées a une valeur que le calcul ne comprend pas.") from faute


class _Constructeur:
    def __init__(self, plan: Plan, aujourdhui: date) -> None:
        self.plan, self.saison = plan, plan.saison
        self.gele_avant = max(aujourdhui + JOUR, plan.saison.debut)
        self.parametres = Parametres.lire(plan.evenement)
        self.regles = regles_au(plan.saison.debut)
        self.calendrier = calendrier(plan.saison.debut, plan.saison.fin)
        etapes = Etape.objects.occupantes().filter(demande__saison=self.saison)
        self.etapes = list(etapes.select_related("bus", "demande").order_by("pk"))
        self.annonces = {e.demande.reference: e for e in self.etapes if self._du_plan(e)}
        self.autres = [e for e in self.etapes if e.demande.reference not in self.annonces]
        self.pannes = self._pannes()

    def _du_plan(self, etape: Etape) -> bool:
        """A stop under way, or on a day when nobody works, is none of the planner's business: it only takes the bus."""
        en_cours = etape.jour < self.gele_avant <= etape.fin
        dedans = self.saison.debut <= etape.jour and etape.fin <= self.saison.fin
        return dedans and not en_cours and all(self.calendrier.ouvrable(j) for j in jours(etape.jour, etape.fin))

    def dossier(self) -> Dossier:
        demandes = self._lire_demandes()
        bus = self._lire_bus()
        if not bus:
            raise InstanceImpossible("Aucun bus n'est en service.")
        lieux, points = self._lieux(demandes, bus)
        minutes, km = matrices(points, {"detour": self.regles["detour"], "vitesses": self.regles["vitesses"]})
        replan = self._replanification(demandes)
        instance = modele.Instance(
            nom=str(self.plan.pk or "essai"),
            jours=_calendrier(self.saison.debut, self.saison.fin, self.calendrier),
            creneaux=self._creneaux(),
            regles=self._regles(),
            lieux=lieux,
            minutes=minutes,
            km=km,
            bus=tuple(self._bus(b, replan) for b in bus.values()),
            demandes=tuple(self._demande(d) for d in demandes.values()),
            confirmes=self._verrouillees(demandes, bus),
            replanification=replan,
        )
        return Dossier(instance, demandes, bus, self.annonces, self.parametres, self.gele_avant)

    # --- rows -------------------------------------------------------------------------------

    def _lire_demandes(self) -> dict[str, Demande]:
        """Those that may be served, and those that an announced stop serves."""
        prises = [e.demande_id for e in self.etapes]
        ecartees = {e.demande_id for e in self.autres}
        possibles = Demande.objects.a_planifier().filter(saison=self.saison)
        demandes = (possibles | Demande.objects.filter(pk__in=prises)).distinct().completes()
        declinees = Prefetch("etapes", Etape.objects.filter(etat__in=DECLINEES), to_attr="declinees")
        demandes = demandes.prefetch_related("periodes", "ateliers", declinees).order_by("-poids", "pk")
        return {d.reference: d for d in demandes if d.pk not in ecartees}

    def _lire_bus(self) -> dict[str, Bus]:
        """In service, or holding an announced stop."""
        tenus = {e.bus_id for e in self.etapes}
        bus = (Bus.objects.en_service() | Bus.objects.filter(pk__in=tenus)).distinct()
        bus = bus.select_related("depot__territoire", "depot__departement").prefetch_related("indisponibilites")
        return {b.code: b for b in bus.order_by("code")}

    def _lieux(
        self, demandes: dict[str, Demande], bus: dict[str, Bus]
    ) -> tuple[tuple[modele.Lieu, ...], list[tuple[float, float]]]:
        """Requests at the same point share a place: the matrices stay small."""
        points = {_code_lieu(d): (d.commune, d.latitude, d.longitude) for d in demandes.values()}
        points |= {_code_depot(b): (b.depot, b.depot.latitude, b.depot.longitude) for b in bus.values()}
        lieux = tuple(modele.Lieu(code, c.nom, _territoire(c)) for code, (c, _, _) in points.items())
        return lieux, [(lat, lon) for _, lat, lon in points.values()]

    # --- pieces -----------------------------------------------------------------------------

    def _regles(self) -> modele.Regles:
        noms = ("installation", "rangement", "pause", "conduite_jour", "travail_jour", "amplitude_jour", "repos")
        codes = [f"{nom}_min" for nom in (*noms, "travail_semaine")]
        return modele.Regles(*(int(self.regles[code]) for code in (*codes, "jours_semaine", "soirees_semaine")))

    def _creneaux(self) -> tuple[modele.Creneau, ...]:
        rendus = []
        for creneau in (Creneau.MATIN, Creneau.APRES_MIDI, Creneau.SOIR):
            debut, fin = self.regles.heures(creneau)
            rendus.append(
                modele.Creneau(CODES_CRENEAUX[creneau], debut.hour * 60 + debut.minute, fin.hour * 60 + fin.minute)
            )
        return tuple(rendus)

    def _bus(self, bus: Bus, replan: modele.Replanification) -> modele.Bus:
        pannes = tuple(p.periode for p in replan.pannes if p.bus == bus.code)
        ailleurs = tuple(modele.Periode(e.jour, e.fin, "étape hors du plan") for e in self.autres if e.bus_id == bus.pk)
        arrete = () if bus.actif else (modele.Periode(self.gele_avant, date.max, "hors service"),)
        return modele.Bus(
            bus.code,
            _territoire(bus.depot),
            _code_depot(bus),
            bus.capacite,
            frozenset(bus.equipements),
            (*pannes, *ailleurs, *arrete),
        )

    def _replanification(self, demandes: dict[str, Demande]) -> modele.Replanification:
        couts = self.regles["couts_derangement"]
        noms = ("autre_bus", "deplace_propose", "deplace_confirme", "abandonne_propose", "abandonne_confirme")
        return modele.Replanification(
            precedents=tuple(modele.Annonce(arret_de(e), _statut(e)) for e in self.annonces.values()),
            gele_avant=self.gele_avant,
            pannes=self.pannes,
            retirees=self.parametres.retirees & set(demandes),
            couts=modele.CoutsDerangement(*(int(couts[nom]) for nom in noms)),
        )

    def _pannes(self) -> tuple[modele.Panne, ...]:
        """From tomorrow on: what took a bus away before is history."""
        tries = [(a.bus, a.debut, a.fin, a.motif) for a in self.parametres.absences]
        for bus in Bus.objects.prefetch_related("indisponibilites"):
            tries += [(bus.code, i.debut, i.fin, i.motif) for i in bus.indisponibilites.all()]
        return tuple(
            modele.Panne(code, modele.Periode(max(debut, self.gele_avant), fin, motif))
            for code, debut, fin, motif in tries
            if fin >= self.gele_avant
        )

    def _demande(self, demande: Demande) -> modele.Demande:
        etape = self.annonces.get(demande.reference)
        base = modele.Demande(
            code=demande.reference,
            lieu=_code_lieu(demande),
            effectif=demande.effectif,
            poids=self.parametres.poids(demande),
            duree=DUREES[demande.duree],
            fenetres=self._fenetres(demande, etape),
            ouvertures=_ouvertures(demande),
            scolaire=demande.type_demandeur == TypeDemandeur.ETABLISSEMENT or demande.public == PublicAttendu.ELEVES,
            equipement=frozenset(a.equipement for a in demande.ateliers.all() if a.equipement),
            obligatoire=demande.obligatoire or demande.reference in self.parametres.obligatoires,
        )
        if etape is None or not self._immobile(etape):
            return base
        # What is promised stays whatever the request says today.
        return replace(
            base,
            effectif=0,
            equipement=frozenset(),
            scolaire=False,
            ouvertures=TOUT_OUVERT,
            fenetres=(modele.Periode(etape.jour, etape.fin),),
        )

    def _immobile(self, etape: Etape) -> bool:
        return _est_immobile(etape, self.gele_avant, self.pannes)

    def _fenetres(self, demande: Demande, etape: Etape | None) -> tuple[modele.Periode, ...]:
        """Wished dates (else the season), from tomorrow, less what is excluded or was declined; none without room."""
        if demande.stationnement == OuiNon.NON:
            return ()
        periodes = list(demande.periodes.all())
        voulues = [(p.debut, p.fin) for p in periodes if not p.exclue] or [(self.saison.debut, self.saison.fin)]
        libres = [(max(debut, self.gele_avant), min(fin, self.saison.fin)) for debut, fin in voulues]
        retirees = [(p.debut, p.fin) for p in periodes if p.exclue]
        retirees += [(e.jour, e.fin) for e in demande.declinees]  # type: ignore[attr-defined]
        for retrait in retirees:
            libres = [reste for libre in libres for reste in _sauf(libre, retrait)]
        if etape is not None:
            libres.append((etape.jour, etape.fin))
        return tuple(modele.Periode(debut, fin) for debut, fin in libres if debut <= fin)

    def _verrouillees(self, demandes: dict[str, Demande], bus: dict[str, Bus]) -> tuple[modele.Arret, ...]:
        """What staff locked in the draft, besides what was announced."""
        if not self.plan.pk:
            return ()
        lignes = self.plan.affectations.filter(verrouillee=True).select_related("demande", "bus")
        return tuple(
            modele.Arret(a.demande.reference, a.bus.code, a.jour, CODES_CRENEAUX[a.creneau])
            for a in lignes
            if a.demande.reference in demandes
            and a.demande.reference not in self.annonces
            and a.demande.reference not in self.parametres.retirees
            and a.bus.code in bus
        )


def _calendrier(debut: date, fin: date, connu: Calendrier) -> tuple[modele.Jour, ...]:
    return tuple(modele.Jour(j, j.weekday(), connu.ouvrable(j), connu.scolaire(j)) for j in jours(debut, fin))


def _sauf(libre: tuple[date, date], retrait: tuple[date, date]) -> list[tuple[date, date]]:
    """What a period leaves of another."""
    (debut, fin), (de, a) = libre, retrait
    if a < debut or fin < de:
        return [libre]
    return [(d, f) for d, f in ((debut, de - JOUR), (a + JOUR, fin)) if d <= f]


def _statut(etape: Etape) -> modele.Statut:
    promise = etape.verrouillee or etape.etat != EtatEtape.PROPOSEE
    return modele.Statut.CONFIRME if promise else modele.Statut.PROPOSE


def _ouvertures(demande: Demande) -> dict[int, frozenset[str]]:
    brutes = demande.ouvertures if isinstance(demande.ouvertures, dict) else {}
    return {
        int(jour): frozenset(CODES_CRENEAUX[c] for c in creneaux if c in CODES_CRENEAUX and c != Creneau.JOURNEE)
        for jour, creneaux in brutes.items()
        if jour in {str(n) for n in range(7)} and isinstance(creneaux, list)
    }


def _territoire(commune: Any) -> str:
    return commune.territoire.code if commune.territoire_id else SANS_TERRITOIRE


def _code_lieu(demande: Demande) -> str:
    return f"{demande.commune.code_insee}@{demande.latitude:.4f},{demande.longitude:.4f}"


def _code_depot(bus: Bus) -> str:
    return f"base@{bus.code}"
