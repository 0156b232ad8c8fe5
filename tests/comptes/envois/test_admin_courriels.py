"""Staff sends again what has failed; /sante/ says how late the mails are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel, Utilisateur
from tests.comptes.envois.fabriques import devoir

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:comptes_courriel_changelist")


def agir(client, role):
    personne = Utilisateur.objects.create_user(
        f"{role}@test.example", "un-mot-de-passe-long", role=role, is_staff=True, is_superuser=role == "administration"
    )
    client.force_login(personne)
    pks = list(Courriel.objects.values_list("pk", flat=True))
    return client.post(PAGE, {"action": "renvoyer", "_selected_action": pks})


def test_les_echoues_repartent_et_eux_seuls(client):
    devoir(1, etat="echouee", essais=12, erreur="550 non")
    devoir(1, etat="envoyee")
    agir(client, "administration")
    assert list(Courriel.objects.order_by("pk").values_list("etat", "essais")) == [("en_file", 0), ("envoyee", 0)]


@pytest.mark.parametrize("role", ["agent", "referent"])
def test_les_autres_roles_ne_renvoient_rien(client, role):
    devoir(1, etat="echouee")
    agir(client, role)
    assert Courriel.objects.get().etat == "echouee"


def test_la_sante_dit_le_retard(client):
    devoir(1, pas_avant=timezone.now() - timedelta(seconds=90))
    retards = client.get("/sante/").json()["retard_des_envois_secondes"]
    assert retards["courriels"] >= 90 and retards["alertes"] == retards["notifications"] == 0
