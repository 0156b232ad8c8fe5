"""Ask for an alert in two gestures, with an account or with an address alone; nothing by the opening of a link."""

import re
from datetime import date

import pytest

from comptes.models import Courriel
from metiers.models import EtatCatalogue
from stages.models import Alerte, CleAlerte
from stages.services.adresses_alertes import adresse_confirmation
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.stages.alertes.fabriques import AlerteFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory, TerritoireFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
NOUVELLE = "/stages/alertes/nouvelle/"
MINIMUM = {"frequence": "immediate", "age": "majeur", "rayon_km": "30"}


def _connecter(client, **champs):
    personne = UtilisateurFactory(**champs)
    client.force_login(personne)
    return personne


def _formulaire(reponse) -> dict[str, object]:
    """What a browser would send back without touching anything."""
    form = reponse.context["form"]
    valeurs = {}
    for champ in form:
        valeur = champ.value()
        if valeur is True:
            valeurs[champ.html_name] = "on"
        elif valeur not in (None, False, ""):
            valeurs[champ.html_name] = valeur.isoformat() if isinstance(valeur, date) else valeur
    return valeurs


def test_depuis_une_recherche_un_bouton_suffit(client):
    personne = _connecter(client)
    commune, metier, famille = CommuneFactory(nom="Angers"), MetierFactory(), FamilleFactory()
    adresse = (
        f"{NOUVELLE}?q=pain&section=observation&niveau=college&semaine_debut=2027-01-04&semaine_fin=2027-01-20"
        f"&metier={metier.slug}&famille={famille.slug}&commune={commune.code_insee}&rayon=15"
    )
    page = client.get(adresse)
    for morceau in ("Stage d'observation", "pain", "15 km", "d'Angers"):
        assert morceau in page.content.decode().replace("&#x27;", "'"), morceau
    assert not Alerte.objects.exists()
    assert client.post(adresse, _formulaire(page)).status_code == 302
    alerte = Alerte.objects.get()
    assert (alerte.utilisateur, alerte.mots, alerte.section, alerte.niveau) == (
        personne,
        "pain",
        "observation",
        "college",
    )
    assert (alerte.commune, alerte.rayon_km, alerte.mineur) == (commune, 15, True)
    assert (alerte.semaine_debut, alerte.semaine_fin) == (date(2027, 1, 4), date(2027, 1, 18))
    assert (list(alerte.metiers.all()), list(alerte.familles.all())) == ([metier], [famille])
    assert CleAlerte.objects.filter(alerte=alerte).count() == 2


def test_demander_deux_fois_la_meme_n_en_fait_qu_une(client):
    _connecter(client)
    for frequence in ("immediate", "quotidienne"):
        assert client.post(NOUVELLE, {**MINIMUM, "frequence": frequence}).status_code == 302
    assert Alerte.objects.get().frequence == "quotidienne"


def test_vingt_alertes_au_plus(client):
    personne = _connecter(client)
    AlerteFactory.create_batch(20, utilisateur=personne, mots="rare")
    reponse = client.post(NOUVELLE, {**MINIMUM, "mots": "autre"})
    assert reponse.status_code == 422
    assert "20 alertes" in reponse.content.decode()
    assert Alerte.objects.count() == 20


def test_une_adresse_seule_confirme_avant_tout(client):
    page = client.get(f"{NOUVELLE}?section=vte")
    suite = client.post(NOUVELLE, {**_formulaire(page), "courriel": "Lou@Adresse.example"})
    assert suite.status_code == 302
    alerte = Alerte.objects.get()
    assert (alerte.courriel, alerte.confirmee_le) == ("lou@adresse.example", None)
    assert not CleAlerte.objects.exists()
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "lou@adresse.example"
    chemin = re.search(r"https?://[^/]+(/\S+)", courriel.texte).group(1)
    assert "Je confirme" in client.get(chemin).content.decode()
    alerte.refresh_from_db()
    assert alerte.confirmee_le is None
    assert "C'est confirmé" in client.post(chemin).content.decode()
    alerte.refresh_from_db()
    premiere = alerte.confirmee_le
    assert premiere
    assert CleAlerte.objects.filter(alerte=alerte).count() == 1
    client.post(chemin)
    alerte.refresh_from_db()
    assert alerte.confirmee_le == premiere


def test_redemander_le_meme_jour_n_ecrit_pas_deux_fois(client):
    for _ in range(3):
        client.post(NOUVELLE, {**MINIMUM, "courriel": "lou@adresse.example"})
    assert (Alerte.objects.count(), Courriel.objects.count()) == (1, 1)


def test_personne_ne_remplit_la_boite_d_un_autre(client):
    statuts = [
        client.post(NOUVELLE, {**MINIMUM, "mots": f"mot{n}", "courriel": "lou@adresse.example"}).status_code
        for n in range(5)
    ]
    assert statuts == [302, 302, 302, 422, 422]
    assert Courriel.objects.count() == 3


def test_redemander_une_alerte_confirmee_ne_la_change_pas(client):
    AlerteFactory(adresse_seule=True, courriel="lou@adresse.example", frequence="hebdomadaire")
    assert client.post(NOUVELLE, {**MINIMUM, "courriel": "lou@adresse.example"}).status_code == 302
    assert Alerte.objects.get().frequence == "hebdomadaire"
    assert not Courriel.objects.exists()


def test_moins_de_15_ans_l_enfant_et_le_responsable_confirment(client):
    demande = {**MINIMUM, "age": "moins_15", "courriel": "enfant@adresse.example"}
    for responsable in ("", "ENFANT@adresse.example"):
        refus = client.post(NOUVELLE, {**demande, "courriel_responsable": responsable})
        assert refus.status_code == 422
        assert "courriel_responsable" in refus.context["form"].errors
    assert not Alerte.objects.exists()
    client.post(NOUVELLE, {**demande, "courriel_responsable": "parent@adresse.example"})
    alerte = Alerte.objects.get()
    assert alerte.mineur
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {alerte.courriel, "parent@adresse.example"}
    reponse = client.post(adresse_confirmation(alerte))
    assert "Il manque une réponse" in reponse.content.decode()
    assert not CleAlerte.objects.exists()
    assert "votre accord est enregistré" in client.post(adresse_confirmation(alerte, responsable=True)).content.decode()
    alerte.refresh_from_db()
    assert alerte.confirmee_le
    assert CleAlerte.objects.count() == 1


@pytest.mark.parametrize("jeton", ["x", "a1", "a1~faux", "~", "a99999999999999999999~x"])
def test_un_jeton_invente_est_introuvable(client, jeton):
    for chemin in ("confirmer", "desinscription", "gerer"):
        assert client.get(f"/stages/alertes/{chemin}/{jeton}/").status_code == 404
        assert client.post(f"/stages/alertes/{chemin}/{jeton}/").status_code in (404, 405)


def test_un_jeton_ne_sert_pas_a_autre_chose(client):
    alerte = AlerteFactory(adresse_seule=True)
    jeton = adresse_confirmation(alerte).rstrip("/").rpartition("/")[2]
    assert client.post(f"/stages/alertes/desinscription/{jeton}/").status_code == 404


def test_une_demande_effacee_le_dit(client):
    alerte = AlerteFactory(adresse_seule=True, confirmee_le=None)
    adresse = adresse_confirmation(alerte)
    alerte.delete()
    reponse = client.get(adresse)
    assert reponse.status_code == 404
    assert "n'existe plus" in reponse.content.decode()


@pytest.mark.parametrize(
    "requete",
    [
        "section=x", "niveau=x", "semaine_debut=2027-02-30", "semaine_fin=hier", "metier=inconnu", "q=" + "é" * 900,
        "commune=99999&rayon=abc", "departement=00", "territoire=x&territoire=y", "rayon=999999999999", "famille=%F0",
        "semaine_debut=2027-02-01&semaine_fin=2026-01-01", "&".join(f"metier=m{n}" for n in range(60)),
    ],
)  # fmt: skip
def test_toute_adresse_de_recherche_donne_une_page(client, requete):
    assert client.get(f"{NOUVELLE}?{requete}").status_code == 200


def test_ce_qui_n_est_pas_compris_est_dit(client):
    assert "n'a pas été comprise" in client.get(f"{NOUVELLE}?metier=inconnu").content.decode()


def test_un_caractere_nul_est_refuse(client):
    assert client.get(f"{NOUVELLE}?q=%00").status_code == 400
    assert client.post(NOUVELLE, {**MINIMUM, "courriel": "a\0b@c.example"}).status_code == 400


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"courriel": ""}, "courriel"),
        ({"courriel": "pas une adresse"}, "courriel"),
        ({"courriel": f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"}, "courriel"),
        ({"frequence": "chaque heure"}, "frequence"),
        ({"frequence": ""}, "frequence"),
        ({"age": ""}, "age"),
        ({"section": "x"}, "section"),
        ({"mots": "m" * 121}, "mots"),
        ({"metiers": ["inconnu"]}, "metiers"),
        ({"metier_ajoute": "zzzzqqqq"}, "metier_ajoute"),
        ({"familles": ["inconnue"]}, "familles"),
        ({"commune": "zzzzqqqq"}, "commune"),
        ({"rayon_km": "61"}, "rayon_km"),
        ({"semaine_debut": "2027-13-45"}, "semaine_debut"),
        ({"semaine_debut": "0001-01-01"}, "semaine_debut"),
        ({"semaine_debut": "2027-02-01", "semaine_fin": "2027-01-04"}, "semaine_fin"),
        ({"calme_debut": "21:00"}, "calme_fin"),
        ({"calme_debut": "25:00", "calme_fin": "07:00"}, "calme_debut"),
    ],
)
def test_chaque_erreur_est_dite_et_ce_qui_est_tape_reste(client, champs, fautif):
    donnees = {**MINIMUM, "courriel": "lou@adresse.example", "mots": "mon mot", **champs}
    reponse = client.post(NOUVELLE, donnees)
    assert reponse.status_code == 422
    assert fautif in reponse.context["form"].errors
    if fautif != "mots":
        assert "mon mot" in reponse.content.decode()
    assert not Alerte.objects.exists()


def test_un_seul_lieu(client):
    departement, territoire = DepartementFactory(), TerritoireFactory()
    donnees = {**MINIMUM, "courriel": "a@b.example", "departement": departement.code, "territoire": territoire.code}
    assert "territoire" in client.post(NOUVELLE, donnees).context["form"].errors


def test_deux_communes_du_meme_nom_se_choisissent(client):
    CommuneFactory(nom="Saint-Même", departement=DepartementFactory(code="44"))
    voulue = CommuneFactory(nom="Saint-Même", departement=DepartementFactory(code="49"))
    _connecter(client)
    refus = client.post(NOUVELLE, {**MINIMUM, "commune": "saint meme"})
    assert "Saint-Même (44)" in str(refus.context["form"].errors["commune"])
    assert client.post(NOUVELLE, {**MINIMUM, "commune": voulue.code_insee}).status_code == 302
    assert Alerte.objects.get().commune == voulue


def test_un_metier_tape_est_reconnu_ou_propose(client):
    soudeur = MetierFactory(nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse")
    MetierFactory(nom="Soudeur naval / Soudeuse navale", nom_masculin="Soudeur naval", nom_feminin="Soudeuse navale")
    EtatCatalogue.objects.update_or_create(pk=1, defaults={"version": 999})
    _connecter(client)
    assert client.post(NOUVELLE, {**MINIMUM, "metier_ajoute": "soudeuse"}).status_code == 302
    assert list(Alerte.objects.get().metiers.all()) == [soudeur]
    refus = client.post(NOUVELLE, {**MINIMUM, "metier_ajoute": "soud"})
    assert refus.status_code == 422
    assert "Soudeuse navale" in refus.content.decode()


def test_un_debit_trop_fort_est_dit(client, monkeypatch):
    monkeypatch.setattr("stages.views.alertes.debit_epuise", lambda request, scope: 60)
    reponse = client.post(NOUVELLE, {**MINIMUM, "courriel": "a@b.example"})
    assert reponse.status_code == 422
    assert not Courriel.objects.exists()


def test_la_notification_se_choisit_quand_le_portail_en_envoie(client, settings):
    settings.VAPID_CLE_PRIVEE = "cle"
    _connecter(client)
    refus = client.post(NOUVELLE, MINIMUM)
    assert "par_courriel" in refus.context["form"].errors
    client.post(NOUVELLE, {**MINIMUM, "par_push": "on"})
    assert (Alerte.objects.get().par_courriel, Alerte.objects.get().par_push) == (False, True)
