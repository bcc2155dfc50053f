"""The comments of a note as a page shows them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from comments.models import Comment
from comments.threads import thread_of
from notes.models import Site


def shown(note, request=None):
    rows = thread_of(note, request).rows
    return [(row["depth"], row.get("body_html", "—").strip()[3:-4] or "—") for row in rows]


def page_of(note, **cookies):
    request = RequestFactory().get(note.get_absolute_url())
    request.COOKIES.update(cookies)
    template = Template("{% load comments %}{% comment_section note %}")
    site = Site()
    site.asks_akismet = False  # as the note's own query tells
    return template.render(Context({"note": note, "request": request, "site": site}))


def test_thread_puts_korean_answers_under_their_comment(make_note, make_comment):
    note = make_note()
    first, second = make_comment(note, body="첫째"), make_comment(note, body="둘째")
    answer = make_comment(note, parent=first, body="첫째에 답")
    make_comment(note, parent=second, body="둘째에 답")
    make_comment(note, parent=answer, body="답에 답")
    make_comment(note, parent=first, body="첫째에 또 답")

    assert shown(note) == [
        (1, "첫째"), (2, "첫째에 답"), (3, "답에 답"), (2, "첫째에 또 답"), (1, "둘째"),
        (2, "둘째에 답"),
    ]  # fmt: skip


def test_thread_goes_on_at_the_third_level(make_comment):
    comment = make_comment(body="1층")
    for level in range(2, 7):
        comment = make_comment(parent=comment, body=f"{level}층")

    assert [depth for depth, _body in shown(comment.note)] == [1, 2, 3, 3, 3, 3]


def test_thread_keeps_the_place_of_a_removed_comment_with_answers(make_comment, moderator):
    root = make_comment(body="지울 말")
    middle = make_comment(parent=root, body="이것도 지울 말")
    make_comment(parent=middle, body="남는 답")
    lonely = make_comment(root.note, body="답이 없는 말")
    for comment in (root, middle, lonely):
        comment.remove(moderator)

    assert shown(root.note) == [(1, "—"), (2, "—"), (3, "남는 답")]
    page = page_of(root.note)
    assert page.count("지워진 댓글입니다.") == 2
    assert f"id=comment-{root.pk}>" in page
    assert "지울 말" not in page
    assert "댓글 1개" in page


def test_thread_keeps_the_place_of_an_erased_comment(make_comment):
    root = make_comment(body="지울 말")
    make_comment(parent=root, body="남는 답")

    root.delete()

    assert shown(root.note) == [(1, "—"), (2, "남는 답")]


@pytest.mark.parametrize("status", ["held", "spam", "removed"])
def test_section_shows_strangers_nothing_that_is_not_public(make_comment, status):
    comment = make_comment(
        status=status,
        name="숨은이",
        body="숨은 말",
        email="secret@example.com",
        address="192.0.2.9",
    )

    page = page_of(comment.note)

    assert not any(word in page for word in ("숨은", "secret@", "192.0.2.9"))
    assert "댓글 0개" in page


def test_section_shows_no_private_field_of_a_public_comment(make_comment):
    comment = make_comment(
        name="보이는이", email="secret@example.com", address="192.0.2.9", user_agent="SecretBrowser"
    )

    page = page_of(comment.note)

    assert "보이는이" in page
    assert not any(word in page for word in ("secret@", "192.0.2.9", "SecretBrowser"))


def test_section_escapes_names_and_marks_links_as_foreign(make_comment):
    comment = make_comment(name='<b>"나"', website='https://example.com/?a="b"&c')

    page = page_of(comment.note)

    assert "<b>" not in page
    assert "&lt;b&gt;&quot;나&quot;" in page
    assert 'href="https://example.com/?a=&quot;b&quot;&amp;c" rel="nofollow ugc noopener"' in page


def test_section_writes_dates_as_korean_does(make_comment):
    moment = datetime(2011, 4, 7, 0, 16, tzinfo=ZoneInfo("Asia/Seoul"))

    page = page_of(make_comment(created_at=moment).note)

    assert "<time class=dt-published datetime=2011-04-06T15:16Z>2011. 4. 7.</time>" in page


def test_section_says_whom_an_answer_is_for_unless_that_stands_above(make_comment):
    root = make_comment(name="김독자")
    make_comment(parent=root, name="이웃")
    make_comment(parent=root, name="손님")

    page = page_of(root.note)

    assert page.count(f"<a href=#comment-{root.pk}>김독자 님에게</a>") == 1
    assert page.index("이웃") < page.index("김독자 님에게")


@pytest.mark.parametrize(
    "body",
    [
        "한 문단",
        "한 문단\n둘째 줄",
        "첫째\n\n둘째",
        "- 하나\n- 둘",
        "> 인용",
        "```\n<p>\n```",
        "말\n\n- 하나",
    ],
)
def test_section_leaves_a_text_whole(make_comment, body):
    comment = make_comment(body=body)
    row = page_of(comment.note).partition("<ol")[2].partition("</ol>")[0]

    row_tree = html5lib.parse(row, namespaceHTMLElements=False)
    [shown] = row_tree.findall(".//*[@class='e-content']")

    box = html5lib.parse(comment.body_html, namespaceHTMLElements=False).find("body")
    assert "".join(shown.itertext()).split() == "".join(box.itertext()).split()
    assert comment.body_html.removeprefix("<p>") in row


def test_section_is_the_same_for_every_stranger(make_comment):
    note = make_comment().note

    page = page_of(note)

    assert page == page_of(note)
    assert 'name="token" value=""' in page
    assert "csrf" not in page


def test_section_counts_with_commas(make_note):
    note = make_note()
    Comment.objects.bulk_create(
        [Comment(note=note, name="이", body="말", status="published") for _ in range(1234)]
    )

    assert "댓글 1,234개" in page_of(note)


def test_section_of_a_closed_note_says_why_there_is_no_form(make_comment):
    note = make_comment(body="남은 말").note
    note.is_open_for_comments = False

    page = page_of(note)

    assert "이 글은 이제 댓글을 받지 않습니다." in page
    assert "남은 말" in page
    assert "data-comment-form" not in page
    assert "답글" not in page


@pytest.mark.parametrize("count", [0, 1, 3, 1000])
def test_section_takes_one_query(make_note, django_assert_num_queries, count):
    note = make_note()
    now = timezone.now()
    Comment.objects.bulk_create(
        [
            Comment(
                note=note, name="이", body="말", status="published", created_at=now + timedelta(n)
            )
            for n in range(count)
        ]
    )

    with django_assert_num_queries(1):
        page = page_of(note)

    assert page.count('<li class="comment') == count
