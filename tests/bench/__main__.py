"""What a page costs: CPU time and queries in one process, on a small site and on one ten times larger.

`make bench` or `make bench ARGS="--notes 2000 --rounds 100"`. The ratio of the two sizes says more than
the milliseconds, which are this machine's and this minute's.
"""

import argparse
import os
import random
import statistics
import time
from datetime import datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from comments.interchange import store_comments  # noqa: E402
from comments.tokens import make_token  # noqa: E402
from notes.interchange.records import CommentData  # noqa: E402
from notes.models import Note, Series, Tag  # noqa: E402

WORDS = (
    "골목 공책 나무 난로 달력 도서관 마당 모임 목록 문장 물음 손님 시작 아침 약속 연필 의자 이웃 "
    "저녁 전단 종이 주전자 책장 친구 토요일 "
    "고친다 기다린다 나눈다 남긴다 묻는다 배운다 부른다 빌린다 적는다 짓는다"
).split()
ON_TARGET = 100  # comments under the note that is measured


def main():
    options = _options()
    _make_empty_site()
    tables = [_measure(size, options.rounds) for size in (options.notes // 10, options.notes)]
    _report(*tables)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args()


def _make_empty_site():
    settings.DATABASES["default"]["NAME"] = settings.DATA_DIR / "bench.sqlite3"
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)


def _measure(size: int, rounds: int) -> dict[str, tuple[float, int, int]]:
    """Median CPU milliseconds, queries and bytes of each kind of page on a site of `size` notes."""
    series, target = _grow_to(size)
    pages = {
        "home": "/",
        "series": series.get_absolute_url(),
        f"note, {ON_TARGET} comments": target.get_absolute_url(),
        "its conversation": f"{target.get_absolute_url()}comments/",
        "note list": "/notes/",
        "archive": "/archive/",
        "tag": Tag.objects.first().get_absolute_url(),
        "feed": "/feed/",
        "sitemap": "/sitemap-notes.xml",
    }
    found = {name: _cost(lambda c, path=path: c.get(path), rounds) for name, path in pages.items()}
    found["comment POST"] = _cost(lambda client: _comment(client, target), rounds)
    return found


def _cost(ask, rounds: int) -> tuple[float, int, int]:
    client = Client()
    ask(client)
    with CaptureQueriesContext(connection) as queries:
        answer = ask(client)
    asked = len(queries)  # now: the next request forgets them
    times = []
    for _round in range(rounds):
        start = time.process_time()
        ask(client)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times), asked, len(answer.content)


def _comment(client, note):
    text = _text(random.Random(time.perf_counter_ns()), 20)
    client.cookies.clear()
    form = {"name": "재는 사람", "body": text, "token": make_token(note.pk)}
    answer = client.post(f"/comments/{note.pk}/", form)
    assert answer.status_code == 303, answer.status_code
    return answer


def _grow_to(size: int) -> tuple[Series, Note]:
    """Short series of twenty notes, so that a series page is the same on both sites."""
    dice, tag = random.Random(size), Tag.objects.named(["재는 글"])[0]
    while (have := Note.objects.count()) < size:
        series = Series.objects.create(title=f"재는 시리즈 {have}")
        notes = Note.objects.bulk_create(_note(dice, series, n) for n in range(1, 21))
        Note.tags.through.objects.bulk_create(
            Note.tags.through(note=note, tag=tag) for note in notes[:5]
        )
        store_comments((note, _comments(dice, note, 5)) for note in notes)
    target = Note.objects.newest_first().first()
    store_comments([(target, _comments(dice, target, ON_TARGET - target.comment_count))])
    return target.series, target


def _note(dice, series, number) -> Note:
    body = "\n\n".join(f"## {_text(dice, 3)}\n\n{_text(dice, 120)}" for _part in range(5))
    at = timezone.now() - timedelta(days=dice.randint(1, 3000))
    note = Note(series=series, number=number, title=_text(dice, 4), body=body)
    note.status, note.published_at = Note.PUBLISHED, at
    note.prepare()
    return note


def _comments(dice, note, count: int) -> list[CommentData]:
    at: datetime = note.published_at
    return [
        CommentData(
            ref=f"bench:{note.pk}:{dice.random()}",
            parent_ref=None,
            name="독자",
            email="",
            website="",
            body=_text(dice, 25),
            created_at=at + timedelta(minutes=k),
            status="published",
        )
        for k in range(count)
    ]


def _text(dice, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)) + "."


def _report(small, large):
    print(f"{'':24}{'CPU ms':>8}{'ten times':>11}{'ratio':>8}{'queries':>9}{'KB':>7}")
    for name, (few, _queries, _bytes) in small.items():
        many, queries, size = large[name]
        row = f"{few:8.2f}{many:11.2f}{many / few:8.2f}{queries:9}{size / 1000:7.1f}"
        print(f"{name:24}{row}")


if __name__ == "__main__":
    main()
