"""What the tests of the occupations' pages share."""

from django.urls import reverse

LISTE = "/admin/metiers/metier/"


def adresse_de(metier):
    return reverse("admin:metiers_metier_change", args=[metier.pk])


def formulaire(reponse):
    """What the browser would send back without touching anything."""
    donnees = {}
    for formulaire in (reponse.context["adminform"].form, *formulaires_en_ligne(reponse)):
        for nom in formulaire.fields:
            valeur = formulaire[nom].value()
            if valeur is None or valeur is False:
                continue
            if isinstance(valeur, list | tuple):
                valeur = [getattr(v, "pk", v) for v in valeur]
            donnees[formulaire.add_prefix(nom)] = "on" if valeur is True else valeur
    return donnees


def formulaires_en_ligne(reponse):
    for lot in reponse.context["inline_admin_formsets"]:
        yield lot.formset.management_form
        yield from lot.formset.initial_forms


def enregistrer(client, metier, **changements):
    donnees = formulaire(client.get(adresse_de(metier))) | changements
    return client.post(adresse_de(metier), {nom: valeur for nom, valeur in donnees.items() if valeur is not None})


def ajouter_ligne(client, metier, prefixe, **champs):
    donnees = formulaire(client.get(adresse_de(metier)))
    rang = int(donnees[f"{prefixe}-TOTAL_FORMS"])
    donnees[f"{prefixe}-TOTAL_FORMS"] = rang + 1
    donnees |= {f"{prefixe}-{rang}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(adresse_de(metier), donnees)


def erreurs(reponse):
    assert reponse.status_code == 200
    return " ".join(str(erreur) for erreur in reponse.context["errors"])
