"""Neighbours: direction, rarity, comparable bases, candidates of the whole catalogue, filters, cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.choices import Niveau, Origine
from metiers.services import registres
from metiers.services.facettes import catalogue_courant
from metiers.services.marche import Potentiel
from metiers.services.memoire import oublier
from metiers.services.passerelles import (
    admis_par,
    essentielles,
    passerelles_depuis,
    passerelles_vers,
    proches,
    trier,
)
from metiers.services.raisons import raisons_de
from metiers.services.registres import FormationsVers
from metiers.services.reseau import reseau_courant
from tests.metiers.fabriques import AccesNiveauFactory, FamilleFactory, MetierFactory, MobiliteFactory
from tests.metiers.passerelles_fictives import metier

pytestmark = pytest.mark.django_db


def depuis(source, **options):
    return passerelles_depuis(reseau_courant(), source.pk, **options)


def test_un_passage_va_dans_un_sens():
    ici, la_bas = metier("Ici", "Scier"), metier("Là-bas", "Scier")
    MobiliteFactory(source=ici, cible=la_bas)
    (aller,) = depuis(ici)
    (retour,) = depuis(la_bas)
    assert (aller.rang, aller.note.parts["mobilite"]) == (1, 1)
    assert (retour.rang, retour.note.parts["mobilite"]) == (None, None)
    (entrant,) = passerelles_vers(reseau_courant(), la_bas.pk)
    assert (entrant.autre, entrant.rang) == (ici.pk, 1)


def test_hors_d_une_liste_publiee_la_mobilite_vaut_zero():
    ici, voisin, autre = metier("Ici", "Scier"), metier("Voisin", "Clouer"), metier("Autre", "Scier")
    MobiliteFactory(source=ici, cible=voisin)
    par_cible = {p.cible: p for p in depuis(ici)}
    assert par_cible[autre.pk].note.parts["mobilite"] == 0
    assert par_cible[voisin.pk].rang == 1


def test_le_rang_ne_compte_que_les_metiers_publies():
    ici, second = metier("Ici", "Scier"), metier("Second", "Scier")
    MobiliteFactory(source=ici, cible=MetierFactory(retire=True), ordre=1)
    MobiliteFactory(source=ici, cible=second, ordre=2)
    assert [p.rang for p in depuis(ici)] == [1]


def test_la_rarete_change_l_ordre():
    ici = metier("Ici", "Commun", "Rare")
    for rang in range(4):
        metier(f"Foule {rang}", "Commun")
    par_le_commun, par_le_rare = metier("A", "Commun", "Autre"), metier("B", "Rare", "Autre")
    ordre = [p.cible for p in depuis(ici)]
    assert ordre.index(par_le_rare.pk) < ordre.index(par_le_commun.pk)


def test_les_candidats_viennent_de_tout_le_catalogue():
    ici, lointain = metier("Ici", "Scier", "Clouer"), metier("Lointain", "Scier", "Clouer")
    officiel = metier("Officiel", "Peindre")
    MobiliteFactory(source=ici, cible=officiel)
    metier("Sans rapport", "Chanter")
    assert {p.cible for p in depuis(ici)} == {lointain.pk, officiel.pk}


def test_des_bases_differentes_ne_se_comparent_pas():
    ici = metier("Ici", "Scier")
    la_bas = metier("Là-bas", "Scier", origine=Origine.ROME)
    assert depuis(ici) == []
    MobiliteFactory(source=ici, cible=la_bas)
    oublier()
    (passerelle,) = depuis(ici)
    assert passerelle.couverture is None and passerelle.note.parts["savoirs"] is None
    assert reseau_courant().comparer(ici.pk, la_bas.pk).base == ""
    assert passerelle.note.valeur == 1


def test_ni_brouillon_ni_retire_n_est_propose():
    ici = metier("Ici", "Scier")
    metier("Brouillon", "Scier", brouillon=True)
    metier("Retiré", "Scier", retire=True)
    assert depuis(ici) == [] and proches(reseau_courant(), ici.pk, 8) == []


def test_la_demande_et_la_formation_entrent_dans_la_note(monkeypatch):
    ici, recherche, cache = metier("Ici", "Scier"), metier("Recherché", "Scier"), metier("Caché", "Scier")
    niveaux = {recherche.pk: Potentiel(5, territoire="Saumur"), cache.pk: Potentiel(None)}
    monkeypatch.setattr("metiers.services.passerelles.potentiels", lambda ids, lieu: {pk: niveaux[pk] for pk in ids})
    vers = {recherche.pk: FormationsVers(2, 10.0)}
    monkeypatch.setattr(registres.formations_vers, "_elements", {"essai": lambda ids, lieu: vers})
    par_cible = {p.cible: p for p in depuis(ici)}
    assert par_cible[recherche.pk].note.parts == {"mobilite": None, "savoirs": 1, "demande": 1, "formation": 1}
    assert par_cible[cache.pk].note.parts == {"mobilite": None, "savoirs": 1, "demande": None, "formation": None}
    phrases = [r.phrase for r in raisons_de(par_cible[recherche.pk], reseau_courant().comparer(ici.pk, recherche.pk))]
    assert "Potentiel d'embauche : 5 sur 5, Saumur." in phrases
    assert "Une formation à 10 km, à vol d'oiseau." in phrases


def test_l_ecart_de_niveau_est_inconnu_sans_niveau():
    ici, haut, muet = metier("Ici", "Scier"), metier("Haut", "Scier"), metier("Muet", "Scier")
    AccesNiveauFactory(metier=ici, niveau=Niveau.CAP)
    AccesNiveauFactory(metier=haut, niveau=Niveau.BAC2)
    ecarts = {p.cible: p.ecart_de_niveau for p in depuis(ici)}
    assert ecarts == {haut.pk: 2, muet.pk: None}


def test_les_filtres_portent_sur_tout_le_catalogue():
    metal = FamilleFactory(code="metal", slug="metal")
    ici = metier("Ici", "Scier", "Clouer")
    court, long, muet = (metier(nom, "Scier", "Clouer", famille=metal) for nom in ("Court", "Long", "Muet"))
    metier("Ailleurs", "Scier")
    AccesNiveauFactory(metier=court, niveau=Niveau.CAP)
    AccesNiveauFactory(metier=long, niveau=Niveau.BAC5)
    catalogue = catalogue_courant()
    assert admis_par(catalogue) is None
    assert admis_par(catalogue, niveau_max=4) == {court.pk}
    assert admis_par(catalogue, niveau_max=7, famille="metal") == {court.pk, long.pk}
    assert {p.cible for p in depuis(ici, admis=admis_par(catalogue, famille="metal"))} == {court.pk, long.pk, muet.pk}


def test_l_essentiel_et_les_tris():
    ici = metier("Ici", "Scier")
    zebre, abeille = metier("Zèbre", "Scier"), metier("Abeille", "Scier", "Butiner", "Voler", "Danser")
    trouvees = depuis(ici)
    assert [p.cible for p in essentielles(trouvees)] == [zebre.pk]

    def ordre(tri):
        return [p.cible for p in trier(trouvees, tri, reseau=reseau_courant(), catalogue=catalogue_courant())]

    assert ordre("nom") == [abeille.pk, zebre.pk]
    assert ordre("savoirs") == ordre("note") == [zebre.pk, abeille.pk]
    assert set(ordre("demande")) == set(ordre("niveau")) == {zebre.pk, abeille.pk}


def test_un_metier_que_le_reseau_ne_connait_pas_n_a_pas_de_voisins():
    reseau = reseau_courant()
    assert passerelles_depuis(reseau, 999) == passerelles_vers(reseau, 999) == proches(reseau, 999, 3) == []
    assert reseau.comparer(998, 999).base == ""


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_voisins():
    nombres = []
    for nombre in (2, 20):
        ici = metier(f"Ici {nombre}", f"Savoir {nombre}")
        for rang in range(nombre):
            MobiliteFactory(source=ici, cible=metier(f"Voisin {nombre} {rang}", f"Savoir {nombre}"), ordre=rang + 1)
        oublier()
        reseau = reseau_courant()
        passerelles_depuis(reseau, ici.pk)  # the market is then in memory
        with CaptureQueriesContext(connection) as requetes:
            assert len(passerelles_depuis(reseau, ici.pk)) == nombre
        with CaptureQueriesContext(connection) as aucune:
            proches(reseau, ici.pk, 8)
        assert len(aucune) == 0
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 2
