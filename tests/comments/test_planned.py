"""A number that is planned collects readers' questions, and they come along when the note is written."""

import datetime as dt
import unicodedata

import html5lib
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.questions import mark_answered
from comments.webmentions.addresses import web_address
from comments.webmentions.targets import note_of
from notes.canonical import absolute
from notes.desk.planning import drop
from notes.models import Note, Site
from notes.models.renumbering import swapped
from notes.page_changes import Changes

pytestmark = pytest.mark.django_db
ADDRESS = "/series/소셜전략/7/"
SECRET = "아직 아무에게도 보이지 않을 초고"
ASKED = "쉬는 날에도 **전략(戰略)**이 있나요?"


@pytest.fixture
def series(make_series, make_note):
    series = make_series(title="소셜전략")
    make_note("같이 시작하기", series=series, number=1)
    return series


@pytest.fixture
def planned(make_note, series):
    return make_note("같이 쉬기", series=series, number=7, status=Note.PLANNED, body=SECRET)


@pytest.fixture
def ask(make_comment):
    def asked(note, body=ASKED, **fields):
        return make_comment(note, kind=Comment.QUESTION, body=body, **fields)

    return asked


def page(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def heading(client):
    (found,) = (
        h2 for h2 in page(client.get(ADDRESS)).iter("h2") if h2.get("id") == "comments-title"
    )
    return words(found)


class TestAsking:
    def test_question_is_sent_and_seen_at_once(self, client, send, planned, known_reader):
        response = send(planned, body=unicodedata.normalize("NFD", ASKED), **known_reader)

        asked = Comment.objects.latest("pk")
        assert (response.status_code, response["Location"]) == (303, asked.get_absolute_url())
        assert (asked.note, asked.kind, asked.body) == (planned, Comment.QUESTION, ASKED)
        assert "<strong>전략(戰略)</strong>" in client.get(ADDRESS).text

    def test_held_one_is_seen_by_its_writer_alone(self, client, send, planned):
        Site.objects.update_or_create(pk=Site.ONLY, defaults={"hold_first_timers": True})
        send(planned, body=ASKED)

        assert "쉬는 날에도" in client.get(ADDRESS).text
        assert "쉬는 날에도" not in Client().get(ADDRESS).text
        assert Comment.objects.get().status == Comment.HELD

    def test_page_invites(self, client, planned):
        text = client.get(ADDRESS).text

        assert heading(client) == "이 번호에 바라는 질문"
        assert "아직 질문이 없어요. 첫 질문을 남겨 주세요." in text
        assert "질문 남기기" in text
        assert 'name="robots" content="noindex"' in text
        assert SECRET not in text

    def test_kind_that_is_chosen_counts_and_an_answer_is_no_question(
        self, send, planned, known_reader, ask
    ):
        asked = ask(planned)
        for fields in (
            {"kind": "example", "body": "저는 이렇게 쉬었습니다."},
            {"parent": asked.pk, "body": "저도 그것이 궁금합니다."},
            {"kind": "question", "parent": asked.pk, "body": "쉬는 것도 전략인가요?"},
            {"kind": "없는 종류", "body": "쉬다가 무엇을 잃나요?"},
        ):
            send(planned, **fields, **known_reader)

        kinds = Comment.objects.filter(note=planned).exclude(pk=asked.pk).order_by("pk")
        assert [each.kind for each in kinds] == ["example", "thought", "question", "question"]

    def test_thought_stays_the_usual_kind_of_a_published_note(self, send, make_note, known_reader):
        send(make_note(), **known_reader)

        assert Comment.objects.latest("pk").kind == Comment.THOUGHT

    def test_without_scripts(self, client, planned, posted, ask):
        asked = ask(planned)

        assert "같이 쉬기" in client.get(f"/comments/{planned.pk}/new/").text
        assert "쉬는 날에도" in client.get(f"/comments/{planned.pk}/new/{asked.pk}/").text
        preview = client.post(f"/comments/{planned.pk}/", posted(planned, preview="1"))
        assert "이렇게 보여요" in preview.text

    def test_switched_off(self, client, send, planned, ask):
        ask(planned)
        planned.is_open_for_comments = False
        planned.save()

        text = client.get(ADDRESS).text

        assert "data-comment-form" not in text and "쉬는 날에도" in text
        assert send(planned).status_code == 403

    def test_of_a_draft_or_a_number_that_nobody_planned(self, client, send, planned):
        planned.status = Note.DRAFT
        planned.save()

        assert send(planned).status_code == 404
        assert client.get(ADDRESS).status_code == 404
        assert client.get("/series/소셜전략/8/comments/").status_code == 404


class TestClosing:
    def test_days_after_publication_do_not_count_yet(self, client, send, planned, known_reader):
        planned.published_at = timezone.now() - timezone.timedelta(days=400)  # it was out once
        planned.save()
        site = Site.objects.current()
        site.close_comments_after_days = 30
        site.save()

        assert "data-comment-form" in client.get(ADDRESS).text
        assert send(planned, **known_reader).status_code == 303

    def test_day_of_its_own_closes_it_by_itself(self, client, send, planned):
        planned.comments_close_on = dt.date(2026, 12, 1)
        planned.save()
        with time_machine.travel("2026-12-01 23:59:59 +0900", tick=False):
            changes = Changes()
            changes.read()
            assert "data-comment-form" in client.get(ADDRESS).text
        with time_machine.travel("2026-12-02 00:00 +0900", tick=False):
            assert changes.read() == {f"comments-{planned.pk}"}
            assert "data-comment-form" not in client.get(ADDRESS).text
            assert send(planned).status_code == 403


class TestWritten:
    def test_question_comes_along_and_the_number_keeps_its_address(self, client, planned, ask):
        asked = ask(planned)
        place = asked.get_absolute_url()
        planned.body = "쉬는 날에는 걷습니다."
        planned.publish()

        asked = Comment.objects.get()
        tree = page(client.get(ADDRESS))

        assert asked.get_absolute_url() == place == f"{planned.get_absolute_url()}#{asked.anchor}"
        assert planned.get_absolute_url() == "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/7/"
        assert any(li.get("id") == asked.anchor for li in tree.iter("li"))
        assert "쉬는 날에는 걷습니다." in words(tree.find(".//article"))
        assert heading(client) == "댓글 1개"
        assert "noindex" not in client.get(ADDRESS).text

    def test_answered_by_the_note_itself(self, client, planned, ask):
        asked = ask(planned)
        planned.publish()

        mark_answered(asked, in_note=planned)

        assert (
            f'class=comment__found href="{planned.get_absolute_url()}"' in client.get(ADDRESS).text
        )

    def test_through_the_desk(self, moderator_client, moderator, planned, ask):
        from notes.desk import saving
        from notes.desk.forms import PUBLISH

        asked = ask(planned)
        draft = saving.draft_of(planned)
        posted = saving.words_now(draft) | {"body": "걷습니다.", "state": draft.state}
        form, _draft = saving.submit(planned, moderator, posted, PUBLISH)

        assert form.is_valid()
        assert Comment.objects.get().note.is_published
        assert asked.anchor in Client().get(ADDRESS).text


class TestPlanThatChanges:
    def test_renumbered(self, client, planned, ask, series, make_note):
        asked = ask(planned)
        make_note("다른 예고", series=series, number=8, status=Note.PLANNED)

        series.renumber(swapped(series, 7, 8))

        asked = Comment.objects.get(pk=asked.pk)
        assert asked.get_absolute_url().endswith(f"/8/#{asked.anchor}")
        assert asked.anchor in client.get("/series/소셜전략/8/").text
        assert asked.anchor not in client.get(ADDRESS).text

    def test_moved_leads_on(self, client, planned, ask):
        for _each in range(51):
            asked = ask(planned)
        planned.number = 12
        planned.save()

        response = client.get(f"{ADDRESS}comments/")

        assert response.status_code == 301
        assert asked.anchor in client.get(response["Location"]).text

    @pytest.mark.parametrize("status", ["published", "held"])
    def test_dropped_keeps_the_words_of_readers(self, client, series, make_note, ask, status):
        planned = make_note(series=series, number=9, status=Note.PLANNED, body="")
        ask(planned, status=status)

        assert drop(planned)

        assert client.get("/series/소셜전략/9/").status_code == 404
        note = Comment.objects.get().note
        assert (note.status, note.number) == (Note.DRAFT, None)

        note.body = "나중에 썼습니다."
        note.publish()
        assert ("쉬는 날에도" in client.get(note.get_absolute_url()).text) is (
            status == "published"
        )

    def test_dropped_without_any_is_gone(self, series, make_note):
        planned = make_note(series=series, number=9, status=Note.PLANNED, body="")

        assert not drop(planned)
        assert not Note.objects.filter(pk=planned.pk).exists()

    def test_pages_of_what_is_a_draft_again(self, client, moderator_client, planned, ask):
        ask(planned)
        asked = ask(planned, body="아직 열린 질문")
        planned.status, planned.number = Note.DRAFT, None
        planned.save()

        assert moderator_client.get("/moderation/").status_code == 200
        assert moderator_client.get("/moderation/?status=published").status_code == 200
        assert moderator_client.get(f"/comments/answered/{asked.pk}/").status_code == 404
        assert client.get("/series/소셜전략/questions/").status_code == 200

    def test_deleted(self, planned, ask):
        ask(planned)
        planned.delete()

        assert not Comment.objects.exists()


class TestAddresses:
    def test_long_conversation_has_its_page(self, client, planned, ask):
        for _each in range(51):
            asked = ask(planned)

        response = client.get(f"{ADDRESS}comments/")

        assert asked.get_absolute_url() == f"{planned.get_absolute_url()}comments/#{asked.anchor}"
        assert asked.anchor in response.text
        assert 'name="robots" content="noindex"' in response.text
        assert SECRET not in response.text

    @pytest.mark.parametrize("form", ["", "rss/", "json/"])
    def test_feed(self, client, planned, ask, form):
        ask(planned, email="secret@example.com")

        response = client.get(f"{ADDRESS}feed/{form}")

        assert response.status_code == 200
        assert "쉬는 날에도" in response.text
        assert SECRET not in response.text and "secret@" not in response.text

    def test_is_no_target_of_webmentions(self, client, planned):
        assert note_of(web_address(absolute(planned.get_absolute_url()))) is None
        assert "webmention" not in client.get(ADDRESS).text

    def test_moderators_find_their_way(self, moderator_client, planned, ask):
        held = ask(planned, status=Comment.HELD)

        queue = moderator_client.get("/moderation/").text
        assert f'href="{planned.get_absolute_url()}"' in queue
        held.approve(None)
        assert held.get_absolute_url() in moderator_client.get("/moderation/?status=published").text


class TestFreshness:
    def test_page_names_its_comments(self, client, planned):
        named = client.get(ADDRESS)["Cache-Tag"].split()

        assert {f"comments-{planned.pk}", f"note-{planned.pk}"} <= set(named)

    def test_series_says_how_many_wait(self, client, planned, ask, make_comment, series):
        assert "질문" not in client.get("/series/소셜전략/").text
        asked = ask(planned)
        ask(planned)
        make_comment(parent=asked, body="저도 궁금합니다.")

        tree = page(client.get("/series/소셜전략/"))
        (line,) = (li for li in tree.iter("li") if "line--planned" in li.get("class", ""))
        assert words(line) == "7 같이 쉬기 예고 · 질문 2개"

        mark_answered(asked)
        response = client.get("/series/소셜전략/")
        assert "예고 · 질문 1개" in response.text
        assert f"questions-{series.pk}" in response["Cache-Tag"].split()


@pytest.mark.parametrize("count", [1, 3])
def test_planned_page_needs_the_same_queries(
    client, planned, ask, django_assert_num_queries, count
):
    for _each in range(count):
        ask(planned)

    with django_assert_num_queries(5):
        client.get(ADDRESS)


class TestDesk:
    def test_questions_wait_beside_the_form(self, moderator_client, planned, ask, make_comment):
        asked = ask(planned)
        ask(planned, body="언제 쉬나요?")
        mark_answered(ask(planned, body="대답한 것"))
        ask(planned, body="감춰진 것", status=Comment.HELD)
        make_comment(planned, body="그냥 생각")

        tree = page(moderator_client.get(f"/desk/notes/{planned.pk}/"))
        (box,) = (s for s in tree.iter("details") if s.get("class") == "desk__questions")

        assert words(box.find("summary")) == "독자의 질문 2개"
        assert [words(li).split(" 지나가던")[0] for li in box.iter("li")] == [
            "쉬는 날에도 전략(戰略)이 있나요?",
            "언제 쉬나요?",
        ]
        assert box.find(".//a").get("href") == asked.get_absolute_url()

    def test_nothing_where_nobody_asked(self, moderator_client, planned):
        assert "독자의 질문" not in moderator_client.get(f"/desk/notes/{planned.pk}/").text

    def test_of_a_plan_that_was_given_up_they_lead_nowhere(self, moderator_client, planned, ask):
        asked = ask(planned)
        planned.status = Note.DRAFT
        planned.save()

        text = moderator_client.get(f"/desk/notes/{planned.pk}/").text

        assert "독자의 질문 1개" in " ".join(text.split())
        assert asked.anchor not in text

    def test_listing_says_how_many(self, moderator_client, planned, ask):
        ask(planned)

        text = moderator_client.get("/desk/?state=planned").text

        assert "댓글 1개" in text

    @pytest.mark.parametrize("count", [1, 3])
    def test_form_needs_the_same_queries(self, moderator_client, planned, ask, count):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _each in range(count):
            ask(planned)
        with CaptureQueriesContext(connection) as asked:
            moderator_client.get(f"/desk/notes/{planned.pk}/")

        assert sum("comments_comment" in query["sql"] for query in asked) == 1
