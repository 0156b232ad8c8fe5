"""The public register of companies (API Recherche d'entreprises): asked once at sign-up, never in the way of it."""

import json
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from django.conf import settings

DELAI = (1.0, 2.0)
"""Seconds to connect and to answer: three in all."""
TAILLE_MAX = 512 * 1024
EFFECTIFS = {
    **dict.fromkeys(("NN", "00", "01", "02", "03"), "0-9"),
    **dict.fromkeys(("11", "12"), "10-49"),
    **dict.fromkeys(("21", "22"), "50-249"),
    **dict.fromkeys(("31", "32", "41", "42", "51", "52", "53"), "250+"),
}
"""INSEE's brackets of staff to ours; unknown when the register does not say."""


class RegistreInjoignable(Exception):
    """The register did not answer, or not in a way that can be read: the person types the sheet."""


@dataclass(frozen=True, slots=True)
class FicheRegistre:
    """What the register says of an establishment. Empty texts: it does not say."""

    siret: str
    nom: str
    code_naf: str = ""
    adresse: str = ""
    code_postal: str = ""
    code_insee: str = ""
    effectif: str = "inconnu"
    active: bool = True


class Registre(Protocol):
    """Anything that can be asked about a SIRET."""

    def lire(self, siret: str) -> FicheRegistre | None: ...


class RechercheEntreprises:
    """``GET {url}/search?q=siret``; ``None`` when the register does not know this number."""

    def __init__(self, url: str, session: requests.Session | None = None) -> None:
        self.url = url.rstrip("/")
        self.session = session or requests.Session()

    def lire(self, siret: str) -> FicheRegistre | None:
        try:
            with self.session.get(
                f"{self.url}/search",
                params={"q": siret, "per_page": "1", "minimal": "true", "include": "siege,matching_etablissements"},
                headers={"Accept": "application/json"},
                timeout=DELAI,
                allow_redirects=False,
                stream=True,
            ) as reponse:
                if reponse.status_code != requests.codes.ok:
                    raise RegistreInjoignable(f"réponse {reponse.status_code}")
                corps = reponse.raw.read(TAILLE_MAX + 1, decode_content=True)
            if len(corps) > TAILLE_MAX:
                raise RegistreInjoignable("réponse trop longue")
            return _fiche(siret, json.loads(corps))
        except (requests.RequestException, OSError, ValueError, AttributeError, TypeError) as erreur:
            raise RegistreInjoignable(str(erreur)) from erreur


def _fiche(siret: str, corps: dict[str, Any]) -> FicheRegistre | None:
    """The establishment of this SIRET among those that the answer holds; nothing is guessed from another one."""
    for unite in corps.get("results") or []:
        lieux = [unite.get("siege") or {}, *(unite.get("matching_etablissements") or [])]
        lieu = next((lieu for lieu in lieux if lieu.get("siret") == siret), None)
        if lieu is None:
            continue
        naf = str(lieu.get("activite_principale") or unite.get("activite_principale") or "")
        tranche = str(unite.get("tranche_effectif_salarie") or "")
        return FicheRegistre(
            siret=siret,
            nom=str(unite.get("nom_raison_sociale") or unite.get("nom_complet") or "")[:160],
            code_naf=naf[:6],
            adresse=_voie(lieu),
            code_postal=str(lieu.get("code_postal") or "")[:5],
            code_insee=str(lieu.get("commune") or "")[:5],
            effectif=EFFECTIFS.get(tranche, "inconnu"),
            active=lieu.get("etat_administratif", "A") == "A",
        )
    return None


def _voie(lieu: dict[str, Any]) -> str:
    """Number and street: the register's line also bears the code and the town, which have fields of their own."""
    adresse = str(lieu.get("adresse") or "")
    code_postal = str(lieu.get("code_postal") or "")
    return (adresse.partition(f" {code_postal}")[0] if code_postal else adresse).strip()[:200]


def registre_courant() -> Registre | None:
    """The register of the settings; ``None`` when the site does not ask any."""
    url = settings.REGISTRE_ENTREPRISES_URL
    return RechercheEntreprises(url) if url else None
