#!/usr/bin/env bash
# Save the database and the files into a folder: sauvegarder.sh DOSSIER (new). PostgreSQL by DATABASE_URL, else SQLite.
set -euo pipefail
vers=${1:?Indiquez un dossier : make sauvegarde VERS=chemin}
[ ! -e "$vers" ] || { echo "$vers existe déjà." >&2; exit 1; }
mkdir -p "$vers"
cd "$(dirname "$0")/.."
if [[ "${DATABASE_URL:-}" == postgres* ]]; then
  pg_dump --format=custom --no-owner --file "$vers/base.dump" "${DATABASE_URL/postgres:/postgresql:}"
else
  base=${DATABASE_URL:-sqlite:///$PWD/portail.sqlite3}
  .venv/bin/python - "${base#sqlite:///}" "$vers/base.sqlite3" <<'PY'
import sqlite3
import sys

# SQLite's own backup: consistent while the site writes.
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as source, sqlite3.connect(sys.argv[2]) as copie:
    source.backup(copie)
PY
fi
medias=${MEDIA_ROOT:-medias}
[ -d "$medias" ] && tar -czf "$vers/medias.tar.gz" -C "$medias" . || true
echo "Sauvegarde écrite dans $vers"
