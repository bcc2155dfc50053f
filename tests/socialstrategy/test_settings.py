"""Settings are read once per process, so each of these is a process of its own."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = (
    "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"
    " ALLOWED_HOSTS SITE_URL DATABASES LANGUAGE_CODE TIME_ZONE DEMO MEDIA_URL STORAGES"
    " CONTENT_SECURITY_POLICY AKISMET_URL"
).split()
READ = f"""
import json
from socialstrategy import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}, default=str))
"""


def read(tmp_path, **environment):
    base = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env={**base, "DATA_DIR": str(tmp_path / "var"), **environment},
        capture_output=True,
        text=True,
    )


def values(tmp_path, **environment):
    answer = read(tmp_path, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_nothing_set_is_a_safe_site_on_this_machine(tmp_path):
    found = values(tmp_path)

    assert found["DEBUG"] is False
    assert found["SITE_URL"] == "http://127.0.0.1:8000"
    assert found["SECURE_SSL_REDIRECT"] is False
    assert "*" not in found["ALLOWED_HOSTS"]
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "var" / "site.sqlite3")
    assert (found["LANGUAGE_CODE"], found["TIME_ZONE"]) == ("ko", "Asia/Seoul")


def test_secret_key_is_made_once_and_read_by_its_owner_only(tmp_path):
    values(tmp_path)
    key = tmp_path / "var" / "secret_key"
    first = key.read_text()
    values(tmp_path)

    assert key.read_text() == first
    assert len(first) > 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_https_address_turns_on_cookies_hsts_and_redirect(tmp_path):
    found = values(tmp_path, SITE_URL="https://blog.example.com/")

    assert found["SITE_URL"] == "https://blog.example.com"
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert "localhost" not in found["ALLOWED_HOSTS"]


def test_pictures_of_another_host_are_allowed_from_there_only(tmp_path):
    here = values(tmp_path)
    there = values(tmp_path, MEDIA_URL="https://media.example.com/blog/")

    assert here["MEDIA_URL"] == "/media/"
    assert here["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == ["'self'", "data:"]
    assert there["MEDIA_URL"] == "https://media.example.com/blog/"
    assert there["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == [
        "'self'",
        "data:",
        "https://media.example.com/blog/",
    ]


def test_sqlite_is_opened_for_many_readers_and_one_patient_writer(tmp_path):
    options = values(tmp_path)["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_has_a_pool_with_room_for_every_thread(tmp_path):
    url = "postgresql://글쓴이:pw@db.example.com:5433/blog"
    database = values(tmp_path, DATABASE_URL=url, WEB_THREADS="6")["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example.com",
        5433,
        "blog",
    )
    # Six that read, two that write, and the one that looks for changes where PAGE_FILES is set.
    assert database["OPTIONS"]["pool"]["max_size"] == 9


def test_postgresql_plans_each_query_once_unless_the_address_says_how_to_prepare(tmp_path):
    url = "postgresql://글쓴이:pw@db.example.com/blog"
    once = "-c plan_cache_mode=force_generic_plan"

    def options(query=""):
        return values(tmp_path, DATABASE_URL=url + query)["DATABASES"]["default"]["OPTIONS"]

    assert (options()["prepare_threshold"], options()["options"]) == (1, once)
    assert options("?options=-c%20search_path%3Dblog")["options"] == f"{once} -c search_path=blog"
    # PgBouncer refuses what it does not know.
    behind = options("?prepare_threshold=1000000000")
    assert (behind["prepare_threshold"], behind.get("options")) == (1_000_000_000, None)


def test_postgresql_behind_a_unix_socket(tmp_path):
    url = "postgresql://postgres:@/postgres?host=/run/postgresql"
    database = values(tmp_path, DATABASE_URL=url)["DATABASES"]["default"]

    assert database["OPTIONS"]["host"] == "/run/postgresql"
    assert database["HOST"] == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "팔천"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("WEB_WORKERS", "-1"),
        ("WEB_THREADS", "많이"),
        ("SITE_URL", "blog.example.com"),
        ("SITE_URL", "https://blog.example.com/path"),
        ("SITE_URL", "https://[broken"),
        ("MEDIA_URL", "http://media.example.com/"),
        ("MEDIA_URL", "https://media.example.com"),
        ("MEDIA_URL", "https://media.example.com/; script-src *"),
        ("MEDIA_URL", "https://그림.example.com/"),
        ("MEDIA_URL", "/files/"),
        ("SITE_LANGUAGE", "jp"),
        ("TRUSTED_PROXIES", "10.0.0.0/40"),
        ("TIME_ZONE", "Asia/Seol"),
        ("ALLOWED_HOSTS", "https://blog.example.com"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "mysql://root@localhost/blog"),
        ("DATABASE_URL", "postgresql://"),
        ("EMAIL_URL", "carrier-pigeon://roof"),
        ("CACHE_URL", "nowhere://"),
        ("SECRET_KEY", "짧다"),
        ("DEMO", "아마도"),
        ("WEBMENTIONS", "아마도"),
        ("COMMENTS_PER_MINUTE", "1.5"),
        ("DATA_DIR", "/proc/nowhere"),
        ("AKISMET_KEY", "열쇠"),
        ("AKISMET_KEY", "a" * 65),
        ("AKISMET_URL", "http://akismet.example.com"),  # a key and visitors' words go there
        ("AKISMET_URL", "https://아키스멧.example.com"),
        ("AKISMET_URL", "akismet.example.com"),
        ("AKISMET_TEST", "아마도"),
        ("S3_BUCKET", "그림"),
        ("S3_BUCKET", "a/b"),
        ("S3_ENDPOINT", "https://s3.example.com"),  # and no bucket
        ("S3_ACCESS_KEY", "only-one-of-two"),
        ("S3_SECRET_KEY", "only-one-of-two"),
    ],
)
def test_value_that_cannot_work_stops_the_start_with_one_line(tmp_path, name, value):
    answer = read(tmp_path, **{name: value})

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert answer.stderr.startswith("설정 오류: ")
    assert name in answer.stderr


def test_refusal_does_not_repeat_a_password(tmp_path):
    answer = read(tmp_path, DATABASE_URL="mysql://root:hunter2@localhost/blog")

    assert "hunter2" not in answer.stderr


def test_akismet_may_be_asked_somewhere_else(tmp_path):
    assert values(tmp_path)["AKISMET_URL"] == ""
    for address in ("https://proxy.example.com/akismet/", "http://127.0.0.1:8099"):
        assert values(tmp_path, AKISMET_URL=address)["AKISMET_URL"] == address.rstrip("/")


def test_pictures_are_files_until_a_bucket_is_named(tmp_path):
    here = values(tmp_path)["STORAGES"]["default"]
    there = values(tmp_path, S3_BUCKET="geulbang", S3_REGION="ap-northeast-2")["STORAGES"][
        "default"
    ]

    assert here == {"BACKEND": "socialstrategy.storage.MediaStorage"}
    assert there["BACKEND"] == "socialstrategy.bucket.BucketStorage"
    assert there["OPTIONS"] == {
        "bucket": "geulbang",
        "endpoint_url": None,
        "region_name": "ap-northeast-2",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("S3_ENDPOINT", "s3.example.com"),
        ("S3_ENDPOINT", "https://s3.example.com/geulbang"),
        ("S3_REGION", "서울"),
        ("S3_SECRET_KEY", "hunter2"),
    ],
)
def test_bucket_that_cannot_work_stops_the_start(tmp_path, name, value):
    answer = read(tmp_path, S3_BUCKET="geulbang", **{name: value})

    assert (answer.returncode, answer.stdout) == (1, "")
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert answer.stderr.startswith("설정 오류: ")
    assert name in answer.stderr
    assert "hunter2" not in answer.stderr


def test_cut_off_secret_key_is_told_apart_from_a_missing_one(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("abc")

    answer = read(tmp_path)

    assert answer.returncode == 1
    assert "잘렸습니다" in answer.stderr
