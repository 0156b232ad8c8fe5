"""Hostile input at every form and endpoint of the exchange: said in French, kept on the page, not stored."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from stages.clients.push import nouvelles_cles
from tests.stages.actions import Action
from tests.stages.actions_entreprise import ACTIONS, API
from tests.stages.scene import PARTENAIRE, Scene, changes, tableau

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
FORMULAIRES = [action for action in ACTIONS if not action.json]
CORPS = [action for action in ACTIONS if action.json]
ENORME = "x" * 100_000
SCRIPT = "<script>alert(7)</script>"
ANGLAIS = re.compile(r"This field|Enter a |Select a valid|Ensure this|is required\b|Not a valid|This value")
POISONS = {
    "vide": "",
    "énorme": ENORME,
    "octet nul": "pain\x00four",
    "bidirectionnel": "\u202e\u200b\u2066🥖\ufeff",
    "script": SCRIPT,
    "négatif": "-1",
    "nombre sans fin": "9" * 400,
    "hors du temps": "9999-12-31",
    "avant tout": "0001-01-01",
    "jour qui n'existe pas": "2026-02-31",
    "ligne d'autrui": "987654321",
    "guillemets": "' OR 1=1 --",
}
TEXTES = {"titre", "description", "motivation", "presentation", "mots", "activites", "assurance", "activite", "prenom"}
BROUILLON = "offre, modifier"
"""A draft keeps what is right, and what is not yet, while its page says what is wrong."""
CACHES = {"siret", "etape"}
"""Carried from step to step by the page itself: who changes them by hand begins again."""
SANS_CHOIX = ("alerte, désinscrire",)
"""The address says all: what is posted beside it does not count (RFC 8058)."""
COMME_LUNDI = ("mardi_", "mercredi_", "jeudi_", "vendredi_")
"""Fields made by the same loop of the same form."""
PAS = 4
"""A field alone meets one poison in four, its neighbour the next ones; all fields together meet every poison."""


@pytest.fixture
def scene(settings) -> Scene:
    settings.VAPID_CLE_PRIVEE, _ = nouvelles_cles()
    return Scene()


def _role(action: Action) -> str:
    return sorted(action.oui)[0] if action.oui else PARTENAIRE


def _fautes(reponse, bouge: set[str], apres: dict[str, str]) -> Iterator[str]:
    """What no answer to a hostile input may be."""
    texte = "" if reponse.streaming else reponse.content.decode()
    if reponse.status_code >= 500:
        yield f"erreur {reponse.status_code}"
    if reponse.status_code >= 400 and bouge:
        yield f"{reponse.status_code} mais écrit : {sorted(bouge)}"
    if reponse.status_code in (400, 409, 422) and (anglais := ANGLAIS.search(texte)):
        yield f"anglais : {anglais[0]}"
    if SCRIPT in texte and "json" not in reponse.headers.get("Content-Type", ""):
        yield "script tel quel dans la page"
    for nom in bouge:
        if "\\x00" in apres[nom] or "x" * 5_000 in apres[nom] or "\\udc" in apres[nom]:
            yield f"gardé dans {nom}"


def _envoyer(scene: Scene, action: Action, corps: Any, avant: dict[str, str], **plus: Any) -> tuple[Any, list[str]]:
    """Post, look, undo; the same visitor all along, with nothing spent of what is allowed by hour."""
    client = scene.visiteur(_role(action))
    with transaction.atomic():
        reponse = getattr(client, action.methode)(action.chemin(scene), corps, **plus)
        apres = tableau()
        bouge = changes(avant, apres)
        transaction.set_rollback(True)
    return reponse, [*_fautes(reponse, bouge, apres), *(["rien changé"] if not bouge else [])]


def _graves(fautes: list[str], action: Action | None = None) -> list[str]:
    permis = ("rien changé", "422 mais écrit") if action and action.nom == BROUILLON else ("rien changé",)
    return [faute for faute in fautes if not faute.startswith(permis)]


@pytest.mark.parametrize("action", [a for a in FORMULAIRES if a.oui], ids=lambda a: a.nom)
def test_un_champ_empoisonne_a_la_fois(scene, action):
    """The other fields are right: what was typed in them is on the page that says what is wrong."""
    avant, justes, fautes = tableau(), action.donnees(scene), []
    champs = [nom for nom in justes if not nom.startswith(COMME_LUNDI)]
    for rang, nom in enumerate(champs):
        for poison, valeur in list(POISONS.items())[rang % PAS :: PAS]:
            donnees = justes | {nom: valeur}
            reponse, vues = _envoyer(scene, action, donnees, avant)
            fautes += [(nom, poison, faute) for faute in _graves(vues, action)]
            if reponse.status_code == 422 and nom not in CACHES:
                page = unescape(reponse.content.decode())
                fautes += [
                    (nom, poison, f"perdu : {autre}")
                    for autre in (TEXTES & donnees.keys()) - {nom}
                    if str(donnees[autre]) not in page
                ]
    assert fautes == []


@pytest.mark.parametrize("action", [a for a in FORMULAIRES if a.oui], ids=lambda a: a.nom)
def test_tous_les_champs_empoisonnes_ensemble(scene, action):
    avant, noms, fautes = tableau(), action.donnees(scene) or {"geste": ""}, []
    for poison, valeur in POISONS.items():
        _, vues = _envoyer(scene, action, dict.fromkeys(noms, valeur), avant)
        fautes += [(poison, faute) for faute in _graves(vues, action)]
    assert fautes == []


@pytest.mark.parametrize("action", FORMULAIRES, ids=lambda a: a.nom)
def test_tout_est_enorme_ou_innombrable(scene, action):
    avant, justes = tableau(), action.donnees(scene)
    noms = justes or {"geste": ""}
    reponse, fautes = _envoyer(scene, action, dict.fromkeys(noms, ENORME), avant)
    assert _graves(fautes, action) == []
    assert not justes or action.nom in (BROUILLON, *SANS_CHOIX) or "rien changé" in fautes, reponse.status_code
    reponse, fautes = _envoyer(scene, action, {nom: ["1"] * 10_000 for nom in noms}, avant)
    assert (reponse.status_code in (400, 403, 404), _graves(fautes)) == (True, [])


@pytest.mark.parametrize("action", FORMULAIRES, ids=lambda a: a.nom)
def test_un_corps_illisible_n_ecrit_rien(scene, action):
    """Not the bytes, not the type, not the boundary that are announced; nothing at all."""
    avant, justes = tableau(), action.donnees(scene)
    abime = "&".join(f"{nom}=%ff%fe%00%c3" for nom in justes)
    for corps, genre in (
        ("", "application/x-www-form-urlencoded"),
        (abime, "application/x-www-form-urlencoded"),
        (abime, "application/x-www-form-urlencoded; charset=utf-7"),
        (json.dumps(dict.fromkeys(justes, "x")), "application/json"),
        ("\x00" * 50, "text/plain"),
        ("--x\r\nrien", "multipart/form-data; boundary=x"),
        ("rien", "multipart/form-data"),
        ("<a>&b;</a>", "application/xml"),
    ):
        reponse, fautes = _envoyer(scene, action, corps, avant, content_type=genre)
        assert _graves(fautes, action) == [], (genre, reponse.status_code)
        assert not justes or action.nom in (BROUILLON, *SANS_CHOIX) or "rien changé" in fautes, (
            genre,
            reponse.status_code,
        )


def _corps_hostiles(justes: dict[str, Any]) -> Iterator[tuple[str, str | bytes]]:
    yield from {
        "tableau": "[]", "texte": '"pain"', "nombre": "7", "rien": "null", "vide": "{}", "coupé": '{"a": ',
        "profond": "[" * 100_000, "objets profonds": '{"a":' * 20_000, "pas un nombre": "NaN",
        "autre UTF": json.dumps(justes).encode("utf-16"), "octets": b'{"titre": "\xff\xfe"}', "infini": "Infinity",
    }.items()  # fmt: skip
    for nom in justes:
        for valeur in (None, [], {}, "", "\x00", ENORME, -1, 10**400, float("nan"), [[["a"]]], True, "\ud800", "0001"):
            yield f"{nom} {str(valeur)[:20]!r}", json.dumps(justes | {nom: valeur})
        yield f"{nom} dix mille", json.dumps(justes | {nom: ["x"] * 10_000})
        yield f"{nom} objets", json.dumps(justes | {nom: [{"lundi": "9999-12-31", "places": 10**30}] * 50})


@pytest.mark.parametrize("action", CORPS, ids=lambda a: a.nom)
def test_un_json_hostile_est_refuse_en_francais(scene, action):
    avant, justes, fautes = tableau(), action.donnees(scene), []
    for nom, corps in _corps_hostiles(justes):
        reponse, vues = _envoyer(scene, action, corps, avant, content_type="application/json")
        fautes += [(nom, faute) for faute in _graves(vues)]
        if justes and reponse.status_code < 400 and not nom.startswith(("geste", "heures_par_semaine", "autre UTF")):
            fautes.append((nom, f"accepté : {reponse.status_code}"))
    # A number sent for a text is read as its figures, and four figures as a text: what is shown is what was sent.
    lus_comme_un_texte = re.compile(r"(titre|description|adresse|horaires|diplome)\b.*'(-1|0001|10+)'$")
    assert [faute for faute in fautes if not lus_comme_un_texte.match(faute[0])] == []


@pytest.mark.parametrize("action", [a for a in API if a.methode == "put"], ids=lambda a: a.nom)
@pytest.mark.parametrize("genre", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x", ""])
def test_un_partenaire_n_envoie_que_du_json(scene, action, genre):
    avant = tableau()
    reponse, fautes = _envoyer(scene, action, json.dumps(action.donnees(scene)), avant, content_type=genre)
    assert (reponse.status_code in (400, 415), fautes) == (True, ["rien changé"])
