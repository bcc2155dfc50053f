"""The wire: what is sent, and what each kind of answer means."""

import socket
import subprocess
import sys
import unicodedata

import pytest
from django.conf import settings as site_settings

from comments.akismet import client
from comments.akismet.words import Trouble
from comments.models import AkismetAnswer
from tests.comments.akismet.conftest import KEY

ADDRESS = "203.0.113.77"


@pytest.fixture
def comment(make_series, make_note, make_comment):
    note = make_note("친구와 같이 시작하기", series=make_series("소셜전략"), number=7)
    return make_comment(
        note,
        name="김독자",
        email="reader@private.example",
        website="https://예.example/집",
        body=unicodedata.normalize(
            "NFD", "전략을 읽고 ㅋㅋㅋ 웃었어요 & 울었어요=100% 🙂\n둘째 줄"
        ),
        address=ADDRESS,
        user_agent="Mozilla/5.0 (한글)",
    )


def test_korean_words_arrive_as_they_were_typed(service, comment):
    assert client.check(KEY, comment) == AkismetAnswer.HAM

    [sent] = service.asked()
    at = comment.created_at.isoformat(timespec="seconds")
    assert sent == {
        "api_key": KEY,
        "blog": "http://127.0.0.1:8000/",
        "user_ip": ADDRESS,
        "user_agent": "Mozilla/5.0 (한글)",
        "permalink": "http://127.0.0.1:8000/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/7/",
        "comment_type": "comment",
        "comment_author": "김독자",
        "comment_author_url": "https://예.example/집",
        "comment_content": "전략을 읽고 ㅋㅋㅋ 웃었어요 & 울었어요=100% 🙂\n둘째 줄",
        "comment_date_gmt": at,
        "comment_post_modified_gmt": comment.note.published_at.isoformat(timespec="seconds"),
        "blog_lang": "ko",
        "blog_charset": "UTF-8",
        "is_test": "true",
    }


def test_email_address_is_never_sent(service, comment):
    client.check(KEY, comment)
    client.tell(KEY, comment, "spam")
    client.tell(KEY, comment, "ham")

    assert [name for name, _sent in service.requests] == [
        "comment-check",
        "submit-spam",
        "submit-ham",
    ]
    assert "private.example" not in str(service.requests)


def test_answer_is_a_reply_and_an_edit_says_so(service, comment, make_comment, settings):
    settings.AKISMET_TEST = False
    reply = make_comment(parent=comment, address=ADDRESS)

    client.check(KEY, reply, is_edited=True)

    [sent] = service.asked()
    assert (sent["comment_type"], sent["recheck_reason"]) == ("reply", "edit")
    assert not {"is_test", "comment_author_url", "user_agent"} & set(sent)


def test_nothing_is_sent_without_an_address(service, comment):
    comment.address = None
    with pytest.raises(ValueError):
        client.check(KEY, comment)
    with pytest.raises(ValueError):
        client.tell(KEY, comment, "ham")
    assert service.requests == []


@pytest.mark.parametrize("answer", ["ham", "spam", "discard"])
def test_right_answers(service, comment, answer):
    service.answer = answer
    assert client.check(KEY, comment) == answer


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        ("error", "status"),
        ("moved", "status"),
        ("garbage", "odd"),
        ("neither", "odd"),
        ("empty", "odd"),
        ("endless", "odd"),
        ("invalid", "key"),
        ("hang", "slow"),
        ("drip", "slow"),
        ("cut", "unreachable"),
    ],
)
def test_what_is_no_answer(service, comment, mood, trouble):
    for ask in (
        lambda: client.check(KEY, comment),
        lambda: client.tell(KEY, comment, "spam"),
    ):
        service.moods = [mood]
        with pytest.raises(Trouble) as caught:
            ask()
        assert caught.value.what == trouble
        assert KEY not in f"{caught.value} {caught.value.sentence} {caught.value.__cause__}"


def test_right_answer_to_another_question_is_none(service, comment):
    """`valid` is what verify-key says; a thank-you is no verdict."""
    service.BODIES = service.BODIES | {"neither": "valid"}
    service.moods = ["neither"]
    with pytest.raises(Trouble):
        client.check(KEY, comment)


def test_closed_port_is_unreachable(service, comment, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.AKISMET_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Trouble) as caught:
        client.check(KEY, comment)
    assert caught.value.what == "unreachable"


def test_key_is_verified_for_this_site(service):
    assert client.is_valid(KEY)
    assert not client.is_valid("ffffffffffff")
    assert service.asked("verify-key")[0] == {"key": KEY, "blog": "http://127.0.0.1:8000/"}


def test_path_of_another_address_stands_before_the_services_own(service, settings):
    """As where a proxy of the owner's leads there."""
    settings.AKISMET_URL = f"{service.url}/proxy"
    asked = []
    handler = service.server.RequestHandlerClass
    post = handler.do_POST
    handler.do_POST = lambda self: (asked.append((self.path, self.headers["Host"])), post(self))

    assert client.is_valid(KEY)

    assert asked == [("/proxy/1.1/verify-key", service.url.removeprefix("http://"))]


def test_without_another_address_the_services_own_is_asked(settings):
    import httpx

    settings.AKISMET_URL = ""
    seen, line = [], client._Line("")
    line._line = httpx.MockTransport(
        lambda request: (seen.append(request.url), httpx.Response(200))[1]
    )
    with httpx.Client(transport=line) as http:
        http.post("https://rest.akismet.com/1.1/verify-key")

    assert str(seen[0]) == "https://rest.akismet.com/1.1/verify-key"


@pytest.mark.parametrize("module", ["comments.urls", "comments.moderation.urls", "comments.daily"])
def test_web_process_starts_without_the_http_library(module):
    code = (
        "import sys, django; django.setup(); import importlib;"
        f"importlib.import_module({module!r});"
        "print(sorted({'httpx', 'httpcore', 'akismet'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=site_settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
