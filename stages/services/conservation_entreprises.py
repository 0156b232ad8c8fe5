"""What is kept no longer than it serves: idle companies, profiles that nobody comes back to.

Every function may run twice or be missed for a month: it looks at dates, not at the day of its run.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from commun.dates import ajouter_mois
from comptes.models import Adhesion, Organisation
from comptes.services.envois import ecrire_courriel
from stages.choices import ACTIVES, EtatOffre
from stages.models import Candidature, Entreprise, OffreStage, ProfilCandidat
from stages.services import offres
from stages.services.courriels_entreprises import adresse, prevenir_l_entreprise
from stages.services.regles import regles_au
from stages.services.simulateur import age_au

LOT = 500
NOM_ANONYME = "Entreprise retirée"


def _il_y_a(maintenant: datetime, mois: int) -> datetime:
    return ajouter_mois(timezone.localtime(maintenant), -mois)


def _inactives(maintenant: datetime, mois: int) -> QuerySet[Entreprise]:
    """Nobody of the team signed in, no offer touched, no application alive, for that long."""
    limite = _il_y_a(maintenant, mois)
    membres = Adhesion.objects.filter(
        organisation=OuterRef("organisation"), etat=Adhesion.Etat.ACCEPTEE, utilisateur__last_login__gt=limite
    )
    touchees = OffreStage.objects.filter(entreprise=OuterRef("pk")).filter(
        Q(updated_at__gt=limite) | Q(etat=EtatOffre.PUBLIEE)
    )
    vivantes = Candidature.objects.filter(offre__entreprise=OuterRef("pk"), etat__in=ACTIVES)
    return Entreprise.objects.filter(
        ~Exists(membres),
        ~Exists(touchees),
        ~Exists(vivantes),
        anonymisee_le__isnull=True,
        organisation__demonstration=False,
    ).filter(Q(derniere_activite__lte=limite) | Q(derniere_activite__isnull=True, created_at__lte=limite))


def prevenir_les_inactives(*, maintenant: datetime) -> int:
    """Write once to companies idle for two years."""
    mois = int(regles_au(timezone.localdate(maintenant))["entreprise_inactive"])
    nombre = 0
    candidates = _inactives(maintenant, mois).filter(prevenue_le__isnull=True)
    for pk in list(candidates.order_by("pk").values_list("pk", flat=True)[:LOT]):
        with transaction.atomic():
            entreprise = Entreprise.objects.select_for_update().get(pk=pk)
            if entreprise.prevenue_le is None:
                entreprise.prevenue_le = maintenant
                entreprise.save(update_fields=["prevenue_le"])
                prevenir_l_entreprise("entreprise_inactive", entreprise.organisation, f"{maintenant:%Y-%m-%d}")
                nombre += 1
    return nombre


def anonymiser_les_inactives(*, maintenant: datetime) -> int:
    """Erase what identifies companies warned a month ago and still idle. Twice changes nothing."""
    regles = regles_au(timezone.localdate(maintenant))
    avant = maintenant - timedelta(days=int(regles["entreprise_preavis"]))
    candidates = _inactives(maintenant, int(regles["entreprise_inactive"])).filter(prevenue_le__lte=avant)
    nombre = 0
    for pk in list(candidates.order_by("pk").values_list("pk", flat=True)[:LOT]):
        with transaction.atomic():
            nombre += _anonymiser(Entreprise.objects.select_for_update().get(pk=pk), maintenant)
    oublier_les_avertissements(maintenant=maintenant)
    return nombre


def oublier_les_avertissements(*, maintenant: datetime) -> int:
    """A company that came back after its warning starts a new count."""
    mois = int(regles_au(timezone.localdate(maintenant))["entreprise_inactive"])
    toujours = _inactives(maintenant, mois).values("pk")
    prevenues = Entreprise.objects.filter(prevenue_le__isnull=False, anonymisee_le__isnull=True)
    return prevenues.exclude(pk__in=toujours).update(prevenue_le=None)


def _anonymiser(entreprise: Entreprise, maintenant: datetime) -> int:
    """Keep the rows that figures count (offers, applications), without name, number, address nor people."""
    if entreprise.anonymisee_le is not None:
        return 0
    for offre in entreprise.offres.filter(etat__in=(EtatOffre.A_MODERER, EtatOffre.COMPLETE)).order_by("pk"):
        offres.retirer(offre=offre, motif="Entreprise inactive.")
    Organisation.objects.filter(pk=entreprise.organisation_id).update(nom=NOM_ANONYME, siret="", verifiee=False)
    Adhesion.objects.filter(organisation=entreprise.organisation_id).delete()
    entreprise.ouvertures.all().delete()
    entreprise.demandes_de_contact.all().delete()
    entreprise.slug = f"entreprise-retiree-{entreprise.pk}"
    for champ in ("activite", "adresse", "code_postal", "presentation", "site", "telephone", "motif_refus"):
        setattr(entreprise, champ, "")
    entreprise.verifiee_le = entreprise.refusee_le = None
    entreprise.anonymisee_le = maintenant
    entreprise.save()
    entreprise.history.all().delete()
    return 1


def retirer_les_profils_oublies(*, maintenant: datetime) -> int:
    """Hide profiles whose person was not seen for a year, and tell them; they publish again in two clicks."""
    limite = _il_y_a(maintenant, int(regles_au(timezone.localdate(maintenant))["profil_sans_visite"]))
    oublies = ProfilCandidat.objects.annotate(
        vu=Coalesce("vu_le", "updated_at"),
        connecte=Coalesce("utilisateur__last_login", "utilisateur__date_inscription"),
    ).filter(publie=True, vu__lte=limite, connecte__lte=limite)
    nombre = 0
    for pk in list(oublies.order_by("pk").values_list("pk", flat=True)[:LOT]):
        with transaction.atomic():
            profil = ProfilCandidat.objects.select_for_update(of=("self",)).select_related("utilisateur").get(pk=pk)
            if not profil.publie:
                continue
            ProfilCandidat.objects.filter(pk=pk).update(publie=False)
            ecrire_courriel(
                cle=f"profil_retire:{pk}:{maintenant:%Y-%m-%d}",
                nature="profil_retire",
                destinataire=profil.utilisateur.email,
                gabarit="stages/profil_retire.txt",
                contexte={"adresse": adresse("stages:profil")},
            )
            nombre += 1
    return nombre


def revoir_les_ages(*, maintenant: datetime) -> int:
    """Profiles of people who came of age since they were written: they are adults' from their birthday on."""
    jour = timezone.localdate(maintenant)
    majorite = int(regles_au(jour)["majorite"])
    limite = ajouter_mois(jour, -12 * majorite)
    majeurs = ProfilCandidat.objects.filter(mineur=True, date_naissance__lte=limite)
    pks = [p.pk for p in majeurs[:LOT] if p.date_naissance and age_au(jour, p.date_naissance) >= majorite]
    return ProfilCandidat.objects.filter(pk__in=pks).update(mineur=False)
