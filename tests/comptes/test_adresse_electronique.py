"""Changing the address of an account: added, confirmed, then chosen."""

from html import unescape

import pytest
from allauth.account.models import EmailAddress

from tests.comptes.fabriques import UtilisateurFactory

PAGE = "/compte/email/"


@pytest.fixture
def personne(client, db):
    personne = UtilisateurFactory(email="avant@exemple.fr")
    EmailAddress.objects.update_or_create(
        user=personne, email="avant@exemple.fr", defaults={"verified": True, "primary": True}
    )
    client.force_login(personne)
    return personne


def test_la_page_est_reliee_a_mon_espace_et_en_francais(client, personne):
    assert f'href="{PAGE}"' in client.get("/compte/").content.decode()
    page = unescape(client.get(PAGE).content.decode())
    assert "En faire l'adresse du compte" in page and "Ajouter et recevoir le lien" in page


def test_une_adresse_s_ajoute_puis_attend_sa_confirmation(client, personne):
    client.post(PAGE, {"action_add": "", "email": "apres@exemple.fr"})
    page = unescape(client.get(PAGE).content.decode())
    assert "apres@exemple.fr" in page and "À confirmer" in page
    client.post(PAGE, {"action_primary": "", "email": "apres@exemple.fr"})
    personne.refresh_from_db()
    assert personne.email == "avant@exemple.fr"  # not before the link was followed
    EmailAddress.objects.filter(email="apres@exemple.fr").update(verified=True)
    client.post(PAGE, {"action_primary": "", "email": "apres@exemple.fr"})
    personne.refresh_from_db()
    assert personne.email == "apres@exemple.fr"


@pytest.mark.parametrize("donnees", [{"action_add": "", "email": "x"}, {"action_primary": "", "email": "x"}, {}])
def test_une_saisie_fausse_ne_change_rien(client, personne, donnees):
    assert client.post(PAGE, donnees).status_code in (200, 302, 400, 422)
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["avant@exemple.fr"]
