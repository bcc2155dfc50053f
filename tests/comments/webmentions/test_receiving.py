"""From another site's page to a comment that waits, and what becomes of it when the page changes."""

import datetime as dt
import unicodedata
from random import Random
from string import ascii_letters, digits

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.models.comment import LONGEST_BODY, LONGEST_NAME
from comments.webmentions import storing
from comments.webmentions.addresses import web_address
from comments.webmentions.receiving import receive, take_in
from notes.models import Address
from notes.text import grapheme_length
from tests.notes.active import active_nodes

ADDRESS = "198.51.100.7"
BEFORE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def answer(note, text="저도 친구와 같이 해 봤어요.", name="김벗", kind="u-in-reply-to", more=""):
    return (
        f'<article class="h-entry">{more}<a class="p-author h-card" href="https://friend.example/">'
        f'{name}</a> <a class="{kind}" href="http://127.0.0.1:8000{note.get_absolute_url()}">글</a>'
        f'<div class="e-content">{text}</div></article>'
    )


@pytest.fixture
def note(make_series, make_note):
    return make_note("같이 시작하기", series=make_series("소셜전략"), published_at=BEFORE)


@pytest.fixture
def tell(elsewhere):
    """A page elsewhere tells about itself; answers what came of it."""

    def tell_site(note, path="/답", target=None, **rules):
        target = target or f"http://127.0.0.1:8000{note.get_absolute_url()}"
        source = web_address(elsewhere.url(path))
        return take_in(source, web_address(target), ADDRESS, elsewhere.fetcher(**rules))

    return tell_site


def test_korean_answer_waits_for_a_moderator_with_its_source(elsewhere, tell, note):
    date = '<time class="dt-published" datetime="2026-03-01T09:00:00+09:00"></time>'
    url = elsewhere.put(
        "/답", answer(note, "<p>친구와 <b>같이</b> 했어요.</p><p>됩니다.</p>", more=date)
    )

    said = tell(note)

    comment = Comment.objects.get()
    assert said == f"comment {comment.pk}: held"
    assert (comment.note, comment.name, comment.website) == (
        note,
        "김벗",
        "https://friend.example/",
    )
    assert comment.body == "친구와 같이 했어요.\n\n됩니다."
    assert comment.source_url == str(web_address(url))
    assert comment.created_at == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert (comment.address, comment.network) == (ADDRESS, "198.51.100.0/24")
    assert comment.status == Comment.HELD
    assert [verdict["reason"] for verdict in comment.verdicts] == ["다른 곳에서 알려 온 글"]
    note.refresh_from_db()
    assert note.comment_count == 0


@pytest.mark.parametrize("path", ["/series/소셜전략/1/", "/옛날/1/"])
def test_target_and_link_may_be_different_addresses_of_the_note(elsewhere, tell, note, path):
    Address.objects.moved("/옛날/1/", note=note)
    decomposed = unicodedata.normalize("NFD", f"http://127.0.0.1:8000{path}")
    elsewhere.put(
        "/답", f"<p>이 글 <a href='{decomposed}'>소셜전략</a>을 읽고 생각이 바뀌었어요</p>"
    )

    tell(note, target="http://127.0.0.1:8000/옛날/1/#comments")

    assert Comment.objects.get().body == "이 글 소셜전략을 읽고 생각이 바뀌었어요"


@pytest.mark.parametrize(
    "html",
    ["<p>아무 링크도 없음</p>", "<!-- {} --><p>글</p>", "<script>'{}'</script><p>글</p>"],
)
def test_page_without_the_link_stores_nothing(elsewhere, tell, note, html):
    elsewhere.put("/답", html.format(answer(note)))

    assert tell(note) == "refused: no link"
    assert not Comment.objects.exists()


def test_note_that_closed_meanwhile_is_not_even_fetched_for(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))
    note.is_open_for_comments = False
    note.save()

    assert tell(note) == "the note takes no comments any more"
    assert elsewhere.requests == []


def test_private_source_changes_nothing(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))

    assert "is not public" in tell(note, may_connect=lambda address: False)
    assert elsewhere.requests == []
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("u-like-of", "이 글을 좋아합니다."),
        ("u-repost-of", "이 글을 나누었습니다."),
        ("u-in-reply-to", "이 글에 답했습니다."),
    ],
)
def test_answers_without_words_get_some(elsewhere, tell, note, kind, words):
    elsewhere.put("/답", answer(note, text="", kind=kind))

    tell(note)

    assert Comment.objects.get().body == words


def test_mention_begins_with_the_title_of_its_page(elsewhere, tell, note):
    link = f"<a href='http://127.0.0.1:8000{note.get_absolute_url()}'>소셜전략 1</a>"
    elsewhere.put(
        "/답", f"<title>독서 일기</title><p>오늘은 {link}을 읽고 친구에게 전화했습니다.</p>"
    )

    tell(note)

    comment = Comment.objects.get()
    assert comment.body == "독서 일기\n\n오늘은 소셜전략 1을 읽고 친구에게 전화했습니다."
    assert comment.name == "friend.example"


def test_hostile_page_becomes_harmless_words(elsewhere, tell, note):
    text = (
        "<script>alert(1)</script><p>&lt;script&gt;alert(2)&lt;/script&gt; **굵게** "
        "[여기](javascript:alert(3)) <img src=x onerror=alert(4)> \u202e뒤집힘\u200b\x07끝</p>"
        "<p>1. 목록 아님</p><p># 제목 아님</p><p>" + "가나다 " * 2500 + "</p>"
    )
    name = "&lt;script&gt;alert(5)&lt;/script&gt;\u202e\u0007" + "긴이름" * 100
    elsewhere.put("/답", answer(note, text, name=name))

    tell(note)

    comment = Comment.objects.get()
    assert active_nodes(comment.body_html) == []
    assert "<p>&lt;script&gt;alert(2)&lt;/script&gt; **굵게** [여기](javascript:alert(3))" in (
        comment.body_html
    )
    assert "<strong>" not in comment.body_html and "<ol" not in comment.body_html
    assert not {"\u202e", "\u200b", "\x07"} & set(comment.body + comment.name)
    assert comment.body.endswith("가나다…")
    assert LONGEST_BODY - 10 < grapheme_length(comment.body) < LONGEST_BODY + 20
    assert comment.name.startswith("<script>alert(5)</script>긴이름")
    assert grapheme_length(comment.name) == LONGEST_NAME


@pytest.mark.parametrize(
    ("url", "website"),
    [
        ("javascript:alert(1)", "{source}"),
        ("https://friend.example/" + "a" * 400, "{source}"),
        ("https://friend.example/벗", "https://friend.example/%EB%B2%97"),
        ("", "{source}"),
    ],
)
def test_website_is_the_authors_or_the_source(elsewhere, tell, note, url, website):
    html = answer(note).replace("https://friend.example/", url)
    source = str(web_address(elsewhere.put("/답", html)))

    tell(note)

    assert Comment.objects.get().website == website.format(source=source)


@pytest.mark.parametrize("date", ["2999-01-01", "1999-01-01T00:00:00Z", "어제", "2026-13-99", ""])
def test_date_that_cannot_be_true_is_today(elsewhere, tell, note, date):
    more = f'<time class="dt-published" datetime="{date}">{date}</time>'
    elsewhere.put("/답", answer(note, more=more))

    tell(note)

    age = timezone.now() - Comment.objects.get().created_at
    assert dt.timedelta(0) <= age < dt.timedelta(minutes=1)


def test_page_full_of_links_is_judged_like_any_comment(elsewhere, tell, note):
    links = " ".join(f"https://spam{place}.example/" for place in range(9))
    elsewhere.put("/답", answer(note, f"{links} O1O-1234-5678 로 부르세요"))

    tell(note)

    comment = Comment.objects.get()
    assert comment.status == Comment.SPAM
    checks = {verdict["check"] for verdict in comment.verdicts}
    assert checks >= {"link_count", "folded_phone", "from_elsewhere"}


def test_told_again_unchanged_changes_nothing(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))
    tell(note)
    comment = Comment.objects.get()
    comment.approve(None)

    tell(note)

    comment.refresh_from_db()
    assert comment.status == Comment.PUBLISHED


def test_changed_words_of_a_waiting_comment_are_taken_over(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))
    tell(note)
    elsewhere.put("/답", answer(note, "고쳐 쓴 답입니다.", name="김벗님"))

    tell(note)

    comment = Comment.objects.get()
    assert (comment.name, comment.body) == ("김벗님", "고쳐 쓴 답입니다.")
    assert comment.body_html == "<p>고쳐 쓴 답입니다.</p>"
    assert comment.status == Comment.HELD


def test_changed_words_of_an_approved_comment_go_back_to_the_queue(
    elsewhere, tell, note, moderator
):
    elsewhere.put("/답", answer(note))
    tell(note)
    Comment.objects.get().approve(moderator)
    Comment.objects.update(announced_at=timezone.now())
    elsewhere.put("/답", answer(note, "승인을 받고 나서 바꾼 말입니다."))

    tell(note)

    comment = Comment.objects.get()
    assert (comment.status, comment.body) == (Comment.HELD, "승인을 받고 나서 바꾼 말입니다.")
    assert comment.announced_at is None
    last = comment.decisions.last()
    assert (last.moderator, last.from_status, last.to_status) == (None, "published", "held")
    note.refresh_from_db()
    assert note.comment_count == 0


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("approved", [True, False])
def test_page_that_is_gone_takes_its_comment_along_and_says_why(
    elsewhere, tell, note, status, approved
):
    elsewhere.put("/답", answer(note))
    tell(note)
    if approved:
        Comment.objects.get().approve(None)
    elsewhere.put("/답", "", status=status)

    said = tell(note)

    comment = Comment.objects.get()
    assert said == f"comment {comment.pk}: removed (HTTP {status})"
    assert comment.verdicts[-1]["reason"] == "원래 글이 사라졌습니다."
    assert comment.decisions.last().to_status == Comment.REMOVED
    note.refresh_from_db()
    assert note.comment_count == 0


def test_page_that_dropped_its_link_takes_its_comment_along(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))
    tell(note)
    elsewhere.put("/답", "<p>링크를 지웠습니다</p>")

    tell(note)

    comment = Comment.objects.get()
    assert comment.status == Comment.REMOVED
    assert comment.verdicts[-1]["reason"] == "원래 글에 이 글의 링크가 없습니다."


@pytest.mark.parametrize("broken", ["status", "cut"])
def test_page_that_cannot_be_read_today_takes_nothing_away(elsewhere, tell, note, broken):
    elsewhere.put("/답", answer(note))
    tell(note)
    if broken == "status":
        elsewhere.put("/답", "", status=503)
    else:
        elsewhere.put("/답", f"<p>{'긴 글 ' * 200_000}</p>{answer(note)}", "text/plain")

    assert tell(note).startswith("nothing changed: ")
    assert Comment.objects.get().status == Comment.HELD


def test_page_that_came_back_waits_again(elsewhere, tell, note):
    elsewhere.put("/답", answer(note))
    tell(note)
    Comment.objects.get().approve(None)
    elsewhere.put("/답", "", status=410)
    tell(note)
    elsewhere.put("/답", answer(note))

    tell(note)

    assert Comment.objects.get().status == Comment.HELD


@pytest.mark.parametrize("verb", [Comment.remove, Comment.mark_as_spam])
@pytest.mark.parametrize("then", ["같은 말", "다른 말", "gone"])
def test_what_a_moderator_refused_stays_refused(elsewhere, tell, note, moderator, verb, then):
    elsewhere.put("/답", answer(note, "같은 말"))
    tell(note)
    verb(Comment.objects.get(), moderator)
    refused = Comment.objects.values().get()
    if then == "gone":
        elsewhere.put("/답", "", status=410)
        tell(note)
    elsewhere.put("/답", answer(note, then))

    tell(note)

    assert Comment.objects.values().get() == refused


def test_moderators_removal_after_a_withdrawal_stays(elsewhere, tell, note, moderator):
    elsewhere.put("/답", answer(note))
    tell(note)
    elsewhere.put("/답", "", status=410)
    tell(note)
    comment = Comment.objects.get()
    comment.approve(moderator)
    comment.remove(moderator)
    elsewhere.put("/답", answer(note))

    tell(note)

    assert Comment.objects.get().status == Comment.REMOVED


def test_judged_spam_that_nobody_decided_about_may_be_corrected(elsewhere, tell, note):
    elsewhere.put("/답", answer(note, "O1O-1234-5678 " + "https://a.example/ " * 9))
    tell(note)
    assert Comment.objects.get().status == Comment.SPAM
    elsewhere.put("/답", answer(note, "광고를 지우고 진짜 생각을 적었습니다."))

    tell(note)

    assert Comment.objects.get().status == Comment.HELD


def test_one_source_may_answer_two_notes(elsewhere, tell, note, make_note):
    other = make_note("다른 글", series=note.series, published_at=BEFORE)
    elsewhere.put("/답", answer(note) + answer(other))

    tell(note)
    tell(other)

    assert set(Comment.objects.values_list("note", flat=True)) == {note.pk, other.pk}


def test_longest_address_fits_into_the_index(elsewhere, tell, note):
    """Letters that do not compress: PostgreSQL refuses index rows above 2,704 bytes."""
    random = Random(1)
    left = 2000 - len(elsewhere.url("/"))
    path = "/" + "".join(random.choice(ascii_letters + digits) for _letter in range(left))
    elsewhere.put(path, answer(note))

    assert tell(note, path).endswith(": held")
    assert tell(note, path).endswith(": held")
    assert len(Comment.objects.get().source_url) == 2000


def test_two_workers_with_the_same_page_store_it_once(elsewhere, tell, note, monkeypatch):
    elsewhere.put("/답", answer(note))
    tell(note)
    elsewhere.put("/답", answer(note, "그사이 고쳐 쓴 답입니다."))
    look_up, looks = storing._of, []

    def look_up_too_early(*arguments):
        looks.append(arguments)
        return look_up(*arguments) if len(looks) > 2 else Comment.objects.none()

    monkeypatch.setattr(storing, "_of", look_up_too_early)

    assert tell(note).endswith(": held")
    assert Comment.objects.get().body == "그사이 고쳐 쓴 답입니다."


def test_the_task_itself_goes_by_the_rules_of_the_open_internet(elsewhere, note):
    url = elsewhere.put("/답", answer(note)).replace("friend.example", "127.0.0.1")
    target = f"http://127.0.0.1:8000{note.get_absolute_url()}"

    for source in (url, "http://127.0.0.1:8080/", "http://localhost/"):
        said = receive.call(source=source, target=target, address=ADDRESS)
        assert said.startswith("nothing changed: ")
    assert "127.0.0.1 is not public" in receive.call(source="http://127.0.0.1/", target=target)
    assert elsewhere.requests == []
