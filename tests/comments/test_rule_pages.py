"""The pages about rules: rehearsed first, saved second, refused in sentences."""

import html
import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, LogEntry, Rule, RuleMatch
from comments.moderation import rehearsal, rules

LIST, NEW = "/moderation/rules/", "/moderation/rules/new/"


def typed(value="카지노", subject="word", action="spam", term="never", **fields):
    return {"value": value, "subject": subject, "action": action, "term": term} | fields


def words_of(response) -> str:
    """Without markup and line breaks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def rehearsed(client, url=NEW, **fields) -> str:
    """What the first press brings: the key that the second one sends along."""
    response = client.post(url, typed(**fields) | {"act": "rehearse"})
    assert response.status_code == 200, words_of(response)
    return html.unescape(re.search(r'name="rehearsed" value="([^"]+)"', response.text)[1])


def saved(client, url=NEW, **fields):
    key = rehearsed(client, url, **fields)
    return client.post(url, typed(**fields) | {"act": "save", "rehearsed": key}, follow=True)


@pytest.fixture
def make_rule(db):
    def make(value="카지노", action=Rule.SPAM, subject=Rule.WORD, **fields):
        return Rule.objects.create(subject=subject, value=value, action=action, **fields)

    return make


def test_first_press_shows_what_it_would_have_caught(moderator_client, make_comment):
    note = make_comment(body="카지노에서 배운 확률 이야기", name="정상").note
    for number in range(3):
        make_comment(note, body=f"온라인카지노 {number}번", status=Comment.SPAM)
    make_comment(note, body="카지노는 아직 모르는 말", status=Comment.HELD, name="기다리는 사람")
    make_comment(note, body="다른 이야기")
    make_comment(note, body="글쓴이가 말하는 카지노", is_by_author=True)
    before = timezone.now() - timedelta(days=91)
    make_comment(note, body="옛날 카지노", created_at=before)

    response = moderator_client.post(NEW, typed() | {"act": "rehearse", "reason": "광고가 잦음"})

    page = words_of(response)
    assert "지난 90일에 이 규칙은 5건을 잡았을 것이고 그중 1건은 정상이었습니다." in page
    assert "아직 저장하지 않았습니다." in page
    assert 'value="광고가 잦음"' in response.text
    places = re.findall(r'href="(/moderation/\?[^"]+#item-\d+)"', response.text)
    assert len(places) == 5
    assert "기다리는 사람" in moderator_client.get(html.unescape(places[0])).text
    assert not Rule.objects.exists()


def test_allowing_rule_is_rehearsed_in_the_mirror(moderator_client, make_comment):
    note = make_comment(email="friend@example.com").note
    make_comment(note, email="friend@example.com", status=Comment.SPAM)
    make_comment(note, email="friend@example.com", status=Comment.HELD)
    make_comment(note, email="stranger@example.com", status=Comment.HELD)

    fields = typed("Friend@Example.com", "email", "publish")
    page = words_of(moderator_client.post(NEW, fields | {"act": "rehearse"}))

    assert "이 규칙은 3건을 그대로 올렸을 것이고 그중 1건은 스팸이었습니다." in page


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        ("name", "나쁜 사람"),
        ("email", "bad@spam.example"),
        ("email", "@spam.example"),
        ("domain", "spam.example"),
        ("word", "대출상담"),
        ("network", "203.0.113.7"),
        ("network", "203.0.113.0/24"),
        ("network", "203.0.0.0/16"),
        ("network", "203.0.0.0/12"),
    ],
)
def test_every_kind_is_rehearsed(moderator_client, make_comment, subject, value):
    note = make_comment().note
    where = {"address": "203.0.113.7", "network": "203.0.113.0/24", "email": "bad@spam.example"}
    make_comment(
        note, name="나쁜사람", body="대출상담 https://a.spam.example", status="spam", **where
    )
    make_comment(note, address="198.51.100.7", network="198.51.100.0/24", email="me@example.com")

    page = words_of(moderator_client.post(NEW, typed(value, subject) | {"act": "rehearse"}))

    assert "이 규칙은 1건을 잡았을 것이고 그중 0건은 정상이었습니다." in page


def test_script_is_rehearsed(moderator_client, make_comment):
    make_comment(body="Это написано на русском языке", status="spam")
    fields = typed("", "language", language="cyrillic")

    page = words_of(moderator_client.post(NEW, fields | {"act": "rehearse"}))

    assert "이 규칙은 1건을 잡았을 것이고" in page


def test_rehearsal_of_nothing(moderator_client, make_comment):
    make_comment()
    page = words_of(moderator_client.post(NEW, typed() | {"act": "rehearse"}))
    assert "지난 90일에 이 규칙에 걸렸을 댓글은 없습니다." in page


def test_rehearsal_says_where_it_stops(moderator_client, make_comment, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST", 3)
    monkeypatch.setattr(rules, "MOST", 3)
    monkeypatch.setattr(rehearsal, "SHOWN", 2)
    note = make_comment().note
    for _ in range(4):
        make_comment(note, body="카지노", status="spam")

    page = words_of(moderator_client.post(NEW, typed() | {"act": "rehearse"}))

    assert "이 규칙은 3건을 잡았을 것이고" in page
    assert "댓글이 많아서 가장 최근 3개만 살펴보았습니다." in page
    assert "그 가운데 가장 최근 2건입니다." in page


def test_rule_that_catches_most_is_asked_back(moderator_client, make_comment, monkeypatch):
    monkeypatch.setattr(rehearsal, "FEWEST", 3)
    note = make_comment(body="다른 말").note
    for number in range(2):
        make_comment(note, body=f"잘 읽었습니다 {number}")

    page = words_of(moderator_client.post(NEW, typed("습니다") | {"act": "rehearse"}))
    assert "살펴본 댓글의 절반이 넘습니다." in page
    page = words_of(moderator_client.post(NEW, typed("다른") | {"act": "rehearse"}))
    assert "절반이 넘습니다" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_rehearsal_takes_the_same_queries(
    moderator_client, make_comment, django_assert_num_queries, count
):
    for _ in range(count):
        make_comment(body="카지노", status="spam")

    # Session, user, is there such a rule, the form's own check in a savepoint, the comments that are
    # read, those that are shown; the site.
    with django_assert_num_queries(9):
        moderator_client.post(NEW, typed() | {"act": "rehearse"})


def test_second_press_saves(moderator_client, moderator):
    response = saved(moderator_client, reason="밤마다 오는 광고", term="week")

    rule = Rule.objects.get()
    assert "규칙을 만들었습니다." in words_of(response)
    assert (rule.value, rule.folded, rule.action) == ("카지노", "카지노", "spam")
    assert (rule.reason, rule.created_by) == ("밤마다 오는 광고", moderator)
    left = rule.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.detail) == ("rule_made", moderator, {"rule": rule.pk})


def test_what_was_not_rehearsed_is_not_saved(moderator_client):
    key = rehearsed(moderator_client)
    for fields in (typed(), typed("다른 낱말", rehearsed=key), typed(action="hold", rehearsed=key)):
        response = moderator_client.post(NEW, fields | {"act": "save"})
        assert "아직 저장하지 않았습니다." in words_of(response)

    assert not Rule.objects.exists()


def test_last_day_is_a_whole_day(moderator_client):
    day = timezone.localdate() + timedelta(days=3)

    saved(moderator_client, term="date", until=day.isoformat())

    last = timezone.localtime(Rule.objects.get().expires_at)
    assert (last.date(), last.hour) == (day + timedelta(days=1), 0)
    page = moderator_client.get(f"{LIST}{Rule.objects.get().pk}/").text
    assert f'name="until" value="{day.isoformat()}"' in page


def test_form_is_filled_from_the_queue(moderator_client):
    page = moderator_client.get(NEW, {"subject": "email", "value": "ad@spam.example"}).text

    assert 'value="ad@spam.example"' in page
    assert re.search(r'value="email"[^>]* checked', page)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (typed(""), "댓글에서 찾을 낱말을 적어 주세요."),
        (typed("…!"), "댓글에서 찾을 낱말을 적어 주세요."),
        (typed("가"), "한 글자로는 너무 많은 댓글이 걸립니다."),
        (typed("\u200b가\u3164"), "한 글자로는 너무 많은 댓글이 걸립니다."),
        (typed("다."), "한 글자로는 너무 많은 댓글이 걸립니다."),
        (typed("", "name"), "댓글에 적는 이름을 적어 주세요."),
        (typed("spam.example", "email"), "이메일 주소나, @example.com처럼"),
        (typed("@", "email"), "이메일 주소나, @example.com처럼"),
        (typed("한글만", "domain"), "도메인을 example.com처럼 적어 주세요."),
        (typed("https://", "domain"), "도메인을 example.com처럼 적어 주세요."),
        (typed("testserver", "domain"), "이 사이트의 주소가 들어 있는 도메인"),
        (typed("https://www.testserver/글", "domain", "hold"), "이 사이트의 주소가 들어 있는"),
        (typed("256.0.0.1", "network"), "IP 주소나 대역을"),
        (typed("0.0.0.0/0", "network"), "너무 넓은 대역이라"),
        (typed("::/0", "network"), "너무 넓은 대역이라"),
        (typed("::ffff:0.0.0.0/96", "network"), "너무 넓은 대역이라"),
        (typed("127.0.0.0/8", "network"), "지금 접속하신 주소가 이 대역에"),
        (typed("", "language", language=""), "어떤 글자인지 골라 주세요."),
        (typed("", "language", language="hangul"), "이 사이트의 글자라서"),
        (typed(subject=""), "무엇을 볼지 골라 주세요."),
        (typed(action=""), "어떻게 할지 골라 주세요."),
        (typed(term="date"), "마지막 날을 적어 주세요."),
        (typed(term="date", until="내일"), "날짜를 2026-12-31처럼 적어 주세요."),
        (typed(term="date", until="2001-01-01"), "오늘부터 10년 안의 날짜를"),
        (typed("카" * 301), "300"),
    ],
)
def test_what_cannot_be_a_rule_is_told_and_nothing_typed_is_lost(
    moderator_client, fields, sentence
):
    response = moderator_client.post(NEW, fields | {"act": "save", "reason": "까닭을 적은 말"})

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "까닭을 적은 말" in response.text
    if fields["value"]:
        assert html.escape(fields["value"]) in response.text
    assert not Rule.objects.exists()


def test_own_domain_may_be_allowed(moderator_client):
    saved(moderator_client, value="testserver", subject="domain", action="publish")
    assert Rule.objects.get().folded == "testserver"


def test_pasted_address_becomes_its_domain(moderator_client):
    saved(moderator_client, value="HTTPS://www.도박.한국/가입?a=1", subject="domain")
    assert Rule.objects.get().value == "도박.한국"


def test_same_rule_again_leads_to_the_first(moderator_client, make_rule):
    rule = make_rule("casino")

    response = moderator_client.post(NEW, typed("ＣＡＳＩＮＯ", act="save"))

    assert response.status_code == 422
    assert "같은 규칙이 이미 있습니다." in words_of(response)
    assert f'href="{LIST}{rule.pk}/"' in response.text


@pytest.mark.django_db(transaction=True)
def test_same_rule_at_the_same_moment_is_a_sentence(make_user, monkeypatch):
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_user(is_superuser=True))
    key, both = rehearsed(clients[0]), threading.Barrier(2, timeout=20)
    answers = []
    original = rules.RuleForm.save_by

    def save_together(form, user):
        both.wait()
        return original(form, user)

    monkeypatch.setattr(rules.RuleForm, "save_by", save_together)

    def press(client):
        try:
            answers.append(client.post(NEW, typed(act="save", rehearsed=key)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    late = next(answer for answer in answers if answer.status_code == 422)
    assert "방금 다른 운영자가 같은 규칙을 만들었습니다." in words_of(late)
    assert Rule.objects.count() == LogEntry.objects.count() == 1


# Changing ----------------------------------------------------------------------------------------


def test_changed_value_is_rehearsed_too(moderator_client, moderator, make_rule):
    rule = make_rule()
    url = f"{LIST}{rule.pk}/"

    response = moderator_client.post(url, typed("온라인 카지노", act="save"))
    assert "아직 저장하지 않았습니다." in words_of(response)
    saved(moderator_client, url, value="온라인 카지노")

    rule.refresh_from_db()
    assert (rule.value, rule.folded) == ("온라인 카지노", "온라인 카지노")
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.detail) == ("rule_changed", moderator, {"rule": rule.pk})


def test_reason_and_end_are_changed_at_once(moderator_client, make_rule):
    rule = make_rule()

    response = moderator_client.post(
        f"{LIST}{rule.pk}/", typed(act="save", reason="새 까닭", term="month")
    )

    assert response.status_code == 303
    rule.refresh_from_db()
    assert rule.reason == "새 까닭"
    assert rule.expires_at


def test_change_leaves_the_count_alone(moderator_client, make_rule, make_comment, monkeypatch):
    rule, comment = make_rule(), make_comment()
    original = rules.RuleForm.save_by

    def save_late(form, user):
        RuleMatch.note_down([rule.pk], comment)
        return original(form, user)

    monkeypatch.setattr(rules.RuleForm, "save_by", save_late)
    moderator_client.post(f"{LIST}{rule.pk}/", typed(act="save", reason="새 까닭"))

    rule.refresh_from_db()
    assert (rule.reason, rule.caught_count) == ("새 까닭", 1)


def test_change_of_what_was_dropped_meanwhile_is_told(moderator_client, make_rule, monkeypatch):
    rule = make_rule()
    original = rules.RuleForm.save_by

    def save_late(form, user):
        Rule.objects.all().delete()
        return original(form, user)

    monkeypatch.setattr(rules.RuleForm, "save_by", save_late)
    response = moderator_client.post(f"{LIST}{rule.pk}/", typed(act="save", reason="새 까닭"))

    assert response.status_code == 422
    assert "그사이 다른 운영자가 이 규칙을 지웠습니다." in words_of(response)
    assert 'value="새 까닭"' in response.text
    assert not Rule.objects.exists() and not LogEntry.objects.exists()


def test_rule_can_be_dropped(moderator_client, moderator, make_rule, make_comment):
    rule, comment = make_rule(), make_comment(status="spam")
    RuleMatch.note_down([rule.pk], comment)

    page = moderator_client.post(f"{LIST}{rule.pk}/delete/", follow=True)

    assert "규칙을 지웠습니다: 낱말: 카지노" in words_of(page)
    assert not Rule.objects.exists()
    assert Comment.objects.get().status == "spam"
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.detail) == ("rule_dropped", moderator, {"rule": rule.pk})


@pytest.mark.parametrize("url", [f"{LIST}999/", f"{LIST}{10**30}/", f"{LIST}?before=열둘"])
def test_rule_of_nothing_is_404(moderator_client, url):
    assert moderator_client.get(url).status_code == 404


# What each caught --------------------------------------------------------------------------------


def test_list_says_what_each_caught_and_got_wrong(moderator_client, make_rule, make_comment):
    blocks = make_rule(reason="광고", created_by=None)
    allows = make_rule("friend@example.com", Rule.PUBLISH, Rule.EMAIL)
    ended = make_rule("대출", expires_at=timezone.now() - timedelta(days=1))
    for status, act in (("spam", "approve"), ("spam", None), ("held", "mark_as_spam")):
        comment = make_comment(status=status)
        RuleMatch.note_down([blocks.pk, allows.pk], comment)
        if act:
            getattr(comment, act)(None)

    page = words_of(moderator_client.get(LIST))

    assert page.index(ended.value) < page.index(allows.value) < page.index(blocks.value)
    assert "걸린 댓글 3건 , 그중 1건은 정상이었습니다" in page.replace("3건,", "3건 ,")
    assert "그중 1건은 스팸이었습니다" in page
    assert "아직 걸린 댓글이 없습니다" in page
    assert "기한이 지남" in page


def test_rule_shows_what_it_caught_page_by_page(moderator_client, make_rule, make_comment):
    rule, note = make_rule(), make_comment().note
    for number in range(30):
        RuleMatch.note_down([rule.pk], make_comment(note, name=f"손님{number}", status="spam"))

    first = moderator_client.get(f"{LIST}{rule.pk}/").text
    older = re.search(r'href="(\?before=\d+)"', first)[1]
    second = moderator_client.get(f"{LIST}{rule.pk}/{older}").text

    names = re.findall(r">(손님\d+)</a>", first + second)
    assert names == [f"손님{number}" for number in reversed(range(30))]
    assert "더 지난 댓글" not in second


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries(
    moderator_client, moderator, make_rule, make_comment, django_assert_num_queries, count
):
    for number in range(count):
        rule = make_rule(f"낱말{number}", created_by=moderator)
        RuleMatch.note_down([rule.pk], make_comment())

    # Session, user, rules; the frame asks for the site.
    with django_assert_num_queries(4):
        moderator_client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_rule_takes_the_same_queries(
    moderator_client, make_rule, make_note, make_comment, django_assert_num_queries, count
):
    rule = make_rule()
    for number in range(count):
        RuleMatch.note_down([rule.pk], make_comment(make_note(f"글 {number}")))

    # Session, user, rule, its matches, their comments; the frame asks for the site.
    with django_assert_num_queries(6):
        moderator_client.get(f"{LIST}{rule.pk}/")


def test_list_has_pages(moderator_client, make_rule, monkeypatch):
    monkeypatch.setattr(rules, "SIZE", 2)
    for number in range(3):
        make_rule(f"낱말{number}")

    first = moderator_client.get(LIST).text
    older = re.search(r'href="(\?before=\d+)"', first)[1]
    second = moderator_client.get(f"{LIST}{older}").text

    assert re.findall(r"‘(낱말\d)’", first + second) == ["낱말2", "낱말1", "낱말0"]
