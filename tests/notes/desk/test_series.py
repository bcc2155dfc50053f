import unicodedata
from urllib.parse import quote

import pytest
from django.urls import reverse

from notes.models import Draft, Note, Pin, Series
from tests.notes.desk.conftest import AUTHOR, EDITOR, OWNER

pytestmark = pytest.mark.django_db
NEW = "/desk/series/new/"


@pytest.fixture
def editor(client_of):
    return client_of(EDITOR)


def url(name, row, *args):
    return reverse(f"desk:{name}", args=[row.pk, *args])


def words(series, **changed):
    fields = {"title": series.title, "slug": series.slug, "description": series.description}
    return {**fields, "close_comments_after_days": "", **changed}


class TestDoor:
    @pytest.mark.parametrize("name", ["series_list", "series_create"])
    def test_editors_and_the_owner_come_in(self, client, client_of, name):
        address = reverse(f"desk:{name}")

        assert client.get(address).status_code == 302
        assert client_of(AUTHOR).get(address).status_code == 403
        for role in (EDITOR, OWNER):
            answer = client_of(role).get(address)
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]

    def test_signed_out_form_gets_its_words_back(self, client, make_series):
        answer = client.post(
            url("series_edit", make_series()), {"title": "봄", "description": "소개"}
        )

        assert answer.status_code == 403
        assert "소개" in answer.text


class TestSeries:
    def test_new_one_has_an_address_of_its_title(self, editor, client):
        title = unicodedata.normalize("NFD", "소셜 전략")

        answer = editor.post(NEW, {"title": title, "description": "**전략(戰略)**을 적습니다."})

        series = Series.objects.get()
        assert answer["Location"] == url("series_edit", series)
        assert (series.title, series.slug) == ("소셜 전략", "소셜-전략")
        assert "<strong>전략(戰略)</strong>을" in client.get(series.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "제목을 적어 주세요."),
            ({"title": "!!!", "slug": ""}, "주소로 쓸 수 있는 글자가 없습니다."),
            ({"slug": "여름"}, "같은 주소를 쓰는 시리즈가 이미 있습니다."),
            ({"close_comments_after_days": "99999"}, "3650"),
        ],
    )
    def test_wrong_form_keeps_every_word(self, editor, make_series, wrong, sentence):
        make_series("여름")
        for address in (NEW, url("series_edit", make_series("겨울"))):
            sent = {"title": "봄", "slug": "봄", "description": "긴 소개", **wrong}
            answer = editor.post(address, sent)

            assert answer.status_code == 422
            assert sentence in answer.text and "긴 소개</textarea>" in answer.text
        assert set(Series.objects.values_list("title", flat=True)) == {"여름", "겨울"}

    def test_preview_needs_no_script_and_stores_nothing(self, editor, make_series):
        series = make_series()

        answer = editor.post(
            url("series_edit", series), words(series, description="**굵게**", act="preview")
        )

        assert "<strong>굵게</strong>" in answer.text and "**굵게**</textarea>" in answer.text
        series.refresh_from_db()
        assert series.description == ""

    def test_old_address_leads_to_the_new_one(self, editor, client, make_series, make_note):
        series = make_series()
        make_note(series=series)

        editor.post(url("series_edit", series), words(series, slug="새 이름"))

        assert client.get("/series/소셜전략/")["Location"] == quote("/series/새-이름/")
        assert client.get("/series/소셜전략/1/")["Location"] == quote("/series/새-이름/1/")

    def test_only_an_empty_one_can_be_deleted(self, editor, make_series, make_note):
        full, empty = make_series("여름"), make_series("겨울")
        make_note(series=full, status=Note.DRAFT)

        for series in (full, empty):
            editor.post(url("series_delete", series))

        assert list(Series.objects.all()) == [full]
        assert "시리즈 지우기" not in editor.get(url("series_edit", full)).text

    def test_all_kinds_of_notes_are_listed(self, editor, make_series, make_note):
        series = make_series()
        make_note("공개한 글", series=series, number=1)
        make_note("예고한 글", series=series, number=4, status=Note.PLANNED)
        make_note("번호 없는 글", series=series, status=Note.DRAFT)

        page = editor.get(url("series_edit", series)).text

        assert page.index("공개한 글") < page.index("예고한 글") < page.index("번호 없는 글")

    def test_long_one_comes_in_pages(self, editor, make_series):
        series = make_series()
        Note.objects.bulk_create(
            Note(series=series, number=number, title=f"글 {number}번", status=Note.PLANNED)
            for number in range(1, 121)
        )
        address = url("series_edit", series)

        first = editor.get(address).text
        assert "글 50번" in first and "글 51번" not in first and "?from=51" in first
        second = editor.get(f"{address}?from=51").text
        assert "글 100번" in second and "?from=1" in second and "?from=101" in second
        assert editor.get(f"{address}?from=봄").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_pages_cost_the_same(
        self, editor, make_series, make_note, count, django_assert_num_queries
    ):
        for number in range(count):
            series = make_series(f"시리즈 {number}")
        for _note in range(count):
            make_note(series=series, status=Note.PLANNED)
            make_note(series=series, status=Note.DRAFT)

        # Who it is and what they may (5), the site, then the page's own.
        with django_assert_num_queries(7):
            editor.get("/desk/series/")
        with django_assert_num_queries(10):
            editor.get(url("series_edit", series))


class TestPlans:
    def test_number_by_itself_and_by_hand(self, editor, client, make_series, make_note):
        series = make_series()
        make_note(series=series, number=3)

        editor.post(url("series_plan", series), {"title": "다음 글", "number": ""})
        editor.post(url("series_plan", series), {"title": "먼 글", "number": "9"})

        assert dict(series.notes.planned().values_list("number", "title")) == {
            4: "다음 글",
            9: "먼 글",
        }
        assert "다음 글" in client.get("/series/소셜전략/4/").text

    @pytest.mark.parametrize("number", ["3", "0", "셋"])
    def test_wrong_number_keeps_the_title(self, editor, make_series, make_note, number):
        series = make_series()
        make_note(series=series, number=3)

        answer = editor.post(url("series_plan", series), {"title": "가제입니다", "number": number})

        assert answer.status_code == 422
        assert 'value="가제입니다"' in answer.text and f'value="{number}"' in answer.text

    def test_rename_also_reaches_words_that_wait(self, editor, make_series, make_note):
        note = make_note("옛 가제", series=make_series(), status=Note.PLANNED)
        draft = Draft(note=note)
        draft.hold({"title": "옛 가제", "body": "쓰는 중"}, None)

        editor.post(url("series_plan_rename", note), {"title": "새 가제"})

        draft = Draft.objects.select_related("note").get()
        assert (draft.note.title, draft.title, draft.is_behind) == ("새 가제", "새 가제", False)

    def test_empty_title_is_said_where_it_was_typed(self, editor, make_series, make_note):
        note = make_note("옛 가제", series=make_series(), status=Note.PLANNED)

        answer = editor.post(url("series_plan_rename", note), {"title": "  "})

        assert answer.status_code == 422 and "가제를 적어 주세요." in answer.text

    def test_dropped_number_is_free_again_and_words_stay(self, editor, make_series, make_note):
        series = make_series()
        empty = make_note(series=series, number=1, status=Note.PLANNED, body="")
        written = make_note(series=series, number=2, status=Note.PLANNED, body="쓰던 글")

        for note in (empty, written):
            editor.post(url("series_plan_drop", note))

        left = Note.objects.get()
        assert (left.pk, left.status, left.number) == (written.pk, Note.DRAFT, None)
        assert series.next_number() == 1

    def test_published_note_is_no_plan(self, editor, make_series, make_note):
        note = make_note(series=make_series())

        assert editor.post(url("series_plan_drop", note)).status_code == 404


class TestOrder:
    @pytest.fixture
    def series(self, make_series, make_note):
        series = make_series()
        for number in (1, 2, 4):
            make_note(f"{number}번 글", series=series, number=number)
        return series

    def plan(self, page: str) -> str:
        return page.partition('name="plan" value="')[2].partition('"')[0]

    def test_confirmed_before_it_is_done(self, editor, client, series):
        address, wish = url("series_order", series), {"act": "insert", "number": 4, "to": 1}

        page = editor.get(address, wish).text

        assert "글 3편의 번호가 이렇게 바뀝니다. 아직 바꾸지 않았습니다." in page
        assert "이제 다른 글이 보입니다: 4번 글" in page, "number 1 is taken by it"
        assert "새 주소로 이어집니다" in page, "number 4 is free"
        assert series.notes.get(number=4).title == "4번 글"

        answer = editor.post(address, {**wish, "plan": self.plan(page)})

        assert answer["Location"] == url("series_edit", series)
        titles = dict(series.notes.values_list("number", "title"))
        assert titles == {1: "4번 글", 2: "1번 글", 3: "2번 글"}
        assert client.get("/series/소셜전략/4/")["Location"] == quote("/series/소셜전략/1/")

    def test_what_has_changed_meanwhile_is_shown_again(self, editor, series, make_note):
        address, wish = url("series_order", series), {"act": "insert", "number": 4, "to": 1}
        plan = self.plan(editor.get(address, wish).text)
        make_note("그사이 글", series=series, number=3)

        answer = editor.post(address, {**wish, "plan": plan})

        assert answer.status_code == 409
        assert "그사이 번호가 바뀌었습니다" in answer.text and "그사이 글" in answer.text
        assert series.notes.get(number=4).title == "4번 글"

    @pytest.mark.parametrize(
        ("wish", "sentence"),
        [
            ({"act": "swap", "number": 3, "to": 1}, "3번 글이 없습니다."),
            ({"act": "insert", "number": "셋", "to": 1}, 'value="셋"'),
            ({"act": "pack", "low": 0, "high": ""}, 'value="0"'),
            ({}, "번호 옮기기"),
        ],
    )
    def test_wish_that_cannot_be_is_answered_beside_its_form(self, editor, series, wish, sentence):
        answer = editor.get(url("series_order", series), wish)

        assert answer.status_code == 422
        assert sentence in answer.text

    def test_gaps_are_closed(self, editor, series):
        address, wish = url("series_order", series), {"act": "pack", "low": 1, "high": ""}
        plan = self.plan(editor.get(address, wish).text)

        editor.post(address, {**wish, "plan": plan})

        assert sorted(series.notes.values_list("number", flat=True)) == [1, 2, 3]
        assert "바뀌는 번호가 없습니다." in editor.get(address, wish).text

    def test_english_counts_one(self, english, editor, series):
        page = editor.get(url("series_order", series), {"act": "pack", "low": 1}).text

        assert "The number of 1 note would change" in page


class TestPins:
    def test_pinned_and_unpinned(self, editor, client, make_note):
        note = make_note("고정할 글")

        editor.post(url("note_pin", note))
        assert Pin.objects.get().note == note
        assert "첫 화면에서 내리기" in editor.get(url("note_edit", note)).text

        editor.post(url("note_pin", note))
        assert Pin.objects.count() == 0

    def test_three_are_enough_and_drafts_never(self, editor, make_note):
        for _note in range(4):
            editor.post(url("note_pin", make_note()))
        editor.post(url("note_pin", make_note(status=Note.DRAFT)))

        assert Pin.objects.count() == 3

    def test_author_pins_nothing(self, client_of, make_note):
        author = client_of(AUTHOR)
        note = make_note(author=author.user.author)

        assert author.post(url("note_pin", note)).status_code == 403
        assert "첫 화면에 고정" not in author.get(url("note_edit", note)).text
