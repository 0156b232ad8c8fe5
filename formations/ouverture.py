"""Data sets that the trainings publish as open data. What its source gives without a licence is left out."""

from typing import Any

from django.db.models import Count, Max

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from formations.models import Certification, CertificationMetier, ChiffreFormation, Etablissement, Formation, Offre

CERTIFINFO = Provenance("Certif Info, certifications et codes ROME", "https://www.data.gouv.fr/")
ANNUAIRE = Provenance("Ministère de l'Éducation nationale, annuaire de l'éducation", "https://data.education.gouv.fr/")
PORTAIL = Provenance("Portail régional d'orientation et établissements")
REPONSE = "oui, non, ou inconnue quand la source ne le dit pas."


def certifications() -> JeuOuvert:
    requete = Certification.objects.actives().order_by("slug")
    return JeuOuvert(
        "certifications",
        "Certifications",
        "Diplômes et titres en vigueur.",
        (
            colonne("slug", "string", "Clé de la certification."),
            colonne("intitule", "string", "Intitulé."),
            colonne("type_diplome", "string", "Type de diplôme."),
            colonne("niveau", "integer", "Niveau du cadre français ; vide : non renseigné."),
            colonne("code_rncp", "string", "Numéro RNCP."),
            colonne("code_diplome", "string", "Code de diplôme (CFD)."),
            colonne("code_certifinfo", "string", "Code Certif Info."),
            colonne("certificateur", "string", "Certificateur."),
            colonne("eligible_cpf", "string", f"Éligible au CPF : {REPONSE}"),
            colonne("accessible_scolaire", "string", f"Voie scolaire : {REPONSE}"),
            colonne("accessible_apprentissage", "string", f"Apprentissage : {REPONSE}"),
            colonne("accessible_continue", "string", f"Formation continue : {REPONSE}"),
            colonne("accessible_vae", "string", f"Par l'expérience : {REPONSE}"),
            colonne("source", "string", "Source."),
            colonne("version", "string", "Version de la source."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (CERTIFINFO, PORTAIL),
        cle="slug",
    )


def certifications_metiers() -> JeuOuvert:
    liens = CertificationMetier.objects.filter(certification__active=True, metier__etat="publie")
    requete = liens.select_related("certification", "metier").order_by("certification__slug", "metier__slug", "origine")
    return JeuOuvert(
        "certifications-metiers",
        "Ce que préparent les certifications",
        "Chaque lien d'une certification à un métier, avec son origine.",
        (
            colonne("certification", "string", "Clé de la certification.", "certification.slug"),
            colonne("metier", "string", "Clé du métier.", "metier.slug"),
            colonne("origine", "string", "portail, code (même code ROME) ou parent (code de la fiche mère)."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (CERTIFINFO, PORTAIL),
    )


def formations() -> JeuOuvert:
    requete = Formation.objects.actives().select_related("certification").order_by("slug")
    return JeuOuvert(
        "formations",
        "Formations",
        "Les formations, où qu'elles soient données.",
        (
            colonne("slug", "string", "Adresse de la fiche, clé de la formation."),
            colonne("intitule", "string", "Intitulé."),
            colonne("nature", "string", "diplomante, production ou remediation."),
            colonne("certification", "string", "Clé de la certification préparée.", "certification.slug"),
            colonne("niveau", "integer", "Niveau de sortie ; vide : non renseigné."),
            colonne("niveau_entree", "integer", "Niveau demandé à l'entrée ; vide : non renseigné."),
            colonne("duree_mois", "integer", "Durée en mois."),
            colonne("description", "string", "Phrases du portail."),
            colonne("source", "string", "Source."),
            colonne("modifie_le", "datetime", "Dernière modification.", "updated_at"),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (CERTIFINFO, PORTAIL),
        cle="slug",
    )


def etablissements() -> JeuOuvert:
    requete = Etablissement.objects.actifs().select_related("commune").order_by("slug")
    return JeuOuvert(
        "etablissements",
        "Établissements",
        "Où l'on se forme dans la région.",
        (
            colonne("slug", "string", "Adresse de la fiche, clé de l'établissement."),
            colonne("nom", "string", "Nom."),
            colonne("uai", "string", "Code UAI."),
            colonne("siret", "string", "SIRET."),
            colonne("type", "string", "Type d'établissement."),
            colonne("statut", "string", "public, prive ou inconnu."),
            colonne("adresse", "string", "Numéro et rue."),
            colonne("code_postal", "string", "Code postal."),
            colonne("commune", "string", "Code INSEE de la commune.", "commune.code_insee"),
            colonne("latitude", "number", "Latitude en degrés, WGS 84."),
            colonne("longitude", "number", "Longitude en degrés, WGS 84."),
            colonne("lieu_approche", "boolean", "Vrai : placé au centre de sa commune."),
            colonne("telephone", "string", "Téléphone."),
            colonne("site", "string", "Site."),
            colonne("internat", "string", f"Internat : {REPONSE}"),
            colonne("accessible", "string", f"Accessible aux personnes handicapées : {REPONSE}"),
            colonne("apprentissage", "string", f"Apprentissage : {REPONSE}"),
            colonne("source", "string", "Source."),
            colonne("version", "string", "Version de la source."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (ANNUAIRE, PORTAIL),
        cle="slug",
        etat=lambda: list(requete.order_by().aggregate(Max("updated_at")).values()),
    )


def offres() -> JeuOuvert:
    libres = Offre.objects.actives().filter(reutilisable=True)
    requete = libres.select_related("formation", "etablissement").order_by(
        "etablissement__slug", "formation__slug", "voie"
    )
    return JeuOuvert(
        "offres-formation",
        "Offres de formation",
        "Quelle formation, où, par quelle voie. Les places restantes sont dites par l'établissement.",
        (
            colonne("formation", "string", "Clé de la formation.", "formation.slug"),
            colonne("etablissement", "string", "Clé de l'établissement.", "etablissement.slug"),
            colonne("voie", "string", "scolaire, apprentissage ou continue."),
            colonne("rentree", "integer", "Année de la rentrée."),
            colonne("debut", "date", "Début."),
            colonne("fin", "date", "Fin."),
            colonne("capacite", "integer", "Places en première année ; vide : non renseigné."),
            colonne("places_restantes", "integer", "Places restantes ; vide : l'établissement ne le dit pas."),
            colonne("places_le", "datetime", "Quand les places ont été dites."),
            colonne("internat", "string", f"Internat : {REPONSE}"),
            colonne("accessible", "string", f"Accessible aux personnes handicapées : {REPONSE}"),
            colonne("demonstration", "boolean", "Vrai quand des chiffres sont inventés pour la démonstration."),
            colonne("source", "string", "Source."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (CERTIFINFO, ANNUAIRE, PORTAIL),
        etat=lambda: _places(libres),
    )


def _places(libres: Any) -> list[Any]:
    """Places kept by the establishments change without an import nor the admin."""
    return list(libres.order_by().aggregate(Max("places_le"), Count("places_restantes")).values())


def chiffres() -> JeuOuvert:
    libres = ChiffreFormation.objects.filter(reutilisable=True)
    requete = libres.select_related("certification", "offre__formation", "offre__etablissement").order_by(
        "indicateur", "periode", "pk"
    )
    return JeuOuvert(
        "chiffres-formation",
        "Chiffres des formations",
        "Insertion, réussite, demande : les seuls chiffres dont la source permet la réutilisation.",
        (
            colonne("certification", "string", "Clé de la certification, ou vide.", "certification.slug"),
            colonne("formation", "string", "Clé de la formation de l'offre, ou vide.", "offre.formation.slug"),
            colonne("etablissement", "string", "Clé de l'établissement, ou vide.", "offre.etablissement.slug"),
            colonne("indicateur", "string", "Ce qui est mesuré."),
            colonne("valeur", "number", "Vide quand la source cache le chiffre, jamais 0."),
            colonne("unite", "string", "Unité."),
            colonne("non_diffuse", "boolean", "Vrai : non diffusé par la source."),
            colonne("periode", "string", "Période."),
            colonne("grain", "string", "Maille."),
            colonne("source", "string", "Source."),
            colonne("demonstration", "boolean", "Vrai pour un chiffre inventé."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (ANNUAIRE, PORTAIL),
    )


def inscrire() -> None:
    """Called once, when the app is ready."""
    for code, jeu in (
        ("certifications", certifications),
        ("certifications-metiers", certifications_metiers),
        ("formations", formations),
        ("etablissements", etablissements),
        ("offres-formation", offres),
        ("chiffres-formation", chiffres),
    ):
        jeux_ouverts.inscrire(code, jeu)
