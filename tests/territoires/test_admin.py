"""Places in the admin."""

import pytest
from django.contrib import admin
from django.urls import reverse

from territoires.models import Commune, CommuneDeleguee, FormeDeNom
from territoires.services.completion import completer
from tests.territoires.fabriques import CommuneFactory, DepartementFactory, ReferentFactory

pytestmark = pytest.mark.django_db
MODELES = ["region", "departement", "territoireemploi", "bassinemploi", "epci", "commune", "referent", "formedenom"]


@pytest.mark.parametrize("modele", MODELES)
@pytest.mark.parametrize("nombre", [2, 20])
def test_les_listes_ne_coutent_pas_plus_avec_plus_de_lignes(
    admin_client, nombre, modele, django_assert_max_num_queries
):
    for rang in range(nombre):
        departement = DepartementFactory(code=f"{10 + rang}")
        ReferentFactory(departement=departement)
        CommuneFactory(departement=departement)
    with django_assert_max_num_queries(14):
        assert admin_client.get(reverse(f"admin:territoires_{modele}_changelist")).status_code == 200


def test_aucune_cle_etrangere_en_liste_deroulante():
    for modele, reglage in admin.site._registry.items():
        if modele._meta.app_label == "territoires" and modele is not FormeDeNom and modele.__name__ != "Importation":
            etrangeres = {f.name for f in modele._meta.fields if f.many_to_one or f.one_to_one}
            assert etrangeres <= set(reglage.autocomplete_fields), modele


def test_la_recherche_est_celle_du_portail(admin_client):
    CommuneFactory(nom="Chemillé-en-Anjou", code_insee="49092", anciennes=["Chemillé"], codes=["49120"])
    CommuneFactory(nom="Autre")
    for saisie in ("chemille", "49120", "49092", "Chemillé-en"):
        page = admin_client.get(reverse("admin:territoires_commune_changelist"), {"q": saisie}).content.decode()
        assert "49092" in page
        assert ">Autre<" not in page
    choix = admin_client.get(
        reverse("admin:autocomplete"),
        {"term": "chemille", "app_label": "comptes", "model_name": "organisation", "field_name": "commune"},
    )
    assert [c["text"] for c in choix.json()["results"]] == ["Chemillé-en-Anjou"]


def test_une_commune_changee_est_cherchee_aussitot(admin_client):
    commune = CommuneFactory(nom="Ancien-Nom", code_insee="44001")
    adresse = reverse("admin:territoires_commune_change", args=[commune.pk])
    page = admin_client.get(adresse).context["adminform"].form
    donnees = {nom: page[nom].value() or "" for nom in page.fields} | {"nom": "Nouveau-Nom", "active": "on"}
    for prefixe, lignes in (("codes_postaux", commune.codes_postaux.all()), ("deleguees", [])):
        donnees |= {f"{prefixe}-TOTAL_FORMS": len(lignes) or 1, f"{prefixe}-INITIAL_FORMS": len(lignes)}
        for rang, ligne in enumerate(lignes):
            donnees |= {f"{prefixe}-{rang}-id": ligne.pk, f"{prefixe}-{rang}-commune": commune.pk}
            donnees |= {f"{prefixe}-{rang}-code": "44123"}
    donnees |= {"deleguees-0-nom": "Vieux-Bourg", "deleguees-0-code_insee": "44900", "deleguees-0-commune": commune.pk}
    reponse = admin_client.post(adresse, donnees)
    assert reponse.status_code == 302, reponse.context["errors"]
    assert completer("nouveau nom")[0].codes == ["44123"]
    assert completer("ancien nom") == []
    assert completer("vieux bourg")[0].ancienne_commune == "Vieux-Bourg"
    assert CommuneDeleguee.objects.count() == 1


def test_les_formes_de_noms_ne_s_ecrivent_pas_a_la_main(admin_client):
    commune = CommuneFactory()
    assert admin_client.get(reverse("admin:territoires_formedenom_add")).status_code == 403
    forme = commune.formes.first()
    assert admin_client.post(reverse("admin:territoires_formedenom_delete", args=[forme.pk])).status_code == 403
    assert Commune.objects.count() == 1
