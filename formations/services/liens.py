"""Join certifications and occupations by the ROME codes that tables publish, without stretching any of them.

Tables publish codes of ROME 3, and ROME 4.0 gave many of them to one of the sheets into which the former one was
split: F1610, « couvreur » once, is « installateur en systèmes solaires » now. A code therefore gives a sure link only
where its former sheet was not split; where it was, every sheet of the split gets an uncertain link, shown as such.
A code that stops at a domaine (« F1500 ») gives none. The official import of the ROME tells how sheets were split.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from formations.choices import GrainCode, OrigineLien
from formations.models import CertificationMetier, CodePublie
from metiers.models import Domaine, Metier

LOT = 500


def grain_du_code(code: str, metiers: set[str], domaines: set[str]) -> str:
    """How far a published code goes in the repertoire of today."""
    if code in metiers:
        return GrainCode.METIER.value
    if code.endswith("00") and code[:3] in domaines:
        return GrainCode.DOMAINE.value
    return GrainCode.INCONNU.value


@dataclass(slots=True)
class _Reperes:
    """Occupations by their code, and by the code of the sheet from which they were split."""

    par_code: dict[str, int]
    par_parent: dict[str, list[int]]
    codes: set[str]

    @classmethod
    def lire(cls) -> "_Reperes":
        reperes = cls({}, defaultdict(list), set())
        en_cours = Metier.objects.exclude(etat=Metier.Etat.RETIRE).exclude(code_rome="").order_by("pk")
        for pk, code, parent in en_cours.values_list("pk", "code_rome", "code_rome_parent"):
            reperes.codes.add(code)
            if parent:
                reperes.par_code[code] = pk
                reperes.par_parent[parent].append(pk)
        return reperes

    @property
    def connus(self) -> set[str]:
        return {*self.codes, *self.par_parent}

    def metiers_de(self, code: str) -> list[tuple[int, str]]:
        """Occupations that a published code means, each with the origin of the link."""
        partage = self.par_parent.get(code, [])
        if len(partage) > 1:
            return [(pk, OrigineLien.PARENT.value) for pk in partage]
        seul = partage[0] if partage else self.par_code.get(code)
        return [(seul, OrigineLien.CODE.value)] if seul else []


@transaction.atomic
def relier_certifications() -> int:
    """Bring grains and links in line with the present occupations; the number of rows written or removed.

    Links made by the portal's team are left alone. Run again, it changes nothing.
    """
    reperes = _Reperes.lire()
    codes = list(CodePublie.objects.order_by("pk"))
    changes = _mettre_a_jour_les_grains(codes, reperes.connus)
    voulus = {
        (code.certification_id, metier, origine) for code in codes for metier, origine in reperes.metiers_de(code.code)
    }
    return changes + _mettre_a_jour_les_liens(voulus)


def _mettre_a_jour_les_grains(codes: list[CodePublie], metiers: set[str]) -> int:
    domaines = set(Domaine.objects.values_list("code", flat=True))
    changes = []
    for code in codes:
        grain = grain_du_code(code.code, metiers, domaines)
        if code.grain != grain:
            code.grain = grain
            changes.append(code)
    CodePublie.objects.bulk_update(changes, ["grain"], batch_size=LOT)
    return len(changes)


def _mettre_a_jour_les_liens(voulus: set[tuple[int, int, str]]) -> int:
    deduits = CertificationMetier.objects.exclude(origine=OrigineLien.PORTAIL).order_by()
    existants = {
        (certification, metier, origine): pk
        for pk, certification, metier, origine in deduits.values_list("pk", "certification", "metier", "origine")
    }
    en_trop = [pk for cle, pk in existants.items() if cle not in voulus]
    for debut in range(0, len(en_trop), LOT):
        CertificationMetier.objects.filter(pk__in=en_trop[debut : debut + LOT]).delete()
    nouveaux = [
        CertificationMetier(certification_id=certification, metier_id=metier, origine=origine)
        for certification, metier, origine in sorted(voulus - existants.keys())
    ]
    CertificationMetier.objects.bulk_create(nouveaux, batch_size=2_000)
    return len(en_trop) + len(nouveaux)
