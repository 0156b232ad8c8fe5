# One door for everything. `make` alone prints the list.
SHELL := /bin/bash
.DEFAULT_GOAL := aide
.PHONY: aide run test qualite lint types gabarits format test-services test-navigateur test-pannes bench evaluation donnees services outils-services sauvegarde restauration migrations

HOST ?= 127.0.0.1
PORT ?= 8000
VENV ?= .venv
DONNEES_OFFICIELLES ?= ../shared/donnees
PY := $(VENV)/bin/python
VIRGULE := ,
DEBUT := $(shell date +%s)
DUREE = $$(( $$(date +%s) - $(DEBUT) )) s
# The first interpreter that is recent enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
PROCESSUS ?= $(shell nproc 2>/dev/null || echo 2)

aide: ## Cette liste
	@echo "Portail d'orientation. Commandes :"
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 ou plus récent est nécessaire."; exit 1; }
	@echo "→ Environnement Python dans $(VENV) ($(PYTHON))"
	@$(PYTHON) -m venv $(VENV) || { echo "Le module venv manque : sur Debian ou Ubuntu, installez le paquet python3-venv."; exit 1; }

$(VENV)/.execution: $(VENV)/bin/pip pyproject.toml constraints.txt
	@echo "→ Installation des dépendances (versions fixées par constraints.txt)"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt .
	@touch $@

$(VENV)/.developpement: $(VENV)/.execution
	@echo "→ Installation des outils de test et de qualité"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt '.[dev]'
	@touch $@

run: export DEBUG ?= 1
run: export ALLOWED_HOSTS ?= $(if $(filter 0.0.0.0 ::,$(HOST)),*,$(HOST)$(VIRGULE)localhost$(VIRGULE)127.0.0.1)
run: $(VENV)/.execution ## Installer, préparer la base et les données, servir le site (HOST=, PORT=)
	@echo "→ Base de données, données du portail, comptes de démonstration"
	@$(PY) manage.py preparer
	@echo "→ Prêt en $(DUREE). Le site est sur http://$(HOST):$(PORT) (Ctrl+C pour l'arrêter)"
	@exec $(PY) manage.py runserver --noreload $(HOST):$(PORT)

test: $(VENV)/.developpement ## Toute la suite qui n'a besoin d'aucun service (SQLite)
	@echo "→ Tests sur SQLite, $(PROCESSUS) processus"
	@env -u DATABASE_URL -u REDIS_URL $(PY) -m pytest -n $(PROCESSUS) -m "not navigateur and not postgresql and not pannes" $(ARGS)
	@echo "→ Tests terminés en $(DUREE)"

test-services: $(VENV)/.developpement ## La même suite sur PostgreSQL et Redis (DATABASE_URL, REDIS_URL)
	@test -n "$(DATABASE_URL)" -a -n "$(REDIS_URL)" || { echo "DATABASE_URL et REDIS_URL sont nécessaires."; exit 1; }
	@echo "→ Tests sur PostgreSQL et Redis, $(PROCESSUS) processus"
	@$(PY) -m pytest -n $(PROCESSUS) -m "not navigateur and not pannes" --cov --cov-report=term:skip-covered $(ARGS)
	@echo "→ Tests terminés en $(DUREE)"

test-navigateur: $(VENV)/.developpement ## Parcours et accessibilité dans Chromium sans écran
	@echo "→ Tests dans Chromium"
	@env -u DATABASE_URL -u REDIS_URL $(PY) -m pytest -m navigateur -p no:randomly $(ARGS)

test-pannes: $(VENV)/.developpement ## Pannes avec de vrais processus : PostgreSQL, Redis, courriel, processus de fond tués
	@echo "→ Pannes : PostgreSQL, Redis et serveur de courriel du test"
	@env -u DATABASE_URL -u REDIS_URL $(PY) -m pytest -m pannes -p no:randomly tests/pannes $(ARGS)

qualite: lint types gabarits $(VENV)/.developpement ## Style, types, gabarits, ordre des imports, migrations
	@echo "→ Ordre des imports"
	@$(VENV)/bin/lint-imports --no-cache
	@echo "→ Migrations à jour"
	@DEBUG=1 $(PY) manage.py makemigrations --check --dry-run
	@echo "→ Contrôle de production"
	@DEBUG=0 SECRET_KEY="$$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=orientation.example $(PY) manage.py check --deploy --fail-level WARNING
	@echo "→ Qualité vérifiée en $(DUREE)"

lint: $(VENV)/.developpement
	@echo "→ Style (ruff)"
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .

types: $(VENV)/.developpement
	@echo "→ Types (mypy)"
	@DEBUG=1 $(VENV)/bin/mypy .

gabarits: $(VENV)/.developpement
	@echo "→ Gabarits (djlint)"
	@$(VENV)/bin/djlint --quiet --lint templates

format: $(VENV)/.developpement ## Mettre en forme le code
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

migrations: $(VENV)/.execution ## Écrire les migrations qui manquent
	@DEBUG=1 $(PY) manage.py makemigrations

donnees: export DEBUG ?= 1
donnees: $(VENV)/.execution ## Importer les fichiers officiels d'un dossier (SOURCE=…)
	@test -n "$(SOURCE)" || { echo "Indiquez le dossier : make donnees SOURCE=chemin"; exit 1; }
	@$(PY) manage.py importer_donnees "$(SOURCE)" --appliquer
	@echo "→ Import terminé en $(DUREE)"

evaluation: export DEBUG = 1
evaluation: $(VENV)/.developpement ## Mesurer sur l'import officiel (DONNEES_OFFICIELLES=…) : recherche, intérêts, couverture des chiffres
	@dossier=$$(mktemp -d) && trap 'rm -rf "$$dossier"' EXIT && export DATABASE_URL="sqlite:///$$dossier/evaluation.sqlite3" \
	&& $(PY) manage.py migrate -v0 && $(PY) manage.py charger_donnees >/dev/null \
	&& if [ -d "$(DONNEES_OFFICIELLES)/rome" ]; then $(PY) manage.py importer_rome "$(DONNEES_OFFICIELLES)/rome" --appliquer >/dev/null; \
	else echo "→ Fichiers officiels absents : mesure sur les métiers livrés seulement"; fi \
	&& if [ -d "$(DONNEES_OFFICIELLES)/emploi" ]; then $(PY) manage.py importer_emploi "$(DONNEES_OFFICIELLES)/emploi" --appliquer >/dev/null; fi \
	&& $(PY) manage.py evaluer_recherche $(ARGS) && echo && $(PY) manage.py evaluer_interets && echo && $(PY) manage.py evaluer_couverture

bench: $(VENV)/.developpement ## Mesurer la vitesse, en rapport à une page Django nue
	@$(PY) -m bench $(ARGS)
	@$(PY) -m bench.bourse_envois
	@$(PY) -m bench.plan
	@$(PY) -m bench.comptage
	@DONNEES_OFFICIELLES="$(DONNEES_OFFICIELLES)" $(PY) -m bench.tournees

services: $(VENV)/.developpement ## La topologie complète sans conteneurs (Procfile ; DATABASE_URL, REDIS_URL)
	@test -n "$(DATABASE_URL)" -a -n "$(REDIS_URL)" || { echo "DATABASE_URL et REDIS_URL sont nécessaires."; exit 1; }
	@DEBUG=1 $(PY) manage.py preparer && DEBUG=1 PORT=$(PORT) $(VENV)/bin/honcho start

sauvegarde: $(VENV)/.execution ## Sauvegarder la base et les fichiers dans un dossier (VERS=…)
	@deploiement/sauvegarder.sh "$(VERS)"

restauration: $(VENV)/.execution ## Restaurer une sauvegarde dans une base vide (DEPUIS=…)
	@deploiement/restaurer.sh "$(DEPUIS)"
