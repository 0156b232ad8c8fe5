"""Template tags of the design system, rendered alone."""

import json
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from commun.dessins.carte import PointCarte, tracer
from commun.dessins.hexagone import lettres, profil


def rendre(source: str, **contexte) -> str:
    return Template(source).render(Context(contexte))


class Formulaire(forms.Form):
    courriel = forms.EmailField(label="Adresse électronique", help_text="Exemple : nom@domaine.fr")
    message = forms.CharField(required=False)
    accord = forms.BooleanField(label="J'accepte")
    jour = forms.ChoiceField(choices=[("l", "Lundi"), ("m", "Mardi")], widget=forms.RadioSelect)


# --- Icons, links --------------------------------------------------------------------------------
def test_une_icone_est_muette_sauf_si_on_la_nomme():
    assert 'aria-hidden="true"' in rendre('{% icone "lieu" %}')
    nommee = rendre('{% icone "lieu" libelle="Lieu" %}')
    assert 'role="img"' in nommee and 'aria-label="Lieu"' in nommee and "aria-hidden" not in nommee


def test_chaque_icone_employee_existe(settings):
    sprite = (settings.RACINE / "static/img/icones.svg").read_text(encoding="utf-8")
    dessinees = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    employees = set()
    for gabarit in (settings.RACINE / "templates").rglob("*.html"):
        employees |= set(re.findall(r"\{%\s*icone \"([^\"]+)\"", gabarit.read_text(encoding="utf-8")))
    familles = set(re.findall(r'^icone = "([^"]+)"', (settings.DONNEES / "metiers/familles.toml").read_text(), re.M))
    riasec = {f"riasec-{lettre}" for lettre in "riasec"}
    assert (employees | familles | riasec) - dessinees == set()


def test_un_lien_de_menu_disparait_avec_sa_page():
    assert rendre('{% lien_menu "Rien" "inexistant:page" %}') == ""
    requete = RequestFactory().get("/metiers/soudeur/")
    lien = rendre('{% lien_menu "Métiers" "metiers:recherche" %}', request=requete)
    assert 'aria-current="true"' in lien and 'href="/metiers/"' in lien


def test_les_donnees_liees_ne_ferment_pas_leur_element():
    html = rendre("{% json_ld d %}", d={"nom": "</script><script>alert(1)</script>"})
    assert html.count("</script>") == 1
    contenu = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', html)
    assert contenu and json.loads(contenu[1]) == {"nom": "</script><script>alert(1)</script>"}


def test_le_fil_d_ariane_finit_par_la_page():
    html = rendre(
        '{% fil_ariane "Métiers" "/metiers/" titre %}', titre="<Soudeur>", adresse_canonique="https://x.fr/metiers/s/"
    )
    assert '<a href="/">Accueil</a>' in html and '<a href="/metiers/">Métiers</a>' in html
    assert '<span aria-current="page">&lt;Soudeur&gt;</span>' in html
    liste = json.loads(re.search(r"json\">(.*)</script>", html)[1])["itemListElement"]
    assert [e["item"] for e in liste] == ["https://x.fr/", "https://x.fr/metiers/", "https://x.fr/metiers/s/"]


def test_la_typographie_garde_les_doubles_signes_avec_leur_mot():
    assert rendre("{{ t|typographie }}", t="Quoi ? « Oui » : 5 %") == "Quoi\u00a0? «\u00a0Oui\u00a0»\u00a0: 5\u00a0%"


# --- Hexagon -----------------------------------------------------------------------------------------
def test_l_hexagone_dit_ses_valeurs_en_toutes_lettres():
    html = rendre("{% hexagone scores 20 %}", scores={"R": 20, "I": 10, "A": 0, "S": 5, "E": 1, "C": 99})
    assert re.findall(r"<strong>(\w+)</strong> \((\w)\)&nbsp;: (\d+) sur 20", html) == [
        ("Réaliste", "R", "20"), ("Investigateur", "I", "10"), ("Artistique", "A", "0"),
        ("Social", "S", "5"), ("Entreprenant", "E", "1"), ("Conventionnel", "C", "20"),
    ]  # fmt: skip
    assert len(re.findall(r"<text ", html)) == 6 and len(re.findall(r"<use ", html)) == 12
    assert not re.search(r'(?:points|cx|cy|x|y)="[^"]*\d,\d+,', html)


def test_l_hexagone_se_lit_a_la_main():
    sommets = profil({"R": 100, "S": 50}, 100)
    assert (sommets[0].x, sommets[0].y) == (150.0, 58.0)
    assert (sommets[3].x, sommets[3].y) == (150.0, 196.0)
    assert [s.fort for s in sommets] == [True, False, False, False, False, False]
    assert not any(s.fort for s in profil({}, 100))
    assert all(s.part == 0 for s in profil({"R": 3}, 0))


def test_les_deux_lettres_du_rome_ont_un_rang_et_pas_de_mesure():
    html = rendre('{% hexagone_lettres "S" "R" %}')
    assert re.findall(r"<strong>(\w+)</strong> \(\w\), lettre (\w+)", html) == [
        ("Réaliste", "mineure"),
        ("Social", "majeure"),
    ]
    assert " sur " not in html
    assert [s.lettre for s in lettres("S", "S") if s.valeur] == ["S"]
    assert rendre('{% hexagone_lettres "" %}').count("<li>") == 0


# --- Gauge -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("valeur", "pleines"), [(0, 0), (1, 1), (5, 5), (9, 5), (-2, 0)])
def test_la_jauge_compte_ses_pas(valeur, pleines):
    html = rendre("{% jauge valeur %}", valeur=valeur)
    vides, pleins = (re.search(motif, html) for motif in (r'<path d="([^"]+)"', r'class="plein" d="([^"]+)"'))
    assert [chemin[1].count("M") if chemin else 0 for chemin in (vides, pleins)] == [5 - pleines, pleines]
    assert f"{pleines}/5" in html


def test_une_donnee_non_diffusee_n_est_pas_zero():
    html = rendre('{% jauge valeur 5 "BMO 2025" %}', valeur=None)
    assert "non diffusée" in html and "BMO 2025" in html
    assert "<path" not in html and "0/5" not in html
    assert "aucune famille" in rendre('{% jauge valeur raison="aucune famille" %}', valeur=None)


# --- Map ---------------------------------------------------------------------------------------------
def test_la_carte_reste_legere():
    points = [PointCarte(47 + i % 40 / 40, -1 + i // 40 / 40, str(44 + i % 5), i * 37) for i in range(1200)]
    html = rendre("{% carte_points points %}", points=points)
    assert html.count("<path") <= 20
    assert html.count("h0") == 1200
    assert len(html) < 16_000


def test_la_carte_garde_les_points_cardinaux():
    nord_ouest, sud_est = PointCarte(48, -2, "44"), PointCarte(47, -1, "49", 60_000)
    carte, projection = tracer([nord_ouest, sud_est])
    x1, y1 = projection.placer(48, -2)
    x2, y2 = projection.placer(47, -1)
    assert x1 < x2 and y1 < y2
    assert [t.epaisseur for t in carte.traces] == sorted(t.epaisseur for t in carte.traces)
    assert tracer([])[0].traces == []


def test_les_fonds_et_les_fils_passent_sous_les_points():
    fond = [(48.5, -2.5), (48.5, -0.5), (46.5, -0.5), (46.5, -2.5)]
    html = rendre(
        "{% carte_points points fils=fils fonds=fonds %}",
        points=[PointCarte(48, -2, "44"), PointCarte(47, -1, "49")],
        fils=[[(47.5, -2.4), (47.4, -1.5), (47.3, -0.6)]],
        fonds=[fond],
    )
    assert re.findall(r'class="(fond|fil-eau|d\d)"', html) == ["fond", "fil-eau", "d1", "d2"]
    carte, projection = tracer([PointCarte(48, -2, "44")], fonds=[fond])
    coins = [projection.placer(*place) for place in fond]
    assert all(0 <= x <= carte.largeur and 0 <= y <= carte.hauteur for x, y in coins)
    assert carte.fonds[0].startswith("M30 30l") and carte.fonds[0].endswith("z")


def test_peu_de_communes_font_de_plus_gros_points():
    def epaisseur(nombre):
        return tracer([PointCarte(47 + i / 1000, -1, "44") for i in range(nombre)])[0].traces[0].epaisseur

    assert epaisseur(50) > epaisseur(600)


def test_les_reperes_sont_numerotes_et_listes():
    arrets = [
        {"libelle": "Saumur", "adresse": "/x/", "latitude": 47.5, "longitude": -1.5},
        {"libelle": "Laval <i>", "latitude": 47.2, "longitude": -1.2},
    ]
    points = [PointCarte(48, -2, "44"), PointCarte(47, -1, "49")]
    html = rendre('{% carte_points points arrets titre="Arrêts" %}', points=points, arrets=arrets)
    assert 'aria-label="Arrêts"' in html
    assert '<a href="/x/">Saumur</a>' in html and "<li>Laval &lt;i&gt;</li>" in html
    assert re.findall(r"<text x=\"\d+\" y=\"\d+\">(\d)</text>", html) == ["1", "2"]
    assert rendre("{% carte_points points %}", points=[]).strip() == ""


# --- Lists -------------------------------------------------------------------------------------------
def test_la_pagination_garde_les_filtres():
    requete = RequestFactory().get("/metiers/", {"q": "bois & fer", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    html = rendre("{% pagination page %}", request=requete, page=page)
    assert 'href="?q=bois+%26+fer&amp;page=1" rel="prev"' in html
    assert 'href="?q=bois+%26+fer&amp;page=3" rel="next"' in html
    assert re.search(r'aria-current="page"><span class="invisible">Page </span>2<', html)
    assert rendre("{% pagination page %}", request=requete, page=Paginator([], 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("nombre", "texte"), [(0, "Aucun résultat"), (1, "1 métier"), (2, "2 métiers"), (1584, "1\u202f584 métiers")]
)
def test_le_nombre_de_resultats_s_annonce(nombre, texte):
    html = rendre('{% resultats n "métier" "métiers" %}', n=nombre)
    assert re.search(r'role="status"[^>]*>([^<]+)<', html)[1].replace("\xa0", "\u202f") == texte


def test_chaque_filtre_actif_se_retire():
    filtres = [{"libelle": "Santé", "adresse": "/metiers/?q=x"}]
    html = rendre('{% resultats 3 "métier" "métiers" filtres "/metiers/" %}', filtres=filtres)
    assert "Retirer le filtre </span>Santé" in html and 'href="/metiers/?q=x"' in html and "Tout effacer" in html


# --- Forms -------------------------------------------------------------------------------------------
def test_un_champ_est_lie_a_son_aide_et_a_son_erreur():
    formulaire = Formulaire({"courriel": "faux", "message": "gardé", "jour": "x"})
    html = rendre(
        '{% erreurs f %}{% champ f.courriel "email" %}{% champ f.message %}{% champ f.accord %}{% champ f.jour %}',
        f=formulaire,
    )
    assert 'href="#id_courriel"' in html and "3 erreurs" in html
    assert 'autocomplete="email"' in html and 'aria-invalid="true"' in html
    decrit = re.search(r'name="courriel"[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert all(f'id="{cible}"' in html for cible in decrit) and len(decrit) == 2
    assert "(facultatif)" in html and 'value="gardé"' in html
    assert "<legend>Jour</legend>" in html and html.count('type="radio"') == 2
    ordre = [
        html.index(m)
        for m in ('for="id_courriel"', 'id="id_courriel_helptext"', 'name="courriel"', 'id="id_courriel_error"')
    ]
    assert ordre == sorted(ordre)


def test_un_formulaire_juste_n_a_pas_de_resume():
    assert rendre("{% erreurs f %}", f=Formulaire()).strip() == ""


# --- Small pieces --------------------------------------------------------------------------------------
def test_alerte_badge_vide_source():
    html = rendre('{% alerte "erreur" titre %}<p>Texte</p>{% endalerte %}', titre="Titre <b>")
    assert "alerte-erreur" in html and "Titre &lt;b&gt;" in html and "<p>Texte</p>" in html
    assert "alerte-info" in rendre('{% alerte "inconnu" %}x{% endalerte %}')
    assert rendre('{% badge "Vert" "vigne" %}') == '<span class="badge badge-vigne">Vert</span>'
    assert "<h3>Rien</h3>" in rendre('{% vide "Rien" "loupe-vide" 3 %}<p>…</p>{% endvide %}')
    source = rendre('{% source_officielle "ROME" "https://x.fr" "version 60" %}')
    assert '<a href="https://x.fr" rel="external">ROME</a>, version 60' in source


def test_le_partage_donne_l_adresse_canonique():
    html = rendre('{% partager "Soudeur" %}', adresse_canonique="https://x.fr/metiers/s/")
    assert 'href="https://x.fr/metiers/s/"' in html and "data-partager" in html


def test_un_message_a_le_ton_de_son_niveau():
    assert rendre("{{ 'extra success'|ton_du_message }}{{ ''|ton_du_message }}") == "succesinfo"
