"""What is kept of those who ask, and how long: names, addresses and phones go some time after the season.

Figures remain (place, audience, dates, priority). Doing it twice changes nothing.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from comptes.models import Courriel, Utilisateur
from orientibus.models import CompteRendu, Demande, Inscription
from orientibus.services.demandes import RETIRABLES, retirer_demande
from orientibus.services.regles import regles_au

LOT = 200
EFFACE = "Effacé"


def anonymiser_les_demandes(*, maintenant: datetime) -> int:
    """Requests of seasons that ended long enough ago, a day missed included. Returns how many."""
    aujourdhui = timezone.localdate(maintenant)
    limite = aujourdhui - timedelta(days=int(regles_au(aujourdhui)["conservation_contacts_jours"]))
    dues = Demande.objects.filter(anonymisee_le__isnull=True, saison__fin__lt=limite).order_by("pk")
    nombre = 0
    while lot := list(dues[:LOT]):
        for demande in lot:
            anonymiser_la_demande(demande=demande, maintenant=maintenant)
        nombre += len(lot)
    Inscription.objects.filter(etape__fin__lt=limite).delete()
    return nombre


@transaction.atomic
def anonymiser_la_demande(*, demande: Demande, maintenant: datetime) -> None:
    """Take away whom to call and every free text, in its history too, with the mails that named them."""
    vides = {"acces": "", "precisions": "", "motif": "", "demandeur": None}
    Demande.objects.filter(pk=demande.pk).update(
        contact_nom="", contact_courriel="", contact_telephone="", anonymisee_le=maintenant, **vides
    )
    demande.history.update(acces="", precisions="", motif="", demandeur=None, history_user=None)
    CompteRendu.objects.filter(etape__demande=demande).update(remarques="", rempli_par=None)
    CompteRendu.history.filter(etape__demande=demande).update(remarques="", rempli_par=None, history_user=None)
    for etape in demande.etapes.all():
        etape.history.update(motif="", history_user=None)
        Courriel.objects.filter(cle__startswith=f"etape:{etape.pk}:").delete()
    demande.etapes.update(motif="")
    Courriel.objects.filter(cle__startswith=f"demande:{demande.pk}:").delete()


@transaction.atomic
def effacer_les_demandes_de(utilisateur: Utilisateur) -> None:
    """An account goes: what waited is withdrawn, unless an organisation carries it on; nothing says who it was."""
    maintenant = timezone.now()
    for demande in Demande.objects.filter(demandeur=utilisateur).order_by("pk"):
        seule = demande.organisation is None
        if seule and demande.etat in RETIRABLES:
            retirer_demande(demande=demande, motif="Compte effacé.", par=None, maintenant=maintenant)
        if seule or demande.contact_courriel.lower() == utilisateur.email.lower():
            anonymiser_la_demande(demande=demande, maintenant=maintenant)


def demandes_de_la_personne(utilisateur: Utilisateur) -> list[dict[str, object]]:
    """For the copy of one's data."""
    siennes = Demande.objects.filter(demandeur=utilisateur).select_related("commune", "saison").order_by("pk")
    return [
        {
            "reference": d.reference,
            "saison": d.saison.nom,
            "etat": d.get_etat_display(),
            "structure": d.structure,
            "commune": d.commune.nom,
            "adresse": d.adresse,
            "comment_arriver": d.acces,
            "public": d.get_public_display(),
            "effectif": d.effectif,
            "precisions": d.precisions,
            "contact_nom": d.contact_nom,
            "contact_courriel": d.contact_courriel,
            "contact_telephone": d.contact_telephone,
            "deposee_le": d.created_at.isoformat(),
        }
        for d in siennes
    ]
