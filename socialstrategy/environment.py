"""Reads and checks environment variables. A value that cannot work ends the start with one line.

`SystemExit` carries the sentence: Python prints it without a traceback, under `manage.py` as well
as under gunicorn. The launcher's supervisor, too, reads all this and stays as long as the site: what
few sites need is imported where they do.
"""

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

MEDIA_ADDRESS = re.compile(
    r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?/([\w.~-]+/)*", re.A
)
SERVICE_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+)(:[0-9]{1,5})?(/[\w.~/-]*)?", re.A
)
SERVICE_KEY = re.compile(r"[A-Za-z0-9_-]{0,64}")
BUCKET_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", re.A)
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
BUCKET_REGION = re.compile(r"[a-z0-9-]*")
HOST_NAME = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")


def refuse(name: str, why: str):
    """End the start, naming the variable and its value (never a secret's)."""
    raise SystemExit(f"설정 오류: {name}={os.environ.get(name, '')!r} — {why}")


def whole_number(name: str, default: int, least: int, most: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.strip().isdecimal() or not least <= int(text) <= most:
        refuse(name, f"{least}부터 {most}까지의 정수여야 합니다.")
    return int(text)


def switch(name: str, default: bool) -> bool:
    text = (os.environ.get(name) or str(int(default))).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    return refuse(name, "1 또는 0이어야 합니다.")


def word_list(name: str) -> list[str]:
    """The parts between commas, without white space and empty parts."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(name) or default
    if value not in allowed:
        refuse(name, f"{', '.join(allowed)} 가운데 하나여야 합니다.")
    return value


def time_zone(name: str, default: str) -> str:
    """A name of the time zone database; Django would find out at the first page only."""
    value = os.environ.get(name)
    if not value:
        return default
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        refuse(name, "Asia/Seoul 같은 시간대 이름이어야 합니다.")
    return value


def host_names(name: str) -> list[str]:
    """Hosts as browsers name them: no scheme, no path. `*` would be no protection at all."""
    names = word_list(name)
    if any(not HOST_NAME.fullmatch(host) for host in names):
        refuse(name, "blog.example.com 같은 호스트 이름을 쉼표로 이어 적어야 합니다.")
    return names


def folder(name: str, default: Path) -> Path:
    """An absolute folder that exists (made with mode 0700 if need be) and can be written to."""
    path = Path(os.environ.get(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        refuse(name, f"폴더를 만들 수 없습니다: {error.strerror}")
    if not os.access(path, os.W_OK | os.X_OK):
        refuse(name, "이 폴더에 쓸 권한이 없습니다.")
    return path


def shared_folder(name: str) -> Path | None:
    """A folder that another server on this machine may read; nothing when none is named."""
    if not os.environ.get(name):
        return None
    path = folder(name, Path())
    path.chmod(0o755)
    return path


def site_url(default: str) -> str:
    """Scheme and host of the site, without a slash at the end."""
    url = (os.environ.get("SITE_URL") or default).rstrip("/")
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.path
        wrong = wrong or bool(parts.query or parts.fragment or parts.username) or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        refuse("SITE_URL", "https://blog.example.com 처럼 주소의 앞부분만 적어야 합니다.")
    return url


def media_url(default: str) -> str:
    """Where visitors get uploaded pictures: here, or at another host's https address."""
    url = os.environ.get("MEDIA_URL") or default
    if url != default and not MEDIA_ADDRESS.fullmatch(url):
        refuse("MEDIA_URL", "https://media.example.com/blog/ 처럼 빗금으로 끝나는 주소여야 합니다.")
    return url


def service_key(name: str) -> str:
    """What a service has given the owner; empty where there is none."""
    value = os.environ.get(name, "").strip()
    if not SERVICE_KEY.fullmatch(value):
        raise SystemExit(f"설정 오류: {name} — 64자를 넘지 않는 영문자와 숫자여야 합니다.")
    return value


def service_address(name: str) -> str:
    """Where a service of others is asked; empty for its own place. Unencrypted on this machine only:
    a key and visitors' words go there."""
    address = os.environ.get(name, "")
    found = SERVICE_ADDRESS.fullmatch(address)
    is_here = bool(found) and found["host"] in ("localhost", "127.0.0.1")
    if address and not (found and (found["scheme"] == "https" or is_here)):
        refuse(name, "https://akismet.example.com 처럼 https로 시작하는 주소여야 합니다.")
    return address.rstrip("/")


def media_storage() -> dict:
    """Django's STORAGES entry for pictures: files under `DATA_DIR`, or a bucket that speaks S3.

    Without keys of ours boto3 looks where it always does: AWS_* variables, profile, instance role.
    """
    bucket, keys = os.environ.get("S3_BUCKET", ""), _bucket_keys()
    endpoint, region = os.environ.get("S3_ENDPOINT", ""), os.environ.get("S3_REGION", "")
    if not bucket and (keys or endpoint or region):
        refuse(
            "S3_BUCKET",
            "S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY만으로는 안 되고 버킷의 이름이 필요합니다.",
        )
    if not bucket:
        return {"BACKEND": "socialstrategy.storage.MediaStorage"}
    if not BUCKET_NAME.fullmatch(bucket):
        refuse("S3_BUCKET", "소문자, 숫자, 붙임표로 된 버킷의 이름이어야 합니다.")
    if endpoint and not BUCKET_ADDRESS.fullmatch(endpoint):
        refuse("S3_ENDPOINT", "https://s3.example.com 처럼 주소의 앞부분만 적어야 합니다.")
    if not BUCKET_REGION.fullmatch(region):
        refuse("S3_REGION", "ap-northeast-2 같은 지역 이름이어야 합니다.")
    options = {"bucket": bucket, "endpoint_url": endpoint or None, "region_name": region or None}
    return {"BACKEND": "socialstrategy.bucket.BucketStorage", "OPTIONS": options | keys}


def _bucket_keys() -> dict[str, str]:
    access, secret = os.environ.get("S3_ACCESS_KEY", ""), os.environ.get("S3_SECRET_KEY", "")
    if bool(access) != bool(secret):
        raise SystemExit(
            "설정 오류: S3_ACCESS_KEY, S3_SECRET_KEY — 둘 다 적거나 둘 다 비워야 합니다."
        )
    return {"aws_access_key_id": access, "aws_secret_access_key": secret} if access else {}


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks (`10.0.0.0/8`), as objects that `in` can be asked of."""
    try:
        return [ipaddress.ip_network(part, strict=False) for part in word_list(name)]
    except ValueError:
        return refuse(name, "IP 주소나 10.0.0.0/8 같은 대역을 쉼표로 이어 적어야 합니다.")


def secret_key(data_dir: Path) -> str:
    """`SECRET_KEY` if set (several machines must share one), else the key kept in `data_dir`.

    The file is made at the first start, readable by its owner only. `O_EXCL` lets exactly one of
    several starting processes make it.
    """
    if given := os.environ.get("SECRET_KEY"):
        if len(given) < 50:
            raise SystemExit("설정 오류: SECRET_KEY — 50자 이상이어야 합니다.")
        return given
    path = data_dir / "secret_key"
    if path.exists():
        return _read_secret(path)
    import secrets

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


def _read_secret(path: Path) -> str:
    if len(key := path.read_text().strip()) < 50:
        raise SystemExit(
            f"설정 오류: {path} 파일이 비었거나 잘렸습니다. 지우고 다시 시작하면 새로 만듭니다."
        )
    return key


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged comment survives a power cut
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
    "PRAGMA cache_size=-8000",  # KiB a connection, and every thread has one
)


def _sqlite(path: str | Path) -> dict:
    return {
        "ENGINE": "socialstrategy.sqlite3",
        "NAME": str(path),
        # One connection a thread, kept: opening a file and setting it up costs more than a query.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing later
            "timeout": 20,
            "init_command": ";".join(SQLITE_PRAGMAS) + ";",
        },
    }


PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"


def _env():
    from environ import Env

    return Env()


def database(data_dir: Path, threads: int) -> dict:
    """Django's DATABASES entry: `DATABASE_URL` if set, else SQLite in `data_dir`.

    PostgreSQL gets a pool a process with room for every thread, so no request waits for another's
    connection; idle ones are checked before use, so a restarted server is not an error page.
    """
    if not os.environ.get("DATABASE_URL"):
        return _sqlite(data_dir / "site.sqlite3")
    try:
        found = _env().db_url("DATABASE_URL")
    except Exception:
        found = {}
    if found.get("ENGINE") == "django.db.backends.sqlite3":
        return _sqlite(found["NAME"])
    if found.get("ENGINE") != "django.db.backends.postgresql" or not found.get("NAME"):
        # The value is not repeated: it usually holds a password.
        raise SystemExit(
            "설정 오류: DATABASE_URL — postgresql://사용자:암호@호스트/이름 또는 "
            "sqlite:////경로 꼴이어야 합니다."
        )
    pool = {"min_size": 1, "max_size": threads + 1, "timeout": 10}
    options = found.setdefault("OPTIONS", {})
    options["pool"] = pool
    if "prepare_threshold" not in options:
        # A query of notes/prepared.py is planned when a connection is asked it for the second time, and
        # with any values never again.
        options["prepare_threshold"] = 1
        options["options"] = f"{PLANNED_ONCE} {options.get('options', '')}".strip()
    return found | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


def email() -> dict:
    """Django's EMAIL_* settings; without `EMAIL_URL` mail is printed, not sent."""
    if not os.environ.get("EMAIL_URL"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        return _env().email_url("EMAIL_URL")
    except Exception:
        raise SystemExit(
            "설정 오류: EMAIL_URL — smtp+tls://사용자:암호@호스트:587 꼴이어야 합니다."
        ) from None


def cache() -> dict:
    if not os.environ.get("CACHE_URL"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    try:
        return _env().cache_url("CACHE_URL")
    except Exception:
        raise SystemExit("설정 오류: CACHE_URL — redis://호스트:6379/1 꼴이어야 합니다.") from None
