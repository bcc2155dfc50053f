"""The score, the check, and what it tells the moderator."""

from dataclasses import replace

import pytest

from comments.models import TokenCount
from comments.models.token_count import COMMENTS, HAM, SPAM, TOKENS, Steps
from comments.spam import CHECKS, bayes, judge
from comments.spam.bayes import CAP, FEWEST, LIKE_SPAM, Weighed, weigh_tokens
from comments.spam.tokens import read
from comments.spam.verdicts import HOLD, HOLD_AT, SPAM_AT, Submission

BAIT = "먹튀 없는 카지노 사이트, 첫 충전 30% 보너스 드립니다 https://bonus-casino.xyz/join"
THANKS = "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다. 다음 글도 기다릴게요."


def submission(body, **fields):
    fields = {"name": "김독자", "holds_first_timers": False} | fields
    return Submission(body=body, **fields)


def teach(label, *bodies, name="김독자"):
    steps = Steps()
    for body in bodies:
        found = read(name, "", body)
        steps.add(label, found.bucket, found.tokens)
    TokenCount.objects.add(steps)


@pytest.fixture
def taught(db):
    teach(SPAM, *(f"{BAIT} {k}번째" for k in range(20)))
    teach(HAM, *(f"{THANKS} {k}번째" for k in range(20)))


def test_bayes_catches_what_is_like_spam_and_names_the_words(taught):
    verdict = bayes.bayes(
        submission("카 지 노 첫충전 보너스! 먹튀 걱정 없는 곳 https://bonus-casino.xyz/new")
    )

    assert verdict.check == "bayes" and not verdict.action
    assert HOLD_AT <= verdict.weight < SPAM_AT
    assert verdict.reason.startswith("전에 스팸으로 정한 댓글과 닮음 (9")
    assert "‘카지노’" in verdict.reason or "‘카지노’" in dict(verdict.words)
    assert verdict.words[0][1] > 0


def test_bayes_leaves_the_innocent_alone(taught):
    assert (
        bayes.bayes(submission("둘째 문단의 예가 저희 동네 이야기와 똑같습니다. 기다리겠습니다."))
        is None
    )


def test_bayes_alone_holds_and_never_refuses(taught):
    judgement = judge(submission(BAIT), checks=[bayes.bayes])

    assert judgement.action == HOLD
    assert judgement.as_json()[0]["words"]


@pytest.mark.parametrize(
    ("probability", "weight"),
    [(0.6, 0), (0.65, 15), (0.77, 25), (0.78, 35), (0.89, 45), (LIKE_SPAM, 50), (0.99, 80)],
)
def test_what_is_doubtful_weighs_less_than_it_takes_to_hold(probability, weight):
    found = Weighed(probability, [("w:카지노", 2.0)], is_taught=True)

    assert found.weight == weight
    assert found.is_like_spam == (weight >= HOLD_AT)
    assert replace(found, is_taught=False).weight == 0


def test_a_person_looks_where_only_caution_keeps_it_from_being_like_spam():
    found = Weighed(0.81, [("w:카지노", 2.0)], is_taught=True, is_suspect=True)

    assert found.weight == HOLD_AT and not found.is_like_spam
    assert replace(found, is_suspect=False).weight < HOLD_AT
    assert replace(found, is_taught=False).weight == 0


@pytest.mark.parametrize(
    ("tokens", "is_suspect"),
    [
        (["w:상담", "w:당일", "b:대출", "b:급전"], True),
        (["s:digits 21+", "s:signs 9+", "w:9000", "w:4500원"], False),
        (["w:상담", "s:digits 21+"], False),
    ],
)
def test_prices_and_numbers_alone_make_nobody_suspect(tokens, is_suspect):
    assert weigh_tokens(tokens, {}, dict.fromkeys(tokens, 1.8)).is_suspect == is_suspect


def test_what_is_doubtful_is_not_said_to_be_like_spam():
    found = Weighed(0.8, [("w:카지노", 2.0)], is_taught=True)

    assert bayes.reason(found) == "스팸에 자주 나오는 것이 있음 (80 %): ‘카지노’"


def test_few_decisions_alone_say_nothing(db):
    """What was seen elsewhere may hold the comment, and none of that weight is of this site."""
    teach(SPAM, *(f"{BAIT} {k}번째" for k in range(FEWEST)))
    teach(HAM, *(f"{THANKS} {k}번째" for k in range(FEWEST - 1)))
    learned = bayes.look_up(submission(BAIT))
    assert not bayes.weigh_tokens(learned.tokens, learned.counts).is_like_spam
    held = bayes.bayes(submission(BAIT))
    assert held.borrowed == held.weight

    teach(HAM, *(f"{THANKS} {k}번" for k in range(20)))
    teach(SPAM, *(f"{BAIT} {k}번" for k in range(20)))
    assert bayes.bayes(submission(BAIT)).borrowed == 0


def test_bayes_knows_nothing_of_another_script(taught):
    assert (
        bayes.bayes(submission("Best casino bonus https://bonus-casino.xyz/join", name="Bob"))
        is None
    )


def test_bayes_is_one_of_the_checks_and_asks_once(taught, django_assert_num_queries):
    assert bayes.bayes in CHECKS
    with django_assert_num_queries(1):
        bayes.bayes(submission(BAIT))


def test_probability_is_even_without_evidence():
    assert weigh_tokens(["w:카지노"], {}).probability == 0.5
    assert weigh_tokens([], {COMMENTS: (9, 9), TOKENS: (99, 99)}).probability == 0.5


def test_one_voice_is_not_heard_as_many():
    """Whatever is said of a website is one fact; words of the text are more."""
    counts = {COMMENTS: (50, 50), TOKENS: (2000, 2000)}
    honest = [f"w:{word}" for word in "가나다라"]
    site = ["u:a.example", "u:.example", "s:website", "s:website_path 2–15"]
    several = ["u:a.example", "n:나", "l:b.example", "s:phone"]
    known = counts | dict.fromkeys([*site, *several], (20, 2)) | dict.fromkeys(honest, (2, 20))

    one, many = (weigh_tokens([*honest, *said], known).probability for said in (site, several))

    assert one == pytest.approx(0.5) and many > 0.7


def test_few_decisions_make_little_certain():
    def counts(decided):
        return {
            COMMENTS: (decided, decided),
            TOKENS: (9 * decided, 9 * decided),
            "w:가": (decided, 0),
        }

    assert weigh_tokens(["w:가"], counts(5)).probability < LIKE_SPAM
    assert weigh_tokens(["w:가"], counts(50)).probability > LIKE_SPAM


def test_no_token_says_more_than_another_site_could_say():
    """A word that stood in all spam and in nothing else is no proof."""
    counts = {COMMENTS: (500, 500), TOKENS: (5000, 5000), "w:가": (500, 0), "w:나": (0, 500)}

    assert [weigh for _token, weigh in weigh_tokens(["w:가"], counts).evidence] == [
        pytest.approx(CAP, rel=0.02)
    ]
    assert weigh_tokens(["w:가", "w:나"], counts).probability == 0.5


def test_rates_are_relative_to_tokens_and_not_to_comments():
    """Long spam and short ham: a word as frequent among all words of both says nothing."""
    counts = {COMMENTS: (10, 10), TOKENS: (1000, 100), "w:오늘": (10, 1)}

    [] = weigh_tokens(["w:오늘"], counts).evidence


def test_counts_below_zero_break_nothing():
    """Somebody has emptied the table by hand."""
    counts = {COMMENTS: (-1, 5), TOKENS: (-20, 50), "w:카지노": (-3, 2)}

    assert 0 <= weigh_tokens(["w:카지노"], counts).probability <= 1


def test_reason_in_english(taught, english):
    verdict = bayes.bayes(submission(BAIT))

    assert verdict.reason.startswith("Like comments that were marked as spam (")
    doubtful = Weighed(0.8, [("w:카지노", 2.0)], is_taught=True)
    assert bayes.reason(doubtful).startswith("Has what spam often has (80 %): ")
