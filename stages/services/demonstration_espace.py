"""What fills the space of the demonstration company: two offers, and what candidates wrote; all of it is invented."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.text import slugify

from commun.dates import ajouter_mois
from comptes.models import Utilisateur
from metiers.models import Metier
from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Section
from stages.models import Candidature, Entreprise, EvenementCandidature, NiveauDOffre, OffreStage, SemaineDOffre
from stages.services.index_offres import indexer
from stages.services.semaines import semaines_proposees
from territoires.models import Commune

MOTIVATIONS = (
    ("Noa", "Je suis en 3e et j'aime cuisiner. Je voudrais voir comment on fait le pain et parler avec l'équipe."),
    ("Inès", "Mon oncle est boulanger ailleurs : j'ai envie de voir un fournil, et de me lever tôt pour une semaine."),
)


def remplir_l_espace(*, entreprise: Entreprise, candidate: Utilisateur | None, maintenant: datetime) -> None:
    """Nothing when the occupation or the school weeks are not loaded."""
    metier = Metier.objects.publies().filter(slug="boulanger-boulangere").first()
    proposees = semaines_proposees(timezone.localdate(maintenant))
    semaines = [semaine.lundi for semaine in proposees if NiveauPublic.COLLEGE in semaine.niveaux]
    commune = entreprise.organisation.commune
    if metier is None or commune is None or len(semaines) < 3:
        return
    semaine = _offre(
        entreprise, commune, Section.OBSERVATION, "Une semaine au fournil", NiveauPublic.COLLEGE, maintenant
    )
    semaine.metiers.set([metier])
    lignes = [SemaineDOffre(offre=semaine, lundi=lundi, capacite=2) for lundi in semaines[1:4]]
    SemaineDOffre.objects.bulk_create(lignes)
    indexer([semaine.pk])
    debut = ajouter_mois(timezone.localdate(maintenant), 2)
    apprentie = _offre(
        entreprise, commune, Section.ALTERNANCE, "CAP boulanger en apprentissage", NiveauPublic.LYCEE_PRO, maintenant,
        capacite=1, debut=debut, duree_mois=24, contrat=OffreStage.Contrat.APPRENTISSAGE, diplome="CAP boulanger",
    )  # fmt: skip
    apprentie.metiers.set([metier])
    naissance = ajouter_mois(timezone.localdate(maintenant), -12 * 14)
    for (prenom, motivation), ligne in zip(MOTIVATIONS, lignes, strict=False):
        _candidature(semaine, maintenant, prenom=prenom, motivation=motivation, semaine=ligne, mineur=True,
                     niveau=NiveauPublic.COLLEGE, date_naissance=naissance)  # fmt: skip
    if candidate is not None:
        _candidature(
            apprentie, maintenant, candidat=candidate, prenom=candidate.prenom, nom=candidate.nom, mineur=False,
            niveau=NiveauPublic.LYCEE_PRO, date_naissance=ajouter_mois(timezone.localdate(maintenant), -12 * 19),
            motivation="J'ai passé une semaine dans un fournil : je voudrais apprendre le métier chez vous.",
        )  # fmt: skip


def _offre(
    entreprise: Entreprise,
    commune: Commune,
    section: Section,
    titre: str,
    niveau: NiveauPublic,
    maintenant: datetime,
    **champs: object,
) -> OffreStage:
    offre = OffreStage.objects.create(
        entreprise=entreprise, section=section, etat=EtatOffre.PUBLIEE, titre=titre, slug=slugify(titre),
        description="Le pétrin à cinq heures ou la boutique à sept : vous choisissez, et vous goûtez votre pain.",
        commune=commune, latitude=commune.latitude, longitude=commune.longitude, publiee_le=maintenant,
        expire_le=maintenant + timedelta(days=60), demonstration=True, **champs,
    )  # fmt: skip
    NiveauDOffre.objects.create(offre=offre, niveau=niveau)
    return offre


def _candidature(offre: OffreStage, maintenant: datetime, **champs: object) -> None:
    candidature = Candidature.objects.create(
        offre=offre, etat=EtatCandidature.ENVOYEE, envoyee_le=maintenant, expire_le=maintenant + timedelta(days=15),
        **champs,
    )  # fmt: skip
    EvenementCandidature.objects.create(candidature=candidature, etat=candidature.etat, le=maintenant)
