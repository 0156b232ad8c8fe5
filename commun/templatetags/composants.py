"""Template tags of the design system. Usage of each in ``docs/composants.md``."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string, select_template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commun.dessins import carte as dessin_carte
from commun.dessins import hexagone as dessin_hexagone
from commun.dessins import jauge as dessin_jauge

register = template.Library()

TONS_ALERTE = {"info": "info", "succes": "coche", "attention": "alerte", "erreur": "alerte"}
# Levels of django.contrib.messages, as tones of an alert.
TON_DU_MESSAGE = {"debug": "info", "info": "info", "success": "succes", "warning": "attention", "error": "erreur"}
_ESPACE_AVANT = re.compile(r" (?=[:;?!»%€])")
_ESPACE_APRES = re.compile(r"(?<=«) ")
ETAPES_JAUGE = 5
LARGEUR_PAGINATION = 2


@register.simple_tag
def icone(nom: str, libelle: str = "", classe: str = "") -> SafeString:
    """An icon of the sprite: decorative, or named when ``libelle`` is given."""
    adresse = f"{static('img/icones.svg')}#{nom}"
    classes = f"icone {classe}".strip()
    if libelle:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, libelle, adresse
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, adresse)


@register.filter
def typographie(texte: str) -> str:
    """French spacing: no line may begin with a colon or end with an opening guillemet."""
    return _ESPACE_AVANT.sub("\u00a0", _ESPACE_APRES.sub("\u00a0", str(texte)))


@register.simple_block_tag(takes_context=True)
def memoriser(context: Context, content: str, nom: str) -> str:
    """Keep the rendered content under a name (base.html writes a title twice from one block)."""
    context[nom] = mark_safe(" ".join(content.split()))  # noqa: S308 - already rendered by the template engine
    return ""


@register.simple_tag(takes_context=True)
def lien_menu(context: Context, libelle: str, vue: str, *args: Any, sauf: str = "") -> SafeString | str:
    """An entry of a menu, or nothing while its page does not exist. ``sauf``: a page below with its own entry."""
    try:
        adresse = reverse(vue, args=args)
    except NoReverseMatch:
        return ""
    chemin = getattr(context.get("request"), "path", "")
    dessous = adresse != "/" and chemin.startswith(adresse) and not (sauf and chemin.startswith(reverse(sauf)))
    ici = "page" if chemin == adresse else "true" if dessous else ""
    marque = format_html(' aria-current="{}"', ici) if ici else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', adresse, marque, libelle)


@register.simple_tag
def adresse_si(vue: str, *args: Any) -> str:
    """Address of a view, or an empty text while it does not exist: ``{% adresse_si "x:y" as adresse %}``."""
    try:
        return reverse(vue, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def lieu(context: Context) -> SafeString:
    """The place button of the header; the territoires app may bring its own template."""
    gabarit = select_template(["territoires/_chez_moi.html", "composants/_chez_moi.html"])
    return mark_safe(gabarit.render(context.flatten(), context.get("request")))  # noqa: S308


@register.simple_tag
def json_ld(donnees: Mapping[str, Any]) -> SafeString:
    """Linked data in a data block: never executed, and unable to close its own element."""
    texte = json.dumps(donnees, ensure_ascii=False, separators=(",", ":"))
    texte = texte.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{texte}</script>')  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def fil_ariane(context: Context, *couples: str) -> SafeString:
    """Breadcrumb after "Accueil": label, address, label, address, …, label of this page."""
    etapes = [{"libelle": "Accueil", "adresse": "/"}]
    for rang in range(0, len(couples), 2):
        adresse = couples[rang + 1] if rang + 1 < len(couples) else ""
        etapes.append({"libelle": str(couples[rang]), "adresse": str(adresse)})
    ici = str(context.get("adresse_canonique") or settings.SITE_URL)
    donnees = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": rang, "name": e["libelle"], "item": urljoin(ici, e["adresse"]) or ici}
            for rang, e in enumerate(etapes, start=1)
        ],
    }
    return mark_safe(  # noqa: S308 - rendered by the template engine
        render_to_string("composants/fil_ariane.html", {"etapes": etapes, "donnees": donnees})
    )


# --- Drawings -------------------------------------------------------------------------------------
@register.inclusion_tag("composants/hexagone.html")
def hexagone(
    scores: Mapping[str, float], maximum: float = 100, legende: str = "", liste: bool = True
) -> dict[str, Any]:
    """The interests profile from six scores (``{"R": 12, …}``)."""
    return _hexagone(dessin_hexagone.profil(scores, float(maximum)), legende, liste) | {"maximum": maximum}


@register.inclusion_tag("composants/hexagone.html")
def hexagone_lettres(majeure: str, mineure: str = "", legende: str = "", liste: bool = True) -> dict[str, Any]:
    """The interests profile that ROME's two letters allow: their rank, without any measure."""
    return _hexagone(dessin_hexagone.lettres(majeure, mineure), legende, liste)


@register.inclusion_tag("composants/hexagone_mini.html")
def hexagone_mini(majeure: str, mineure: str = "") -> dict[str, Any]:
    """The same drawing with few nodes, for tables; the page says the letters in words beside it."""
    return _hexagone(dessin_hexagone.lettres(majeure, mineure), "", liste=False)


def _hexagone(sommets: list[dessin_hexagone.Sommet], legende: str, liste: bool) -> dict[str, Any]:
    return {
        "sommets": sommets,
        "polygone": dessin_hexagone.polygone(sommets),
        "anneaux": [dessin_hexagone.contour(part) for part in (1 / 3, 2 / 3, 1)],
        "axes": dessin_hexagone.contour(1).split(),
        "legende": legende,
        "liste": liste,
    }


@register.inclusion_tag("composants/carte_points.html")
def carte_points(
    communes: Iterable[dessin_carte.PointCarte],
    arrets: Iterable[Mapping[str, Any]] = (),
    titre: str = "",
    noms: dict[str, str] | None = None,
    fils: Iterable[Sequence[dessin_carte.Place]] = (),
    fonds: Sequence[Sequence[dessin_carte.Place]] = (),
    cercle: tuple[float, float, float] | None = None,
) -> dict[str, Any]:
    """The dot map. ``arrets``: mappings with ``libelle``, ``adresse`` (may be empty), ``latitude``, ``longitude``.

    ``cercle``: latitude, longitude and kilometres; dots of the empty group are then what is out of it, in grey.
    """
    carte, projection = dessin_carte.tracer(communes, noms, fils, fonds)
    reperes = []
    if projection:
        for numero, arret in enumerate(arrets, start=1):
            x, y = projection.placer(arret["latitude"], arret["longitude"])
            reperes.append(dessin_carte.Repere(numero, arret["libelle"], arret.get("adresse", ""), x, y))
    rond = projection.cercle(*cercle) if projection and cercle else None
    return {"carte": carte, "reperes": reperes, "titre": titre, "rond": rond}


@register.inclusion_tag("composants/jauge.html")
def jauge(
    valeur: int | None, sur: int = ETAPES_JAUGE, source: str = "", libelle: str = "", raison: str = ""
) -> dict[str, Any]:
    """Hiring potential in steps; ``None`` is "donnée non diffusée", or the reason given, never 0."""
    pleines = None if valeur is None else min(max(int(valeur), 0), sur)
    return {
        "valeur": pleines,
        "sur": sur,
        "pleins": dessin_jauge.etapes(0, pleines or 0, sur),
        "vides": dessin_jauge.etapes(pleines or 0, sur, sur),
        "source": source,
        "libelle": libelle,
        "raison": raison,
    }


# --- Lists ------------------------------------------------------------------------------------------
@register.inclusion_tag("composants/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, parametre: str = "page") -> dict[str, Any]:
    """Numbered pages as plain links that keep the other parameters of the address."""
    requete = context["request"].GET.copy()
    requete.pop(parametre, None)

    def adresse(numero: int) -> str:
        requete[parametre] = str(numero)
        return f"?{requete.urlencode()}"

    numeros = page.paginator.get_elided_page_range(page.number, on_each_side=LARGEUR_PAGINATION, on_ends=1)
    return {
        "page": page,
        "liens": [
            {"numero": n, "adresse": adresse(n) if isinstance(n, int) else "", "ici": n == page.number} for n in numeros
        ],
        "precedente": adresse(page.previous_page_number()) if page.has_previous() else "",
        "suivante": adresse(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("composants/resultats.html")
def resultats(
    nombre: int,
    singulier: str,
    pluriel: str,
    filtres: Iterable[Mapping[str, str]] = (),
    effacer: str = "",
) -> dict[str, Any]:
    """Result count in a polite live region, then the active filters, each a link that removes it."""
    return {
        "nombre": nombre,
        "nom": pluriel if nombre > 1 else singulier,
        "filtres": list(filtres),
        "effacer": effacer,
    }


# --- Forms ------------------------------------------------------------------------------------------
@register.inclusion_tag("composants/champ.html")
def champ(champ: BoundField, autocompletion: str = "") -> dict[str, Any]:
    """A form field: label, help, control, error, in that order and tied together."""
    if autocompletion:
        champ.field.widget.attrs.setdefault("autocomplete", autocompletion)
    return {"champ": champ, "type": champ.widget_type}


@register.inclusion_tag("composants/erreurs.html")
def erreurs(formulaire: Any) -> dict[str, Any]:
    """Summary of a form's errors, each a link to its field."""
    return {"formulaire": formulaire, "champs": [champ for champ in formulaire if champ.errors]}


# --- Small pieces -------------------------------------------------------------------------------------
@register.simple_block_tag
def alerte(content: str, ton: str = "info", titre: str = "") -> SafeString:
    """A notice: ``info``, ``succes``, ``attention`` or ``erreur``."""
    ton = ton if ton in TONS_ALERTE else "info"
    entete = format_html('<p class="alerte-titre">{}</p>', titre) if titre else ""
    return format_html(
        '<div class="alerte alerte-{}">{}<div>{}{}</div></div>', ton, icone(TONS_ALERTE[ton]), entete, content
    )


@register.filter
def ton_du_message(etiquettes: str) -> str:
    """Tone of an alert from the tags of a Django message."""
    niveaux = [TON_DU_MESSAGE[mot] for mot in (etiquettes or "").split() if mot in TON_DU_MESSAGE]
    return niveaux[-1] if niveaux else "info"


@register.simple_tag
def badge(texte: str, ton: str = "", nom_icone: str = "") -> SafeString:
    """A short piece of information: no tone, ``vigne``, ``genet``, ``brique`` or ``neutre``."""
    classes = f"badge badge-{ton}" if ton else "badge"
    return format_html('<span class="{}">{}{}</span>', classes, icone(nom_icone) if nom_icone else "", texte)


@register.simple_block_tag
def vide(content: str, titre: str, nom_icone: str = "loupe-vide", niveau: int = 2) -> SafeString:
    """Empty state: what is missing, then the ways out given as content."""
    return format_html('<div class="vide">{}<h{}>{}</h{}>{}</div>', icone(nom_icone), niveau, titre, niveau, content)


@register.simple_tag
def source_officielle(nom: str, adresse: str = "", precision: str = "") -> SafeString:
    """Where a figure or an official text comes from."""
    lien = format_html('<a href="{}" rel="external">{}</a>', adresse, nom) if adresse else nom
    suite = f", {precision}" if precision else ""
    return format_html('<p class="source">{}<span>Source : {}{}</span></p>', icone("info"), lien, suite)


@register.inclusion_tag("composants/partager.html", takes_context=True)
def partager(context: Context, titre: str = "") -> dict[str, Any]:
    """Share and print buttons. The address shared is the canonical one: no personal data in it."""
    return {"adresse": context.get("adresse_canonique", ""), "titre": titre}
