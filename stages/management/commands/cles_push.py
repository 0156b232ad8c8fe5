from typing import Any

from django.core.management.base import BaseCommand

from stages.clients.push import nouvelles_cles


class Command(BaseCommand):
    help = "Écrit une paire de clés pour les notifications (VAPID), à mettre dans l'environnement."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        privee, publique = nouvelles_cles()
        self.stdout.write(f"VAPID_CLE_PRIVEE={privee}")
        self.stdout.write(f"# clé publique, donnée aux navigateurs : {publique}")
        self.stdout.write("# Changer de clé fait perdre les abonnements : gardez celle-ci avec vos secrets.")
