"""Agreements: who makes them, who reads and signs them, what a new version does, what is refused and why."""

import re
from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from comptes.services.donnees_personnelles import exporter_mes_donnees
from stages.choices import EtatCandidature, Section
from stages.models import Convention, SignatureConvention
from stages.services.conservation_conventions import effacer_les_conventions
from stages.services.conventions import ConventionImpossible, empreinte_de
from stages.services.courriels_conventions import jeton_de
from stages.services.planning import Plage
from stages.services.signatures import SignatureImpossible, parties_de, signer_convention
from territoires.models import JourFerie
from tests.stages.conventions.fabriques import adulte, confirmee, convention, formulaire, lundi
from tests.stages.fabriques import UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Role = SignatureConvention.Role


@pytest.fixture
def membre():
    return UtilisateurFactory(role="entreprise")


def _client(personne) -> Client:
    client = Client()
    client.force_login(personne)
    return client


def _modifier(candidature) -> str:
    return reverse("entreprise:convention_modifier", args=[candidature.pk])


def _signer(faite, role, **champs):
    base = {"convention": faite, "role": role, "nom": "Une personne", "empreinte": faite.empreinte}
    return signer_convention(**base | {"maintenant": timezone.now()} | champs)


def test_l_entreprise_etablit_la_convention_et_chacun_est_invite(membre):
    candidature = confirmee(membre)
    client = _client(membre)
    page = client.get(reverse("entreprise:convention", args=[candidature.pk]), follow=True)
    assert page.redirect_chain[-1][0] == _modifier(candidature)
    assert "Établir la convention" in page.text
    reponse = client.post(_modifier(candidature), formulaire(), follow=True)
    assert reponse.status_code == 200, reponse.context["form"].errors
    faite = Convention.objects.get()
    assert faite.numero_version == 1
    assert faite.empreinte == empreinte_de(faite.contenu)
    assert (faite.contenu["total"], faite.contenu["jours"]) == ("30 h", 5)
    assert "Personne n'a encore signé" in reponse.text.replace("&#x27;", "'")
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        candidature.candidat.email, "parent@test.example", "college@test.example",
    }  # fmt: skip
    liens = Courriel.objects.filter(texte__contains="/stages/convention/")
    assert liens.count() == 2


def test_renvoyer_le_meme_formulaire_ne_fait_pas_de_version(membre):
    candidature = confirmee(membre)
    client = _client(membre)
    for _ in range(2):
        client.post(_modifier(candidature), formulaire())
    assert Convention.objects.count() == 1
    assert Courriel.objects.count() == 3
    assert client.get(_modifier(candidature)).context["form"]["tuteur_nom"].value() == "Alix Tuteur"


@pytest.mark.parametrize(
    ("change", "champ", "extrait"),
    [
        ({"lundi_fin": "18:00"}, "lundi_fin", "7 h au plus"),
        ({"mardi_debut": "05:00"}, "mardi_debut", "Entre 20 h et 6 h"),
        ({"mardi_pause_debut": "", "mardi_pause_fin": ""}, "mardi_pause_debut", "30 minutes de pause"),
        ({"lundi_fin": "08:00"}, "lundi_fin", "suit"),
        ({"lundi_fin": ""}, "lundi_fin", "Donnez une heure"),
        ({"lundi_fin": "25:99"}, "lundi_fin", "Donnez une heure"),
        ({"tuteur_nom": ""}, "tuteur_nom", "obligatoire"),
        ({"activites": "x" * 1501}, "activites", "1500"),
        ({"etablissement_courriel": "pas une adresse"}, "etablissement_courriel", "valide"),
        ({"etablissement_courriel": "PARENT@test.example"}, "etablissement_courriel", "sa propre adresse"),
    ],
)
def test_une_faute_est_dite_a_cote_de_son_champ_et_la_saisie_reste(membre, change, champ, extrait):
    candidature = confirmee(membre)
    reponse = _client(membre).post(_modifier(candidature), formulaire(activites="Pétrir & rire") | change)
    assert reponse.status_code == 422
    assert extrait in " ".join(reponse.context["form"].errors[champ])
    assert "Pétrir &amp; rire" in reponse.text or champ == "activites"
    assert not Convention.objects.exists()


def test_sans_aucun_jour_ou_avec_trop_d_heures_le_formulaire_le_dit(membre):
    candidature = confirmee(membre)
    sans = {cle: v for cle, v in formulaire().items() if not cle.endswith("_present")}
    assert "au moins un jour" in _client(membre).post(_modifier(candidature), sans).text
    sept = {f"{j}_fin": "17:00" for j in ("lundi", "mardi", "mercredi", "jeudi", "vendredi")}
    sept |= {cle.replace("_fin", "_pause_debut"): "12:30" for cle in sept} | {
        cle.replace("_fin", "_pause_fin"): "13:30" for cle in sept
    }
    reponse = _client(membre).post(_modifier(candidature), formulaire(**sept))
    assert "35 h de présence, 30 h au plus à 14 ans" in reponse.text


def test_un_jour_ferie_est_un_jour_sans_presence():
    ferie = lundi() + timedelta(days=1)
    JourFerie.objects.create(jour=ferie, libelle="Fête", source="essai")
    faite = convention()
    assert faite.contenu["feries"] == [ferie.isoformat()]
    assert faite.contenu["jours"] == 4


@pytest.mark.parametrize(
    ("section", "jours", "semaine", "champ"),
    [
        (Section.PMSMP, 30, range(1), "fin"),
        (Section.LONG, 200, range(1), "fin"),
        (Section.LONG, 180, range(6), "fin"),
    ],
)
def test_la_duree_du_stage_a_une_borne_par_section(section, jours, semaine, champ):
    huit = Plage(time(9), time(18), time(12), time(13))
    with pytest.raises(ConventionImpossible) as refus:
        convention(
            adulte(section=section), semaine=dict.fromkeys(semaine, huit), fin=lundi() + timedelta(days=jours),
            gratification=10,
        )  # fmt: skip
    assert champ in refus.value.erreurs


def test_au_dela_du_seuil_un_stage_long_est_gratifie():
    semaine = dict.fromkeys(range(5), Plage(time(9), time(17), time(12), time(13)))
    fin = lundi() + timedelta(days=90)
    with pytest.raises(ConventionImpossible, match="308 heures") as refus:
        convention(adulte(section=Section.LONG), semaine=semaine, fin=fin)
    assert list(refus.value.erreurs) == ["gratification"]
    assert convention(adulte(section=Section.LONG), semaine=semaine, fin=fin, gratification=Decimal("4.60"))


def test_avant_seize_ans_pas_d_immersion():
    with pytest.raises(ConventionImpossible) as refus:
        convention(adulte(date_naissance=lundi().replace(year=lundi().year - 15, day=1), mineur=False))
    assert "debut" in refus.value.erreurs


@pytest.mark.parametrize("etat", [e for e in EtatCandidature if e != EtatCandidature.CONFIRMEE])
def test_seule_une_candidature_confirmee_a_une_convention(membre, etat):
    candidature = confirmee(membre, etat=etat)
    with pytest.raises(ConventionImpossible):
        convention(candidature)
    reponse = _client(membre).post(_modifier(candidature), formulaire(), follow=True)
    assert "pas confirmée" in reponse.text
    assert not Convention.objects.exists()


@pytest.mark.parametrize("section", [Section.ALTERNANCE, Section.VTE])
def test_un_contrat_de_travail_n_est_pas_une_convention(membre, section):
    candidature = adulte(membre, section=section)
    assert "Cerfa" in _client(membre).get(reverse("entreprise:convention", args=[candidature.pk])).text


def test_modifier_fait_une_version_et_fait_tomber_les_signatures(membre):
    candidature = confirmee(membre)
    client = _client(membre)
    client.post(_modifier(candidature), formulaire())
    _signer(Convention.objects.get(), Role.RESPONSABLE)
    assert "signer de nouveau" in client.get(_modifier(candidature)).text
    change = formulaire(tuteur_nom="Noa Tuteur")
    reponse = client.post(_modifier(candidature), change)
    assert reponse.status_code == 422
    assert "accepte_la_perte" in reponse.context["form"].errors
    assert client.post(_modifier(candidature), change | {"accepte_la_perte": "on"}).status_code == 302
    derniere = Convention.objects.order_by("-numero_version").first()
    assert derniere.numero_version == 2
    assert not any(p.signature for p in parties_de(derniere))
    assert Convention.objects.get(numero_version=1).signatures.count() == 1


def test_chaque_partie_signe_dans_l_ordre_qu_elle_veut_et_tous_sont_prevenus(membre):
    candidature = confirmee(membre)
    client = _client(membre)
    client.post(_modifier(candidature), formulaire())
    faite = Convention.objects.get()
    corps = {"nom": "Prénom Nom", "accepte": "on", "empreinte": faite.empreinte}
    etablissement = reverse("stages:convention_signer", args=[jeton_de(faite, Role.ETABLISSEMENT)])
    responsable = reverse("stages:convention_signer", args=[jeton_de(faite, Role.RESPONSABLE)])
    assert Client().post(etablissement, corps).status_code == 302
    assert "Signée par 1 sur 4" in Client().get(responsable).text
    assert Client().post(responsable, corps).status_code == 302
    eleve = reverse("stages:convention", args=[candidature.pk])
    assert _client(candidature.candidat).post(eleve, corps).status_code == 302
    avant = Courriel.objects.count()
    assert client.post(reverse("entreprise:convention", args=[candidature.pk]), corps).status_code == 302
    assert "Signée par les 4 parties" in _client(candidature.candidat).get(eleve).text
    faite.refresh_from_db()
    with faite.fichier.open("rb") as garde:
        assert garde.read(4) == b"%PDF"
    assert "medias/prive" in faite.fichier.path
    prevenus = Courriel.objects.filter(nature="convention_signee").values_list("destinataire", flat=True)
    assert set(prevenus) == {
        candidature.candidat.email, "parent@test.example", "college@test.example", membre.email,
    }  # fmt: skip
    assert Courriel.objects.count() == avant + 4
    assert Client().post(etablissement, corps).status_code == 302
    assert Courriel.objects.count() == avant + 4
    assert faite.signatures.count() == 4


def test_on_ne_signe_que_ce_qu_on_a_lu():
    candidature = confirmee()
    faite = convention(candidature)
    with pytest.raises(SignatureImpossible, match="plus récente"):
        _signer(faite, Role.STAGIAIRE, empreinte="autre")
    convention(candidature, tuteur_nom="Noa Tuteur")
    with pytest.raises(SignatureImpossible, match="plus récente"):
        _signer(faite, Role.STAGIAIRE)
    with pytest.raises(SignatureImpossible, match="n'attend pas"):
        _signer(convention(adulte()), Role.RESPONSABLE)
    abandonnee = convention()
    abandonnee.candidature.etat = EtatCandidature.RETIREE
    abandonnee.candidature.save()
    with pytest.raises(SignatureImpossible, match="plus confirmé"):
        _signer(abandonnee, Role.STAGIAIRE)


@pytest.mark.parametrize("corps", [{}, {"nom": "Moi"}, {"accepte": "on"}, {"nom": "x" * 121, "accepte": "on"}])
def test_sans_nom_ou_sans_case_on_ne_signe_pas(corps):
    faite = convention()
    adresse = reverse("stages:convention", args=[faite.candidature_id])
    reponse = _client(faite.candidature.candidat).post(adresse, corps | {"empreinte": faite.empreinte})
    assert reponse.status_code == 422
    assert not faite.signatures.exists()


def test_ouvrir_un_lien_ne_signe_rien_et_un_jeton_mal_fait_est_introuvable():
    faite = convention()
    jeton = jeton_de(faite, Role.RESPONSABLE)
    assert Client().get(reverse("stages:convention_signer", args=[jeton])).status_code == 200
    assert not faite.signatures.exists()
    for faux in ("x", jeton[:-1] + "!", jeton_de(faite, Role.STAGIAIRE), "é" * 300):
        for vue in ("stages:convention_signer", "stages:convention_signer_pdf"):
            assert Client().get(reverse(vue, args=[faux])).status_code == 404


def test_un_lien_d_une_ancienne_version_le_dit_et_ne_donne_plus_le_document():
    candidature = confirmee()
    faite = convention(candidature)
    convention(candidature, tuteur_nom="Noa Tuteur")
    jeton = jeton_de(faite, Role.RESPONSABLE)
    reponse = Client().get(reverse("stages:convention_signer", args=[jeton]))
    assert reponse.status_code == 410
    assert "plus récente" in reponse.text
    assert Client().get(reverse("stages:convention_signer_pdf", args=[jeton])).status_code == 404


def test_un_lien_vieux_de_quatre_mois_ne_vaut_plus():
    import time_machine as machine

    faite = convention()
    jeton = jeton_de(faite, Role.RESPONSABLE)
    with machine.travel(timezone.now() + timedelta(days=121)):
        assert Client().get(reverse("stages:convention_signer", args=[jeton])).status_code == 404


def test_le_document_n_est_donne_qu_aux_parties(membre):
    candidature = confirmee(membre)
    faite = convention(candidature)
    adresses = [reverse("stages:convention_pdf", args=[candidature.pk])]
    pour_entreprise = [reverse("entreprise:convention_pdf", args=[candidature.pk])]
    autre_membre = confirmee(UtilisateurFactory()).offre.entreprise.organisation.membres.get()
    for personne in (UtilisateurFactory(), autre_membre, UtilisateurFactory(agent=True), membre):
        assert _client(personne).get(adresses[0]).status_code == 404
    for vue in ("entreprise:convention", "entreprise:convention_pdf", "entreprise:convention_modifier"):
        assert _client(autre_membre).get(reverse(vue, args=[candidature.pk])).status_code == 404
    assert Client().get(adresses[0]).status_code == 302
    for personne, adresse in ((candidature.candidat, adresses[0]), (membre, pour_entreprise[0])):
        reponse = _client(personne).get(adresse)
        assert reponse["Content-Type"] == "application/pdf"
        assert "attachment" in reponse["Content-Disposition"]
        assert "no-store" in reponse["Cache-Control"] or "private" in reponse["Cache-Control"]
    jeton = jeton_de(faite, Role.ETABLISSEMENT)
    assert Client().get(reverse("stages:convention_signer_pdf", args=[jeton])).content.startswith(b"%PDF")


def test_sans_convention_le_stagiaire_sait_qu_il_faut_attendre():
    candidature = confirmee()
    client = _client(candidature.candidat)
    assert "encore établie" in client.get(reverse("stages:convention", args=[candidature.pk])).text
    assert client.get(reverse("stages:convention_pdf", args=[candidature.pk])).status_code == 404


def test_la_page_montre_un_texte_hostile_sans_l_executer(membre):
    faite = convention(confirmee(membre), activites="<script>alert(1)</script>")
    page = _client(faite.candidature.candidat).get(reverse("stages:convention", args=[faite.candidature_id])).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert re.search(r"<h1>", page)


def test_le_courriel_ne_porte_aucune_entite_html(membre):
    candidature = confirmee(membre)
    _client(membre).post(
        _modifier(candidature), formulaire(representant_nom="Sam", etablissement_representant="L'été & co")
    )
    texte = Courriel.objects.get(destinataire="college@test.example").texte
    assert "L'été & co" in texte
    assert "&#" not in texte


def test_ma_copie_contient_mes_conventions():
    faite = convention()
    copie = exporter_mes_donnees(utilisateur=faite.candidature.candidat)["conventions_de_stage"]
    assert [c["version"] for c in copie] == [1]
    assert exporter_mes_donnees(utilisateur=UtilisateurFactory())["conventions_de_stage"] == []


def test_les_conventions_d_une_candidature_anonyme_sont_effacees_une_fois():
    faite, autre = convention(), convention()
    faite.candidature.anonymisee_le = timezone.now()
    faite.candidature.save()
    assert effacer_les_conventions() == 1
    assert effacer_les_conventions() == 0
    assert list(Convention.objects.all()) == [autre]


def test_les_regles_sont_celles_des_dates_du_stage():
    """A rule that changes in the middle of the internship counts from its date."""
    from stages.models import Regle
    from stages.services.planning import regles_de_la_periode

    milieu = lundi() + timedelta(days=2)
    Regle.objects.create(
        code="heures_jour_moins_de_15", libelle="Essai", depuis=milieu, valeur=5, unite="heures", source="essai"
    )
    du = regles_de_la_periode(lundi(), lundi() + timedelta(days=5))
    assert [du(lundi() + timedelta(days=n))["heures_jour_moins_de_15"] for n in (0, 1, 2, 3)] == [7, 7, 5, 5]
    with pytest.raises(ConventionImpossible) as refus:
        convention()
    assert set(refus.value.erreurs) == {"mercredi_fin", "jeudi_fin", "vendredi_fin"}


@pytest.mark.parametrize(
    ("section", "dite", "tue"),
    [(Section.PMSMP, "Il reste la convention", "contrat"), (Section.ALTERNANCE, "contrat de travail", "convention")],
)
def test_une_alternance_confirmee_annonce_un_contrat_et_pas_de_convention(section, dite, tue):
    candidature = adulte(section=section)
    page = _client(candidature.candidat).get(reverse("stages:candidature", args=[candidature.pk])).text
    maintenant = page.split('id="titre-maintenant"')[1].split("</section>")[0]
    assert dite in maintenant
    assert tue not in maintenant
