"""The moderator's room: the queue with reasons, three decisions, and the way back."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from comments.models import Comment, Decision

QUEUE = "/moderation/"


def decide(client, comment, act, query="", **fields):
    url = reverse("moderation:decision_create", args=[comment.pk])
    return client.post(f"{url}{query}", {"act": act, "seen": "held"} | fields, follow=True)


def test_queue_shows_a_held_comment_with_its_reasons(moderator_client, send, make_comment):
    parent = make_comment(name="앞사람", body="그 방법이 정말 될까요?")
    send(
        parent.note, parent=parent.pk, name="홍길동", email="hong@example.com",
        website="blog.example.com", body="저는 https://a.example 와 https://b.example 에서 봤어요.",
        client=type(moderator_client)(),
    )  # fmt: skip

    page = moderator_client.get(QUEUE).content.decode()

    for words in (
        "홍길동", "hong@example.com", "https://blog.example.com", "127.0.0.1", "앞사람",
        "그 방법이 정말 될까요?", parent.note.full_title, "링크 2개 (+20)",
        "보류: 아직 승인된 댓글이 없는 사람",
    ):  # fmt: skip
        assert words in page
    assert re.findall(r">(\S+) <span[^>]*data-count[^>]*>(\d+)</span>", page) == [
        ("보류", "1"), ("스팸", "0"), ("공개", "1"), ("지움", "0"), ("게시중단", "0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "status", "sentence"),
    [
        ("approve", "published", "승인해서 공개했습니다."),
        ("spam", "spam", "스팸으로 옮겼습니다."),
        ("remove", "removed", "지웠습니다."),
    ],
)
def test_decision_changes_status_and_offers_the_way_back(
    moderator_client, moderator, make_comment, act, status, sentence
):
    comment = make_comment(status="held", name="홍길동")

    response = decide(moderator_client, comment, act)

    page = response.content.decode()
    assert response.redirect_chain[0][1] == 303
    assert "홍길동 님의 댓글:" in page
    assert sentence in page
    decision = comment.decisions.get()
    assert (decision.moderator, decision.to_status) == (moderator, status)
    undo = reverse("moderation:decision_undo", args=[decision.pk])
    assert undo in page

    page = moderator_client.post(undo, follow=True).content.decode()

    comment.refresh_from_db()
    assert comment.status == "held"
    assert "되돌렸습니다. 지금 상태: 보류" in page


def test_decision_that_comes_too_late_is_told(moderator_client, make_comment, make_user):
    comment = make_comment(status="held", name="홍길동")
    comment.mark_as_spam(make_user())

    page = decide(moderator_client, comment, "approve").content.decode()

    comment.refresh_from_db()
    assert comment.status == "spam"
    assert "다른 운영자가 먼저 결정했습니다. 지금 상태: 스팸." in page


def test_undo_that_comes_too_late_is_told(moderator_client, make_comment):
    comment = make_comment(status="held")
    first = comment.approve(None)
    comment.remove(None)

    page = moderator_client.post(
        reverse("moderation:decision_undo", args=[first.pk]), follow=True
    ).content.decode()

    assert "지금 상태: 지움." in page
    assert Decision.objects.count() == 2


def test_decision_leads_back_to_the_same_page(moderator_client, make_comment):
    comment = make_comment(status="spam")

    response = decide(
        moderator_client,
        comment,
        "approve",
        query="?status=spam&before=1700000000000000-7",
        seen="spam",
    )

    url = response.redirect_chain[0][0]
    assert url.startswith("/moderation/?status=spam&before=1700000000000000-7&done=")


@pytest.mark.parametrize("act", ["", "delete", "publish"])
def test_decision_of_an_unknown_kind_changes_nothing(moderator_client, make_comment, act):
    comment = make_comment(status="held")

    response = decide(moderator_client, comment, act)

    assert response.status_code == 422
    assert "무엇을 할지 고르지 않았습니다." in response.text
    assert not Decision.objects.exists()


def test_queue_has_pages_with_real_links(moderator_client, make_note):
    note = make_note()
    Comment.objects.bulk_create(
        [Comment(note=note, name=f"손님{n}", body="말", status="held") for n in range(30)]
    )

    first = moderator_client.get(QUEUE).content.decode()
    older = re.search(r'href="(\?|/moderation/\?)(before=[^"]+)"', first)[2]
    second = moderator_client.get(f"{QUEUE}?{older}").content.decode()

    names = re.findall(r"<strong>(손님\d+)</strong>", first + second)
    assert sorted(names) == sorted(f"손님{n}" for n in range(30))
    assert "더 지난 댓글" not in second
    assert "가장 최근으로" in second


@pytest.mark.parametrize(
    "query", ["status=unknown", "before=열둘", "before=1-2-3", "before=9e99-1"]
)
def test_queue_of_nothing_is_404(moderator_client, query):
    assert moderator_client.get(f"{QUEUE}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["done=99999", "late=abc", f"done={10**30}"])
def test_queue_ignores_news_of_nothing(moderator_client, query):
    assert moderator_client.get(f"{QUEUE}?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3, 40])
def test_queue_takes_the_same_queries(
    moderator_client, make_note, make_series, make_comment, django_assert_num_queries, count
):
    series = make_series()
    for number in range(count):
        note = make_note(f"글 {number}", series=series)
        who = {"email": f"reader{number}@example.com", "network": f"203.0.{number}.0/24"}
        for _each in range(2):
            make_comment(parent=make_comment(note), status="held", **who)
        make_comment(note, status="held", network=who["network"])
    moderator_client.get(QUEUE)

    # Session, user, queue, the other comments of its people, counts; the frame asks for the site.
    with django_assert_num_queries(6):
        moderator_client.get(QUEUE)


def every_door(comment):
    decision = Decision.objects.create(comment=comment, from_status="spam", to_status="held")
    return [
        ("get", QUEUE),
        ("post", reverse("moderation:decision_create", args=[comment.pk])),
        ("post", reverse("moderation:decision_undo", args=[decision.pk])),
    ]


def test_strangers_are_sent_to_the_login(client, make_comment):
    for method, url in every_door(make_comment(status="held")):
        response = getattr(client, method)(url, {"act": "approve", "seen": "held"})
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/?next=/moderation/")
    assert Comment.objects.get().status == "held"


def test_people_without_the_permission_are_refused(client, make_comment, make_user):
    client.force_login(make_user(is_staff=True))

    for method, url in every_door(make_comment(status="held")):
        response = getattr(client, method)(url, {"act": "approve", "seen": "held"})
        assert response.status_code == 403
    assert Comment.objects.get().status == "held"


def test_the_permission_is_enough(client, make_comment, make_user):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="change_comment"))
    client.force_login(user)
    comment = make_comment(status="held")

    decide(client, comment, "approve")

    assert Comment.objects.get().status == "published"


def test_decisions_refuse_get(moderator_client, make_comment):
    for _method, url in every_door(make_comment(status="held"))[1:]:
        assert moderator_client.get(url).status_code == 405


def test_decisions_need_a_csrf_token(moderator, make_comment):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    comment = make_comment(status="held")

    assert decide(client, comment, "approve").status_code == 403
    assert Comment.objects.get().status == "held"


def test_approved_comment_is_seen_by_everybody(client, send, make_note, moderator):
    note = make_note()
    send(note, body="승인되면 보일 말이에요.", client=type(client)())
    client.force_login(moderator)

    decide(client, note.comments.get(), "approve")

    page = type(client)().get(note.get_absolute_url()).content.decode()
    assert "승인되면 보일 말이에요." in page
    assert "댓글 1개" in page
