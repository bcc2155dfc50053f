from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from notes.desk import conflicts
from notes.desk.conflicts import BOTH, MINE, THEIRS, conflict, merged
from notes.desk.forms import NoteForm
from notes.models import Draft, Note
from tests.notes.desk.conftest import opened_form

FORM = partial(NoteForm, user=AnonymousUser())
pytestmark = pytest.mark.django_db
BASE = "첫 문단은 봄입니다.\n\n그대로인 문단.\n\n끝 문단은 가을입니다."
MINE_TEXT = BASE.replace("봄입니다", "봄날입니다")
THEIRS_TEXT = BASE.replace("가을입니다", "가을이었습니다")


@pytest.fixture
def note(author_client, make_note, make_series):
    return make_note(
        "같이 배우기", series=make_series(), author=author_client.user.author, body=BASE
    )


def parsed(answer):
    return BeautifulSoup(answer.content, "html.parser")


def merge_form(answer) -> dict:
    """What the page's form for merging sends as it stands."""
    form = parsed(answer).select_one(".conflict form")
    sent = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    return sent | {tag["name"]: tag["value"] for tag in form.select("input[checked]")}


def merge(client, note, words):
    return client.post(reverse("desk:note_merge", args=[note.pk]), words)


@pytest.fixture
def meeting(author_client, note, send):
    """The page that a form sees which was opened before somebody else wrote."""
    mine = opened_form(note, body=MINE_TEXT, title="내 제목", act="save")
    send(author_client, note, body=THEIRS_TEXT, tags="전략", act="save")
    return author_client.post(f"/desk/notes/{note.pk}/", mine)


class TestChoosing:
    def test_each_hunk_by_itself(self):
        mine, theirs = {"body": MINE_TEXT}, {"body": THEIRS_TEXT}
        first, last = (part.name for part in conflict(mine, theirs, FORM()).parts if part.name)

        def body(one, two):
            return merged(mine, theirs, {first: one, last: two})["body"]

        assert body(MINE, MINE) == merged(mine, theirs, {})["body"] == MINE_TEXT
        assert body(THEIRS, THEIRS) == THEIRS_TEXT
        assert body(THEIRS, MINE) == BASE
        assert body(BOTH, MINE).startswith("첫 문단은 봄날입니다.\n\n첫 문단은 봄입니다.\n\n그대로")
        assert body(MINE, BOTH).endswith("끝 문단은 가을입니다.\n\n끝 문단은 가을이었습니다.")

    def test_what_only_they_have_changed_is_chosen_beforehand(self):
        parts = conflict({"body": MINE_TEXT}, {"body": THEIRS_TEXT}, FORM(), BASE).parts

        assert [part.preferred for part in parts if part.name] == [MINE, THEIRS]

    def test_text_with_too_many_differences_is_one_choice(self, monkeypatch):
        monkeypatch.setattr(conflicts, "MOST_CHOICES", 1)

        (part,) = conflict({"body": MINE_TEXT}, {"body": THEIRS_TEXT}, FORM()).parts

        assert (part.hunk.old, part.hunk.new) == (MINE_TEXT, THEIRS_TEXT)

    def test_fields_are_said_as_people_say_them(self, make_series):
        series = make_series()
        mine = {"series": str(series.pk), "language": "", "is_open_for_comments": "on"}
        theirs = {"series": "", "language": "en", "is_open_for_comments": ""}

        fields = conflict(mine, theirs, FORM()).fields

        assert [(field.mine, field.theirs) for field in fields] == [
            ("소셜전략", "없음"),
            ("---------", "English"),
            ("예", "없음"),
        ]


class TestMeeting:
    def test_both_are_shown_and_neither_is_lost(self, meeting, note):
        text = meeting.text

        assert meeting.status_code == 409
        assert "내 제목" in text and "저쪽 글: 전략" in " ".join(text.split())
        assert [Draft.objects.get().body, note.revisions.newest_first()[0].body] == [
            THEIRS_TEXT
        ] * 2
        assert MINE_TEXT in parsed(meeting).select_one("#id_body").text.replace("\r\n", "\n")

    def test_choices_come_into_the_form(self, meeting, author_client, note):
        answer = merge(author_client, note, merge_form(meeting))

        assert answer.status_code == 302
        draft = Draft.objects.get()
        expected = MINE_TEXT.replace("가을입니다", "가을이었습니다")
        assert (draft.title, draft.body, draft.fields["tags"]) == ("내 제목", expected, "")
        assert "고른 대로 합쳤습니다" in author_client.get(answer["Location"]).text
        assert note.revisions.filter(body=MINE_TEXT).exists()
        assert Note.objects.get().body == BASE

    def test_theirs_may_be_chosen_for_everything(self, meeting, author_client, note):
        words = merge_form(meeting)
        words = {name: THEIRS if name.startswith("choose") else v for name, v in words.items()}

        merge(author_client, note, words)

        draft = Draft.objects.get()
        assert (draft.title, draft.body, draft.fields["tags"]) == (note.title, THEIRS_TEXT, "전략")

    def test_somebody_writes_while_one_chooses(self, meeting, author_client, note, send):
        words = merge_form(meeting)
        send(author_client, note, body="그사이 또 쓴 글", act="save")

        answer = merge(author_client, note, words)

        assert answer.status_code == 409
        assert Draft.objects.get().body == "그사이 또 쓴 글"
        assert merge(author_client, note, merge_form(answer)).status_code == 302

    def test_saving_without_merging_takes_mine_and_keeps_theirs(self, meeting, author_client, note):
        form = parsed(meeting).select_one("#note-form")
        words = {**merge_form(meeting), "state": form.select_one("[name=state]")["value"]}

        author_client.post(f"/desk/notes/{note.pk}/", {**words, "act": "publish"})

        assert Note.objects.get().body == MINE_TEXT
        assert note.revisions.filter(body=THEIRS_TEXT).exists()
        assert note.revisions.filter(body=BASE, is_public=True).exists()

    def test_words_of_a_script_are_kept_too(self, author_client, note):
        mine = opened_form(note, body=MINE_TEXT)
        address = reverse("desk:draft_keep", args=[note.pk])
        author_client.post(
            address, opened_form(note, body=THEIRS_TEXT), HTTP_ACCEPT="application/json"
        )
        assert not note.revisions.exists()

        author_client.post(f"/desk/notes/{note.pk}/", {**mine, "act": "publish"})

        assert note.revisions.filter(body=THEIRS_TEXT).exists()

    def test_choices_that_come_after_the_door_has_shut_come_back(self, meeting, client, note):
        words = {**merge_form(meeting), "body": MINE_TEXT}

        answer = merge(client, note, words)

        back = parsed(answer)
        assert answer.status_code == 403
        assert back.select_one("main form")["action"].endswith("/merge/")
        sent = {tag["name"] for tag in back.select("main form [name]")}
        assert words.keys() - sent == set()


class TestChangeElsewhere:
    @pytest.fixture
    def changed(self, author_client, note, send):
        """The administration changes a note while words wait in its draft."""
        send(author_client, note, body=MINE_TEXT, act="save")
        note.refresh_from_db()
        note.body = THEIRS_TEXT
        note.save()
        return note

    def test_form_says_so_before_anything_is_published(self, author_client, changed):
        page = author_client.get(f"/desk/notes/{changed.pk}/")

        assert page.status_code == 200
        assert "책상 밖에서 바뀌었습니다" in page.text

        merge(author_client, changed, merge_form(page))

        draft = Draft.objects.get()
        assert draft.body == MINE_TEXT.replace("가을입니다", "가을이었습니다")
        page = author_client.get(f"/desk/notes/{changed.pk}/")
        assert not draft.is_behind and "책상 밖에서 바뀌었습니다" not in page.text

    def test_taking_a_note_back_changes_no_words(self, author_client, note, send):
        send(author_client, note, body=MINE_TEXT, act="save")

        author_client.post(reverse("desk:note_withdraw", args=[note.pk]))

        assert "책상 밖에서" not in author_client.get(f"/desk/notes/{note.pk}/").text

    def test_publishing_all_the_same_keeps_what_was_there(self, author_client, changed, send):
        send(author_client, changed, act="publish")

        assert Note.objects.get().body == MINE_TEXT
        assert changed.revisions.filter(body=THEIRS_TEXT, is_public=True).exists()


def test_author_merges_only_what_is_theirs(author_client, make_note):
    assert merge(author_client, make_note(), {"body": "글"}).status_code == 404
