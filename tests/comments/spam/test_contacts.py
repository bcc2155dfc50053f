"""Numbers that hide, and messengers. No database."""

import pytest

from comments.spam.contacts import folded_phone, messenger, numbers_in
from comments.spam.verdicts import Submission
from comments.spam.weights import HOLD_AT


def asked(check, body):
    return check(Submission("김독자", body))


@pytest.mark.parametrize(
    "written",
    [
        "O_1_O * 2222 * 3333",
        "0\ufe0f\u20e31\ufe0f\u20e30\ufe0f\u20e3 2\ufe0f\u20e32\ufe0f\u20e32\ufe0f\u20e32\ufe0f\u20e3 "
        "3\ufe0f\u20e33\ufe0f\u20e33\ufe0f\u20e33\ufe0f\u20e3",
        "공하나공 둘둘둘둘 셋셋셋셋",
        "공일공 둘둘둘둘 삼삼삼삼",
    ],
)
def test_numbers_are_found_however_they_are_written(written):
    caught = asked(folded_phone, f"{written} 으로 연락 주세요")

    assert caught.weight >= HOLD_AT
    assert numbers_in(f"문의 {written} 환영") == ["01022223333"]


@pytest.mark.parametrize(
    "body",
    [
        "사과 하나, 배 둘, 감 셋, 밤 넷을 샀어요.",
        "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 세다가 잠들었네요.",
        "1️⃣ 먼저 읽고 2️⃣ 적고 3️⃣ 나눕니다.",
        "둘째로, 010-2222-3333은 제 옛 번호예요.",
    ],
)
def test_counting_is_no_number(body):
    assert asked(folded_phone, body) is None


@pytest.mark.parametrize(
    ("body", "account"),
    [
        ("카톡 아이디 abc1234 추가해 주세요", "카톡 아이디 abc1234"),
        ("텔레그램 @room_vip 입장하세요", "텔레그램 @room_vip"),
        ("라인 아이디 qwe77 환영", "라인 아이디 qwe77"),
        ("까톡: deal99", "까톡: deal99"),
        ("Write me on WhatsApp: +44 20 7946 0000", "WhatsApp: +44 20 7946 0000"),
        ("加微信 abc12345 领取", "微信 abc12345"),
    ],
)
def test_messenger_names_the_account(body, account):
    caught = asked(messenger, body)

    assert caught.reason == f"메신저 계정을 남김: {account}"
    assert 0 < caught.weight < HOLD_AT


def test_a_call_without_an_account_weighs_less():
    account = asked(messenger, "카톡 아이디 abc1234")
    for body in ("카톡으로 문의 주세요", "contact the expert on WhatsApp"):
        assert 0 < asked(messenger, body).weight < account.weight


@pytest.mark.parametrize(
    "body",
    [
        "저희 팀은 카톡 대신 메일만 쓰기로 했더니 훨씬 조용해졌어요.",
        "텔레그램으로 단체방을 옮겼더니 알림이 두 배가 됐어요.",
        "텔레비전 2대를 치우니 대화가 늘었어요.",
        "온라인 강의 abc101 을 들었습니다.",
        "The feed fails with an XML error in line 12.",
    ],
)
def test_messengers_as_a_topic(body):
    assert asked(messenger, body) is None
