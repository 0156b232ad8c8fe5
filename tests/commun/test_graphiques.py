"""Charts: what is drawn, what is written, and what is not published."""

import re

import pytest
from django.template import Context, Template

from commun.dessins.barres import barres, partage
from commun.dessins.carte import PointCarte, tracer
from commun.distances import distance_km


def rendre(source, **contexte):
    return Template(source).render(Context(contexte))


def longueur(d):
    return float(re.fullmatch(r"M0 5H([\d.]+)", d)[1])


def test_les_barres_partagent_une_echelle():
    grande, moitie, minuscule, nulle, secrete = barres(
        [("a", 50, "50"), ("b", 25, "25"), ("c", 0.01, "0,01"), ("d", 0, "0"), ("e", None, "non diffusé")]
    )
    assert [longueur(b.d) for b in (grande, moitie)] == [100, 50]
    assert 1 <= longueur(minuscule.d) <= 2
    assert (nulle.d, nulle.connue) == ("", True)
    assert (secrete.d, secrete.connue) == ("", False)


def test_une_echelle_imposee_borne_les_barres():
    assert [longueur(b.d) for b in barres([("a", 3, "3"), ("b", 9, "9")], maximum=5)] == [60, 100]


@pytest.mark.parametrize("lignes", [[], [("a", None, "")], [("a", 0, "0")], [("a", -3, "-3")]])
def test_rien_a_dessiner(lignes):
    assert all(b.d == "" for b in barres(lignes))


@pytest.mark.parametrize(("part", "gauche", "droite"), [(0, False, True), (100, True, False), (40, True, True)])
def test_un_partage_en_deux(part, gauche, droite):
    dessin = partage(part)
    assert (bool(dessin.gauche), bool(dessin.droite)) == (gauche, droite)


@pytest.mark.parametrize("part", [0.01, 7, 50, 99.99])
def test_les_deux_parts_se_voient_et_ne_se_touchent_pas(part):
    dessin = partage(part)
    fin = longueur(dessin.gauche)
    debut = float(re.match(r"M([\d.]+) ", dessin.droite)[1])
    assert 1 <= fin < debut <= 99


def test_le_non_diffuse_n_est_jamais_zero():
    html = rendre('{% barres "Âges" lignes %}', lignes=[("Moins de 25 ans", None, "0"), ("50 ans et plus", 12, "12 %")])
    assert "non diffusé" in html and ">0<" not in html
    assert html.count("<svg") == 1
    html = rendre('{% partage "Femmes et hommes" part "femmes" "hommes" %}', part=None)
    assert "Donnée non diffusée" in html and "<svg" not in html and "0" not in html


def test_le_partage_s_ecrit_en_toutes_lettres():
    html = rendre('{% partage "Femmes et hommes" 7.4 "femmes" "hommes" note="Dares" %}')
    assert "7&nbsp;% femmes" in html and "93&nbsp;% hommes" in html
    assert "Dares" in html


def test_les_textes_sont_echappes():
    html = rendre("{% barres titre lignes %}", titre="<b>", lignes=[("<i>", 1, "<u>")])
    assert not re.search(r"<[biu]>", html)


def test_le_cercle_a_la_taille_de_son_rayon():
    points = [PointCarte(46.5, -2.5, ""), PointCarte(48.5, 0.8, "dans")]
    _, projection = tracer(points)
    cercle = projection.cercle(47.5, -1.0, 40)
    nord = projection.placer(47.5 + 40 / 111.2, -1.0)
    est = projection.placer(47.5, -1.0 + 40 / 75.12)
    assert distance_km(47.5, -1.0, 47.5, -1.0 + 40 / 75.12) == pytest.approx(40, abs=0.2)
    assert cercle.y - nord[1] == pytest.approx(cercle.ry, abs=1)
    assert est[0] - cercle.x == pytest.approx(cercle.rx, abs=2)
    html = rendre("{% carte_points points cercle=cercle %}", points=points, cercle=(47.5, -1.0, 40))
    assert 'class="points points-rayon"' in html and "<ellipse" in html
    assert "<ellipse" not in rendre("{% carte_points points %}", points=points)
