"""Which alerts an offer concerns: one index-only look-up, then exact checks on the few rows that need one."""

from collections.abc import Iterator, Sequence

from django.db.models import F, Q, QuerySet

from comptes.models import Adhesion
from stages.models import Alerte, CleAlerte, OffreStage
from stages.services import cles
from stages.services.mots_offre import contient_tous, mots_de

CLES_PAR_REQUETE = 20_000
ALERTES_PAR_REQUETE = 2_000
COLONNES = ("alerte_id", "urgence", "avec_mots", "rayon_km", "cle")


def en_lots(lignes: Sequence[int], taille: int) -> Iterator[Sequence[int]]:
    """Slices of at most ``taille``: both databases bound the parameters of a query."""
    for debut in range(0, len(lignes), taille):
        yield lignes[debut : debut + taille]


def semaines_de(offre: OffreStage) -> list[tuple[int, int]]:
    """Spans of weeks of an offer, both ends included; none when they are to be agreed: every interval suits. One query.

    Weeks that follow each other make one span: an interval meets a span when it meets one of its weeks.
    """
    lundis = offre.semaines.filter(places_prises__lt=F("capacite")).order_by("lundi").values_list("lundi", flat=True)
    plages: list[tuple[int, int]] = []
    for numero in map(cles.semaine, lundis):
        if plages and numero - plages[-1][1] <= 1:
            plages[-1] = plages[-1][0], numero
        else:
            plages.append((numero, numero))
    if not plages and offre.debut is not None:
        plages = [(cles.semaine(offre.debut), cles.semaine(offre.fin) if offre.fin else cles.SEMAINE_MAX)]
    return plages


def alertes_pour(offre: OffreStage, parmi: Sequence[int] | None = None) -> list[int]:
    """Ids of the alive alerts whose criteria an offer meets, the most urgent first. Nobody of its own company.

    Whether an alert is paused, and when it may speak, is for the delivery (:mod:`stages.services.diffusion`).
    ``parmi``: a few alerts, when no other is asked about.
    """
    trouvees = _candidates(offre, parmi)
    if not trouvees:
        return []
    a_lire = [pk for pk, (_, avec_mots) in trouvees.items() if avec_mots]
    for pk in _sans_leurs_mots(offre, a_lire):
        del trouvees[pk]
    for pk in _de_l_entreprise(offre):
        trouvees.pop(pk, None)
    return sorted(trouvees, key=lambda pk: (trouvees[pk][0], pk))


def requete_des_cles(offre: OffreStage, plages: list[tuple[int, int]]) -> QuerySet[CleAlerte]:
    """Postings whose other criteria an offer meets, whatever their key. Answered from the covering index alone."""
    requete = CleAlerte.objects.annotate(
        section_commune=F("sections").bitand(cles.TOUT | cles.bit_section(offre.section)),
        niveau_commun=F("niveaux").bitand(cles.TOUT | sum(cles.bit_niveau(n.niveau) for n in offre.niveaux.all())),
    ).exclude(Q(section_commune=0) | Q(niveau_commun=0))
    semaines = Q()
    for premiere, derniere in plages:
        semaines |= Q(semaine_debut__lte=derniere, semaine_fin__gte=premiere)
    return requete.filter(semaines)


def _candidates(offre: OffreStage, parmi: Sequence[int] | None) -> dict[int, tuple[int, bool]]:
    """Alerts found by key, with their urgency and whether words are left to check."""
    portee = cles.communes_a_portee(offre)
    requete = requete_des_cles(offre, semaines_de(offre))
    if parmi is not None:
        requete = requete.filter(alerte__in=parmi)
    trouvees: dict[int, tuple[int, bool]] = {}
    for lot in en_lots(cles.cles_d_offre(offre, portee), CLES_PAR_REQUETE):
        for pk, urgence, avec_mots, rayon, cle in requete.filter(cle__parmi=lot).values_list(*COLONNES):
            if not rayon or portee[cles.commune_du_lieu(cles.lieu_de(cle))] <= rayon:
                trouvees[pk] = urgence, avec_mots
    return trouvees


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
