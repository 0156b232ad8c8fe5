"""What is already promised: stops that must stay, requests that must be served, what moving an announced stop costs."""

from datetime import timedelta

from orientibus.planification.instance import Annonce, Arret, Instance, Replanification, Statut


class Promesses:
    """Confirmed stops, mandatory requests and, when re-planning, the announced plan."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.replan = instance.replanification
        self.retirees = instance.retirees
        self.fixes: dict[str, Arret] = {a.demande: a for a in instance.confirmes}
        self.annonces: dict[str, Annonce] = {}
        if self.replan is not None:
            for annonce in self.replan.precedents:
                if annonce.arret.demande not in self.retirees:
                    self._annoncer(annonce, self.replan)
        obligatoires = {d.code for d in instance.demandes if d.obligatoire}
        self.imposees: frozenset[str] = frozenset(obligatoires | set(self.fixes))

    def _annoncer(self, annonce: Annonce, replan: Replanification) -> None:
        arret = annonce.arret
        self.annonces[arret.demande] = annonce
        passe = arret.jour < replan.gele_avant
        if passe or (annonce.statut is Statut.CONFIRME and not self._touche(annonce, replan)):
            self.fixes.setdefault(arret.demande, arret)

    def _touche(self, annonce: Annonce, replan: Replanification) -> bool:
        arret = annonce.arret
        duree = self.instance.demande_par_code[arret.demande].duree.jours
        jours = [arret.jour + timedelta(rang) for rang in range(duree)]
        return any(p.bus == arret.bus and any(p.periode.contient(j) for j in jours) for p in replan.pannes)

    def permet(self, arret: Arret) -> bool:
        fixe = self.fixes.get(arret.demande)
        if fixe is not None:
            return arret == fixe
        if self.replan is None or arret.jour >= self.replan.gele_avant:
            return True
        annonce = self.annonces.get(arret.demande)
        return annonce is not None and annonce.arret == arret

    def cout(self, code: str, arret: Arret | None) -> int:
        """Disturbance of serving a request so, or of no longer serving it (None)."""
        annonce = self.annonces.get(code)
        if annonce is None or self.replan is None or annonce.arret == arret:
            return 0
        if arret is None:
            return self.replan.couts.abandonne(annonce.statut)
        if (arret.jour, arret.creneau) == (annonce.arret.jour, annonce.arret.creneau):
            return self.replan.couts.autre_bus
        return self.replan.couts.deplace(annonce.statut)
