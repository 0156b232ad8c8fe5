"""Agreements in the admin: who has signed, read only, at constant queries; and the last signatures at the same time."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from stages.models import SignatureConvention
from stages.services.signatures import signer_convention
from tests.stages.conventions.fabriques import convention
from tests.stages.fabriques import UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Role = SignatureConvention.Role


def _signer(faite, role) -> None:
    signer_convention(
        convention=faite, role=role, nom="Une personne", empreinte=faite.empreinte, maintenant=timezone.now()
    )


def test_la_liste_dit_combien_ont_signe_et_demande_autant_a_la_base_pour_deux_que_pour_vingt(client):
    client.force_login(UtilisateurFactory(agent=True))
    liste = reverse("admin:stages_convention_changelist")
    comptes = []
    for nombre in (2, 18):
        for _ in range(nombre):
            _signer(convention(), Role.STAGIAIRE)
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(liste)
        comptes.append(len(requetes))
    assert "1 sur 4" in page.text
    assert comptes[0] == comptes[1]


def test_une_convention_se_lit_et_ne_s_ecrit_pas_dans_l_administration(client):
    client.force_login(UtilisateurFactory(administration=True))
    faite = convention()
    _signer(faite, Role.RESPONSABLE)
    fiche = reverse("admin:stages_convention_change", args=[faite.pk])
    page = client.get(fiche)
    assert "Une personne" in page.text
    assert "Mutuelle d" not in page.text
    assert client.post(fiche, {"modele": "x"}).status_code == 403
    assert client.get(reverse("admin:stages_convention_add")).status_code == 403
    assert client.post(reverse("admin:stages_convention_delete", args=[faite.pk])).status_code == 403


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_les_quatre_signatures_en_meme_temps_ferment_la_convention_une_fois():
    faite = convention()
    depart, pannes = Barrier(8), []

    def courir(role: str) -> None:
        try:
            depart.wait()
            _signer(faite, role)
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(role,)) for role in [*Role.values, *Role.values]]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert pannes == []
    assert faite.signatures.count() == 4
    assert Courriel.objects.filter(nature="convention_signee").count() == 4
