"""The home of a company, commitments, open doors, public page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commun.dates import ajouter_mois
from stages.choices import EtatCandidature, EtatOffre, TypeEngagement
from stages.models import Engagement, Ouverture
from stages.services.engagements import EngagementRefuse, avancements, identifiants_en_retard, signer_un_engagement
from stages.services.reponses import delai_et_taux
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.stages.entreprises.fabriques import entreprise_nommee
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory

pytestmark = pytest.mark.django_db
ACCUEIL = "/entreprise/"


def jour(decalage=0):
    return timezone.localdate() + timedelta(days=decalage)


def repondue(entreprise, jours=2, il_y_a=30, **champs):
    envoyee = timezone.now() - timedelta(days=il_y_a)
    offre = champs.pop("offre", None) or OffreStageFactory(entreprise=entreprise)
    return CandidatureFactory(
        offre=offre,
        envoyee_le=envoyee,
        repondue_le=None if jours is None else envoyee + timedelta(days=jours),
        etat=EtatCandidature.EXPIREE if jours is None else EtatCandidature.REFUSEE,
        **champs,
    )


# --- home


def test_l_accueil_montre_ce_qui_attend_le_plus_ancien_d_abord(client_responsable, entreprise):
    offre = OffreStageFactory(entreprise=entreprise, titre="Au fournil")
    CandidatureFactory(offre=offre, prenom="Tard", expire_le=timezone.now() + timedelta(days=9, hours=1))
    CandidatureFactory(offre=offre, prenom="Vite", nom="Secret", expire_le=timezone.now() + timedelta(days=2, hours=1))
    CandidatureFactory(offre=offre, prenom="Pas encore", etat=EtatCandidature.A_AUTORISER, envoyee_le=None)
    CandidatureFactory(prenom="Ailleurs")
    texte = client_responsable.get(ACCUEIL).text
    assert texte.index("Vite") < texte.index("Tard")
    assert "Plus que 2 jours" in texte
    assert "Encore 9 jours" in texte
    assert "Pas encore" not in texte
    assert "Ailleurs" not in texte
    assert "Secret" not in texte


def test_l_accueil_compte_les_offres_et_les_candidatures(client_responsable, entreprise):
    OffreStageFactory.create_batch(2, entreprise=entreprise, brouillon=True)
    OffreStageFactory(entreprise=entreprise, etat=EtatOffre.EXPIREE)
    repondue(entreprise)
    tableau = client_responsable.get(ACCUEIL).context["tableau"]
    assert ("brouillon", "Brouillon", 2) in tableau.offres
    assert ("expiree", "Expirée", 1) in tableau.offres
    assert tableau.candidatures == [("refusee", "Refusée", 1)]
    assert [s.vue for s in tableau.a_faire].count("entreprise:offres") == 2


def test_l_accueil_dit_si_l_entreprise_est_verifiee_ou_refusee(client_responsable, entreprise):
    assert "Vérifiée par la Région" in client_responsable.get(ACCUEIL).text
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    assert "La Région vérifie votre entreprise" in client_responsable.get(ACCUEIL).text
    entreprise.refusee_le, entreprise.motif_refus = timezone.now(), "SIRET d'un autre"
    entreprise.save()
    assert "SIRET d&#x27;un autre" in client_responsable.get(ACCUEIL).text


def test_on_change_d_entreprise_parmi_les_siennes_seulement(client_responsable, responsable):
    autre = entreprise_nommee("Boulangerie du Pont")
    AdhesionFactory(utilisateur=responsable, organisation=autre.organisation)
    etrangere = entreprise_nommee("Étrangère")
    choisir = reverse("entreprise:choisir")
    assert client_responsable.post(choisir, {"entreprise": autre.pk}).status_code == 302
    assert client_responsable.get(ACCUEIL).context["entreprise"] == autre
    for valeur in (etrangere.pk, "abc", "", "9" * 50, "-1"):
        assert client_responsable.post(choisir, {"entreprise": valeur}).status_code == 404
    assert client_responsable.get(choisir).status_code == 405


def test_l_accueil_a_un_nombre_de_requetes_constant(client_responsable, entreprise, compter):
    def remplir(nombre):
        for _ in range(nombre):
            offre = OffreStageFactory(entreprise=entreprise)
            CandidatureFactory(offre=offre)
            repondue(entreprise, offre=offre)
            Ouverture.objects.create(entreprise=entreprise, type="visite", debut=timezone.now(), fin=_demain())
        for annee in range(nombre):
            debut = jour(-400 * annee - 1)
            Engagement.objects.get_or_create(
                entreprise=entreprise, type="efl", debut=debut, fin=jour(200), signe_le=debut, objectif=3
            )

    remplir(2)
    peu = compter(client_responsable, ACCUEIL)
    remplir(18)
    assert compter(client_responsable, ACCUEIL) == peu


def _demain():
    return timezone.now() + timedelta(days=1)


@pytest.mark.parametrize("role", ["citoyen", "prescripteur", "agent", "administration"])
def test_sans_entreprise_on_est_mene_a_l_inscription(client, role):
    interne = role in ("agent", "administration")
    client.force_login(UtilisateurFactory(**({role: True} if interne else {"role": role})))
    for nom in ("accueil", "equipe", "engagements", "ouvertures", "profils"):
        assert client.get(reverse(f"entreprise:{nom}")).headers["Location"] == reverse("entreprise:inscription")


def test_une_personne_anonyme_est_envoyee_se_connecter(client):
    for nom in ("accueil", "equipe", "engagements", "ouvertures", "profils"):
        assert "/compte/login" in client.get(reverse(f"entreprise:{nom}")).headers["Location"]


# --- rate and delay


def test_le_taux_et_le_delai_se_calculent_a_partir_de_cinq(entreprise, django_assert_num_queries):
    autre = entreprise_nommee("Autre")
    for jours in (1, 2, 3, 10):
        repondue(entreprise, jours)
    assert delai_et_taux([entreprise.pk])[entreprise.pk].taux is None
    repondue(entreprise, None)
    avec_cinq = delai_et_taux([entreprise.pk])[entreprise.pk]
    assert (avec_cinq.taux, avec_cinq.delai_jours, avec_cinq.delai) == (80, None, "")
    repondue(entreprise, 4)
    with django_assert_num_queries(1):
        reponses = delai_et_taux([entreprise.pk, autre.pk])
    assert (reponses[entreprise.pk].taux, reponses[entreprise.pk].delai) == (83, "en 3 jours")
    assert reponses[autre.pk].taux is None


def test_ce_qui_attend_ce_qui_est_retire_et_ce_qui_est_vieux_ne_compte_pas(entreprise):
    CandidatureFactory(offre__entreprise=entreprise)
    CandidatureFactory(offre__entreprise=entreprise, etat=EtatCandidature.RETIREE)
    repondue(entreprise, 1, il_y_a=500)
    assert delai_et_taux([entreprise.pk])[entreprise.pk].closes == 0
    assert delai_et_taux([]) == {}


def test_une_reponse_le_jour_meme_se_dit(entreprise):
    for _ in range(5):
        repondue(entreprise, 0)
    assert delai_et_taux([entreprise.pk])[entreprise.pk].delai == "le jour même"


# --- commitments

ENGAGEMENTS = "/entreprise/engagements/"


def saisie(**champs):
    base = {"type": "efl", "objectif": 4, "debut": jour(), "fin": jour(365), "accord": "on"}
    return {cle: valeur for cle, valeur in {**base, **champs}.items() if valeur is not None}


def test_le_responsable_signe_un_engagement(client_responsable, entreprise, responsable):
    assert client_responsable.post(ENGAGEMENTS, saisie()).status_code == 302
    engagement = Engagement.objects.get()
    assert (engagement.signe_le, engagement.signe_par, engagement.objectif) == (jour(), responsable, 4)
    assert "Entreprises faites le lien" in client_responsable.get(ENGAGEMENTS).text


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"accord": None}, "Cochez la case"),
        ({"objectif": ""}, "nombre de stagiaires"),
        ({"objectif": "-1"}, "1"),
        ({"objectif": "9" * 30}, "10"),
        ({"type": "pacte"}, "pacte"),
        ({"fin": "2020-01-01"}, "suivre"),
        ({"debut": "0001-01-01"}, "année"),
        ({"fin": "pas une date"}, "date"),
        ({"debut": ""}, "obligatoire"),
    ],
)
def test_un_engagement_faux_est_refuse(client_responsable, champs, mot):
    reponse = client_responsable.post(ENGAGEMENTS, saisie(**champs))
    assert reponse.status_code == 422
    assert mot in reponse.text
    assert not Engagement.objects.exists()


def test_la_charte_n_a_pas_besoin_de_nombre(client_responsable):
    assert client_responsable.post(ENGAGEMENTS, saisie(type="charte", objectif="")).status_code == 302


def test_deux_engagements_du_meme_type_ne_se_chevauchent_pas(client_responsable):
    client_responsable.post(ENGAGEMENTS, saisie())
    reponse = client_responsable.post(ENGAGEMENTS, saisie(debut=jour(30)))
    assert "couvre déjà" in reponse.text
    assert Engagement.objects.count() == 1


def test_un_simple_membre_ne_signe_pas(client, membre):
    client.force_login(membre)
    assert client.post(ENGAGEMENTS, saisie()).status_code == 422
    assert not Engagement.objects.exists()


def test_un_engagement_se_renouvelle_par_un_bouton(client_responsable, entreprise, responsable):
    debut = ajouter_mois(jour(), -12)
    ancien = Engagement.objects.create(
        entreprise=entreprise, type="efl", objectif=3, debut=debut, fin=jour(-1), signe_le=debut
    )
    adresse = reverse("entreprise:engagement_renouveler", args=[ancien.pk])
    assert client_responsable.get(adresse).status_code == 405
    client_responsable.post(adresse)
    client_responsable.post(adresse)
    assert Engagement.objects.count() == 2
    nouveau = Engagement.objects.exclude(pk=ancien.pk).get()
    assert (nouveau.debut, nouveau.signe_le, nouveau.objectif) == (jour(), jour(), 3)
    etranger = Engagement.objects.create(
        entreprise=entreprise_nommee("Autre"), type="efl", objectif=3, debut=debut, fin=jour(-1), signe_le=debut
    )
    assert client_responsable.post(reverse("entreprise:engagement_renouveler", args=[etranger.pk])).status_code == 404


def test_l_avancement_compte_les_stages_confirmes_de_la_periode(entreprise):
    debut = jour(-100)
    Engagement.objects.create(
        entreprise=entreprise, type="efl", objectif=10, debut=debut, fin=jour(100), signe_le=debut
    )
    for decalage, etat in ((-10, "confirmee"), (-300, "confirmee"), (-10, "acceptee")):
        offre = OffreStageFactory(entreprise=entreprise, section="long", debut=jour(decalage), capacite=1)
        CandidatureFactory(offre=offre, semaine=None, etat=etat, confirmee_le=timezone.now())
    CandidatureFactory(etat="confirmee", confirmee_le=timezone.now())
    (avancement,) = avancements(entreprise.engagements.all(), jour())
    assert (avancement.accueillis, avancement.part, avancement.attendus, avancement.en_retard) == (1, 10, 5, True)
    assert identifiants_en_retard(jour()) == [avancement.engagement.pk]


def test_un_engagement_atteint_n_est_pas_en_retard(entreprise):
    debut = jour(-300)
    engagement = Engagement.objects.create(
        entreprise=entreprise, type=TypeEngagement.CCE, objectif=1, debut=debut, fin=jour(-1), signe_le=debut
    )
    (avancement,) = avancements(entreprise.engagements.all(), jour())
    assert avancement.en_retard
    assert avancement.termine
    offre = OffreStageFactory(entreprise=entreprise, section="long", debut=jour(-10), capacite=1)
    CandidatureFactory(offre=offre, semaine=None, etat="confirmee", confirmee_le=timezone.now())
    (avancement,) = avancements(entreprise.engagements.all(), jour())
    assert (avancement.part, avancement.en_retard) == (100, False)
    assert engagement.pk not in identifiants_en_retard(jour())


def test_un_engagement_trop_long_est_refuse(entreprise, responsable):
    with pytest.raises(EngagementRefuse, match="cinq ans"):
        signer_un_engagement(
            entreprise=entreprise, type="cce", objectif=1, debut=jour(), fin=jour(3_000), par=responsable, jour=jour()
        )


def test_la_charte_se_lit_sans_compte(client):
    assert "Répondre à toutes les candidatures" in client.get("/entreprise/engagements/charte/").text


def test_l_administration_filtre_les_engagements_en_retard_et_les_exporte(client, entreprise, compter):
    debut = jour(-300)
    tard = Engagement.objects.create(
        entreprise=entreprise, type="cce", objectif=5, debut=debut, fin=jour(30), signe_le=debut
    )
    a_l_heure = entreprise_nommee("À temps")
    Engagement.objects.create(entreprise=a_l_heure, type="cce", objectif=5, debut=jour(), fin=jour(90), signe_le=jour())
    client.force_login(UtilisateurFactory(agent=True))
    liste = "/admin/stages/engagement/"
    texte = client.get(liste, {"suivi": "en_retard"}).text
    assert "Atelier du Loir" in texte
    assert "À temps" not in texte
    for valeur in ("en_cours", "termines", "zzz"):
        assert client.get(liste, {"suivi": valeur}).status_code == 200
    export = client.post(liste, {"action": "exporter_en_csv", "_selected_action": [tard.pk]})
    assert "Atelier du Loir" in export.content.decode("utf-8-sig")
    peu = compter(client, liste)
    for rang in range(18):
        Engagement.objects.create(
            entreprise=entreprise_nommee(f"E{rang}"), type="cce", objectif=5, debut=debut, fin=jour(30)
        )
    assert compter(client, liste) == peu
