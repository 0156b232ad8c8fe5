"""The form of an offer: nothing typed is lost, an offer online stays right, each section has its own fields."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stages.choices import EtatOffre, Section
from stages.forms.offre import FORMULAIRES
from stages.models import EvenementOffre, OffreStage
from stages.services import offres
from stages.services.controles import controler
from tests.formations.fabriques import EtablissementFactory
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


@pytest.fixture
def metier():
    return MetierFactory(nom="Verrier d'art / Verrière d'art")


def _lundi(semaines=3):
    return prochain_lundi(timezone.localdate(), semaines)


def _donnees(offre, metier, **plus):
    lundi = _lundi().isoformat()
    return {
        "titre": "Au four", "description": "Vous verrez souffler le verre.", "niveaux": ["college"],
        "metier_1": metier.nom, "ou": offre.commune.libelle, "commune": offre.commune.code_insee,
        f"semaine_{lundi}": "on", f"places_{lundi}": "3", "heures_par_jour": "6,5",
    } | plus  # fmt: skip


def _page(offre):
    return reverse("entreprise:offre_modifier", args=[offre.pk])


def _brouillon(entreprise, **plus):
    vide = {"semaines": [], "niveaux": [], "metiers": [], "description": ""}
    return OffreStageFactory(entreprise=entreprise, brouillon=True, **(vide | plus))


def test_un_brouillon_se_cree_avec_une_section_et_une_commune(espace, entreprise):
    commune = CommuneFactory()
    page = reverse("entreprise:offre_creer")
    assert espace.get(page).status_code == 200
    donnees = {"section": "vte", "titre": "", "ou": commune.libelle, "commune": commune.code_insee}
    reponse = espace.post(page, donnees)
    offre = OffreStage.objects.get()
    assert reponse.url == _page(offre)
    assert (offre.entreprise, offre.section, offre.etat, offre.commune) == (entreprise, "vte", "brouillon", commune)


@pytest.mark.parametrize(
    "donnees",
    [{}, {"section": "rien", "ou": "Zzz"}, {"section": "long", "ou": "!?"}, {"section": "long", "ou": "x" * 9000}],
)
def test_un_debut_faux_est_reaffiche(espace, donnees):
    reponse = espace.post(reverse("entreprise:offre_creer"), donnees)
    assert reponse.status_code == 422
    assert not OffreStage.objects.exists()


def test_enregistrer_ecrit_tout_et_mene_a_l_apercu(espace, entreprise, metier):
    offre = _brouillon(entreprise)
    reponse = espace.post(_page(offre), _donnees(offre, metier, apercu="oui", reserve_qpv="1"))
    assert reponse.url == reverse("entreprise:offre_apercu", args=[offre.pk])
    offre.refresh_from_db()
    assert (offre.titre, float(offre.heures_par_jour), offre.saisie) == ("Au four", 6.5, {})
    assert [m.pk for m in offre.metiers.all()] == [metier.pk]
    assert [(s.lundi, s.capacite) for s in offre.semaines.all()] == [(_lundi(), 3)]
    assert [(r.type, r.nombre) for r in offre.reserves.all()] == [("qpv", 1)]
    assert controler(offre, timezone.localdate()) == []
    assert "Au four" in espace.get(reponse.url).text


def test_un_brouillon_vide_s_enregistre(espace, entreprise):
    offre = _brouillon(entreprise)
    reponse = espace.post(_page(offre), {"titre": ""})
    assert reponse.status_code == 302
    reponse = espace.get(_page(offre))
    assert "Donnez un titre" in reponse.text
    assert 'href="#id_metier_1"' in reponse.text


def test_ce_qui_n_est_pas_compris_est_garde_tel_quel(espace, entreprise, metier):
    offre = _brouillon(entreprise)
    lundi = _lundi().isoformat()
    faux = {"metier_2": "zzzqqq", "heures_par_jour": "beaucoup", f"places_{lundi}": "plein", "titre": "é" * 151}
    reponse = espace.post(_page(offre), _donnees(offre, metier, **faux))
    assert reponse.status_code == 422
    assert "Le brouillon est gardé" in reponse.text
    relue = espace.get(_page(offre)).text
    for tape in ("zzzqqq", "beaucoup", "plein", "é" * 151, "Vous verrez souffler le verre."):
        assert tape in relue
    with pytest.raises(offres.OffreIncomplete) as refus:
        offres.soumettre(offre=offre, par=None, maintenant=timezone.now())
    assert {"metier_2", "heures_par_jour", "titre", "semaines"} <= {m.champ for m in refus.value.manques}


@pytest.mark.parametrize("section", Section.values)
def test_chaque_section_a_ses_champs_et_supporte_une_saisie_hostile(espace, entreprise, section):
    offre = _brouillon(entreprise, section=section)
    assert espace.get(_page(offre)).status_code == 200
    form = FORMULAIRES[section](offre=offre, semaines=[])
    hostile = dict.fromkeys(form.fields, "9" * 400 + "<script>")
    reponse = espace.post(_page(offre), hostile)
    assert reponse.status_code == 422
    assert "<script>9" not in reponse.text and "&lt;script&gt;" in reponse.text
    assert espace.get(_page(offre)).status_code == 200


def test_un_texte_ambigu_propose_des_choix_et_le_choix_est_retenu(espace, entreprise, metier):
    un, autre = (EtablissementFactory(nom=f"Collège Jean {n}") for n in ("Bart", "Zay"))
    offre = _brouillon(entreprise)
    ambigu = _donnees(offre, metier, etablissement_1="collège jean", reserve_etablissement_1="2")
    reponse = espace.post(_page(offre), ambigu)
    assert reponse.status_code == 422
    assert f'name="etablissement_1_choix" value="{autre.pk}"' in reponse.text
    assert espace.post(_page(offre), ambigu | {"etablissement_1_choix": str(autre.pk)}).status_code == 302
    assert [r.etablissement for r in offre.reserves.all()] == [autre]
    assert un.pk != autre.pk


def test_les_places_reservees_ne_depassent_pas_les_places(entreprise):
    offre = OffreStageFactory(entreprise=entreprise, brouillon=True)
    offre.reserves.create(type="qpv", nombre=3)
    assert [m.champ for m in controler(offre, timezone.localdate())] == ["reserves"]


def test_une_offre_en_ligne_reste_complete(espace, entreprise, metier):
    offre = OffreStageFactory(entreprise=entreprise)
    reponse = espace.post(_page(offre), _donnees(offre, metier, description=""))
    assert reponse.status_code == 422
    assert "Décrivez ce que la personne fera" in reponse.text
    offre.refresh_from_db()
    assert offre.titre != "Au four"


def test_modifier_ce_qui_compte_tire_au_sort_et_n_annonce_pas(espace, entreprise, metier):
    offre = OffreStageFactory(entreprise=entreprise)
    EvenementOffre.objects.create(offre=offre)
    appel = _donnees(offre, metier, description="Appelez le 06 12 34 56 78.")
    assert espace.post(_page(offre), appel).status_code == 302
    offre.refresh_from_db()
    assert offre.a_controler
    assert EvenementOffre.objects.count() == 1


def test_modifier_un_detail_ne_rappelle_personne(espace, entreprise):
    offre = OffreStageFactory(entreprise=entreprise)
    metier, lundi = offre.metiers.get(), offre.semaines.get().lundi
    donnees = {
        "titre": offre.titre, "description": offre.description, "niveaux": ["college"], "metier_1": metier.nom,
        "ou": offre.commune.libelle, "commune": offre.commune.code_insee, f"semaine_{lundi}": "on",
        f"places_{lundi}": "5", "horaires": "De 9 h à 16 h.",
    }  # fmt: skip
    assert espace.post(_page(offre), donnees).status_code == 302
    offre.refresh_from_db()
    assert (offre.horaires, offre.a_controler, offre.semaines.get().capacite) == ("De 9 h à 16 h.", False, 5)


def test_une_semaine_demandee_ne_s_ote_pas(espace, entreprise, metier):
    candidature = CandidatureFactory(offre__entreprise=entreprise)
    offre = candidature.offre
    sans = {"places_" + _lundi().isoformat(): "", "semaine_" + _lundi().isoformat(): ""}
    autre = _lundi(2).isoformat()
    donnees = _donnees(offre, metier, **sans) | {f"semaine_{autre}": "on", f"places_{autre}": "1"}
    reponse = espace.post(_page(offre), donnees)
    assert reponse.status_code == 422
    assert "ne peut pas être ôtée" in reponse.text
    assert [s.lundi for s in offre.semaines.all()] == [_lundi()]


def test_l_offre_d_une_autre_entreprise_n_existe_pas(espace):
    autre = OffreStageFactory(entreprise=EntrepriseFactory())
    for nom in ("offre", "offre_modifier", "offre_apercu"):
        assert espace.get(reverse(f"entreprise:{nom}", args=[autre.pk])).status_code == 404
    assert espace.post(_page(autre), {"titre": "Volée"}).status_code == 404


def test_la_video_est_un_lien_https_vers_un_hote_connu(espace, entreprise):
    offre = _brouillon(entreprise, section=Section.VTE)
    for fausse in ("http://youtube.com/a", "https://mechant.example/a", "javascript:alert(1)"):
        assert espace.post(_page(offre), {"video": fausse}).status_code == 422
    bonne = {"video": "https://www.youtube.com/watch?v=a"}
    assert espace.post(_page(offre), bonne).status_code == 302
    offre.refresh_from_db()
    assert offre.video == bonne["video"]


def test_une_date_impossible_est_dite(espace, entreprise):
    offre = _brouillon(entreprise, section=Section.LONG)
    hier = timezone.localdate() - timedelta(days=1)
    donnees = {"debut": timezone.localdate().isoformat(), "fin": hier.isoformat()}
    reponse = espace.post(_page(offre), donnees)
    assert reponse.status_code == 422
    assert "La fin vient après le début" in reponse.text
    assert espace.post(_page(offre), {"debut": "9999-99-99"}).status_code == 422
    assert offre.etat == EtatOffre.BROUILLON


def test_sans_calendrier_scolaire_la_page_le_dit(espace, entreprise):
    page = espace.get(_page(_brouillon(entreprise))).text
    assert "Le calendrier scolaire à venir n'est pas encore connu" in page
