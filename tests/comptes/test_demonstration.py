"""Demonstration accounts: one a role, printed, never where DEBUG is off, never reset."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comptes.models import Utilisateur
from comptes.services.demonstration import COMPTES_DEMO

pytestmark = pytest.mark.django_db


def test_chaque_role_a_son_compte_et_son_mot_de_passe_est_affiche(settings):
    settings.DEBUG = True
    sortie = StringIO()
    call_command("comptes_demo", stdout=sortie)
    assert {c.role for c in COMPTES_DEMO} == set(Utilisateur.Role.values)
    for compte in COMPTES_DEMO:
        assert compte.mot_de_passe in sortie.getvalue()
        utilisateur = Utilisateur.objects.get(email=compte.email)
        assert utilisateur.check_password(compte.mot_de_passe)
        assert utilisateur.demonstration


def test_refuse_quand_debug_est_eteint(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("comptes_demo")
    assert not Utilisateur.objects.exists()


def test_une_seconde_fois_ne_touche_pas_ce_qui_a_ete_saisi(settings):
    settings.DEBUG = True
    call_command("comptes_demo", stdout=StringIO())
    camille = Utilisateur.objects.get(email="camille@demo.example")
    camille.prenom = "Autre"
    camille.set_password("un-autre-mot-de-passe")
    camille.save()
    call_command("comptes_demo", stdout=StringIO())
    camille.refresh_from_db()
    assert camille.prenom == "Autre"
    assert camille.check_password("un-autre-mot-de-passe")
    assert Utilisateur.objects.count() == len(COMPTES_DEMO)
