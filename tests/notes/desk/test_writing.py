import unicodedata

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notes.desk.forms import note_words
from notes.desk.saving import draft_of
from notes.models import Draft, Note, Revision

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
NEW = "/desk/notes/new/"


def edit_url(note):
    return reverse("desk:note_edit", args=[note.pk])


def typed(note, **words):
    """What the note's form sends when these words were changed in it."""
    draft = draft_of(note)
    base = {**note_words(note), **(draft.words if draft.is_pending else {})}
    base.pop("author")
    return {**base, "state": draft.state, **words}


def the_note():
    return Note.objects.get()


def the_note_of(body):
    return Draft.objects.get(body=body).note


class TestNewNote:
    def test_form_begins_empty_or_in_a_series(self, author_client, make_series):
        series = make_series()

        page = author_client.get(f"{NEW}?series=소셜전략")

        words = page.context["form"].initial
        assert (words["tags"], words["series"]) == ("", str(series.pk))
        assert words["is_open_for_comments"] == "on"

    def test_first_words_make_a_draft_that_nobody_else_sees(self, author_client, client):
        title = unicodedata.normalize("NFD", "같이 시작하기")

        answer = author_client.post(NEW, {"title": title, "body": "첫 줄", "act": "save"})

        note = the_note()
        assert (answer.status_code, answer["Location"]) == (302, edit_url(note))
        assert (note.title, note.status, note.author.user) == (
            "같이 시작하기",
            Note.DRAFT,
            author_client.user,
        )
        assert client.get(note.get_absolute_url()).status_code == 404

    def test_by_script_its_words_wait_in_the_draft(self, author_client):
        answer = author_client.post(NEW, {"title": "", "body": "소"}, **JSON)

        note = the_note()
        assert answer.json()["edit"] == edit_url(note)
        assert answer.json()["state"] == note.draft.state
        assert (note.body, note.draft.body) == ("", "소")
        assert Revision.objects.count() == 0

    def test_address_follows_the_title_until_readers_know_it(self, author_client):
        author_client.post(NEW, {"title": "소", "body": ""}, **JSON)
        note = the_note()
        for title in ("소셜전략 시작", "소셜전략의 시작"):
            author_client.post(edit_url(note), typed(the_note(), title=title, act="save"))
        author_client.post(edit_url(note), typed(the_note(), act="publish"))
        assert the_note().slug == "소셜전략의-시작"

        author_client.post(edit_url(note), typed(the_note(), title="다른 제목", act="publish"))

        assert (the_note().title, the_note().slug) == ("다른 제목", "소셜전략의-시작")

    def test_nothing_typed_makes_nothing(self, author_client):
        answer = author_client.post(NEW, {"title": " ", "body": "\n", "act": "save"})

        assert answer.status_code == 422
        assert "아직 적은 것이 없습니다" in answer.text
        assert Note.objects.count() == 0

    def test_two_drafts_may_have_one_title_and_their_addresses_differ(self, author_client, client):
        for _time in range(2):
            author_client.post(NEW, {"title": "봄", "body": "글", "act": "publish"})

        assert sorted(Note.objects.values_list("slug", flat=True)) == ["봄", "봄-2"]

    def test_a_wrong_field_keeps_every_word(self, author_client):
        words = {"title": "봄", "body": "긴 글", "number": "셋", "act": "publish"}

        answer = author_client.post(NEW, words)

        assert answer.status_code == 422
        assert "긴 글" in answer.text and 'value="셋"' in answer.text
        assert the_note().draft.body == "긴 글"

    def test_answer_that_was_lost_makes_no_second_note(self, author_client):
        first = {"title": "", "body": "소셜", "key": "가1"}
        author_client.post(NEW, first, **JSON)

        again = author_client.post(NEW, {**first, "body": "소셜전략"}, **JSON)

        assert again.json()["edit"] == edit_url(the_note())
        assert the_note().draft.body == "소셜전략"

        author_client.post(NEW, {**first, "body": "옛 글"}, **JSON)
        assert the_note_of("옛 글") != the_note_of("소셜전략"), "somebody has written since"

    def test_form_begins_with_the_byline_of_who_writes(self, owner_client):
        page = owner_client.get(NEW).text

        assert f'<option value="{owner_client.user.author.pk}" selected>' in page


class TestKeeping:
    def test_words_that_are_there_already_are_no_conflict(self, author_client, make_note):
        note = make_note(author=author_client.user.author)
        url, words = reverse("desk:draft_keep", args=[note.pk]), typed(note, body="같은 글")
        first = author_client.post(url, words, **JSON)

        again = author_client.post(url, words, **JSON)

        assert (again.status_code, again.json()) == (200, first.json())

    def test_note_that_was_changed_behind_the_draft_is_a_conflict_all_the_same(
        self, author_client, make_note
    ):
        note = make_note(author=author_client.user.author)
        url, words = reverse("desk:draft_keep", args=[note.pk]), typed(note, body="같은 글")
        author_client.post(url, words, **JSON)
        Note.objects.get(pk=note.pk).save()

        assert author_client.post(url, words, **JSON).status_code == 409

    def test_public_text_is_never_touched(self, author_client, make_note):
        note = make_note(author=author_client.user.author, body="독자가 읽는 글")
        words = typed(note, body="고치는 글")

        answer = author_client.post(reverse("desk:draft_keep", args=[note.pk]), words, **JSON)

        note.refresh_from_db()
        assert answer.status_code == 200
        assert (note.body, note.draft.body) == ("독자가 읽는 글", "고치는 글")
        assert "고치는 글" in author_client.get(edit_url(note)).text

    def test_the_same_words_are_not_written_again(self, author_client, make_note):
        note = make_note(author=author_client.user.author)

        author_client.post(reverse("desk:draft_keep", args=[note.pk]), typed(note), **JSON)

        assert Draft.objects.count() == 0

    def test_second_tab_is_told_and_overwrites_nothing(self, author_client, make_note):
        note = make_note(author=author_client.user.author)
        url, first = reverse("desk:draft_keep", args=[note.pk]), typed(note, body="첫째 창")
        author_client.post(url, first, **JSON)

        answer = author_client.post(url, {**first, "body": "둘째 창"}, **JSON)

        assert answer.status_code == 409
        assert answer.json()["by"] == author_client.user.username
        assert Draft.objects.get().body == "첫째 창"

    def test_form_that_is_old_shows_both(self, author_client, make_note):
        note = make_note(author=author_client.user.author)
        words = typed(note, body="둘째 창", act="publish")
        Note.objects.get(pk=note.pk).publish()

        answer = author_client.post(edit_url(note), words)

        assert answer.status_code == 409
        assert "둘째 창" in answer.text and note.body in answer.text
        note.refresh_from_db()
        assert note.body != "둘째 창"

    def test_signed_out_script_hears_it(self, client, make_note):
        answer = client.post(reverse("desk:draft_keep", args=[make_note().pk]), **JSON)

        assert answer.status_code == 401
        assert "로그인" in answer.json()["message"]

    def test_signed_out_form_gets_its_words_back(self, client, make_note):
        answer = client.post(edit_url(make_note()), {"title": "봄", "body": "<b>긴 글</b>"})

        assert answer.status_code == 403
        assert "&lt;b&gt;긴 글&lt;/b&gt;" in answer.text


class TestPublishing:
    def test_note_in_a_series_gets_the_next_number(self, author_client, make_note, make_series):
        series = make_series()
        make_note(series=series)
        words = {"title": "둘째", "body": "글", "series": series.pk, "act": "publish"}

        author_client.post(NEW, words)

        assert Note.objects.get(title="둘째").number == 2

    def test_draft_takes_no_number(self, author_client, make_series):
        series = make_series()

        author_client.post(NEW, {"title": "봄", "series": series.pk, "act": "save"})

        note = the_note()
        assert (note.series, note.number) == (series, None)
        assert author_client.get("/desk/").status_code == 200

    def test_saving_a_public_note_waits_for_publishing(self, author_client, make_note):
        note = make_note(author=author_client.user.author, body="전")
        author_client.post(edit_url(note), typed(note, body="후", act="save"))
        note.refresh_from_db()
        assert note.body == "전"

        author_client.post(edit_url(note), typed(note, act="publish", reason="틀린 말을 고침"))

        note.refresh_from_db()
        revisions = note.revisions.order_by("pk").values_list("body", "is_public", "reason")
        assert note.body == "후"
        assert list(revisions) == [
            ("전", True, ""),
            ("후", False, ""),
            ("후", True, "틀린 말을 고침"),
        ]
        assert not note.draft.is_pending

    @time_machine.travel("2026-11-26 09:00 +0900", tick=False)
    def test_date_to_come_is_a_schedule_in_the_sites_time(self, author_client, client):
        words = {"title": "봄", "body": "글", "published_at": "2026-11-26T18:30", "act": "publish"}
        author_client.post(NEW, words)
        note = the_note()

        assert timezone.localtime(note.published_at).isoformat() == "2026-11-26T18:30:00+09:00"
        assert client.get(note.get_absolute_url()).status_code == 404
        with time_machine.travel("2026-11-26 18:30 +0900", tick=False):
            assert client.get(note.get_absolute_url()).status_code == 200

    def test_number_that_is_taken_is_said_with_a_way_out(
        self, author_client, make_note, make_series
    ):
        series = make_series()
        make_note("첫 글", series=series)
        words = {"title": "봄", "body": "글", "series": series.pk, "number": 1, "act": "publish"}

        answer = author_client.post(NEW, words)

        assert answer.status_code == 422
        assert "1번은 다른 글(첫 글)의 번호입니다. 비워 두면 2번이 됩니다." in answer.text

    def test_what_is_untouched_keeps_its_seconds(self, author_client, make_note):
        note = make_note(author=author_client.user.author)
        before = note.published_at

        author_client.post(edit_url(note), typed(note, act="publish"))

        note.refresh_from_db()
        assert note.published_at == before

    def test_withdrawn_note_keeps_its_number_and_its_old_address(
        self, author_client, client, make_note, make_series
    ):
        note = make_note(author=author_client.user.author, series=make_series())
        author_client.post(reverse("desk:note_withdraw", args=[note.pk]))
        note.refresh_from_db()
        assert (note.status, note.number) == (Note.DRAFT, 1)
        assert client.get("/series/소셜전략/1/").status_code == 404

        author_client.post(edit_url(note), typed(note, number="5", act="publish"))

        answer = client.get("/series/소셜전략/1/")
        assert answer.status_code == 301
        assert client.get(answer["Location"]).status_code == 200


class TestOthers:
    def test_author_does_not_find_notes_of_others(self, author_client, make_note):
        assert author_client.get(edit_url(make_note())).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_desk_costs_the_same(self, author_client, make_note, count, django_assert_num_queries):
        for _note in range(count):
            make_note(author=author_client.user.author, status=Note.DRAFT)

        # One of them asks whether authors may decide about comments, for the list of rooms.
        with django_assert_num_queries(7):
            author_client.get("/desk/")


class TestLinkFromTheNote:
    def test_writer_finds_the_form_and_a_reader_does_not(self, author_client, client, make_note):
        note = make_note(author=author_client.user.author)

        assert edit_url(note) in author_client.get(note.get_absolute_url()).text
        assert "/desk/" not in client.get(note.get_absolute_url()).text

    def test_note_of_another_has_none(self, author_client, make_note):
        note = make_note()

        assert edit_url(note) not in author_client.get(note.get_absolute_url()).text

    def test_reader_is_not_asked_who_they_are(
        self, client, make_note, django_assert_max_num_queries
    ):
        note = make_note()

        with django_assert_max_num_queries(5):
            client.get(note.get_absolute_url())


def test_form_without_a_byline_takes_none_away(owner_client, make_note):
    note = make_note(author=owner_client.user.author)

    owner_client.post(edit_url(note), typed(note, body="새 글", act="publish"))

    note.refresh_from_db()
    assert (note.body, note.author) == ("새 글", owner_client.user.author)
