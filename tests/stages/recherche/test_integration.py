"""The embedded list: only in allowed sites, without cookies; and the pages that explain."""

import pytest

from stages.models import OriginePermise
from stages.services.integration import origine_normale
from tests.stages.fabriques import OffreStageFactory

pytestmark = pytest.mark.django_db
PAGE = "/stages/integration/"


def test_la_liste_ne_s_affiche_que_dans_les_sites_permis_et_sans_cookie(client):
    offre = OffreStageFactory()
    adresse = f"{PAGE}?commune={offre.commune.code_insee}"
    assert "frame-ancestors 'none'" in client.get(adresse)["Content-Security-Policy"]
    OriginePermise.objects.create(origine="https://www.mairie.example", nom="Mairie")
    OriginePermise.objects.create(origine="https://close.example", nom="Close", active=False)
    OriginePermise.objects.create(origine="https://x.example; script-src *", nom="Hostile")
    reponse = client.get(adresse)
    politique = reponse["Content-Security-Policy"]
    assert "frame-ancestors https://www.mairie.example;" in politique + ";"
    assert "close.example" not in politique and "script-src *" not in politique
    assert "X-Frame-Options" not in reponse
    assert not reponse.cookies
    page = reponse.content.decode()
    assert offre.titre in page and "<script" not in page


def test_les_autres_pages_ne_s_affichent_nulle_part(client):
    OriginePermise.objects.create(origine="https://www.mairie.example", nom="Mairie")
    for adresse in (PAGE, "/stages/", "/stages/partenaires/"):
        reponse = client.get(adresse)
        assert reponse.status_code == 200
        assert "frame-ancestors 'none'" in reponse["Content-Security-Policy"]
        assert reponse["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("adresse", ["commune=%C3%A9", "niveau=x&page=2", "q=" + "a" * 3000])
def test_une_adresse_fausse_donne_une_liste(client, adresse):
    assert client.get(f"{PAGE}?{adresse}").status_code == 200


@pytest.mark.parametrize(
    ("texte", "attendue"),
    [
        ("https://www.Mairie.example/", "https://www.mairie.example"),
        ("https://m.example:8443", "https://m.example:8443"),
        ("http://m.example", ""),
        ("https://m.example/page", ""),
        ("https://*.example", ""),
        ("https://m.example; script-src *", ""),
        ("https://a..b", ""),
        ("", ""),
    ],
)
def test_une_origine_est_un_site_en_https(texte, attendue):
    assert origine_normale(texte) == attendue


def test_l_administration_refuse_une_origine_fausse(admin_client):
    envoi = {"origine": "mairie.example", "nom": "Mairie", "active": "on"}
    page = admin_client.post("/admin/stages/originepermise/add/", envoi).content.decode()
    assert "Une origine est attendue" in page
    envoi["origine"] = "https://mairie.example/"
    assert admin_client.post("/admin/stages/originepermise/add/", envoi).status_code == 302
    assert OriginePermise.objects.get().origine == "https://mairie.example"
