"""The official import of trainings: a report, a preview, nothing twice, a broken file refused whole."""

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from formations.choices import GrainCode, OrigineLien
from formations.models import Certification, ChiffreFormation, CodePublie, Etablissement, Formation, Offre
from formations.services.chargement import charger_formations
from formations.services.import_officiel import importer_education, importer_formations
from metiers.services.catalogue import version_catalogue
from metiers.services.chargement import charger_metiers
from metiers.services.import_rome import importer_rome
from territoires.models import Importation
from territoires.services.importation import charger_livraison
from tests.formations import fichiers_officiels as f
from tests.formations.fabriques import CertificationFactory, EtablissementFactory, FormationFactory, OffreFactory
from tests.metiers.fabriques import MetierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(tmp_path):
    f.ecrire(
        tmp_path,
        "certifinfo_rncp_rome.csv",
        f.CERTIFINFO,
        [
            f.certification("901"),
            f.certification(
                "902", "BTS Assemblage", niveau="5", rncp="31001", cfd="32099901", romes=("F1500", "N9999")
            ),
        ],
    )
    f.ecrire(
        tmp_path,
        "offres_formation_zz.csv",
        f.OFFRES,
        [
            f.offre(),
            f.offre(
                statut="Apprentissage",
                cfd="32099901",
                mef="32211099901",
                libelle="BTS - Services - Assemblage - en apprentissage",
            ),
        ],
    )
    EtablissementFactory(uai="0440001M")
    return tmp_path


def importer(dossier, appliquer=True):
    return importer_formations(chemin=dossier, appliquer=appliquer)


def raisons(journal):
    return [r["raison"] for r in journal.rapport["refus"]]


def test_un_premier_import(dossier):
    MetierFactory(code_rome="D1102", code_rome_parent="D1102")
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.APPLIQUEE, raisons(journal)
    cap = Certification.objects.get(code_certifinfo="901")
    assert (cap.code_rncp, cap.niveau, cap.active, cap.version) == ("31000", 3, True, "02/2024")
    assert (cap.accessible_scolaire, cap.accessible_continue, cap.accessible_vae) == ("oui", "non", "inconnue")
    assert list(cap.liens_metiers.values_list("metier__code_rome", "origine")) == [("D1102", OrigineLien.CODE)]
    grains = dict(CodePublie.objects.values_list("code", "grain"))
    assert grains["N9999"] == GrainCode.INCONNU
    offre = Offre.objects.get(voie="scolaire")
    assert offre.formation.certification == cap
    assert (offre.rentree, offre.capacite, offre.reutilisable) == (2022, None, False)
    bts = Formation.objects.get(certification__code_certifinfo="902")
    assert (bts.intitule, bts.niveau_entree) == ("BTS Assemblage", 4)


def test_un_apercu_n_ecrit_que_son_rapport(dossier):
    version = version_catalogue()
    journal = importer(dossier, appliquer=False)
    assert journal.etat == Importation.Etat.APERCU
    assert journal.crees > 0
    assert not Certification.objects.exists() and not Offre.objects.exists()
    assert version_catalogue() == version


def test_importer_deux_fois_ne_change_rien(dossier):
    importer(dossier)
    version = version_catalogue()
    journal = importer(dossier)
    assert (journal.crees, journal.modifies, journal.retires) == (0, 0, 0)
    assert version_catalogue() == version


def test_une_certification_repetee_n_en_fait_qu_une(dossier):
    lignes = [f.certification("901", romes=("D1102",)), f.certification("901", romes=("D1104",))]
    f.ecrire(dossier, "certifinfo_rncp_rome.csv", f.CERTIFINFO, lignes)
    importer(dossier)
    assert set(Certification.objects.get(code_certifinfo="901").codes_rome.values_list("code", flat=True)) == {
        "D1102",
        "D1104",
    }


def test_un_diplome_termine_mene_a_celui_qui_le_remplace(dossier):
    lignes = [
        f.certification("901", derniere="2020"),
        f.certification("990", "CAP Assemblage renouvelé", ancienne="901", cfd="50099902", rncp="39000"),
    ]
    f.ecrire(dossier, "certifinfo_rncp_rome.csv", f.CERTIFINFO, lignes)
    importer(dossier)
    ancien = Certification.objects.get(code_certifinfo="901")
    assert not ancien.active
    assert ancien.remplacee_par.code_certifinfo == "990"
    assert Offre.objects.get(voie="scolaire").formation.certification.code_certifinfo == "990"


def test_un_diplome_absent_de_certifinfo_vient_de_l_autre_liste(dossier):
    lignes = [
        "Niveau 4;400-99903 T;BAC PRO;Assemblage;31999;2012;",
        "Niveau 3;50099901S;CAP;Assemblage;31000;2012;2019",
    ]
    f.ecrire(dossier, "fr-en-liste-diplomes-professionnels.csv", f.DIPLOMES, lignes)
    importer(dossier)
    bac = Certification.objects.get(code_diplome="40099903")
    assert (bac.code_certifinfo, bac.niveau, bac.intitule) == ("", 4, "BAC PRO Assemblage")
    assert not Certification.objects.get(code_certifinfo="901").active
    assert importer(dossier).modifies == 0


def test_une_formation_du_portail_garde_son_nom_et_ses_phrases(dossier):
    certification = CertificationFactory(code_certifinfo="901", code_diplome="50099901")
    livree = FormationFactory(certification=certification, intitule="CAP à notre façon", description="Nos phrases.")
    importer(dossier)
    offre = Offre.objects.get(voie="scolaire")
    assert offre.formation == livree
    livree.refresh_from_db()
    assert (livree.intitule, livree.description) == ("CAP à notre façon", "Nos phrases.")


def test_une_offre_reutilisable_le_reste_et_garde_ses_places(dossier):
    certification = CertificationFactory(code_certifinfo="901", code_diplome="50099901")
    offre = OffreFactory(
        formation__certification=certification,
        etablissement=Etablissement.objects.get(uai="0440001M"),
        places_restantes=3,
        source="Établissement",
    )
    importer(dossier)
    offre.refresh_from_db()
    assert (offre.reutilisable, offre.source, offre.places_restantes) == (True, "Établissement", 3)


def test_les_chiffres_sans_licence_restent_internes(dossier, settings):
    f.ecrire(
        dossier,
        "voie_pro_attractivite_2022_zz.csv",
        f.PRO,
        ["0440001M;23210099901;N;ST;12;30;", "0440001M;23210099901;N;ST;12;6;"],
    )
    importer(dossier)
    chiffres = dict(ChiffreFormation.objects.values_list("indicateur", "valeur"))
    assert chiffres == {"capacite": 24, "voeux": 36, "pression": 1.5}
    assert not ChiffreFormation.objects.filter(reutilisable=True).exists()
    assert not ChiffreFormation.objects.montrables().exists()
    settings.MONTRER_CHIFFRES_INTERNES = True
    assert ChiffreFormation.objects.montrables().exists()


def test_sans_le_fichier_joint_les_nomenclatures_suffisent(dossier):
    (dossier / "offres_formation_zz.csv").unlink()
    f.ecrire(dossier, "n_mef_zz.csv", f.MEF, ["247;50099901;2;1CAP2 ASSEMBLAGE;23210099901;1cap2 assemblage"])
    f.ecrire(dossier, "voie_pro_attractivite_2022_zz.csv", f.PRO, ["0440001M;23210099901;N;ST;12;30;"])
    importer(dossier)
    formation = Offre.objects.get().formation
    assert formation.certification.code_certifinfo == "901"
    assert formation.duree_mois == 24


def test_une_famille_de_metiers_mene_a_ses_specialites(dossier):
    f.ecrire(
        dossier,
        "familleMetiers.csv",
        f.FAMILLES,
        ["Métiers de l'assemblage;Assemblage;238100;40099900;238300;50099901"],
    )
    f.ecrire(
        dossier,
        "offres_formation_zz.csv",
        f.OFFRES,
        [f.offre(cfd="40099900", mef="23810099900", libelle="2NDPRO ASSEMBLAGE")],
    )
    importer(dossier)
    seconde = Formation.objects.get()
    assert seconde.intitule == "Seconde professionnelle, métiers de l'assemblage"
    assert [c.code_certifinfo for c in seconde.specialites.all()] == ["901"]


def test_une_offre_disparue_est_fermee_pas_effacee(dossier):
    importer(dossier)
    f.ecrire(dossier, "offres_formation_zz.csv", f.OFFRES, [f.offre(libelle="1CAP2 AUTRE", cfd="", mef="23210088801")])
    journal = importer(dossier)
    assert journal.retires >= 1
    assert Offre.objects.filter(voie="scolaire", active=False).count() == 1


def test_un_etablissement_inconnu_est_dit_avec_sa_ligne(dossier):
    f.ecrire(dossier, "offres_formation_zz.csv", f.OFFRES, [f.offre(), f.offre(uai="0999999Z")])
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.APPLIQUEE
    refus = journal.rapport["refus"][0]
    assert (refus["cle"], refus["ligne"]) == ("0999999Z", 3)
    assert "absent de l'annuaire" in refus["raison"]


def test_le_catalogue_de_l_apprentissage_en_iso_8859_15(dossier):
    objets = [
        {
            "uai_formation": "0440001M",
            "cfd": "50099901",
            "intitule_long": "Assemblage à façon, 10 €",
        },
        {"uai_formation": None, "etablissement_formateur_uai": "0331707B", "cfd": "1", "intitule_long": "AILLEURS"},
        {"cfd": "1", "intitule_long": ""},
    ]
    contenu = json.dumps({"formations": objets}, ensure_ascii=False).encode("iso-8859-15")
    (dossier / "catalogue_apprentissage_formations.json").write_bytes(contenu)
    journal = importer(dossier)
    assert Offre.objects.filter(voie="apprentissage", formation__certification__code_certifinfo="901").exists()
    assert len(journal.rapport["refus"]) == 2


# --- broken files


@pytest.mark.parametrize(
    ("abimer", "attendu"),
    [
        (lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO.replace("Code_RNCP;", ""), ["x"]), "colonne manquante"),
        (lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO, [f.certification("901")], fin=""), "tronqué"),
        (lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO, ["901;coupée"]), "ligne abîmée"),
        (
            lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO, [f.certification("9", "CAP dÃ©coupe")]),
            "accents abîmés",
        ),
        (lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO, []), "aucune ligne"),
        (
            lambda d: f.ecrire(d, "certifinfo.csv", f.CERTIFINFO, [f.certification(f"9{n}x") for n in range(9)]),
            "pas le fichier attendu",
        ),
        (lambda d: (d / "catalogue_apprentissage_formations.json").write_text("{"), "JSON illisible"),
        (lambda d: (d / "catalogue_apprentissage_formations.json").write_text("[]"), "JSON illisible"),
    ],
    ids=["colonne", "fin", "largeur", "accents", "vide", "codes", "json", "json liste"],
)
def test_un_fichier_abime_est_refuse_et_rien_ne_change(dossier, abimer, attendu):
    (dossier / "certifinfo_rncp_rome.csv").unlink()
    abimer(dossier)
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert any(attendu in raison for raison in raisons(journal)), raisons(journal)
    assert not Certification.objects.exists() and not Offre.objects.exists()


def test_des_lignes_fausses_sont_refusees_une_a_une(dossier):
    lignes = [f.certification(str(n)) for n in range(100, 200)]
    lignes += [f.certification("777", niveau="12"), f.certification("778", romes=("ZZZ",))]
    f.ecrire(dossier, "certifinfo_rncp_rome.csv", f.CERTIFINFO, lignes)
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert {(r["ligne"], r["cle"]) for r in journal.rapport["refus"] if r["table"] == "Certifications"} == {
        (102, "777"),
        (103, "778"),
    }


def test_un_dossier_sans_rien_de_connu_est_refuse(tmp_path):
    with pytest.raises(CommandError, match="rien n'est changé"):
        call_command("importer_formations", tmp_path)


# --- the real files


@pytest.mark.donnees_officielles
def test_les_fichiers_publies(donnees_officielles):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    charger_metiers()
    charger_formations()
    education = importer_education(chemin=donnees_officielles / "education", appliquer=True)
    assert education.etat == Importation.Etat.APPLIQUEE
    assert education.rapport["lignes"]["etablissements_pdl.csv"] == 1168
    journal = importer_formations(chemin=donnees_officielles / "formations", appliquer=True)
    assert journal.etat == Importation.Etat.APPLIQUEE
    lignes = journal.rapport["lignes"]
    assert lignes["certifinfo_rncp_rome.csv"] == 5320
    assert lignes["offres_formation_pdl.csv"] == 2064
    assert lignes["bts_attractivite_capacite_2024_pdl.csv"] == 976
    assert lignes["voie_pro_attractivite_capacite_2022_pdl.csv"] == 1088
    assert Certification.objects.exclude(code_certifinfo="").count() == 5247  # 5,320 rows, some of them repeated
    # 2,064 rows less 1,711 at known establishments, and the example of the catalogue, which is from elsewhere.
    assert journal.rapport["tables"]["Offres"]["refuses"] == 354
    assert Offre.objects.filter(source__in=("Affelnet, rentrée 2022", "Parcoursup, rentrée 2024")).count() > 1_300
    relancee = importer_formations(chemin=donnees_officielles / "formations", appliquer=True)
    assert (relancee.crees, relancee.modifies, relancee.retires) == (0, 0, 0)
    rome = importer_rome(chemin=donnees_officielles / "rome", appliquer=True)
    assert rome.etat == Importation.Etat.APPLIQUEE
    codes = set(CodePublie.objects.values_list("code", "grain"))
    assert sum(grain == GrainCode.METIER for _, grain in codes) == 507
    assert sum(grain == GrainCode.DOMAINE for _, grain in codes) == 41
    assert not any(grain == GrainCode.INCONNU for _, grain in codes)
