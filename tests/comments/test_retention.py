"""Where a comment came from is known for as long as the owner says, and then forgotten everywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from comments import retention
from comments.daily import queue_daily_work
from comments.models import Comment, LogEntry
from comments.retention import cut_addresses, forget_networks, without_address
from comments.webmentions.receiving import receive
from notes.models import Site
from tests.plans import as_if_large

pytestmark = pytest.mark.django_db
CAME_FROM = {"address": "203.0.113.77", "network": "203.0.113.0/24", "user_agent": "Firefox/1"}
FORGOTTEN = (None, "", "")


def origin(comment) -> tuple:
    return Comment.objects.values_list("address", "network", "user_agent").get(pk=comment.pk)


@pytest.fixture
def sent(make_comment):
    """A comment of so many days ago."""
    note = make_comment(body="한글 이름의 첫 댓글").note

    def make(days, **fields):
        at = timezone.now() - timedelta(days=days)
        return make_comment(note, name="김독자", created_at=at, **CAME_FROM | fields)

    return make


def test_address_is_cut_and_later_the_network_forgotten(sent):
    young, cut, forgotten = sent(29), sent(31), sent(181)

    queue_daily_work()

    assert origin(young) == ("203.0.113.77", "203.0.113.0/24", "Firefox/1")
    assert origin(cut) == (None, "203.0.113.0/24", "Firefox/1")
    assert origin(forgotten) == FORGOTTEN
    log = LogEntry.objects.order_by("pk").values_list("act", "by", "comment", "detail")
    assert list(log) == [
        ("addresses_cut", None, None, {"comments": 2, "days": 30}),
        ("addresses_forgotten", None, None, {"comments": 1, "days": 180}),
    ]


def test_nothing_to_forget_is_no_line_in_the_log(sent):
    sent(1)
    sent(400, address=None, network="", user_agent="")

    queue_daily_work()
    queue_daily_work()

    assert not LogEntry.objects.exists()


def test_days_are_the_owners(sent):
    Site.objects.update_or_create(
        pk=Site.ONLY, defaults={"keep_addresses_days": 0, "keep_networks_days": 3}
    )
    now, today, old = sent(0), sent(0.5), sent(3.1)

    queue_daily_work()

    # The limits of an hour still know who sent much.
    assert origin(now)[0] == "203.0.113.77"
    assert origin(today) == (None, "203.0.113.0/24", "Firefox/1")
    assert origin(old) == FORGOTTEN


def test_address_never_outlives_its_network(sent):
    Site.objects.update_or_create(
        pk=Site.ONLY, defaults={"keep_addresses_days": 300, "keep_networks_days": 30}
    )
    old = sent(31)

    forget_networks.call()

    assert origin(old) == FORGOTTEN


def test_browser_without_a_network_is_forgotten_too(sent):
    old = sent(200, address=None, network="")

    forget_networks.call()

    assert origin(old) == FORGOTTEN


def test_portions_add_up_to_one_line(sent, monkeypatch, settings):
    monkeypatch.setattr(retention, "PORTION", 2)
    for _number in range(5):
        sent(200)

    queue_daily_work()

    assert not Comment.objects.with_address().exists()
    assert not Comment.objects.with_origin().exists()
    assert [entry.detail["comments"] for entry in LogEntry.objects.order_by("pk")] == [5, 5]


def test_portion_waits_for_its_turn_in_the_queue(sent, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(retention, "PORTION", 2)
    for _number in range(3):
        sent(200)

    cut_addresses.call()

    assert Comment.objects.with_address().count() == 1
    assert not LogEntry.objects.exists()
    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs["kwargs"] == {"done": 2}
    cut_addresses.call(**waiting.args_kwargs["kwargs"])
    assert LogEntry.objects.get().detail == {"comments": 3, "days": 30}


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "지난 1시간 동안 같은 네트워크(203.0.113.0/24)에서 12개 넘게 보냄",
            "지난 1시간 동안 같은 네트워크([지운 주소])에서 12개 넘게 보냄",
        ),
        ("같은 네트워크(2001:db8:12::/48)에서", "같은 네트워크([지운 주소])에서"),
        ("주소 198.51.100.7에서 옴.", "주소 [지운 주소]에서 옴."),
        ("2.1초 만에 보냄, 링크 4개", "2.1초 만에 보냄, 링크 4개"),
        ("12:30에 판 1.2.3의 글: https://a.example/1.2", "12:30에 판 1.2.3의 글: https://a.example/1.2"),
    ],
)  # fmt: skip
def test_reasons_forget_addresses(sentence, left):
    assert without_address(sentence) == left


def test_reason_that_names_the_network_forgets_it_with_the_comment(sent):
    reason = "지난 1시간 동안 같은 네트워크(203.0.113.0/24)에서 12개 넘게 보냄"
    verdicts = [{"check": "rate_limit", "reason": reason, "action": "hold", "weight": 0}]
    old, young = sent(200, verdicts=verdicts), sent(100, verdicts=verdicts)

    forget_networks.call()

    old.refresh_from_db()
    young.refresh_from_db()
    assert "203.0.113" not in old.verdicts[0]["reason"]
    assert young.verdicts == verdicts


def test_task_of_a_webmention_forgets_who_told_of_it(sent):
    what = {"source": "https://a.example/글", "target": "https://b.example/", "address": "198.51.100.7"}  # fmt: skip

    def task(days, path=receive.module_path, **fields):
        row = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": what},
            task_path=path,
            backend_name="default",
            run_after=get_date_max(),
            **fields,
        )
        at = timezone.now() - timedelta(days=days)
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=at)
        return row

    done = {"status": "SUCCESSFUL", "finished_at": timezone.now()}
    Site.objects.update_or_create(pk=Site.ONLY, defaults={"keep_addresses_days": 2})
    old, young, waiting = task(3, **done), task(1, **done), task(3)

    cut_addresses.call()

    for row, address in ((old, None), (young, "198.51.100.7"), (waiting, "198.51.100.7")):
        row.refresh_from_db()
        assert row.args_kwargs["kwargs"] == what | {"address": address}


def test_search_for_what_is_old_reads_an_index_of_such_comments_only(sent):
    sent(1)
    for found, index in (
        (Comment.objects.with_address(), "comment_with_address"),
        (Comment.objects.with_origin(), "comment_with_origin"),
    ):
        found = found.filter(created_at__lte=timezone.now()).order_by("created_at")
        as_if_large("seqscan")
        assert index in found.values_list("pk")[:200].explain()


def test_change_of_the_days_is_noted_down(moderator_client, moderator):
    url = "/desk/site/"
    words = {"name": "글방", "tagline": "", "about": "", "colour": "", "own_colour": "#b3361f"}
    moderator_client.post(url, words | {"keep_addresses_days": 7, "keep_networks_days": 180})
    moderator_client.post(url, words | {"keep_addresses_days": 7, "keep_networks_days": 180})
    moderator_client.post(url, words | {"keep_addresses_days": "", "keep_networks_days": 180})

    entry = LogEntry.objects.get()
    assert (entry.act, entry.by) == (LogEntry.POLICY_CHANGED, moderator)
    assert entry.detail == {"keep_addresses_days": [30, 7]}
