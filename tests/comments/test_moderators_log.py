"""The audit log: decisions and everything else in one list, a sentence each."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from comments.models import Comment, Decision, LogEntry
from comments.moderation.log_pages import SIZE

pytestmark = pytest.mark.django_db
LOG = "/moderation/log/"


@pytest.fixture
def kim(make_user):
    return make_user("kim", first_name="운영", last_name="김")


def page(client, address=LOG) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return BeautifulSoup(answer.content, "html.parser")


def lines(found) -> list[str]:
    return [" ".join(line.p.text.split()) for line in found.select(".log__line")]


def log(client, address=LOG) -> list[str]:
    return lines(page(client, address))


def link(found, text: str) -> str:
    return found.find("a", string=re.compile(text))["href"]


def press(comments, act, by) -> list[Decision]:
    """As the queue decides about many at once."""
    key = uuid4()
    made = [act(comment, by) for comment in comments]
    Decision.objects.filter(pk__in=[each.pk for each in made]).update(batch=key)
    return list(Decision.objects.filter(batch=key).order_by("pk"))


@pytest.fixture
def held(make_comment, make_note):
    note = make_note()
    return lambda name="홍길동": make_comment(note, name=name, status="held")


# Sentences ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("approve", "홍길동 님의 댓글을 승인해 공개했습니다."),
        ("mark_as_spam", "홍길동 님의 댓글을 스팸으로 옮겼습니다."),
        ("remove", "홍길동 님의 댓글을 글 아래에서 내렸습니다."),
    ],
)
def test_decision_is_a_sentence(moderator_client, kim, held, act, said):
    getattr(held(), act)(kim)

    assert log(moderator_client) == [f"운영 김 님이 {said} 이 댓글의 기록"]


def test_decision_that_was_taken_back_says_so_and_by_whom(moderator_client, moderator, kim, held):
    held().approve(kim).undo(moderator)

    assert log(moderator_client) == [
        "moderator 님이 홍길동 님의 댓글을 되돌려 다시 ‘보류’ 상태로 두었습니다. 이 댓글의 기록",
        "운영 김 님이 홍길동 님의 댓글을 승인해 공개했습니다. 되돌림 이 댓글의 기록",
    ]


def test_what_nobody_with_an_account_did_is_told_as_that(moderator_client, kim, held):
    comment = held()
    comment.approve(kim)
    kim.delete()
    comment.hold(None)

    assert log(moderator_client) == [
        "사이트가 스스로 홍길동 님의 댓글을 다시 보류했습니다. 이 댓글의 기록",
        "지금은 없는 계정이 홍길동 님의 댓글을 승인해 공개했습니다. 이 댓글의 기록",
    ]


def test_every_other_act_has_a_sentence(moderator_client, kim, held):
    comment = held()
    for act, _label in LogEntry.ACTS:
        is_about = act in (LogEntry.TAKEN_DOWN, LogEntry.OBJECTED, LogEntry.TAKEDOWN_ENDED)
        by = None if act in (LogEntry.OBJECTED, LogEntry.ADDRESSES_CUT) else kim
        LogEntry.note_down(act, by, comment if is_about else None)

    said = [line.removesuffix(" 이 댓글의 기록") for line in log(moderator_client)]

    assert sorted(said) == sorted(
        [
            "운영 김 님이 규칙을 만들었습니다.",
            "운영 김 님이 규칙을 고쳤습니다.",
            "운영 김 님이 규칙을 지웠습니다.",
            "운영 김 님이 홍길동 님의 댓글을 게시중단했습니다.",
            "글쓴이가 홍길동 님의 댓글을 다시 올려 달라고 이의를 냈습니다.",
            "운영 김 님이 홍길동 님의 댓글을 두고 게시중단을 끝냈습니다.",
            "운영 김 님이 한 사람의 정보를 모두 내보냈습니다.",
            "운영 김 님이 한 사람의 정보를 모두 지웠습니다.",
            "사이트가 스스로 오래된 IP 주소의 뒷자리를 지웠습니다.",
            "운영 김 님이 오래된 네트워크와 브라우저 이름을 지웠습니다.",
            "운영 김 님이 개인정보를 두는 기간을 바꾸었습니다.",
            "운영 김 님이 스팸 판정을 바꾸었습니다.",
        ]
    )


def test_numbers_of_an_act_stand_beside_it(moderator_client, kim):
    LogEntry.note_down(LogEntry.ADDRESSES_CUT, comments=1234, days=30)
    LogEntry.note_down(LogEntry.POLICY_CHANGED, kim, keep_addresses_days=[30, 7], other=[1])

    assert log(moderator_client) == [
        "운영 김 님이 개인정보를 두는 기간을 바꾸었습니다. (IP 주소: 30일에서 7일로)",
        "사이트가 스스로 오래된 IP 주소의 뒷자리를 지웠습니다. (댓글 1234개, 30일이 지난 것)",
    ]


def test_erased_comment_is_there_without_it(moderator_client, kim, held):
    comment = held("지운사람")
    comment.mark_as_spam(kim)
    LogEntry.note_down(LogEntry.TAKEN_DOWN, kim, comment)
    comment.delete()

    assert log(moderator_client) == ["운영 김 님이 지워진 댓글을 게시중단했습니다."]


def test_names_are_escaped(moderator_client, make_user, held):
    held("<b>홍</b> & %(who)s").approve(make_user("<i>", first_name="<u>% s"))

    found = page(moderator_client)

    assert lines(found)[0].startswith("<u>% s 님이 <b>홍</b> & %(who)s 님의 댓글을 승인해")
    assert not found.select(".log b, .log u, .log i")


def test_comment_leads_to_its_place_in_the_queue(moderator_client, kim, held):
    first, _second = held("첫사람"), held("둘째사람")
    first.mark_as_spam(kim)

    place = link(page(moderator_client), "첫사람 님의 댓글")

    assert place.startswith("/moderation/?status=spam&before=")
    address, _hash, anchor = place.partition("#")
    found = page(moderator_client, address)
    assert found.select_one(".queue__item")["id"] == anchor == f"item-{first.pk}"


# Folded ------------------------------------------------------------------------------------------


def test_press_is_one_line_that_leads_to_each(moderator_client, kim, held):
    held("앞사람").approve(kim)
    made = press([held(f"{n}번") for n in range(50)], Comment.mark_as_spam, kim)
    held("뒷사람").approve(kim)

    found = page(moderator_client)

    assert [line.split(" 이 댓글의")[0] for line in lines(found)] == [
        "운영 김 님이 뒷사람 님의 댓글을 승인해 공개했습니다.",
        "운영 김 님이 댓글 50개를 한 번에 스팸으로 옮겼습니다.",
        "운영 김 님이 앞사람 님의 댓글을 승인해 공개했습니다.",
    ]
    unfolded = page(moderator_client, link(found, "댓글 50개"))
    assert len(lines(unfolded)) == len(made)
    assert "한 번에 한 것을 하나씩" in unfolded.text
    own = log(moderator_client, f"{LOG}?comment={made[7].comment_id}")
    assert own == ["운영 김 님이 7번 님의 댓글을 스팸으로 옮겼습니다. 이 댓글의 기록"]


def test_press_that_was_taken_back_is_one_line_too(moderator_client, moderator, kim, held):
    made = press([held(f"{n}번") for n in range(5)], Comment.mark_as_spam, kim)
    made[0].undo(moderator)
    assert log(moderator_client) == [
        "moderator 님이 0번 님의 댓글을 되돌려 다시 ‘보류’ 상태로 두었습니다. 이 댓글의 기록",
        "운영 김 님이 댓글 5개를 한 번에 스팸으로 옮겼습니다. (되돌린 것 1개)",
    ]

    for decision in made[1:]:
        decision.undo(moderator)

    assert log(moderator_client) == [
        "moderator 님이 댓글 5개를 한 번에 되돌렸습니다.",
        "운영 김 님이 댓글 5개를 한 번에 스팸으로 옮겼습니다. 되돌림",
    ]


def test_press_about_one_comment_is_told_like_any(moderator_client, kim, held):
    press([held()], Comment.approve, kim)

    assert log(moderator_client) == [
        "운영 김 님이 홍길동 님의 댓글을 승인해 공개했습니다. 이 댓글의 기록"
    ]


# Filters -----------------------------------------------------------------------------------------


@pytest.fixture
def busy(kim, moderator, held):
    held("승인").approve(kim)
    held("스팸").mark_as_spam(moderator)
    held("지움").remove(kim)
    held("되돌림").approve(kim).undo(moderator)
    LogEntry.note_down(LogEntry.RULE_MADE, kim)
    LogEntry.note_down(LogEntry.ERASED, moderator)
    LogEntry.note_down(LogEntry.TAKEN_DOWN, kim, held("중단"))


@pytest.mark.parametrize(
    ("act", "count"),
    [
        ("", 8),
        ("approve", 2),
        ("spam", 1),
        ("remove", 1),
        ("hold", 0),
        ("undo", 1),
        ("rules", 1),
        ("takedowns", 1),
        ("privacy", 1),
    ],
)
def test_one_act_alone(moderator_client, busy, act, count):
    found = page(moderator_client, f"{LOG}?act={act}")

    assert len(lines(found)) == count
    if not count:
        assert "여기에 맞는 기록이 없습니다." in found.text
    (here,) = found.select("nav[aria-label='무엇을 한 기록'] [aria-current]")
    assert here["href"] == f"{LOG}?act={act}" if act else LOG


def test_one_person_alone(moderator_client, busy, moderator):
    place = link(page(moderator_client), "^moderator$")
    found = page(moderator_client, place)

    assert place == f"{LOG}?by={moderator.pk}"
    assert len(lines(found)) == 3
    assert "moderator 님이 한 일만" in found.text
    both = page(moderator_client, f"{place}&act=spam")
    assert len(lines(both)) == 1
    assert link(both, "^모두 보기$") == f"{LOG}?act=spam"


def test_one_comment_alone(moderator_client, busy):
    comment = Comment.objects.get(name="중단")

    found = page(moderator_client, f"{LOG}?comment={comment.pk}")

    assert len(lines(found)) == 1
    assert f"댓글 {comment.pk}번에 대한 것만" in found.text


@pytest.mark.parametrize(
    "query",
    [
        "act=unknown", "by=x", "by=-1", "comment=열둘", "batch=x", "before=x", "before=2-1-1",
        "before=1-x-1", "before=1-9e99-1", "by=١",
    ],
)  # fmt: skip
def test_what_is_none_is_not_found(moderator_client, query):
    assert moderator_client.get(f"{LOG}?{query}").status_code == 404


@pytest.mark.parametrize("query", [f"by={10**30}", "by=99999", f"comment={10**30}"])
def test_what_nobody_has_is_empty(moderator_client, query):
    assert "여기에 맞는 기록이 없습니다." in page(moderator_client, f"{LOG}?{query}").text


def test_empty_log_says_so(moderator_client):
    assert "아직 아무것도 하지 않았습니다." in page(moderator_client).text


# Pages -------------------------------------------------------------------------------------------


def test_pages_have_each_line_once_in_order(moderator_client, kim, held):
    """Also where both tables have rows of the same moment."""
    comment, now = held(), timezone.now()
    moments = [now - timedelta(seconds=n // 4) for n in range(130)]
    Decision.objects.bulk_create(
        Decision(comment=comment, moderator=kim, from_status="held", to_status="spam", made_at=at)
        for at in moments
    )
    LogEntry.objects.bulk_create(
        LogEntry(act=LogEntry.RULE_MADE, by=kim, made_at=at) for at in moments
    )
    times, kinds, address = [], [], LOG
    while address:
        found = page(moderator_client, address)
        times += [line.time["datetime"] for line in found.select(".log__line")]
        kinds += ["규칙" in line for line in lines(found)]
        assert len(found.select(".log__line")) <= SIZE
        older = found.select_one(".pages__older")
        address = older and older["href"]

    assert len(times) == 260
    assert times == sorted(times, reverse=True)
    assert sum(kinds) == 130
    assert "가장 최근으로" in found.text


def test_older_page_keeps_what_was_asked(moderator_client, kim, held):
    comment = held()
    Decision.objects.bulk_create(
        Decision(comment=comment, moderator=kim, from_status="held", to_status="spam")
        for _ in range(SIZE + 1)
    )

    first = page(moderator_client, f"{LOG}?act=spam&by={kim.pk}")
    older = first.select_one(".pages__older")["href"]

    assert f"by={kim.pk}&act=spam&before=" in older
    assert len(log(moderator_client, older)) == 1


@pytest.mark.parametrize("count", [1, 3, 40])
def test_log_takes_the_same_queries(
    moderator_client, make_user, held, count, django_assert_num_queries
):
    for number in range(count):
        by = make_user(f"사람{number}")
        press([held(), held()], Comment.mark_as_spam, by)[0].undo(by)
        LogEntry.note_down(LogEntry.TAKEN_DOWN, by, held())
    page(moderator_client)

    # Session, user, the two tables, the presses; the frame asks for the site.
    with django_assert_num_queries(6):
        moderator_client.get(LOG)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_log_is_only_read(moderator_client, method):
    assert getattr(moderator_client, method)(LOG).status_code == 405
