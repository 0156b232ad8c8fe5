"""Loading the plans: complete, twice the same, what staff wrote is kept, a broken file says where."""

import re
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from commun.importation import ImportRefuse
from grenelle.choices import EtatMesure, RoleIntervenant
from grenelle.importeurs.plans import TABLES, lire_plan
from grenelle.models import Axe, Cible, Indicateur, Intervenant, Jalon, Mesure, Plan, PublicDeMesure
from grenelle.services.chargement import charger_plans
from territoires.models import Importation

LIVRES = settings.DONNEES / "grenelle"

PETIT = """slug = "essai-2026"
titre = "Plan d'essai"
nom_court = "Essai"
region_code = "53"
region_nom = "Bretagne"
debut = "2026-01-01"
acte = "Délibération d'essai"
resume = "Un plan pour les tests."

[[document]]
code = "texte"
titre = "Le texte"

[[axe]]
code = "1"
titre = "Découvrir"

[[mesure]]
axe = "1"
numero = "1"
titre = "Ouvrir des portes"
resume = "Des portes ouvertes."
publics = ["tous"]
pilotes = ["Région"]

[[jalon]]
mesure = "1"
code = "premier"
libelle = "Le premier"
prevu_le = "2026-12-31"
document = "texte"
endroit = "page 2"

[[jalon]]
mesure = "1"
code = "second"
libelle = "Le second"
depend_de = ["premier"]
document = "texte"
endroit = "page 2"

[[indicateur]]
mesure = "1"
code = "portes"
libelle = "Portes ouvertes"
document = "texte"
endroit = "page 3"

[[cible]]
indicateur = "portes"
valeur = 12
le = "2027-12-31"
document = "texte"
endroit = "page 3"
"""


@pytest.fixture
def petit(tmp_path):
    """Folder with one small plan of another Région; ``reecrire(avant, apres)`` changes its file."""
    dossier = tmp_path / "plans"
    dossier.mkdir()
    fichier = dossier / "essai-2026.toml"
    fichier.write_text(PETIT, encoding="utf-8")

    def reecrire(avant, apres):
        texte = fichier.read_text(encoding="utf-8")
        assert avant in texte
        fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
        return dossier

    return dossier, reecrire


@pytest.mark.django_db
def test_les_quatre_plans_livres_sont_complets():
    charger_plans()
    comptes = {plan.slug: (plan.nombre_axes, plan.nombre_mesures) for plan in Plan.objects.comptes().order_by("slug")}
    assert comptes == {
        "ile-de-france-2019": (3, 15),
        "normandie-2019": (6, 28),
        "pays-de-la-loire-2019": (4, 22),
        "srefop-pays-de-la-loire-2017": (4, 19),
    }
    assert "23 mesures" in Plan.objects.get(slug="pays-de-la-loire-2019").remarques
    numeros = Mesure.objects.du_plan("pays-de-la-loire-2019").values_list("numero", flat=True)
    assert list(numeros) == [str(n) for n in range(1, 23)]
    propositions = Indicateur.objects.filter(plan__slug="srefop-pays-de-la-loire-2017", proposition=True)
    assert 15 <= propositions.count() <= 20
    assert set(propositions.values_list("echelle", flat=True)) == {"territoire"}


@pytest.mark.django_db
def test_chaque_nombre_charge_dit_d_ou_il_vient():
    charger_plans()
    assert Cible.objects.exists()
    assert not Cible.objects.filter(document__isnull=True).exists()
    assert not Cible.objects.filter(endroit="").exists()
    assert not Indicateur.objects.filter(document__isnull=True).exists()


@pytest.mark.django_db
def test_sans_nouvelle_une_mesure_est_a_renseigner_et_non_en_retard():
    charger_plans()
    mesure = Mesure.objects.du_plan("pays-de-la-loire-2019").get(numero="6")
    assert mesure.etat == EtatMesure.A_RENSEIGNER
    assert any("n'est pas renseignée" in raison for raison in mesure.etat_raisons)
    assert not Mesure.objects.filter(etat=EtatMesure.EN_DIFFICULTE).exists()


@pytest.mark.django_db
def test_charger_deux_fois_ne_change_rien():
    charger_plans()
    tables = (Plan, Axe, Mesure, Jalon, Indicateur, Cible, PublicDeMesure, Intervenant)
    avant = [list(t.objects.order_by("pk").values_list("pk", flat=True)) for t in tables]
    historique = Mesure.history.count()
    rapport = charger_plans()
    total = rapport.total()
    assert (total.crees, total.modifies, total.conserves) == (0, 0, 0)
    assert total.inchanges > 400
    assert [list(t.objects.order_by("pk").values_list("pk", flat=True)) for t in tables] == avant
    assert Mesure.history.count() == historique
    assert Importation.objects.filter(jeu="plans-livres").count() == 1


@pytest.mark.django_db
def test_un_autre_plan_est_un_seul_fichier(petit):
    dossier, _ = petit
    charger_plans(dossier=dossier)
    mesure = Mesure.objects.get()
    assert mesure.axe.plan.region_nom == "Bretagne"
    assert [p.public for p in mesure.publics.all()] == ["tous"]
    assert [(i.role, i.nom) for i in mesure.intervenants.all()] == [(RoleIntervenant.PILOTE, "Région")]
    assert [j.code for j in Jalon.objects.get(code="second").depend_de.all()] == ["premier"]
    assert Cible.objects.get().valeur == 12


@pytest.mark.django_db
def test_un_fichier_corrige_corrige_ce_que_personne_n_a_touche(petit):
    dossier, reecrire = petit
    charger_plans(dossier=dossier)
    reecrire("valeur = 12", "valeur = 15")
    reecrire('pilotes = ["Région"]', 'pilotes = ["Région", "Rectorat"]')
    total = charger_plans(dossier=dossier).total()
    assert (total.crees, total.modifies, total.conserves) == (0, 2, 0)
    assert Cible.objects.get().valeur == 15
    assert Intervenant.objects.count() == 2


@pytest.mark.django_db
def test_ce_que_les_services_ont_ecrit_est_garde(petit):
    dossier, reecrire = petit
    charger_plans(dossier=dossier)
    mesure = Mesure.objects.get()
    mesure.resume = "Écrit par les services."
    mesure.save()
    reecrire("Des portes ouvertes.", "Des portes grandes ouvertes.")
    assert charger_plans(dossier=dossier).total().conserves == 1
    mesure.refresh_from_db()
    assert mesure.resume == "Écrit par les services."


@pytest.mark.django_db
def test_un_jalon_renseigne_reste_renseigne(petit):
    dossier, _ = petit
    charger_plans(dossier=dossier)
    Jalon.objects.filter(code="premier").update(etat="en_cours")
    assert charger_plans(dossier=dossier).total().conserves == 1
    assert Jalon.objects.get(code="premier").etat == "en_cours"


@pytest.mark.django_db
def test_ce_qui_quitte_le_fichier_est_signale_et_garde(petit):
    dossier, reecrire = petit
    charger_plans(dossier=dossier)
    cible = PETIT[PETIT.index("[[cible]]") :]
    reecrire(cible, "")
    rapport = charger_plans(dossier=dossier)
    assert Cible.objects.count() == 1
    assert any("portes" in avertissement for avertissement in rapport.avertissements)


FAUTES = [
    ('axe = "1"\nnumero', 'axe = "9"\nnumero', "[[axe]] inconnu", 'axe = "9"'),
    ('publics = ["tous"]', 'publics = ["martiens"]', "martiens", "martiens"),
    ("valeur = 12", "valeur = -3", "n'est pas entre", "valeur = -3"),
    ("valeur = 12", "valeur = 1.5", "décimale", "valeur = 1.5"),
    ("valeur = 12", 'valeur = "douze"', "nombre est attendu", "douze"),
    ("valeur = 12", "valeur = nan", "n'est pas entre", "valeur = nan"),
    ('le = "2027-12-31"', 'le = "2027-02-30"', "n'est pas une date", "2027-02-30"),
    ('prevu_le = "2026-12-31"', 'prevu_le = "bientôt"', "AAAA-MM-JJ", "bientôt"),
    ('depend_de = ["premier"]', 'depend_de = ["second"]', "dépend de lui-même", 'depend_de = ["second"]'),
    ('depend_de = ["premier"]', 'depend_de = ["aucun"]', "[[jalon]] inconnu", 'depend_de = ["aucun"]'),
    ('code = "second"', 'code = "premier"', "déjà écrit", 'code = "premier"\nlibelle = "Le second"'),
    ('libelle = "Portes ouvertes"', 'libelle = "Portes ouvertes"\ncollecte = "compte"', "nomme son chiffre", None),
    ("valeur = 12", 'valeur = 12\nterritoire = "35"', "hors de l'échelle", 'territoire = "35"'),
    ("valeur = 12", 'valeur = 12\nechelle = "departement"\nterritoire = "35"', "plus fine", 'echelle = "departement"'),
    ('resume = "Des portes ouvertes."', 'resume = "L\u2019essai"', "apostrophe", "L\u2019essai"),
    ('titre = "Ouvrir des portes"', 'titres = "Ouvrir"', "clé inconnue", "titres ="),
    ('slug = "essai-2026"', 'slug = "autre"', "essai-2026.toml", None),
    ("[[cible]]", "[[cible", "TOML illisible", None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("avant", "apres", "raison", "ligne"), FAUTES)
def test_un_fichier_fautif_dit_ou_et_ne_change_rien(petit, avant, apres, raison, ligne):
    dossier, reecrire = petit
    if raison == "essai-2026.toml":
        raison = "doit porter le nom du plan"
    reecrire(avant, apres)
    with pytest.raises(ImportRefuse) as refus:
        charger_plans(dossier=dossier)
    fautes = [f for f in refus.value.raisons if raison in f.raison]
    assert fautes, [str(f) for f in refus.value.raisons]
    assert fautes[0].fichier == "essai-2026.toml"
    if ligne:
        texte = (dossier / "essai-2026.toml").read_text(encoding="utf-8")
        assert fautes[0].ligne == texte[: texte.index(ligne)].count("\n") + 1
    assert not Plan.objects.exists()


def test_le_format_du_lisez_moi_est_le_vrai(tmp_path):
    lisezmoi = (settings.DONNEES / "README.md").read_text(encoding="utf-8")
    exemple = re.search(r"```toml\n(slug = .*?)```", lisezmoi, re.S).group(1)
    (tmp_path / "ma-region-2026.toml").write_text(exemple, encoding="utf-8")
    lu = lire_plan(tmp_path / "ma-region-2026.toml")
    assert {table for table, entrees in lu.entrees.items() if entrees} == set(TABLES)


def test_toutes_les_fautes_sont_dites_a_la_fois(petit):
    dossier, reecrire = petit
    reecrire("valeur = 12", "valeur = -3")
    reecrire('depend_de = ["premier"]', 'depend_de = ["aucun"]')
    with pytest.raises(ImportRefuse) as refus:
        lire_plan(dossier / "essai-2026.toml")
    assert len(refus.value.raisons) == 2


@pytest.mark.django_db
def test_un_seul_fichier_fautif_refuse_tout_le_dossier(petit):
    dossier, _ = petit
    (dossier / "second.toml").write_text("slug = 3\n", encoding="utf-8")
    with pytest.raises(ImportRefuse):
        charger_plans(dossier=dossier)
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_la_commande_dit_fichier_et_ligne(settings, tmp_path, petit):
    _, reecrire = petit
    dossier = reecrire("valeur = 12", "valeur = -3")
    settings.DONNEES = tmp_path / "donnees"
    shutil.copytree(dossier, settings.DONNEES / "grenelle")
    with pytest.raises(CommandError, match=r"essai-2026\.toml, ligne \d+ : valeur"):
        call_command("charger_plans")


@pytest.mark.django_db
def test_charger_donnees_charge_les_plans(capsys):
    from portail.management.commands.charger_donnees import CHARGEURS

    assert "charger_plans" in CHARGEURS
    call_command("charger_plans")
    assert "ajouté(s)" in capsys.readouterr().out
