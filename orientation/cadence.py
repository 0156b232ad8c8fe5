"""What beat runs, and how often. Every task may be lost or run twice: the next beat does what is left."""

from celery.schedules import crontab

JOUR, HEURE = 24 * 3600.0, 3600.0


def cadence(releve: float) -> dict[str, dict[str, object]]:
    """The schedule; ``releve``: seconds between two looks at what is due and was not sent at once."""
    return {
        "purger-les-sessions": {"task": "comptes.tasks.purger_sessions", "schedule": JOUR},
        "conserver-les-entreprises": {
            "task": "stages.tasks.entreprises.conserver_entreprises_et_profils",
            "schedule": JOUR,
        },
        "suivre-les-candidatures": {"task": "stages.tasks.candidatures.suivre_les_candidatures", "schedule": HEURE},
        "anonymiser-les-candidatures": {
            "task": "stages.tasks.candidatures.rendre_les_candidatures_anonymes",
            "schedule": JOUR,
        },
        "envoyer-les-courriels": {"task": "comptes.tasks.envoyer_courriels", "schedule": releve},
        "reprendre-les-courriels": {"task": "comptes.tasks.reprendre_courriels", "schedule": releve},
        "envoyer-les-alertes": {"task": "stages.tasks.envois.envoyer_alertes", "schedule": releve},
        "envoyer-les-notifications": {"task": "stages.tasks.envois.envoyer_notifications", "schedule": releve},
        "reprendre-les-livraisons": {"task": "stages.tasks.envois.reprendre_livraisons", "schedule": releve},
        "annoncer-les-offres": {"task": "stages.tasks.alertes.rattraper_les_annonces", "schedule": 60.0},
        "entretenir-les-alertes": {"task": "stages.tasks.alertes.entretenir_les_alertes", "schedule": 6 * HEURE},
        "conversations-et-conventions": {"task": "stages.tasks.conventions.clore_et_effacer", "schedule": JOUR},
        "suivre-les-fins-d-offres": {"task": "stages.tasks.offres.suivre_les_fins", "schedule": HEURE},
        "effacer-inscriptions": {"task": "orientibus.tasks.inscriptions.effacer_les_inscriptions", "schedule": JOUR},
        "suivre-les-calculs": {"task": "orientibus.tasks.calculs.suivre_les_calculs", "schedule": 60.0},
        "suivre-les-visites": {"task": "orientibus.tasks.visites.suivre_les_visites", "schedule": 6 * HEURE},
        "compter-le-plan": {"task": "grenelle.tasks.compter_les_chiffres", "schedule": crontab(hour=3, minute=10)},
        "alertes-du-plan": {"task": "grenelle.tasks.ecrire_les_resumes", "schedule": crontab(hour="6-20", minute=20)},
    }
