"""Data sets that the places publish as open data."""

from typing import Any

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from territoires.models import Aiguillage, BassinEmploi, Commune, Epci, LieuOrientation, Referent, TerritoireEmploi

INSEE = Provenance("Insee, code officiel géographique et populations municipales", "https://www.insee.fr/")
LA_POSTE = Provenance("La Poste, base officielle des codes postaux", "https://datanova.laposte.fr/")
DGCL = Provenance("DGCL, périmètre des intercommunalités", "https://www.collectivites-locales.gouv.fr/")
FRANCE_TRAVAIL = Provenance("France Travail, bassins d'emploi", "https://www.francetravail.org/")
PORTAIL = Provenance("Portail régional d'orientation")
ANNUAIRE = Provenance("Ministère de l'Éducation nationale, annuaire de l'éducation", "https://data.education.gouv.fr/")
REPONSE = "oui, non, ou inconnue quand personne ne l'a vérifié."


def _lignes(requete: Any) -> Any:
    return requete.iterator(chunk_size=LOT)


def communes() -> JeuOuvert:
    requete = Commune.objects.actives().completes().order_by("code_insee")
    return JeuOuvert(
        "communes",
        "Communes",
        "Les communes d'aujourd'hui, leurs codes postaux, leur position et leurs rattachements.",
        (
            colonne("code_insee", "string", "Code officiel géographique."),
            colonne("nom", "string", "Nom."),
            colonne("codes_postaux", "list", "Codes postaux.", "codes"),
            colonne("departement", "string", "Code du département.", "departement.code"),
            colonne("epci", "string", "SIREN de l'intercommunalité.", "epci.siren"),
            colonne("territoire", "string", "Code du territoire emploi.", "territoire.code"),
            colonne("bassin", "string", "Code du bassin d'emploi.", "bassin.code"),
            colonne("population", "integer", "Population municipale."),
            colonne("annee_population", "integer", "Année de la population."),
            colonne("latitude", "number", "Latitude en degrés, WGS 84."),
            colonne("longitude", "number", "Longitude en degrés, WGS 84."),
        ),
        lambda: _lignes(requete),
        requete.count,
        (INSEE, LA_POSTE, DGCL, FRANCE_TRAVAIL),
        cle="code_insee",
    )


def territoires() -> JeuOuvert:
    requete = TerritoireEmploi.objects.select_related("departement").order_by("code")
    return JeuOuvert(
        "territoires-emploi",
        "Territoires emploi",
        "Les territoires de solution emploi du plan régional ; ce qui est approché est dit.",
        (
            colonne("code", "string", "Code du territoire."),
            colonne("nom", "string", "Nom."),
            colonne("departement", "string", "Code du département principal.", "departement.code"),
            colonne("source", "string", "D'où vient ce contour."),
            colonne("approximation", "string", "Ce qui est approché dans ce contour."),
        ),
        lambda: _lignes(requete),
        requete.count,
        (PORTAIL, INSEE, FRANCE_TRAVAIL),
        cle="code",
    )


def epci() -> JeuOuvert:
    requete = Epci.objects.select_related("territoire").order_by("siren")
    return JeuOuvert(
        "intercommunalites",
        "Intercommunalités",
        "Les EPCI et leur territoire emploi.",
        (
            colonne("siren", "string", "SIREN."),
            colonne("nom", "string", "Nom."),
            colonne("nature", "string", "CC, CA, CU ou METRO."),
            colonne("territoire", "string", "Code du territoire emploi.", "territoire.code"),
        ),
        lambda: _lignes(requete),
        requete.count,
        (DGCL, PORTAIL),
        cle="siren",
    )


def bassins() -> JeuOuvert:
    requete = BassinEmploi.objects.order_by("code")
    return JeuOuvert(
        "bassins-emploi",
        "Bassins d'emploi",
        "Les bassins de France Travail, grain de l'enquête Besoins en main-d'œuvre.",
        (colonne("code", "string", "Code du bassin."), colonne("nom", "string", "Nom.")),
        lambda: _lignes(requete),
        requete.count,
        (FRANCE_TRAVAIL,),
        cle="code",
    )


def lieux() -> JeuOuvert:
    requete = LieuOrientation.objects.ouverts().complets().order_by("slug")
    return JeuOuvert(
        "lieux-orientation",
        "Lieux d'orientation",
        "Où parler d'études, de formation et de travail. Une case vide veut dire « non renseigné ».",
        (
            colonne("slug", "string", "Adresse de la page, clé du lieu."),
            colonne("nom", "string", "Nom."),
            colonne("reseau", "string", "Code du réseau.", "reseau.code"),
            colonne("reseau_nom", "string", "Nom du réseau.", "reseau.nom"),
            colonne("publics", "list", "Codes des publics reçus.", lambda lieu: [p.code for p in lieu.publics.all()]),
            colonne("uai", "string", "Code UAI, pour un service de l'Éducation nationale."),
            colonne("adresse", "string", "Numéro et rue."),
            colonne("code_postal", "string", "Code postal."),
            colonne("commune", "string", "Code INSEE de la commune.", "commune.code_insee"),
            colonne("commune_nom", "string", "Nom de la commune.", "commune.nom"),
            colonne("latitude", "number", "Latitude en degrés, WGS 84."),
            colonne("longitude", "number", "Longitude en degrés, WGS 84."),
            colonne("position", "string", "adresse : position exacte ; commune : centre de la commune."),
            colonne("telephone", "string", "Téléphone."),
            colonne("courriel", "string", "Courriel du lieu."),
            colonne("site", "string", "Site."),
            colonne("horaires", "string", "Horaires."),
            colonne("accessible", "string", f"Accessible en fauteuil : {REPONSE}"),
            colonne("cep", "string", f"Conseil en évolution professionnelle : {REPONSE}"),
            colonne("sur_rendez_vous", "string", f"Sur rendez-vous : {REPONSE}"),
            colonne("a_distance", "string", f"Reçoit à distance : {REPONSE}"),
            colonne("label", "string", "Nom du label."),
            colonne("label_par", "string", "Qui a donné le label."),
            colonne("label_le", "date", "Date du label."),
            colonne("source", "string", "D'où viennent ces renseignements."),
            colonne("verifie_le", "date", "Dernière vérification ; vide : à vérifier."),
            colonne("demonstration", "boolean", "Vrai pour un lieu inventé."),
        ),
        lambda: _lignes(requete),
        requete.count,
        (ANNUAIRE, PORTAIL),
        cle="slug",
    )


def aiguillages() -> JeuOuvert:
    requete = Aiguillage.objects.select_related("public", "reseau").order_by("public__ordre", "public__code", "rang")
    return JeuOuvert(
        "deux-portes",
        "Deux portes au plus : qui va où, et pourquoi",
        "Pour chaque public, les réseaux à conseiller dans l'ordre, avec la raison dite au public.",
        (
            colonne("public", "string", "Code du public.", "public.code"),
            colonne("public_libelle", "string", "Libellé du public.", "public.libelle"),
            colonne("rang", "integer", "Ordre : la première porte d'abord."),
            colonne("reseau", "string", "Code du réseau.", "reseau.code"),
            colonne("raison", "string", "La raison."),
        ),
        lambda: _lignes(requete),
        requete.count,
        (PORTAIL,),
    )


def referents() -> JeuOuvert:
    requete = Referent.objects.select_related("departement").order_by("departement__code")
    return JeuOuvert(
        "charges-orientation",
        "Chargés et chargées d'orientation",
        "La personne de la Région à appeler dans chaque département, telle que le portail la montre.",
        (
            colonne("departement", "string", "Code du département.", "departement.code"),
            colonne("nom", "string", "Nom."),
            colonne("fonction", "string", "Fonction."),
            colonne("courriel", "string", "Courriel."),
            colonne("telephone", "string", "Téléphone."),
            colonne("lieu", "string", "Lieu d'accueil."),
            colonne("demonstration", "boolean", "Vrai pour une personne inventée."),
        ),
        lambda: _lignes(requete),
        requete.count,
        (PORTAIL,),
        cle="departement",
    )


def inscrire() -> None:
    """Called once, when the app is ready."""
    for code, jeu in (
        ("communes", communes),
        ("territoires-emploi", territoires),
        ("intercommunalites", epci),
        ("bassins-emploi", bassins),
        ("lieux-orientation", lieux),
        ("deux-portes", aiguillages),
        ("charges-orientation", referents),
    ):
        jeux_ouverts.inscrire(code, jeu)
