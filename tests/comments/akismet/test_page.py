"""The owner's page: the key comes, is verified, and goes; and what readers are told meanwhile."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from comments.akismet.keys import remove_key, use_key
from comments.models import AkismetAnswer, Comment, LogEntry, SpamPolicy
from comments.slips import slip_path
from notes.models import PageChange
from tests.comments.akismet.conftest import KEY
from tests.traces import traces_of

pytestmark = pytest.mark.django_db
URL = "/moderation/akismet/"
NOTICE = "스팸 검사 서비스 Akismet에 보내 물어볼 수 있어요. 이메일 주소는 보내지 않아요."


def key() -> str:
    return SpamPolicy.objects.current().akismet_key


def page(response):
    return BeautifulSoup(response.text, "html5lib")


def errors(response) -> list[str]:
    return [each.get_text().strip() for each in page(response).select("#id_key_error p")]


def touched() -> list[str]:
    return " ".join(PageChange.objects.values_list("tags", flat=True)).split()


def test_right_key_is_verified_and_saved(service, moderator_client, moderator):
    PageChange.objects.all().delete()
    answer = moderator_client.post(URL, {"key": f" {KEY} "}, follow=True)

    assert key() == KEY
    assert service.asked("verify-key") == [{"key": KEY, "blog": "http://127.0.0.1:8000/"}]
    assert "키를 확인하고 저장했습니다." in answer.text
    assert page(answer).select_one("main code").get_text() == "…89ab"
    assert KEY not in answer.text
    assert touched() == ["site"]
    entry = LogEntry.objects.get()
    assert (entry.act, entry.by, entry.detail) == ("akismet_key_set", moderator, {"verified": True})
    assert traces_of(KEY) == ["comments_spampolicy.akismet_key"]


def test_wrong_key_is_not_saved_and_comes_back(service, moderator_client):
    answer = moderator_client.post(URL, {"key": "ffffffffffff"})

    assert answer.status_code == 422
    assert errors(answer) == [
        "Akismet이 이 키를 모릅니다. 다시 확인해 주세요. 아직 저장하지 않았습니다."
    ]
    field = page(answer).select_one("#id_key")
    assert (field["value"], field["aria-invalid"]) == ("ffffffffffff", "true")
    assert "확인하지 않고 저장" not in answer.text
    assert key() == "" and not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "키를 적어 주세요."),
        ("열쇠", "키는 영문자와 숫자로만 되어 있습니다."),
        ("0123/../x", "키는 영문자와 숫자로만 되어 있습니다."),
        ("0123\n45", "키는 영문자와 숫자로만 되어 있습니다."),
    ],
)
def test_what_is_no_key_is_not_asked_about(service, moderator_client, typed, sentence):
    answer = moderator_client.post(URL, {"key": typed})

    assert (answer.status_code, errors(answer)) == (422, [sentence])
    assert service.requests == []


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        ("hang", "제때 답하지 않음"),
        ("cut", "연결되지 않음"),
        ("error", "오류로 답함"),
        ("garbage", "알 수 없는 말로 답함"),
    ],
)
def test_service_that_is_down_is_said_and_the_key_may_be_saved(
    service, moderator_client, mood, trouble
):
    service.moods = [mood]
    answer = moderator_client.post(URL, {"key": KEY})

    assert answer.status_code == 422
    assert errors(answer) == [
        f"Akismet에 물어보지 못했습니다: {trouble}. 아직 저장하지 않았습니다."
    ]
    assert page(answer).select_one("#id_key")["value"] == KEY
    button = page(answer).select_one("button[name=act]")
    assert (button["value"], key()) == ("unverified", "")
    answer = moderator_client.post(URL, {"key": KEY, "act": "unverified"}, follow=True)
    assert key() == KEY and len(service.requests) == 1
    assert "키를 확인하지 못한 채 저장했습니다." in answer.text
    assert LogEntry.objects.get().detail == {"verified": False}


def test_key_is_removed(akismet, moderator_client, moderator):
    PageChange.objects.all().delete()
    answer = moderator_client.post(f"{URL}remove/", follow=True)

    assert key() == ""
    assert answer.redirect_chain == [(URL, 303)]
    assert "이제 Akismet에 아무것도 보내지 않습니다." in answer.text
    assert "지금은 키가 없어서 아무것도 보내지 않습니다." in answer.text
    assert touched() == ["site"]
    assert LogEntry.objects.get().act == "akismet_key_removed"
    moderator_client.post(f"{URL}remove/")
    assert LogEntry.objects.count() == 1


def test_another_key_changes_no_page(akismet, moderator):
    PageChange.objects.all().delete()
    use_key("ba9876543210", moderator, is_verified=True)

    assert touched() == []


@pytest.mark.parametrize("count", [1, 3])
def test_answers_are_counted(
    akismet, moderator_client, make_comment, django_assert_num_queries, count
):
    now = timezone.now()
    rows = [
        ("ham", {}),
        ("discard", {"told": "ham"}),
        ("none", {"trouble": "key", "failed_at": now}),
    ]
    for answer, fields in rows * count:
        AkismetAnswer.objects.create(
            comment=make_comment(), made_at=now, sent_at=now, answer=answer, **fields
        )
    old = now - timedelta(days=31)
    AkismetAnswer.objects.create(comment=make_comment(), made_at=old, answer="spam")

    with django_assert_num_queries(6):  # session, user, policy, counts, the last failure, site
        answer = moderator_client.get(URL)

    lines = [" ".join(div.stripped_strings) for div in page(answer).select("dl div")]
    assert lines == [
        "답을 기다림 0",
        f"스팸이 아님 {count}",
        "스팸 0",
        f"뻔한 스팸 {count}",
        f"답을 얻지 못함 {count}",
        f"다르게 정해서 알려 준 것 {count}",
    ]
    assert "(키를 받아들이지 않음)" in answer.text


def test_short_key_shows_nothing_of_itself(service, moderator_client):
    SpamPolicy.objects.create(akismet_key="abcd12")

    code = page(moderator_client.get(URL)).select_one("main code")
    assert code.get_text() == "…"


# What readers see ---------------------------------------------------------------------------------


def test_form_says_to_whom_words_go_while_there_is_a_key(client, make_note, service, moderator):
    note = make_note()
    pages = [note.get_absolute_url(), f"/comments/{note.pk}/new/"]
    assert [NOTICE in client.get(address).text for address in pages] == [False, False]

    use_key(KEY, moderator, is_verified=True)
    assert [NOTICE in client.get(address).text for address in pages] == [True, True]
    answer = client.post(f"/comments/{note.pk}/", {"body": "이름이 없는 말"})
    assert answer.status_code == 422 and NOTICE in answer.text

    remove_key(moderator)
    assert [NOTICE in client.get(address).text for address in pages] == [False, False]


def test_planned_number_and_long_conversation_say_so_too(
    client, akismet, make_series, make_note, make_comment
):
    series = make_series("소셜전략")
    planned = make_note(series=series, number=2, status="planned")
    note = make_note(series=series, number=1)
    make_comment(note, kind="question")

    for address in (
        planned.get_absolute_url(),
        f"{note.get_absolute_url()}comments/?kind=question",
    ):
        assert NOTICE in client.get(address).text


@pytest.mark.parametrize("is_on", [False, True])
def test_notice_costs_no_query(
    client, service, make_series, make_note, make_comment, django_assert_num_queries, is_on
):
    if is_on:
        SpamPolicy.objects.create(akismet_key=KEY)
    note = make_note(series=make_series("소셜전략"))
    make_comment(note)
    client.get(note.get_absolute_url())

    with django_assert_num_queries(4):
        assert (NOTICE in client.get(note.get_absolute_url()).text) is is_on


def test_writers_file_says_what_was_sent(client, akismet, make_note, send):
    send(make_note(), body="전략을 친구와 같이 세워 보았더니 훨씬 오래 갔습니다.")
    comment = Comment.objects.select_related("akismet").get()

    stored = json.loads(client.get(f"{slip_path(comment.pk, comment.created_at)}data/").content)

    assert stored["akismet"]["answer"] == "ham"
    assert set(stored["akismet"]) == {"sent_at", "answer", "told", "told_at"}


def test_person_who_is_erased_is_erased_here_too(akismet, moderator_client, make_note, send):
    email = "hong@example.com"
    words = {"email": email, "name": "홍길동", "body": "전략을 친구와 세워 보았더니 오래 갔어요."}
    send(make_note(), client=Client(), **words)
    assert AkismetAnswer.objects.get().answer == "ham"
    erase = "/moderation/people/erase/"

    asked = moderator_client.post(erase, {"email": email}).text
    stored = json.loads(
        moderator_client.post("/moderation/people/export/", {"email": email}).content
    )
    moderator_client.post(erase, {"email": email, "act": "erase"})

    assert "Akismet에 보낸 것도 여기서 지우지 못합니다." in asked
    assert stored["comments"][0]["akismet"]["answer"] == "ham"
    assert traces_of(email) == traces_of("홍길동") == traces_of("오래 갔어요") == []
    assert not AkismetAnswer.objects.exists()
