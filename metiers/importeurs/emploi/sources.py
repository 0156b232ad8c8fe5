"""Names of the sources, as stored beside each figure and shown on the pages."""

BMO = "Enquête Besoins en main-d'œuvre, France Travail"
PORTRAITS = "Portraits statistiques des métiers, Dares (enquête Emploi, Insee)"
TENSIONS = "Tensions sur le marché du travail, Dares et France Travail"
MARCHE_ROME = "Offres et demandes d'emploi par métier et bassin, France Travail"
LISTE_TENSION = "Liste officielle des métiers en tension, arrêté de mars 2024"

PASSAGE_ROME_FAP = "Table de passage ROME V3 vers FAP 2009, Dares"
PASSAGE_QUALIFIE = "Table de passage ROME V3 et qualification vers FAP 2009, Dares"
PASSAGE_FAP_PCS = "Table de passage FAP 2009 vers PCS 2003, Dares"
PASSAGE_MOBIVILLE = "Correspondance FAP, PCS et ROME, France Travail (Mobiville)"
PASSAGE_ROME4 = "ROME 4.0 version 60, France Travail"
PASSAGE_PORTAIL = "Rapprochement du portail"
