"""Which alerts an offer concerns: one index-only look-up, then exact checks on the few rows that need one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from comptes.models import Adhesion
from stages.models import Alerte, CleAlerte, OffreStage
from stages.services import cles
from stages.services.mots_offre import contient_tous, mots_de

CLES_PAR_REQUETE = 8_000
ALERTES_PAR_REQUETE = 2_000


def en_lots(lignes: Sequence[int], taille: int) -> Iterator[Sequence[int]]:
    """Slices of at most ``taille``: both databases bound the parameters of a query."""
    for debut in range(0, len(lignes), taille):
        yield lignes[debut : debut + taille]


@dataclass(frozen=True, slots=True)
class Semaines:
    """Weeks of an offer. Neither weeks nor dates: to be agreed, every interval suits."""

    numeros: tuple[int, ...] = ()
    intervalle: tuple[int, int] | None = None

    @property
    def bornes(self) -> tuple[int, int] | None:
        """First and last week."""
        return (self.numeros[0], self.numeros[-1]) if self.numeros else self.intervalle

    def rencontrent(self, debut: int, fin: int) -> bool:
        """Whether a week lies between two, both included."""
        if self.numeros:
            return any(debut <= numero <= fin for numero in self.numeros)
        return self.intervalle is None or (self.intervalle[0] <= fin and debut <= self.intervalle[1])


def semaines_de(offre: OffreStage) -> Semaines:
    """Weeks with places left of an offer counted by week, else those between its dates. One query."""
    lundis = offre.semaines.filter(places_prises__lt=F("capacite")).order_by("lundi").values_list("lundi", flat=True)
    if numeros := tuple(cles.semaine(lundi) for lundi in lundis):
        return Semaines(numeros)
    if offre.debut is None:
        return Semaines()
    return Semaines(intervalle=(cles.semaine(offre.debut), cles.semaine(offre.fin) if offre.fin else cles.SEMAINE_MAX))


def alertes_pour(offre: OffreStage) -> list[int]:
    """Ids of the alive alerts whose criteria an offer meets, the most urgent first. Nobody of its own company.

    Whether an alert is paused, and when it may speak, is for the delivery (:mod:`stages.services.diffusion`).
    """
    trouvees = dict(_candidates(offre))
    if not trouvees:
        return []
    a_lire = [pk for pk, (_, avec_mots) in trouvees.items() if avec_mots]
    for pk in _sans_leurs_mots(offre, a_lire):
        del trouvees[pk]
    for pk in _de_l_entreprise(offre):
        trouvees.pop(pk, None)
    return sorted(trouvees, key=lambda pk: (trouvees[pk][0], pk))


def _candidates(offre: OffreStage) -> Iterator[tuple[int, tuple[int, bool]]]:
    """Alerts found by key, with their urgency and whether words are left to check."""
    portee = cles.communes_a_portee(offre)
    semaines = semaines_de(offre)
    requete = CleAlerte.objects.annotate(
        section_commune=F("sections").bitand(cles.TOUT | cles.bit_section(offre.section)),
        niveau_commun=F("niveaux").bitand(cles.TOUT | sum(cles.bit_niveau(n.niveau) for n in offre.niveaux.all())),
    ).exclude(Q(section_commune=0) | Q(niveau_commun=0))
    if semaines.bornes is not None:
        requete = requete.filter(semaine_debut__lte=semaines.bornes[1], semaine_fin__gte=semaines.bornes[0])
    colonnes = ("alerte_id", "cle", "semaine_debut", "semaine_fin", "rayon_km", "urgence", "avec_mots")
    for lot in en_lots(cles.cles_d_offre(offre, portee), CLES_PAR_REQUETE):
        for pk, cle, debut, fin, rayon, urgence, avec_mots in requete.filter(cle__in=lot).values_list(*colonnes):
            if rayon and portee[cles.commune_du_lieu(cles.lieu_de(cle))] > rayon:
                continue
            if semaines.rencontrent(debut, fin):
                yield pk, (urgence, avec_mots)


def _sans_leurs_mots(offre: OffreStage, alertes: list[int]) -> Iterator[int]:
    """Those of these alerts whose words are not all in the offer."""
    mots = None
    for lot in en_lots(alertes, ALERTES_PAR_REQUETE):
        mots = mots if mots is not None else mots_de(offre)
        for pk, demandes in Alerte.objects.filter(pk__in=lot).values_list("pk", "mots"):
            if not contient_tous(mots, demandes):
                yield pk


def _de_l_entreprise(offre: OffreStage) -> list[int]:
    """Alerts of the people who act for the offer's company, by account or by the same address."""
    membres = dict(
        Adhesion.objects.filter(organisation=offre.entreprise.organisation_id, etat=Adhesion.Etat.ACCEPTEE).values_list(
            "utilisateur_id", "utilisateur__email"
        )
    )
    if not membres:
        return []
    siennes = Q(utilisateur__in=list(membres)) | Q(courriel__in=[email.lower() for email in membres.values()])
    return list(Alerte.objects.filter(siennes).values_list("pk", flat=True))
