"""The contract of the comment form: 303, 200, 422, 429, 403, 404."""

import re
import time
import unicodedata

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from comments.tokens import make_token
from notes.desk.roles import AUTHOR, set_roles


@pytest.fixture
def no_mail(settings):
    """Nobody is told of a held comment, which would be the mail's queries and not the comment's."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


def the_comment():
    return Comment.objects.get()


def test_comment_create_stores_a_first_korean_comment_as_held(send, make_note):
    note = make_note()

    response = send(note, name="홍길동", body="**전략(戰略)**을 다시 읽었습니다. 서론이 좋아요.")

    comment = the_comment()
    assert response.status_code == 303
    assert response["Location"] == f"{note.get_absolute_url()}#comment-{comment.pk}"
    assert (comment.name, comment.status) == ("홍길동", Comment.HELD)
    assert "<strong>전략(戰略)</strong>을" in comment.body_html
    assert [verdict["check"] for verdict in comment.verdicts] == ["first_time_commenter"]


def test_comment_create_composes_an_nfd_name(send, make_note):
    send(
        make_note(),
        name=unicodedata.normalize("NFD", "한글이름"),
        body="맥에서 적어 봅니다. 안녕하세요.",
    )

    assert the_comment().name == "한글이름"


def test_comment_create_publishes_for_a_known_reader(send, make_note, known_reader):
    note = make_note()

    send(note, **known_reader)

    comment = note.comments.get()
    note.refresh_from_db()
    assert (comment.status, note.comment_count) == (Comment.PUBLISHED, 1)


def test_comment_create_does_not_know_a_reader_by_name_alone(send, make_note, known_reader):
    note = make_note()

    send(note, name=known_reader["name"])

    assert note.comments.get().status == Comment.HELD


def test_comment_create_knows_a_reader_by_the_cookie_of_an_approved_comment(send, make_note):
    note = make_note()
    send(note)
    the_comment().approve(None)

    send(note, body="두 번째로 적는 말입니다. 어제보다 짧아요.")

    assert note.comments.latest("pk").status == Comment.PUBLISHED


def test_comment_create_keeps_address_network_and_browser(client, make_note, posted):
    note = make_note()

    client.post(
        f"/comments/{note.pk}/",
        posted(note),
        REMOTE_ADDR="::ffff:203.0.113.77",
        HTTP_USER_AGENT="Mozilla/5.0 " + "x" * 500,
    )

    comment = the_comment()
    assert (comment.address, comment.network) == ("203.0.113.77", "203.0.113.0/24")
    assert len(comment.user_agent) == 200


def test_comment_create_shows_a_preview_when_the_token_is_missing(send, client, make_note):
    note = make_note()

    response = send(note, token="", name="이름 & 별명", body="미리 **보기**\n둘째 줄")

    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not Comment.objects.exists()
    assert "미리 <strong>보기</strong>" in page
    assert 'value="이름 &amp; 별명"' in page
    assert "미리 **보기**\n둘째 줄</textarea>" in page
    assert "댓글 남기기" in page
    fresh = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert send(note, token=fresh).status_code == 303


@pytest.mark.parametrize("seconds_ago", [24 * 3600 + 60, -3600])
def test_comment_create_shows_a_preview_when_the_token_is_too_old_or_of_the_future(
    send, make_note, seconds_ago
):
    note = make_note()
    with time_machine.travel(time.time() - seconds_ago, tick=False):
        token = make_token(note.pk)

    response = send(note, token=token)

    assert (response.status_code, Comment.objects.count()) == (200, 0)


def test_comment_create_takes_no_token_of_another_note(send, make_note):
    note, other = make_note(), make_note("다른 글")

    assert send(note, token=make_token(other.pk)).status_code == 200


def test_comment_create_takes_a_token_twice(send, make_note, posted):
    note = make_note()
    token = posted(note)["token"]

    answers = [
        send(note, token=token, body=f"{word} 번째로 남기는 말이에요.") for word in ("첫", "두")
    ]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_comment_create_holds_who_was_too_fast_and_says_so_to_the_moderator(
    send, make_note, known_reader
):
    note = make_note()

    response = send(note, token=make_token(note.pk))

    assert response.status_code == 303
    reasons = [verdict["reason"] for verdict in note.comments.get().verdicts]
    assert re.fullmatch(r"0\.\d초 만에 보냄", reasons[0])


def test_comment_create_previews_on_request_and_keeps_the_token(send, make_note, posted):
    note = make_note()
    token = posted(note)["token"]

    response = send(note, token=token, preview="1")

    assert (response.status_code, Comment.objects.count()) == (200, 0)
    assert f'name="token" value="{token}"' in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "이름을 적어 주세요."),
        ({"name": "\u200b\u3164"}, "이름을 적어 주세요."),
        ({"name": "가" * 41}, "이름은 40자까지 쓸 수 있어요. 지금은 41자예요."),
        ({"body": ""}, "내용을 적어 주세요."),
        ({"body": "\u3164\u200b\n"}, "내용을 적어 주세요."),
        ({"body": "글" * 5001}, "댓글은 5,000자까지 쓸 수 있어요. 지금은 5,001자예요."),
        ({"body": ">"}, "화면에 보일 내용이 없어요."),
        ({"email": "나는 이메일"}, "이메일 주소를 다시 확인해 주세요."),
        ({"website": "javascript:alert(1)"}, "홈페이지 주소를 다시 확인해 주세요."),
        ({"website": "ftp://example.com"}, "홈페이지 주소를 다시 확인해 주세요."),
        ({"parent": "999"}, "답하려던 댓글이 지금은 없어요."),
        ({"parent": "열둘"}, "답하려던 댓글을 찾지 못했어요."),
        ({"parent": "9" * 30}, "답하려던 댓글을 찾지 못했어요."),
    ],
)
def test_comment_create_gives_everything_back_with_a_sentence(send, make_note, fields, sentence):
    typed = {"name": "김독자", "body": "남길 말입니다.", "email": "me@example.com"} | fields

    response = send(make_note(), **typed)

    page = response.content.decode()
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert sentence in page
    kept = [field for field in ("name", "email", "body") if field not in fields]
    assert all(typed[field] in page for field in kept)


def test_comment_create_counts_letters_as_people_see_them(send, make_note):
    family = "👨‍👩‍👧‍👦"

    response = send(make_note(), name=unicodedata.normalize("NFD", "각" * 39) + family)

    assert response.status_code == 303
    assert the_comment().name == "각" * 39 + family


def test_comment_create_completes_a_bare_website(send, make_note):
    send(make_note(), website="blog.example.com/나의-글")

    assert the_comment().website == "https://blog.example.com/나의-글"


def test_comment_create_keeps_line_breaks_and_drops_direction_tricks(send, make_note):
    send(make_note(), body="첫째 줄\r\n둘째\u202e 줄\u200b입니다")

    assert the_comment().body == "첫째 줄\n둘째 줄입니다"


def test_comment_create_never_stores_html(send, make_note):
    send(
        make_note(), body="<script>alert(1)</script>[나](javascript:alert(1)) <img src=x onerror=1>"
    )

    html = the_comment().body_html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_comment_create_takes_a_filled_honeypot_for_spam(send, make_note):
    note = make_note()

    response = send(note, subject="싼 대출")

    assert response.status_code == 303
    assert the_comment().status == Comment.SPAM


def test_comment_create_answers_429_with_everything_typed(send, make_note, settings):
    settings.COMMENTS_PER_MINUTE = 2
    note = make_note()
    send(note, body="하나")
    send(note, body="둘")

    response = send(note, body="셋째로 남기려던 긴 이야기")

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "셋째로 남기려던 긴 이야기" in response.content.decode()
    assert Comment.objects.count() == 2


def test_comment_create_counts_each_network_by_itself(client, make_note, posted, settings):
    settings.COMMENTS_PER_MINUTE = 1
    note = make_note()
    addresses = [
        "203.0.113.1",
        "203.0.113.250",
        "198.51.100.1",
        "2001:db8:1:2::3",
        "2001:db8:1:9::3",
    ]

    codes = [
        client.post(
            f"/comments/{note.pk}/", posted(note, body=f"{address}에서"), REMOTE_ADDR=address
        ).status_code
        for address in addresses
    ]

    assert codes == [303, 429, 303, 303, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/form"},
        {"Referer": "http://[broken"},
    ],
)
def test_comment_create_refuses_posts_of_other_sites(send, make_note, headers):
    response = send(make_note(), headers=headers)

    assert (response.status_code, Comment.objects.count()) == (403, 0)
    assert "다른 사이트에서 보낸 댓글입니다" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/notes/글/"},
    ],
)
def test_comment_create_takes_posts_of_its_own_pages_and_of_no_page(send, make_note, headers):
    assert send(make_note(), headers=headers).status_code == 303


def test_comment_create_needs_no_csrf_token(make_note, posted):
    note = make_note()

    response = Client(enforce_csrf_checks=True).post(f"/comments/{note.pk}/", posted(note))

    assert response.status_code == 303


def test_comment_create_under_a_closed_note_gives_the_text_back(send, make_note):
    response = send(make_note(is_open_for_comments=False), body="늦게 온 이야기입니다.")

    page = response.content.decode()
    assert (response.status_code, Comment.objects.count()) == (403, 0)
    assert "이 글은 이제 댓글을 받지 않습니다." in page
    assert "늦게 온 이야기입니다.</textarea>" in page


def test_comment_create_knows_no_drafts_and_no_missing_notes(client, send, make_note):
    draft = make_note(status="draft")

    assert send(draft).status_code == 404
    assert client.post(f"/comments/{10**30}/").status_code == 404


def test_comment_create_leads_readers_to_the_note(client, make_note):
    note = make_note()

    response = client.get(f"/comments/{note.pk}/")

    assert response["Location"] == f"{note.get_absolute_url()}#comments"


def test_comment_create_by_an_author_is_published_and_marked(client, send, make_note, make_user):
    from notes.models import Author

    user = make_user()
    Author.objects.create(name="글쓴이 이상훈", user=user)
    set_roles(user, [AUTHOR])
    client.force_login(user)

    send(make_note(), name="", body="의견 고맙습니다.")

    comment = the_comment()
    assert (comment.name, comment.status, comment.is_by_author, comment.verdicts) == (
        "글쓴이 이상훈",
        Comment.PUBLISHED,
        True,
        [],
    )


def test_comment_create_by_somebody_who_wrote_here_once_is_judged(
    client, send, make_note, make_user
):
    from notes.models import Author

    user = make_user()
    Author.objects.create(name="글쓴이 이상훈", user=user)
    client.force_login(user)

    send(make_note())

    assert (the_comment().status, the_comment().is_by_author) == (Comment.HELD, False)


def test_comment_create_by_a_mere_account_is_judged(client, send, make_note, make_user):
    client.force_login(make_user())

    send(make_note())

    assert (the_comment().status, the_comment().is_by_author) == (Comment.HELD, False)


def test_comment_create_stores_an_answer_under_its_parent(send, make_note, make_comment):
    parent = make_comment(body="물음이 있습니다.")

    send(parent.note, parent=parent.pk, body="제 생각은 이렇습니다.")

    answer = Comment.objects.latest("pk")
    assert (answer.parent, answer.depth, answer.branch) == (parent, 2, str(parent.pk))


def test_comment_create_takes_no_answer_to_a_held_or_foreign_comment(send, make_note, make_comment):
    note = make_note()
    held, foreign = make_comment(note, status="held"), make_comment(make_note("다른 글"))

    codes = [send(note, parent=parent.pk).status_code for parent in (held, foreign)]

    assert codes == [422, 422]


# In each of them: the note, all that the judge has to know, the transaction's two ends, the new row.
FIXED = 5


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, 0),
        ({"subject": "채움"}, 0),
        ({"email": "me@example.com"}, 0),
        # The note's count, stale pages, the search.
        ({"name": "단골", "email": "regular@example.com"}, 3),
    ],
)
@pytest.mark.parametrize("earlier", [1, 3])
def test_comment_create_costs_a_fixed_number_of_queries(
    send, make_note, make_comment, known_reader, no_mail, django_assert_num_queries,
    fields, more, earlier,
):  # fmt: skip
    note = make_note()
    for _ in range(earlier):
        make_comment(note, body="세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다. 저도요.")
    if more and connection.vendor == "postgresql":
        more += 1  # the search's lock

    with django_assert_num_queries(FIXED + more):
        response = send(note, **fields)

    assert response.status_code == 303


def test_comment_create_of_an_answer_asks_for_its_parent(
    send, make_comment, no_mail, django_assert_num_queries
):
    parent = make_comment(body="물음이 있습니다.")

    with django_assert_num_queries(FIXED + 1):
        send(parent.note, parent=parent.pk)


def test_comment_create_counts_for_all_limits_at_once(
    send, make_note, settings, no_mail, django_assert_num_queries
):
    settings.COMMENTS_PER_MINUTE = 100
    note = make_note()

    with django_assert_num_queries(FIXED):
        send(note)


def test_comment_create_by_a_returning_visitor_asks_no_more(
    send, make_note, no_mail, django_assert_num_queries
):
    note = make_note()
    for word in ("하나", "둘", "셋"):
        send(note, body=f"{word} 번째로 남기는 말")

    with django_assert_num_queries(FIXED):
        send(note)


def test_comment_new_quotes_the_parent_and_brings_a_token(client, make_comment, send):
    parent = make_comment(name="앞사람", body="앞사람의 **물음**입니다.")

    link = f"/comments/{parent.note_id}/new/{parent.pk}/"
    assert f"<a href={link}>답글</a>" in client.get(parent.note.get_absolute_url()).content.decode()
    response = client.get(link)

    page = response.content.decode()
    assert "앞사람의 <strong>물음</strong>입니다." in page
    assert f'name="parent" value="{parent.pk}"' in page
    assert "no-store" in response["Cache-Control"]
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert send(parent.note, parent=parent.pk, token=token).status_code == 303


def test_comment_new_shows_no_held_parent(client, make_comment):
    held = make_comment(status="held", body="아직 아무도 모르는 말")

    for pk in (held.pk, held.pk + 1, 10**30):
        assert client.get(f"/comments/{held.note_id}/new/{pk}/").status_code == 404


def test_comment_new_refuses_a_closed_note(client, make_note):
    note = make_note(is_open_for_comments=False)

    assert client.get(f"/comments/{note.pk}/new/").status_code == 403


def test_token_is_for_one_note_and_never_cached(client, make_note, django_assert_num_queries):
    with django_assert_num_queries(1):  # whether the owner wants a puzzle to be solved
        response = client.get(reverse("comments:token"), {"note": "12"})

    assert response.json()["token"].startswith("12.")
    assert response.json().keys() == {"token"}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("note", ["", "열둘", "-1", "²"])
def test_token_for_nothing_is_404(client, db, note):
    assert client.get("/comments/token/", {"note": note}).status_code == 404
