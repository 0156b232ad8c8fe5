"""Data sets that the occupations publish as open data."""

from django.db.models import Count, Q

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from metiers.models import Famille, FamilleProfessionnelle, Metier, Passage, Statistique

ROME = Provenance("France Travail, ROME 4.0", "https://www.data.gouv.fr/datasets/58da857388ee384902e505f5/")
BMO = Provenance("France Travail, enquête Besoins en main-d'œuvre", "https://statistiques.francetravail.org/bmo")
DARES = Provenance("Dares, tensions et portraits statistiques des métiers", "https://dares.travail-emploi.gouv.fr/")
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


def familles_professionnelles() -> JeuOuvert:
    requete = FamilleProfessionnelle.objects.select_related("parent").order_by("nomenclature", "code")
    return JeuOuvert(
        "familles-professionnelles",
        "Familles professionnelles (FAP)",
        "Les familles de la Dares : la maille des chiffres de l'emploi.",
        (
            colonne("nomenclature", "string", "2009 ou 2021."),
            colonne("code", "string", "Code de la famille."),
            colonne("libelle", "string", "Intitulé."),
            colonne("niveau", "integer", "1 : domaine ; 2 : famille regroupée ; 3 : famille."),
            colonne("parent", "string", "Code de la famille plus large.", "parent.code"),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DARES,),
    )


def passages() -> JeuOuvert:
    requete = Passage.objects.order_by("de", "code_de", "vers", "code_vers", "pk")
    return JeuOuvert(
        "passages-nomenclatures",
        "Passages entre nomenclatures",
        "Du ROME aux familles professionnelles et aux PCS. Un passage va dans un sens et ne partage rien.",
        (
            colonne("de", "string", "Nomenclature de départ."),
            colonne("code_de", "string", "Code de départ."),
            colonne("vers", "string", "Nomenclature d'arrivée."),
            colonne("code_vers", "string", "Code d'arrivée."),
            colonne("qualification", "string", "Qualification à laquelle le passage se limite."),
            colonne("nature", "string", "publie : table publiée ; portail : rapprochement du portail."),
            colonne("source", "string", "Table d'où vient la ligne."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DARES, ROME, PORTAIL),
    )


def statistiques() -> JeuOuvert:
    requete = Statistique.objects.select_related("famille").order_by(
        "indicateur", "periode", "grain", "code_territoire", "pk"
    )
    return JeuOuvert(
        "statistiques-emploi",
        "Chiffres de l'emploi",
        "Projets d'embauche, tensions, emplois, âges, salaires, tels que leurs sources les publient, avec leur maille.",
        (
            colonne("indicateur", "string", "Ce qui est mesuré."),
            colonne("modalite", "string", "Tranche d'âge, cause…"),
            colonne("nomenclature", "string", "Nomenclature de la famille.", "famille.nomenclature"),
            colonne("famille", "string", "Code de la famille professionnelle.", "famille.code"),
            colonne("code_rome", "string", "Code ROME, quand la source va jusqu'au métier."),
            colonne("version_rome", "string", "Version du ROME."),
            colonne("grain", "string", "bassin, departement, region ou national."),
            colonne("code_territoire", "string", "Code du bassin, du département ou de la région."),
            colonne("periode", "string", "Période."),
            colonne("valeur", "number", "Vide quand la source cache le chiffre, jamais 0."),
            colonne("unite", "string", "Unité."),
            colonne("secret", "boolean", "Vrai : non diffusé par la source."),
            colonne("base", "number", "Ce à quoi la valeur est rapportée."),
            colonne("laisses", "integer", "Cases non diffusées que ce total laisse de côté."),
            colonne("source", "string", "Source."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (BMO, DARES),
    )


def inscrire() -> None:
    """Called once, when the app is ready."""
    for code, jeu in (
        ("metiers", metiers),
        ("familles-metiers", familles),
        ("familles-professionnelles", familles_professionnelles),
        ("passages-nomenclatures", passages),
        ("statistiques-emploi", statistiques),
    ):
        jeux_ouverts.inscrire(code, jeu)
