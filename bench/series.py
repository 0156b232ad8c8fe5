"""Series of addresses measured on one server, the same way in every bench of pages."""

import argparse
from dataclasses import dataclass, fields

from bench.client import Mesure, mesurer
from bench.serveur import gunicorn

REGLAGES = "deploiement/gunicorn.py"
SANS_BASE = {"DEBUG": "0", "SECRET_KEY": "banc-d-essai", "ALLOWED_HOSTS": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Allure:
    """How a series is measured: seconds of each, processes of the server, open connections."""

    secondes: float = 4.0
    processus: int = 2
    connexions: int = 4

    @classmethod
    def demander(cls, analyseur: argparse.ArgumentParser) -> None:
        """The same three options for every bench of pages."""
        defauts = cls()
        for champ in fields(cls):
            valeur = getattr(defauts, champ.name)
            analyseur.add_argument(f"--{champ.name}", type=type(valeur), default=valeur)

    @classmethod
    def lire(cls, options: argparse.Namespace) -> "Allure":
        return cls(**{champ.name: getattr(options, champ.name) for champ in fields(cls)})


def serie(
    application: str, chemins: dict[str, list[str]], environnement: dict[str, str], allure: Allure, reglages: str = ""
) -> dict[str, Mesure]:
    """Measure each series of addresses on one server, after a short warm-up."""
    resultats = {}
    with gunicorn(application, processus=allure.processus, environnement=environnement, reglages=reglages) as port:
        for nom, adresses in chemins.items():
            mesurer(port, adresses, secondes=1.5, connexions=allure.connexions)
            resultats[nom] = mesurer(port, adresses, secondes=allure.secondes, connexions=allure.connexions)
    return resultats


def page_nue(allure: Allure) -> Mesure:
    """The bare Django page that every ratio divides by."""
    return serie("bench.nu", {"page nue": ["/nue/"]}, SANS_BASE, allure)["page nue"]


def pages(chemins: dict[str, list[str]], environnement: dict[str, str], allure: Allure) -> dict[str, Mesure]:
    """Pages of the portal, served as in production."""
    return serie("orientation.wsgi", chemins, environnement, allure, REGLAGES)
