"""The sheet of a training: where, what it leads to, what comes after, and what is not known said as such."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formations.choices import IndicateurFormation, OrigineLien, Voie
from metiers.choices import Niveau, OuiNon
from metiers.services.memoire import oublier
from tests.comptes.fabriques import UtilisateurFactory
from tests.formations.fabriques import (
    BlocCompetencesFactory,
    CertificationFactory,
    CertificationMetierFactory,
    ChiffreFormationFactory,
    CodePublieFactory,
    EtablissementFactory,
    FormationFactory,
    JourneePortesOuvertesFactory,
    OffreFactory,
)
from tests.metiers.fabriques import DomaineFactory, MetierFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


def texte(reponse):
    contenu = reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", contenu))


@pytest.fixture
def cap():
    return FormationFactory(
        slug="cap-cuisine",
        intitule="CAP Cuisine",
        certification=CertificationFactory(intitule="CAP cuisine", code_rncp="37553"),
    )


def test_ce_qu_elle_est(client, cap):
    BlocCompetencesFactory(certification=cap.certification, intitule="Organiser sa production")
    contenu = texte(client.get("/formations/cap-cuisine/"))
    for attendu in ("CAP Cuisine", "2 ans", "Après la 3e", "Fiche 37553", "Organiser sa production", "CAP, BEP"):
        assert attendu in contenu
    assert re.search(r"Compte personnel de formation \(CPF\) Non renseigné", contenu)


@pytest.mark.parametrize(("valeur", "dit"), [(OuiNon.OUI, "CPF) Oui"), (OuiNon.NON, "CPF) Non P")])
def test_le_cpf_oui_non_ou_non_renseigne(client, cap, valeur, dit):
    cap.certification.eligible_cpf = valeur
    cap.certification.save()
    assert dit in texte(client.get("/formations/cap-cuisine/"))


def test_ou_du_plus_proche_au_plus_loin(client, cap):
    nantes = CommuneFactory(code_insee="85109", nom="Nantes", latitude=47.2184, longitude=-1.5536)
    loin = CommuneFactory(nom="Saumur", latitude=47.26, longitude=-0.07)
    OffreFactory(formation=cap, etablissement=EtablissementFactory(nom="A Loin", commune=loin))
    OffreFactory(formation=cap, etablissement=EtablissementFactory(nom="B Perdu", commune=None))
    OffreFactory(formation=cap, etablissement=EtablissementFactory(nom="C Ici", commune=nantes))
    noms = [o.offre.etablissement.nom for o in client.get("/formations/cap-cuisine/?commune=85109").context["offres"]]
    assert noms == ["C Ici", "A Loin", "B Perdu"]
    noms = [o.offre.etablissement.nom for o in client.get("/formations/cap-cuisine/").context["offres"]]
    assert noms == ["A Loin", "B Perdu", "C Ici"]
    assert "« 99999 »" in texte(client.get("/formations/cap-cuisine/?commune=99999"))


def test_les_places_leur_date_et_qui_les_tient(client, cap):
    offre = OffreFactory(formation=cap, avec_places=True, places_par=UtilisateurFactory())
    contenu = texte(client.get("/formations/cap-cuisine/"))
    assert "3 places restantes" in contenu and "24 places en première année" in contenu
    assert re.search(r"Places dites le .* par l'établissement", contenu)
    offre.places_restantes = None
    offre.save()
    contenu = texte(client.get("/formations/cap-cuisine/"))
    assert "restante" not in contenu and "Complet" not in contenu  # unknown is not zero


def test_un_nombre_de_demonstration_est_signale(client, cap):
    OffreFactory(formation=cap, avec_places=True, demonstration=True)
    assert "Nombre inventé pour la démonstration" in texte(client.get("/formations/cap-cuisine/"))


def test_portes_ouvertes_et_internat(client, cap):
    offre = OffreFactory(formation=cap, etablissement__internat=OuiNon.OUI)
    JourneePortesOuvertesFactory(etablissement=offre.etablissement)
    contenu = texte(client.get("/formations/cap-cuisine/"))
    assert "Portes ouvertes le" in contenu and "Internat" in contenu


def test_les_metiers_avec_l_origine_du_lien(client, cap):
    CertificationMetierFactory(certification=cap.certification, metier__nom_masculin="Cuisinier")
    CertificationMetierFactory(
        certification=cap.certification, metier__nom_masculin="Traiteur", origine=OrigineLien.PARENT
    )
    CertificationMetierFactory(certification=cap.certification, metier=MetierFactory(brouillon=True))
    contenu = texte(client.get("/formations/cap-cuisine/"))
    assert "Même code ROME dans la table publiée" in contenu
    assert "Code ROME de la fiche mère" in contenu
    assert len(client.get("/formations/cap-cuisine/").context["fiche"].metiers) == 2


def test_un_code_de_domaine_seul_n_est_pas_etire(client, cap):
    DomaineFactory(code="G16", slug="production-culinaire", libelle="Production culinaire")
    CodePublieFactory(certification=cap.certification, code="G1600")
    reponse = client.get("/formations/cap-cuisine/")
    assert reponse.context["fiche"].metiers == []
    assert "s'arrête au domaine professionnel" in texte(reponse) and "Production culinaire" in texte(reponse)


def test_les_chiffres_ont_source_periode_et_grain(client, cap):
    ChiffreFormationFactory(
        certification=cap.certification,
        indicateur=IndicateurFormation.INSERTION_6,
        valeur=62.5,
        unite="%",
        periode="2022-2023",
        grain="région",
        source="InserJeunes",
    )
    ChiffreFormationFactory(certification=cap.certification, valeur=None, non_diffuse=True)
    contenu = texte(client.get("/formations/cap-cuisine/"))
    assert "62,5 %" in contenu and "2022-2023, région. Source : InserJeunes" in contenu
    assert "Non diffusé" in contenu


def test_ce_qui_suit_dans_le_meme_domaine(client, cap):
    metier = MetierFactory()
    bac = FormationFactory(intitule="Bac pro Cuisine", certification__niveau=Niveau.BAC, niveau_entree=Niveau.SANS)
    for formation in (cap, bac):
        CertificationMetierFactory(certification=formation.certification, metier=metier)
    FormationFactory(intitule="BTS sans rapport", certification__niveau=Niveau.BAC2)
    oublier()
    suites = client.get("/formations/cap-cuisine/").context["suites"]
    assert [s["formation"].intitule for s in suites] == ["Bac pro Cuisine"]


def test_une_annee_commune_nomme_ses_specialites(client):
    seconde = FormationFactory(slug="seconde", intitule="Seconde professionnelle", certification=None, niveau=4)
    bac = CertificationFactory(intitule="Bac pro Cuisine", niveau=4)
    seconde.specialites.add(bac)
    CertificationMetierFactory(certification=bac, metier__nom_masculin="Cuisinier")
    contenu = texte(client.get("/formations/seconde/"))
    assert "Les spécialités choisies ensuite" in contenu and "par Bac pro Cuisine" in contenu


def test_donnees_liees(client, cap):
    OffreFactory(formation=cap, voie=Voie.APPRENTISSAGE, etablissement__nom="</script><b>CFA")
    contenu = client.get("/formations/cap-cuisine/").content.decode()
    blocs = [json.loads(b) for b in re.findall(r'<script type="application/ld\+json">(.*?)</script>', contenu, re.S)]
    cours = next(b for b in blocs if b["@type"] == "Course")
    assert cours["name"] == "CAP Cuisine" and cours["timeRequired"] == "P24M"
    assert cours["provider"][0]["name"] == "</script><b>CFA"
    assert cours["hasCourseInstance"][0]["courseMode"] == "blended"


def test_introuvable_ou_fermee(client, cap):
    assert client.get("/formations/inconnue/").status_code == 404
    cap.active = False
    cap.save()
    assert client.get("/formations/cap-cuisine/").status_code == 404


def test_sans_offre(client, cap):
    assert "Aucun établissement connu dans la région" in texte(client.get("/formations/cap-cuisine/"))


@pytest.mark.parametrize("requete", ["page=99", "page=x", "ou=%00x"[:5], "rayon=zz", "commune=" + "9" * 400])
def test_toute_adresse_repond(client, cap, requete):
    OffreFactory(formation=cap)
    assert client.get(f"/formations/cap-cuisine/?{requete}").status_code == 200


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_offres(client, cap):
    nombres = []
    for en_plus in (2, 18):
        for offre in OffreFactory.create_batch(en_plus, formation=cap):
            JourneePortesOuvertesFactory(etablissement=offre.etablissement)
            ChiffreFormationFactory(offre=offre)
            CertificationMetierFactory(certification=cap.certification)
            BlocCompetencesFactory(certification=cap.certification)
        oublier()
        client.get("/formations/cap-cuisine/")
        with CaptureQueriesContext(connection) as requetes:
            assert client.get("/formations/cap-cuisine/").status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 14
