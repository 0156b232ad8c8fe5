"""Staff make partners: the token is shown once, renewed by a button, and never kept."""

import re

import pytest
from django.urls import reverse

from stages.models import OriginePermise, Partenaire
from stages.services.origines import lire_origine, origines_permises
from stages.services.partenaires import empreinte, renouveler_le_jeton

pytestmark = pytest.mark.django_db


def _jeton(reponse):
    trouve = re.search(r"moyen sûr : ([\w-]{40,})", reponse.content.decode())
    return trouve and trouve.group(1)


def test_creer_montre_le_jeton_une_fois(admin_client):
    donnees = {"nom": "CCI", "portees": ["lire", "publier"], "actif": "on"}
    reponse = admin_client.post(reverse("admin:stages_partenaire_add"), donnees, follow=True)
    partenaire = Partenaire.objects.get()
    assert empreinte(_jeton(reponse)) == partenaire.empreinte_jeton
    assert partenaire.portees == ["lire", "publier"]
    page = admin_client.get(reverse("admin:stages_partenaire_change", args=[partenaire.pk]))
    assert _jeton(page) is None
    assert partenaire.empreinte_jeton not in page.content.decode()


def test_le_jeton_change_par_un_bouton_jamais_en_ouvrant(admin_client):
    partenaire = Partenaire(nom="CCI")
    renouveler_le_jeton(partenaire=partenaire)
    avant = partenaire.empreinte_jeton
    adresse = reverse("admin:stages_partenaire_nouveau_jeton", args=[partenaire.pk])
    assert "s'arrête aussitôt" in admin_client.get(adresse).content.decode()
    partenaire.refresh_from_db()
    assert partenaire.empreinte_jeton == avant
    reponse = admin_client.post(adresse, follow=True)
    partenaire.refresh_from_db()
    assert empreinte(_jeton(reponse)) == partenaire.empreinte_jeton != avant


@pytest.mark.parametrize(
    ("saisie", "origine"),
    [
        ("https://www.mairie.example", "https://www.mairie.example"),
        (" HTTPS://WWW.Mairie.example/ ", "https://www.mairie.example"),
        ("https://mairie.example:8443", "https://mairie.example:8443"),
        ("https://mairie.example:443", "https://mairie.example"),
    ],
)
def test_une_origine_est_un_domaine(saisie, origine):
    assert lire_origine(saisie) == origine


@pytest.mark.parametrize(
    "saisie",
    ["", "http://mairie.example", "mairie.example", "https://*", "https://*.example", "https://a b.example", "https://",
     "https://mairie.example/page", "https://u@mairie.example", "https://x.example:99999", "https://é.example",
     "https://mairie.example; script-src *", "https://[::1", "'self'"],
)  # fmt: skip
def test_ce_qui_n_est_pas_une_origine_est_refuse(saisie, admin_client):
    with pytest.raises(ValueError, match=r"."):
        lire_origine(saisie)
    reponse = admin_client.post(reverse("admin:stages_originepermise_add"), {"origine": saisie, "nom": "Mairie"})
    assert reponse.status_code == 200
    assert not OriginePermise.objects.exists()


def test_seuls_les_sites_actifs_sont_permis():
    OriginePermise.objects.create(origine="https://a.example", nom="A")
    OriginePermise.objects.create(origine="https://b.example", nom="B", active=False)
    assert origines_permises() == ["https://a.example"]
