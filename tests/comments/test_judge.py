"""How verdicts become one answer, and the checks that look back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import lookups
from comments.models import Comment, SpamPolicy, TokenCount
from comments.spam import CHECKS, history, judge
from comments.spam.facts import gather, of_form
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Facts, Policy, Submission, Verdict
from comments.spam.weights import (
    CANDIDATES,
    HOLD_AT,
    MOST_HOSTS,
    NETWORK_HOURLY,
    SHORT_TEXT_HOURLY,
    SITE_FEWEST,
    SITE_USUAL_OF,
    SPAM_AT,
    TEXT_HOURLY,
)
from tests.plans import as_if_large, plan, plan_for_any

LONG = "동네 책방을 열고 삼 년 동안 배운 것을 세 줄로 줄이면, 천천히, 같이, 꾸준히입니다."
WORDS = "나무 바람 구름 사과 연필 창문 의자 바다 골목 우산 편지 시계 기차 그림 노래 달빛 소금 열쇠 모자 단추".split()


def submission(body=LONG, **fields):
    return Submission(**{"name": "김독자", "body": body} | fields)


def answering(*verdicts):
    return [lambda _submission, verdict=verdict: verdict for verdict in verdicts]


def hard(action):
    return Verdict("hard", "굳은 판정", action)


def soft(weight):
    return Verdict("soft", "가벼운 판정", weight=weight)


@pytest.mark.parametrize(
    ("verdicts", "action"),
    [
        ([], PUBLISH),
        ([None, None], PUBLISH),
        ([soft(HOLD_AT - 1)], PUBLISH),
        ([soft(HOLD_AT - 1), soft(1)], HOLD),
        ([soft(SPAM_AT - 1), soft(1)], SPAM),
        ([hard(HOLD), hard(SPAM)], SPAM),
        ([hard(SPAM), hard(PUBLISH)], SPAM),
        ([hard(HOLD), hard(PUBLISH)], HOLD),
        ([hard(PUBLISH), soft(SPAM_AT)], PUBLISH),
        ([hard(HOLD), soft(SPAM_AT)], SPAM),
    ],
)
def test_judge_weighs(verdicts, action):
    judgement = judge(submission(), checks=answering(*verdicts))

    assert judgement.action == action
    assert judgement.verdicts == tuple(filter(None, verdicts))
    assert judgement.score == sum(verdict.weight for verdict in verdicts if verdict)


def test_judge_runs_every_check_and_keeps_every_reason(db):
    judgement = judge(
        submission(
            "Great post! https://a.example https://b.example https://c.example",
            website="https://d.example", honeypot="x", token_age=0.5,
        )
    )  # fmt: skip

    assert judgement.action == SPAM
    assert [verdict.check for verdict in judgement.verdicts] == [
        "honeypot", "token_age", "link_count", "website_only_spam", "first_time_commenter",
    ]  # fmt: skip
    assert all(
        set(verdict) == {"check", "reason", "action", "weight"} for verdict in judgement.as_json()
    )


OLD = {"note_age": timedelta(days=400)}
SITE = {"website": "https://shop.example"}
PRAISE_WORDS = "포스팅 잘 보고 갑니다~"
READER = {"is_known_good": True}


@pytest.mark.parametrize(
    ("body", "fields", "action", "checks"),
    [
        (LONG, {}, PUBLISH, ""),
        (LONG, SITE, PUBLISH, ""),
        (PRAISE_WORDS, {}, PUBLISH, "copied_praise"),
        (PRAISE_WORDS, {"token_age": 1.0}, HOLD, "token_age copied_praise"),
        (PRAISE_WORDS, OLD, PUBLISH, "copied_praise old_note"),
        (PRAISE_WORDS, SITE, HOLD, "website_only_spam"),
        (PRAISE_WORDS, SITE | OLD, HOLD, "website_only_spam old_note"),
        (PRAISE_WORDS, SITE | {"token_age": 1.0}, SPAM, "token_age website_only_spam"),
        (PRAISE_WORDS, SITE | READER, PUBLISH, "website_only_spam known_good_commenter"),
        (f"{LONG} https://a.example https://b.example", {}, PUBLISH, "link_count"),
        (f"{LONG} https://a.example https://b.example", OLD, PUBLISH, "link_count old_note"),
        ("Interesting article, see https://a.example/", OLD, HOLD, "language old_note"),
        ("Interesting article, see https://a.example/", {}, HOLD, "language"),
        ("Interesting article, see you again", {}, PUBLISH, "language"),
        ("급전 상담 공일공-1234-오육칠팔", {}, HOLD, "folded_phone"),
        ("급전 상담 공일공-1234-오육칠팔", {"token_age": 2.0}, SPAM, "token_age folded_phone"),
        ("급전 상담 공일공-1234-오육칠팔", READER, PUBLISH, "folded_phone known_good_commenter"),
        (LONG, READER | {"honeypot": "채움"}, SPAM, "honeypot known_good_commenter"),
        (f"{LONG} https://a.example", READER | {"earlier_words": LONG}, HOLD,
         "edited_in known_good_commenter"),
        (LONG, {"holds_first_timers": True}, HOLD, "first_time_commenter"),
        (LONG, READER | {"holds_first_timers": True}, PUBLISH, "known_good_commenter"),
    ],
)  # fmt: skip
def test_checks_together(db, body, fields, action, checks):
    """Those of hand: the learner has its own tests."""
    usual = {"holds_first_timers": False, "policy": Policy.of(SpamPolicy(switched_off="bayes"))}
    judgement = judge(gather(submission(body, **usual | fields)))

    assert (judgement.action, " ".join(each.check for each in judgement.verdicts)) == (
        action,
        checks,
    )


def test_judge_does_not_ask_what_is_switched_off(db):
    fast = {"token_age": 0.5, "honeypot": "채움", "body": "https://a.example https://b.example"}
    policy = Policy.of(SpamPolicy(switched_off="token_age honeypot"))

    checks = [verdict.check for verdict in judge(submission(**fast, policy=policy)).verdicts]

    # The honeypot has no switch.
    assert checks == ["honeypot", "link_count", "first_time_commenter"]


@pytest.mark.parametrize(
    ("sensitivity", "actions"),
    [
        ("lenient", [PUBLISH, PUBLISH, HOLD, HOLD, HOLD]),
        ("normal", [PUBLISH, HOLD, HOLD, SPAM, SPAM]),
        ("strict", [HOLD, HOLD, SPAM, SPAM, SPAM]),
    ],
)
def test_judge_is_as_sensitive_as_the_owner_wants(sensitivity, actions):
    policy = Policy.of(SpamPolicy(sensitivity=sensitivity))

    found = [
        judge(submission(policy=policy), answering(soft(weight))).action
        for weight in (40, 60, 80, 100, 139)
    ]

    assert found == actions


def test_checks_are_named_like_their_verdicts():
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("count", [1, 3])
def test_judge_knows_all_of_one_query(make_comment, settings, django_assert_num_queries, count):
    settings.COMMENTS_PER_MINUTE = 6
    for _ in range(count):
        make_comment(body=LONG, network="203.0.113.0/24")

    with django_assert_num_queries(1):
        known = gather(submission(network="203.0.113.0/24"))
    with django_assert_num_queries(0):
        judge(known)


def near_copy(*args, **fields):
    return history.near_copy(gather(submission(*args, **fields)))


@pytest.mark.parametrize(
    "body",
    [
        "  " + LONG.replace("삼", "3").replace(",", "") + " ^^",
        LONG.upper() + "\n\n감사합니다.",
        LONG.replace("같이, 꾸준히입니다.", "같이, 그리고 오래입니다."),
        f"{LONG} https://other.example/a",
        f"https://one.example {LONG}",
    ],
)
def test_near_copy_finds_the_same_words_again(make_comment, body):
    earlier = make_comment(body=f"{LONG} https://first.example/")

    verdict = near_copy(body)

    assert verdict.reason == f"먼저 온 댓글 {earlier.pk}번과 거의 같음"
    assert verdict.weight < SPAM_AT


def test_near_copy_of_spam_weighs_more(make_comment):
    make_comment(body=LONG)
    spam = make_comment(body=LONG + " 지금", status=Comment.SPAM)
    make_comment(body=LONG)

    verdict = near_copy()

    assert verdict.reason == f"스팸으로 정한 댓글 {spam.pk}번과 거의 같음"
    assert verdict.weight >= SPAM_AT


def test_near_copy_finds_most_of_a_wave_with_changed_ends(make_comment):
    """Each has another end and another link."""
    ends = [f"{word} {word[::-1]}{word}" for word in WORDS]
    note = make_comment(body=f"{LONG} {ends[0]} https://n0.example", status=Comment.SPAM).note
    found = 0
    for number, end in enumerate(ends[1:]):
        body = f"{LONG} {end} https://n{number}.example"
        found += bool(near_copy(body))
        make_comment(note, body=body, status=Comment.HELD)

    assert found >= 0.9 * len(ends[1:])


def test_near_copy_finds_a_few_words_with_another_link(make_comment):
    spam = make_comment(body="카지노 바로가기 https://a.example", status=Comment.SPAM)

    verdict = near_copy("카지노 바로가기!! https://b.example/2")

    assert verdict.reason == f"스팸으로 정한 댓글 {spam.pk}번과 거의 같음"


@pytest.mark.parametrize(
    "body",
    [
        "동네 책방 이야기 잘 읽었습니다. 저는 반대로 빨리 접은 것이 다행이었다고 생각합니다.",
        f"> {LONG}\n\n이 말에 꼭 답하고 싶었어요. 천천히가 제일 어렵더라고요.",
        "감사합니다",
        "ㅋ" * 40,
    ],
)
def test_near_copy_leaves_answers_quotes_thanks_and_laughter_alone(make_comment, body):
    make_comment(body=LONG)
    for common in ("감사합니다", "ㅋ" * 40):
        make_comment(body=common, status=Comment.SPAM)

    assert near_copy(body) is None


def test_near_copy_does_not_compare_a_comment_with_itself(make_comment):
    comment = make_comment(body=LONG)

    assert near_copy(comment_id=comment.pk) is None


def test_near_copy_looks_at_a_bounded_number(make_comment, monkeypatch):
    note = make_comment(body=LONG).note
    for _ in range(2 * CANDIDATES):
        make_comment(note, body=LONG)
    compared = []
    monkeypatch.setattr(history, "are_alike", lambda _mine, body, _least: compared.append(body))

    near_copy()

    assert len(compared) == CANDIDATES


@pytest.fixture
def limits(settings):
    settings.COMMENTS_PER_MINUTE = 6


@pytest.fixture
def come(make_comment, limits):
    """So many comments, one a minute, the last one just now."""
    note = make_comment(created_at=timezone.now() - timedelta(days=1)).note

    def comments(count, ago=timedelta(), **fields):
        last = timezone.now() - ago
        for minutes in range(count):
            make_comment(note, created_at=last - timedelta(minutes=minutes / 2), **fields)

    return comments


HOME, AWAY = "203.0.113.0/24", "198.51.100.0/24"


def test_rate_limit_holds_after_many_in_an_hour(come):
    come(NETWORK_HOURLY - 1, network=HOME)
    assert history.rate_limit(gather(submission(network=HOME))) is None
    come(1, network=HOME)

    caught = history.rate_limit(gather(submission(network=HOME, is_known_good=True)))

    assert caught.action == HOLD
    assert caught.reason == f"지난 1시간 동안 같은 네트워크({HOME})에서 12개 넘게 보냄"
    assert history.rate_limit(gather(submission(network=AWAY))) is None
    assert history.rate_limit(gather(submission(network=""))) is None


def test_text_limit_holds_the_same_words_from_everywhere(come):
    come(TEXT_HOURLY - 1, body=f"{LONG} https://a.example", network=HOME)
    assert history.text_limit(gather(submission())) is None
    come(1, body=f"{LONG} https://b.example", network=AWAY)

    caught = history.text_limit(gather(submission()))

    assert (caught.action, caught.reason) == (HOLD, "지난 1시간 동안 같은 내용이 4개 넘게 옴")
    assert history.text_limit(gather(submission("책방 이야기는 다른 말로 남깁니다."))) is None


def test_text_limit_lets_more_people_say_thanks(come):
    come(SHORT_TEXT_HOURLY - 1, body="감사합니다")
    assert history.text_limit(gather(submission("감사합니다!"))) is None
    come(1, body="감사합니다")

    assert history.text_limit(gather(submission("감사합니다!"))).action == HOLD


def test_copies_are_the_latest_by_either_fingerprint(make_comment):
    """What has both is there once, and also where the latest that have one of them are others."""
    note = make_comment(body="다른 이야기").note

    def come(count, **fingerprint) -> list[int]:
        keys = [make_comment(note, body=LONG).pk for _time in range(count)]
        Comment.objects.filter(pk__in=keys).update(**fingerprint)
        return keys

    both = come(CANDIDATES + 2)
    beginnings = come(CANDIDATES - 1, highest_piece=1)
    ends = come(3, lowest_piece=1)

    copies = gather(submission()).facts.copies

    assert list(copies) == sorted(copies, reverse=True)
    assert set(copies) == {*beginnings, *ends, *both[-(CANDIDATES - 3) :]}


def test_site_limit_holds_whom_nobody_knows(come):
    come(SITE_FEWEST - 1, network=HOME)
    assert history.site_limit(gather(submission(network=AWAY))) is None
    come(1, network=AWAY)

    caught = history.site_limit(gather(submission()))

    assert caught.action == HOLD
    assert caught.reason == "지난 1시간 동안 사이트에 댓글이 평소보다 훨씬 많이 옴 (30개)"
    assert history.site_limit(gather(submission(is_known_good=True))) is None


def test_site_limit_does_not_count_what_was_imported(come):
    come(SITE_FEWEST)

    assert history.site_limit(gather(submission())) is None


@pytest.mark.parametrize(("days", "is_held"), [(1, False), (30, True)])
def test_site_limit_knows_what_is_usual(come, make_comment, days, is_held):
    """Thirty-one in an hour are nothing where two hundred come in a day."""
    come(SITE_FEWEST + 1, network=HOME)
    note, now = make_comment().note, timezone.now()
    for number in range(SITE_USUAL_OF):
        ago = timedelta(hours=1, seconds=1) + number * timedelta(days=days) / SITE_USUAL_OF
        make_comment(note, created_at=now - ago, network=HOME)

    known = gather(submission())

    assert known.facts.usual == pytest.approx(SITE_USUAL_OF / (24 * days), rel=0.02)
    assert bool(history.site_limit(known)) is is_held


@pytest.mark.parametrize(("in_hour", "usual"), [(600, 61), (299, 30), (29, 1)])
def test_site_limit_leaves_busy_and_quiet_sites_alone(in_hour, usual):
    facts = Facts(in_site_hour=in_hour, usual=usual)

    assert history.site_limit(submission(facts=facts)) is None


def test_host_limit_holds_one_address_by_many_names(come, settings):
    settings.SITE_URL = "https://blog.example"
    for name in ("하나", "두리"):
        come(2, name=name, body=f"{name} 선물 받았어요 https://Gift.example/{name}", status="held")
    late = submission("저도 받았네요 https://gift.example/c에서", name="세찬")
    assert history.host_limit(gather(late)) is None
    come(1, name="나라", body="이거 봐요", website="https://gift.example", status="held")

    caught = history.host_limit(gather(late))

    assert caught.action == HOLD
    assert caught.reason == (
        "지난 1시간 동안 같은 주소(gift.example)를 남긴 이름 3개가 확인을 기다림"
    )
    for innocent in (
        submission("선물 이야기는 저도 들었어요.", name="세찬"),
        submission("이 글요 https://blog.example/notes/1/", name="세찬"),
        submission(late.body, name="세찬", is_known_good=True),
    ):
        assert history.host_limit(gather(innocent)) is None


@pytest.mark.parametrize(
    "mine", ["https://동네책방.example/가", "https://xn--950b94cp6kkmr.example"]
)
def test_host_limit_knows_a_hangul_address_however_it_is_written(come, mine):
    come(1, name="하나", body="이거 봐요 https://동네책방.example/하나", status="held")
    come(1, name="두리", body="여기요", website="https://동네책방.example", status="held")
    come(1, name="세찬", body="https://xn--950b94cp6kkmr.example/다", status="held")

    caught = history.host_limit(gather(submission(mine, name="나라")))

    assert caught.reason == (
        "지난 1시간 동안 같은 주소(동네책방.example)를 남긴 이름 3개가 확인을 기다림"
    )


def decoyed(*hosts):
    return "이거 봐요 " + " ".join(f"https://{host}/가" for host in hosts)


def test_host_limit_sees_the_shared_address_behind_others(come):
    come(1, name="하나", body=decoyed("a.example", "선물.example"), status="held")
    come(1, name="두리", body=decoyed("b.example", "선물.example", "zz.example"), status="held")
    come(1, name="세찬", website="https://xn--392bt1i.example", status="held")
    come(1, name="나라", body=decoyed("a.example"), status="held")

    caught = history.host_limit(gather(submission(decoyed("a.example", "선물.example"))))

    assert caught.reason == (
        "지난 1시간 동안 같은 주소(선물.example)를 남긴 이름 3개가 확인을 기다림"
    )


def test_host_limit_does_not_add_up_different_addresses(come):
    for name, host in (("하나", "a.example"), ("두리", "b.example"), ("세찬", "c.example")):
        come(2, name=name, body=decoyed(host), status="held")

    known = gather(submission(decoyed("c.example", "b.example", "a.example")))

    assert (known.facts.shared_host, known.facts.waiting_with_host) == ("a.example", 1)
    assert history.host_limit(known) is None


@pytest.mark.parametrize(("decoys", "found"), [(MOST_HOSTS - 1, "gift.example"), (MOST_HOSTS, "")])
def test_host_limit_looks_for_a_bounded_number(come, decoys, found):
    come(1, name="하나", body=decoyed("gift.example"), status="held")

    hosts = [f"a{number}.example" for number in range(decoys)]
    known = gather(submission(decoyed(*hosts, "gift.example")))

    assert known.facts.shared_host == found


def test_host_limit_does_not_count_what_somebody_has_let_pass(come):
    for name in ("하나", "두리", "세찬"):
        come(1, name=name, body="원문 https://wiki.example/협력", status="published")

    assert history.host_limit(gather(submission("여기 https://wiki.example/전략"))) is None


def test_limits_forget_after_an_hour(come):
    come(SITE_FEWEST, ago=timedelta(minutes=61), body=LONG, network=HOME)

    come(1, ago=timedelta(minutes=61), status="held", name="하나", body="https://a.example")
    come(1, ago=timedelta(minutes=61), status="held", name="두리", body="https://a.example")
    come(1, ago=timedelta(minutes=61), status="held", name="세찬", body="https://a.example")

    known = gather(submission(network=HOME, website="https://a.example"))

    assert [check(known) for check in history.LIMITS] == [None] * 4


def test_limits_do_not_count_when_the_owner_wants_none(come, settings):
    come(SITE_FEWEST, body=LONG, network=HOME)
    for name in ("하나", "두리", "세찬"):
        come(1, name=name, website="https://a.example", status="held")
    sent = submission(network=HOME, website="https://a.example")
    assert all(check(gather(sent)) for check in history.LIMITS)
    settings.COMMENTS_PER_MINUTE = 0

    known = gather(sent)

    assert [check(known) for check in history.LIMITS] == [None] * 4


@pytest.mark.parametrize("network", ["", HOME])
def test_plan_for_any_facts_reads_no_table_of_comments(make_comment, network):
    """PostgreSQL makes it once for whatever will be asked; what was imported has no network."""
    note = make_comment().note
    words = {"name": "독자", "email": "me@example.com", "body": "말" * 300, "network": network}
    Comment.objects.bulk_create(Comment(note=note, **words) for _ in range(5000))
    TokenCount.objects.bulk_create(
        TokenCount(bucket="ko", token=f"w:{word}", spam=1, ham=1) for word in range(5000)
    )

    steps = plan_for_any(lookups._KNOWN["postgresql"])

    assert "comment_from_network" in steps
    assert "Seq Scan on comments_comment" not in steps
    assert "Seq Scan on comments_tokencount" not in steps


def test_facts_are_found_by_indexes(come, django_assert_num_queries):
    """No table of comments is read through and nothing of it sorted, so a million of them cost the same."""
    come(SITE_FEWEST, body=LONG, network=HOME)
    note = Comment.objects.first().note
    words = {"name": "독자", "email": "me@example.com", "body": "말", "network": AWAY}
    Comment.objects.bulk_create(Comment(note=note, **words) for _ in range(2000))
    as_if_large("seqscan", "bitmapscan", "sort")
    # Few words, but not without a fingerprint: no part of the query asks for nothing.
    said = {"body": "좋은 글 감사합니다", "website": "https://a.example"}
    sent = Comment(note=note, name="김독자", email="me@example.com", network=HOME, **said)
    sent.sending = "0"
    with django_assert_num_queries(1) as asked:
        of_form(sent, own=(1, 2))
    steps = plan(asked[0]["sql"])

    indexes = "from_network by_approved with_origin lowest_piece highest_piece queue"
    for index in indexes.split():
        assert f"comment_{index}" in steps
    unwanted = ("SCAN comments_comment", "TEMP B-TREE", "Sort", "Seq Scan on comments_comment")
    assert [each for each in unwanted if each in steps] == []
