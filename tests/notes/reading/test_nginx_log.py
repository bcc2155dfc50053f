"""The log of an nginx that hands out finished pages: every line once, whoever reads it how often."""

import datetime as dt
import gzip
import io
import unicodedata
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command

from notes.models import CountedLog, NoteReading, Referrer, SeenReader, SiteReading
from notes.reading import nginx_log
from tests.notes.reading.conftest import ADDRESS, CHROME, YETI, count, visit

pytestmark = pytest.mark.django_db
SEOUL = dt.timezone(dt.timedelta(hours=9))
NOON = dt.datetime(2026, 11, 26, 12, tzinfo=SEOUL)
NOTE = "/series/소셜전략/1/"
QUOTED = quote(NOTE)


@pytest.fixture(autouse=True)
def afternoon(time_machine):
    time_machine.move_to(NOON.replace(hour=18), tick=False)
    return time_machine


def line(target=QUOTED, second=0, address=ADDRESS, agent=CHROME, referrer="-", **fields) -> str:
    moment = (NOON + dt.timedelta(seconds=second)).strftime("%d/%b/%Y:%H:%M:%S %z")
    method, status = fields.get("method", "GET"), fields.get("status", 200)
    return (
        f'{address} - - [{moment}] "{method} {target} HTTP/1.1" {status} 41234'
        f' "{referrer}" "{agent}"\n'
    )


@pytest.fixture
def log(tmp_path):
    """`log(line, …)` adds lines to a file and answers its path."""
    path = tmp_path / "pages.log"

    def add(*lines: str):
        with path.open("a") as file:
            file.writelines(lines)
        return path

    return add


def count_log(*paths, **options) -> str:
    out = io.StringIO()
    call_command("count_readers", *map(str, paths), stdout=out, **options)
    return out.getvalue().strip()


def of_note(note) -> tuple[int, int, int]:
    row = NoteReading.objects.get(note=note)
    return row.readers, row.views, row.robots


def test_lines_become_readers(note, log):
    said = count_log(
        log(
            line(),
            line(f"{quote(NOTE)}?utm_source=kakao", second=1),
            line(second=2, address="2001:db8::7", referrer="https://www.google.com/"),
            line(second=3, agent=YETI),
            line("/", second=4),
        )
    )

    assert of_note(note) == (2, 3, 1)
    assert SiteReading.objects.get().views == 4
    assert Referrer.objects.get().host == "google.com"
    assert said == "5줄을 세었습니다. 읽을 수 없는 줄: 0"


@pytest.mark.parametrize(
    "target",
    [
        quote(NOTE),
        quote(NOTE).lower(),
        quote(unicodedata.normalize("NFD", NOTE)),
        # What a program sends without percent signs, as nginx writes it.
        "".join(f"\\x{byte:02X}" if byte > 126 else chr(byte) for byte in NOTE.encode()),
        NOTE,
    ],
)
def test_hangul_addresses_in_all_their_forms(note, log, target):
    count_log(log(line(target)))

    assert of_note(note) == (1, 1, 0)


def test_line_is_counted_once_however_often_the_log_is_read(note, log):
    path = log(line(), line(second=1))
    count_log(path)
    assert count_log(path).startswith("0줄을")
    # Another one in the second that was the last, and a later one.
    log(line(second=1, address="203.0.113.8"), line(second=2, address="203.0.113.9"))
    assert count_log(path).startswith("2줄을")
    count_log(path)

    assert of_note(note) == (3, 4, 0)


def test_log_that_was_moved_and_packed_goes_on_where_it_was(note, log, tmp_path):
    count_log(log(line()))
    old = log(line(second=1, address="203.0.113.8"))
    packed, new = tmp_path / "pages.log.2.gz", tmp_path / "new.log"
    packed.write_bytes(gzip.compress(old.read_bytes()))
    new.write_text(line(second=2, address="203.0.113.9"))

    assert count_log(packed, new).startswith("2줄을")
    assert of_note(note) == (3, 3, 0)


def test_log_comes_from_standard_input(note, monkeypatch):
    class Standard:
        buffer = io.BytesIO(line().encode())

    monkeypatch.setattr("sys.stdin", Standard)
    count_log("-")

    assert of_note(note) == (1, 1, 0)


def test_portions_are_counted_as_one(note, log, monkeypatch):
    monkeypatch.setattr(nginx_log, "PORTION", 2)
    path = log(*(line(second=k // 3, address=f"203.0.113.{k}") for k in range(7)))
    count_log(path)

    assert of_note(note) == (7, 7, 0)
    assert count_log(path).startswith("0줄")


def test_what_is_known_of_a_long_log_is_not_read_again(note, log, monkeypatch):
    monkeypatch.setattr(nginx_log, "NEAR", 1000)
    path = log("쓰레기\n", *(line(second=k // 2) for k in range(600)))
    count_log(path)
    assert count_log(path).startswith("0줄을")
    log(*(line(second=300 + k, address="203.0.113.8") for k in range(3)))
    seen, read = [], nginx_log.LINE
    monkeypatch.setattr(
        nginx_log, "LINE", SimpleNamespace(match=lambda t: seen.append(1) or read.match(t))
    )

    assert count_log(path) == "3줄을 세었습니다. 읽을 수 없는 줄: 0"
    assert len(seen) < 60
    assert of_note(note) == (2, 603, 0)


def test_run_that_breaks_off_is_made_up_for(note, log, monkeypatch):
    monkeypatch.setattr(nginx_log, "PORTION", 2)
    path = log(*(line(second=k, address=f"203.0.113.{k}") for k in range(5)))
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        calls = []

        def once(*arguments):
            calls.append(1)
            if len(calls) == 2:
                raise ZeroDivisionError
            count_visits(*arguments)

        count_visits = nginx_log.count
        patch.setattr(nginx_log, "count", once)
        count_log(path)
    count_log(path)

    assert of_note(note) == (5, 5, 0)


def test_broken_lines_are_passed_over_and_counted(note, log):
    path = log(
        "쓰레기\n",
        "\n",
        '203.0.113.7 - - [어제] "GET / HTTP/1.1" 200 1 "-" "-"\n',
        '203.0.113.7 - - [26/Nov/2026:12:00:00 +0900] "\\x16\\x03\\x01" 400 150 "-" "-"\n',
        line(),
        line(second=1)[:40],
    )
    with path.open("ab") as file:
        file.write(b"\xff\xfe\x00\n")

    assert count_log(path) == "1줄을 세었습니다. 읽을 수 없는 줄: 4"
    assert of_note(note) == (1, 1, 0)


def test_only_pages_that_were_read_count(note, log):
    count_log(
        log(
            line(method="HEAD"),
            line(status=499),
            line("/static/css/site.css"),
            line(f"/series/{'%ff'}/1/"),
            line(quote("/notes/없는-글") + "%00/"),
        )
    )

    assert not NoteReading.objects.exists()
    assert not SiteReading.objects.exists()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"target": "/comments/1/", "method": "POST"}, "POST 200"),
        ({"target": "/wp-login.php", "status": 404}, "GET 404"),
        ({"target": "/notes", "status": 301}, "GET 301"),
    ],
)
def test_log_of_everything_is_refused(note, log, other, said):
    with pytest.raises(CommandError, match=f"{said} 요청.*두 번 세지 않도록"):
        count_log(log(line(), line(second=1, **other)))

    assert not NoteReading.objects.exists()


def test_clock_that_was_wrong_for_a_while_stops_nothing(note, log):
    path = log(line(), line(second=40 * 24 * 3600))
    assert count_log(path) == "1줄을 세었습니다. 읽을 수 없는 줄: 1"
    log(line(second=2))

    assert count_log(path).startswith("1줄을")


def test_missing_log_is_said(log, tmp_path):
    with pytest.raises(CommandError, match="없는.log 파일을 읽을 수 없습니다"):
        count_log(tmp_path / "없는.log")


def test_log_that_was_never_moved_yet_is_no_fault(note, log, tmp_path):
    assert count_log(tmp_path / "pages.log.1", log(line())).startswith("1줄을")


def test_two_servers_have_logs_of_their_own(note, tmp_path):
    for number in (1, 2):
        path = tmp_path / f"{number}.log"
        path.write_text(line(address=f"203.0.113.{number}"))
        count_log(path, name=f"서버-{number}")

    assert of_note(note) == (2, 2, 0)
    assert set(CountedLog.objects.values_list("name", flat=True)) == {"서버-1", "서버-2"}


def test_reader_that_the_app_has_seen_is_not_new(note, log):
    count(visit(NOTE))
    count_log(log(line()))

    assert of_note(note) == (1, 2, 0)


def test_log_of_a_day_that_is_forgotten_keeps_nothing_of_it(note, log, afternoon):
    path = log(line(), line(second=1), line(second=2, address="203.0.113.8"))
    afternoon.move_to(NOON + dt.timedelta(days=3), tick=False)
    count_log(path)

    assert of_note(note) == (2, 3, 0)
    assert NoteReading.objects.get().day == dt.date(2026, 11, 26)
    assert not SeenReader.objects.exists()
