"""이 댓글로 고침: from a tick in the desk's form to what readers see of it, and how that goes again."""

import unicodedata
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from comments.models import Comment, Reflection
from notes.desk import saving
from notes.desk.forms import PUBLISH, SAVE
from notes.models import Note, Revision, Site

pytestmark = pytest.mark.django_db
SERIES = quote("/series/소셜전략/")
NOTE = f"{SERIES}1/"
CHANGES = f"{NOTE}changes/"
FILLED_IN = "댓글을 읽고 고쳤습니다."


@pytest.fixture
def note(make_note, make_series):
    return make_note("같이 시작하기", series=make_series(), body="혼자 하는 전략을 세웁니다.")


@pytest.fixture
def write(make_user):
    """`write(note, "글", [comment])` publishes a text that these comments caused."""
    user = make_user(is_superuser=True)

    def submit(note, body, causes=(), reason="", act=PUBLISH, **words):
        note = Note.objects.get(pk=note.pk)
        draft = saving.draft_of(note)
        posted = saving.words_now(draft) | {"body": body, "reason": reason, "state": draft.state}
        posted |= {f"caused_by-{comment.pk}": "on" for comment in causes}
        form, draft = saving.submit(note, user, posted | words, act)
        assert form.is_valid(), form.errors
        return form

    return submit


@pytest.fixture
def editor(make_user, client):
    """A client that may write on everything, and the fields of a note's form as it opens."""
    client.force_login(make_user("편집자", is_superuser=True))
    return client


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def fields_of(page) -> dict:
    """What a browser would send."""
    fields = {}
    for field in page.select("#note-form :is(input, textarea, select)[name]"):
        if field.name == "textarea":
            fields[field["name"]] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("[selected]") or field.option
            fields[field["name"]] = chosen["value"]
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    return fields


def ticked(page) -> list[str]:
    return [box["name"] for box in page.select(".causes [checked]")]


class TestForm:
    def test_offers_public_comments_newest_first_those_not_yet_reflected_before(
        self, editor, note, make_comment, write
    ):
        first, second, third = (make_comment(note, body=f"**{n}째** 말") for n in "첫둘셋")
        make_comment(note, body="숨은 말", status=Comment.HELD)
        make_comment(body="다른 글의 댓글")
        write(note, "고친 글", [third])

        page = page_of(editor, f"/desk/notes/{note.pk}/")

        boxes = [box["name"] for box in page.select(".causes [type=checkbox]")]
        assert boxes == [f"caused_by-{each.pk}" for each in (second, first, third)]
        assert "숨은 말" not in page.text
        assert "글에 반영됨" in page.select(".causes li")[-1].text
        assert not page.select_one(".causes").has_attr("open")

    def test_note_without_public_comments_offers_nothing(self, editor, note, make_comment):
        make_comment(note, status=Comment.SPAM)

        assert page_of(editor, f"/desk/notes/{note.pk}/").select(".causes") == []

    def test_names_are_escaped(self, editor, note, make_comment):
        make_comment(note, name="<script>x</script>", body="<img src=x>")

        text = editor.get(f"/desk/notes/{note.pk}/").text

        assert "<script>x" not in text and "<img src=x>" not in text

    def test_the_rest_is_named_by_number_or_address(self, editor, note, make_comment):
        old = make_comment(note, name="옛 독자")
        other = make_comment(note)
        for _one_more in range(50):
            make_comment(note)
        page = page_of(editor, f"/desk/notes/{note.pk}/")
        assert len(page.select(".causes [type=checkbox]")) == 50
        fields = fields_of(page)
        typed = f"{old.pk}번, https://example.com/x/#comment-{other.pk}"

        fields |= {"caused_by": unicodedata.normalize("NFD", typed), "act": "publish"}
        editor.post(f"/desk/notes/{note.pk}/", fields)

        named = set(Reflection.objects.values_list("comment_id", flat=True))
        assert named == {old.pk, other.pk}

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_one_query(
        self, editor, note, make_comment, count, django_assert_max_num_queries
    ):
        for _one_more in range(count):
            make_comment(note)

        with django_assert_max_num_queries(99) as asked:
            editor.get(f"/desk/notes/{note.pk}/")

        assert sum("is_reflected" in one["sql"] for one in asked) == 1


class TestChoicesAreKept:
    def test_autosave_keeps_them_until_the_change_is_public(self, editor, note, make_comment):
        comment = make_comment(note)
        fields = fields_of(page_of(editor, f"/desk/notes/{note.pk}/"))
        fields[f"caused_by-{comment.pk}"] = "on"
        json = {"accept": "application/json"}

        assert editor.post(f"/desk/notes/{note.pk}/draft/", fields, headers=json).status_code == 200

        page = page_of(editor, f"/desk/notes/{note.pk}/")
        assert ticked(page) == [f"caused_by-{comment.pk}"]
        assert page.select_one(".causes").has_attr("open")
        assert Reflection.objects.count() == 0

        editor.post(f"/desk/notes/{note.pk}/", fields_of(page) | {"act": "publish"})

        assert Reflection.objects.get().comment == comment
        assert ticked(page_of(editor, f"/desk/notes/{note.pk}/")) == []

    def test_a_save_waits_and_readers_see_nothing(self, client, note, make_comment, write):
        comment = make_comment(note)

        write(note, "고치는 글", [comment], act=SAVE)

        assert "글에 반영됨" not in client.get(NOTE).text
        write(note, "고친 글")
        assert "글에 반영됨" in client.get(NOTE).text

    def test_unticked_is_no_longer_chosen(self, note, make_comment, write):
        comment = make_comment(note)
        write(note, "고치는 글", [comment], act=SAVE)

        write(note, "고친 글", caused_by="")

        assert Reflection.objects.count() == 0

    def test_invalid_form_brings_them_back(self, editor, note, make_comment):
        comment = make_comment(note)
        fields = fields_of(page_of(editor, f"/desk/notes/{note.pk}/"))
        fields |= {f"caused_by-{comment.pk}": "on", "title": "", "act": "publish"}

        answer = editor.post(f"/desk/notes/{note.pk}/", fields)

        assert answer.status_code == 422
        assert ticked(BeautifulSoup(answer.content, "html.parser")) == [f"caused_by-{comment.pk}"]

    def test_conflict_brings_them_back_and_so_does_merging(self, editor, note, make_comment, write):
        comment = make_comment(note)
        fields = fields_of(page_of(editor, f"/desk/notes/{note.pk}/"))
        write(note, "다른 창에서 고친 글")
        fields |= {f"caused_by-{comment.pk}": "on", "body": "제가 고친 글", "act": "publish"}

        answer = editor.post(f"/desk/notes/{note.pk}/", fields)

        assert answer.status_code == 409
        page = BeautifulSoup(answer.content, "html.parser")
        assert ticked(page) == [f"caused_by-{comment.pk}"]
        hidden = {field["name"]: field["value"] for field in page.select(".conflict [type=hidden]")}
        editor.post(f"/desk/notes/{note.pk}/merge/", hidden)
        assert ticked(page_of(editor, f"/desk/notes/{note.pk}/")) == [f"caused_by-{comment.pk}"]

    @pytest.mark.parametrize("typed", ["열둘", "12x", "9" * 30, "１２", "-3"])
    def test_what_is_no_number_comes_back_with_the_reason(self, editor, note, make_comment, typed):
        for _one_more in range(51):
            make_comment(note)
        fields = fields_of(page_of(editor, f"/desk/notes/{note.pk}/"))

        fields |= {"caused_by": typed, "body": "고친 글", "act": "publish"}
        answer = editor.post(f"/desk/notes/{note.pk}/", fields)

        page = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 422
        assert page.select_one("#id_caused_by")["value"] == typed
        assert "댓글 번호가 아닌 것이 있습니다" in page.text
        assert "고친 글" in answer.text

    def test_comments_that_are_not_there_are_told_and_stop_nothing(
        self, editor, note, make_comment, make_note
    ):
        elsewhere, held = make_comment(make_note()), make_comment(note, status=Comment.HELD)
        make_comment(note)
        fields = fields_of(page_of(editor, f"/desk/notes/{note.pk}/"))

        fields |= {"caused_by": f"{elsewhere.pk} {held.pk}", "body": "고친 글", "act": "publish"}
        answer = editor.post(f"/desk/notes/{note.pk}/", fields, follow=True)

        assert f"남기지 않은 번호가 있습니다: {held.pk}, {elsewhere.pk}" in answer.text
        assert (Reflection.objects.count(), Revision.objects.told().count()) == (0, 0)
        assert Note.objects.get(pk=note.pk).body == "고친 글"


class TestReaders:
    def test_see_it_beside_the_comment_and_find_what_changed(
        self, client, note, make_comment, write
    ):
        comment = make_comment(note)
        write(note, "함께 하는 전략을 세웁니다.", [comment])

        link = page_of(client, NOTE).select_one(f"#comment-{comment.pk} .comment__reflected")

        assert link.text == "글에 반영됨"
        revision = Reflection.objects.get().revision
        assert client.get(link["href"])["Location"] == f"{CHANGES}#revision-{revision.pk}"
        change = page_of(client, CHANGES).select_one(f"#revision-{revision.pk}")
        assert change.select_one(".change__reason").text == FILLED_IN
        assert change.ins.text == "넣음: 함께"
        assert change.select_one(".change__thanks a")["href"] == f"{NOTE}#comment-{comment.pk}"

    def test_own_reason_stays(self, client, note, make_comment, write):
        write(note, "고친 글", [make_comment(note)], "셈을 바로잡음")

        assert page_of(client, CHANGES).select_one(".change__reason").text == "셈을 바로잡음"

    def test_change_is_found_however_many_came_after_it(self, client, note, make_comment, write):
        comment = make_comment(note)
        write(note, "처음 고친 글", [comment])
        href = page_of(client, NOTE).select_one(".comment__reflected")["href"]
        for number in range(20):
            write(note, f"고친 글 {number}", reason=f"까닭 {number}")

        place = client.get(href)["Location"]

        page, _hash, anchor = place.partition("#")
        assert page.startswith(f"{CHANGES}?before=")
        assert FILLED_IN in page_of(client, page).select_one(f"#{anchor}").text
        for rubbish in ("", "0", "x", "9" * 30, "²"):
            assert client.get(CHANGES, {"at": rubbish})["Location"] == CHANGES

    def test_latest_change_is_the_one_that_is_led_to(self, client, note, make_comment, write):
        comment = make_comment(note)
        for body in ("한 번 고친 글", "또 고친 글"):
            write(note, body, [comment])

        last = Revision.objects.told().newest_first().first()

        assert Comment.objects.get(pk=comment.pk).reflected_in == last
        assert Reflection.objects.count() == 2

    def test_note_thanks_each_name_once_a_few_of_them(self, client, note, make_comment, write):
        names = ["김독자", "김독자", "<b>박독자", "이독자", "최독자", "정독자", "한독자", "윤독자"]
        write(note, "고친 글", [make_comment(note, name=name) for name in names])
        write(note, "또 고친 글", [make_comment(note, name="지나가던 독자")])
        write(note, "다시 고친 글", [make_comment(note, name="글쓴이", is_by_author=True)])

        page = page_of(client, NOTE)

        thanks = " ".join(page.select(".note__foot p")[1].text.split())
        assert thanks == "함께 고친 분: 지나가던 독자, 김독자, <b>박독자, 이독자, 최독자 외 3명"
        assert page.select(".note__foot b") == []

    def test_first_publishing_and_scheduled_notes_thank_nobody(
        self, client, make_note, make_series, make_comment, write
    ):
        note = make_note(series=make_series(), status=Note.DRAFT)
        comment = make_comment(note)

        write(note, "첫 글", [comment], title="첫 글", number="1")

        assert Reflection.objects.count() == 0
        assert Comment.objects.get().reflected_in is None
        write(note, "나중 글", [comment], published_at="2999-01-01T10:00")
        assert Reflection.objects.count() == 0

    def test_restored_text_names_nobody(self, client, note, make_comment, write, moderator):
        write(note, "고친 글", [make_comment(note)])
        revision = Revision.objects.told().get()
        note = Note.objects.get(pk=note.pk)

        saving.restore(revision, moderator, saving.draft_of(note).state)
        write(note, "되살려 낸 글")

        assert Reflection.objects.count() == 1


SEEN = (
    lambda comment: comment.hold(None),
    lambda comment: comment.mark_as_spam(None),
    lambda comment: comment.remove(None),
)


class TestGoing:
    @pytest.fixture
    def comment(self, note, make_comment, write):
        comment = make_comment(note, name="떠난 독자")
        write(note, "고친 글", [comment])
        return Comment.objects.get(pk=comment.pk)

    @pytest.fixture
    def seen(self, client):
        def look():
            return ["떠난 독자" in client.get(address).text for address in (NOTE, CHANGES)]

        return look

    @pytest.mark.parametrize("decide", SEEN, ids=["held", "spam", "removed"])
    def test_name_goes_with_the_comment_and_comes_back(self, comment, seen, decide, client):
        assert seen() == [True, True]

        decision = decide(comment)

        assert seen() == [False, False]
        assert "함께 고친 분" not in client.get(NOTE).text
        decision.undo(None)
        assert seen() == [True, True]

    def test_erased_comment_leaves_nothing(self, comment, seen):
        comment.delete()

        assert seen() == [False, False]
        assert Reflection.objects.count() == 0

    def test_withdrawn_note_shows_nothing(self, comment, seen, note, client):
        saving.withdraw(note)

        assert client.get(NOTE).status_code == client.get(CHANGES).status_code == 404


class TestCosts:
    @pytest.mark.parametrize("count", [1, 3])
    def test_changes_page(
        self, client, note, make_comment, write, count, django_assert_num_queries
    ):
        for number in range(count):
            write(note, f"고친 글 {number}", [make_comment(note)])

        with django_assert_num_queries(5):  # the four of tests/notes/test_changes.py, the comments
            client.get(CHANGES)

    @pytest.mark.parametrize(("count", "queries"), [(1, 4), (3, 4), (60, 4), (101, 5)])
    def test_note_page(
        self,
        client,
        note,
        make_note,
        make_comment,
        write,
        count,
        queries,
        django_assert_num_queries,
    ):
        make_note(series=note.series, number=2)
        comments = [make_comment(note) for _one in range(count)]
        write(note, "고친 글", comments[-1:])
        Site.objects.current()

        with django_assert_num_queries(queries):
            page = client.get(NOTE).text

        assert "함께 고친 분" in page
