"""My skills: ticked in the address, found by words or taken from an occupation, and the ranking."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.choices import Niveau, Origine
from metiers.models import Metier
from metiers.services.memoire import oublier, prechauffer
from metiers.services.reseau import reseau_courant
from metiers.services.savoir_faire import chercher_savoirs, est_repandu, lexique_courant, metiers_possibles
from tests.metiers.fabriques import AccesNiveauFactory, CompetenceFactory, MetierCompetenceFactory
from tests.metiers.passerelles_fictives import metier, savoirs

pytestmark = pytest.mark.django_db
PAGE = "/metiers/mes-savoir-faire/"


def page(client, **parametres):
    reponse = client.get(PAGE, parametres)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode())


def noms(contenu):
    return re.findall(r'<h3><a href="/metiers/([-\w]+)/"', contenu)


def cases(contenu):
    return dict(re.findall(r'name="s" value="([-\w]+)"( checked)?', contenu))


def code(libelle):
    (savoir,) = savoirs(libelle)
    return savoir.slug


def trouver(q):
    return [s.libelle for s in chercher_savoirs(lexique_courant(), reseau_courant().base_principale, q)]


@pytest.fixture
def atelier():
    metier("Menuisier", "Scier du bois", "Poncer", "Accueillir du public")
    metier("Vendeur", "Vendre", "Accueillir du public")
    metier("Caissier", "Encaisser", "Accueillir du public")
    metier("Sculpteur", "Scier du bois", "Dessiner")


def test_sans_rien_cocher_on_peut_commencer(client, atelier):
    contenu = page(client)
    assert "Les métiers apparaîtront ici" in contenu and noms(contenu) == []
    assert code("Poncer") in cases(contenu) and not any(cases(contenu).values())


def test_cocher_classe_les_metiers_et_dit_pourquoi(client, atelier):
    contenu = page(client, s=[code("Scier du bois"), code("Accueillir du public")])
    assert noms(contenu)[:2] == ["menuisier", "sculpteur"]  # the rare skill counts more than the common one
    assert "2 savoir-faire sur 3 déjà acquis" in contenu and "À apprendre&nbsp;:</strong> Poncer." in contenu
    assert cases(contenu)[code("Scier du bois")] == " checked"


def test_partir_d_un_metier_coche_ses_savoir_faire(client, atelier):
    reponse = client.get(PAGE, {"metier": "menuisier", "s": code("Vendre")})
    adresse = urlsplit(reponse["Location"])
    parametres = parse_qs(adresse.query)
    assert reponse.status_code == 302 and adresse.path == PAGE
    assert parametres["depuis"] == ["menuisier"] and "metier" not in parametres
    assert set(parametres["s"]) == {code(s) for s in ("Vendre", "Scier du bois", "Poncer", "Accueillir du public")}
    contenu = re.sub(r"\s+", " ", client.get(reponse["Location"]).content.decode())
    assert "D'après" in contenu and "menuisier" not in noms(contenu)


def test_ce_que_l_on_decoche_reste_propose(client, atelier):
    contenu = page(client, depuis="menuisier", s=code("Poncer"))
    assert cases(contenu) == {
        code("Poncer"): " checked", code("Scier du bois"): "", code("Accueillir du public"): "",
    }  # fmt: skip


def test_un_metier_introuvable_est_dit(client, atelier):
    assert "Aucun métier ne répond à" in page(client, metier="xqzw")


def test_chercher_un_savoir_par_ses_mots_et_par_ses_details(client, atelier):
    assert trouver("scie") == ["Scier du bois"]
    assert trouver("accueil public") == ["Accueillir du public"]
    assert trouver("xqzw") == trouver("") == []
    assert "Trouvés pour" in page(client, q="scier") and "Aucun savoir-faire" in page(client, q="xqzw")


def test_les_details_du_rome_menent_a_leur_macro_competence():
    macro = CompetenceFactory(macro_competence=True, libelle="Réaliser les travaux d'assemblage")
    detail = CompetenceFactory(macro=macro, libelle="Souder des tubes")
    MetierCompetenceFactory(metier=metier("Tuyauteur", origine=Origine.ROME), competence=detail)
    assert trouver("souder") == ["Réaliser les travaux d'assemblage"]


def test_un_savoir_repandu_se_reconnait(atelier):
    base = reseau_courant().base_principale
    assert est_repandu(base, code("Accueillir du public"))


def test_les_filtres(client, atelier):
    AccesNiveauFactory(metier=Metier.objects.get(slug="sculpteur"), niveau=Niveau.BAC)
    s = [code("Scier du bois")]
    assert noms(page(client, s=s, niveau="4")) == ["sculpteur"]
    assert noms(page(client, s=[*s, code("Dessiner")], essentiel="oui")) == ["sculpteur"]
    assert noms(page(client, s=s, tri="nom")) == ["menuisier", "sculpteur"]
    assert "Aucun métier trouvé" in page(client, s=s, niveau="0")


def test_l_autre_vocabulaire_est_ecarte_et_dit(client, atelier):
    (rome,) = savoirs("Poncer", origine=Origine.ROME)
    contenu = page(client, s=[code("Vendre"), rome.code_ogr])
    assert "n'a pas été comprise" in contenu and noms(contenu) == ["vendeur"]


@pytest.mark.parametrize(
    "requete",
    ["s=" + "x" * 5_000, "&".join(f"s={n}" for n in range(300)), "depuis=inconnu&depuis=", "q=" + "é" * 4_000,
     "metier=" + "z" * 4_000, "s=%F0%9F%98%80&page=9e9", "niveau=9&famille=x&tri=y", "commune=abcde&s="],
)  # fmt: skip
def test_une_adresse_hostile_donne_une_page(client, atelier, requete):
    assert client.get(f"{PAGE}?{requete}").status_code in (200, 302)


def test_trop_de_savoirs_est_dit(client):
    metier("Touche-à-tout", *(f"Savoir {n}" for n in range(70)))
    contenu = page(client, s=[code(f"Savoir {n}") for n in range(70)])
    assert "Seuls 60 savoir-faire" in contenu
    assert sum(1 for coche in cases(contenu).values() if coche) == 60
    assert len(re.findall(r"<[a-z]", contenu)) <= 700


def test_rien_de_connu_ne_classe_rien(atelier):
    reseau = reseau_courant()
    assert metiers_possibles(reseau, reseau.base_principale, ["inconnu"]) == []


def test_les_suggestions(client, atelier):
    reponse = client.get(f"{PAGE}suggestions/", {"q": "sci"})
    assert reponse.json() == {"results": [{"libelle": "Scier du bois", "code": code("Scier du bois")}]}
    assert client.get(f"{PAGE}suggestions/").json() == {"results": []}


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client):
    nombres = []
    client.get(PAGE)
    for nombre in (2, 20):
        for rang in range(nombre):
            metier(f"Voisin {nombre} {rang}", f"Savoir {nombre}")
        oublier()
        prechauffer()
        with CaptureQueriesContext(connection) as requetes:
            assert len(noms(page(client, s=code(f"Savoir {nombre}"), q="savoir"))) == min(nombre, 8)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 7
