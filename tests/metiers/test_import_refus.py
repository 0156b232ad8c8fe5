"""A wrong archive is refused whole, says why with file and line, and changes nothing."""

import gzip
import random
import zipfile

import pytest
from django.core.management import CommandError, call_command

from metiers.importeurs.rome.formes import OBJETS
from metiers.models import Competence, Metier
from metiers.services.catalogue import version_catalogue
from metiers.services.import_rome import importer_rome
from territoires.models import Importation
from tests.metiers.archive_rome import FICHES, ArchiveEssai

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    return ArchiveEssai()


@pytest.fixture
def refuser(tmp_path):
    """Import what must be refused; answers the reasons."""

    def executer(chemin):
        journal = importer_rome(chemin=chemin, appliquer=True)
        assert journal.etat == Importation.Etat.REFUSEE, journal.rapport
        assert Metier.objects.count() == Competence.objects.count() == 0
        assert version_catalogue() == 1
        assert Importation.objects.get().rapport["refus"], "le rapport est gardé"
        Importation.objects.all().delete()
        return [(r["fichier"], r["ligne"], r["raison"]) for r in journal.rapport["refus"]]

    return executer


def _couper(contenu, debut, fin):
    lignes = contenu.split(b"\n")
    return b"\n".join(lignes[debut:fin])


@pytest.mark.parametrize("objet", list(OBJETS))
def test_chaque_fichier_est_obligatoire(archive, refuser, tmp_path, objet):
    raisons = refuser(archive.ecrire(tmp_path / "rome", **{objet: None}))
    assert raisons == [(f"unix_{objet}_v4NN_utf8.csv", 0, "fichier obligatoire absent")]


def test_colonne_inconnue_et_manquante(archive, refuser, tmp_path):
    contenu = archive.contenu("themes").replace(b'"libelle_theme"', b'"intitule"')
    raisons = refuser(archive.ecrire(tmp_path / "rome", themes=contenu))
    nom = "unix_themes_v460_utf8.csv"
    assert raisons == [(nom, 1, "colonne manquante : libelle_theme"), (nom, 1, "colonne inconnue : intitule")]


def test_toutes_les_fautes_sont_dites_a_la_fois(archive, refuser, tmp_path):
    raisons = refuser(archive.ecrire(tmp_path / "rome", themes=b"<html>\n", texte=b"", grand_domaine=b'"a'))
    assert {fichier for fichier, _, _ in raisons} == {
        f"unix_{objet}_v460_utf8.csv" for objet in ("themes", "texte", "grand_domaine")
    }


@pytest.mark.parametrize(
    "objet", ["referentiel_code_rome", "referentiel_appellation", "liens_rome_referentiels", "texte"]
)
def test_tronque_a_n_importe_quel_octet(archive, refuser, tmp_path, objet):
    """Everywhere but at the very end; at an end of line the other files give it away."""
    contenu = archive.contenu(objet)
    debut_des_lignes = contenu.index(b"\n") + 1
    hasard = random.Random(2913)
    coupes = {0, 1, debut_des_lignes - 1, debut_des_lignes, len(contenu) - 1, len(contenu) - 2}
    coupes |= {hasard.randrange(len(contenu) - 1) for _ in range(25)}
    fins_de_ligne = [i + 1 for i, octet in enumerate(contenu) if octet == 0x0A][:-1]
    coupes |= set(hasard.sample(fins_de_ligne, 8))
    for coupe in sorted(coupes):
        refuser(archive.ecrire(tmp_path / "rome", **{objet: contenu[:coupe]}))


@pytest.mark.parametrize("objet", list(OBJETS))
def test_coupe_au_milieu_d_une_ligne_ou_sans_fin_de_ligne(archive, refuser, tmp_path, objet):
    contenu = archive.contenu(objet)
    for coupe in (len(contenu) - 1, len(contenu) - 3, contenu.index(b"\n") // 2):
        raisons = refuser(archive.ecrire(tmp_path / "rome", **{objet: contenu[:coupe]}))
        assert any(fichier.startswith(f"unix_{objet}_v") for fichier, _, _ in raisons)


def test_ligne_de_mauvaise_largeur_dite_avec_son_numero(archive, refuser, tmp_path):
    contenu = archive.contenu("themes") + b'"002","trop court"\n'
    ((fichier, ligne, raison),) = refuser(archive.ecrire(tmp_path / "rome", themes=contenu))
    assert (fichier, ligne) == ("unix_themes_v460_utf8.csv", 3)
    assert raison.startswith("2 colonne(s) au lieu de 3")


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (lambda c: c.decode().encode("utf-16"), "octets nuls"),
        (lambda c: c + b'"\x81","\x8d","x"\n', "ni UTF-8 ni Windows-1252"),
        (lambda c: c + '"002","MÃ©tiers","x"\n'.encode(), "accents abîmés"),
        (lambda c: c + '"002","M\ufffdtiers","x"\n'.encode(), "accents abîmés"),
        (lambda c: c + '"002","Métiers","x"\n'.encode() + b'"003","\xff","x"\n', "accents abîmés"),
    ],
)
def test_mauvais_encodage(archive, refuser, tmp_path, contenu, raison):
    raisons = refuser(archive.ecrire(tmp_path / "rome", themes=contenu(archive.contenu("themes"))))
    assert any(raison in texte for _, _, texte in raisons), raisons


def test_un_autre_fichier_a_la_place(archive, refuser, tmp_path):
    raisons = refuser(archive.ecrire(tmp_path / "rome", texte=archive.contenu("themes")))
    assert "colonne manquante" in raisons[0][2]


def test_codes_repetes_ou_mal_formes(archive, refuser, tmp_path):
    archive.tables["referentiel_code_rome"].append(dict(archive.tables["referentiel_code_rome"][0]))
    archive.tables["referentiel_appellation"][3]["code_ogr"] = "x" * 40
    raisons = [raison for _, _, raison in refuser(archive.ecrire(tmp_path / "rome"))]
    assert "code_rome répété : « H2913 »" in raisons
    assert any(raison.startswith("code_ogr mal formé") for raison in raisons)


def test_liens_vers_des_codes_inconnus_au_dela_du_seuil(archive, refuser, tmp_path):
    archive.tables["referentiel_competence"] = archive.tables["referentiel_competence"][:1]
    raisons = refuser(archive.ecrire(tmp_path / "rome"))
    assert any("renvoient à un code OGR inconnu" in raison for _, _, raison in raisons)


def test_versions_melees(archive, refuser, tmp_path):
    dossier = archive.ecrire(tmp_path / "rome")
    (dossier / "version.txt").write_text("Numero de version : 61\n")
    ((_, _, raison),) = refuser(dossier)
    assert raison == "plusieurs versions mêlées : 60, 61"


def test_un_fichier_present_deux_fois(archive, refuser, tmp_path):
    dossier = archive.ecrire(tmp_path / "rome")
    (dossier / (archive.nom("themes") + ".gz")).write_bytes(gzip.compress(archive.contenu("themes")))
    ((fichier, _, raison),) = refuser(dossier)
    assert (fichier, raison.startswith("présent deux fois")) == (archive.nom("themes") + ".gz", True)


def test_gz_accepte_et_gz_abime_refuse(archive, refuser, tmp_path):
    dossier = archive.ecrire(tmp_path / "rome", themes=None)
    chemin = dossier / (archive.nom("themes") + ".gz")
    comprime = gzip.compress(archive.contenu("themes"))
    chemin.write_bytes(comprime[:-6])
    assert "abîmé" in refuser(dossier)[0][2]
    chemin.write_bytes(comprime)
    assert importer_rome(chemin=dossier, appliquer=True).etat == Importation.Etat.APPLIQUEE


def test_dossier_vide_absent_ou_fichier_quelconque(refuser, tmp_path):
    vide = tmp_path / "vide"
    vide.mkdir()
    assert "ce n'est pas l'archive du ROME" in refuser(vide)[0][2]
    assert "introuvable" in refuser(tmp_path / "rien")[0][2]
    texte = tmp_path / "lettre.zip"
    texte.write_text("bonjour")
    assert "n'est pas une archive .zip" in refuser(texte)[0][2]


def test_une_forte_baisse_est_refusee_contre_le_dernier_import(archive, tmp_path):
    importer_rome(chemin=archive.ecrire(tmp_path / "rome"), appliquer=True)
    archive.retirer_fiche("D1102")
    archive.retirer_fiche("A1101")

    journal = importer_rome(chemin=archive.ecrire(tmp_path / "rome"), appliquer=True)

    assert journal.etat == Importation.Etat.REFUSEE
    assert any("contre 10 au dernier import" in r["raison"] for r in journal.rapport["refus"])
    assert Metier.objects.publies().count() == len(FICHES)
    assert importer_rome(chemin=tmp_path / "rome", appliquer=True, forcer=True).etat == Importation.Etat.APPLIQUEE


def test_la_commande_ne_change_rien_sans_appliquer(archive, tmp_path, capsys):
    dossier = archive.ecrire(tmp_path / "rome")
    call_command("importer_rome", dossier)
    assert "Aperçu seulement" in capsys.readouterr().out
    assert Metier.objects.count() == 0
    call_command("importer_rome", dossier, "--appliquer")
    assert "Métiers" in capsys.readouterr().out
    assert Metier.objects.count() == len(FICHES)


def test_la_commande_refuse_avec_les_raisons(archive, tmp_path, capsys):
    with pytest.raises(CommandError, match="rien n'est changé"):
        call_command("importer_rome", archive.ecrire(tmp_path / "rome", themes=None), "--appliquer")
    assert "fichier obligatoire absent" in capsys.readouterr().out


class TestArchivesDangereuses:
    def _zip(self, chemin, entrees):
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
            for nom, contenu in entrees:
                archive.writestr(nom, contenu)
        return chemin

    @pytest.mark.parametrize("nom", ["../unix_themes_v460_utf8.csv", "/etc/passwd", "C:\\a.csv", "a\\..\\..\\b.csv"])
    def test_chemins(self, refuser, tmp_path, nom):
        assert "chemin interdit" in refuser(self._zip(tmp_path / "a.zip", [(nom, "x")]))[0][2]

    def test_bombe(self, refuser, tmp_path):
        zeros = b"0" * (70 * 1024 * 1024)
        chemin = self._zip(tmp_path / "bombe.zip", [("unix_themes_v460_utf8.csv", zeros)])
        assert any("volumineuse" in raison for _, _, raison in refuser(chemin))

    def test_trop_de_fichiers(self, refuser, tmp_path):
        chemin = self._zip(tmp_path / "a.zip", [(f"{n}.txt", "") for n in range(201)])
        assert "plus que les 200 admis" in refuser(chemin)[0][2]

    def test_lien_symbolique(self, refuser, tmp_path):
        info = zipfile.ZipInfo("lien")
        info.external_attr = 0o120777 << 16
        assert "lien symbolique" in refuser(self._zip(tmp_path / "a.zip", [(info, "/etc/passwd")]))[0][2]

    def test_zip_tronque_ou_abime(self, archive, refuser, tmp_path):
        chemin = archive.zipper(tmp_path / "a.zip")
        octets = chemin.read_bytes()
        chemin.write_bytes(octets[: len(octets) // 2])
        refuser(chemin)
        abime = bytearray(octets)
        for place in range(200, len(octets) // 2, 997):
            abime[place] ^= 0xFF
        chemin.write_bytes(bytes(abime))
        refuser(chemin)
