import json
import tracemalloc
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils import timezone

from notes.interchange.records import AuthorData, BrokenFile, NoteData, SeriesData, Skipped
from notes.interchange.wordpress import WordPressFile
from notes.markdown import render
from notes.text import plain_text
from tests.notes.interchange.shared import SHARED, shared
from tests.notes.interchange.wxr import BLOG, HEAD, TAIL, author, comment, export, item

SERIES = ("category", "%ec%86%8c%ec%85%9c%ec%a0%84%eb%9e%b5", "소셜전략")


def read(*items, **options):
    return list(WordPressFile(export(*items, **options)))


def read_one(**fields):
    (note,) = read(item(**fields))
    return note


# A post -----------------------------------------------------------------------------------------


def test_numbered_post_of_a_category_is_a_note_of_a_series():
    title = unicodedata.normalize("NFD", "소셜전략 3 : 같이 걷는 길")
    tag = ("post_tag", "web", "웹")
    post = item(title=title, categories=(SERIES, tag), post_name="%ea%b0%99%ec%9d%b4")

    (note,) = read(post, declarations=author("author", "글쓴이"))

    assert note.series == SeriesData("소셜전략", "소셜전략")
    assert (note.number, note.title, note.slug) == (3, "같이 걷는 길", "같이")
    assert note.tags == ("웹",)
    assert note.author == AuthorData(f"wxr:{BLOG}:author:author", "글쓴이")
    assert note.body == "첫 문단입니다.\n\n둘째 문단입니다."
    assert note.is_published
    assert note.published_at == datetime(2011, 4, 6, 15, 16, tzinfo=UTC)
    assert note.ref == f"wxr:{BLOG}:7"
    assert note.old_paths == ("/2011/04/07/post-7/", "/?p=7")


def test_category_that_the_title_does_not_name_is_a_tag():
    note = read_one(categories=(SERIES, ("category", "uncategorized", "미분류")))

    assert (note.series, note.number, note.tags) == (None, None, ("소셜전략",))


def test_title_is_shown_as_it_was():
    assert read_one(title="<em>AT&amp;T</em> 2 < 3").title == "AT&T 2 < 3"
    assert read_one(title="", content="제목이 <b>없는</b> 글").title == "제목이 없는 글"
    assert read_one(title="", content="").title == "제목 없음"


def test_title_that_no_column_takes_is_cut_and_reported():
    note = read_one(title="긴 제목 " * 60)

    assert len(note.title) <= 200
    assert note.notices == ("제목이 너무 긴 글(200자까지만 들여왔습니다)",)


@pytest.mark.parametrize(
    ("fields", "is_published", "notice"),
    [
        ({"status": "publish"}, True, None),
        ({"status": "draft"}, False, None),
        ({"status": "pending"}, False, None),
        ({"status": "private"}, False, "비공개 글"),
        ({"post_password": "열려라"}, False, "비밀번호가 걸린 글"),
        ({"status": "future", "date": "2099-01-01 00:00:00"}, True, "예약된 글"),
        ({"date": "0000-00-00 00:00:00"}, False, "날짜가 0000-00-00인 글"),
    ],
)
def test_only_what_was_public_is_published(fields, is_published, notice):
    note = read_one(**fields)

    assert note.is_published == is_published
    assert [text.split("(")[0] for text in note.notices] == ([notice] if notice else [])


def test_date_of_the_site_counts_where_the_one_in_gmt_is_missing(settings):
    settings.TIME_ZONE = "Asia/Seoul"
    note = read_one(date="0000-00-00 00:00:00", post_date="2011-04-07 00:16:00")

    assert note.published_at == datetime(2011, 4, 6, 15, 16, tzinfo=UTC)


def test_draft_has_no_date_until_it_is_published():
    note = read_one(status="draft", date="0000-00-00 00:00:00", post_date="2011-04-07 00:16:00")

    assert note.published_at is None
    assert note.old_paths == ()


def test_public_post_without_any_date_is_dated_now():
    note = read_one(date="")

    assert timezone.now().timestamp() - note.published_at.timestamp() < 60
    assert note.notices == ("날짜가 없는 글(들여온 시각으로 공개합니다)",)


def test_address_of_an_earlier_blog_in_the_guid_is_not_ours():
    note = read_one(link="https://other.example.kr/a/?p=9&x=1")

    assert note.old_paths == ("/a/?p=9", "/?p=7")
    assert read_one(link=f"{BLOG}/", number=8).old_paths == ("/?p=8",)


def test_remark_at_the_end_says_where_it_appeared_first():
    remark = "* 이 글은 페이스북 페이지에\n\n2011년 4월 7일 오전 12:16에 올린 글입니다."

    note = read_one(content=f"글\n\n{remark}")

    assert note.first_published_in == "페이스북"
    assert note.body.endswith("올린 글입니다.")


@pytest.mark.parametrize(
    "remark",
    [
        "* 이 글은 페이스북에 2012년 4월 7일에 올린 글입니다.",
        "이 글은 페이스북에 2011년 4월 7일에 올린 글입니다.",
        "* 이 글은 2011년 4월 7일에 올린 글입니다.",
        "* 이 글은 페이스북에 2011년 4월 7일에 올린 글입니다.\n\n가\n\n나\n\n다",
    ],
)
def test_other_remarks_say_nothing(remark):
    assert read_one(content=f"글\n\n{remark}").first_published_in == ""


# What is left out -------------------------------------------------------------------------------


def test_what_is_no_post_is_skipped_with_a_reason():
    found = read(
        item(post_type="page", title="소개", comments=comment(1)),
        item(post_type="attachment"),
        item(post_type="nav_menu_item"),
        item(post_type="revision"),
        item(post_type="wp_block"),
        item(status="trash", title="버린 글"),
    )

    assert found[0] == Skipped("페이지", "소개", comments=1)
    assert [skipped.reason for skipped in found] == [
        "페이지",
        "첨부 파일",
        "메뉴 항목",
        "고치기 전의 판",
        "다른 종류의 글(wp_block)",
        "휴지통에 있거나 저장되지 않은 글",
    ]


def test_comments_keep_threads_and_states():
    note = read_one(
        comments=comment(1, "첫 <b>댓글</b>\n둘째 줄", comment_author_email="a@example.kr")
        + comment(2, parent=1, comment_approved="0", comment_author="")
        + comment(3, comment_approved="spam")
        + comment(4, comment_approved="trash")
        + comment(5, comment_type="pingback", comment_author="핑 &amp; 퐁")
        + comment(6, parent=5)
        + comment(7, comment_type="trackback")
    )
    first, answer, spam, after_ping = note.comments

    assert first.body == "첫 **댓글**\n둘째 줄"
    assert first.created_at == datetime(2011, 4, 8, 1, 0, tzinfo=UTC)
    assert (first.status, answer.status, spam.status) == ("published", "held", "spam")
    assert (answer.parent_ref, answer.name) == (first.ref, "이름 없음")
    assert after_ping.parent_ref is None
    assert note.left_out == (
        Skipped("휴지통에 있는 댓글", "지나가던 독자"),
        Skipped("핑백", "핑 & 퐁"),
        Skipped("트랙백", "지나가던 독자"),
    )


def test_comment_without_a_date_or_an_approval_waits_under_the_note():
    note = read_one(comments=comment(1, comment_approved="", comment_date_gmt=""))

    assert note.comments[0].status == "held"
    assert note.comments[0].created_at == note.published_at


# Files that are refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (HEAD + TAIL, None, "WXR 판 번호가 없습니다"),
        (HEAD + item() + TAIL, None, "WXR 판 번호가 없습니다"),
        (export(version="abc").getvalue().decode(), 6, "“abc”"),
        (export(item(content="글")).getvalue().decode().replace("</item>", ""), 7, "태그"),
        (export(item(content="글")).getvalue().decode()[:-8], 7, "중간에서 끊겼습니다"),
        (HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss') + TAIL, 2, "DTD"),
        (HEAD + "&nbsp;" + TAIL, 6, "엔티티"),
        (HEAD.replace("UTF-8", "x-unknown") + TAIL, 1, "UTF-8"),
        (HEAD + '<a xmlns:x="http://한글/"/>' + TAIL, 6, "이름공간"),
        ("글", 1, "XML"),
        ("", 1, "중간에서 끊겼습니다"),
    ],
)
def test_broken_file_is_refused_with_line_and_reason(data, line, words):
    with pytest.raises(BrokenFile) as error:
        list(WordPressFile(BytesIO(data.encode())))

    assert words in str(error.value)
    assert error.value.line == line


def test_entity_bomb_is_refused_before_it_grows():
    bomb = '<!ENTITY a "ㅋ">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 50}">' for i in range(10)
    )
    data = HEAD.replace("<rss", f"<!DOCTYPE rss [{bomb}]><rss") + "&k;" + TAIL

    with pytest.raises(BrokenFile, match="DTD"):
        list(WordPressFile(BytesIO(data.encode())))


def test_control_characters_that_xml_forbids_are_dropped():
    data = export(item(title="소셜\x08전략", content="가\x0b나\x1f다")).getvalue()

    (note,) = WordPressFile(BytesIO(data))

    assert (note.title, note.body) == ("소셜전략", "가나다")


def test_long_file_is_not_kept_in_memory():
    pages = (item(post_type="page", content="글 " * 10_000) for _number in range(200))
    data = export(*pages).getvalue()

    tracemalloc.start()
    for _page in WordPressFile(BytesIO(data)):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(data) > 8 * 10**6
    assert peak < 10**6


# Real files -------------------------------------------------------------------------------------


def _expected():
    path = SHARED / "data/wxr/expected.json"
    return json.loads(path.read_text()) if path.exists() else {}


EXPECTED = _expected()
# Comments under pages are counted, not read.
REPLIES_UNDER_PAGES = {
    "importer-theme-unit-test-data.xml": 1,
    "wptrt-themeunittestdata.wordpress.xml": 1,
}
REFUSED = {
    "importer-crazy-cdata.xml": "18번째 줄: XML",
    "importer-invalid-version-tag.xml": "33번째 줄: 워드프레스 내보내기(WXR) 파일이 아닙니다.",
    "importer-malformed-simple.xml": "14번째 줄: 파일이 중간에서 끊겼습니다.",
    "importer-malformed.xml": "90번째 줄: 여는 태그와 닫는 태그",
    "importer-missing-version-tag.xml": "워드프레스 내보내기(WXR) 파일이 아닙니다.",
    "importer-namespace-edge-cases.xml": "84번째 줄: 이름공간의 주소",
}


def test_files_that_nobody_here_wrote_are_there():
    shared("data/wxr/expected.json")


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REFUSED])
def test_real_file_holds_what_an_independent_count_says(name):
    expected = EXPECTED[name]
    with shared(f"data/wxr/{name}").open("rb") as file:
        reader = WordPressFile(file)
        found = list(reader)
    notes = [data for data in found if isinstance(data, NoteData)]
    skipped = [data for data in found if isinstance(data, Skipped)]
    comments = [comment for note in notes for comment in note.comments]
    left_out = Counter(skipped.reason for note in notes for skipped in note.left_out)
    public = expected["by_status"].get("publish", 0) + expected["by_status"].get("future", 0)

    assert len(notes) == expected["by_type"].get("post", 0)
    assert len(found) == expected["items"]
    assert len(skipped) == expected["items"] - len(notes)
    assert sum(note.is_published for note in notes) == public - expected["password_protected"]
    assert (
        len(comments) + left_out.total() + sum(s.comments for s in skipped)
        == (expected["comments"])
    )
    pings = expected["comments_by_type"]
    assert (left_out["핑백"], left_out["트랙백"]) == (
        pings.get("pingback", 0),
        pings.get("trackback", 0),
    )
    replies = sum(comment.parent_ref is not None for comment in comments)
    assert replies == expected["replies"] - REPLIES_UNDER_PAGES.get(name, 0)
    assert len(reader.categories) == expected["categories"]
    assert len(reader.tags) == expected["tags"]
    if name != "importer-authors-multiline.xml":  # whose item has an author element too
        assert len(reader.authors) == expected["authors"]
    assert len({note.ref for note in notes}) == len(notes)


@pytest.mark.parametrize("name", REFUSED)
def test_real_broken_file_is_refused(name):
    with (
        shared(f"data/wxr/{name}").open("rb") as file,
        pytest.raises(BrokenFile) as error,
    ):
        list(WordPressFile(file))

    assert REFUSED[name] in str(error.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backslashes", r"C:\xampp\htdocs\wp-content"),
        ("blank-lines", "first paragraph\nsecond paragraph"),
        ("cdata-edge", "ends with sequence ]] >"),
        ("chunked-meta", "Hello world"),
        ("crazy-cdata-escaped", "Content with nested <![CDATA[ tags ]]> :)"),
        ("multiple-cdata", "line oneline twoline three"),
        ("slashes", r"Slashes aren\'t \"cool\""),
    ],
)
def test_real_text_is_shown_to_the_letter(name, text):
    with shared(f"data/wxr/importer-{name}.xml").open("rb") as file:
        (note,) = WordPressFile(file)

    assert plain_text(render(note.body).html) == text


def test_real_names_in_letters_of_all_kinds_are_kept():
    with shared("data/wxr/importer-wxr-utf-8-challenges.xml").open("rb") as file:
        (note,) = WordPressFile(file)

    assert note.title == '"The Road Not Taken" by Robert Frost 🌲'
    assert note.slug.endswith("-utf8-💫-test")
    assert unicodedata.is_normalized("NFC", note.body)
    assert "🚀🌟💫⭐️🔥💯🎉🎊🌈🦄" in note.body
    assert "السلام عليكم" in note.body
