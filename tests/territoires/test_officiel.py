"""The official import: a report, a preview, nothing twice, and a wrong file refused whole."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from territoires.models import BassinEmploi, Commune, CommuneDeleguee, Epci, FormeDeNom, Importation
from territoires.services.completion import completer
from territoires.services.importation import charger_livraison, importer_officiel
from tests.territoires.fabriques import DepartementFactory

pytestmark = pytest.mark.django_db

ENTETE = (
    "code_insee,nom,dep,arr,can,codes_postaux,siren_epci,nom_epci,nature_epci,population_municipale,population_totale,"
    "lat,lon,source_coord,code_bassin_ft,bassin_ft,code_ze2020,ze2020"
)


def ligne(code, nom, pop=100, epci="200000001", lat="47.0", codes="44990", dep="44", bassin="5200,PETIT BASSIN"):
    nature = "CC Essai,CC" if epci else ","
    return f"{code},{nom},{dep},441,4401,{codes},{epci},{nature},{pop},{pop},{lat},-1.5,essai,{bassin},5201,Essai"


class Source:
    """A small official folder that a test changes, then writes."""

    def __init__(self, dossier):
        self.dossier = dossier
        self.communes = [ligne(f"44{n:03d}", f"Bourg-{n}") for n in range(1, 31)]
        self.epci = ["200000001,CC Essai,CC,30,3000,44"]
        self.anciennes = ["COMD,44900,Vieux-Bourg,44001", "COMA,44901,Bas-Bourg,44002"]

    def ecrire(self, fin="\r\n", entete=ENTETE):
        def mettre(nom, titre, lignes):
            (self.dossier / nom).write_bytes(("\ufeff" + "\r\n".join([titre, *lignes]) + fin).encode())

        mettre("communes_zz.csv", entete, self.communes)
        mettre(
            "epci_zz.csv", "siren_epci,nom_epci,nature,nb_communes_zz,population_municipale_zz,departements", self.epci
        )
        mettre("communes_deleguees_zz.csv", "TYPECOM,COM,LIBELLE,COMPARENT", self.anciennes)
        return self.dossier


@pytest.fixture
def source(tmp_path, db):
    DepartementFactory(code="44")
    return Source(tmp_path)


def importer(dossier, appliquer=True, **kwargs):
    return importer_officiel(dossier=dossier, appliquer=appliquer, **kwargs)


def raisons(journal):
    return [r["raison"] for r in journal.rapport["refus"]]


def test_un_premier_import(source):
    journal = importer(source.ecrire(), annee_population=2023)
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert journal.rapport["tables"]["commune"]["crees"] == 30
    commune = Commune.objects.get(code_insee="44001")
    assert (commune.nom, commune.codes, commune.annee_population) == ("Bourg-1", ["44990"], 2023)
    assert commune.bassin.nom == "Petit Bassin"
    assert completer("vieux bourg")[0].ancienne_commune == "Vieux-Bourg"


def test_un_apercu_ne_change_rien(source):
    journal = importer(source.ecrire(), appliquer=False)
    assert journal.etat == Importation.Etat.APERCU
    assert journal.crees == 32
    assert not Commune.objects.exists()
    assert not Epci.objects.exists()


def test_deux_fois_ne_change_rien(source):
    importer(source.ecrire())
    avant = sorted(FormeDeNom.objects.values_list("pk", "texte"))
    journal = importer(source.dossier)
    assert (journal.crees, journal.modifies, journal.retires, journal.inchanges) == (0, 0, 0, 31)
    assert sorted(FormeDeNom.objects.values_list("pk", "texte")) == avant


def test_une_commune_changee_une_disparue_une_revenue(source):
    importer(source.ecrire())
    source.communes[0] = ligne("44001", "Grand-Bourg")
    disparue = source.communes.pop()
    source.epci = ["200000001,CC Essai,CC,29,2900,44"]
    journal = importer(source.ecrire())
    assert (journal.crees, journal.modifies, journal.retires) == (0, 1, 1)
    assert Commune.objects.get(code_insee="44030").active is False
    assert completer("bourg 30") == []
    assert completer("grand bourg")[0].code_insee == "44001"
    source.communes.append(disparue)
    source.epci = ["200000001,CC Essai,CC,30,3000,44"]
    assert importer(source.ecrire()).modifies == 1
    assert Commune.objects.get(code_insee="44030").active is True


def test_une_ligne_fautive_est_refusee_seule_et_n_est_pas_retiree(source):
    importer(source.ecrire())
    source.communes[4] = ligne("44005", "Bourg-5", lat="197")
    journal = importer(source.ecrire())
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert (journal.refuses, journal.retires) == (1, 0)
    refus = journal.rapport["refus"][0]
    assert (refus["fichier"], refus["ligne"], refus["cle"]) == ("communes_zz.csv", 6, "44005")
    assert "coordonnées" in refus["raison"]
    assert Commune.objects.get(code_insee="44005").active is True


@pytest.mark.parametrize(
    ("fautive", "raison"),
    [
        (ligne("44005", "Bourg", lat="nan"), "coordonnées"),
        (ligne("44005", "Bourg", lat=""), "coordonnées"),
        (ligne("44005", "Bourg", codes="4499"), "code postal"),
        (ligne("44005", "Bourg", codes="44990|x"), "code postal"),
        (ligne("44005", ""), "nom absent"),
        (ligne("44005", "B" * 121), "nom absent ou trop long"),
        (ligne("99005", "Bourg"), "code INSEE inattendu"),
        (ligne("61005", "Bourg", dep="61"), "département 61 inconnu"),
        (ligne("44004", "Bourg"), "déjà lu"),
    ],
)
def test_chaque_faute_dit_sa_raison(source, fautive, raison):
    source.communes[4] = fautive
    journal = importer(source.ecrire())
    assert journal.refuses == 1
    assert raison in raisons(journal)[0]
    assert Commune.objects.count() == 29


@pytest.mark.parametrize("anciennes", [["COMX,44900,Bourg,44001"], ["COMD,44900,Bourg,44999"], ["COMD,44900,,44001"]])
def test_une_ancienne_commune_fautive_est_refusee(source, anciennes):
    source.anciennes += anciennes
    journal = importer(source.ecrire())
    assert journal.refuses == 1
    assert journal.rapport["refus"][0]["ligne"] == 4


def test_un_epci_fautif_est_refuse_avec_ses_communes(source):
    source.communes[2] = ligne("44003", "Bourg-3", epci="12345")
    source.epci = ["200000001,CC Essai,CC,29,2900,44", "12345,CC Courte,CC,1,100,44"]
    journal = importer(source.ecrire())
    assert sorted(raisons(journal)) == ["EPCI inconnu", "SIREN de 9 chiffres attendu"]


def refusee(source, **kwargs):
    journal = importer(source.ecrire(**kwargs))
    assert journal.etat == Importation.Etat.REFUSEE
    assert not Commune.objects.exists()
    return " ".join(raisons(journal))


def test_un_fichier_tronque_est_refuse(source):
    source.communes = source.communes[:20]
    assert "tronqués" in refusee(source)


def test_une_ligne_coupee_est_refusee(source):
    source.communes[-1] = source.communes[-1][:40]
    assert "colonne" in refusee(source)


def test_sans_fin_de_ligne_le_fichier_est_refuse(source):
    assert "tronqué" in refusee(source, fin="")


def test_une_population_desaccordee_est_refusee(source):
    source.communes[0] = ligne("44001", "Bourg-1", pop=101)
    assert "population" in refusee(source)


def test_un_epci_absent_est_refuse(source):
    source.epci = ["200000002,CC Autre,CC,0,0,44"]
    assert "absent" in refusee(source)


def test_d_autres_colonnes_sont_refusees(source):
    assert "colonne" in refusee(source, entete=ENTETE.replace("code_insee", "insee"))


def test_trop_de_lignes_fautives_refusent_tout(source):
    source.communes[:5] = [ligne(f"4400{n}", f"Bourg-{n}", lat="nan") for n in range(1, 6)]
    assert "coordonnées" in refusee(source)


def test_un_fichier_absent_ou_double_est_refuse(source):
    source.ecrire()
    (source.dossier / "epci_autre.csv").write_bytes(b"x\n")
    (source.dossier / "communes_deleguees_zz.csv").unlink()
    journal = importer(source.dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert len(raisons(journal)) == 2


def test_un_mauvais_dossier_est_refuse(tmp_path):
    assert importer(tmp_path / "rien").etat == Importation.Etat.REFUSEE
    (tmp_path / "x.zip").write_bytes(b"pas une archive")
    assert importer(tmp_path / "x.zip").etat == Importation.Etat.REFUSEE


def test_une_source_qui_perd_ses_anciennes_communes_est_refusee(source):
    importer(source.ecrire())
    source.anciennes = source.anciennes[:1]
    journal = importer(source.ecrire())
    assert journal.etat == Importation.Etat.REFUSEE
    assert "source tronquée" in raisons(journal)[0]
    assert CommuneDeleguee.objects.count() == 2


def test_les_noms_connus_des_bassins_sont_gardes(source):
    BassinEmploi.objects.create(code="5200", nom="Petit-Bassin accentué")
    importer(source.ecrire())
    assert BassinEmploi.objects.get().nom == "Petit-Bassin accentué"


def test_la_commande(source, capsys):
    source.ecrire()
    call_command("importer_territoires", source.dossier)
    assert "Aperçu seulement" in capsys.readouterr().out
    call_command("importer_territoires", source.dossier, appliquer=True, annee=2023)
    assert Commune.objects.filter(annee_population=2023).count() == 30
    source.communes.pop()
    with pytest.raises(CommandError, match="refusé"):
        call_command("importer_territoires", source.ecrire(), appliquer=True)


@pytest.mark.donnees_officielles
def test_les_vrais_fichiers(donnees_officielles):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    journal = importer(donnees_officielles / "geo")
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert journal.rapport["tables"]["commune"] == {
        "crees": 1048,
        "modifies": 0,
        "inchanges": 180,
        "retires": 0,
        "refuses": 0,
        "conserves": 0,
    }
    assert Commune.objects.actives().count() == 1228
    assert not Commune.objects.filter(territoire=None).exists()
    assert importer(donnees_officielles / "geo").inchanges == 1228 + 71
    assert charger_livraison(dossier=settings.DONNEES / "territoires") is None
    assert completer("roussay")[0].nom == "Sèvremoine"
    assert completer("st mars du desert 53")[0].code_insee == "53236"
