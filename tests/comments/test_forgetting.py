"""Old spam is forgotten: nothing of what was said is left, and all that was learned is."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from comments import forgetting
from comments.daily import queue_daily_work
from comments.forgetting import forget_spam
from comments.models import (
    Comment,
    Decision,
    Lesson,
    LogEntry,
    MailAddress,
    SpamPolicy,
    Takedown,
    WordsForgotten,
)
from comments.models.token_count import COMMENTS, TOKENS
from comments.slips import slip_path
from comments.spam.learning import follow
from notes.models import Note
from tests.comments.spam.test_learning import BAIT, counts
from tests.comments.spam.test_learning_at_once import sum_of_lessons, without_totals
from tests.traces import traces_of

pytestmark = pytest.mark.django_db
SECRET = "돌담마루"
WORDS = {
    "name": f"{SECRET}김씨",
    "email": "doldam-maru@spam.example",
    "website": "https://doldam-maru-casino.xyz/join",
    "body": f"{BAIT} {SECRET} 먹튀 없음 doldam-maru-casino.xyz",
    "quote": "돌담마루가 고른 낱말",
    "address": "203.0.113.77",
    "network": "203.0.113.0/24",
    "user_agent": "DoldamMaru/1.0",
    "sending": "d0ldam" * 5,
    "verdicts": [
        {
            "check": "bayes",
            "reason": f"전에 스팸으로 정한 댓글과 닮음: ‘{SECRET}’",
            "action": "",
            "weight": 80,
            "words": [[f"‘{SECRET}’", 2.5]],
        },
        {"check": "rule", "reason": f"낱말 ‘{SECRET}’ 규칙(1번)", "action": "spam", "weight": 0},
    ],
}
TRACES = [SECRET, "doldam", "203.0.113", "d0ldam"]


@pytest.fixture
def spam(make_comment, make_note):
    """Taken for spam so many days ago, by the judge or by a moderator."""
    note = make_note()

    def make(days, by=None, **fields):
        at = timezone.now() - timedelta(days=days)
        fields = {"status": Comment.SPAM, "created_at": at, "body": f"{BAIT} {days}일"} | fields
        if by is None:
            return make_comment(note, **fields)
        comment = make_comment(note, **fields | {"status": Comment.HELD})
        comment.mark_as_spam(by)
        move(comment, days)
        return comment

    return make


def move(comment, days):
    """Its decision into the past."""
    comment.decided_at = timezone.now() - timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(decided_at=comment.decided_at)


def is_forgotten(comment) -> bool:
    comment.refresh_from_db()
    assert bool(comment.forgotten_at) == (comment.body == "")
    return comment.body == ""


def test_nothing_of_what_was_said_is_left_anywhere(spam, moderator):
    old = spam(181, moderator, **WORDS)
    Comment.objects.filter(pk=old.pk).update(verdicts=WORDS["verdicts"])
    Takedown.objects.create(
        comment=old,
        asked_by="이웃",
        reason="제 이야기예요.",
        objection=SECRET,
        until=timezone.now(),
    )
    MailAddress.objects.create(email=WORDS["email"])
    assert all(map(traces_of, TRACES))

    queue_daily_work()

    assert [traces_of(words) for words in TRACES] == [[], [], [], []]
    assert is_forgotten(old)
    assert [(each["check"], each["action"], each["weight"]) for each in old.verdicts] == [
        ("bayes", "", 80),
        ("rule", "spam", 0),
    ]


def test_only_spam_goes_and_only_when_the_days_are_over(spam, make_comment, moderator):
    long_ago = timezone.now() - timedelta(days=999)
    kept = [
        make_comment(created_at=long_ago, status=each) for each in ("published", "held", "removed")
    ]
    kept += [spam(179), spam(500, moderator)]
    move(kept[-1], 10)  # decided lately
    old, decided = spam(181), spam(181, moderator)

    assert forget_spam.call() == 2

    assert is_forgotten(old) and is_forgotten(decided)
    assert not any(map(is_forgotten, kept))
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by) == (LogEntry.SPAM_FORGOTTEN, None)
    assert entry.detail == {"comments": 2, "days": 180}


@pytest.mark.parametrize(("days", "goes"), [(30, True), (365, False), (1, True)])
def test_days_are_the_owners_and_thirty_at_least(spam, days, goes):
    SpamPolicy.objects.create(forget_spam_after_days=days)
    old, young = spam(31), spam(29)

    forget_spam.call()

    assert is_forgotten(old) == goes
    assert not is_forgotten(young)


def test_what_came_from_elsewhere_counts_from_when_it_came(spam):
    """A page, or an export, says itself when it was written."""
    source = "https://spam.example/"
    new = spam(900, received_at=timezone.now(), source_url=f"{source}1")
    old = spam(900, received_at=timezone.now() - timedelta(days=181), source_url=f"{source}2")

    forget_spam.call()

    assert is_forgotten(old) and old.source_url is None
    assert not is_forgotten(new)


def test_address_that_is_still_needed_is_kept(spam, make_comment):
    for name in ("writes", "stopped", "gone"):
        spam(200, email=f"{name}@spam.example")
        MailAddress.objects.create(email=f"{name}@spam.example")
    MailAddress.objects.get(email="stopped@spam.example").stop()
    make_comment(email="writes@spam.example")

    forget_spam.call()

    left = MailAddress.objects.order_by("email").values_list("email", flat=True)
    assert list(left) == ["stopped@spam.example", "writes@spam.example"]


def test_portions_add_up_to_one_line(spam, monkeypatch):
    monkeypatch.setattr(forgetting, "PORTION", 2)
    for k in range(5):
        spam(200 + k)

    queue_daily_work()
    queue_daily_work()

    assert Comment.objects.with_words().count() == 0
    assert [entry.detail["comments"] for entry in LogEntry.objects.all()] == [5]


def test_what_was_learned_stays_and_can_be_counted_anew(spam, moderator):
    for k in range(3):
        spam(200 + k, moderator, name="카지노킹")
    before = counts()
    queue_daily_work()

    known = counts()
    assert known["ko", "w:카지노"] == before["ko", "w:카지노"] == (3, 0)
    assert [known["ko", name] for name in (COMMENTS, TOKENS)] == [
        before["ko", name] for name in (COMMENTS, TOKENS)
    ]
    assert all(sum(before[row]) == 1 for row in before.keys() - known.keys())
    assert without_totals(known) == sum_of_lessons()

    call_command("rebuild_spam_counts")
    for comment in Comment.objects.all():
        follow(comment)
    assert counts() == known
    assert Lesson.objects.count() == 3


def test_lessons_of_forgotten_words_stay_as_they_were_read(spam, moderator, monkeypatch):
    from comments.spam import learning

    spam(200, moderator)
    spam(200, moderator)
    queue_daily_work()
    known = counts()
    monkeypatch.setattr(learning, "VERSION", learning.VERSION + 1)

    assert learning.renew_lessons.call() == 0
    call_command("rebuild_spam_counts")
    assert counts() == known


def test_decision_about_it_stands_and_is_explained(spam, moderator, moderator_client):
    old = spam(181, moderator)
    decision = old.decisions.get()
    queue_daily_work()
    old.refresh_from_db()

    for act in (old.undo, old.approve, old.hold, old.remove):
        with pytest.raises(WordsForgotten):
            act(moderator)
    url = reverse("moderation:decision_undo", args=[decision.pk])
    page = moderator_client.post(url, follow=True).content.decode()
    assert "오래된 스팸이라 내용을 지운 댓글입니다. 결정을 바꾸거나 되돌릴 수 없습니다." in page
    assert Decision.objects.count() == 1


def test_a_press_of_many_is_undone_but_for_what_is_forgotten(spam, moderator, moderator_client):
    old, young = spam(181), spam(20)
    Comment.objects.filter(pk__in=[old.pk, young.pk]).update(status=Comment.HELD)
    states = [f"{each.pk}.held" for each in (old, young)]
    moderator_client.post(
        reverse("moderation:decisions_create"), {"act": "spam", "comment": states}
    )
    move(old, 181)
    queue_daily_work()

    batch = Decision.objects.first().batch
    page = moderator_client.post(reverse("moderation:batch_undo", args=[batch]), follow=True)

    assert "1개는 그사이" in page.content.decode() and "내용이 지워져서" in page.content.decode()
    assert is_forgotten(old) and old.status == Comment.SPAM
    young.refresh_from_db()
    assert young.status == Comment.HELD


def test_rooms_do_not_show_what_is_left(spam, moderator, moderator_client):
    old = spam(181, moderator, name="옛스팸")
    young = spam(3, name="새스팸")
    queue_daily_work()

    page = moderator_client.get("/moderation/", {"status": "spam"}).content.decode()
    assert f"item-{young.pk}" in page and f"item-{old.pk}" not in page
    found = moderator_client.get("/moderation/", {"status": "all", "note": old.note_id})
    assert f"item-{old.pk}" not in found.content.decode()
    assert Comment.objects.with_words().status_counts()[Comment.SPAM] == 1
    log = moderator_client.get(reverse("moderation:log")).content.decode()
    assert "내용을 지운 스팸을" in log and "오래된 스팸의 내용을 지웠습니다." in log
    assert moderator_client.get(reverse("moderation:figures"), {"days": 365}).status_code == 200


def test_slip_says_that_it_is_gone(spam, client):
    old = spam(181)
    place = slip_path(old.pk, old.created_at)
    assert client.get(place).status_code == 200

    forget_spam.call()

    assert client.get(place).status_code == 410


def test_answers_keep_their_place_and_notes_their_count(make_comment, make_note, moderator, client):
    note = make_note()
    question = make_comment(note, body="이 문단은 무슨 뜻인가요?", status=Comment.HELD)
    question.approve(moderator)
    answer = make_comment(parent=question, body="저는 이렇게 읽었습니다.")
    below = make_comment(parent=answer, body="그렇군요, 고맙습니다.")
    question.mark_as_spam(moderator)
    shape = {pk: (d, b) for pk, d, b in Comment.objects.values_list("pk", "depth", "branch")}
    before = client.get(note.get_absolute_url()).content.decode()
    Comment.objects.filter(pk=question.pk).update(created_at="2011-04-07T00:00Z")
    move(question, 181)

    queue_daily_work()

    assert is_forgotten(question)
    assert {
        pk: (d, b) for pk, d, b in Comment.objects.values_list("pk", "depth", "branch")
    } == shape
    page = client.get(note.get_absolute_url()).content.decode()
    assert page.count("지워진 댓글입니다.") == before.count("지워진 댓글입니다.") == 1
    assert all(f"id=comment-{each.pk}" in page for each in (question, answer, below))
    assert Note.objects.get(pk=note.pk).comment_count == 2


def test_search_for_old_spam_reads_an_index_of_such_comments_only(spam):
    found = Comment.objects.old_spam(timezone.now()).order_by("spam_since").values_list("pk")[:100]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "comment_old_spam" in found.explain()
