import threading
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from notes.models import Address, Note, Series, Site, Tag

pytestmark = pytest.mark.django_db


def test_note_keeps_hangul_in_slug_and_full_title(make_note, make_series):
    series = make_series(title="소셜전략")

    note = make_note(series=series, number=1, title="사람들과 같이 시작하고 · 같이 배우고")

    assert series.slug == "소셜전략"
    assert note.slug == "사람들과-같이-시작하고-같이-배우고"
    assert note.full_title == "소셜전략 1 : 사람들과 같이 시작하고 · 같이 배우고"
    assert note.get_absolute_url() == "/series/%EC%86%8C%EC%85%9C%EC%A0%84%EB%9E%B5/1/"


def test_note_stores_decomposed_hangul_composed(make_note):
    decomposed = unicodedata.normalize("NFD", "전략을 세우다")

    note = make_note(title=decomposed, body=decomposed + "\x00\x08")
    stored = Note.objects.get(pk=note.pk)

    assert (stored.title, stored.body) == ("전략을 세우다", "전략을 세우다")
    assert note.title == "전략을 세우다", "the object in memory says the same as the row"


def test_note_numbers_follow_the_greatest_one(make_note, make_series):
    series = make_series()
    make_note(series=series, number=7)

    assert make_note(series=series).number == 8


def test_draft_has_no_number_before_it_is_published(make_note, make_series):
    series = make_series()
    draft = make_note(series=series, status=Note.DRAFT)
    make_note(series=series)
    assert (draft.number, draft.full_title) == (None, "소셜전략 : 친구와 같이 시작하기")

    draft.publish()

    assert draft.number == 2


def test_note_number_is_unique_in_its_series_only(make_note, make_series):
    series = make_series()
    make_note(series=series, number=1)
    make_note(series=make_series(title="다른 시리즈"), number=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_note(series=series, number=1)


def test_note_number_outside_a_series_is_refused(make_note):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_note(series=None, number=3)


@pytest.mark.django_db(transaction=True)
def test_notes_saved_at_the_same_moment_get_different_numbers(make_series):
    series = make_series(title="동시에")
    start, errors = threading.Barrier(6), []

    def save(title):
        try:
            start.wait()
            Note(series=Series.objects.get(pk=series.pk), title=title, body="함께 쓴 글").publish()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[f"글 {k}"]) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert list(series.notes.order_by("number").values_list("number", flat=True)) == [*range(1, 7)]


def test_published_leaves_out_drafts_and_the_future(make_note):
    now = timezone.now()
    shown = make_note(title="보이는 글")
    make_note(title="초안", status=Note.DRAFT, published_at=None)
    make_note(title="내일 글", published_at=now + timezone.timedelta(days=1))

    assert list(Note.objects.published()) == [shown]


def test_note_derives_what_a_page_prints(make_note):
    note = make_note(body="## 소셜이란\n\n같이 **전략(戰略)**을 짭니다.\n\n- 하나\n- 둘")

    assert "<strong>전략(戰略)</strong>을" in note.body_html
    assert [heading["id"] for heading in note.contents] == ["소셜이란"]
    assert note.summary.endswith("짭니다. 하나 둘")
    assert note.reading_minutes == 1


def test_note_summary_follows_the_body_until_an_excerpt_is_written(make_note):
    note = make_note(body="처음 본문입니다.")

    note.body = "고친 본문입니다."
    note.save()
    followed = note.summary
    note.excerpt = "손으로 쓴 발췌"
    note.save()

    assert (followed, note.summary) == ("고친 본문입니다.", "손으로 쓴 발췌")


def test_renumbered_note_leaves_its_old_address_behind(make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=3)
    note = Note.objects.get(pk=note.pk)

    note.number = 4
    note.save()

    assert Address.objects.target("/series/소셜전략/3/") == note.get_absolute_url()


def test_note_that_moves_into_a_series_leaves_its_old_address_behind(make_note, make_series):
    note = Note.objects.get(pk=make_note(series=None, title="혼자 쓴 글", slug="").pk)

    note.series = make_series(title="함께")
    note.save()

    assert note.number == 1
    assert Address.objects.target("/notes/혼자-쓴-글/") == note.get_absolute_url()


def test_renamed_series_redirects_itself_and_its_notes(make_note, make_series):
    series = Series.objects.get(pk=make_series(title="옛 이름").pk)
    make_note(series=series, number=2)

    series.slug = "새 이름"
    series.save()

    assert Address.objects.target("/series/옛-이름/") == series.get_absolute_url()
    assert Address.objects.target("/series/옛-이름/2/") == series.get_absolute_url() + "2/"


def test_old_address_of_a_draft_gives_nothing_away(make_note):
    note = Note.objects.get(pk=make_note(series=None, title="거둔 글", slug="").pk)
    note.slug, note.status = "다른 주소", Note.DRAFT
    note.save()

    assert Address.objects.filter(note=note).exists()
    assert Address.objects.target("/notes/거둔-글/") is None


def test_neighbours_skip_numbers_that_nobody_can_read(make_note, make_series):
    series = make_series()
    first, _draft = (
        make_note(series=series, number=1),
        make_note(series=series, number=2, status=Note.DRAFT, published_at=None),
    )
    third, ninth = make_note(series=series, number=3), make_note(series=series, number=9)

    def around(note):
        place = note.neighbours()
        return place.previous, place.next, place.position, place.count, place.first, place.last

    assert around(third) == (first, ninth, 2, 3, 1, 9)
    assert around(first) == (None, third, 1, 3, 1, 9)
    assert around(ninth) == (third, None, 3, 3, 1, 9)
    assert [part.pk for part in third.neighbours().parts] == [first.pk, third.pk, ninth.pk]


@pytest.mark.parametrize(
    ("number", "shown", "left_out"),
    [
        (1, range(1, 16), (False, True)),
        (9, range(2, 17), (True, True)),
        (40, range(26, 41), (True, False)),
    ],
)
def test_long_series_is_shown_around_the_note_in_one_query(
    django_assert_num_queries, make_series, number, shown, left_out
):
    series = make_series(title="마흔 편")
    now = timezone.now()
    Note.objects.bulk_create(
        Note(series=series, number=n, title=f"{n}번째 글", status="published", published_at=now)
        for n in range(1, 41)
    )
    note = Note.objects.select_related("series").get(series=series, number=number)

    with django_assert_num_queries(1):
        place = note.neighbours()
        beside = [note and note.get_absolute_url() for note in (place.previous, place.next)]

    assert [part.number for part in place.parts] == list(shown)
    assert [part.title for part in place.parts] == [f"{n}번째 글" for n in shown]
    assert beside == [
        f"{series.get_absolute_url()}{n}/" if 1 <= n <= 40 else None
        for n in (number - 1, number + 1)
    ]
    assert (place.position, place.count, place.first, place.last) == (number, 40, 1, 40)
    assert (place.leaves_out_first, place.leaves_out_last) == left_out


def test_note_outside_a_series_has_no_place(make_note):
    assert make_note(series=None).neighbours() is None


def test_revision_is_dated_when_readers_get_another_text(make_note):
    note = Note.objects.get(pk=make_note(body="처음 **전략(戰略)**을 적습니다.").pk)

    note.title = "제목만 바꾼 글"
    note.body = unicodedata.normalize("NFD", note.body)
    note.save()
    untouched = note.revised_at
    note.body = "고쳐 적습니다."
    note.save()

    assert untouched is None
    assert timezone.now() - note.revised_at < timezone.timedelta(minutes=1)
    assert Note.objects.get(pk=note.pk).revised_at == note.revised_at


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Note.DRAFT, "published_at": None},
        {"published_at": timezone.now() + timezone.timedelta(days=9)},
    ],
)
def test_text_that_nobody_could_read_yet_has_no_revision(make_note, hidden):
    note = Note.objects.get(pk=make_note(body="아직 초안", **hidden).pk)

    note.body = "다듬은 초안"
    note.publish(at=timezone.now())

    assert note.revised_at is None


def test_revision_is_noticed_when_the_text_was_not_loaded(make_note):
    note = Note.objects.defer("body").get(pk=make_note(body="처음 글").pk)

    note.body = "고친 글"
    note.save()

    assert note.revised_at is not None


def test_revision_of_the_first_day_is_not_shown(make_note):
    note = make_note()
    day = timezone.timedelta(days=1)

    shown = {}
    for age in (None, day / 2, day):
        note.revised_at = age and note.published_at + age
        shown[age] = note.shows_revision

    assert shown == {None: False, day / 2: False, day: True}


def test_tags_named_finds_spellings_of_one_tag():
    tags = Tag.objects.named(
        ["소셜 전략", unicodedata.normalize("NFD", "소셜 전략"), "Web", "web", "☆"]
    )

    assert [tag.name for tag in tags] == ["소셜 전략", "Web"]
    assert Tag.objects.count() == 2


def test_title_of_invisible_letters_is_refused():
    note = Note(title="\u200b\u3164", body="본문")

    with pytest.raises(ValidationError) as refused:
        note.full_clean()

    assert "title" in refused.value.error_dict


def test_site_has_one_row_with_korean_defaults():
    site = Site.objects.current()
    Site(name="다른 이름").save()

    assert "글방" in site.name and "<strong>시리즈</strong>로" in site.about_html
    assert [found.name for found in Site.objects.all()] == ["다른 이름"]


def test_series_that_nobody_can_read_is_not_listed(make_note, make_series):
    shown = make_note(series=make_series(title="보이는 시리즈")).series
    make_note(series=make_series(title="초안뿐"), status=Note.DRAFT, published_at=None)

    assert [(s, s.note_count) for s in Series.objects.with_note_counts()] == [(shown, 1)]


def test_database_is_the_one_that_was_asked_for(settings):
    """SQLite opens as DESIGN asks; PostgreSQL comes with a pool."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.transaction_mode == "IMMEDIATE"
        else:
            assert connection.pool is not None
