"""Words that many notes say: all of them are found, in one order, as far as they are read."""

import pytest
from django.utils import timezone

from notes.search import search

pytestmark = pytest.mark.django_db


def test_hits_are_leafed_through_without_a_gap(make_note):
    for number in range(35):
        make_note(f"{number}번째", body=f"등대 {'가' * number}")

    whole = [hit.note.pk for hit in search("등대", limit=100).hits]
    parts = [hit.note.pk for start in (0, 10, 20, 30) for hit in search("등대", 10, start).hits]

    assert len(set(whole)) == 35
    assert parts == whole
    assert [hit.note.pk for hit in search("등대", 3).hits] == whole[:3]


def test_one_word_is_found_wherever_it_is_however_many_notes_say_it(make_note, monkeypatch):
    monkeypatch.setattr("notes.search.ranking.WHOLE", 5)
    monkeypatch.setattr("notes.search.ranking.MOST", 8)
    keys = {make_note(f"{number}번째", body="등대" + " 나무" * number).pk for number in range(23)}
    hide = make_note("내일", body="등대", published_at=timezone.now().replace(year=2999))

    found = search("등대를")
    pages = [search("등대를", 10, start) for start in (0, 10, 20, 30)]
    read = [hit.note.pk for page in pages for hit in page.hits]

    assert (found.exact, found.total, found.is_cut) == (23, 23, False)
    assert len(read) == 23
    assert set(read) == keys - {hide.pk}
    assert read[10:15] == [hit.note.pk for hit in search("등대", 5, 10).hits]


@pytest.fixture
def common(make_note, monkeypatch):
    """Two words that are everywhere, as in ten thousand notes."""
    for name, number in (("WHOLE", 5), ("TIER", 10), ("MOST_LOOKUPS", 60)):
        monkeypatch.setattr(f"notes.search.ranking.{name}", number)
    monkeypatch.setattr("notes.search.ranking.FEWEST_CANDIDATES", 5)
    for number in range(40):
        body = "등대 " * (number % 7) + "한데 나무 " + "가지 " * (number % 5)
        make_note(f"{number}번째 글", body=body if number else "빈 글")


def test_frequent_words_are_found_as_far_as_they_are_read(common):
    first, second = search("등대 나무"), search("등대 나무", 10, 10)

    assert first.is_cut
    assert (first.exact, len(first.hits), first.length) == (10, 10, 30)
    assert (second.exact, second.length) == (30, 30)


def test_who_leafs_on_through_frequent_words_finds_none_twice(common):
    pages = [search("등대 나무", 10, start).hits for start in (0, 10, 20, 30)]
    read = [hit.note.pk for hits in pages for hit in hits]

    assert [len(hits) for hits in pages] == [10, 10, 10, 0]
    assert len(set(read)) == 30
    assert [hit.note.pk for hit in search("등대 나무", 30).hits] == read


def test_word_that_few_notes_have_tells_which_have_all(common, make_note):
    wanted = {make_note("찾는 글", body="박하 등대 나무").pk for _ in range(3)}
    make_note("박하만", body="박하 사탕")

    found = search("나무 박하 등대")

    assert (found.exact, found.is_cut) == (3, False)
    assert {hit.note.pk for hit in found.hits if hit.is_exact} == wanted


@pytest.mark.parametrize("typed", ["등대", "등대 나무"])
def test_many_hidden_notes_are_passed_over_in_another_way(make_note, monkeypatch, typed):
    monkeypatch.setattr("notes.search.postings.MOST_HIDDEN", 1)
    later = timezone.now().replace(year=2999)
    seen = make_note("보이는 글", body="등대 나무")
    for number in range(3):
        make_note(f"{number}", body="등대 나무", published_at=later)

    found = search(typed)

    assert [hit.note for hit in found.hits] == [seen]
    assert (found.exact, found.total) == (1, 1)


def test_words_that_every_note_has_are_all_exact(make_note):
    for number in range(5):
        make_note(f"{number}번째", body="전략은 소셜." if number else "소셜 전략.")

    found = search("소셜 전략")

    assert found.exact == 5
    assert found.hits[0].note.title == "0번째"
    assert search("전략").exact == 5
