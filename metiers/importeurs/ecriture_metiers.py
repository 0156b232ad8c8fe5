"""Write the links of the bundled occupations: those of each origin are replaced, the others are left alone."""

from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.adresses import AdressesLibres, adresse_de
from metiers.importeurs.chargement_references import GESTES
from metiers.importeurs.empreintes import Contenu
from metiers.models import (
    AccesNiveau,
    Appellation,
    CentreInteret,
    CodeRome,
    Competence,
    Condition,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Mobilite,
    Secteur,
    Theme,
)

LOT = 500


def ecrire_textes(textes: dict[int, Contenu]) -> None:
    """Links of the portal's own part, by occupation."""
    portail = {"metier__in": list(textes), "origine": Origine.PORTAIL}
    for modele in (MetierCompetence, MetierCondition, AccesNiveau, Appellation):
        modele.objects.filter(**portail).delete()
    _liens_de_competences(textes)
    conditions = dict(Condition.objects.filter(origine=Origine.PORTAIL).values_list("slug", "pk"))
    MetierCondition.objects.bulk_create(
        [
            MetierCondition(metier_id=pk, condition_id=conditions[slug], origine=Origine.PORTAIL)
            for pk, t in textes.items()
            for slug in t["conditions"]
        ],
        batch_size=LOT,
    )
    # The portal's levels prevail over those deduced from the official text.
    AccesNiveau.objects.filter(metier__in=list(textes), origine=Origine.DEDUIT).delete()
    AccesNiveau.objects.bulk_create(
        [
            AccesNiveau(metier_id=pk, niveau=niveau, origine=Origine.PORTAIL)
            for pk, t in textes.items()
            for niveau in t["niveaux"]
        ],
        batch_size=LOT,
    )
    Appellation.objects.bulk_create(
        [
            Appellation(metier_id=pk, libelle=libelle, libelle_court=libelle, origine=Origine.PORTAIL)
            for pk, t in textes.items()
            for libelle in t["appellations"]
        ],
        batch_size=LOT,
    )


def _liens_de_competences(textes: dict[int, Contenu]) -> None:
    """Everyday skills, then the gestures of the occupation, then soft skills; ``ordre`` keeps the files' order."""
    gestes = _gestes({libelle for t in textes.values() for libelle in t["gestes"]})
    vocabulaire = dict(
        Competence.objects.filter(origine=Origine.PORTAIL).exclude(categorie=GESTES).values_list("slug", "pk")
    )
    savoir_etre = dict(Competence.objects.filter(type=TypeCompetence.SAVOIR_ETRE).values_list("code_ogr", "pk"))
    liens = []
    for pk, t in textes.items():
        suite = [vocabulaire[slug] for slug in t["savoir_faire"]]
        suite += [gestes[libelle] for libelle in t["gestes"]]
        suite += [savoir_etre[code] for code in t["savoir_etre"]]
        liens += [
            MetierCompetence(metier_id=pk, competence_id=competence, ordre=rang, origine=Origine.PORTAIL)
            for rang, competence in enumerate(suite)
        ]
    MetierCompetence.objects.bulk_create(liens, batch_size=LOT)


def _gestes(libelles: set[str]) -> dict[str, int]:
    """Gestures by their text; the same words in two occupations are one gesture."""
    existants = dict(Competence.objects.filter(categorie=GESTES).values_list("libelle", "pk"))
    manquants = sorted(libelles - existants.keys())
    libres = AdressesLibres(Competence.objects.values_list("slug", flat=True) if manquants else ())
    nouveaux = Competence.objects.bulk_create(
        [
            Competence(
                slug=libres.donner(f"geste-{adresse_de(libelle)}"),
                libelle=libelle,
                type=TypeCompetence.SAVOIR_FAIRE,
                categorie=GESTES,
                origine=Origine.PORTAIL,
            )
            for libelle in manquants
        ],
        batch_size=LOT,
    )
    return existants | {competence.libelle: competence.pk for competence in nouveaux}


def ecrire_faits(faits: dict[int, Contenu]) -> None:
    """Links of ROME's facts, by occupation; neighbours once every occupation exists."""
    ids = list(faits)
    MetierInteret.objects.filter(metier__in=ids).delete()
    MetierSecteur.objects.filter(metier__in=ids).delete()
    Metier.themes.through.objects.filter(metier__in=ids).delete()
    interets = dict(CentreInteret.objects.values_list("code", "pk"))
    secteurs = dict(Secteur.objects.values_list("code", "pk"))
    themes = dict(Theme.objects.values_list("code", "pk"))
    MetierInteret.objects.bulk_create(
        [
            MetierInteret(metier_id=pk, interet_id=interets[code], principal=not rang)
            for pk, f in faits.items()
            for rang, code in enumerate(f["interets"])
        ],
        batch_size=LOT,
    )
    MetierSecteur.objects.bulk_create(
        [
            MetierSecteur(metier_id=pk, secteur_id=secteurs[code], principal=not rang)
            for pk, f in faits.items()
            for rang, code in enumerate(f["secteurs"])
        ],
        batch_size=LOT,
    )
    lien_theme = Metier.themes.through
    lien_theme.objects.bulk_create(
        [lien_theme(metier_id=pk, theme_id=themes[code]) for pk, f in faits.items() for code in f["themes"]],
        batch_size=LOT,
    )
    CodeRome.objects.bulk_create(
        [
            CodeRome(metier_id=pk, code=f["code_rome"], version=f["version_rome"], libelle=f["libelle_rome"])
            for pk, f in faits.items()
            if f["code_rome"]
        ],
        batch_size=LOT,
        ignore_conflicts=True,
    )
    _ecrire_voisins(faits)


def _ecrire_voisins(faits: dict[int, Contenu]) -> None:
    """Directed neighbours, in ROME's order, between occupations that are known."""
    Mobilite.objects.filter(source__in=list(faits), origine=Origine.ROME).delete()
    par_code = dict(Metier.objects.exclude(code_rome="").exclude(etat="retire").values_list("code_rome", "pk"))
    deja = set(Mobilite.objects.filter(source__in=list(faits)).values_list("source", "cible"))
    liens = [
        Mobilite(source_id=pk, cible_id=par_code[code], ordre=rang, origine=Origine.ROME)
        for pk, f in faits.items()
        for rang, code in enumerate(f["voisins"], 1)
        if code in par_code and (pk, par_code[code]) not in deja
    ]
    Mobilite.objects.bulk_create(liens, batch_size=LOT)
