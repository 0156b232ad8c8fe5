#!/usr/bin/env bash
# Restore a folder written by sauvegarder.sh into an empty database: restaurer.sh DOSSIER.
set -euo pipefail
depuis=${1:?Indiquez la sauvegarde : make restauration DEPUIS=chemin}
cd "$(dirname "$0")/.."
if [ -f "$depuis/base.dump" ]; then
  [[ "${DATABASE_URL:-}" == postgres* ]] || { echo "Cette sauvegarde est de PostgreSQL : DATABASE_URL est nécessaire." >&2; exit 1; }
  pg_restore --no-owner --exit-on-error --dbname "${DATABASE_URL/postgres:/postgresql:}" "$depuis/base.dump"
elif [ -f "$depuis/base.sqlite3" ]; then
  base=${DATABASE_URL:-sqlite:///$PWD/portail.sqlite3}
  base=${base#sqlite:///}
  [ ! -e "$base" ] || { echo "$base existe déjà : déplacez-le d'abord." >&2; exit 1; }
  cp "$depuis/base.sqlite3" "$base"
else
  echo "Aucune sauvegarde dans $depuis." >&2
  exit 1
fi
if [ -f "$depuis/medias.tar.gz" ]; then
  mkdir -p "${MEDIA_ROOT:-medias}"
  tar -xzf "$depuis/medias.tar.gz" -C "${MEDIA_ROOT:-medias}"
fi
echo "Sauvegarde $depuis restaurée"
