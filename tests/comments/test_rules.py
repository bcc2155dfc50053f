"""Rules: what each kind matches, what follows for a comment, and what is noted down of it."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.edits import edit
from comments.forms import CommentForm
from comments.hosts import hosts_in
from comments.models import Comment, Rule, RuleMatch
from comments.personal_data import stored_about
from comments.scripts import scripts_of
from comments.slips import Slip
from comments.spam import judge
from comments.spam.facts import gather
from comments.spam.rules import Traits, fold_value, is_about
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Submission
from comments.webmentions.addresses import web_address
from comments.webmentions.mentions import Mention
from comments.webmentions.storing import store

NAME, EMAIL, DOMAIN = Rule.NAME, Rule.EMAIL, Rule.DOMAIN
WORD, NETWORK, LANGUAGE = Rule.WORD, Rule.NETWORK, Rule.LANGUAGE


def nfd(text):
    return unicodedata.normalize("NFD", text)


def catches(subject, value, **fields):
    written = Submission(**{"name": "김독자", "body": "잘 읽었습니다."} | fields)
    return is_about(subject, fold_value(subject, value), Traits(written))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("김 독자", "김독자"),
        ("김독자", nfd("김독자")),
        ("김\u200b독자", "김 \u3164독자"),
        ("ＣＡＳＩＮＯ 왕", "casino왕"),
    ],
)
def test_name_is_compared_folded(value, name):
    assert catches(NAME, value, name=name)


@pytest.mark.parametrize("name", ["김독", "김독자님", "이독자"])
def test_name_is_the_whole_name(name):
    assert not catches(NAME, "김독자", name=name)


def test_email_is_one_address_or_all_of_a_host():
    assert catches(EMAIL, "Ad@Spam.Example", email="ad@spam.example")
    assert catches(EMAIL, "@spam.example", email="ad@spam.example")
    assert catches(EMAIL, "@한글.한국", email="ad@xn--bj0bj06e.xn--3e0b707e")
    assert not catches(EMAIL, "ad@spam.example", email="bad@spam.example")
    assert not catches(EMAIL, "@spam.example", email="ad@not-spam.example")
    assert not catches(EMAIL, "@spam.example", email="")


@pytest.mark.parametrize(
    "body",
    [
        "https://spam.example/카지노 보세요",
        "여기 http://www.Spam.Example을 보세요",
        "[여기](https://a.b.spam.example:8080/x)",
        "ｈｔｔｐｓ：／／ｓｐａｍ．ｅｘａｍｐｌｅ",
        "주소창에 spam.example 치세요",
        "문의는 ad@spam.example로",
        "https://good.example@spam.example/",
        "spam。example",
    ],
)
def test_domain_is_found_in_what_was_written(body):
    assert catches(DOMAIN, "www.spam.example", body=body)


def test_domain_is_found_in_the_website_and_where_it_was_said():
    assert catches(DOMAIN, "spam.example", website="https://blog.spam.example/")
    assert catches(DOMAIN, "spam.example", source_url="https://spam.example/글")
    assert not catches(DOMAIN, "spam.example", website="https://notspam.example/")
    assert not catches(DOMAIN, "blog.spam.example", website="https://spam.example/")


def test_hangul_domain_is_its_punycode():
    assert catches(DOMAIN, "도박.한국", body="https://xn--hq1bt1n.xn--3e0b707e/ 에서")
    assert catches(DOMAIN, "xn--hq1bt1n.xn--3e0b707e", body="https://도박.한국에서 만나요")
    assert catches(DOMAIN, nfd("도박.한국"), body="http://도박.한국/가입")


@pytest.mark.parametrize("body", ["점수는 3.5점", "읽었다.그리고 썼다", "2011. 4. 7. 목요일", "…"])
def test_what_is_no_host(body):
    assert not [host for host in hosts_in(body) if not host.replace(".", "").isdigit()]


def test_hosts_of_a_hostile_text_are_found_quickly():
    started = timezone.now()
    hosts_in("a" * 20_000 + " " + "a." * 10_000 + " " + "-" * 20_000)
    assert timezone.now() - started < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("카지노", "안전한 온라인카지노를 찾으신다면"),
        ("카지노", nfd("카지노에서")),
        ("카지노", "카\u200b지노"),
        ("대출 상담", "무료 대출상담을 해 드려요"),
        ("대출 상담", "대출\n상담"),
        ("Casino Bonus", "best ＣＡＳＩＮＯ bonus에서"),
        ("bet", "지금 bet에서 시작"),
        ("ㅋㅋ", "웃겨요ㅋㅋㅋ"),
        ("010-1234-5678", "문의 O1O-1234-오육칠팔"),
        ("01012345678", "공일공 일이삼사 오육칠팔"),
        ("ㅇ1ㅇ.1234.5678", "010 1234 5678 연락"),
        ("%할인", "지금 50%할인"),
    ],
)
def test_word_is_found(value, body):
    assert catches(WORD, value, body=body)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("bet", "This is better than the alphabet"),
        ("도박", "이번에도 박수를 보냅니다"),
        ("casino bonus", "casino  and bonus"),
        ("010-1234-5678", "010-1234-5679"),
        ("123", "1234"),
    ],
)
def test_word_is_not_found(value, body):
    assert not catches(WORD, value, body=body)


def test_word_is_looked_for_in_name_and_website_but_not_across():
    assert catches(WORD, "카지노", name="카지노 총판")
    assert catches(WORD, "casino", website="https://best-casino.example")
    assert not catches(WORD, "독자 잘", name="김독자", body="잘 읽었습니다")


def test_network_is_of_the_address_and_later_of_what_is_stored():
    assert catches(NETWORK, "203.0.113.7", address="203.0.113.7")
    assert catches(NETWORK, "203.0.0.0/16", address="203.0.113.7")
    assert catches(NETWORK, "203.0.113.0/24", network="203.0.113.0/24")
    assert catches(NETWORK, "2001:db8::/32", address="2001:db8:12::9")
    assert catches(NETWORK, "2001:0DB8:12::/48", network="2001:db8:12::/48")
    assert catches(NETWORK, "::ffff:203.0.113.7", address="203.0.113.7")
    assert not catches(NETWORK, "203.0.113.7", address="203.0.113.8")
    assert not catches(NETWORK, "203.0.113.7", network="203.0.113.0/24")
    assert not catches(NETWORK, "203.0.113.0/24", address="", network="")


@pytest.mark.parametrize(
    ("body", "scripts"),
    [
        ("두 번째 단락이 인상 깊었습니다 Thank you", {"hangul"}),
        ("This is written in English", {"latin", "no_hangul"}),
        ("Это написано на русском языке", {"cyrillic", "no_hangul"}),
        ("我非常喜欢这篇文章谢谢作者的分享", {"han", "no_hangul"}),
        ("これは日本語で書かれた長い文章です", {"kana", "no_hangul"}),
        ("هذا نص مكتوب بالعربية للتجربة", {"arabic", "no_hangul"}),
        ("OK 👍", set()),
        ("`const answer = fortyTwo()` https://example.com/a-long-path ㅋㅋㅋ", set()),
    ],
)
def test_scripts(body, scripts):
    assert scripts_of(body) == scripts


# What follows ------------------------------------------------------------------------------------


@pytest.fixture
def make_rule(db):
    def make(value="카지노", action=Rule.SPAM, subject=WORD, **fields):
        return Rule.objects.create(subject=subject, value=value, action=action, **fields)

    return make


def judged(**fields):
    written = Submission(**{"name": "김독자", "body": "카지노 이야기를 하나 적어 둡니다."} | fields)
    return judge(gather(written))


def verdict_of(judgement):
    return next(verdict for verdict in judgement.verdicts if verdict.check == "rule")


def test_blocking_rule_decides(make_rule):
    rule = make_rule()
    judgement = judged(is_known_good=True)

    assert judgement.action == SPAM
    assert verdict_of(judgement).reason == f"낱말 ‘카지노’ 규칙({rule.pk}번)"


def test_reason_keeps_no_address(make_rule):
    one = make_rule("ad@spam.example", subject=EMAIL)
    assert verdict_of(judged(email="ad@spam.example")).reason == f"이메일 규칙({one.pk}번)"
    one.delete()
    two = make_rule("203.0.113.7", subject=NETWORK)
    assert verdict_of(judged(address="203.0.113.7")).reason == f"IP 대역 규칙({two.pk}번)"


def test_reason_names_a_script_in_words(make_rule):
    rule = make_rule("cyrillic", subject=LANGUAGE, action=Rule.HOLD)
    judgement = judged(body="Это написано на русском языке", is_known_good=True)

    assert judgement.action == HOLD
    assert verdict_of(judgement).reason == f"글자 ‘키릴 문자 (러시아어 등)’ 규칙({rule.pk}번)"


def test_allowing_rule_outweighs_soft_verdicts_and_lets_in_who_is_new(make_rule):
    make_rule("friend@example.com", Rule.PUBLISH, EMAIL)
    soft = {"token_age": 1.0, "body": "https://a.example https://b.example https://c.example"}

    assert judged(email="friend@example.com", **soft).action == PUBLISH
    assert judged(**soft).action == SPAM
    assert judged(email="friend@example.com", honeypot="채움").action == SPAM


def test_strictest_rule_wins(make_rule):
    make_rule("김독자", Rule.PUBLISH, NAME)
    assert judged().action == PUBLISH
    make_rule("카지노", Rule.HOLD)
    assert judged().action == HOLD
    strictest = make_rule("이야기", Rule.SPAM)

    assert judged().action == SPAM
    assert str(strictest.pk) in verdict_of(judged()).reason


def test_expired_rule_does_nothing(make_rule):
    make_rule(expires_at=timezone.now() - timedelta(seconds=1))
    assert judged(is_known_good=True).action == PUBLISH
    make_rule("이야기", expires_at=timezone.now() + timedelta(hours=1))
    assert judged(is_known_good=True).action == SPAM


@pytest.mark.parametrize("count", [1, 3])
def test_rules_cost_no_query_of_their_own(make_rule, django_assert_num_queries, count):
    for number in range(count):
        make_rule(f"낱말{number}")

    with django_assert_num_queries(1):
        gather(Submission(name="김독자", body="낱말0 이야기"))


# What is noted down ------------------------------------------------------------------------------


def test_comment_that_is_caught_is_noted_down(make_rule, make_note, send):
    caught, also, other = make_rule(), make_rule("이야기", Rule.HOLD), make_rule("대출")
    response = send(make_note(), body="카지노 이야기입니다.")

    assert response.status_code == 303
    comment = Comment.objects.get()
    assert comment.status == Comment.SPAM
    assert set(comment.rule_matches.values_list("rule", flat=True)) == {caught.pk, also.pk}
    counts = dict(Rule.objects.values_list("pk", "caught_count"))
    assert counts == {caught.pk: 1, also.pk: 1, other.pk: 0}


def test_network_rule_sees_the_whole_address(make_rule, make_note, send):
    make_rule("127.0.0.1", subject=NETWORK)
    send(make_note())

    assert Comment.objects.get().status == Comment.SPAM


def test_noting_down_twice_counts_once(make_rule, make_comment):
    rule, comment = make_rule(), make_comment()
    RuleMatch.note_down([rule.pk], comment)
    RuleMatch.note_down([rule.pk, rule.pk + 1], comment)  # the second is none

    rule.refresh_from_db()
    assert (rule.caught_count, RuleMatch.objects.count()) == (1, 1)


def test_writer_is_not_told_which_rule_it_was(make_rule, make_note, send, client):
    make_rule(action=Rule.HOLD, reason="밤마다 오는 광고")
    response = send(make_note(), body="카지노 이야기입니다.")

    comment = Comment.objects.get()
    pages = [client.get(response["Location"]).text, client.get("/comments/mine/").text]
    pages.append(str(stored_about(Slip("", comment, timezone.now(), is_mailed=False))["verdicts"]))
    assert "규칙에 해당해요" in pages[2]
    for words in ("밤마다", "낱말 ‘카지노’", "번)"):
        assert not any(words in page for page in pages)


def edited(comment, **words):
    fields = {"name": comment.name, "body": comment.body, "kind": comment.kind} | words
    form = CommentForm(fields, note=comment.note)
    assert form.is_valid()
    return edit(comment, form, comment.state)


def test_edit_goes_the_same_way(make_rule, make_comment):
    rule, comment = make_rule(), make_comment(body="처음에는 얌전한 말")

    edited(comment, body="알고 보면 카지노 광고입니다")

    comment = Comment.objects.get()
    assert comment.status == Comment.SPAM
    assert comment.rule_matches.get().rule == rule


def test_rule_that_a_moderator_has_overruled_does_not_catch_an_edit(make_rule, make_comment):
    rule, comment = make_rule(), make_comment(body="카지노 이야기를 적습니다", status="spam")
    RuleMatch.note_down([rule.pk], comment)
    comment.approve(None)

    edited(comment, body="카지노 이야기를 조금 고쳐 적습니다")
    assert Comment.objects.get().status == Comment.PUBLISHED

    other = make_rule("대출", Rule.HOLD)
    edited(Comment.objects.get(), body="카지노 이야기와 대출 이야기를 적습니다")
    comment = Comment.objects.get()
    assert comment.status == Comment.HELD
    assert set(comment.rule_matches.values_list("rule", flat=True)) == {rule.pk, other.pk}


def test_webmention_goes_the_same_way(make_rule, make_note):
    rule = make_rule("spam.example", subject=DOMAIN)
    source = web_address("https://blog.spam.example/글")

    comment = store(make_note(), source, Mention("mention", "누군가", text="이 글을 보았습니다"))

    assert comment.status == Comment.SPAM
    assert comment.rule_matches.get().rule == rule


def test_allowed_webmention_waits_all_the_same(make_rule, make_note):
    make_rule("friend.example", Rule.PUBLISH, DOMAIN)
    source = web_address("https://friend.example/글")

    comment = store(make_note(), source, Mention("mention", "친구", text="이 글을 보았습니다"))

    assert comment.status == Comment.HELD


def test_folded_value_follows_the_value(make_rule):
    rule = make_rule("ＣＡＳＩＮＯ")
    assert rule.folded == "casino"
    rule.value = "Bonus"
    rule.save()
    assert Rule.objects.get().folded == "bonus"


def test_one_of_a_thousand_is_found(db):
    rules = [
        Rule(subject=WORD, value=f"낱말{n}번", folded=f"낱말{n}번", action="spam")
        for n in range(1000)
    ]
    Rule.objects.bulk_create(rules, batch_size=100)

    matching = gather(Submission(name="김독자", body="낱말7번 이야기")).rules

    assert [rule.value for rule in matching] == ["낱말7번"]
