import unicodedata
from urllib.parse import urlencode

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.test import RequestFactory, override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from comments.fields import URLENCODED, fields_of

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


def read(sent) -> dict[str, str]:
    fields = fields_of(sent)
    return {name: fields[name] for name in fields}


def request(body: bytes, content_type=URLENCODED):
    return RequestFactory().generic("POST", "/", body, content_type)


@given(st.dictionaries(TEXTS, TEXTS, max_size=6))
@example({"body": "가나다 ABC\r\n100% 좋아요 + 끝", "name": "", "": "이름 없는 칸"})
@example({"name": unicodedata.normalize("NFD", "맥에서 쓴 이름"), "emoji": "🙂‍↕️"})
def test_a_form_is_read_as_it_was_typed(form):
    assert read(request(urlencode(form).encode())) == form


@given(
    st.lists(
        st.sampled_from(
            [
                "&",
                "=",
                "+",
                "%",
                "%E",
                "%EA%B0",
                "%80",
                "%zz",
                "%41",
                "%3D",
                "a",
                "가",
                "\r",
                "\n",
                "%0D",
            ]
        )
    )
)
@example(["%41", "%\n", "%", "\n"])
@example(["%41", "%%", "41"])
@example(["%", "41", "%"])
@example(["a", "=", "%EA%B0", "a", "%EA%B0", "%80", "&", "a", "&", "=", "%", "%41"])
def test_whatever_comes_is_read_as_django_reads_it(parts):
    body = "".join(parts).encode()

    assert read(request(body)) == request(body).POST.dict()


@pytest.mark.parametrize("charset", ["", "; charset=UTF-8", "; charset=utf-8"])
def test_what_a_script_sends_is_read_too(charset):
    assert read(request(b"body=%EA%B8%80", URLENCODED + charset)) == {"body": "글"}


def test_a_form_with_files_is_djangos():
    sent = RequestFactory().post("/", {"body": "글", "name": "나"})

    assert read(sent) == {"body": "글", "name": "나"}


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_too_many_fields_are_refused():
    assert read(request(b"a=1&b=2&c=3")) == {"a": "1", "b": "2", "c": "3"}
    with pytest.raises(TooManyFieldsSent):
        fields_of(request(b"a=1&b=2&c=3&d=4"))
