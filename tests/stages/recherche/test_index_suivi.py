"""What offers are found by follows every writer: after each of them, indexing again changes nothing."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from stages.choices import EtatOffre, NiveauPublic
from stages.importeurs.demonstration import lire_demonstration
from stages.models import MetierDOffre, MotConnu, MotDOffre, NiveauDOffre, OffreStage, Partenaire, SemaineDOffre
from stages.services import edition, index_offres, offres, partenaires
from stages.services.candidatures import _prendre_une_place
from stages.services.cellules import CASES_MAX, cellule, cellules_autour
from stages.services.cles import bit_niveau
from stages.services.demonstration_offres import charger_demonstration
from stages.services.exploration import CriteresOffres
from stages.services.index_offres import indexer
from stages.services.offres import dupliquer
from stages.services.partenaires import OffreDeposee, deposer
from stages.services.recherche_offres import chercher
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


def trouver(**criteres):
    return chercher(CriteresOffres(**criteres), timezone.now()).lot.pks


def en_image():
    """All that the index holds, but for its keys."""
    return (
        set(OffreStage.objects.values_list("pk", "cellule", "niveaux_bits")),
        set(SemaineDOffre.objects.values_list("pk", "cellule", "niveaux_bits")),
        set(MotDOffre.objects.values_list("offre", "mot", "poids", "publiee_le", "cellule")),
        set(MetierDOffre.objects.values_list("offre", "metier", "departement", "publiee_le", "cellule")),
        set(MotConnu.objects.values_list("mot", flat=True)),
    )


def l_index_est_juste():
    avant = en_image()
    assert indexer(OffreStage.objects.all()) == 0
    return avant == en_image()


def test_la_fabrique_et_la_copie():
    dupliquer(offre=OffreStageFactory())
    indexer(OffreStage.objects.all())  # the factory writes its weeks last, as no writer of the portal does
    assert l_index_est_juste()
    offre = OffreStage.objects.order_by("pk").first()
    assert offre.niveaux_bits == bit_niveau(NiveauPublic.COLLEGE)
    assert offre.cellule == cellule(offre.latitude, offre.longitude)


def test_l_edition(monkeypatch, regles):
    monkeypatch.setattr(edition, "controler", lambda offre, jour: [])
    offre = OffreStageFactory()
    ailleurs, metier = CommuneFactory(latitude=46.4, longitude=-1.0), MetierFactory()
    lundi = prochain_lundi(timezone.localdate(), 6)
    contenu = edition.Contenu(
        champs={"titre": "Vannerie", "commune": ailleurs},
        niveaux=[NiveauPublic.SECONDE],
        metiers=[metier],
        semaines={lundi: 3},
    )
    edition.enregistrer(offre=offre, contenu=contenu, maintenant=timezone.now())
    assert l_index_est_juste()
    ici = {"commune": ailleurs, "rayon_km": 5, "semaine_debut": lundi, "semaine_fin": lundi}
    assert trouver(mots="vannerie", metier=metier, niveau=NiveauPublic.SECONDE, **ici) == [offre.pk]
    assert trouver(niveau=NiveauPublic.SECONDE, **ici) == [offre.pk]
    assert trouver(niveau=NiveauPublic.COLLEGE, **ici) == []


def test_un_partenaire(regles, monkeypatch):
    for module in (offres, partenaires):
        monkeypatch.setattr(module, "controler", lambda offre, jour: [])
    entreprise = EntrepriseFactory()
    entreprise.organisation.siret = "73282932000074"
    entreprise.organisation.save()
    partenaire = Partenaire.objects.create(nom="Réseau", portees=["publier"], empreinte_jeton="x")
    lots = []
    un_lot = index_offres._indexer_un_lot
    monkeypatch.setattr(index_offres, "_indexer_un_lot", lambda pks: lots.append(list(pks)) or un_lot(pks))
    for niveau, rang in ((NiveauPublic.COLLEGE, 5), (NiveauPublic.SECONDE, 7)):
        lundi = prochain_lundi(timezone.localdate(), rang)
        depot = OffreDeposee(
            siret=entreprise.organisation.siret,
            commune=CommuneFactory().code_insee,
            metiers=[MetierFactory().slug],
            niveaux=[niveau],
            champs={
                "section": "observation",
                "titre": "Une semaine à l'atelier",
                "description": "Vous verrez le bois devenir chaise.",
                "heures_par_semaine": 30,
            },
            semaines=[(lundi, 2)],
        )
        offre, _ = deposer(partenaire=partenaire, identifiant="a-1", depot=depot, maintenant=timezone.now())
        assert lots == [[offre.pk]], "un dépôt indexe son offre une fois"
        assert l_index_est_juste()
        lots.clear()
        assert trouver(niveau=niveau, commune=offre.commune, rayon_km=5, semaine_debut=lundi) == [offre.pk]


def test_plusieurs_ecritures_s_indexent_ensemble_et_une_panne_n_indexe_rien(monkeypatch):
    premiere, seconde = OffreStageFactory(), OffreStageFactory()
    lots = []
    monkeypatch.setattr(index_offres, "_indexer_un_lot", lambda pks: lots.append(list(pks)) or 0)
    with index_offres.une_seule_fois():
        premiere.save()
        with index_offres.une_seule_fois():
            seconde.save()
            premiere.metiers.add(MetierFactory())
        assert lots == []
    assert lots == [[premiere.pk, seconde.pk]]
    with pytest.raises(RuntimeError), index_offres.une_seule_fois():
        premiere.save()
        raise RuntimeError
    assert len(lots) == 1
    premiere.save()
    assert lots[1:] == [[premiere.pk]]


def test_la_demonstration(regles):
    lues = lire_demonstration(settings.DONNEES / "stages" / "demonstration.toml")
    for slug in {slug for e in lues for slug in e.metiers}:
        MetierFactory(slug=slug)
    for code in {e.commune for e in lues}:
        CommuneFactory(code_insee=code)
    charger_demonstration(entreprises=lues, maintenant=timezone.now())
    assert l_index_est_juste()
    assert not SemaineDOffre.objects.filter(cellule=0).exists()


def test_une_place_prise_se_voit_sans_rien_indexer():
    candidature = CandidatureFactory()
    offre, lundi = candidature.offre, candidature.semaine.lundi
    SemaineDOffre.objects.filter(pk=candidature.semaine_id).update(capacite=F("places_prises") + 1)
    ici = {"commune": offre.commune, "rayon_km": 5, "semaine_debut": lundi, "semaine_fin": lundi}
    assert trouver(**ici) == [offre.pk]
    assert _prendre_une_place(candidature)
    assert trouver(**ici) == trouver(mots="fournil") == trouver() == []


def test_un_niveau_ajoute_seul_se_trouve():
    offre = OffreStageFactory()
    indexer([offre.pk])
    NiveauDOffre.objects.create(offre=offre, niveau=NiveauPublic.SECONDE)
    lundi = offre.semaines.get().lundi
    ici = {"niveau": NiveauPublic.SECONDE, "commune": offre.commune, "rayon_km": 5}
    assert trouver(**ici) == trouver(semaine_debut=lundi, **ici) == [offre.pk]
    offre.niveaux.filter(niveau=NiveauPublic.SECONDE).delete()
    assert trouver(**ici) == trouver(semaine_debut=lundi, **ici) == []


@pytest.mark.parametrize(("lieu", "rayon"), [((47.2, -1.5), 30), ((46.05, -0.05), 5), ((-12.0, 45.0), 60)])
def test_les_cases_d_un_lieu_tiennent_tout_ce_qui_est_dans_le_rayon(lieu, rayon):
    cases = cellules_autour(SimpleNamespace(latitude=lieu[0], longitude=lieu[1]), rayon)
    ecart = rayon / 111.2
    assert cellule(*lieu) in cases
    assert {cellule(lieu[0] + ecart, lieu[1]), cellule(lieu[0] - ecart, lieu[1])} <= set(cases)
    assert len(cases) <= CASES_MAX
    assert cellules_autour(SimpleNamespace(latitude=lieu[0], longitude=lieu[1]), 20_000) is None


def test_une_semaine_sans_case_se_trouve_quand_meme_et_l_indexation_la_place():
    offre = OffreStageFactory(semaines=[])
    lundi = prochain_lundi(timezone.localdate(), 2)
    SemaineDOffre.objects.bulk_create([SemaineDOffre(offre=offre, lundi=lundi, capacite=1)])
    criteres = CriteresOffres(commune=offre.commune, rayon_km=5, semaine_debut=lundi, semaine_fin=lundi)
    assert chercher(criteres, timezone.now()).lot.pks == [offre.pk]
    indexer([offre.pk])
    offre.refresh_from_db()
    assert offre.cellule
    assert set(offre.semaines.values_list("cellule", flat=True)) == {offre.cellule}
    assert chercher(criteres, timezone.now()).lot.pks == [offre.pk]


def test_une_offre_qui_demenage_se_trouve_ou_elle_est():
    ici, la_bas = CommuneFactory(latitude=47.2, longitude=-1.5), CommuneFactory(latitude=46.4, longitude=-1.0)
    offre = OffreStageFactory(commune=ici, titre="Vannerie")
    lundi = offre.semaines.get().lundi
    offre.commune, offre.latitude, offre.longitude = la_bas, la_bas.latitude, la_bas.longitude
    offre.save()
    for criteres in ({}, {"mots": "vannerie"}, {"semaine_debut": lundi}, {"metier": offre.metiers.get()}):
        assert not chercher(CriteresOffres(commune=ici, rayon_km=30, **criteres), timezone.now()).nombre
        assert chercher(CriteresOffres(commune=la_bas, rayon_km=5, **criteres), timezone.now()).lot.pks == [offre.pk]


def test_la_publication_et_le_retrait_suivent_dans_les_tables():
    offre = OffreStageFactory(publiee_le=None, etat=EtatOffre.A_MODERER)
    assert not MotDOffre.objects.filter(offre=offre).exists()
    offre.etat, offre.publiee_le = EtatOffre.PUBLIEE, timezone.now()
    offre.save(update_fields=["etat", "publiee_le"])
    assert set(offre.mots.values_list("publiee_le", flat=True)) == {offre.publiee_le}
    assert offre.metiers_indexes.get().departement_id == offre.commune.departement_id
    offre.etat = EtatOffre.RETIREE
    offre.save(update_fields=["etat"])
    assert not offre.mots.exists()
    assert not offre.metiers_indexes.exists()
