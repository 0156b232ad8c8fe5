"""The page of the neighbours: what it says, its filters, hostile addresses, what stands in its place, its cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.choices import Niveau
from metiers.models import Metier
from metiers.services import registres
from metiers.services.marche import Potentiel
from metiers.services.memoire import oublier, prechauffer
from metiers.services.registres import FormationsVers
from tests.metiers.fabriques import AccesNiveauFactory, FamilleFactory, MetierFactory, MobiliteFactory
from tests.metiers.passerelles_fictives import metier
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


def adresse(fait):
    return f"/metiers/{fait.slug}/passerelles/"


def page(client, fait, **parametres):
    reponse = client.get(adresse(fait), parametres)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode())


def noms(contenu):
    return re.findall(r'<h3><a href="/metiers/([-\w]+)/"', contenu)


@pytest.fixture
def menuisier():
    ici = metier("Menuisier", "Scier", "Poncer", "Lire un plan")
    MobiliteFactory(source=ici, cible=metier("Ébéniste", "Scier", "Poncer", "Vernir"))
    metier("Charpentier", "Scier", "Lire un plan", "Grimper")
    return ici


def test_ce_qui_est_su_ce_qui_manque_et_pourquoi(client, menuisier):
    contenu = page(client, menuisier)
    assert noms(contenu)[0] == "ebeniste" and "charpentier" in noms(contenu)
    assert "2 savoir-faire sur 3 déjà acquis" in contenu
    assert "À apprendre&nbsp;:</strong> Vernir." in contenu
    assert "Recensé par France Travail, rang 1" in contenu and "Par les savoir-faire" in contenu
    assert "cette part ne compte pas" in contenu
    assert f"/metiers/comparer/?m={menuisier.slug}&amp;m=ebeniste" in contenu


def test_les_formations_ne_se_montrent_que_si_une_app_les_connait(client, menuisier, monkeypatch):
    assert "Pour apprendre ce qui manque" not in page(client, menuisier)
    vers = FormationsVers(1, 12.4, exemples=(("CAP Ébéniste", "/formations/cap-ebeniste/"),))
    monkeypatch.setattr(registres.formations_vers, "_elements", {"essai": lambda ids, lieu: dict.fromkeys(ids, vers)})
    contenu = page(client, menuisier)
    assert "CAP Ébéniste" in contenu and "12&nbsp;km" in contenu


def test_le_potentiel_dit_son_lieu(client, menuisier, monkeypatch):
    monkeypatch.setattr(
        "metiers.services.passerelles.potentiels",
        lambda ids, lieu: {pk: Potentiel(4, territoire="Bassin de Saumur") for pk in ids},
    )
    commune = CommuneFactory()
    contenu = page(client, menuisier, commune=commune.code_insee)
    assert "Bassin de Saumur" in contenu and re.search(rf"autour (de |d&#x27;|du ){commune.nom}", contenu)


def test_l_autre_sens(client, menuisier):
    contenu = page(client, Metier.objects.get(slug="ebeniste"), sens="depuis")
    assert noms(contenu)[0] == "menuisier"
    assert "rang 1" in contenu and "Venir vers" in contenu


def test_les_filtres_et_les_tris(client, menuisier):
    charpentier = Metier.objects.get(slug="charpentier")
    AccesNiveauFactory(metier=charpentier, niveau=Niveau.CAP)
    assert noms(page(client, menuisier, niveau="3")) == ["charpentier"]
    assert noms(page(client, menuisier, famille=charpentier.famille.slug)) == ["charpentier"]
    assert noms(page(client, menuisier, tri="nom")) == ["charpentier", "ebeniste"]
    vide = page(client, menuisier, niveau="0")
    assert "Aucune passerelle trouvée" in vide and "Retirer le filtre" in vide
    assert noms(page(client, menuisier, essentiel="oui")) != []


@pytest.mark.parametrize(
    "requete",
    [
        "niveau=99", "niveau=trois", "famille=inconnue", "tri=hasard", "sens=gauche", "essentiel=peut-etre",
        "page=-4", "page=zzz", "commune=abc", "commune=99999", "niveau=" + "9" * 3_000, "famille=%F0%9F%98%80",
    ],
)  # fmt: skip
def test_une_adresse_hostile_donne_une_page(client, menuisier, requete):
    reponse = client.get(f"{adresse(menuisier)}?{requete}")
    assert reponse.status_code == 200
    if not requete.startswith(("page", "commune")):
        assert "n'a pas été comprise" in reponse.content.decode()


def test_le_meme_accueil_que_la_fiche_quand_le_metier_n_est_pas_publie(client, admin_client):
    suite = MetierFactory()
    retire = MetierFactory(retire=True, remplace_par=suite)
    brouillon = MetierFactory(brouillon=True)
    reponse = client.get(adresse(retire))
    assert reponse.status_code == 410 and suite.get_absolute_url() in reponse.content.decode()
    assert client.get(adresse(brouillon)).status_code == 404
    assert "Brouillon" in admin_client.get(adresse(brouillon)).content.decode()
    assert client.get("/metiers/inconnu/passerelles/").status_code == 404


def test_un_code_rome_mene_a_la_page(client):
    fait = MetierFactory(code_rome="H2206")
    assert client.get("/metiers/h2206/passerelles/")["Location"] == adresse(fait)


def test_sans_voisin_la_page_mene_ailleurs(client):
    contenu = page(client, metier("Seul"))
    assert "Aucune passerelle trouvée" in contenu and "/metiers/mes-savoir-faire/" in contenu


def test_la_fiche_mene_aux_passerelles_et_a_la_comparaison(client, menuisier):
    contenu = client.get(menuisier.get_absolute_url()).content.decode()
    assert adresse(menuisier) in contenu and "/metiers/comparer/choisir/" in contenu


def test_htmx_recoit_l_adresse_sans_vide(client, menuisier):
    reponse = client.get(adresse(menuisier), {"niveau": "", "tri": "nom"}, headers={"HX-Request": "true"})
    assert reponse["HX-Push-Url"] == f"{adresse(menuisier)}?tri=nom"


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_passerelles(client):
    nombres = []
    client.get("/metiers/")
    for nombre in (2, 20):
        famille = FamilleFactory()
        ici = metier(f"Ici {nombre}", f"Savoir {nombre}")
        for rang in range(nombre):
            MobiliteFactory(
                source=ici, ordre=rang + 1, cible=metier(f"Voisin {nombre} {rang}", f"Savoir {nombre}", famille=famille)
            )
        oublier()
        prechauffer()
        with CaptureQueriesContext(connection) as requetes:
            assert len(noms(page(client, ici))) == min(nombre, 8)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 7


def test_la_page_tient_dans_le_budget_de_noeuds(client):
    ici = metier("Ici", *(f"Savoir {n}" for n in range(12)))
    for rang in range(20):
        MobiliteFactory(source=ici, cible=metier(f"Voisin {rang}", *(f"Savoir {n}" for n in range(6, 18))))
    assert len(re.findall(r"<[a-z]", page(client, ici))) <= 700
