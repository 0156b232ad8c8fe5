"""What the admin's forms of places answer to values that no form of theirs would send."""

import pytest
from django.urls import reverse

from tests.comptes.fabriques import UtilisateurFactory

pytestmark = pytest.mark.django_db
MODELES = ["commune", "departement", "territoireemploi", "epci", "referent", "bassinemploi", "region"]
HOSTILES = ["abc", "-1", "99999999999999999999", "1e5", "' OR 1=1", "😀", "x" * 5000]


@pytest.mark.parametrize("modele", MODELES)
@pytest.mark.parametrize("valeur", HOSTILES)
def test_une_valeur_impossible_est_refusee_sans_rien_perdre(client, modele, valeur):
    client.force_login(UtilisateurFactory(agent=True))
    champs = ("departement", "region", "epci", "territoire", "bassin", "population", "latitude", "longitude", "slug")
    lignes = {
        f"{prefixe}-{cle}": "0"
        for prefixe in ("codes_postaux", "deleguees")
        for cle in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    adresse = reverse(f"admin:territoires_{modele}_add")
    reponse = client.post(adresse, dict.fromkeys(champs, valeur) | {"nom": "Nom gardé"} | lignes)
    assert reponse.status_code == 200
    assert "Nom gardé" in reponse.content.decode()
