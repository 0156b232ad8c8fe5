# syntax=docker/dockerfile:1
FROM python:3.13-slim AS dependances
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /construction
COPY pyproject.toml constraints.txt README.md ./
RUN pip install -c constraints.txt .

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=orientation.settings
RUN groupadd --system --gid 10001 portail \
    && useradd --system --uid 10001 --gid portail --home-dir /srv/portail --shell /usr/sbin/nologin portail
COPY --from=dependances /opt/venv /opt/venv
WORKDIR /srv/portail
COPY --chown=portail:portail . .
RUN mkdir -p medias statiques && chown portail:portail medias statiques \
    && SECRET_KEY=construction-des-fichiers-statiques ALLOWED_HOSTS=localhost python manage.py collectstatic --noinput
USER portail
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/sante/', timeout=4)"]
CMD ["gunicorn", "orientation.wsgi", "--config", "deploiement/gunicorn.py", "--bind", "0.0.0.0:8000"]
