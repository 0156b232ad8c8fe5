#!/usr/bin/env bash
# Start the Procfile's topology (web, worker, beat, mail catcher) and see that each part answers; then save and restore.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/services.sh
port=8799
if docker compose version >/dev/null 2>&1; then
  SECRET_KEY=essai docker compose config --quiet && echo "→ docker-compose.yml est valide."
elif command -v docker-compose >/dev/null; then
  SECRET_KEY=essai docker-compose config --quiet && echo "→ docker-compose.yml est valide."
else
  echo "→ docker compose est absent : docker-compose.yml n'est pas validé ici."
fi
base="postgres://portail:portail@127.0.0.1:5432/portail_topologie"
en_postgres "dropdb --if-exists portail_topologie && createdb -O portail portail_topologie"
journal=$(mktemp)
setsid make services PORT=$port DATABASE_URL="$base" REDIS_URL="$URL_REDIS" EMAIL_URL=smtp://127.0.0.1:1025 >"$journal" 2>&1 &
groupe=$!
arreter() { kill -TERM -- "-$groupe" 2>/dev/null || true; wait "$groupe" 2>/dev/null || true; rm -f "$journal"; }
trap arreter EXIT
for _ in $(seq 240); do
  curl -fsS "http://127.0.0.1:$port/sante/" >/dev/null 2>&1 && break
  kill -0 "$groupe" 2>/dev/null || { cat "$journal"; echo "La topologie s'est arrêtée." >&2; exit 1; }
  sleep 0.5
done
etat=$(curl -fsS "http://127.0.0.1:$port/sante/")
echo "→ /sante/ : $etat"
python3 - "$etat" <<'PY'
import json, sys
etat = json.loads(sys.argv[1])
assert etat["etat"] == "ok", etat
assert etat["base"]["detail"] == "postgresql", etat
assert etat["file"]["etat"] == "ok", etat
PY
DATABASE_URL="$base" REDIS_URL="$URL_REDIS" DEBUG=1 .venv/bin/python - <<'PY'
import django, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orientation.settings")
django.setup()
from comptes.tasks import purger_sessions
purger_sessions.delay().get(timeout=30)
print("→ Une tâche est passée par Redis et le processus worker.")
PY
sauvegarde=$(mktemp -d)
DATABASE_URL="$base" make --no-print-directory sauvegarde VERS="$sauvegarde/essai"
en_postgres "dropdb --if-exists portail_restaure && createdb -O portail portail_restaure"
DATABASE_URL="${base/portail_topologie/portail_restaure}" MEDIA_ROOT="$sauvegarde/medias" \
  make --no-print-directory restauration DEPUIS="$sauvegarde/essai"
compter='import django; django.setup(); from metiers.models import Metier; print(Metier.objects.count())'
avant=$(DEBUG=1 DJANGO_SETTINGS_MODULE=orientation.settings DATABASE_URL="$base" .venv/bin/python -c "$compter")
apres=$(DEBUG=1 DJANGO_SETTINGS_MODULE=orientation.settings DATABASE_URL="${base/portail_topologie/portail_restaure}" .venv/bin/python -c "$compter")
[ "$avant" = "$apres" ] && [ "$avant" -gt 0 ] || { echo "La restauration ne rend pas les mêmes métiers : $avant, $apres" >&2; exit 1; }
rm -rf "$sauvegarde"
echo "→ Sauvegarde et restauration : $apres métiers retrouvés."
