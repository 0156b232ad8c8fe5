import pytest
from django.core.mail.backends import smtp

from tests.comptes.envois.fabriques import FausseLigne


@pytest.fixture
def serveur(settings, monkeypatch):
    """A mail server in memory behind Django's SMTP backend; ``serveur.ouvertures`` counts the lines opened."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    ligne = FausseLigne()
    ligne.ouvertures = 0

    def ouvrir(self):
        ligne.ouvertures += 1
        if ligne.reponses.get("ouverture"):
            raise ligne.reponses["ouverture"]
        self.connection = ligne
        return True

    monkeypatch.setattr(smtp.EmailBackend, "open", ouvrir)
    monkeypatch.setattr(smtp.EmailBackend, "close", lambda self: None)
    return ligne
