"""The client of the public register, against answers that it may give: no network."""

import json

import pytest
import requests

from stages.clients.registre import RechercheEntreprises, RegistreInjoignable, registre_courant
from stages.services import siret as service
from stages.services.siret import chercher_au_registre
from tests.stages.entreprises.fabriques import SIRET

REPONSE = {
    "results": [
        {
            "nom_raison_sociale": "ATELIER DU LOIR",
            "tranche_effectif_salarie": "11",
            "siege": {"siret": "73282932000099", "code_postal": "44000"},
            "matching_etablissements": [
                {
                    "siret": SIRET,
                    "activite_principale": "16.23Z",
                    "adresse": "3 RUE NEUVE 72200 LA FLECHE",
                    "code_postal": "72200",
                    "commune": "72154",
                    "etat_administratif": "A",
                }
            ],
        }
    ]
}


class _Corps:
    def __init__(self, octets):
        self.octets = octets

    def read(self, taille, decode_content=True):
        return self.octets[:taille]


class Session:
    def __init__(self, corps=b"{}", statut=200, erreur=None):
        self.corps, self.statut, self.erreur, self.appels = corps, statut, erreur, []

    def get(self, url, **kwargs):
        self.appels.append((url, kwargs))
        if self.erreur:
            raise self.erreur
        return self

    def __enter__(self):
        self.status_code, self.raw = self.statut, _Corps(self.corps)
        return self

    def __exit__(self, *args):
        return None


def lire(session):
    return RechercheEntreprises("https://registre.example/", session).lire(SIRET)


def test_la_fiche_est_celle_de_l_etablissement_demande():
    session = Session(json.dumps(REPONSE).encode())
    fiche = lire(session)
    assert (fiche.nom, fiche.code_naf, fiche.adresse) == ("ATELIER DU LOIR", "16.23Z", "3 RUE NEUVE")
    assert (fiche.code_postal, fiche.code_insee, fiche.effectif, fiche.active) == ("72200", "72154", "10-49", True)
    url, options = session.appels[0]
    assert url == "https://registre.example/search"
    assert sum(options["timeout"]) <= 3
    assert options["allow_redirects"] is False


def test_un_numero_inconnu_ne_rend_pas_celui_du_voisin():
    assert lire(Session(b'{"results": [{"siege": {"siret": "1"}, "nom_complet": "AUTRE"}]}')) is None
    assert lire(Session(b'{"results": []}')) is None


@pytest.mark.parametrize(
    "session",
    [
        Session(statut=500),
        Session(statut=429),
        Session(statut=302),
        Session(b"<html>"),
        Session(b"[1]"),
        Session(b'{"results": [3]}'),
        Session(b"x" * 600_000),
        Session(erreur=requests.ConnectTimeout()),
        Session(erreur=OSError()),
    ],
)
def test_un_registre_en_panne_est_dit_injoignable(session):
    with pytest.raises(RegistreInjoignable):
        lire(session)


def test_un_registre_en_panne_n_est_pas_redemande_tout_de_suite():
    session = Session(statut=503)
    client = RechercheEntreprises("https://registre.example", session)
    assert chercher_au_registre(SIRET, client) is None
    assert chercher_au_registre(SIRET, client) is None
    assert len(session.appels) == 1


def test_une_adresse_vide_eteint_le_registre(settings, monkeypatch):
    settings.REGISTRE_ENTREPRISES_URL = ""
    assert registre_courant() is None
    assert chercher_au_registre(SIRET) is None
    settings.REGISTRE_ENTREPRISES_URL = "https://registre.example"
    assert isinstance(registre_courant(), RechercheEntreprises)
    assert service.REPOS > 0
