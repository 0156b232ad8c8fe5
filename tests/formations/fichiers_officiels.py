"""Small official files for the tests, with the publishers' own columns; names and codes are invented."""

CERTIFINFO = (
    "Code_Diplome;Libelle_Diplome;Libelle_Type_Diplome;Code_Niveau_Europeen;Date_MaJ;Code_Rome_1;Code_Rome_2;"
    "Code_Rome_3;Code_Rome_4;Code_Rome_5;Code_RNCP;Code_Scolarité;certificateur;Annee_Derniere_Session;"
    "Code_Ancien_Diplome;`Options`;Etat;accessibilite_fi;accessibilite_ca;accessibilite_fc;accessibilite_vae"
)
DIPLOMES = (
    "Niveau;Code diplôme;Diplôme;Intitulé de la spécialité (et options);Code RNCP;Première session;Dernière session"
)
OFFRES = "uai,etablissement,code_insee,dep,mefstat11,libelle,cfd,niveau,rncp,rome,statut,capacite,source"
BTS = "UAI;LIBELLÉFORMATION;MEFSTAT11;NB_VOEUX_CONFIRMES;STATUT;CAPACITEPSUP"
PRO = (
    "Etablissement d'accueil;MEF STAT 11;Voeu de recensement O/N;Statut Offre de formation;Capacité carte scolaire;"
    "Demandes vœux 1;Famille de métiers"
)
MEF = "MEF;FORMATION_DIPLOME;DUREE_DISPOSITIF;LIBELLE_LONG;MEF_STAT_11;LIBELLE_EDITION"
FAMILLES = "FAMILLE;SPECIALITE;MEFSTAT11_COMMUN;CFD_COMMUN;MEFSTAT11_SPECIALITE;CFD_SPECIALITE"
ETABLISSEMENTS = (
    "uai,nom,type,statut,adresse,code_postal,code_insee,commune,dep,lat,lon,apprentissage,lycee_agricole,"
    "lycee_des_metiers,libelle_nature,education_prioritaire,situation_qpv"
)
ANNUAIRE = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Code_postal;"
    "Code_commune;Code_departement;latitude;longitude;Apprentissage;Lycee_Agricole;Lycee_des_metiers;libelle_nature"
)
CALENDRIER = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"
FERIES = "date,annee,zone,nom_jour_ferie"


def certification(
    code, intitule="CAP Assemblage", *, niveau="3", romes=("D1102",), rncp="31000", cfd="50099901", **plus
):
    """A row of CertifInfo."""
    codes = [*romes, "", "", "", "", ""][:5]
    ligne = [code, intitule, "CAP", niveau, "22/02/2024", *codes, rncp, cfd, "ministère", plus.get("derniere", "")]
    return ";".join([*ligne, plus.get("ancienne", ""), "  ", plus.get("etat", "0"), *plus.get("acces", "1102")])


def offre(uai="0440001M", mef="23210099901", cfd="50099901", libelle="1CAP2 ASSEMBLAGE", statut="ST", capacite="24"):
    """A row of the offers of the Région."""
    source = "voie_pro_2022" if statut == "ST" else "bts_2024"
    return f"{uai},Lycée,44001,44,{mef},{libelle},{cfd},3,31000,D1102,{statut},{capacite},{source}"


def etablissement(
    uai, nom="Lycée professionnel Essai", type_="Lycée", lat="47.1", commune="49001", nature="LYCEE PROFESSIONNEL"
):
    """A row of the directory."""
    return f"{uai},{nom},{type_},Public,1 rue de l'Essai,44990,{commune},Bourg,44,{lat},-1.2,1,0,1,{nature},,"


def ecrire(dossier, nom, entete, lignes, *, marque=True, fin="\r\n"):
    """Write a file as publishers do: a byte order mark, CRLF."""
    contenu = "\r\n".join([entete, *lignes]) + fin
    (dossier / nom).write_bytes((("\ufeff" if marque else "") + contenu).encode())
    return dossier
