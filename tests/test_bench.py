"""The benchmark itself: it loads what it says, asks for every page, and counts right."""

import json
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from unittest import mock
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.models import Count

from comments.models import Comment
from comments.text import render_comment
from comments.tokens import make_token
from notes.markdown import render
from notes.models import Note, Posting, Relation, Series
from tests.bench import document, drawing, report, words
from tests.bench.answering import Visitor
from tests.bench.clock import Clock
from tests.bench.essays import MEASURED, WAITING, essays
from tests.bench.loading import load
from tests.bench.pages import HEARD, KNOWN, NEW, NOT_MEASURED, PAGES, Targets
from tests.bench.results import conversation, rows
from tests.bench.sites import ROOT
from tests.environs import kept_connection
from tests.walking import routes

OUR_OWN = ("notes", "comments", "moderation")


# What is loaded ---------------------------------------------------------------------------------


def test_particles_follow_the_last_letter():
    assert words.with_particle("글", "은는") == "글은"
    assert words.with_particle("나무", "은는") == "나무는"


def test_the_newest_notes_say_the_same_on_a_small_and_a_large_site():
    small, large = list(essays(40)), list(essays(400))

    newest = [(essay.title, essay.body, len(essay.comments)) for essay in small[-6:]]
    assert newest == [(essay.title, essay.body, len(essay.comments)) for essay in large[-6:]]
    assert {essay.published_at.year for essay in large} == {2021, 2022, 2023}


def test_measured_notes_say_the_same_on_a_small_and_a_large_site():
    found = [
        {
            len(essay.comments): essay.body
            for essay in essays(size)
            if len(essay.comments) in MEASURED
        }
        for size in (40, 400)
    ]

    assert found[0] == found[1]
    assert sorted(found[0]) == sorted(MEASURED)


@pytest.mark.django_db
def test_rows_are_those_that_rendering_each_text_would_make():
    load(20)

    for note in Note.objects.all():
        rendered = render(note.body)
        assert (note.body_html, note.contents) == (rendered.html, rendered.contents)
    for comment in Comment.objects.all()[:50]:
        assert comment.body_html == render_comment(comment.body)


@pytest.mark.django_db
def test_site_has_one_long_series_short_ones_and_notes_in_none():
    load(40)

    sizes = Series.objects.annotate(size=Count("notes")).order_by("-size")
    assert list(sizes.values_list("title", "size")) == [("소셜전략", 28), ("마당 이야기 1", 10)]
    assert Note.objects.filter(series=None).count() == 2
    counts = Note.objects.filter(comment_count__in=MEASURED).order_by("comment_count")
    assert list(counts.values_list("comment_count", flat=True)) == sorted(MEASURED)
    for status, count in WAITING.items():
        assert Comment.objects.filter(status=status).count() == count
    assert Relation.objects.count() == 40 * 4


@pytest.mark.django_db
def test_lines_of_a_file_are_loaded_as_far_as_asked_for(tmp_path):
    lines = [
        {
            "number": n,
            "title": f"소셜전략 {n}",
            "published": f"2024-01-{n:02}T09:00+09:00",
            "body": "글",
        }
        for n in range(1, 31)
    ]
    file = tmp_path / "notes.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))

    load(20, file)

    assert Note.objects.get(number=20).full_title == "소셜전략 20 : 소셜전략 20"
    assert Note.objects.count() == 20
    with pytest.raises(ValueError, match="only 30 notes"):
        load(40, file)


# What is asked ----------------------------------------------------------------------------------


@pytest.fixture
def asking(db):
    """Visitors ask Django itself, in the test's transaction."""
    with kept_connection():
        yield


@pytest.mark.usefixtures("asking")
def test_every_page_can_be_asked_for():
    load(40)
    site = Targets()

    answers = {page.name: Visitor(page, site, "").prepare for page in PAGES if not page.post}

    for prepare in answers.values():
        prepare()()  # it checks the status


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(
    ("kind", "status"),
    [(NEW, Comment.HELD), (KNOWN, Comment.PUBLISHED), (HEARD, Comment.PUBLISHED)],
)
def test_comments_are_new_ones_each_time_and_leave_nothing_behind(kind, status):
    load(20)
    site = Targets()
    page = next(page for page in PAGES if page.post == kind)
    before = everything()
    visitor = Visitor(page, site, token=old_token(site.answered.pk))

    sent = []
    for _request in range(2):
        visitor.prepare()()
        sent.append(Comment.objects.order_by("pk").last())
    visitor.take_back()

    assert [comment.status for comment in sent] == [status] * 2
    assert len({comment.body for comment in sent}) == 2
    assert everything() == before


def everything():
    """What other pages show of comments."""
    return [
        list(Comment.objects.order_by("pk").values()),
        list(Note.objects.order_by("pk").values_list("comment_count", flat=True)),
        set(Posting.objects.values_list("term", "note")),
    ]


def old_token(note_id):
    with mock.patch("time.time_ns", return_value=time.time_ns() - 10**10):
        return make_token(note_id)


def test_every_public_address_is_measured_or_left_out_for_a_reason():
    names = {name for name, _route in routes() if name.partition(":")[0] in OUR_OWN}

    measured = {page.view for page in PAGES}
    assert len(names) > 40
    assert names - measured - NOT_MEASURED.keys() == set()
    assert NOT_MEASURED.keys() - names == set()
    assert measured & NOT_MEASURED.keys() == set()


# What is said of it -----------------------------------------------------------------------------


def cost(ms, lower=None, queries=4, comments=0, size=12345):
    lower = ms if lower is None else lower
    numbers = {"ms": ms, "lower_ms": lower, "server_ms": 0.0, "requests": 30}
    return {**numbers, "queries": queries, "bytes": size, "comments": comments}


def made(**pages):
    """A result of two sizes on SQLite: `page=(small, large)`."""
    pages = {
        name.replace("_", " "): {"limit": 1.1, "sizes": {"1000": small, "10000": large}}
        for name, (small, large) in pages.items()
    }
    loading = {size: {"notes": 1000, "comments": 20000, "cpu_s": 5.0} for size in ("1000", "10000")}
    sqlite = {"version": "SQLite 3.45.1", "server_counted": True}
    sqlite |= {"loading": loading, "pages": pages}
    about = {"made_on": "2025-01-02", "commit": "abc", "python": "3.12.1", "django": "5.2.1"}
    return {**about, "source": "generated", "sizes": [1000, 10000], "databases": {"sqlite": sqlite}}


def test_growth_is_of_the_largest_size_against_the_smallest():
    row = rows(made(home=(cost(4.0), cost(5.0))))["sqlite", "home"]

    assert row.growth == 1.25
    assert row.grows


@pytest.mark.parametrize(
    ("small", "large", "grows"),
    [
        (cost(10.0), cost(11.04), False),  # shown as 1.10
        (cost(10.0), cost(11.06), True),
        (cost(10.0, lower=9.0), cost(12.0, lower=9.1), False),  # a neighbour was busy
    ],
)
def test_page_is_marked_when_it_grows_beyond_its_limit(small, large, grows):
    found = made(home=(small, large))

    assert rows(found)["sqlite", "home"].grows is grows
    assert report.growing(found) == (["▲ SQLite: home"] if grows else [])
    assert (report.GROWS in report.text(found)) is grows


def test_change_since_the_last_result_is_told_in_percent():
    now, before = made(home=(cost(4.0), cost(5.6))), made(home=(cost(4.0), cost(5.0)))

    line = next(line for line in report.text(now, before).splitlines() if line.startswith("home"))

    assert line.split()[-2:] == ["+12", "%"]


def test_page_that_the_last_result_did_not_know_is_told_without_change():
    assert "%" not in report.text(
        made(new=(cost(4.0), cost(4.0))), made(old=(cost(1.0), cost(1.0)))
    )


def test_size_that_has_no_such_page_leaves_a_gap():
    found = made(home=(cost(4.0), cost(4.0)), crowded=(cost(2.0), cost(8.0)))
    del found["databases"]["sqlite"]["pages"]["crowded"]["sizes"]["1000"]

    assert "| crowded | – | 8.00 | 1.00 |" in report.markdown(found)


def test_missing_part_of_the_server_is_told():
    found = made(home=(cost(4.0), cost(4.0)))
    assert "without" not in report.markdown(found)
    found["databases"]["sqlite"]["server_counted"] = False

    assert "### SQLite 3.45.1 (without its server's time)" in report.markdown(found)


@pytest.mark.django_db
def test_clock_counts_the_time_of_this_process_and_of_the_databases_server():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            work = partial(cursor.execute, "SELECT sum(n) FROM generate_series(1, 300000) AS n")
        else:
            work = partial(sum, range(300_000))
        whole, server = Clock().cost(work)

    assert whole > 0
    assert (server > 0) is (connection.vendor == "postgresql" and Clock().counts_server)
    assert whole >= server


def test_queries_that_differ_are_both_told():
    found = made(home=(cost(4.0, queries=4), cost(4.0, queries=9)))

    assert "4 → 9" in report.text(found)


@pytest.mark.parametrize(("small", "told"), [(6000, "6.0 → 12.0"), (11990, "12.0")])
def test_page_that_says_more_on_the_larger_site_is_told_so(small, told):
    found = made(home=(cost(4.0, size=small), cost(4.0, size=12000)))

    assert report.markdown(found).splitlines()[-1].endswith(f"| {told} |")


def test_comment_costs_what_lies_between_a_hundred_and_a_thousand():
    pages = {
        "note, no comments": (cost(8.0), cost(9.0)),
        "conversation, 100": (cost(10.0, comments=100), cost(10.0, comments=100)),
        "conversation, 1,000": (cost(30.0, comments=1000), cost(28.0, comments=1000)),
    }

    found = conversation(made(**pages), "sqlite")

    assert (found.none, found.hundred, found.thousand) == (9.0, 10.0, 28.0)
    assert found.ms_per_comment == pytest.approx(0.02)


def test_page_that_says_as_much_more_has_another_sign():
    def sign(few, many):
        return report.growing(made(home=(cost(4.0, size=few), cost(6.0, size=many))))

    assert sign(1000, 1500) == ["△ SQLite: home"]
    assert sign(1000, 1499) == ["▲ SQLite: home"]
    assert sign(0, 0) == ["▲ SQLite: home"]


def test_drawing_is_xml_that_names_every_page():
    found = made(home=(cost(4.0), cost(4.1)), **{"list of 글 & <b>": (cost(2.0), cost(20.0))})

    root = ElementTree.fromstring(drawing.svg(found))

    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"home", "list of 글 & <b>", "1.02", "10.00", "SQLite 3.45.1"} <= set(texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 4


def test_tables_stand_between_the_markers_and_nothing_else_changes(tmp_path):
    page, picture = tmp_path / "performance.md", tmp_path / "performance.svg"
    page.write_text(f"앞\n{document.BEGIN}\nold\n{document.END}\n뒤\n")

    document.draw(made(home=(cost(4.0), cost(5.0))), page, picture)
    once = page.read_text()
    document.draw(made(home=(cost(4.0), cost(5.0))), page, picture)

    assert page.read_text() == once
    assert once.startswith("앞\n") and once.endswith("\n뒤\n")
    assert "| home | 4.00 | 5.00 | 1.25 | ▲ | 4 | 12.3 |" in once
    assert "old" not in once
    ElementTree.parse(picture)


def test_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="make bench"):
        document.between_markers("앞", "새")


def test_kept_page_has_its_markers():
    said = document.PAGE.read_text(encoding="utf-8")

    assert document.between_markers(said, "x") != said


# The whole --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="makes its own SQLite sites anyway"
)
def test_command_measures_all_pages_and_compares(tmp_path, collected_static):
    shutil.copytree(collected_static, tmp_path / "sites" / "static")
    json_file = tmp_path / "bench.json"

    first = run_command(tmp_path, "--sizes", "20,40")
    found = json.loads(json_file.read_text())
    second = run_command(tmp_path, "--sizes", "40")

    assert found["sizes"] == [20, 40]
    assert list(found["databases"]["sqlite"]["pages"]) == [page.name for page in PAGES]
    for page in found["databases"]["sqlite"]["pages"].values():
        assert [size["ms"] > 0 for size in page["sizes"].values()] == [True, True]
    assert "40 of 40 notes" in first.stderr
    assert "40 of 40 notes" not in second.stderr  # the same site again
    assert "since" in second.stdout and "%" in second.stdout
    assert "ms a comment" in second.stdout


def run_command(folder, *arguments):
    command = [sys.executable, "-m", "tests.bench", "--databases", "sqlite", "--rounds", "1"]
    command += ["--keep", str(folder / "sites"), "--json", str(folder / "bench.json")]
    # A site's own variables must not reach the sites that are measured: this one would redirect.
    environment = {**os.environ, "SITE_URL": "https://blog.example.com"}
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
