"""Linked data of a guidance place: only what is known."""

from typing import Any

from commun.site import absolue
from territoires.models import LieuOrientation


def donnees_liees(lieu: LieuOrientation) -> dict[str, Any]:
    """schema.org description; coordinates only when they are those of the door."""
    site = absolue("")
    adresse = {
        "@type": "PostalAddress",
        "addressLocality": lieu.commune.nom,
        "addressCountry": "FR",
        **({"streetAddress": lieu.adresse} if lieu.adresse else {}),
        **({"postalCode": lieu.code_postal} if lieu.code_postal else {}),
    }
    place: dict[str, Any] = {"@type": "Place", "address": adresse}
    if lieu.situe_a_l_adresse:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": lieu.latitude, "longitude": lieu.longitude}
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{site}{lieu.get_absolute_url()}",
        "name": lieu.nom,
        "address": adresse,
        "location": place,
        "parentOrganization": {"@type": "Organization", "name": lieu.reseau.nom},
    }
    connus = {"telephone": lieu.telephone, "email": lieu.courriel, "url": lieu.site, "award": lieu.label}
    return donnees | {nom: valeur for nom, valeur in connus.items() if valeur}
