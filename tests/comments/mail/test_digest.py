"""The mail about comments that wait: how often it comes to each person, and what becomes of its links."""

import re
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Comment, Decision, MailChoice
from comments.moderation.mail_tokens import VALID_FOR
from comments.notifications import COLLECTED_FOR, announce_soon, notify_moderators
from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, set_roles
from notes.mail import WAITS
from notes.models import Author, Site

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
HOST = "http://127.0.0.1:8000"
TASK = "comments.notifications.notify_moderators"


@pytest.fixture
def make_moderator(make_user):
    def make(name="김운영", often=None, hour=9, roles=(MODERATOR,)):
        user = make_user(name, email=f"{len(name)}{ord(name[0])}@example.com")
        set_roles(user, roles)
        if often:
            MailChoice.objects.create(user=user, often=often, hour=hour, sent_at=timezone.now())
        return user

    return make


@pytest.fixture
def held(make_comment, mail_server, queue):
    """A comment comes in and waits, as the form stores it."""

    def make(note=None, **fields):
        comment = make_comment(note, status="held", **fields)
        announce_soon(comment)
        return comment

    return make


@pytest.fixture
def letters(mail_server, work):
    """What is mailed within some time, each at its moment."""

    def mails(after=timedelta()):
        until = timezone.now() + after
        work()
        while step := until - timezone.now():
            waiting = DBTaskResult.objects.filter(status="READY", run_after__lte=until)
            due = waiting.order_by("run_after").first()
            work(due.run_after - timezone.now() if due else step)
        found, mail_server.letters[:] = list(mail_server.letters), []
        return found

    return mails


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def names_in(letter) -> list[str]:
    return re.findall(r"^- (\S+) — ", text_of(letter), re.MULTILINE)


def paths_in(letter) -> list[str]:
    """Of the links to approve, in order."""
    found = re.findall(rf"{HOST}(/moderation/mail/\S+/)\?act=approve", text_of(letter))
    assert found
    return found


# What it says ------------------------------------------------------------------------------------


def test_mail_names_words_reasons_and_links_as_text_and_html(
    make_moderator, send, make_note, make_series, mail_server, letters
):
    make_moderator()
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    send(note, name="홍길동", body="https://a.example 와 https://b.example 을 <보세요> & 읽으세요")

    (letter,) = letters(COLLECTED_FOR)

    assert letter["Subject"].strip() == "확인을 기다리는 댓글 1개"
    assert letter["From"] == "소셜전략 글방 <noreply@127.0.0.1>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = text_of(letter), letter.get_body(("html",)).get_content()
    assert "- 홍길동 — 소셜전략 1 : 같이 시작하기\n  https://a.example 와" in text
    assert "  · 링크 2개 (+20)\n" in text
    assert "  · 보류: 아직 승인된 댓글이 없는 사람\n" in text
    assert "&lt;보세요&gt; &amp; 읽으세요" in html
    assert "링크 2개 (+20)" in html
    (path,) = paths_in(letter)
    for act in ("approve", "spam"):
        assert f"{HOST}{path}?act={act}" in text
        assert f'href="{HOST}{path}?act={act}"' in html
    assert f"{HOST}/moderation/\n" in text
    for outside in ("<img", "http-equiv", "@import", "url(", "src="):
        assert outside not in html


def test_mail_of_hostile_words_stays_whole(make_moderator, held, make_note, letters):
    make_moderator()
    comment = held(make_note("전략"))
    injected = "이름\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"
    Comment.objects.filter(pk=comment.pk).update(name=injected, body=injected)

    (letter,) = letters(COLLECTED_FOR)

    assert letter["Bcc"] is None
    assert "<script>" not in letter.get_body(("html",)).get_content()
    assert "\n- 이름 Bcc: victim@example.com <script>alert(1)</script> — 전략\n" in text_of(letter)


def test_mail_is_english_on_an_english_site(english, make_moderator, make_comment):
    make_moderator("moderator")
    verdict = {"check": "honeypot", "reason": "Reason", "action": "spam", "weight": 0}
    comment = make_comment(status="held", name="Robot", body="Buy.", verdicts=[verdict])
    type(comment.note).objects.update(title="Together")
    Site.objects.filter(pk=1).update(name="Social Strategy")

    notify_moderators.call()

    (message,) = mail.outbox
    whole = f"{message.subject} {message.body} {message.alternatives[0][0]}"
    assert not re.search(r"[가-힣]", whole), re.findall(r".*[가-힣].*", whole)
    assert "1 comment waiting" in message.subject


# How often ---------------------------------------------------------------------------------------


def test_soon_is_one_mail_within_ten_minutes_for_all_that_came(make_moderator, held, letters):
    make_moderator()
    held(name="하나")
    assert letters(timedelta(minutes=5)) == []
    held(name="둘")

    (letter,) = letters(timedelta(minutes=5))

    assert sorted(names_in(letter)) == ["둘", "하나"]
    assert letters(timedelta(days=2)) == []
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_hourly_is_one_mail_in_an_hour_about_everything_meanwhile(make_moderator, held, letters):
    make_moderator(often=MailChoice.HOURLY)
    got = []
    for minute in range(0, 180, 15):
        held(name=f"{minute}분")
        got += [(minute, names_in(letter)) for letter in letters(timedelta(minutes=15))]
    got += [(180, names_in(letter)) for letter in letters(timedelta(hours=3))]

    assert [minute for minute, _names in got] == [45, 105, 165]
    assert sorted(name for _minute, names in got for name in names) == sorted(
        f"{minute}분" for minute in range(0, 180, 15)
    )


@pytest.mark.parametrize(
    ("came", "sent"),
    [
        ("2026-11-26T08:40", "2026-11-26T09:00"),
        ("2026-11-26T08:55", "2026-11-26T09:05"),  # collected for ten minutes, not for a day
        ("2026-11-26T09:01", "2026-11-27T09:00"),
        ("2026-11-26T23:59", "2026-11-27T09:00"),
        ("2026-12-31T10:00", "2027-01-01T09:00"),
    ],
)
def test_daily_is_at_an_hour_of_the_sites_zone(make_moderator, held, letters, clock, came, sent):
    clock.move_to(datetime.fromisoformat(came).replace(tzinfo=SEOUL))
    make_moderator(often=MailChoice.DAILY, hour=9)
    held(name="독자")
    at = datetime.fromisoformat(sent).replace(tzinfo=SEOUL)

    assert letters(at - timezone.now() - timedelta(minutes=1)) == []
    (letter,) = letters(timedelta(minutes=1))

    assert names_in(letter) == ["독자"]
    assert letters(timedelta(days=2)) == []


def test_daily_is_never_twice_a_day(make_moderator, held, letters, clock):
    clock.move_to(datetime(2026, 11, 25, 12, tzinfo=SEOUL))
    make_moderator(often=MailChoice.DAILY, hour=9)
    counts = []
    for _day in range(3):
        for _hour in range(24):
            held()
            counts.append(len(letters(timedelta(hours=1))))

    assert sum(counts) == 3
    assert [hour for hour, count in enumerate(counts, 13) if count] == [33, 57, 81]


def test_never_is_no_mail_and_nothing_waits(make_moderator, held, letters):
    make_moderator(often=MailChoice.NEVER)
    comment = held()

    assert letters(timedelta(days=2)) == []
    comment.refresh_from_db()
    assert comment.announced_at is None  # the next person hears of it
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_each_comment_is_named_once_to_each_whatever_they_chose(
    make_moderator, held, letters, clock
):
    clock.move_to(datetime(2026, 11, 25, 12, tzinfo=SEOUL))
    people = {
        often: make_moderator(often, often=often)
        for often in (MailChoice.SOON, MailChoice.HOURLY, MailChoice.DAILY)
    }
    named = {user.email: [] for user in people.values()}
    wanted = [f"{number}번" for number in range(30)]
    for name in wanted:
        held(name=name)
        for letter in letters(timedelta(minutes=23)):
            named[letter.recipients[0]] += names_in(letter)
    for letter in letters(timedelta(days=1)):
        more = re.search(r"그 밖에 (\d+)개", text_of(letter))
        named[letter.recipients[0]] += names_in(letter) + ["더"] * int(more[1] if more else 0)

    soon, hourly, daily = (named[user.email] for user in people.values())
    assert sorted(soon) == sorted(hourly) == sorted(wanted)
    assert len(daily) == len(set(wanted))


def test_comment_that_comes_back_to_the_queue_is_named_once_more(make_moderator, held, letters):
    make_moderator()
    comment = held(name="독자")
    assert [names_in(letter) for letter in letters(COLLECTED_FOR)] == [["독자"]]
    comment.approve(None)
    comment.hold(None)
    announce_soon(comment)

    assert [names_in(letter) for letter in letters(COLLECTED_FOR)] == [["독자"]]


def test_who_comes_later_hears_of_what_is_new_only(make_moderator, held, letters):
    make_moderator()
    held(name="옛사람")
    letters(COLLECTED_FOR)
    late = make_moderator("늦게온운영자")
    held(name="새사람")

    found = {letter.recipients[0]: names_in(letter) for letter in letters(COLLECTED_FOR)}

    assert found[late.email] == ["새사람"]


def test_no_mail_when_all_was_decided_meanwhile(make_moderator, held, letters):
    make_moderator(often=MailChoice.HOURLY)
    comment = held()
    letters(timedelta(minutes=30))
    comment.mark_as_spam(None)

    assert letters(timedelta(hours=2)) == []


def test_new_choice_counts_from_the_next_mail(make_moderator, held, letters, client):
    user = make_moderator(often=MailChoice.NEVER)
    held(name="독자")
    letters(timedelta(hours=1))
    client.force_login(user)

    answer = client.post("/moderation/mail/", {"often": "soon", "hour": "9"})

    assert answer.status_code == 303
    assert [names_in(letter) for letter in letters(COLLECTED_FOR)] == [["독자"]]


def test_server_that_does_not_take_it_gets_it_again_once(
    make_moderator, held, letters, mail_server
):
    make_moderator(often=MailChoice.HOURLY)
    held(name="하나")
    mail_server.moods = ["busy"]
    assert letters(timedelta(hours=1)) == []
    held(name="둘")

    first, second = letters(timedelta(hours=2) + WAITS[0])

    assert (names_in(first), names_in(second)) == (["하나"], ["둘"])


def test_mail_that_was_sent_twice_has_one_message_id(make_moderator, held, letters):
    make_moderator()
    held()
    (first,) = letters(COLLECTED_FOR)
    mails = DBTaskResult.objects.filter(task_path="comments.notifications.mail_moderator")
    mails.update(status="READY")

    (second,) = letters()

    assert first["Message-ID"] == second["Message-ID"]
    assert re.fullmatch(r"<held-\d+-\d+@127.0.0.1>", str(first["Message-ID"]).strip())


def test_mail_that_an_earlier_version_queued_is_sent(make_moderator, held, mail_server, work):
    user = make_moderator()
    comment, now = held(name="독자"), timezone.now()
    Comment.objects.filter(pk=comment.pk).update(announced_at=now)
    DBTaskResult.objects.all().delete()
    from comments.notifications import mail_moderator

    mail_moderator.enqueue(moderator=user.pk, announced_at=now.isoformat())

    assert work() == [True]
    assert names_in(mail_server.letters[0]) == ["독자"]


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_are_one_mail_each(make_moderator, make_comment, queue):
    for name in ("하나", "둘"):
        make_moderator(name)
    make_comment(status="held")
    start, sent = threading.Barrier(3), []

    def run():
        start.wait(30)
        try:
            sent.append(notify_moderators.call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(sent) == [0, 0, 2]
    tasks = DBTaskResult.objects.filter(task_path="comments.notifications.mail_moderator")
    assert tasks.count() == 2


def test_waiting_rounds_do_not_pile_up(make_moderator, held, work, clock):
    clock.move_to(datetime(2026, 11, 25, 12, tzinfo=SEOUL))
    for hour in (3, 9, 20):
        make_moderator(f"{hour}시운영자", often=MailChoice.DAILY, hour=hour)
    for _times in range(5):
        held()
        work(COLLECTED_FOR)

    rounds = DBTaskResult.objects.filter(task_path=TASK, status="READY")
    assert [each.run_after.astimezone(SEOUL).hour for each in rounds] == [20]


# Authors -----------------------------------------------------------------------------------------


@pytest.fixture
def author(make_moderator):
    user = make_moderator("이글쓴이", roles=(AUTHOR,))
    user.own = Author.objects.create(name="이글쓴이", user=user)
    return user


def test_authors_hear_of_their_own_notes_if_the_owner_lets_them(author, make_note, held, letters):
    own, other = make_note("내 글", author=author.own), make_note("남의 글")
    held(own, name="내독자")
    held(other, name="남의독자")
    assert letters(COLLECTED_FOR) == []

    Site.objects.filter(pk=1).update(authors_moderate=True)
    held(own, name="또독자")

    (letter,) = letters(COLLECTED_FOR)
    assert letter.recipients == [author.email]
    assert sorted(names_in(letter)) == ["내독자", "또독자"]


def test_editors_hear_of_all_notes_if_the_owner_lets_them(make_moderator, held, letters):
    make_moderator("박편집자", roles=(EDITOR,))
    Site.objects.filter(pk=1).update(authors_moderate=True)
    held(name="독자")

    assert [names_in(letter) for letter in letters(COLLECTED_FOR)] == [["독자"]]


def test_authors_mail_has_no_address_in_its_reasons(
    author, make_moderator, make_note, held, letters
):
    make_moderator()
    Site.objects.filter(pk=1).update(authors_moderate=True)
    reasons = ("같은 네트워크(203.0.113.0/24)에서", "2001:db8::/48에서", "hong@example.com의 댓글")
    verdicts = [
        {"check": "rule", "action": "hold", "weight": 0, "reason": reason} for reason in reasons
    ]
    held(make_note(author=author.own), verdicts=verdicts, email="hong@example.com")

    found = {letter.recipients[0]: text_of(letter) for letter in letters(COLLECTED_FOR)}

    own = found.pop(author.email)
    assert "보류: 같은 네트워크(…)에서" in own and "보류: …에서" in own
    for word in ("203.0", "2001:db8", "hong@"):
        assert word not in own
    (of_moderator,) = found.values()
    assert all(reason in of_moderator for reason in reasons)


# Its links ---------------------------------------------------------------------------------------


@pytest.fixture
def strict():
    """A browser without a session that would notice a missing CSRF token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def offered(make_moderator, held, letters, make_series, make_note, make_comment):
    """A comment that waits, and the path that the mail leads to; `.by` is whose mail it was."""
    note = make_note("같이 시작하기", series=make_series("소셜전략"))
    first = make_comment(note, name="앞사람", body="그 방법이 정말 될까요?")
    verdict = {"check": "link_count", "action": "", "weight": 20, "reason": "링크 2개"}
    comment = make_comment(
        parent=first, name="홍길동", status="held", body="**전략(戰略)**을 써 보니 됩니다.",
        email="hong@example.com", address="203.0.113.9", verdicts=[verdict],
    )  # fmt: skip
    comment.by = make_moderator()
    announce_soon(comment)
    (letter,) = letters(COLLECTED_FOR)
    (comment.path,) = paths_in(letter)
    comment.letter = letter
    return comment


def said(response) -> str:
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert "Cache-Tag" not in response.headers
    assert not response.cookies
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    for private in ("csrfmiddlewaretoken", "hong@example.com", "203.0.113.9", "@example.com"):
        assert private not in page
    return page


def status_of(comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def test_link_shows_the_comment_in_its_thread_with_both_buttons(strict, offered):
    page = said(strict.get(offered.path))

    assert "이 댓글을 어떻게 할까요?" in page
    for words in (
        "소셜전략 1 : 같이 시작하기", "앞사람", "그 방법이 정말 될까요?", "홍길동",
        "<strong>전략(戰略)</strong>을 써 보니 됩니다.", "링크 2개 (+20)",
    ):  # fmt: skip
        assert words in page
    acts = re.findall(r'name="act" value="(\w+)"', page)
    assert acts == ["approve", "spam"]
    page = said(strict.get(f"{offered.path}?act=spam"))
    assert re.findall(r'class="button" name="act" value="(\w+)"', page) == ["spam"]


def test_opening_it_changes_nothing_ever(strict, offered):
    for query in ("", "?act=approve", "?act=spam", "?act=undo"):
        strict.get(offered.path + query)
        strict.head(offered.path + query)
        strict.options(offered.path + query)

    assert status_of(offered) == "held"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("act", "status", "sentence"),
    [
        ("approve", "published", "승인해서 공개했습니다."),
        ("spam", "spam", "스팸으로 옮겼습니다."),
    ],
)
def test_button_decides_once_and_can_be_taken_back(strict, offered, act, status, sentence):
    answer = strict.post(offered.path, {"act": act})

    assert (answer.status_code, answer.url) == (303, offered.path)
    assert status_of(offered) == status
    assert offered.decisions.get().moderator == offered.by
    page = said(strict.get(offered.path))
    assert sentence in page
    assert re.findall(r'name="act" value="(\w+)"', page) == ["undo"]

    for again in ("approve", "spam", "remove", ""):
        refused = strict.post(offered.path, {"act": again})
        assert refused.status_code == 409
        assert "아무것도 바꾸지 않았습니다." in said(refused)
    assert status_of(offered) == status

    assert strict.post(offered.path, {"act": "undo"}).status_code == 303
    assert status_of(offered) == "held"
    page = said(strict.get(offered.path))
    assert "되돌렸습니다. 지금 상태: 보류" in page
    assert 'name="act"' not in page
    assert strict.post(offered.path, {"act": act}).status_code == 409
    assert strict.post(offered.path, {"act": "undo"}).status_code == 409
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),  # ours over plain http: the page sends no referrer
    ],
)
def test_post_of_another_site_is_refused(strict, offered, headers, status):
    answer = strict.post(offered.path, {"act": "approve"}, headers=headers)

    assert answer.status_code == status
    assert status_of(offered) == ("held" if status == 403 else "published")
    if status == 403:
        assert "다른 사이트에서 보낸 것이어서" in said(answer)


@pytest.mark.parametrize("act", ["approve", "mark_as_spam", "remove"])
def test_what_somebody_else_decided_is_told(strict, offered, make_user, act):
    getattr(offered, act)(make_user())

    page = said(strict.get(offered.path))
    answer = strict.post(offered.path, {"act": "spam"})

    assert "메일을 보낸 뒤에 누군가 정했습니다. 지금 상태:" in page
    assert 'name="act"' not in page
    assert answer.status_code == 409
    assert Decision.objects.count() == 1


def test_decided_and_held_again_is_another_state(strict, offered, make_user):
    offered.mark_as_spam(make_user()).undo(None)

    assert status_of(offered) == "held"
    assert strict.post(offered.path, {"act": "approve"}).status_code == 409
    assert status_of(offered) == "held"


def test_words_that_changed_are_another_state(strict, offered):
    Comment.objects.filter(pk=offered.pk).update(body="다른 말", edited_at=timezone.now())

    assert strict.post(offered.path, {"act": "approve"}).status_code == 409
    assert "메일을 보낸 뒤에 댓글이 바뀌었습니다. 지금 상태: 보류" in said(strict.get(offered.path))


def test_mail_of_what_was_decided_before_still_works(strict, make_moderator, held, letters):
    make_moderator()
    comment = held()
    comment.approve(None)
    comment.hold(None)
    announce_soon(comment)
    (letter,) = letters(COLLECTED_FOR)

    assert strict.post(paths_in(letter)[0], {"act": "spam"}).status_code == 303
    assert status_of(comment) == "spam"


def lose_role(user):
    set_roles(user, [])


def shut(user):
    user.is_active = False
    user.save()


def erase(user):
    user.delete()


@pytest.mark.parametrize("change", [lose_role, shut, erase])
def test_who_is_no_moderator_any_more_sees_and_does_nothing(strict, offered, change):
    change(offered.by)

    for answer in (strict.get(offered.path), strict.post(offered.path, {"act": "approve"})):
        assert answer.status_code == 403
        page = said(answer)
        assert "이제 이 댓글을 정할 수 없습니다" in page
        assert "홍길동" not in page
    assert status_of(offered) == "held"


def test_authors_link_works_while_the_owner_lets_them(strict, author, make_note, held, letters):
    site = Site.objects.filter(pk=1)
    site.update(authors_moderate=True)
    comment = held(make_note(author=author.own))
    (letter,) = letters(COLLECTED_FOR)
    (path,) = paths_in(letter)

    site.update(authors_moderate=False)
    assert strict.post(path, {"act": "approve"}).status_code == 403
    site.update(authors_moderate=True)
    assert strict.post(path, {"act": "approve"}).status_code == 303
    assert status_of(comment) == "published"


def test_link_lives_two_weeks(strict, offered, clock):
    clock.shift(VALID_FOR - timedelta(hours=1))
    assert "이 댓글을 어떻게 할까요?" in said(strict.get(offered.path))
    clock.shift(timedelta(hours=2))

    answer = strict.post(offered.path, {"act": "approve"})

    assert answer.status_code == 410
    page = said(answer)
    assert "14일 동안만" in page
    assert "홍길동" not in page
    assert status_of(offered) == "held"


def test_link_of_an_erased_comment_says_so(strict, offered):
    offered.delete()

    answer = strict.get(offered.path)

    assert answer.status_code == 410
    assert "그사이 지워진 댓글입니다." in said(answer)


@pytest.mark.parametrize("token", ["x", "1-2-3", "한글", "1:1:1", "a" * 3000])
@pytest.mark.parametrize("below", ["", "stop/"])
def test_forged_link_is_explained(strict, db, token, below):
    for answer in (
        strict.get(f"/moderation/mail/{token}/{below}"),
        strict.post(f"/moderation/mail/{token}/{below}", {"act": "approve"}),
    ):
        assert answer.status_code == 404
        assert "쓸 수 없는 링크입니다" in said(answer)


def test_other_secret_words_are_no_link_to_decide(strict, offered):
    from comments.slips import slip_url

    slip = slip_url(offered).rstrip("/").rpartition("/")[2]
    stop = re.search(rf"{HOST}/moderation/mail/(\S+)/stop/", text_of(offered.letter))[1]

    for token in (slip, stop):
        assert strict.post(f"/moderation/mail/{token}/", {"act": "approve"}).status_code == 404
    token = offered.path.rstrip("/").rpartition("/")[2]
    assert strict.post(f"/moderation/mail/{token}/stop/").status_code == 404
    assert status_of(offered) == "held"


# Enough of it ------------------------------------------------------------------------------------


def test_one_click_stops_the_mail(strict, offered, held, letters):
    url = str(offered.letter["List-Unsubscribe"]).strip("<> ").removeprefix(HOST)
    assert "운영자 메일을 그만 받으시겠습니까?" in said(strict.get(url))
    assert MailChoice.objects.get().often == MailChoice.SOON
    headers = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}

    answer = strict.post(url, {"List-Unsubscribe": "One-Click"}, headers=headers)

    assert answer.status_code == 200
    assert "이제 이 메일을 보내지 않습니다" in said(answer)
    assert MailChoice.objects.get().often == MailChoice.NEVER
    held()
    assert letters(timedelta(days=1)) == []


def test_stop_reaches_the_mail_that_is_still_in_the_queue(
    make_moderator, held, letters, mail_server
):
    user = make_moderator()
    held()
    mail_server.moods = ["busy"]
    assert letters(COLLECTED_FOR) == []
    MailChoice.of(user).choose(MailChoice.NEVER)

    assert letters(timedelta(days=1)) == []


# The choice --------------------------------------------------------------------------------------


def test_moderator_chooses(moderator_client, moderator):
    page = moderator_client.get("/moderation/mail/").content.decode()
    assert re.search(r'value="soon"[^>]*checked', page)
    assert not MailChoice.objects.exists()
    assert "오전 9:00" in page

    answer = moderator_client.post("/moderation/mail/", {"often": "daily", "hour": "21"})
    assert (answer.status_code, answer.url) == (303, "/moderation/mail/")

    choice = MailChoice.objects.get()
    assert (choice.user, choice.often, choice.hour) == (moderator, "daily", 21)
    page = moderator_client.get("/moderation/mail/").content.decode()
    assert "저장했습니다." in page
    assert re.search(r'value="daily"[^>]*checked', page)
    assert '<option value="21" selected>오후 9:00' in page


@pytest.mark.parametrize(
    "typed", [{"often": "sometimes", "hour": "9"}, {"often": "daily", "hour": "25"}, {"hour": "9"}]
)
def test_choice_that_is_none_is_refused(moderator_client, typed):
    answer = moderator_client.post("/moderation/mail/", typed)

    assert answer.status_code == 422
    assert "아직 저장하지 않았습니다." in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_author_chooses_while_the_owner_lets_them(client, author):
    client.force_login(author)
    assert client.get("/moderation/mail/").status_code == 403

    Site.objects.filter(pk=1).update(authors_moderate=True)

    assert client.post("/moderation/mail/", {"often": "never", "hour": "9"}).status_code == 303
    assert MailChoice.objects.get().user == author


def test_page_says_when_no_mail_can_go(moderator_client, moderator, settings):
    moderator.email = ""
    moderator.save()
    assert "계정에 메일 주소가 없어서" in moderator_client.get("/moderation/mail/").text
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "아직 메일 서버가 없어서" in moderator_client.get("/moderation/mail/").text
