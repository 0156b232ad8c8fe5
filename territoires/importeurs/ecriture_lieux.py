"""Compare guidance places with the database and write what differs. One engine for the bundled set and the CSV file."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from territoires.choices import Position
from territoires.importeurs.ecriture import Fusion
from territoires.importeurs.jeu import Rangee
from territoires.importeurs.lieux import JeuDeLieux
from territoires.models import Aiguillage, Commune, LieuOrientation, PublicOriente, ReseauOrientation

RAISON = "Import de lieux d'orientation"


def fusionner_lieux(jeu: JeuDeLieux, fusion: Fusion) -> None:
    """Write audiences, then networks, then rules, then places."""
    _fusionner_publics(fusion, jeu.publics)
    publics = {public.code: public for public in PublicOriente.objects.all()}
    presents = {r.code: r for r in ReseauOrientation.objects.prefetch_related("publics")}
    for rangee in jeu.reseaux:
        _fusionner_un(fusion, "reseau", rangee, {"code": rangee.cle, **rangee.champs}, presents, publics)
    _fusionner_aiguillages(fusion, jeu.aiguillages, publics)
    _fusionner_lieux(fusion, jeu.lieux, publics)


def _fusionner_publics(fusion: Fusion, rangees: list[Rangee]) -> None:
    presents = {public.code: public for public in PublicOriente.objects.all()}
    for rangee in rangees:
        _fusionner_un(fusion, "public", rangee, {"code": rangee.cle, **rangee.champs}, presents, {})


def _fusionner_un(
    fusion: Fusion,
    table: str,
    rangee: Rangee,
    apres: dict[str, Any],
    presents: dict[str, Any],
    publics: dict[str, PublicOriente],
) -> None:
    """One row with its audiences; ``presents`` gains what is created."""
    modeles: dict[str, type[Model]] = {"public": PublicOriente, "reseau": ReseauOrientation, "lieu": LieuOrientation}
    objet: Any = presents.get(rangee.cle)
    if objet is None:
        objet = presents[rangee.cle] = modeles[table](**{nom: v for nom, v in apres.items() if nom != "publics"})
        fusion.creer(table, rangee.cle, apres)
    else:
        avant = {nom: _valeur(objet, nom) for nom in apres}
        if not fusion.decider(table, rangee.cle, avant, apres):
            return
        for nom, valeur in apres.items():
            if nom != "publics":
                setattr(objet, nom, valeur)
    objet._change_reason = RAISON
    objet.save()
    if "publics" in apres:
        objet.publics.set([publics[code] for code in apres["publics"]])


def _valeur(objet: Any, nom: str) -> Any:
    return tuple(sorted(p.code for p in objet.publics.all())) if nom == "publics" else getattr(objet, nom)


def _fusionner_aiguillages(fusion: Fusion, rangees: list[Rangee], publics: dict[str, PublicOriente]) -> None:
    """The rules of an audience are replaced together: a rank never meets the one it takes."""
    reseaux = dict(ReseauOrientation.objects.values_list("code", "pk"))
    presentes: dict[str, list[tuple[int, str, str]]] = {}
    for code, *regle in Aiguillage.objects.order_by("rang").values_list(
        "public__code", "rang", "reseau__code", "raison"
    ):
        presentes.setdefault(code, []).append(tuple(regle))  # type: ignore[arg-type]
    for rangee in rangees:
        apres = rangee.champs
        if rangee.cle not in presentes:
            fusion.creer("aiguillage", rangee.cle, apres)
        elif not fusion.decider("aiguillage", rangee.cle, {"regles": tuple(presentes[rangee.cle])}, apres):
            continue
        public = publics[rangee.cle]
        Aiguillage.objects.filter(public=public).delete()
        Aiguillage.objects.bulk_create(
            Aiguillage(public=public, reseau_id=reseaux[reseau], rang=rang, raison=raison)
            for rang, reseau, raison in apres["regles"]
        )


# --- Places -----------------------------------------------------------------------------------------


def _fusionner_lieux(fusion: Fusion, rangees: list[Rangee], publics: dict[str, PublicOriente]) -> None:
    reseaux = {r.code: r for r in ReseauOrientation.objects.prefetch_related("publics")}
    codes = {rangee.liens["commune"] for rangee in rangees}
    communes = {c.code_insee: c for c in Commune.objects.filter(code_insee__in=codes)}
    presents = {lieu.slug: lieu for lieu in LieuOrientation.objects.prefetch_related("publics")}
    proprietaires = {lieu.uai: lieu.slug for lieu in presents.values() if lieu.uai}
    for rangee in rangees:
        raison = _refus(rangee, reseaux, communes, publics, proprietaires)
        if raison:
            fusion.rapport.refuser(rangee.refus("lieu", raison))
            continue
        apres = _valeurs(rangee, reseaux[rangee.liens["reseau"]], communes[rangee.liens["commune"]])
        faute = _invalide(apres)
        if faute:
            fusion.rapport.refuser(rangee.refus("lieu", faute))
            continue
        if apres["uai"]:
            proprietaires[apres["uai"]] = rangee.cle
        _fusionner_un(fusion, "lieu", rangee, apres, presents, publics)


def _refus(rangee: Rangee, reseaux: Any, communes: Any, publics: Iterable[str], proprietaires: dict[str, str]) -> str:
    """Why a row cannot be written, or an empty text."""
    if rangee.liens["reseau"] not in reseaux:
        return f"réseau inconnu : « {rangee.liens['reseau']} »"
    if rangee.liens["commune"] not in communes:
        return f"commune inconnue du portail : « {rangee.liens['commune']} »"
    if inconnus := [code for code in rangee.champs["publics"] if code not in publics]:
        return f"public inconnu : « {', '.join(inconnus)} »"
    uai = rangee.champs["uai"]
    if uai and proprietaires.get(uai, rangee.cle) != rangee.cle:
        return f"le code UAI {uai} est déjà celui de « {proprietaires[uai]} »"
    return ""


def _valeurs(rangee: Rangee, reseau: ReseauOrientation, commune: Commune) -> dict[str, Any]:
    """Fields of the row, what it leaves to its network or to its commune filled in."""
    champs = dict(rangee.champs)
    if champs["latitude"] is None:
        champs["latitude"], champs["longitude"] = commune.latitude, commune.longitude
    elif (champs["latitude"], champs["longitude"]) == (commune.latitude, commune.longitude):
        champs["position"] = Position.COMMUNE  # an export carries the middle of the commune: it is no exact address
    return {
        **champs,
        "slug": rangee.cle,
        "latitude": float(champs["latitude"]),
        "longitude": float(champs["longitude"]),
        "cep": champs["cep"] or reseau.cep,
        "publics": champs["publics"] or tuple(sorted(p.code for p in reseau.publics.all())),
        "reseau_id": reseau.pk,
        "commune_id": commune.pk,
    }


def _invalide(apres: dict[str, Any]) -> str:
    """What the fields' own rules refuse, without any query."""
    lieu = LieuOrientation(**{nom: valeur for nom, valeur in apres.items() if nom != "publics"})
    try:
        lieu.clean_fields(exclude=["reseau", "commune"])
    except ValidationError as erreur:
        return " ; ".join(f"{nom} : {' '.join(messages)}" for nom, messages in erreur.message_dict.items())
    return ""
