"""Small official-looking files of the labour market, written by the tests; families and figures are invented."""

from pathlib import Path

from territoires.models import BassinEmploi, Commune, Departement, Region

FAP2021 = (
    "Code FAP 22;Intitulé FAP 22;Code FAP 86;Intitulé FAP 86;"
    "Code FAP 228;Intitulé FAP 228;Code FAP 341;Intitulé FAP 341\n"
    "D;Métal;D1X;Métal formé;D1X33;Soudeurs;D1X33a;Peu qualifiés\n"
    "D;Métal;D1X;Métal formé;D1X33;Soudeurs;D1X33b;Qualifiés\n"
    "D;Métal;D1X;Métal formé;D1X32;Tuyauteurs;D1X32;Tuyauteurs\n"
)
ROME_FAP = (
    "Fap;Rome;intitule_rome\nD2Z42;H2913;Soudage manuel *\nD2Z41;H2914;Tuyauterie\nD3Z20;H2913;Soudage manuel *\n"
    "A0Z00;NA;NA\n;;\n"
)
AGES = (
    "fap,tr_age,annee_2017_2019,libelle,code_domaine,libelle_domaine,code_fap_agregee,libelle_fap_agregee\n"
    "D2Z42,15-24 ans,3.4,Soudeurs,D,Métal,D2Z,Métal formé\n"
    "D2Z42,25-29 ans,NA,Soudeurs,D,Métal,D2Z,Métal formé\n"
    "D2Z,15-24 ans,9.5,Métal formé,D,Métal,D2Z,Métal formé\n"
    "ENSEMBLE,15-24 ans,2205.39,Tous métiers,E,Process,ENS,Tous métiers\n"
    "ZZZZZ,15-24 ans,10.8,ZZZZZ,Z,Autre,ZZZ,Autre\n"
)
FEMMES = (
    "Fap3,Annee,Part,libelle,code_domaine,libelle_domaine,code_fap_agregee,libelle_fap_agregee\n"
    "D2Z42,1982-1984,1.5,Soudeurs,D,Métal,D2Z,Métal formé\n"
    "D2Z42,2017-2019,3.1,Soudeurs,D,Métal,D2Z,Métal formé\n"
    "D3Z20,2017-2019,16.5,Ouvriers,D,Métal,D3Z,Ouvriers\n"
)
SALAIRES = "Fap3,Annee,Salaire_median\nD2Z42,2003-2005,1200\nD2Z42,2017-2019,1746\nD3Z20,2017-2019,NA\n"
EFFECTIFS = "Annee,D2Z,D2Z42,D3Z20,ENS\n2017,300.1,100.2,50,26000\n2018,310.5,90,30,26438\n"
EMPLOI_REGIONAL = (
    "code_reg,FAP_3,emp_fap_reg,emp_reg,variable,nom_reg,GID,var_classe,REG,emp_fap_reg2,pourcentage\n"
    '52,D2Z,12000.4,1530280.18,2.8,Pays de la Loire,FRA,"2,5 - 3,0",52,12000.4,0.09\n'
    '28,D2Z,9000.1,1230280.18,2.8,Normandie,FRA,"2,5 - 3,0",28,9000.1,0.09\n'
)
TENSIONS = (
    "fap,Emploi moyen,Tension ,Catégorie Tension,Intensité d'embauches,Lien formation-emploi,"
    "Manque de main-d'œuvre disponible,Non-durabilité de l'emploi,Conditions de travail contraignantes,"
    "Inadéquation géographique,Année,niveau_geo,niveau_fap,reg,dep\n"
    "D2Z42,3500,1.2,5.0,4.0,5.0,3.0,2.0,4.0,3.0,2019,reg,fap 225,52.0,\n"
    "D2Z,9000,0.9,4.0,4.0,5.0,3.0,2.0,4.0,3.0,2019,reg ,fap 87,52.0,\n"
    "D2Z42,700,0.9,,,5.0,,2.0,4.0,3.0,2019,dep,fap 225,,44\n"
    "D2Z42,90000,1.1,5.0,4.0,5.0,3.0,2.0,4.0,3.0,2019,nat,fap 225,,\n"
)
LISTE = "Region,Famille Professionnelle,Code FAP\nPays de la Loire,Soudeurs,D2Z42\nNormandie,Soudeurs,D2Z42\n"
ENTETE_BMO = (
    "annee;Code métier BMO;Nom métier BMO;Famille_met;Lbl_fam_met;REG;NOM_REG;Dept;NomDept;BE25;NOMBE25;met;xmet;smet"
)
CASES_BMO = (
    "2025;D1X33;Soudeurs;O;Ouvriers;52;Pays de la Loire;44;Loire-Atlantique;5220;NANTES;120;90;*",
    "2025;D1X33;Soudeurs;O;Ouvriers;52;Pays de la Loire;44;Loire-Atlantique;5224;SAINT NAZAIRE;80;*;8",
    "2025;D1X33;Soudeurs;O;Ouvriers;52;Pays de la Loire;49;Maine-et-Loire;5218;ANGERS;*;*;*",
    "2025;D1X32;Tuyauteurs;O;Ouvriers;52;Pays de la Loire;44;Loire-Atlantique;5224;SAINT NAZAIRE;40;30;0",
    "2025;D1X32;Tuyauteurs;O;Ouvriers;28;Normandie;76;Seine-Maritime;2801;ROUEN;60;30;0",
)
ROME_BASSIN = (
    "annee;ROME;rome_label;cbassin;lib_bassin_bmo19;oee;defm_abc;ind_tension_d\n"
    "2020;H2913;Soudage manuel;5220;NANTES;21;4;5\n"
)


def bmo(*cases: str, entete: str = ENTETE_BMO) -> str:
    """A BMO file; the usual cells without any."""
    return "\n".join((entete, *(cases or CASES_BMO))) + "\n"


FICHIERS = {
    "dares_nomenclature_fap2021.csv": FAP2021,
    "fap2009_rome_v3.csv": ROME_FAP,
    "dares_psm_age_2017_2019_fap.csv": AGES,
    "dares_psm_part_femmes_fap.csv": FEMMES,
    "dares_psm_salaire_median_fap.csv": SALAIRES,
    "dares_psm_effectifs_fap_1983_2018.csv": EFFECTIFS,
    "dares_psm_emploi_fap87_pdl.csv": EMPLOI_REGIONAL,
    "dares_tensions_nat_pdl.csv": TENSIONS,
    "metiers_en_tension_arrete_2024-03_pdl.csv": LISTE,
    "bmo_2025_pdl.csv": bmo(),
    "tension_rome_bassin_2020_pdl.csv": ROME_BASSIN,
}


def ecrire(dossier: Path, **remplacements: str | bytes | None) -> Path:
    """Write the files; a replacement is named by the beginning of the file's name, ``None`` leaves the file out."""
    dossier.mkdir(exist_ok=True)
    for nom, texte in FICHIERS.items():
        contenu: str | bytes | None = next((v for debut, v in remplacements.items() if nom.startswith(debut)), texte)
        (dossier / nom).unlink(missing_ok=True)
        if contenu is not None:
            (dossier / nom).write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return dossier


def territoires_minimaux() -> None:
    """One Région, two départements, three basins, each with a commune."""
    region = Region.objects.create(code="52", nom="Pays de la Loire", slug="pays-de-la-loire")
    departements = {}
    for code, nom in (("44", "Loire-Atlantique"), ("49", "Maine-et-Loire")):
        departements[code] = Departement.objects.create(code=code, nom=nom, slug=nom.lower(), region=region)
    for bassin, nom, insee in (
        ("5220", "Nantes", "44109"),
        ("5224", "Saint-Nazaire", "44184"),
        ("5218", "Angers", "49007"),
    ):
        Commune.objects.create(
            code_insee=insee,
            nom=nom,
            slug=nom.lower(),
            departement=departements[insee[:2]],
            bassin=BassinEmploi.objects.create(code=bassin, nom=nom),
            latitude=47.2,
            longitude=-1.5,
        )
