"""Two invented editions of the yearly Grenelle: last year's, concluded, and this year's, open."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from comptes.models import Utilisateur
from grenelle.models import Contribution, EditionGrenelle, Mesure, Plan
from grenelle.services.contributions import commenter, contribuer, moderer, voter
from grenelle.services.editions import Calendrier, avancer, preparer
from grenelle.services.simulation_conventions import jouer_un_effet

DOMAINE = "@grenelle.demo.example"
PERSONNES = 14
# Number of the measure (empty: the whole plan), title, text.
PROPOSITIONS = (
    ("1", "Un passage de l'Orientibus le samedi", "Les parents qui travaillent ne peuvent pas venir en semaine."),
    ("1", "Annoncer les haltes un mois avant", "Une affiche en mairie et un message aux collèges suffiraient."),
    ("7", "Des stages à deux pour les plus timides", "Partir avec un camarade aide à oser, surtout en 3e."),
    ("7", "Dire le trajet en car sur chaque offre", "Sans voiture, on renonce avant même de lire l'annonce."),
    ("8", "Montrer une journée vraie de chaque métier", "Les horaires, le bruit, les gestes : pas une publicité."),
    ("9", "Des rencontres avec de jeunes apprenties", "On pose plus de questions à quelqu'un de notre âge."),
    ("13", "Rappeler deux mois après un décrochage", "La première fois, on n'est pas toujours prêt à répondre."),
    ("16", "Des ateliers après 45 ans, le soir", "Ceux qui travaillent encore veulent préparer la suite."),
    ("", "Un calendrier unique de tous les rendez-vous", "Salons, portes ouvertes, haltes : au même endroit."),
    ("", "Publier les chiffres par petit territoire", "La moyenne régionale cache ce qui se passe chez nous."),
)
COMMENTAIRES = (
    "D'accord, et il faudrait y penser pour les lycées agricoles aussi.",
    "Bonne idée, à condition de le dire assez tôt aux familles.",
    "Cela existe déjà dans ma commune et cela marche bien.",
)


def jouer_le_grenelle(*, plan: Plan, graine: int, maintenant: datetime) -> tuple[int, int]:
    """How many contributions were published and votes given. A year that has a real edition is left alone."""
    hasard = Random(f"{graine}:grenelle")  # noqa: S311 - an invented year
    personnes = [
        Utilisateur.objects.create_user(f"personne{rang}{DOMAINE}", None, prenom="Démo", demonstration=True)
        for rang in range(1, PERSONNES + 1)
    ]
    mesures = {m.numero: m for m in Mesure.objects.filter(axe__plan=plan).select_related("axe")}
    annee, jour = timezone.localdate(maintenant).year, timezone.localdate(maintenant)
    contributions = votes = 0
    for an, moment, ouvertes in (
        (annee - 1, maintenant - timedelta(days=330), PROPOSITIONS[:4]),
        (annee, maintenant - timedelta(days=50), PROPOSITIONS),
    ):
        if EditionGrenelle.objects.filter(plan=plan, annee=an).exists():
            continue
        close = an != annee
        debut = timezone.localdate(moment) - timedelta(days=30)
        fin = timezone.localdate(moment) + timedelta(days=30) if close else jour + timedelta(days=60)
        edition = preparer(
            plan=plan,
            annee=an,
            titre=f"Grenelle de l'orientation {an} (démonstration)",
            calendrier=Calendrier(debut, fin, fin + timedelta(days=30)),
            demonstration=True,
        )
        edition = avancer(edition=edition, maintenant=moment)
        n, v = _parler(edition, ouvertes, mesures, personnes, moment, hasard, a_relire=0 if close else 2)
        contributions, votes = contributions + n, votes + v
        if close:
            edition = avancer(edition=edition, maintenant=moment)
            conclusions = (
                "Conclusions inventées pour la démonstration. Les propositions les plus soutenues parlent du samedi et "
                "des trajets : la Région les étudie pour l'année suivante."
            )
            fini = moment + timedelta(days=60)
            edition = avancer(edition=edition, maintenant=fini, conclusions=conclusions)
            jouer_un_effet(edition=edition, mesure=mesures.get("1"), le=timezone.localdate(fini))
    return contributions, votes


def _parler(
    edition: EditionGrenelle,
    propositions: tuple[tuple[str, str, str], ...],
    mesures: dict[str, Mesure],
    personnes: list[Utilisateur],
    moment: datetime,
    hasard: Random,
    *,
    a_relire: int,
) -> tuple[int, int]:
    """Proposals, most of them published; the last ones wait for a moderator."""
    contributions = votes = 0
    for rang, (numero, titre, texte) in enumerate(propositions):
        le = moment + timedelta(days=rang)
        recue = contribuer(
            edition=edition,
            auteur=personnes[rang % len(personnes)],
            titre=titre,
            texte=texte,
            mesure=mesures.get(numero),
            maintenant=le,
        )
        if rang >= len(propositions) - a_relire:
            continue
        publiee: Contribution = moderer(contribution=recue, acceptee=True, maintenant=le + timedelta(hours=20))
        contributions += 1
        for personne in hasard.sample(personnes, hasard.randrange(1, len(personnes))):
            votes += voter(contribution=publiee, personne=personne, maintenant=le + timedelta(hours=22))[1]
        if hasard.random() < 0.6:
            recu = commenter(
                contribution=publiee,
                auteur=hasard.choice(personnes),
                texte=hasard.choice(COMMENTAIRES),
                maintenant=le + timedelta(hours=23),
            )
            moderer(contribution=recu, acceptee=True, maintenant=le + timedelta(hours=30))
            contributions += 1
    return contributions, votes
