"""What to propose while a person types: trainings, then establishments whose name holds the words."""

from dataclasses import dataclass

from commun.analyse import normaliser
from formations.services.repertoire import RepereEtablissement, RepereFormation, Repertoire

FORMATIONS, ETABLISSEMENTS = 6, 3
LONGUEUR_MIN = 2


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Best first."""

    formations: tuple[RepereFormation, ...] = ()
    etablissements: tuple[RepereEtablissement, ...] = ()


def suggerer(repertoire: Repertoire, debut: str) -> Suggestions:
    """Nothing under two characters."""
    mots = normaliser(debut).split()
    if len(debut) < LONGUEUR_MIN or not mots:
        return Suggestions()
    trouvees = [t for t in repertoire.index.chercher(debut).trouvees if t.champ != "lieu"]
    return Suggestions(
        tuple(repertoire.formations[t.rang] for t in trouvees[:FORMATIONS]),
        tuple(chercher_etablissements(repertoire, debut)[:ETABLISSEMENTS]),
    )


def chercher_etablissements(repertoire: Repertoire, texte: str) -> list[RepereEtablissement]:
    """Establishments each of whose typed words begins a word of their name or commune, by name."""
    mots = normaliser(texte).split()
    return [
        etablissement
        for etablissement, connus in zip(repertoire.etablissements, repertoire.mots_des_etablissements, strict=True)
        if all(any(connu.startswith(mot) for connu in connus) for mot in mots)
    ]
