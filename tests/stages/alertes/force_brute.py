"""The definition of a match, alert by alert, sharing nothing with the keys."""

import re
import unicodedata
from datetime import timedelta

from comptes.models import Adhesion
from stages.models import Alerte, OffreStage


def _plier(texte: str) -> list[str]:
    sans_accents = unicodedata.normalize("NFKD", texte.casefold()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", sans_accents)


def _mots(alerte: Alerte, offre: OffreStage) -> bool:
    voulus = _plier(alerte.mots)
    if not voulus:
        return True
    textes = [offre.titre, offre.description, offre.entreprise.organisation.nom, offre.commune.nom]
    presents = _plier(" ".join([*textes, *(m.nom for m in offre.metiers.all())]))
    return all(m in presents for m in voulus[:-1]) and any(p.startswith(voulus[-1]) for p in presents)


def _semaines(alerte: Alerte, offre: OffreStage) -> bool:
    lundis = [s.lundi for s in offre.semaines.all() if s.places_prises < s.capacite]
    if lundis:
        return any(
            (alerte.semaine_debut is None or alerte.semaine_debut <= lundi)
            and (alerte.semaine_fin is None or lundi <= alerte.semaine_fin)
            for lundi in lundis
        )
    if offre.debut is None:
        return True
    dernier = alerte.semaine_fin + timedelta(days=6) if alerte.semaine_fin else None
    return (dernier is None or offre.debut <= dernier) and (
        offre.fin is None or alerte.semaine_debut is None or alerte.semaine_debut <= offre.fin
    )


def _sujet(alerte: Alerte, offre: OffreStage) -> bool:
    metiers, familles = set(alerte.metiers.all()), set(alerte.familles.all())
    if not metiers and not familles:
        return True
    siens = set(offre.metiers.all())
    return bool(metiers & siens or familles & {m.famille for m in siens})


def _lieu(alerte: Alerte, offre: OffreStage) -> bool:
    if alerte.commune:
        return OffreStage.objects.avec_distance(alerte.commune).get(pk=offre.pk).distance_km <= alerte.rayon_km
    if alerte.territoire_id:
        return alerte.territoire_id == offre.commune.territoire_id
    return alerte.departement_id in (None, offre.commune.departement_id)


def alertes_par_force_brute(offre: OffreStage) -> set[int]:
    """Ids of the alerts that an offer meets."""
    membres = set(
        Adhesion.objects.filter(organisation=offre.entreprise.organisation, etat="acceptee").values_list(
            "utilisateur_id", flat=True
        )
    )
    niveaux = {n.niveau for n in offre.niveaux.all()}
    return {
        alerte.pk
        for alerte in Alerte.objects.all()
        if alerte.confirmee_le is not None
        and alerte.desinscrite_le is None
        and alerte.utilisateur_id not in membres
        and alerte.section in ("", offre.section)
        and (not alerte.niveau or alerte.niveau in niveaux)
        and _sujet(alerte, offre)
        and _semaines(alerte, offre)
        and _mots(alerte, offre)
        and _lieu(alerte, offre)
    }
