"""Many decisions with one press, what a script is told, and two moderators at the same moment."""

import threading
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Decision, Lesson, TokenCount
from comments.moderation.decisions import MOST
from notes.models import Note

PRESS = "/moderation/decisions/"
JSON = {"Accept": "application/json"}
NOBODYS = UUID(int=7)


def seen(*comments):
    return [f"{comment.pk}.{comment.state}" for comment in comments]


def statuses(*comments) -> list[str]:
    found = dict(Comment.objects.values_list("pk", "status"))
    return [found[comment.pk] for comment in comments]


@pytest.fixture
def held(make_comment, make_note):
    """`held(3)`: so many held comments under two notes."""
    notes = [make_note(), make_note()]

    def make(count: int, **fields):
        return [
            make_comment(notes[n % 2], name=f"손님{n}", status="held", **fields)
            for n in range(count)
        ]

    return make


# One press ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "status", "sentence"),
    [
        ("approve", "published", "댓글 2개를 승인해서 공개했습니다."),
        ("spam", "spam", "댓글 2개를 스팸으로 옮겼습니다."),
        ("remove", "removed", "댓글 2개를 지웠습니다."),
    ],
)
def test_chosen_comments_are_decided_together(
    moderator_client, moderator, held, act, status, sentence
):
    first, second, third = held(3)
    values = {"act": act, "comment": seen(first, third), "listed": seen(first, second, third)}

    response = moderator_client.post(PRESS, values, follow=True)

    assert response.redirect_chain[0][1] == 303
    assert sentence in response.text
    assert statuses(first, second, third) == [status, "held", status]
    rows = Decision.objects.values_list("moderator", "from_status", "to_status")
    assert list(rows) == [(moderator.pk, "held", status)] * 2
    [batch] = Decision.objects.values_list("batch", flat=True).distinct()
    assert reverse("moderation:batch_undo", args=[batch]) in response.text


def test_all_of_a_page_are_decided_without_scripts(moderator_client, held):
    comments = held(3)
    values = {"act": "spam", "all": "1", "listed": seen(*comments), "comment": seen(comments[0])}

    moderator_client.post(PRESS, values)

    assert statuses(*comments) == ["spam"] * 3


def test_page_offers_the_press(moderator_client, held):
    comment = held(1)[0]

    page = moderator_client.get("/moderation/?order=oldest").text

    assert f'action="{PRESS}?order=oldest"' in page
    [value] = seen(comment)
    assert f'<input type="hidden" name="listed" value="{value}">' in page
    assert f'<input type="checkbox" form="bulk" name="comment" value="{value}">' in page


def test_press_leaves_what_somebody_else_has_decided(moderator_client, held, make_user):
    comments = held(3)
    values = {"act": "approve", "comment": seen(*comments)}
    comments[1].mark_as_spam(make_user())

    page = moderator_client.post(PRESS, values, follow=True).text

    assert statuses(*comments) == ["published", "spam", "published"]
    assert "댓글 2개를 승인해서 공개했습니다. 1개는 그사이 다른 운영자가 결정했거나" in page


def test_press_that_comes_too_late_for_all_is_told(moderator_client, held, make_user):
    comments = held(2)
    values = {"act": "approve", "comment": seen(*comments)}
    for comment in comments:
        comment.remove(make_user())

    page = moderator_client.post(PRESS, values, follow=True).text

    assert 'role="alert"' in page
    assert "2개는 그사이 다른 운영자가 결정했거나" in page
    assert statuses(*comments) == ["removed"] * 2


@pytest.mark.parametrize("comment", [[], ["열둘.held"], ["held"], [""], ["²."]])
def test_press_without_comments_is_told(moderator_client, held, comment):
    held(1)

    response = moderator_client.post(PRESS, {"act": "spam", "comment": comment})

    assert response.status_code == 422
    assert "고른 댓글이 없습니다. 먼저 골라 주세요." in response.text


def test_press_has_a_bound(moderator_client, held):
    values = {"act": "spam", "comment": [f"{n}.held" for n in range(1, MOST + 2)]}

    response = moderator_client.post(PRESS, values)

    assert response.status_code == 422
    assert "한 번에 100개까지 고를 수 있습니다." in response.text


def test_comments_that_are_nobodys_are_passed_over(moderator_client, held):
    comment = held(1)[0]
    values = {"act": "spam", "comment": [*seen(comment), "99999.held", f"{10**30}.held"]}

    page = moderator_client.post(PRESS, values, follow=True).text

    assert "댓글 1개를 스팸으로 옮겼습니다." in page
    assert "그대로 두었습니다" not in page


def test_fifty_are_decided_and_taken_back_exactly(moderator_client, held):
    comments = held(50)
    columns = ("pk", "status", "decided_at", "published_at", "score", "announced_at")
    before = list(Comment.objects.order_by("pk").values(*columns))
    Comment.objects.create(note=comments[0].note, name="단골", body="먼저 온 말").approve(None)
    known = list(TokenCount.objects.order_by("pk").values_list("bucket", "token", "ham", "spam"))
    others = Comment.objects.filter(pk__in=[comment.pk for comment in comments])

    moderator_client.post(PRESS, {"act": "approve", "comment": seen(*comments)})

    decisions = Decision.objects.filter(comment__in=others)
    assert decisions.count() == 50
    assert sorted(Note.objects.values_list("comment_count", flat=True)) == [25, 26]
    assert Lesson.objects.count() == 51
    [batch] = decisions.values_list("batch", flat=True).distinct()
    undo = reverse("moderation:batch_undo", args=[batch])
    page = moderator_client.post(undo, follow=True).text
    assert "댓글 50개를 되돌렸습니다." in page
    assert list(others.order_by("pk").values(*columns)) == before
    assert sorted(Note.objects.values_list("comment_count", flat=True)) == [0, 1]
    assert Lesson.objects.count() == 1
    learned = TokenCount.objects.order_by("pk").values_list("bucket", "token", "ham", "spam")
    assert sorted(learned) == sorted(known)
    assert decisions.count() == 100
    page = moderator_client.post(undo, follow=True).text
    assert "50개는 그사이" in page
    assert decisions.count() == 100


def test_undo_leaves_what_has_changed_again(moderator_client, held, make_user):
    comments = held(3)
    moderator_client.post(PRESS, {"act": "spam", "comment": seen(*comments)})
    batch = Decision.objects.values_list("batch", flat=True).first()
    Comment.objects.get(pk=comments[1].pk).approve(make_user())

    page = moderator_client.post(reverse("moderation:batch_undo", args=[batch]), follow=True).text

    assert "댓글 2개를 되돌렸습니다. 1개는 그사이" in page
    assert statuses(*comments) == ["held", "published", "held"]


def test_batch_of_nobody_is_404(moderator_client):
    url = reverse("moderation:batch_undo", args=[NOBODYS])

    assert moderator_client.post(url).status_code == 404


@pytest.mark.parametrize(
    "query", [f"batch={NOBODYS}", "batch=열둘", f"undone={NOBODYS}", "left=-1"]
)
def test_news_of_no_batch_are_none(moderator_client, query):
    response = moderator_client.get(f"/moderation/?{query}")

    assert response.status_code == 200
    assert "moderation__notice" not in response.text


@pytest.mark.parametrize("act", ["approve", "spam"])
def test_each_further_comment_takes_few_queries(moderator_client, held, act):
    counts = []
    for number in (10, 20):
        values = {"act": act, "comment": seen(*held(number))}
        with CaptureQueriesContext(connection) as queries:
            moderator_client.post(PRESS, values)
        counts.append(len(queries))
    # The savepoint and its release, the comment, the decision, what it teaches (three); of a public one
    # its note, the pages that show it, and the summary that may cite it.
    assert counts[1] - counts[0] <= 10 * {"approve": 10, "spam": 7}[act]


# For a script ------------------------------------------------------------------------------------


def test_script_is_told_what_became_of_a_decision(moderator_client, held):
    first, _second = held(2)
    url = reverse("moderation:decision_create", args=[first.pk])

    response = moderator_client.post(url, {"act": "approve", "seen": "held"}, headers=JSON)

    undo = reverse("moderation:decision_undo", args=[first.decisions.get().pk])
    said = "손님0 님의 댓글: 승인해서 공개했습니다."
    counts = {"held": "1", "spam": "0", "published": "1", "removed": "0", "suspended": "0"}
    assert response.status_code == 200
    assert response.json() == {
        "said": said,
        "undo": undo,
        "items": [{"comment": first.pk, "said": said, "undo": undo}],
        "late": [],
        "counts": counts,
    }
    back = moderator_client.post(undo, headers=JSON).json()
    assert back["said"] == "손님0 님의 댓글: 되돌렸습니다. 지금 상태: 보류"
    assert [back["undo"], back["items"][0]["undo"]] == ["", ""]
    assert back["counts"]["held"] == "2"


def test_script_is_told_that_somebody_was_faster(moderator_client, held, make_user):
    comment = held(1)[0]
    comment.mark_as_spam(make_user())
    url = reverse("moderation:decision_create", args=[comment.pk])

    response = moderator_client.post(url, {"act": "approve", "seen": "held"}, headers=JSON)

    assert response.status_code == 409
    [late] = response.json()["late"]
    assert late["said"].startswith(
        "손님0 님의 댓글은 다른 운영자가 먼저 결정했습니다. 지금 상태: 스팸."
    )
    assert not late["is_changed"]


def test_script_is_told_what_became_of_many(moderator_client, held, make_user):
    comments = held(3)
    values = {"act": "spam", "comment": seen(*comments)}
    comments[2].approve(make_user())

    answer = moderator_client.post(PRESS, values, headers=JSON).json()

    assert {item["comment"] for item in answer["items"]} == {comments[0].pk, comments[1].pk}
    assert [each["comment"] for each in answer["late"]] == [comments[2].pk]
    back = moderator_client.post(answer["undo"], headers=JSON).json()
    assert back["said"] == "댓글 2개를 되돌렸습니다."
    assert statuses(*comments) == ["held", "held", "published"]


def test_script_is_told_what_was_wrong(moderator_client):
    response = moderator_client.post(PRESS, {"act": "spam"}, headers=JSON)

    assert response.status_code == 422
    assert response.json() == {"said": "고른 댓글이 없습니다. 먼저 골라 주세요."}


# Two moderators ----------------------------------------------------------------------------------


@pytest.fixture
def at_once(transactional_db, make_user):
    """`at_once(send, send)`: two moderators' clients do it at the same moment; their answers."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_user(is_superuser=True))
        client.get("/moderation/")

    def run(*sends):
        answers, together = [None, None], threading.Barrier(2, timeout=20)

        def one(place):
            together.wait()
            try:
                answers[place] = sends[place](clients[place])
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[place]) for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(at_once, held):
    for comment in held(4):
        url = reverse("moderation:decision_create", args=[comment.pk])

        def press(act, url=url):
            return lambda client: client.post(url, {"act": act, "seen": "held"}, headers=JSON)

        approved, spam = at_once(press("approve"), press("spam"))

        assert sorted([approved.status_code, spam.status_code]) == [200, 409]
        expected = "published" if approved.status_code == 200 else "spam"
        assert statuses(comment) == [expected]
        late = (spam if approved.status_code == 200 else approved).json()["late"]
        assert "다른 운영자가 먼저 결정했습니다." in late[0]["said"]
        assert comment.decisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_each_comment_is_decided_by_one(at_once, held):
    comments = held(20)

    def press(act, chosen):
        values = {"act": act, "comment": seen(*chosen)}
        return lambda client: client.post(PRESS, values, headers=JSON).json()

    approved, spam = at_once(press("approve", comments[:15]), press("spam", reversed(comments[5:])))

    done = [{item["comment"] for item in answer["items"]} for answer in (approved, spam)]
    left = [{each["comment"] for each in answer["late"]} for answer in (approved, spam)]
    assert not done[0] & done[1]
    assert done[0] | done[1] == {comment.pk for comment in comments}
    assert [len(done[0]) + len(left[0]), len(done[1]) + len(left[1])] == [15, 15]
    assert Decision.objects.count() == 20
    published = Comment.objects.filter(status="published")
    assert set(published.values_list("pk", flat=True)) == done[0]
    counted = Note.objects.values_list("comment_count", flat=True)
    assert sum(counted) == len(done[0])
