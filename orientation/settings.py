"""Settings, all driven by the environment. ``.env.example`` lists every variable.

``DEBUG`` is off unless asked for, so that forgetting a variable gives the strict site, never the open one.
"""

from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from orientation.administration import UNFOLD as UNFOLD  # the admin theme
from orientation.cadence import cadence

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(RACINE / ".env")

DEBUG = env.bool("DEBUG", default=False)
VERSION = "0.1.0"

SECRET_KEY = env.str("SECRET_KEY", default="cle-de-developpement-sans-valeur-" * 2 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY est obligatoire quand DEBUG est éteint.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "commun",
    "territoires",
    "comptes",
    "metiers",
    "formations",
    "stages",
    "orientibus",
    "grenelle",
    "portail",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "orientation.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "axes",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # WhiteNoise compresses its files in production only
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portail.administration.politique.PolitiqueAdministrationMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "commun.middleware.RequeteSaineMiddleware",
    "commun.middleware.AccesParDefautMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "orientation.urls"
WSGI_APPLICATION = "orientation.wsgi.application"
ASGI_APPLICATION = "orientation.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "commun.contexte.portail",
                "territoires.contexte.chez_moi",
            ],
            "builtins": [
                "commun.templatetags.composants",
                "commun.templatetags.dates",
                "commun.templatetags.graphiques",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{RACINE / 'portail.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing; readers are not blocked by a writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Pages of memory or of a solid-state disk: without it the planner reads the whole table of the alerts' keys.
    # Compiling a query costs more than running any of ours.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", env.str("POSTGRES_OPTIONS", default="-c random_page_cost=1.1 -c jit=off")
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "commun.cache.CacheTolerant",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2_000}}
}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_RESULT_BACKEND = REDIS_URL or "cache+memory://"
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=not REDIS_URL)
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TIMEZONE = "Europe/Paris"
# How often what is due and was not sent at once is looked for.
CELERY_BEAT_SCHEDULE = cadence(env.float("ENVOIS_RELEVE_SECONDES", default=60.0))

DONNEES = RACINE / "donnees"
# Folder of the official open-data files (never copied into the project); read by importers, tests and benchmarks.
DONNEES_OFFICIELLES = Path(env.str("DONNEES_OFFICIELLES", default=str(RACINE.parent / "shared" / "donnees")))
# Figures whose publisher states no licence (wishes, capacities): for the team only, unless the site has the right.
MONTRER_CHIFFRES_INTERNES = env.bool("MONTRER_CHIFFRES_INTERNES", default=False)

# Public register of companies, asked at their sign-up (3 s at most); empty: never asked, the sheet is typed.
REGISTRE_ENTREPRISES_URL = env.str("REGISTRE_ENTREPRISES_URL", default="https://recherche-entreprises.api.gouv.fr")

# --- Language, time -----------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [RACINE / "locale"]  # what packages have not translated
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(RACINE / "statiques")))
STATICFILES_DIRS = [RACINE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "commun.feuilles.FeuilleUnique",  # css/portail.css, from the layers of static/css
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(RACINE / "medias")))
MEDIA_URL = "/medias/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # an occupation's page in the admin has some hundreds

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "comptes.autorisations.PermissionsDuRole",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "comptes:compte"
LOGOUT_REDIRECT_URL = "portail:accueil"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "comptes.adaptateur.AdaptateurCompte"
ACCOUNT_FORMS = {
    "login": "comptes.forms.ConnexionForm",
    "signup": "comptes.forms.InscriptionForm",
    "reset_password": "comptes.forms.OubliForm",
}

# How many reverse proxies of ours stand before the site: only their X-Forwarded-For entries are believed.
NOMBRE_MANDATAIRES = env.int("NOMBRE_MANDATAIRES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = NOMBRE_MANDATAIRES
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "commun.adresse.adresse_client"
AXES_ONLY_ADMIN_SITE = True
AXES_LOCKOUT_CALLABLE = "comptes.views.verrouillage.verrouille"
AXES_USERNAME_FORM_FIELD = "username"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # comptes.admin shows refused sign-ins in French

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://" if DEBUG else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(RACINE / "courriels")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Choisir mon métier <ne-pas-repondre@orientation.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# How long a worker keeps the rows that it sends before another may take them again.
ENVOIS_BAIL_SECONDES = env.int("ENVOIS_BAIL_SECONDES", default=300)
ENVOIS_ATTENTE_SECONDES = env.float(
    "ENVOIS_ATTENTE_SECONDES", default=60.0
)  # before a second try; then twice, four times

# --- Web Push -------------------------------------------------------------------------------------
VAPID_CLE_PRIVEE = env.str("VAPID_CLE_PRIVEE", default="")  # from `manage.py cles_push`; without it push is not offered
VAPID_CONTACT = env.str("VAPID_CONTACT", default=f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")
# Only these push services are ever called; a leading dot stands for every host below a domain.
PUSH_HOTES = env.list(
    "PUSH_HOTES",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        ".push.apple.com",
        ".notify.windows.com",
    ],
)

# --- Security -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NOMBRE_MANDATAIRES else None
SECURE_HSTS_SECONDS = 0 if DEBUG else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("COOKIES_SECURE", default=not DEBUG)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    nom: [] for nom in ("accelerometer", "camera", "gyroscope", "magnetometer", "microphone", "payment", "usb")
} | {"geolocation": ["self"]}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["commun.api.LecteurJson"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["commun.acces.PermissionDeclaree"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "commun.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "commun.schema.SchemaCommun",
    "DEFAULT_THROTTLE_CLASSES": ["commun.api.DebitAnonyme", "commun.api.DebitUtilisateur"],
    "DEFAULT_THROTTLE_RATES": {
        "anonyme": env.str("DEBIT_API_ANONYME", default="120/min"),
        "utilisateur": env.str("DEBIT_API_UTILISATEUR", default="600/min"),
        "export": env.str("DEBIT_EXPORT", default="60/min"),
        "alerte": env.str("DEBIT_ALERTE", default="30/hour"),  # alerts asked with an address alone
        "partenaire": env.str("DEBIT_API_PARTENAIRE", default="120/min"),  # per token
    },
    "EXCEPTION_HANDLER": "commun.api.gerer_exception",
    "NON_FIELD_ERRORS_KEY": "requete",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API du portail régional d'orientation",
    "DESCRIPTION": "Métiers, territoires et données ouvertes du portail. Lecture libre, sans clé, en JSON.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["commun.acces.PermissionDeclaree"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "AUTHENTICATION_WHITELIST": ["stages.api.jetons.JetonPartenaire"],
    "ENUM_NAME_OVERRIDES": {
        f"{nom}Enum": f"metiers.choices.{nom}.choices"
        for nom in ("Origine", "OuiNon", "Riasec", "TransitionEcologique", "TypeCompetence")
    }
    | {
        "TypeEtablissementEnum": "formations.choices.TypeEtablissement.choices",
        "ModeDOffreEnum": "stages.choices.Distance.choices",
        "NatureEnum": "formations.choices.NatureFormation.choices",
        "StatutEnum": "formations.choices.Statut.choices",
        "EtatMesureEnum": "grenelle.choices.EtatMesure.choices",
        "NatureDeCibleEnum": "grenelle.choices.NatureDeCible.choices",
        "StatutReleveEnum": "grenelle.choices.StatutReleve.choices",
    },
}
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/v1/.*$"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_CREDENTIALS = False

# --- Observability --------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_JOURNAL", default="INFO" if not DEBUG else "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
