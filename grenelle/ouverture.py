"""The plans as open data: every reading with its revisions, no person named."""

from typing import Any

from django.db.models import Max

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from grenelle.models import Cible, Indicateur, Mesure, Plan, Releve

DOCUMENTS = Provenance("Documents des plans régionaux, résumés et classement du portail")
PORTAIL = Provenance("Portail régional d'orientation et services de la Région")
CLE_PLAN = "Clé du plan."


def plans() -> JeuOuvert:
    requete = Plan.objects.actifs().order_by("slug")
    return JeuOuvert(
        "plan-plans",
        "Plans régionaux d'orientation",
        "Les plans suivis par le portail.",
        (
            colonne("slug", "string", CLE_PLAN),
            colonne("titre", "string", "Titre officiel."),
            colonne("region_code", "string", "Code INSEE de la région."),
            colonne("region_nom", "string", "Région."),
            colonne("debut", "date", "Début."),
            colonne("fin", "date", "Fin ; vide : le document n'en donne pas."),
            colonne("acte", "string", "Acte d'adoption."),
            colonne("adopte_le", "date", "Jour d'adoption ; vide : les documents ne s'accordent pas."),
            colonne("resume", "string", "Phrases du portail."),
            colonne("remarques", "string", "Ce qu'il faut savoir du document."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DOCUMENTS,),
        cle="slug",
    )


def mesures() -> JeuOuvert:
    actives = Mesure.objects.completes().filter(axe__plan__actif=True)
    requete = actives.prefetch_related("publics").order_by("axe__plan__slug", "rang", "pk")
    return JeuOuvert(
        "plan-mesures",
        "Mesures des plans",
        "Chaque mesure, son état montré et celui de la règle publique.",
        (
            colonne("plan", "string", CLE_PLAN, "axe.plan.slug"),
            colonne("axe", "string", "Code de l'axe.", "axe.code"),
            colonne("axe_titre", "string", "Titre de l'axe.", "axe.titre"),
            colonne("numero", "string", "Numéro."),
            colonne("titre", "string", "Titre officiel."),
            colonne("resume", "string", "Phrases du portail."),
            colonne("publics", "list", "Pour qui.", lambda m: sorted(p.public for p in m.publics.all())),
            colonne("etat", "string", "État montré.", lambda m: m.etat_affiche.value),
            colonne("etat_de_la_regle", "string", "Ce que dit la règle.", "etat"),
            colonne("decision", "string", "Raison d'un état décidé par la Région.", "etat_decide_raison"),
            colonne("ajoutee_le", "date", "Ajoutée par un Grenelle."),
            colonne("close_le", "date", "Close par un Grenelle."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DOCUMENTS, PORTAIL),
        etat=lambda: list(actives.order_by().aggregate(Max("etat_calcule_le"), Max("etat_decide_le")).values()),
    )


def indicateurs() -> JeuOuvert:
    suivis = Indicateur.objects.filter(actif=True, plan__actif=True)
    requete = suivis.select_related("plan", "mesure").order_by("plan__slug", "rang", "code")
    return JeuOuvert(
        "plan-indicateurs",
        "Indicateurs des plans",
        "Ce qui est suivi, dans quelle unité, à quelle échelle, et comment.",
        (
            colonne("plan", "string", CLE_PLAN, "plan.slug"),
            colonne("mesure", "string", "Numéro de la mesure ; vide : tout le plan.", "mesure.numero"),
            colonne("code", "string", "Code de l'indicateur."),
            colonne("libelle", "string", "Libellé."),
            colonne("unite", "string", "Unité."),
            colonne("sens", "string", "hausse, baisse ou suivi."),
            colonne("formule", "string", "Calcul."),
            colonne("source", "string", "Source des relevés."),
            colonne("frequence", "string", "Fréquence."),
            colonne("echelle", "string", "Échelle la plus fine."),
            colonne("collecte", "string", "compte, importe ou saisi."),
            colonne("proposition", "boolean", "Vrai : proposé par le portail, absent du document."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DOCUMENTS, PORTAIL),
    )


def cibles() -> JeuOuvert:
    suivies = Cible.objects.filter(indicateur__actif=True, indicateur__plan__actif=True)
    requete = suivies.select_related("indicateur__plan", "document").order_by("indicateur__plan__slug", "pk")
    return JeuOuvert(
        "plan-cibles",
        "Cibles des plans",
        "Les nombres que donnent les documents, avec l'endroit où ils sont écrits.",
        (
            colonne("plan", "string", CLE_PLAN, "indicateur.plan.slug"),
            colonne("indicateur", "string", "Code de l'indicateur.", "indicateur.code"),
            colonne("nature", "string", "depart ou cible."),
            colonne("valeur", "number", "Valeur.", _nombre),
            colonne("precision", "string", "exacte, plus, pres ou environ."),
            colonne("le", "date", "Date ; vide : le document n'en donne pas."),
            colonne("echelle", "string", "Échelle."),
            colonne("territoire", "string", "Code du territoire ; vide : la région."),
            colonne("document", "string", "Document.", "document.titre"),
            colonne("endroit", "string", "Endroit du document."),
            colonne("note", "string", "Ce qu'il faut savoir."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (DOCUMENTS,),
    )


def releves() -> JeuOuvert:
    publics = Releve.objects.filter(indicateur__plan__actif=True)
    requete = publics.select_related("indicateur__plan").order_by("pk")
    return JeuOuvert(
        "plan-releves",
        "Relevés des indicateurs",
        "Chaque valeur relevée et chaque révision : ce qui est remplacé reste, avec la raison.",
        (
            colonne("plan", "string", CLE_PLAN, "indicateur.plan.slug"),
            colonne("indicateur", "string", "Code de l'indicateur.", "indicateur.code"),
            colonne("debut", "date", "Premier jour de la période."),
            colonne("fin", "date", "Dernier jour de la période."),
            colonne("echelle", "string", "Échelle."),
            colonne("territoire", "string", "Code du territoire ; vide : la région."),
            colonne("valeur", "number", "Vide quand la source ne publie pas le chiffre, jamais 0.", _nombre),
            colonne("statut", "string", "provisoire ou definitif."),
            colonne("source", "string", "Source."),
            colonne("revision", "integer", "Rang de la révision."),
            colonne("en_vigueur", "boolean", "Faux : une révision l'a remplacée."),
            colonne("raison", "string", "Pourquoi la valeur a changé."),
            colonne("saisi_le", "datetime", "Quand elle a été relevée."),
            colonne("demonstration", "boolean", "Vrai pour un chiffre inventé."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (PORTAIL,),
        etat=lambda: list(publics.order_by().aggregate(Max("pk")).values()),
    )


def _nombre(ligne: Any) -> float | None:
    return None if ligne.valeur is None else float(ligne.valeur)


def inscrire() -> None:
    """Called once, when the app is ready."""
    for code, jeu in (
        ("plan-plans", plans),
        ("plan-mesures", mesures),
        ("plan-indicateurs", indicateurs),
        ("plan-cibles", cibles),
        ("plan-releves", releves),
    ):
        jeux_ouverts.inscrire(code, jeu)
