"""`[[소셜전략 3]]`: read, resolved, kept through changes, listed on the page of the cited note."""

import datetime as dt
import importlib
import io
import threading
import unicodedata

import html5lib
import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given, settings

from notes import citations
from notes.citations import render_note
from notes.korean_markdown.citations import Lead, citations_in, name_key
from notes.markdown import render
from notes.models import Address, Citation, Note, PageChange, Series, SeriesName
from notes.page_changes import Changes
from notes.pages import touch
from notes.text import clean
from tests.notes.active import active_nodes
from tests.notes.test_markdown import MARKDOWN

BASE = "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/"
HREF = f"{BASE}3/"


def link(number: int) -> str:
    return f'<a href="{BASE}{number}/">소셜전략 {number}</a>'


LINK = link(3)
CITED = {
    ("소셜전략", 3): Lead("/series/s/3/", "소셜전략 3"),
    ("전략2024", 3): Lead("/series/2024/3/", "전략 2024 3"),
    ("나의소셜전략", 12): Lead("/series/my/12/", "나의 소셜 전략 12"),
    ("<script>", 1): Lead("/series/script/1/", "<script> 1"),
}


def line(text: str) -> str:
    html = render(text, cited=CITED).html
    return html.removeprefix("<p>").removesuffix("</p>")


# Grammar -----------------------------------------------------------------------------------------

HERE = '<a href="/series/s/3/">소셜전략 3</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[소셜전략 3]]에서", f"{HERE}에서"),
        ("[[소셜전략 3]]을 [[소셜전략 3]]은", f"{HERE}을 {HERE}은"),
        ("**[[소셜전략 3]]**을", f"<strong>{HERE}</strong>을"),
        ("~~[[소셜전략 3]]~~은", f"<del>{HERE}</del>은"),
        (unicodedata.normalize("NFD", "[[소셜전략 3]]에서"), f"{HERE}에서"),
        ("[[ 소셜  전략　３ ]]", HERE),
        ("[[소셜전략3]]", HERE),
        ("[[소셜전략 03]]", HERE),
        ("[[나의 소셜 전략 12]]", '<a href="/series/my/12/">나의 소셜 전략 12</a>'),
        ("[[전략 2024 3]]", '<a href="/series/2024/3/">전략 2024 3</a>'),
        ("[[소셜전략 3|그 글]]도", '<a href="/series/s/3/">그 글</a>도'),
        ("[[소셜전략 3|그 *글*(戰略)]]도", '<a href="/series/s/3/">그 <em>글</em>(戰略)</a>도'),
        ("[[소셜전략 3|https://a.kr]]", '<a href="/series/s/3/">https://a.kr</a>'),
        ("[[소셜전략 3|]]", HERE),
        ("[[<script> 1]]", '<a href="/series/script/1/">&lt;script&gt; 1</a>'),
        ("[[[소셜전략 3]]]", f"[{HERE}]"),
        ("놀랍다![[소셜전략 3]]은", f"놀랍다!{HERE}은"),
        ("[[소셜전략 3]](2011)에서", f"{HERE}(2011)에서"),
        ("# [[소셜전략 3]]은", f'<h2 id="소셜전략-3은">{HERE}은</h2>'),
        ("- [ ] [[소셜전략 3]]", f"<ul><li>☐ {HERE}\n</li></ul>"),
        # Text, or what Markdown has always made of it
        ("`[[소셜전략 3]]`", "<code>[[소셜전략 3]]</code>"),
        ("```\n[[소셜전략 3]]\n```", "<pre><code>[[소셜전략 3]]\n</code></pre>"),
        (r"\[[소셜전략 3]]", "[[소셜전략 3]]"),
        ("[[소셜전략 4]]은", "[[소셜전략 4]]은"),
        ("[[소셜전략 4|그 **글**]]", "[[소셜전략 4|그 <strong>글</strong>]]"),
        ("[[소셜전략]] [[3]] [[소셜전략 0]]", "[[소셜전략]] [[3]] [[소셜전략 0]]"),
        ("[[소셜전략 99999999999999999999]]", "[[소셜전략 99999999999999999999]]"),
        ("[[소셜전략 -3]] [[소셜전략 3.5]]", "[[소셜전략 -3]] [[소셜전략 3.5]]"),
        ("[[소셜전략\n3]]", "[[소셜전략\n3]]"),
        ("[[소셜전략 3]](/가)", '<a href="/%EA%B0%80">[소셜전략 3]</a>'),
        ("[[소셜전략 3]]\n\n[소셜전략 3]: /b", '[<a href="/b">소셜전략 3</a>]'),
        ("[[소셜전략 3]][ㄱ]\n\n[ㄱ]: /b", '<a href="/b">[소셜전략 3]</a>'),
        ("[가 [[소셜전략 3|**나** 다]]](/b)", '<a href="/b">가 나 다</a>'),
        ("![[소셜전략 4]]", "![[소셜전략 4]]"),
    ],
)
def test_citation_in_a_line(text, expected):
    assert line(text) == expected


def test_citation_in_a_footnote_and_a_table():
    table = "|가|나|\n|-|-|\n|[[소셜전략 3|그 글]]|[[소셜전략 3\\|그 글]]은|\n|[[소셜전략 3]]|나|"
    html = line(f"가[^1]\n\n{table}\n\n[^1]: [[소셜전략 3]]에서")

    own = '<td><a href="/series/s/3/">그 글</a>'
    assert html.count(own) == 2 and html.count("<td>") == 4
    assert f"{HERE}에서" in html


def test_pipe_of_a_citation_makes_no_table():
    assert line("[[소셜전략 3|그 글]]\n---").startswith("<h2")
    assert line("|가|\n|-|\n|[[가|나]]|").count("<td>") == 1


def test_what_was_cited_is_reported_whether_or_not_it_leads_anywhere():
    text = "[[소셜전략 3]] [[소셜 전략 3|그 글]] `[[가 1]]` [[나 2]]\n\n[^1]: ![[다 3]]"
    rendered = render(text, cited=CITED)

    assert [found.which for found in rendered.citations] == [("소셜전략", 3), ("나", 2), ("다", 3)]
    assert rendered.plain == "소셜전략 3 그 글 [[가 1]] [[나 2]]\n![[다 3]]"
    assert {found.which for found in citations_in(text)} >= {f.which for f in rendered.citations}
    assert render("[[나 2]]", cited=CITED).citations and not render("가").citations


def test_names_that_are_one():
    names = ["나의 소셜 전략", "나의소셜전략", unicodedata.normalize("NFD", "나의 소셜 전략 ")]
    assert len({name_key(name) for name in names}) == 1
    assert name_key("Social  Ｓtrategy") == name_key("social strategy")
    assert name_key("ㅋㅋ") != name_key("카카")


@pytest.mark.parametrize(
    "piece",
    ["[[", "[[가 ", "[[소셜전략 3", "[[소셜전략 3|", "[[소셜전략 3]]", "![[", "[[1 ", "|[[가 3|", "[[가 3]]("],
)  # fmt: skip
def test_absurd_text_ends_soon(piece):
    text = piece * 20_000
    render(text, cited=CITED)
    render(f"|{text}|\n|-|\n|{text}|")
    sum(1 for _found in citations_in(text))


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_whatever_is_typed_all_citations_are_foreseen_and_nothing_is_active(text):
    rendered = render(text, cited={("가", 3): Lead("/series/가/3/", '<b> "가" & 3')})

    foreseen = {found.which for found in citations_in(clean(text))}
    assert foreseen >= {found.which for found in rendered.citations}
    assert active_nodes(rendered.html) == []


# Resolving ---------------------------------------------------------------------------------------


@pytest.fixture
def series(make_series):
    return make_series(title="소셜전략")


@pytest.fixture
def cite(make_note):
    """A published note outside any series with this text."""
    return lambda text="[[소셜전략 3]]에서", **fields: make_note("부르는 글", body=text, **fields)


def html(note) -> str:
    return Note.objects.values_list("body_html", flat=True).get(pk=note.pk)


def row(note) -> Citation:
    return Citation.objects.get(note=note)


def test_note_is_found_by_the_name_of_its_series_and_its_number(series, make_note, cite):
    third = make_note("다음 글", series=series, number=3)
    note = cite("**[[소셜전략 3]]**을, [[ 소셜 전략　３|그 글]]도, [[소셜전략 4]]는")

    assert html(note) == (
        f'<p><strong>{LINK}</strong>을, <a href="{HREF}">그 글</a>도, [[소셜전략 4]]는</p>'
    )
    rows = Citation.objects.filter(note=note).order_by("number")
    assert [(r.name, r.key, r.number, r.series_id, r.cited_id) for r in rows] == [
        ("소셜전략", "소셜전략", 3, series.pk, third.pk),
        ("소셜전략", "소셜전략", 4, series.pk, None),
    ]
    assert note.summary == "소셜전략 3을, 그 글도, [[소셜전략 4]]는"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "slug", "typed"),
    [
        ("나의 소셜 전략", "", "나의 소셜 전략"),
        ("나의 소셜 전략", "", "나의소셜전략"),
        ("나의 소셜 전략", "", "나의-소셜-전략"),
        ("나의 소셜 전략", "", unicodedata.normalize("NFD", "나의 소셜 전략")),
        ("전략 2024", "", "전략 2024"),
        ("Social Strategy", "social", "SOCIAL strategy"),
        ("Social Strategy", "social", "social"),
        ("C++", "cpp", "Ｃ++"),
    ],
)
def test_name_may_be_title_or_address_of_the_series(
    make_series, make_note, cite, title, slug, typed
):
    make_note(series=make_series(title=title, slug=slug), number=3)
    make_note(series=make_series(title="전략"), number=2024)

    assert f">{title} 3</a>에서" in html(cite(f"[[{typed} 3]]에서"))


def test_former_names_go_on_leading_to_the_series(series, make_note, cite):
    make_note(series=series, number=3)
    series.title, series.slug = "같이 쓰는 전략", "together"
    series.save()

    for name in ("소셜전략", "같이 쓰는 전략", "together"):
        assert (
            html(cite(f"[[{name} 3]]"))
            == '<p><a href="/series/together/3/">같이 쓰는 전략 3</a></p>'
        )


def test_what_a_series_is_called_now_comes_before_what_one_was(
    series, make_series, make_note, cite
):
    make_note(series=series, number=3)
    series.title, series.slug = "옛 전략", "old"
    series.save()
    early = cite("[[소셜전략 3]]")
    make_note(series=make_series(title="소셜전략"), number=3)

    assert html(cite("[[소셜전략 3]]")) == f"<p>{LINK}</p>"
    early.save()
    assert html(early) == '<p><a href="/series/old/3/">옛 전략 3</a></p>', "it keeps its note"


def test_citation_survives_a_new_name_of_the_series(series, make_note, cite):
    make_note(series=series, number=3)
    note = cite()
    before = Note.objects.values("updated_at", "revised_at").get(pk=note.pk)
    series = Series.objects.get(pk=series.pk)
    series.title, series.slug = "같이 쓰는 전략", "together"
    series.save()

    assert html(note) == '<p><a href="/series/together/3/">같이 쓰는 전략 3</a>에서</p>'
    assert Note.objects.values("updated_at", "revised_at").get(pk=note.pk) == before


def test_citation_survives_a_new_number_and_leads_to_no_other_note(series, make_note, cite):
    third = make_note(series=series, number=3)
    note = cite()
    third.number = 7
    third.save()
    other = make_note(series=series, number=3)
    Note.objects.get(pk=note.pk).save()

    assert "/7/" in html(note) and ">소셜전략 7</a>에서" in html(note)
    assert row(note).cited == third
    assert html(cite("[[소셜전략 3]]")) == f"<p>{LINK}</p>", "a new text means today's"
    assert other.number == 3


def test_notes_that_change_places_by_one_statement_each(series, make_note, cite):
    third, fourth = (make_note(series=series, number=number) for number in (3, 4))
    note = cite("[[소셜전략 3]] [[소셜전략 4]]")
    for changed, number in ((third, 99), (fourth, 3), (third, 4)):
        Note.objects.filter(pk=changed.pk).update(number=number)

    assert html(note) == f"<p>{link(4)} {link(3)}</p>"


def test_citation_waits_for_a_note_and_for_a_series(make_series, make_note, cite):
    note = cite()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"
    assert (row(note).series, row(note).cited) == (None, None)

    series = make_series(title="소셜전략")
    assert row(note).series == series
    make_note(series=series, number=3)
    assert html(note) == f"<p>{LINK}에서</p>"


def test_planned_number_may_be_cited(series, make_note, cite):
    planned = make_note(series=series, number=3, status=Note.PLANNED)

    assert html(cite()) == f"<p>{LINK}에서</p>"
    assert Citation.objects.get().cited == planned


def test_draft_is_not_given_away_until_it_is_public_and_not_afterwards(series, make_note, cite):
    draft = make_note(series=series, number=3, status=Note.DRAFT)
    note = cite()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"
    assert row(note).cited is None

    draft.publish()
    assert html(note) == f"<p>{LINK}에서</p>"

    draft.status = Note.DRAFT
    draft.save()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"

    draft.number = 5
    draft.publish()
    assert ">소셜전략 5</a>에서" in html(note), "what it meant once it goes on meaning"


def test_deleted_note_gives_way_to_the_next_of_its_number(series, make_note, cite):
    third = make_note(series=series, number=3)
    note = cite()
    third.delete()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"

    again = make_note(series=series, number=3)
    assert html(note) == f"<p>{LINK}에서</p>"
    Note.objects.filter(pk=again.pk).delete()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"


def test_states_that_many_notes_get_at_once(series, make_note, cite):
    third = make_note(series=series, number=3, status=Note.DRAFT)
    note = cite()
    Note.objects.filter(pk=third.pk).update(status=Note.PUBLISHED, published_at=timezone.now())
    assert html(note) == f"<p>{LINK}에서</p>"
    Note.objects.filter(pk=third.pk).update(status=Note.DRAFT)
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"


def test_scheduled_note_is_linked_at_its_moment(series, make_note, cite):
    moment = timezone.now() + dt.timedelta(days=1)
    third = make_note(series=series, number=3, published_at=moment)
    note = cite()
    assert html(note) == "<p>[[소셜전략 3]]에서</p>"

    with time_machine.travel(moment + dt.timedelta(seconds=1)):
        citations.note_arrives.func(third.pk)
    assert html(note) == f"<p>{LINK}에서</p>"


def test_moment_of_a_scheduled_note_is_queued_once(
    series, make_note, cite, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    moment = timezone.now() + dt.timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        third = make_note(series=series, number=3, published_at=moment)
        cite()
        cite("[[소셜전략 3]]은").save()

    found = DBTaskResult.objects.filter(task_path="notes.citations.note_arrives")
    assert [(task.run_after, task.args_kwargs["args"]) for task in found] == [(moment, [third.pk])]


def test_text_that_no_longer_cites_has_no_rows(series, make_note, cite):
    make_note(series=series, number=3)
    note = cite()
    note.body = "`[[소셜전략 3]]`"
    note.save()

    assert not Citation.objects.exists()


def test_note_may_cite_itself(series, make_note, client):
    note = make_note(series=series, number=3, body="[[소셜전략 3]]은 이 글이다.")
    assert LINK in html(note)
    note.number = 4
    note.save()

    assert ">소셜전략 4</a>은" in html(note)
    assert "이 글을 부른 글" not in client.get("/series/소셜전략/4/").content.decode()


def test_hundreds_of_citing_notes_are_left_to_the_worker(
    series, make_note, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(citations, "AT_ONCE", 2)
    notes = [Note(title="글", slug=f"글-{n}", body="[[소셜전략 3]]") for n in range(5)]
    for note in notes:
        note.prepare()
    Note.objects.bulk_create(notes)
    with django_capture_on_commit_callbacks() as callbacks:
        make_note(series=series, number=3)
    linked = [LINK in html(note) for note in notes]
    assert linked == [True, True, False, False, False]

    for callback in callbacks:
        callback()
    assert all(LINK in html(note) for note in notes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_text_that_cites_and_note_that_appears_at_the_same_moment(make_series, make_note, turn):
    third = make_note(series=make_series(title="소셜전략"), number=3, status=Note.DRAFT)
    note = make_note(body="아직 아무도 부르지 않는다.")
    note.body, together = "[[소셜전략 3]]에서", threading.Barrier(2)

    def at_once(write):
        try:
            together.wait()
            write()
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=[each]) for each in (third.publish, note.save)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert html(note) == f"<p>{LINK}에서</p>"


# In bulk -----------------------------------------------------------------------------------------


def bulk(series, count: int) -> list[Note]:
    notes = [
        Note(series=series, number=n, title=f"글 {n}", body=f"[[소셜전략 {n % count + 1}]]을", status="published")
        for n in range(1, count + 1)
    ]  # fmt: skip
    for note in notes:
        note.prepare(leads={})
    return Note.objects.bulk_create(notes)


@pytest.mark.parametrize("count", [2, 6])
def test_notes_of_one_batch_may_cite_each_other(series, cite, count, django_assert_max_num_queries):
    waiting = cite("[[소셜전략 2]]")
    # Twenty of them index the texts, and what leads somewhere now once more.
    with django_assert_max_num_queries(66):
        notes = bulk(series, count)

    assert all("</a>을" in html(note) for note in notes)
    assert "</a>" in html(waiting)
    assert Citation.objects.filter(cited=None).count() == 0


def test_rerender_notes_resolves_and_records(series, make_note, cite):
    make_note(series=series, number=3)
    note = cite("[[소셜전략 3]] [[소셜전략 9]]")
    Citation.objects.all().delete()
    Note.objects.filter(pk=note.pk).update(body_html="<p>옛 모습</p>")
    call_command("rerender_notes", stdout=io.StringIO())

    assert html(note) == f"<p>{LINK} [[소셜전략 9]]</p>"
    assert Citation.objects.filter(note=note).count() == 2


def test_migration_knows_titles_slugs_and_former_slugs(series):
    Address.objects.moved("/series/옛-이름/", series=series)
    SeriesName.objects.all().delete()
    importlib.import_module("notes.migrations.0010_citations").name_series(apps, None)

    assert set(SeriesName.objects.values_list("key", flat=True)) == {"소셜전략", "옛-이름"}


# Preview -----------------------------------------------------------------------------------------


def test_preview_resolves_and_stores_nothing(series, make_note, cite):
    third = make_note(series=series, number=3)
    note = cite()
    third.number = 8
    third.save()
    make_note(series=series, number=3)

    assert render_note("[[소셜전략 3]]").html == f"<p>{LINK}</p>"
    assert ">소셜전략 8</a>" in render_note("[[소셜전략 3]]", note).html
    assert render_note("[[소셜전략 3]]", Note()).html == f"<p>{LINK}</p>"
    assert Citation.objects.count() == 1


def test_text_without_citations_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        render_note("[글](/a) [[소셜전략]] `[`")


# The list on the page of the cited note ----------------------------------------------------------


def citing_list(client, number=3) -> list[str] | None:
    page = client.get(f"/series/소셜전략/{number}/").content.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    nav = tree.find(".//nav[@aria-labelledby='citing']")
    if nav is None:
        return None
    words = [" ".join("".join(e.itertext()).split()) for e in [*nav.iter("li"), *nav.iter("p")]]
    return [" ".join("".join(nav.find("h2").itertext()).split()), *words]


@pytest.mark.parametrize("status", [Note.PUBLISHED, Note.PLANNED])
def test_page_lists_the_notes_that_cite_it_newest_first(
    client, series, make_note, make_series, cite, status
):
    make_note(series=series, number=3, status=status)
    assert citing_list(client) is None

    text, day = "[[소셜전략 3]] [[소셜-전략 3]] [[소셜전략 3|그 글]]", dt.timedelta(days=1)
    now = timezone.now()
    make_note("먼저", body=text, published_at=now - 3 * day)
    make_note(
        "나중", body=text, series=make_series(title="다른 것"), number=2, published_at=now - day
    )
    make_note("사이", body=text, published_at=now - 2 * day)
    make_note("초안", body=text, status=Note.DRAFT)
    make_note("예약", body=text, published_at=now + day)

    assert citing_list(client) == ["이 글을 부른 글", "나중 다른 것 2", "사이", "먼저"]


def test_list_is_short_and_says_how_many_there_are(client, series, make_note):
    make_note(series=series, number=3)
    for n in range(11):
        make_note(f"부르는 글 {n:02}", body="[[소셜전략 3]]")

    found = citing_list(client)
    assert found[1] == "부르는 글 10"
    assert len(found) == 1 + 8 + 1
    assert found[-1] == "그리고 3편이 더 있습니다."


@pytest.mark.parametrize("count", [1, 3])
def test_note_page_asks_no_more_for_it(
    client, series, make_note, cite, count, django_assert_num_queries
):
    make_note(series=series, number=3)
    for _each in range(count):
        cite()
    client.get("/series/소셜전략/3/")
    with django_assert_num_queries(4):
        client.get("/series/소셜전략/3/")


# Which pages are stale ---------------------------------------------------------------------------


def touched(action) -> set[str]:
    with transaction.atomic():
        touch("before")
    last = PageChange.objects.latest("pk").pk
    action()
    rows = PageChange.objects.filter(pk__gt=last).values_list("tags", flat=True)
    return {tag for row in rows for tag in row.split()}


def test_page_of_the_cited_note_is_stale_with_those_that_cite_it(series, make_note, cite):
    third, fourth = (make_note(series=series, number=n) for n in (3, 4))
    note = cite("가")

    def write(**fields):
        found = Note.objects.get(pk=note.pk)
        for name, value in fields.items():
            setattr(found, name, value)
        return touched(found.save)

    mine = {f"note-{third.pk}"}
    assert mine <= write(body="[[소셜전략 3]]")
    assert not mine & write(body="[[소셜전략 3]] 그리고")
    assert mine <= write(title="다른 제목")
    assert mine | {f"note-{fourth.pk}"} <= write(body="[[소셜전략 4]]")
    assert {f"note-{fourth.pk}"} <= write(status=Note.DRAFT)
    assert not {f"note-{fourth.pk}"} & write(body="[[소셜전략 3]]")
    assert mine <= write(status=Note.PUBLISHED)
    assert mine <= touched(Note.objects.get(pk=note.pk).delete)


def test_page_of_the_citing_note_is_stale_with_what_it_cites(series, make_note, cite):
    third = make_note(series=series, number=3, status=Note.DRAFT)
    mine = {f"note-{cite().pk}"}

    assert mine <= touched(third.publish)
    third.title = "다른 제목"
    assert not mine & touched(third.save), "its title is not said there"
    third.number = 9
    assert mine <= touched(third.save)
    assert mine <= touched(third.delete)


def test_page_of_the_cited_note_hears_of_a_scheduled_one_at_its_moment(series, make_note, cite):
    third, moment = make_note(series=series, number=3), timezone.now() + dt.timedelta(hours=1)
    changes = Changes()
    changes.read()
    cite(published_at=moment)
    changes.read()
    with time_machine.travel(moment + dt.timedelta(seconds=1)):
        assert f"note-{third.pk}" in changes.read()
