# Sourced by .ci/run: make PostgreSQL, Redis and Chromium available, installing them where they are missing.
URL_POSTGRESQL="${URL_POSTGRESQL:-postgres://portail:portail@127.0.0.1:5432/portail}"
URL_REDIS="${URL_REDIS:-redis://127.0.0.1:6379/9}"

en_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

installer_paquets() {
  echo "→ Installation : $*"
  en_root apt-get update -qq
  en_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

attendre() { # attendre NOM COMMANDE… : up to 30 seconds
  local nom=$1; shift
  for _ in $(seq 60); do "$@" >/dev/null 2>&1 && return 0; sleep 0.5; done
  echo "$nom ne répond pas." >&2
  return 1
}

en_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$1"; else sudo -u postgres bash -c "$1"; fi; }

installer_postgresql() {
  command -v pg_ctlcluster >/dev/null || installer_paquets postgresql
  if ! pg_isready -q -h 127.0.0.1 -p 5432; then
    local version
    version=$(ls /etc/postgresql | sort -V | tail -n 1)
    en_root pg_ctlcluster --skip-systemctl-redirect "$version" main start || true
  fi
  attendre PostgreSQL pg_isready -q -h 127.0.0.1 -p 5432
  en_postgres "psql -qtAc \"SELECT 1 FROM pg_roles WHERE rolname='portail'\" | grep -q 1 \
    || psql -qc \"CREATE ROLE portail LOGIN CREATEDB PASSWORD 'portail'\""
  en_postgres "psql -qtAc \"SELECT 1 FROM pg_database WHERE datname='portail'\" | grep -q 1 \
    || createdb -O portail portail"
}

installer_redis() {
  command -v redis-server >/dev/null || installer_paquets redis-server
  redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 || redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" >/dev/null
  attendre Redis redis-cli -h 127.0.0.1 ping
}

installer_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
    || installer_paquets chromium
}

installer_java() {
  command -v java >/dev/null || installer_paquets default-jre-headless
}
