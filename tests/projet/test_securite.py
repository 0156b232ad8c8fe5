"""Headers and cookies that every answer carries."""

import pytest

pytestmark = pytest.mark.django_db


def test_la_politique_de_contenu_est_stricte(client):
    politique = client.get("/").headers["Content-Security-Policy"]
    directives = dict(d.strip().partition(" ")[::2] for d in politique.split(";") if d.strip())
    assert "unsafe-inline" not in politique
    assert "unsafe-eval" not in politique
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "http" not in politique


@pytest.mark.parametrize(
    ("entete", "valeur"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_entetes_de_securite(client, entete, valeur):
    assert client.get("/").headers[entete] == valeur


def test_lire_le_portail_ne_pose_aucun_temoin(client):
    for chemin in ("/", "/metiers/", "/sante/"):
        assert not client.get(chemin).cookies, chemin


@pytest.mark.parametrize("chemin", ["/?q=%00", "/metiers/?q=%00", "/metiers/%00/", "/api/v1/communes/?q=%00"])
def test_un_caractere_nul_est_refuse(client, chemin):
    assert client.get(chemin).status_code in (400, 404)


def test_un_hote_inconnu_est_refuse(client):
    client.raise_request_exception = False
    assert client.get("/", headers={"host": "pirate.example"}).status_code == 400


def test_l_api_se_lit_d_un_autre_site_sans_temoin(client):
    reponse = client.get("/api/v1/metiers/", headers={"origin": "https://ailleurs.example"})
    assert reponse.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reponse.headers
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"origin": "https://ailleurs.example"}).headers
