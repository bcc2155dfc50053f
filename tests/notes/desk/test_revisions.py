import unicodedata

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from notes.desk import saving
from notes.desk.saving import draft_of
from notes.models import Note, Revision
from tests.notes.desk.conftest import opened_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(author_client, make_note, make_series):
    """Published, in a series, as an import leaves it: without a revision."""
    return make_note(
        "같이 시작하기",
        series=make_series(),
        author=author_client.user.author,
        body="혼자 하는 전략을 세웁니다.",
    )


def kept(note):
    return list(note.revisions.order_by("pk").values_list("body", "is_public", "reason"))


def list_url(note):
    return reverse("desk:revision_list", args=[note.pk])


def detail_url(revision):
    return reverse("desk:revision_detail", args=[revision.note_id, revision.pk])


def restore(client, revision, state=None):
    state = draft_of(Note.objects.get(pk=revision.note_id)).state if state is None else state
    return client.post(f"{detail_url(revision)}restore/", {"state": state})


class TestHandedOn:
    """To whoever stands above `notes` (docs/decisions/0017)."""

    def test_revision_and_words_and_an_answer_for_the_author(
        self, author_client, note, monkeypatch
    ):
        heard = []

        def hear(revision, words):
            heard.append((revision.body, words["tags"], revision.is_public))
            return "한마디 합니다."

        monkeypatch.setattr(saving, "on_revision", [hear])
        words = opened_form(note, body="고친 글", tags="전략", act="publish")

        answer = author_client.post(f"/desk/notes/{note.pk}/", words, follow=True)

        assert heard == [("고친 글", "전략", True)]
        assert "한마디 합니다." in answer.text

    def test_fault_takes_everything_back(self, author_client, note, send, monkeypatch):
        monkeypatch.setattr(saving, "on_revision", [lambda revision, words: 1 / 0])

        with pytest.raises(ZeroDivisionError):
            send(author_client, note, body="고친 글", act="publish")

        note.refresh_from_db()
        assert (note.body, kept(note)) == ("혼자 하는 전략을 세웁니다.", [])


class TestWhatIsKept:
    def test_text_that_the_administration_changed_is_kept_before_it_goes(
        self, author_client, note, send
    ):
        send(author_client, note, body="둘째 글", act="publish")
        note.refresh_from_db()
        note.body = "관리 화면에서 고친 글"
        note.save()

        send(author_client, note, body="셋째 글", act="publish", reason="다시 씀")

        assert kept(note) == [
            ("혼자 하는 전략을 세웁니다.", True, ""),
            ("둘째 글", True, ""),
            ("관리 화면에서 고친 글", True, ""),
            ("셋째 글", True, "다시 씀"),
        ]

    def test_white_space_around_a_text_makes_no_revision_of_its_own(
        self, author_client, note, send
    ):
        send(author_client, note, title="같이  시작", body="둘째 글\r\n\r\n", act="publish")
        send(author_client, note, body="셋째 글\n", act="publish")

        assert [body for body, *_rest in kept(note)] == [
            "혼자 하는 전략을 세웁니다.",
            "둘째 글",
            "셋째 글",
        ]

    def test_scheduled_text_is_public_only_when_its_moment_has_come(self, author_client, send):
        with time_machine.travel("2026-11-26 09:00 +0900", tick=False):
            words = {"title": "봄", "body": "먼저 쓴 글", "published_at": "2026-11-26T18:00"}
            author_client.post("/desk/notes/new/", {**words, "act": "publish"})
            note = Note.objects.get()
            send(author_client, note, body="예약한 글", act="publish", reason="미리 고침")
        assert [is_public for _body, is_public, _reason in kept(note)] == [False, False]
        assert Revision.objects.told().count() == 0

        with time_machine.travel("2026-11-27 09:00 +0900", tick=False):
            send(author_client, note, body="나온 뒤에 고친 글", act="publish", reason="틀린 말")

        assert kept(note)[2:] == [("예약한 글", True, ""), ("나온 뒤에 고친 글", True, "틀린 말")]
        note.refresh_from_db()
        assert note.told_count == 1

    def test_what_is_saved_while_a_note_is_withdrawn_is_not_public(self, author_client, note, send):
        author_client.post(reverse("desk:note_withdraw", args=[note.pk]))
        note.refresh_from_db()
        send(author_client, note, body="거둔 동안 쓴 글", act="save")
        send(author_client, note, body="다시 낸 글", act="publish", reason="다시 냄")

        assert kept(note) == [
            ("혼자 하는 전략을 세웁니다.", True, ""),
            ("거둔 동안 쓴 글", False, ""),
            ("다시 낸 글", True, "다시 냄"),
        ]
        note.refresh_from_db()
        assert note.told_count == 1

    def test_first_publishing_tells_of_no_change(self, author_client):
        words = {"title": "봄", "body": "글", "act": "publish", "reason": "처음"}
        author_client.post("/desk/notes/new/", words)

        assert kept(Note.objects.get()) == [("글", True, "처음")]
        assert Note.objects.get().told_count == 0

    def test_save_of_an_old_object_keeps_the_count(self, author_client, note, send):
        old = Note.objects.get(pk=note.pk)
        send(author_client, note, body="고친 글", act="publish", reason="틀린 말")

        old.save()

        assert Note.objects.get().told_count == 1


class TestPages:
    def test_list_says_who_when_why_and_how_much(self, author_client, note, send):
        send(author_client, note, body="혼자 하는 전략이 섭니다.", act="publish", reason="틀린 말")

        page = author_client.get(list_url(note))

        assert [row.change.letters for row in page.context["rows"]] == [(2, 3), (22, 0)]
        text = " ".join(page.text.split())
        assert "틀린 말" in text and author_client.user.username in text
        assert "2자 넣고 3자 지움" in text
        assert list_url(note) in author_client.get(f"/desk/notes/{note.pk}/").text

    def test_one_shows_what_changed_for_eyes_and_ears(self, author_client, note, send):
        send(author_client, note, body="혼자 하는 전략이 <b>섭니다.", act="publish")
        revision = note.revisions.newest_first().first()

        page = author_client.get(detail_url(revision)).text

        assert '전략<del><span class="unseen">지움: </span>을' in page
        assert '<ins><span class="unseen">넣음: </span>이' in page
        assert "&lt;b&gt;섭" in page
        assert BeautifulSoup(page, "html.parser").select(".diff b") == []

    def test_one_is_held_against_what_is_there_now(self, author_client, note, send):
        send(author_client, note, body="둘째 글", act="publish")
        first = note.revisions.order_by("pk").first()
        send(author_client, note, body="아직 아무도 못 본 글", act="save")

        page = author_client.get(f"{detail_url(first)}?with=now")

        assert page.context["change"].texts["body"][0].new == "아직 아무도 못 본 글"

    def test_others_see_nothing(self, author_client, note, send, make_note, client):
        send(author_client, note, body="둘째 글", act="save")
        revision, other = note.revisions.first(), make_note("남의 글")

        assert author_client.get(list_url(other)).status_code == 404
        address = reverse("desk:revision_detail", args=[other.pk, revision.pk])
        assert author_client.get(address).status_code == 404
        assert client.get(detail_url(revision)).status_code == 302

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same(self, author_client, note, count, django_assert_num_queries):
        for number in range(count):
            Revision.objects.create(note=note, body=f"글 {number}", by=author_client.user)

        with django_assert_num_queries(8):
            author_client.get(list_url(note))

    def test_long_list_comes_in_pages(self, author_client, note):
        for number in range(45):
            Revision.objects.create(note=note, body=f"글 {number}", title=f"판 {number}")
        seen, address = [], list_url(note)
        while address:
            context = author_client.get(address).context
            seen += [row.revision.title for row in context["rows"]]
            address = context["older"] and f"{list_url(note)}?before={context['older']}"

        assert seen == [f"판 {number}" for number in range(44, -1, -1)]
        for rubbish in ("0", "x", "9" * 30, "²"):
            assert author_client.get(f"{list_url(note)}?before={rubbish}").status_code == 404


class TestRestoring:
    def test_public_text_stays_until_it_is_published(self, author_client, note, send):
        first = unicodedata.normalize("NFD", "혼자 하는 전략을 세웁니다.")
        send(author_client, note, body="둘째 글", act="publish", tags="전략, 나눔")
        send(author_client, note, body="셋째 글을 쓰는 중", act="save")
        old = note.revisions.get(body=unicodedata.normalize("NFC", first))

        answer = restore(author_client, old)

        assert answer["Location"] == f"/desk/notes/{note.pk}/"
        note.refresh_from_db()
        assert (note.body, note.draft.body) == ("둘째 글", old.body)
        assert note.draft.fields["tags"] == "나눔, 전략"
        last = note.revisions.newest_first().first()
        assert (last.restores, last.body, last.is_public) == (old, old.body, False)
        assert "되살린 글이 아래에 있습니다" in author_client.get(answer["Location"]).text

    def test_draft_has_it_at_once(self, author_client, make_note, send):
        words = {"status": Note.DRAFT, "author": author_client.user.author}
        note = make_note("봄", body="첫 글", **words)
        send(author_client, note, body="둘째 글", act="save")

        restore(author_client, note.revisions.get(body="첫 글"))

        note.refresh_from_db()
        assert (note.body, note.draft.is_pending) == ("첫 글", False)
        assert [body for body, *_rest in kept(note)] == ["첫 글", "둘째 글", "첫 글"]

    def test_words_that_were_never_saved_are_kept_before_they_go(self, author_client, note, send):
        send(author_client, note, body="둘째 글", act="publish")
        draft = draft_of(Note.objects.get())
        words = {"title": note.title, "body": "쓰던 말"}
        address = reverse("desk:draft_keep", args=[note.pk])
        author_client.post(address, {**words, "state": draft.state}, HTTP_ACCEPT="application/json")

        restore(author_client, note.revisions.order_by("pk").first())

        assert note.revisions.filter(body="쓰던 말").exists()

    def test_old_page_restores_nothing(self, author_client, note, send):
        send(author_client, note, body="둘째 글", act="publish")
        old, count = note.revisions.order_by("pk").first(), note.revisions.count()

        answer = restore(author_client, old, state="0-0")

        assert answer["Location"] == detail_url(old)
        assert note.revisions.count() == count
        assert "되살리지 않았습니다" in author_client.get(detail_url(old)).text
