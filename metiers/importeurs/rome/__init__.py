"""Read the France Travail open-data archive of the ROME 4.0 and bring the catalogue in line with it."""
