"""Import of the labour market's files: what is read, what is refused, what a second run changes."""

import pytest
from django.core.management import CommandError, call_command

from metiers.models import EtatCatalogue, FamilleProfessionnelle, Grain, Passage, Statistique
from metiers.services.import_emploi import importer_emploi
from territoires.models import Importation
from tests.metiers.fichiers_emploi import CASES_BMO, ENTETE_BMO, FICHIERS, TENSIONS, bmo, ecrire, territoires_minimaux

I = Statistique.Indicateur  # noqa: E741
Etat = Importation.Etat
pytestmark = pytest.mark.django_db


@pytest.fixture
def territoires():
    territoires_minimaux()


@pytest.fixture
def importer(territoires, tmp_path):
    def executer(*, appliquer=True, forcer=False, **remplacements):
        dossier = ecrire(tmp_path / "emploi", **remplacements)
        return importer_emploi(chemin=dossier, appliquer=appliquer, forcer=forcer)

    return executer


def raisons(importation):
    return " | ".join(f"{r['fichier']}:{r['ligne']} {r['raison']}" for r in importation.rapport["refus"])


def chiffre(indicateur, famille, grain, territoire="", **autres):
    return Statistique.objects.get(
        indicateur=indicateur, famille__code=famille, grain=grain, code_territoire=territoire, **autres
    )


def test_tout_est_lu(importer):
    importation = importer()

    assert importation.etat == Etat.APPLIQUEE, raisons(importation)
    assert importation.refuses == 0, raisons(importation)
    soudeurs = FamilleProfessionnelle.objects.get(nomenclature="2021", code="D1X33")
    assert (soudeurs.libelle, soudeurs.niveau, soudeurs.parent.code, soudeurs.parent.parent.code) == (
        "Soudeurs", 3, "D1X", "D",
    )  # fmt: skip
    assert chiffre(I.SALAIRE_MEDIAN, "D2Z42", "national", periode="2017-2019").valeur == 1746
    assert chiffre(I.PART_FEMMES, "D2Z42", "national", periode="2017-2019").valeur == 3.1
    assert chiffre(I.EMPLOI_AGE, "D2Z42", "national").valeur == 3400, "publié en milliers"
    assert chiffre(I.EMPLOI_AGE, "ENS", "national").valeur == 2_205_390
    assert chiffre(I.EMPLOI, "D2Z42", "national", periode="2018").valeur == 90_000, "la dernière année seule"
    assert chiffre(I.EMPLOI, "D2Z", "region", "52", periode="2017-2019").valeur == 12_000
    assert chiffre(I.TENSION, "D2Z42", "region", "52").valeur == 5
    assert chiffre(I.TENSION, "D2Z", "region", "52").valeur == 4, "« reg » suivi d'une espace"
    assert chiffre(I.EN_TENSION, "D2Z42", "region", "52").periode == "2024"
    offres = Statistique.objects.get(indicateur=I.OFFRES)
    assert (offres.code_rome, offres.version_rome, offres.code_territoire, offres.valeur) == ("H2913", "3", "5220", 21)
    assert Passage.objects.filter(de="rome3", code_de="H2913", vers="fap2009").count() == 2
    assert Passage.objects.filter(code_de="H2913").first().libelle_de == "Soudage manuel"


def test_ce_que_la_source_ne_dit_pas_n_est_pas_un_chiffre(importer):
    importation = importer()
    assert not Statistique.objects.filter(indicateur=I.EMPLOI_AGE, modalite="25-29 ans").exists()
    assert not Statistique.objects.filter(indicateur=I.TENSION, grain=Grain.DEPARTEMENT).exists(), "sans classe"
    assert chiffre(I.EMPLOI, "D2Z42", "departement", "44").valeur == 700
    assert not FamilleProfessionnelle.objects.filter(code__startswith="ZZ").exists()
    dits = " ".join(importation.rapport["avertissements"])
    assert "emplois sans famille" in dits and "1 tension(s) sans classe" in dits and "une autre Région" in dits


def test_le_secret_n_est_jamais_zero_et_les_totaux_disent_ce_qu_ils_laissent(importer):
    importer()
    angers = chiffre(I.PROJETS, "D1X33", "bassin", "5218")
    assert (angers.secret, angers.valeur) == (True, None)
    assert chiffre(I.PROJETS_DIFFICILES, "D1X33", "bassin", "5224").secret

    total = chiffre(I.PROJETS, "D1X33", "departement", "44")
    assert (total.valeur, total.laisses, total.secret) == (200, 0, False)
    difficiles = chiffre(I.PROJETS_DIFFICILES, "D1X33", "departement", "44")
    assert (difficiles.valeur, difficiles.base, difficiles.laisses) == (90, 120, 1), "sur les seules cases connues"
    cache = chiffre(I.PROJETS, "D1X33", "departement", "49")
    assert (cache.secret, cache.valeur, cache.laisses) == (True, None, 1)
    region = chiffre(I.PROJETS, "ENS", "region", "52")
    assert (region.valeur, region.laisses) == (240, 1)
    saisonniers = chiffre(I.PROJETS_SAISONNIERS, "ENS", "region", "52")
    assert (saisonniers.valeur, saisonniers.base, saisonniers.laisses) == (8, 120, 2)
    zero = chiffre(I.PROJETS_SAISONNIERS, "D1X32", "bassin", "5224")
    assert (zero.valeur, zero.secret) == (0, False), "un vrai zéro reste un zéro"


def test_une_seconde_fois_ne_change_rien(importer):
    importer()
    version = EtatCatalogue.objects.get().version
    second = importer()
    assert (second.crees, second.modifies, second.retires) == (0, 0, 0)
    assert second.inchanges > 50
    assert EtatCatalogue.objects.get().version == version


def test_l_apercu_dit_tout_et_n_ecrit_rien(importer):
    apercu = importer(appliquer=False)
    assert (apercu.etat, Statistique.objects.count(), Passage.objects.count()) == (Etat.APERCU, 0, 0)
    applique = importer()
    assert applique.crees == apercu.crees


def test_un_chiffre_corrige_est_modifie_et_une_ligne_retiree_s_en_va(importer):
    importer()
    corrigees = (CASES_BMO[0].replace(";120;90;*", ";130;90;*"), *CASES_BMO[2:])
    second = importer(bmo=bmo(*corrigees), forcer=True)
    assert second.etat == Etat.APPLIQUEE, raisons(second)
    assert chiffre(I.PROJETS, "D1X33", "bassin", "5220").valeur == 130
    assert not Statistique.objects.filter(famille__code="D1X33", code_territoire="5224").exists()
    assert second.retires == 3


def test_les_colonnes_changent_de_nom_et_d_ordre_chaque_annee(importer):
    noms = ENTETE_BMO.replace("BE25", "BE26").split(";")
    cases = [case.replace("2025;", "2026;", 1).split(";") for case in CASES_BMO]
    retourne = "\n".join(";".join(reversed(ligne)) for ligne in (noms, *cases)) + "\n"
    importer(bmo=retourne)
    assert chiffre(I.PROJETS, "D1X33", "bassin", "5220", periode="2026").valeur == 120


def test_chaque_fichier_est_facultatif(importer):
    importation = importer(
        **{nom.partition(".")[0]: None for nom in FICHIERS if not nom.startswith(("dares_nom", "bmo"))}
    )
    assert importation.etat == Etat.APPLIQUEE, raisons(importation)
    absents = [texte for texte in importation.rapport["avertissements"] if texte.startswith("Fichier absent")]
    assert len(absents) == 12
    assert Statistique.objects.filter(indicateur=I.PROJETS).exists()


def test_un_bassin_inconnu_est_garde_et_dit(importer):
    cases = (*CASES_BMO, CASES_BMO[0].replace("5220;NANTES", "5299;AILLEURS"))
    importation = importer(bmo=bmo(*cases))
    assert "5299 AILLEURS" in " ".join(importation.rapport["avertissements"])
    assert chiffre(I.PROJETS, "D1X33", "bassin", "5299").valeur == 120
    assert chiffre(I.PROJETS, "D1X33", "departement", "44").valeur == 320


def _une_mauvaise(ligne):
    """Thirty good rows and a bad one: the row is refused, not the file."""
    bonnes = [CASES_BMO[0].replace("5220", f"52{n}") for n in range(40, 70)]
    return bmo(*bonnes, ligne)


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        (CASES_BMO[0].replace(";120;", ";cent;"), "nombre entier ou * attendu"),
        (CASES_BMO[0].replace(";120;", ";;"), "nombre entier ou * attendu"),
        (CASES_BMO[0].replace(";120;", ";-5;"), "nombre entier ou * attendu"),
        (CASES_BMO[0].replace("D1X33", "D9X99"), "famille absente de la nomenclature"),
        (CASES_BMO[0].replace(";120;90;*", ";*;90;*"), "non diffusés mais détail diffusé"),
        (CASES_BMO[0].replace(";120;90;*", ";12;90;*"), "plus grand que le nombre de projets"),
        (CASES_BMO[0].replace("2025;", "2024;", 1), "année 2024 dans un fichier de 2025"),
        (CASES_BMO[0].replace("5220", "5240"), "déjà lue plus haut"),
        (CASES_BMO[0].replace(";44;", ";99;"), "département « 99 » inconnu"),
    ],
)
def test_une_ligne_mauvaise_est_refusee_avec_fichier_et_ligne(importer, ligne, raison):
    importation = importer(bmo=_une_mauvaise(ligne))
    assert (importation.etat, importation.refuses) == (Etat.APPLIQUEE, 1)
    assert raison in raisons(importation)
    assert raisons(importation).startswith("bmo_2025_pdl.csv:32 ")


@pytest.mark.parametrize(
    ("remplacements", "attendu"),
    [
        ({"bmo": bmo(entete=ENTETE_BMO.replace(";smet", ""))}, "colonne manquante : smet"),
        ({"bmo": bmo(entete=ENTETE_BMO + ";autre")}, "colonne inconnue : autre"),
        ({"bmo": bmo().replace("métier", "mÃ©tier").encode()}, "accents abîmés"),
        ({"bmo": bmo().encode("utf-16")}, "encodage inattendu"),
        ({"bmo": bmo()[:-30]}, "tronqué"),
        ({"bmo": ENTETE_BMO + "\n"}, "aucune ligne sous l'en-tête"),
        ({"bmo": b""}, "colonne manquante"),
        ({"bmo": bmo(*[case.replace("D1X33", "Z9X99") for case in CASES_BMO])}, "famille absente"),
        ({"bmo": bmo(CASES_BMO[4])}, "aucune ligne ne concerne une Région du portail"),
        ({"bmo": bmo(CASES_BMO[0], CASES_BMO[0])}, "déjà lue plus haut"),
        ({"dares_tensions": TENSIONS.replace("5.0,4.0", "7.0,4.0")}, "classe de 1 à 5 attendue"),
        ({"dares_tensions": TENSIONS.replace(",nat,", ",monde,")}, "niveau géographique inattendu"),
        ({"dares_psm_sal": "Fap3,Annee,Salaire_median\nD2Z42,2017-2019,beaucoup\n"}, "nombre attendu"),
        ({"dares_psm_part": FICHIERS["dares_psm_part_femmes_fap.csv"].replace("16.5", "165")}, "hors limites"),
        ({"dares_psm_eff": "Annee,D2Z,D2Z\n2018,1,2\n"}, "colonne en double"),
        ({"fap2009_rome": "Fap;Rome;intitule_rome\nX;H2913;x\n"}, "code FAP ou ROME illisible"),
        ({"dares_nom": FICHIERS["dares_nomenclature_fap2021.csv"].replace("D1X;", "E1X;")}, "incohérents"),
    ],
)
def test_un_fichier_abime_fait_tout_refuser_et_rien_ne_change(importer, remplacements, attendu):
    importation = importer(**remplacements)
    assert importation.etat == Etat.REFUSEE
    assert attendu in raisons(importation)
    assert (Statistique.objects.count(), Passage.objects.count(), FamilleProfessionnelle.objects.count()) == (0, 0, 0)


def test_toutes_les_raisons_de_tous_les_fichiers_sont_dites(importer):
    importation = importer(bmo=b"", dares_psm_sal="Fap3;Annee\n1;2\n")
    assert {r["fichier"] for r in importation.rapport["refus"]} == {
        "bmo_2025_pdl.csv",
        "dares_psm_salaire_median_fap.csv",
    }


def test_un_fichier_coupe_proprement_se_voit_au_second_import(importer):
    importer()
    second = importer(bmo=bmo(*CASES_BMO[:3]))
    assert second.etat == Etat.REFUSEE
    assert "5 au dernier import" in raisons(second)
    assert importer(bmo=bmo(*CASES_BMO[:3]), forcer=True).etat == Etat.APPLIQUEE


def test_un_dossier_sans_rien_de_connu_ou_avec_un_double(territoires, tmp_path):
    dossier = tmp_path / "vide"
    dossier.mkdir()
    assert "aucun fichier connu" in raisons(importer_emploi(chemin=dossier, appliquer=True))
    assert "introuvable" in raisons(importer_emploi(chemin=tmp_path / "rien", appliquer=True))
    for nom in ("bmo_2025.csv", "bmo_2026.csv"):
        (dossier / nom).write_text(bmo())
    assert "plusieurs fichiers pour l'enquête BMO" in raisons(importer_emploi(chemin=dossier, appliquer=True))


def test_la_commande(territoires, tmp_path, capsys):
    dossier = ecrire(tmp_path / "emploi")
    call_command("importer_emploi", dossier)
    assert "Aperçu seulement : rien n'est changé" in capsys.readouterr().out
    assert not Statistique.objects.exists()
    call_command("importer_donnees", tmp_path, "--appliquer")
    assert Statistique.objects.exists()
    with pytest.raises(CommandError, match="Import refusé"):
        call_command("importer_emploi", ecrire(tmp_path / "emploi", bmo=b"x"), "--appliquer")
