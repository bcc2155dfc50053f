"""What is known before anything is decided, and how it is counted."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from comments.models import TokenCount
from comments.models.token_count import HAM, SPAM, Steps
from comments.spam import bayes, judge, prior
from comments.spam.prior_building import Counts, Source, build, is_kept, rates_of
from comments.spam.prior_sources import sources
from comments.spam.tokens import VERSION, read
from comments.spam.verdicts import HOLD, PUBLISH, Policy, Submission, Verdict, weigh
from tests.notes.interchange.shared import shared

BAIT = "첫충 30% 매충 10% 카지노 바카라 먹튀 보증, 가입코드 7788 텔레 bonus77 https://bonus-77.xyz"
THANKS = "세 번째 문단의 예가 제 경험과 똑같아서 놀랐습니다. 다음 글도 기다릴게요."


def submission(body, **fields):
    return Submission(**{"name": "김독자", "body": body, "holds_first_timers": False} | fields)


def place(name, rows, *, fields=("name", "website"), is_own=False):
    return Source(name, rows, frozenset(fields), is_own)


def row(label, text, author="", url=""):
    return {"label": label, "text": text, "author": author, "url": url}


def teach(label, *bodies):
    steps = Steps()
    for body in bodies:
        found = read("김독자", "", body)
        steps.add(label, found.bucket, found.tokens)
    TokenCount.objects.add(steps)


def test_it_speaks_before_anything_is_decided(db):
    verdict = bayes.bayes(submission(BAIT))

    assert verdict and verdict.weight == verdict.borrowed > 0
    assert verdict.reason.startswith("다른 사이트에서 본 스팸과 닮음 (9")
    assert judge(submission(BAIT), checks=[bayes.bayes]).action == HOLD
    assert judge(submission(THANKS), checks=[bayes.bayes]).action == PUBLISH
    assert verdict.as_json()["borrowed"] == verdict.borrowed


def test_what_is_borrowed_never_refuses():
    links = Verdict("link_count", "링크 5개", weight=80)
    borrowed = Verdict("bayes", "닮음", weight=80, borrowed=80)
    taught = Verdict("bayes", "닮음", weight=80, borrowed=0)

    assert weigh((links, borrowed)).action == HOLD
    assert weigh((borrowed,), Policy(hold_at=35, spam_at=80)).action == HOLD
    assert weigh((links, taught)).action == "spam"
    assert "borrowed" not in taught.as_json()


def test_it_fades_as_decisions_come_in(db):
    """The moderators of this site like what is spam elsewhere."""
    before = bayes.weigh(bayes.look_up(submission(BAIT))).probability
    teach(HAM, *(f"{BAIT} {k}번째" for k in range(8)))
    teach(SPAM, *(f"{THANKS} {k}번째" for k in range(8)))

    assert before > bayes.LIKE_SPAM
    assert bayes.weigh(bayes.look_up(submission(BAIT))).probability < 0.5


def test_decisions_of_one_label_alone_change_little(db):
    teach(HAM, *(f"{THANKS} {k}번째" for k in range(50)))

    assert bayes.bayes(submission(BAIT))
    assert not bayes.bayes(submission(THANKS))


def test_the_file_is_of_the_tokens_of_today():
    assert prior.of("ko") and prior.of("xx")
    assert prior.of("ko")["w:카톡"] > 1 and prior.of("ko")["w:아니라"] < -1
    assert all(abs(weight) <= prior.CAP for weight in prior.of("xx").values())


def test_words_are_known_beside_those_of_another_script(db):
    """And only words: how a comment looks is compared with others of its bucket."""
    ko, xx = prior.of("ko"), prior.of("xx")

    assert xx["w:카지노"] == ko["w:카지노"] > 1
    assert ko["w:bonus"] > 1
    assert "s:no_website" in xx and "s:no_website" not in ko
    both = bayes.bayes(submission("Play 카지노 best 바카라 슬롯 bonus join now free spin 첫충"))
    assert both.weight == both.borrowed >= bayes.LIKE_SPAM_WEIGHT


def test_how_names_and_lines_look_does_not_travel():
    body = "말 {0}\n{0} Abcd"
    rows = [row(label, body.format(k), "Abcd") for k in range(30) for label in (SPAM, HAM)]
    file = gzip.decompress(build([place("a", rows), place("b", rows, is_own=True)])).decode()

    assert "s:length" in file and "w:abcd" in file
    assert not any(token in file for token in ("name_shape", "name_in_text", "s:breaks"))


def test_a_file_of_other_tokens_is_not_read(tmp_path, monkeypatch):
    other = tmp_path / "prior.tsv.gz"
    other.write_bytes(gzip.compress(f"version\t{VERSION + 1}\nko\t9\t9\nw:가\t9\t9\n".encode()))
    monkeypatch.setattr(prior, "PATH", other)
    prior._read.cache_clear()
    try:
        assert prior.of("ko") == {}
    finally:
        prior._read.cache_clear()


def test_nobody_and_no_single_site_is_known_by_a_token():
    counts = [Counts(place("a", [])), Counts(place("b", []))]
    for each in counts:
        for _k in range(5):
            each.add(
                SPAM, ["w:카지노", "n:카지노", "n:민수", "w:민수", "l:bit.ly", "t:one two three"]
            )
            each.add(HAM, ["n:민수", "p:thank you"])
    for _k in range(50):
        counts[0].add(HAM, ["w:우리동네", "u:minsu.example"])

    kept = {token for each in counts for token in each.by_token if is_kept(token, counts)}

    assert kept == {"w:카지노", "n:카지노", "w:민수", "l:bit.ly", "p:thank you"}


def test_own_examples_need_no_second_place():
    counts = [Counts(place("examples", [], is_own=True))]
    for label in (SPAM, SPAM, HAM):
        counts[0].add(label, ["w:대출"])
    counts[0].add(SPAM, ["w:한번"])

    assert is_kept("w:대출", counts) and not is_kept("w:한번", counts)


def test_a_source_says_nothing_of_what_was_not_asked_for_there():
    mail, blog = Counts(place("mail", [], fields=())), Counts(place("blog", []))
    for label in (SPAM, HAM):
        for _k in range(20):
            mail.add(label, ["s:no_website", "w:무료"])
            blog.add(label, ["s:website", "w:무료"] if label == SPAM else ["s:no_website"])

    assert rates_of("s:no_website", [mail, blog]) == [0.0, 1.0]
    assert rates_of("w:무료", [mail, blog]) == [1.0, 0.5]
    assert rates_of("s:website", [mail]) == [0.0, 0.0]


def test_the_same_comments_make_the_same_file():
    rows = [row(SPAM, f"무료 카지노 이벤트 {k}", "광고") for k in range(30)]
    rows += [row(HAM, f"저도 그렇게 생각해요 {k}", "김독자") for k in range(30)]
    file = build([place("examples", rows, is_own=True)])
    lines = gzip.decompress(file).decode().splitlines()

    assert lines[0] == f"version\t{VERSION}"
    assert lines[1].startswith("ko\t")
    assert "w:카지노\t10000\t0" in lines and "w:저도\t0\t10000" in lines
    assert "n:김독자" not in file.decode("latin-1")
    assert build([place("examples", rows, is_own=True)]) == file


@pytest.mark.slow
def test_the_shipped_file_is_what_the_sources_make():
    collected = shared("data/spam")

    assert gzip.decompress(build(sources(collected))) == gzip.decompress(prior.PATH.read_bytes())


def test_sources_that_are_missing_are_named(tmp_path):
    with pytest.raises(CommandError, match="blog_en.jsonl"):
        call_command("build_spam_prior", str(tmp_path))
