"""What must be true before the first request. Each step looks first and does nothing needlessly."""

import hashlib
from collections.abc import Callable

import polib
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]


def compile_catalogues(say: Say):
    """`.po` to `.mo`, without the gettext tools of the system."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                say(f"번역을 엮습니다 ({source.parent.parent.name})…")
                polib.pofile(str(source)).save_as_mofile(str(target))


def migrate(say: Say):
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"데이터베이스를 맞춥니다 ({len(plan)}단계)…")
        call_command("migrate", interactive=False, verbosity=0)


def count_months(say: Say):
    """The archive keeps its counts by months of the site's time zone, which a setting may change."""
    from notes.models import Month, counts

    if Month.objects.are_of_this_time_zone():
        return
    say("모아보기의 달을 새 시간대로 다시 셉니다…")
    with transaction.atomic():
        counts.recount()


def index_notes(say: Say):
    """After an update that searches by another rule. Notes of the old one are not found until then."""
    from notes.search import index

    if index.is_complete():
        return
    say("찾기의 색인을 만듭니다…")
    done = 0
    for looked_at, _wrong in index.index_all():
        done += looked_at
        if done % 1000 == 0:
            say(f"… 글 {done:,}개")


def take_akismet_key(say: Say):
    """That of the environment, where the owner has entered none. Not asked about: the service may be
    away, and the first comment will tell."""
    from comments.akismet.keys import use_key
    from comments.models import SpamPolicy

    if settings.AKISMET_KEY and not SpamPolicy.objects.current().akismet_key:
        say("Akismet 키를 환경 변수에서 받습니다…")
        use_key(settings.AKISMET_KEY, None, is_verified=False)


def collect_static(say: Say):
    """Files of earlier versions stay: pages that are cached somewhere still ask for them."""
    stamp, digest = settings.STATIC_ROOT / ".collected", _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("화면에 쓰는 파일을 모읍니다…")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def _static_digest() -> str:
    """Changes when any source file does, ours or a package's, or the code that collects them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name in ("requirements.txt", "socialstrategy/storage.py"):
        digest.update((settings.BASE_DIR / name).read_bytes())
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            state = (path, storage.size(path), storage.get_modified_time(path).timestamp())
            digest.update(repr(state).encode())
    return digest.hexdigest()


def load_demo_once(say: Say):
    """Only into an empty site, and never again after an owner has thrown it away."""
    from socialstrategy.demo import loader

    stamp = settings.DATA_DIR / "demo-loaded"
    if not settings.DEMO or stamp.exists() or not loader.is_empty():
        return
    loader.load(say)
    stamp.touch()


STEPS = (
    compile_catalogues,
    migrate,
    count_months,
    index_notes,
    take_akismet_key,
    collect_static,
    load_demo_once,
)
