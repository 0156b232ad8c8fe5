"""Place completion: the table of spellings, and the one query that reads it. See docs/adr/0007."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from territoires.models import Commune, FormeDeNom
from territoires.services.noms import (
    a_une_faute,
    formes_completes,
    formes_interieures,
    plier,
    sans_article,
    sans_une_lettre,
)

LIMITE = 10
LOT = 2_000
RANG_EXACT, RANG_FAUTE = 1, 8
Genre = FormeDeNom.Genre


# --- Writing ----------------------------------------------------------------------------------------


def _formes_du_nom(nom: str, complet: Genre, mot: Genre) -> Iterator[tuple[str, Genre]]:
    plie = plier(nom)
    completes = formes_completes(plie)
    yield from ((forme, complet) for forme in sorted(completes))
    yield from ((forme, mot) for forme in sorted(formes_interieures(plie)))
    fautes = {trou for forme in {plie, sans_article(plie)} for trou in sans_une_lettre(forme)}
    yield from ((forme, Genre.FAUTE) for forme in sorted(fautes))


def _formes(commune: Commune, codes: list[str], anciennes: list[str]) -> Iterator[FormeDeNom]:
    for texte, genre in _formes_du_nom(commune.nom, Genre.NOM, Genre.MOT):
        yield FormeDeNom(commune=commune, texte=texte, genre=genre)
    for nom in anciennes:
        for texte, genre in _formes_du_nom(nom, Genre.ANCIENNE, Genre.MOT_ANCIENNE):
            yield FormeDeNom(commune=commune, texte=texte, genre=genre, ancienne=nom)
    for code in sorted({*codes, commune.code_insee.lower()}):
        yield FormeDeNom(commune=commune, texte=code, genre=Genre.CODE)


@transaction.atomic
def indexer(communes: Iterable[Commune] | None = None) -> int:
    """Write again the spellings and the postal codes' list of these communes (all when not given)."""
    pks = None if communes is None else [commune.pk for commune in communes]
    concernees = Commune.objects.all() if pks is None else Commune.objects.filter(pk__in=pks)
    lues = list(concernees.prefetch_related("codes_postaux", "deleguees"))
    perimees = FormeDeNom.objects.all() if pks is None else FormeDeNom.objects.filter(commune__in=pks)
    perimees.delete()
    formes: list[FormeDeNom] = []
    for commune in lues:
        codes = sorted({cp.code for cp in commune.codes_postaux.all()})
        commune.liste_codes_postaux = " ".join(codes)
        if commune.active:
            anciennes = sorted({d.nom for d in commune.deleguees.all()} - {commune.nom})
            formes.extend(_formes(commune, codes, anciennes))
    Commune.objects.bulk_update(lues, ["liste_codes_postaux"], batch_size=500)
    FormeDeNom.objects.bulk_create(formes, batch_size=LOT)
    return len(formes)


# --- Reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saisie:
    """What was typed, folded: words, and a postal or INSEE code when digits stand beside them."""

    texte: str
    code: str = ""

    @classmethod
    def lire(cls, brut: str) -> "Saisie":
        mots = plier(brut).split()
        chiffres = [mot for mot in mots if mot[0].isdigit()]
        lettres = [mot for mot in mots if not mot[0].isdigit() and mot != "cedex"]
        if not lettres:
            return cls("".join(chiffres))
        return cls(" ".join(lettres), chiffres[0] if chiffres else "")


def _rang(saisie: Saisie, formes: set[str]) -> Case:
    """Best first: the exact name, an exact code or former name, a beginning, a later word, a mistake."""
    exact = Q(texte__in=formes)
    return Case(
        When(exact & Q(genre=Genre.NOM), then=Value(0)),
        When(exact & Q(genre__in=[Genre.CODE, Genre.ANCIENNE]), then=Value(1)),
        When(genre=Genre.NOM, texte__commence=saisie.texte, then=Value(2)),
        When(genre=Genre.NOM, then=Value(3)),  # beginning once the article or small words are left out
        When(genre=Genre.CODE, then=Value(4)),
        When(genre=Genre.ANCIENNE, then=Value(5)),
        When(genre=Genre.MOT, then=Value(6)),
        When(genre=Genre.MOT_ANCIENNE, then=Value(7)),
        default=Value(RANG_FAUTE),
        output_field=IntegerField(),
    )


def _requete(saisie: Saisie) -> "QuerySet[FormeDeNom]":
    """The best spelling of each commune that answers, best commune first."""
    formes = formes_completes(saisie.texte)
    debut = Q()
    for forme in sorted(formes):
        debut |= Q(texte__commence=forme)
    trouve = debut & ~Q(genre=Genre.FAUTE)
    if trous := sans_une_lettre(saisie.texte):
        trouve |= Q(genre=Genre.FAUTE, texte__in=sorted(trous))
    lignes = FormeDeNom.objects.filter(trouve)
    if saisie.code:
        lignes = lignes.filter(
            Q(commune__code_insee__istartswith=saisie.code)
            | Q(commune__liste_codes_postaux__startswith=saisie.code)
            | Q(commune__liste_codes_postaux__contains=" " + saisie.code)
        )
    premiere = Window(RowNumber(), partition_by=F("commune_id"), order_by=["rang", "pk"])
    return (
        lignes.annotate(rang=_rang(saisie, formes))
        .annotate(place=premiere)
        .filter(place=1)
        .select_related("commune__departement", "commune__epci", "commune__territoire", "commune__bassin")
        .order_by("rang", F("commune__population").desc(nulls_last=True), "commune__code_insee")
    )


def completer(brut: str, *, limite: int = LIMITE, parmi: "QuerySet[Commune] | None" = None) -> list[Commune]:
    """Communes that answer what was typed, best first, in one query.

    Each has ``ancienne_commune`` (the former commune by whose name it was found, or an empty string) and ``exacte``
    (the whole name or code was typed). Places one mistake away are given only when nothing is written as typed.
    """
    saisie = Saisie.lire(brut)
    if not saisie.texte or limite < 1:
        return []
    requete = _requete(saisie)
    if parmi is not None:
        requete = requete.filter(commune__in=parmi.order_by().values("pk"))
    lignes = list(requete[:limite])
    if any(ligne.rang < RANG_FAUTE for ligne in lignes):  # type: ignore[attr-defined]
        lignes = [ligne for ligne in lignes if ligne.rang < RANG_FAUTE]  # type: ignore[attr-defined]
    else:
        lignes = [ligne for ligne in lignes if _est_a_une_faute(saisie.texte, ligne)]
    for ligne in lignes:
        ligne.commune.ancienne_commune = ligne.ancienne  # type: ignore[attr-defined]
        ligne.commune.exacte = ligne.rang <= RANG_EXACT  # type: ignore[attr-defined]
    return [ligne.commune for ligne in lignes]


def resoudre(brut: str) -> list[Commune]:
    """What a form means by a place: one commune when that is sure, else those to choose from."""
    trouvees = completer(brut)
    exactes = [commune for commune in trouvees if commune.exacte]  # type: ignore[attr-defined]
    return exactes or trouvees


def _est_a_une_faute(texte: str, ligne: FormeDeNom) -> bool:
    nom = plier(ligne.ancienne or ligne.commune.nom)
    return any(a_une_faute(texte, forme) for forme in (nom, sans_article(nom)))
