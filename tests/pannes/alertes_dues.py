"""Deliveries of alerts that are due now: ``python -m tests.pannes.alertes_dues PEOPLE OFFERS FREQUENCY``.

In a process of its own, by the models: these rows hang on companies, offers (three at most, kept from a test to the
next) and alerts.
"""

import os
import sys

import django


def devoir(personnes: int, offres: int, frequence: str) -> None:
    """Each person is owed each offer."""
    from django.db import transaction
    from django.utils import timezone

    from stages.choices import Canal
    from stages.models import Alerte, Livraison, OffreStage
    from tests.stages.fabriques import EntrepriseFactory, OffreStageFactory

    maintenant = timezone.now()
    with transaction.atomic():
        gardees = list(OffreStage.objects.all()) or OffreStageFactory.create_batch(3, entreprise=EntrepriseFactory())
        alertes = Alerte.objects.bulk_create(
            Alerte(
                courriel=f"alerte{n}@test.example",
                adresse_confirmee_le=maintenant,
                confirmee_le=maintenant,
                derniere_visite=maintenant,
                frequence=frequence,
            )
            for n in range(personnes)
        )
        Livraison.objects.bulk_create(
            Livraison(
                offre=offre,
                alerte=alerte,
                destinataire=f"c{alerte.courriel}",
                canal=Canal.COURRIEL,
                pas_avant=maintenant,
            )
            for alerte in alertes
            for offre in gardees[:offres]
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orientation.settings")
    django.setup()
    devoir(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
