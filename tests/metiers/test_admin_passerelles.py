"""Staff read every part of the score; the others do not."""

import pytest
from django.urls import reverse

from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers.fabriques import MobiliteFactory
from tests.metiers.passerelles_fictives import metier

pytestmark = pytest.mark.django_db


def adresse(fait):
    return reverse("admin:metiers_metier_parts_des_passerelles", args=[fait.pk])


def test_chaque_part_se_lit_avec_ses_nombres(admin_client):
    ici = metier("Menuisier", "Scier", "Poncer")
    MobiliteFactory(source=ici, cible=metier("Ébéniste", "Scier", "Vernir"))
    contenu = admin_client.get(adresse(ici)).content.decode()
    assert "Ébéniste" in contenu and "Scier (0,69)" in contenu and "1,000" in contenu and "–" in contenu
    assert adresse(ici) in admin_client.get(reverse("admin:metiers_metier_change", args=[ici.pk])).content.decode()


def test_un_metier_seul_ou_inconnu(admin_client):
    seul = metier("Seul")
    assert "Aucune passerelle" in admin_client.get(adresse(seul)).content.decode()
    inconnu = reverse("admin:metiers_metier_parts_des_passerelles", args=[999_999])
    assert admin_client.get(inconnu).status_code in (302, 404)


def test_le_public_n_y_a_pas_acces(client):
    ici = metier("Menuisier")
    assert client.get(adresse(ici)).status_code == 302
    client.force_login(UtilisateurFactory())
    assert client.get(adresse(ici)).status_code in (302, 403)
