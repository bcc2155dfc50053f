"""Whatever is sent, there is an answer in Korean, and what was typed is stored or comes back."""

import re
import time
import unicodedata
from urllib.parse import quote_plus

import pytest
import time_machine
from django.test import Client

from comments.models import Comment
from comments.tokens import make_token
from notes.models import Note

HANGUL = re.compile("[가-힣]")
WORDS = "한 시간 동안 적은 **긴** 이야기입니다."
QUOTED = f"{'>' * 50} 오십 번 옮긴 말\n\n이제 제 말입니다."


class TestNoteIsNotThereAnyMore:
    @pytest.mark.parametrize("fate", ["withdrawn", "deleted"])
    def test_words_come_back(self, send, make_note, fate):
        note = make_note()
        token = make_token(note.pk)
        if fate == "withdrawn":
            Note.objects.filter(pk=note.pk).update(status=Note.DRAFT)
        else:
            Note.objects.filter(pk=note.pk).delete()

        answer = send(note, body=unicodedata.normalize("NFD", WORDS), token=token)

        assert (answer.status_code, Comment.objects.count()) == (404, 0)
        assert "그사이 거두어졌거나 지워졌어요" in answer.text
        assert f"{WORDS}</textarea>" in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex"' in answer.text

    def test_withdrawn_and_never_written_look_the_same(self, client, make_note):
        """Who tries numbers hears of no draft."""
        draft = make_note(status=Note.DRAFT)
        form = {"name": "독자", "body": WORDS}

        first, second = (
            client.post(f"/comments/{pk}/", form).text.replace(f"/{pk}/", "")
            for pk in (draft.pk, 10**12)
        )

        assert first == second

    def test_other_sites_words_are_not_shown_under_our_name(self, client, db):
        answer = client.post(
            "/comments/77/", {"body": WORDS}, headers={"Origin": "https://x.example"}
        )

        assert answer.status_code == 404
        assert WORDS not in answer.text

    def test_erased_while_the_comment_was_being_stored(self, send, make_note, monkeypatch):
        note = make_note()
        from django.db import IntegrityError

        from comments import views

        def too_late(form, visitor, facts):
            Note.objects.filter(pk=note.pk).delete()
            raise IntegrityError

        monkeypatch.setattr(views, "submit", too_late)

        answer = send(note, body=WORDS)

        assert answer.status_code == 404
        assert f"{WORDS}</textarea>" in answer.text

    def test_answered_comment_is_erased_while_the_answer_was_being_stored(
        self, send, make_comment, monkeypatch
    ):
        parent = make_comment()
        from django.db import IntegrityError

        from comments import views

        def too_late(form, visitor, facts):
            parent.delete()
            raise IntegrityError

        monkeypatch.setattr(views, "submit", too_late)

        answer = send(parent.note, body=WORDS, parent=parent.pk)

        assert answer.status_code == 422
        assert "답하려던 댓글이 지금은 없어요." in answer.text and WORDS in answer.text


class TestNoteHasMoved:
    def test_another_number_and_another_series(self, send, make_note, make_series):
        note = make_note(series=make_series("봄"), number=3)
        token = make_token(note.pk)
        note.series, note.number = make_series("가을"), 8
        note.save()

        answer = send(note, body=WORDS, token=token)

        assert answer["Location"] == Comment.objects.get().get_absolute_url()
        assert answer["Location"].startswith(note.get_absolute_url())


class TestNotStored:
    """Each of these gives everything back."""

    def test_parent_was_removed_meanwhile(self, send, make_comment):
        parent = make_comment()
        parent.remove(None)

        answer = send(parent.note, body=WORDS, parent=parent.pk)

        assert answer.status_code == 422
        assert "답하려던 댓글이 지금은 없어요." in answer.text and WORDS in answer.text

    def test_form_is_a_week_old(self, send, make_note):
        note = make_note()
        with time_machine.travel(time.time() - 7 * 86400, tick=False):
            token = make_token(note.pk)

        answer = send(note, body=WORDS, token=token)

        assert answer.status_code == 200
        assert f"{WORDS}</textarea>" in answer.text
        assert "아직 올리지 않았어요." in answer.text
        fresh = re.search(r'name="token" value="([^"]+)"', answer.text)[1]
        assert send(note, body=WORDS, token=fresh).status_code == 303

    def test_too_many_in_a_minute(self, send, make_note, settings):
        settings.COMMENTS_PER_MINUTE = 1
        note = make_note()
        send(note, body="먼저 보낸 말")

        answer = send(note, body=WORDS)

        assert answer.status_code == 429
        assert "1분쯤 뒤에 다시 보내 주세요." in answer.text
        assert f"{WORDS}</textarea>" in answer.text

    def test_closed_meanwhile(self, send, make_note):
        answer = send(make_note(is_open_for_comments=False), body=WORDS)

        assert answer.status_code == 403
        assert f"{WORDS}</textarea>" in answer.text


def test_cookies_are_not_needed(make_note, posted):
    note = make_note()
    for word in ("첫", "둘째"):
        browser = Client()
        answer = browser.post(f"/comments/{note.pk}/", posted(note, body=f"{word} 말이에요."))
        browser.cookies.clear()
        assert answer.status_code == 303
        assert browser.get(note.get_absolute_url()).status_code == 200

    assert note.comments.count() == 2


STORED, REFUSED = 303, 422
# What is sent, what it is answered with, and what is stored or said.
WEATHER = {
    "10,000 letters": ({"body": "글" * 10_000}, REFUSED, "5,000자까지 쓸 수 있어요. 지금은 10,000자예요."),
    "100,000 letters": ({"body": "글" * 100_000}, REFUSED, "지금은 100,000자예요."),
    "100,000 letters as a name": ({"name": "이" * 100_000}, REFUSED, "이름은 40자까지"),
    "5,000 letters of many parts": ({"body": "👨‍👩‍👧‍👦" * 5000}, REFUSED, "댓글은 5,000자까지"),
    "only emoji": ({"body": "👍👍🏽👨‍👩‍👧‍👦"}, STORED, "👍👍🏽👨‍👩‍👧‍👦"),
    "only jamo": ({"body": "ㅋㅋㅋㅋㅠㅠ"}, STORED, "ㅋㅋㅋㅋㅠㅠ"),
    "only links": ({"body": "https://a.example/가 https://b.example"}, STORED, "https://a.example/가"),
    "only quotes": ({"body": ">>>\n> >"}, REFUSED, "화면에 보일 내용이 없어요."),
    "right to left": ({"body": "\u202e거꾸로\u2066 읽는\u2069 말\u200f입니다"}, STORED, "거꾸로 읽는 말입니다"),
    "right to left as a name": ({"name": "\u202e관리자\u200b"}, STORED, "관리자"),
    "zero width": ({"body": "보이\u200b지 \u2060않는\ufeff 말"}, STORED, "보이지 않는 말"),
    "zero width only": ({"body": "\u200b\u2060\u3164\u115f"}, REFUSED, "내용을 적어 주세요."),
    "many marks on one letter": ({"body": "가" + "\u0301" * 30_000}, REFUSED, "댓글은 5,000자까지"),
    "50 quotes deep": ({"body": QUOTED}, STORED, "이제 제 말입니다."),
    "50 lists deep": ({"body": "- " * 50 + "깊은 목록"}, STORED, "깊은 목록"),
    "emphasis without an end": ({"body": "**" * 2000 + "끝이 없는 말"}, STORED, "끝이 없는 말"),
    "brackets without an end": ({"body": "[" * 4000 + "말"}, STORED, "말"),
    "NUL bytes": ({"body": "널\x00 바이트", "name": "이\x00름"}, STORED, "널 바이트"),
    "a broken letter": ({"body": "짝 없는 글자 \ufffd 하나"}, REFUSED, "깨진 글자(�)가 들어 있어요."),
    "a key of another kind": ({"parent": "1; DROP TABLE"}, REFUSED, "답하려던 댓글을 찾지 못했어요."),
    "unknown kind": ({"kind": "shout", "body": "모르는 종류"}, STORED, "모르는 종류"),
    "email of 10,000 letters": ({"email": "a" * 10_000 + "@b.kr"}, REFUSED, "이메일 주소"),
    "website of 10,000 letters": ({"website": "https://a.kr/" + "a" * 9000}, REFUSED, "홈페이지 주소"),
    "website with a new line": ({"website": "https://a.kr/\njavascript:1"}, REFUSED, "홈페이지 주소"),
}  # fmt: skip


@pytest.mark.parametrize("name", WEATHER)
def test_every_weather_has_an_answer(send, make_note, name):
    fields, status, words = WEATHER[name]

    answer = send(make_note(), **fields)

    assert answer.status_code == status
    if status == STORED:
        comment = Comment.objects.get()
        assert words in f"{comment.name}\n{comment.body}"
        assert comment.body_html
    else:
        assert Comment.objects.count() == 0
        assert words in answer.text


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"name=" + quote_plus("독자").encode() + b"&body=%ff%fe%c0%af&token=", "깨진 글자(�)"),
        # What a page in EUC-KR would send for 안녕하세요.
        (b"name=%b5%b6%c0%da&body=%be%c8%b3%e7%c7%cf%bc%bc%bf%e4", "깨진 글자(�)"),
        (b"", "내용을 적어 주세요."),
        (b"name", "내용을 적어 주세요."),
        (b"=&&&=%", "내용을 적어 주세요."),
        (b"body=&body=&body=", "내용을 적어 주세요."),
    ],
)
def test_bytes_that_are_no_form_of_ours(client, make_note, body, sentence):
    answer = client.post(
        f"/comments/{make_note().pk}/", body, content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("&".join(f"f{k}=1" for k in range(3000)), "application/x-www-form-urlencoded", 413),
        ("body=" + "a" * 3_000_000, "application/x-www-form-urlencoded", 413),
        ("body=말", "application/x-www-form-urlencoded; charset=euc-kr", 400),
        ("body=말", "application/x-www-form-urlencoded; charset=없음", 422),
        ('{"body": "말"}', "application/json", 422),
        ("--x", "multipart/form-data; boundary=y", 422),
        ("--x", "multipart/form-data", 400),
    ],
)
def test_requests_of_another_kind(client, make_note, content, kind, status):
    address = f"/comments/{make_note().pk}/"

    answer = client.generic("POST", address, content.encode(), content_type=kind)

    assert (answer.status_code, Comment.objects.count()) == (status, 0)
    assert HANGUL.search(answer.text)


def test_a_form_with_many_fields_is_still_one(client, make_note, posted):
    note = make_note()
    more = {f"field{k}": "값" for k in range(1000)}

    assert client.post(f"/comments/{note.pk}/", posted(note) | more).status_code == 303
