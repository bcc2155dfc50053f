import io
import json
import sys
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection

from comments.models import Comment
from notes.models import Address, Author, Note, Series, Tag
from tests.notes.interchange.shared import SHARED, shared
from tests.notes.interchange.wxr import comment, export, item

CATEGORY = ("category", "%ec%86%8c%ec%85%9c%ec%a0%84%eb%9e%b5", "소셜전략")
SEOUL = ZoneInfo("Asia/Seoul")

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """Imports a file (or bytes, or lines of JSON) and answers what the command said."""

    def run_command(source, **options):
        if not hasattr(source, "suffix"):
            path = tmp_path / "file"
            path.write_bytes(as_bytes(source))
            source = path
        out = io.StringIO()
        call_command("import_notes", str(source), stdout=out, stderr=io.StringIO(), **options)
        return out.getvalue()

    return run_command


def as_bytes(source):
    if isinstance(source, list):
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in source).encode()
    return source.getvalue() if hasattr(source, "getvalue") else source


def line(number, **fields):
    return {
        "number": number,
        "title": f"소셜전략 {number}",
        "slug": f"strategy-{number}",
        "published": f"2015-01-{number:02}T08:00:00+09:00",
        "body": f"글 {number}입니다. [앞 글](/strategy-1/)에서 이어집니다.",
        "comments": [],
    } | fields


def spoken(number, parent=None):
    created = f"2015-02-01T{number:02}:00:00+00:00"
    return {"author": "김독자", "body": f"{number}번째 말", "created": created, "parent": parent}


def numbered(number, title="같이 걷는 길", **fields):
    return item(
        title=f"소셜전략 {number} : {title}", number=number, categories=(CATEGORY,), **fields
    )


def everything():
    """All rows of all tables."""
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


# The first note ---------------------------------------------------------------------------------


def test_first_note_arrives_whole(run, client):
    said = run(shared("data/seed/socialstrategy-1.wordpress.xml"))
    note = Note.objects.get()

    assert "시리즈 1개, 글 1개, 댓글 0개, 태그 0개, 글쓴이 1명, 옛 주소 2개" in said
    assert (note.series.title, note.series.slug, note.number) == ("소셜전략", "소셜전략", 1)
    assert not note.title.startswith("소셜전략")
    assert len(note.title) == 38
    assert note.published_at == datetime(2011, 4, 7, 0, 16, tzinfo=SEOUL)
    assert note.is_published
    assert note.author.name == "소셜전략연구소"
    assert note.first_published_in == "페이스북"

    html = BeautifulSoup(note.body_html, "html.parser")
    assert [len(ordered("li")) for ordered in html("ol")] == [10]
    assert len(html("p", recursive=False)) == 38
    assert html(["em", "strong", "h2", "ul", "pre", "br"]) == []


def test_old_addresses_of_the_first_note_lead_to_it(run, client):
    run(shared("data/seed/socialstrategy-1.wordpress.xml"))

    for path in ("/2011/04/07/소셜전략-1/", "/?p=1"):
        answer = client.get(path)

        assert answer.status_code == 301
        assert answer["Location"] == "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/"


# Again and again --------------------------------------------------------------------------------


def test_second_import_changes_nothing(run):
    thread = comment(1) + comment(2, parent=1, comment_approved="0")
    source = export(
        numbered(1, comments=thread),
        item(title="시리즈 밖의 글", number=2, categories=(("post_tag", "web", "웹"),)),
        item(post_type="page"),
    )
    run(source)
    before = everything()

    said = run(source)

    assert everything() == before
    assert "전에 들여온 것(그대로 두었습니다): 글 2개, 댓글 2개" in said
    assert said.endswith("새로 들여올 것이 없어 사이트는 그대로입니다.\n")


def test_what_was_corrected_here_is_not_overwritten(run):
    run(export(numbered(1)))
    note = Note.objects.get()
    note.title = "고친 제목"
    note.save()

    run(export(numbered(1)))

    assert Note.objects.get().title == "고친 제목"


def test_later_export_brings_only_what_is_new(run):
    run(export(numbered(1, comments=comment(1))))

    said = run(export(numbered(1, comments=comment(1) + comment(2, parent=1)), numbered(2)))

    assert "시리즈 0개, 글 1개, 댓글 1개" in said
    assert Comment.objects.get(parent__isnull=False).note == Note.objects.get(number=1)
    assert Note.objects.get(number=1).comment_count == 2


def test_dry_run_counts_and_changes_nothing(run):
    before = everything()
    source = export(numbered(1, comments=comment(1)))

    tried = run(source, dry_run=True)

    assert everything() == before
    assert "시험 삼아" in tried
    assert run(source).splitlines()[0] == tried.splitlines()[0]


# Broken files -----------------------------------------------------------------------------------


def test_broken_file_leaves_the_site_as_it_was(run, make_note):
    make_note()
    before = everything()
    data = export(*(numbered(n) for n in range(1, 400))).getvalue()

    with pytest.raises(CommandError) as error:
        run(data[:-30])

    assert "번째 줄: " in str(error.value)
    assert "아무것도 들여오지 않았습니다. 사이트는 그대로입니다." in str(error.value)
    assert everything() == before


def test_broken_line_after_many_good_ones_leaves_nothing(run):
    before = everything()
    lines = as_bytes([line(n, published="2015-01-01T00:00:00+09:00") for n in range(1, 450)])

    with pytest.raises(CommandError, match="^450번째 줄: JSON"):
        run(lines + b"\n{")

    assert everything() == before


@pytest.mark.parametrize("source", [b"", b"\x89PNG", "그냥 글".encode()])
def test_unknown_format_is_asked_for(run, source):
    with pytest.raises(CommandError, match="--format"):
        run(source)


def test_missing_file_is_said_in_a_sentence(run, tmp_path):
    with pytest.raises(CommandError, match=r"파일을 열 수 없습니다: .* \(그런 파일이나 폴더가"):
        run(tmp_path / "없는 파일.xml")


def test_format_is_guessed_past_a_byte_order_mark(run):
    assert "글 1개" in run(b"\xef\xbb\xbf" + export(numbered(1)).getvalue())
    assert "글 1개" in run(b"\xef\xbb\xbf" + as_bytes([line(2)]))


def test_standard_input_is_a_file_too(run, monkeypatch):
    data = io.BytesIO(as_bytes([line(1)]))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    out = io.StringIO()

    call_command("import_notes", "-", stdout=out, series="소셜전략")

    assert "글 1개" in out.getvalue()


# Series and numbers -----------------------------------------------------------------------------


def test_taken_number_is_reported_and_nothing_of_that_note_is_stored(run, make_note, make_series):
    mine = make_note("내가 먼저 쓴 글", series=make_series("소셜전략"), number=1)
    before = everything()

    said = run(export(numbered(1, comments=comment(1))))

    assert everything() == before
    assert "- 이미 쓰는 번호라 들여오지 않은 글: 1개 (소셜전략 1 : 같이 걷는 길)" in said
    assert "--number N" in said
    assert Note.objects.get() == mine


def test_other_notes_of_the_file_come_in_beside_a_taken_number(run, make_note, make_series):
    make_note(series=make_series("소셜전략"), number=1)

    run(export(numbered(1, comments=comment(1)), numbered(2, comments=comment(2))))

    assert list(Note.objects.values_list("number", flat=True).order_by("number")) == [1, 2]
    assert Comment.objects.get().note.number == 2


def test_number_may_be_given_to_the_one_that_is_taken(run, make_note, make_series):
    make_note(series=make_series("소셜전략"), number=1)
    source = export(numbered(1, comments=comment(1)), numbered(2))

    run(source, number=7)
    after = everything()
    run(source, number=7)

    moved = Note.objects.get(number=7)
    assert (moved.title, moved.comment_count) == ("같이 걷는 길", 1)
    assert everything() == after


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([numbered(1), numbered(2)], "번호가 이미 쓰이는 글이 2개"),
        ([numbered(8), numbered(9)], "새로 들여올 글이 2개"),
        ([numbered(1), numbered(1, link="/x/", post_id="9")], "2번 글이 이미 있습니다"),
        ([item(title="시리즈 밖의 글", number=3)], "--series"),
    ],
)
def test_number_that_is_not_clear_is_refused(run, make_note, make_series, items, words):
    series = make_series("소셜전략")
    make_note(series=series, number=1)
    make_note(series=series, number=2)
    before = everything()

    with pytest.raises(CommandError, match=words):
        run(export(*items), number=2)

    assert everything() == before


def test_file_with_one_number_twice_keeps_the_first(run):
    said = run(
        export(numbered(1), item(title="소셜전략 1. 다른 글", number=5, categories=(CATEGORY,)))
    )

    assert Note.objects.get().title == "같이 걷는 길"
    assert "이미 쓰는 번호라" in said


def test_series_option_numbers_in_order_of_date(run):
    run(
        export(
            item(title="나중 글", number=1, date="2012-01-01 00:00:00"),
            item(title="초안", number=2, status="draft", date="0000-00-00 00:00:00"),
            item(title="처음 글", number=3, date="2011-01-01 00:00:00"),
        ),
        series="걷기-모임",
    )

    assert Series.objects.get().title == "걷기 모임"
    assert list(Note.objects.order_by("number").values_list("number", "title")) == [
        (1, "처음 글"),
        (2, "나중 글"),
        (3, "초안"),
    ]


def test_series_option_goes_on_where_an_earlier_import_ended(run):
    first, second = item(title="처음", number=1), item(title="다음", number=2)
    run(export(first), series="걷기")

    run(export(second, first), series="걷기")

    assert Note.objects.get(title="다음").number == 2


def test_series_option_takes_the_numbers_of_the_titles(run, make_series):
    series = make_series("걷기", slug="walks")

    run(export(item(title="3. 셋째", number=1), item(title="둘째 2", number=2)), series="walks")

    assert dict(series.notes.values_list("number", "title")) == {3: "3. 셋째", 2: "둘째 2"}


def test_series_whose_slug_was_changed_is_found_by_its_title(run, make_series):
    series = make_series("소셜전략", slug="strategy")

    run(export(numbered(1)))

    assert Note.objects.get().series == series


# What belongs to a note -------------------------------------------------------------------------


def test_tags_and_authors_are_shared(run):
    mine = Author.objects.create(name="같은 이름")
    tags = (("post_tag", "web", "Web"), ("category", "web2", "web"), ("post_tag", "x", "★"))
    source = export(
        item(title="하나", number=1, categories=tags, creator="같은 이름"),
        item(title="둘", number=2, categories=tags[:1], creator="다른 이름"),
    )

    run(source)

    assert Tag.objects.get().notes.count() == 2
    assert Note.objects.get(title="하나").author == mine
    assert Author.objects.count() == 2


def test_address_that_two_notes_claim_stays_with_the_first(run):
    said = run(
        export(
            item(title="하나", number=1, link="https://old.example.kr/같은-곳/"),
            item(title="둘", number=2, link="https://old.example.kr/같은-곳"),
        )
    )

    assert Address.objects.get(path="/같은-곳/").note.title == "하나"
    assert "- 이미 다른 글로 이어지는 옛 주소: 1개 (/같은-곳/)" in said


def test_note_with_the_slug_of_another_gets_a_free_one(run, make_note):
    make_note("같은 주소", slug="같은-주소")

    said = run(
        export(
            item(title="가", number=1, post_name="같은-주소"),
            item(title="나", number=2, post_name=unicodedata.normalize("NFD", "같은-주소")),
        )
    )

    assert Note.objects.get(title="가").slug == "같은-주소-2"
    assert Note.objects.get(title="나").slug == "같은-주소-3"
    assert "주소가 이미 있어 번호를 붙인 글: 2개" in said


def test_address_that_is_still_the_same_is_not_stored(run):
    run(export(item(number=1, post_name="글", link="https://old.example.kr/notes/글/")))

    assert list(Address.objects.values_list("path", flat=True)) == ["/?p=1"]


def test_note_is_ready_for_its_page(run, client):
    run(export(numbered(1, content="첫 **문단**의 <b>말</b>")))
    note = Note.objects.get()

    assert note.body == r"첫 \*\*문단\*\*의 **말**"
    assert note.body_html.strip() == "<p>첫 **문단**의 <strong>말</strong></p>"
    assert note.summary == "첫 **문단**의 말"
    assert client.get(note.get_absolute_url()).status_code == 200


# Lines of JSON ----------------------------------------------------------------------------------


def test_lines_become_a_series_with_threads(run):
    spoken_lines = [spoken(1), spoken(2, parent=0), spoken(3, parent=1)]

    said = run([line(1), line(2, comments=spoken_lines)])

    assert "시리즈 1개, 글 2개, 댓글 3개" in said
    note = Note.objects.get(number=2)
    assert (note.series.slug, note.title, note.comment_count) == ("소셜전략", "소셜전략 2", 3)
    first, second, third = Comment.objects.order_by("created_at")
    assert (second.parent, third.parent) == (first, second)
    assert first.status == Comment.PUBLISHED


def test_links_in_the_text_lead_on(run, client):
    run([line(1), line(2)])

    answer = client.get("/strategy-1/")

    assert answer.status_code == 301
    assert answer["Location"].endswith("/1/")


def test_lines_may_go_into_another_series(run):
    run([line(4), line(5)], series="다른-전략")

    assert dict(Note.objects.values_list("number", "series__slug")) == {
        4: "다른-전략",
        5: "다른-전략",
    }


def test_cost_does_not_grow_with_each_note(run, django_assert_max_num_queries):
    with django_assert_max_num_queries(115):
        run(
            [line(n, published="2015-01-01T00:00:00Z", comments=[spoken(1)]) for n in range(1, 150)]
        )


# Real files -------------------------------------------------------------------------------------


def real_files():
    path = SHARED / "data/wxr/expected.json"
    return json.loads(path.read_text()) if path.exists() else {}


REFUSED = ("invalid-version", "missing-version")


def is_refused(name, expected):
    return not expected["well_formed"] or any(word in name for word in REFUSED)


@pytest.mark.parametrize(
    "name", [name for name, expected in real_files().items() if not is_refused(name, expected)]
)
def test_real_file_is_stored_once_and_for_all(run, name):
    expected = real_files()[name]
    path = shared(f"data/wxr/{name}")

    run(path)
    before = everything()
    run(path)

    assert everything() == before
    assert Note.objects.count() == expected["by_type"].get("post", 0)
    public = expected["by_status"].get("publish", 0) - expected["password_protected"]
    assert Note.objects.published().count() == public
    future = expected["by_status"].get("future", 0)
    assert Note.objects.filter(status=Note.PUBLISHED).count() == public + future


@pytest.mark.parametrize(
    "name", [name for name, expected in real_files().items() if is_refused(name, expected)]
)
def test_real_broken_file_changes_nothing(run, name):
    before = everything()

    with pytest.raises(CommandError, match="아무것도 들여오지 않았습니다"):
        run(shared(f"data/wxr/{name}"))

    assert everything() == before


def test_real_comments_keep_their_states_and_threads(run):
    run(shared("data/wxr/importer-theme-unit-test-data.xml"))

    assert Comment.objects.count() == 24
    assert Comment.objects.filter(status=Comment.HELD).count() == 1
    assert Comment.objects.exclude(parent=None).count() == 9
    note = Note.objects.get(slug="template-comments")
    assert note.comment_count == note.comments.public().count() > 10
