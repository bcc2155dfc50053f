"""The site's settings with what tests need different. Nothing of the caller's site is touched."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="socialstrategy-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Only the database may be chosen from outside (tests/run.py): a site's own variables would change
# what the tests see.
for _name in (
    "AKISMET_KEY AKISMET_TEST AKISMET_URL ALLOWED_HOSTS CACHE_URL COMMENTS_PER_MINUTE DEMO EMAIL_FROM EMAIL_URL HOST"
    " MEDIA_URL PAGE_CACHE_MB PAGE_FILES PORT S3_ACCESS_KEY S3_BUCKET S3_ENDPOINT S3_REGION S3_SECRET_KEY"
    " SECRET_KEY SITE_LANGUAGE SITE_URL TIME_ZONE TRUSTED_PROXIES WEBMENTIONS WEB_THREADS"
    " WEB_WORKERS"
).split():
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = _folder

from socialstrategy.settings import *  # noqa: E402 (after the environment is ready)

# Real threads need a database in a file: an in-memory one is a different one in each thread.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    # A power cut does not happen to a test, and a hundred disk flushes take longer than it does.
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True  # finds files where they are; nothing is collected
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
AKISMET_TEST = True
COMMENTS_PER_MINUTE = 0  # the tests of the limit set it
