"""Data sets that the occupations publish as open data."""

from django.db.models import Count, Q

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from metiers.models import Famille, Metier

ROME = Provenance("France Travail, ROME 4.0", "https://www.data.gouv.fr/datasets/58da857388ee384902e505f5/")
PORTAIL = Provenance("Portail régional d'orientation, rédaction")
REPONSE = "oui, non, ou inconnue : une indication vide du ROME n'est pas un non."


def metiers() -> JeuOuvert:
    requete = Metier.objects.publies().select_related("famille", "domaine").prefetch_related("themes").order_by("slug")
    return JeuOuvert(
        "metiers",
        "Métiers",
        "Les métiers publiés : identité, code ROME et sa version, classement, textes, définition officielle.",
        (
            colonne("slug", "string", "Adresse de la fiche, clé du métier."),
            colonne("nom", "string", "Nom, les deux genres."),
            colonne("code_rome", "string", "Code ROME ; il se lit avec sa version."),
            colonne("version_rome", "string", "Version du ROME."),
            colonne("famille", "string", "Code de la famille du portail.", "famille.code"),
            colonne("domaine", "string", "Code du domaine ROME.", "domaine.code"),
            colonne("themes", "list", "Codes des thèmes du ROME.", lambda m: [theme.code for theme in m.themes.all()]),
            colonne("riasec_majeur", "string", "Première lettre du profil d'intérêts."),
            colonne("riasec_mineur", "string", "Deuxième lettre du profil d'intérêts."),
            colonne("transition_ecologique", "string", "verte, strategique, non, brune ou inconnue."),
            colonne("transition_numerique", "string", f"Transition numérique : {REPONSE}"),
            colonne("transition_demographique", "string", f"Transition démographique : {REPONSE}"),
            colonne("reglemente", "string", f"Métier réglementé : {REPONSE}"),
            colonne("accroche", "string", "Le métier en une phrase (rédaction du portail)."),
            colonne("journee", "string", "Une journée (rédaction du portail)."),
            colonne("acces", "string", "Comment y entrer (rédaction du portail)."),
            colonne("definition_officielle", "string", "Définition du ROME."),
            colonne("modifie_le", "datetime", "Dernière modification de la fiche.", "updated_at"),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (ROME, PORTAIL),
        cle="slug",
    )


def familles() -> JeuOuvert:
    publies = Count("metiers", filter=Q(metiers__etat=Metier.Etat.PUBLIE))
    requete = Famille.objects.annotate(nombre=publies).order_by("code")
    return JeuOuvert(
        "familles-metiers",
        "Familles de métiers",
        "Les familles du portail et le nombre de leurs métiers publiés.",
        (
            colonne("code", "string", "Code de la famille."),
            colonne("libelle", "string", "Libellé."),
            colonne("definition", "string", "Définition."),
            colonne("nombre_metiers", "integer", "Métiers publiés.", "nombre"),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (PORTAIL,),
        cle="code",
    )


def inscrire() -> None:
    """Called once, when the app is ready."""
    jeux_ouverts.inscrire("metiers", metiers)
    jeux_ouverts.inscrire("familles-metiers", familles)
