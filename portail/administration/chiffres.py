"""The figures of the admin's home page, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from comptes.models import Adhesion, Organisation, Utilisateur
from metiers.models import AccesNiveau, Famille, Metier
from orientibus.choices import EtatDemande, EtatEtape
from orientibus.models import Demande, Etape
from territoires.models import Commune, Importation, Referent

JOURS_RECENTS = 30
AGE_MAX_IMPORT = timedelta(days=180)
MODIFICATIONS = 8


@dataclass(frozen=True)
class Chiffre:
    """A number, what it counts, the list that shows it; ``attend`` when somebody has to do something."""

    titre: str
    valeur: int
    lien: str
    icone: str = "tag"
    aide: str = ""
    attend: bool = False


@dataclass(frozen=True)
class Barre:
    """One family: how many occupations are written for the portal, how many have ROME's text only."""

    libelle: str
    lien: str
    rediges: int
    autres: int
    largeur_rediges: float
    largeur_autres: float

    @property
    def total(self) -> int:
        return self.rediges + self.autres


def liste(modele: str, **filtres: Any) -> str:
    """Address of a list of the admin, with its filters."""
    adresse = reverse(f"admin:{modele}_changelist")
    return f"{adresse}?{'&'.join(f'{cle}={valeur}' for cle, valeur in filtres.items())}" if filtres else adresse


def chiffres_metiers() -> dict[str, list[Chiffre]]:
    """One query for everything that is counted on occupations."""
    en_cours = ~Q(etat=Metier.Etat.RETIRE)
    sans_niveau = ~Exists(AccesNiveau.objects.filter(metier=OuterRef("pk")))
    n = Metier.objects.aggregate(
        publies=Count("pk", Q(etat=Metier.Etat.PUBLIE)),
        brouillons=Count("pk", Q(etat=Metier.Etat.BROUILLON)),
        retires=Count("pk", Q(etat=Metier.Etat.RETIRE)),
        rediges=Count("pk", Q(etat=Metier.Etat.PUBLIE) & ~Q(accroche="")),
        sans_texte=Count("pk", Q(etat=Metier.Etat.PUBLIE, accroche="")),
        sans_famille=Count("pk", en_cours & Q(famille=None)),
        sans_niveau=Count("pk", en_cours & Q(sans_niveau)),
    )
    m = "metiers_metier"
    publie = {"etat__exact": "publie"}
    return {
        "a_faire": [
            Chiffre(
                "Brouillons à publier", n["brouillons"], liste(m, etat__exact="brouillon"), "edit_note", attend=True
            ),
            Chiffre("Sans famille", n["sans_famille"], liste(m, manque="famille"), "category", attend=True),
            Chiffre("Sans niveau d'accès", n["sans_niveau"], liste(m, manque="niveau"), "school", attend=True),
        ],
        "etat": [
            Chiffre("Métiers publiés", n["publies"], liste(m, **publie), "work"),
            Chiffre("Rédigés pour le portail", n["rediges"], liste(m, **publie, redaction="portail"), "stylus"),
            Chiffre("Texte du ROME seulement", n["sans_texte"], liste(m, **publie, redaction="rome"), "article"),
            Chiffre("Métiers retirés", n["retires"], liste(m, etat__exact="retire"), "archive"),
        ],
    }


def barres_par_famille() -> list[Barre]:
    """Published occupations of each family, for the chart and its table."""
    publie = Q(metiers__etat=Metier.Etat.PUBLIE)
    familles = Famille.objects.annotate(
        rediges=Count("metiers", publie & ~Q(metiers__accroche="")),
        autres=Count("metiers", publie & Q(metiers__accroche="")),
    ).values_list("pk", "libelle", "rediges", "autres")
    return barres((liste("metiers_metier", famille__id__exact=pk), nom, r, a) for pk, nom, r, a in familles)


def barres(lignes: Iterable[tuple[str, str, int, int]]) -> list[Barre]:
    """Widths in hundredths of the longest bar."""
    lues = list(lignes)
    plus_long = max((r + a for _, _, r, a in lues), default=0) or 1
    return [
        Barre(nom, lien, r, a, round(100 * r / plus_long, 2), round(100 * a / plus_long, 2)) for lien, nom, r, a in lues
    ]


def chiffres_territoires() -> list[Chiffre]:
    n = Commune.objects.aggregate(communes=Count("pk"), sans=Count("pk", Q(territoire=None)))
    referents = Referent.objects.aggregate(tous=Count("pk"), fictifs=Count("pk", Q(demonstration=True)))
    return [
        Chiffre("Communes", n["communes"], liste("territoires_commune"), "location_on"),
        Chiffre(
            "Communes sans territoire emploi", n["sans"], liste("territoires_commune", territoire__isnull="True"), "map"
        ),
        Chiffre("Chargés d'orientation", referents["tous"], liste("territoires_referent"), "support_agent"),
        Chiffre(
            "Contacts de démonstration à remplacer",
            referents["fictifs"],
            liste("territoires_referent", demonstration__exact=1),
            "support_agent",
            attend=True,
        ),
    ]


def chiffres_orientibus() -> list[Chiffre]:
    """What the tours wait for: requests to plan, dates without answer, visits without account."""
    etapes = Etape.objects.aggregate(
        proposees=Count("pk", Q(etat=EtatEtape.PROPOSEE)),
        sans_compte=Count("pk", Q(etat=EtatEtape.REALISEE, compte_rendu__isnull=True)),
    )
    deposees = Demande.objects.filter(etat=EtatDemande.DEPOSEE).count()
    return [
        Chiffre(
            "Demandes de bus à étudier",
            deposees,
            liste("orientibus_demande", etat__exact=EtatDemande.DEPOSEE),
            "inbox",
            attend=True,
        ),
        Chiffre(
            "Visites de bus sans réponse du demandeur",
            etapes["proposees"],
            liste("orientibus_etape", etat__exact=EtatEtape.PROPOSEE),
            "event",
            attend=True,
        ),
        Chiffre(
            "Visites de bus sans compte rendu",
            etapes["sans_compte"],
            liste("orientibus_etape", etat__exact=EtatEtape.REALISEE, compte_rendu__isempty=1),
            "reviews",
            attend=True,
        ),
    ]


def chiffres_comptes() -> dict[str, list[Chiffre]]:
    par_role = dict(Utilisateur.objects.order_by().values_list("role").annotate(Count("pk")))
    organisations = Organisation.objects.filter(verifiee=False).count()
    adhesions = Adhesion.objects.filter(etat=Adhesion.Etat.DEMANDEE).count()
    bloques = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).count()
    return {
        "a_faire": [
            Chiffre(
                "Organisations à vérifier",
                organisations,
                liste("comptes_organisation", verifiee__exact=0),
                "domain_verification",
                attend=True,
            ),
            Chiffre("Adhésions demandées", adhesions, liste("comptes_organisation"), "group_add", attend=True),
            Chiffre("Connexions bloquées", bloques, liste("axes_accessattempt"), "lock", attend=True),
        ],
        "roles": [
            Chiffre(str(nom), par_role.get(role, 0), liste("comptes_utilisateur", role__exact=role), "person")
            for role, nom in Utilisateur.Role.choices
        ],
    }


def imports() -> dict[str, Any]:
    """The last runs, whether the last applied one is old, and what was refused lately."""
    depuis = timezone.now() - timedelta(days=JOURS_RECENTS)
    derniers = list(
        Importation.objects.defer("rapport").select_related("lancee_par").order_by("-debut", "-pk")[:MODIFICATIONS]
    )
    refuses = Importation.objects.filter(etat=Importation.Etat.REFUSEE, debut__gte=depuis).count()
    applique = Importation.objects.filter(etat=Importation.Etat.APPLIQUEE).defer("rapport").order_by("-debut").first()
    fin = applique and (applique.fin or applique.debut)
    return {
        "derniers": derniers,
        "applique": applique,
        "age": timesince(fin, depth=1) if fin else "",
        "ancien": bool(fin and timezone.now() - fin > AGE_MAX_IMPORT),
        "refuses": Chiffre(
            f"Imports refusés en {JOURS_RECENTS} jours",
            refuses,
            liste("territoires_importation", etat__exact="refusee"),
            "report",
            attend=True,
        ),
    }


def dernieres_modifications() -> list[Any]:
    """Who changed which occupation lately."""
    historique = Metier.history.model.objects.exclude(history_user=None)
    lignes = historique.select_related("history_user").only(
        "id", "nom", "etat", "history_date", "history_type", "history_change_reason", "history_user"
    )
    return list(lignes.order_by("-history_date", "-history_id")[:MODIFICATIONS])
