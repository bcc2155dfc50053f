"""An author finds what they are writing, and what is out, as readers find it."""

import pytest
from django.utils import timezone

from notes.desk import listing
from notes.models import Draft, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(author_client):
    """`titles("전략", state="published")`: what the desk lists."""

    def ask(query, state="drafts"):
        response = author_client.get("/desk/", {"q": query, "state": state})
        assert response.status_code == 200
        return sorted(note.title for note in response.context["notes"])

    return ask


@pytest.fixture
def notes(author_client, make_note, make_series):
    mine = {"author": author_client.user.author}
    make_note("쓰는 글", status=Note.DRAFT, body="소셜 전략을 세운다.", **mine)
    pending = make_note("다시 쓰는 글", body="옛 문장", **mine)
    Draft.objects.create(note=pending, is_pending=True, title="새 제목", body="등대지기의 하루")
    make_note("남의 글", status=Note.DRAFT, body="소셜 전략")
    make_note("나온 글", body="우체통과 소셜전략", **mine)
    make_note("남의 나온 글", body="우체통과 소셜전략")
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    make_note("내일 글", body="우체통", published_at=tomorrow, **mine)


@pytest.mark.parametrize(
    ("query", "state", "found"),
    [
        ("소셜전략은", "drafts", ["쓰는 글"]),
        ("전략 소셜", "drafts", ["쓰는 글"]),
        ("등대지기", "drafts", ["다시 쓰는 글"]),
        ("새제목", "drafts", ["다시 쓰는 글"]),
        ("글 -등대지기", "drafts", ["쓰는 글"]),
        ("%", "drafts", []),
        ("", "drafts", ["다시 쓰는 글", "쓰는 글"]),
        ("소셜 전략", "published", ["나온 글"]),
        ("우체통을", "published", ["나온 글"]),
        ("등대지기", "published", []),
        ("%", "published", []),
        ("우체통을", "scheduled", ["내일 글"]),
        ("ㅆㄴㄱ", "drafts", ["다시 쓰는 글", "쓰는 글"]),
        ("ㅅㅈㅁ 등대", "drafts", ["다시 쓰는 글"]),
        ("ㄷㄷㅈㄱ", "drafts", []),
        ("ㄴㅇㄱ", "published", ["나온 글"]),
    ],
)
def test_author_finds_own_notes_of_a_tab(notes, titles, query, state, found):
    assert titles(query, state) == found


def test_draft_is_found_by_its_number_and_series(author_client, titles, make_note, make_series):
    series = make_series(title="함께 짓기")
    mine = {"author": author_client.user.author, "status": Note.DRAFT}
    make_note("열둘째", series=series, number=12, **mine)
    make_note("열셋째", series=series, number=13, **mine)

    assert titles("함께짓기 12") == ["열둘째"]


@pytest.mark.parametrize("state", ["drafts", "published", "scheduled"])
def test_best_comes_first_whenever_it_was_written(author_client, make_note, state):
    status = Note.DRAFT if state == "drafts" else Note.PUBLISHED
    days = 1 if state == "scheduled" else -1
    author = author_client.user.author
    rows = [("등대 이야기", "함께 걷는다."), ("긴 글", "등대. " + "긴 글 " * 300), ("남", "나침반")]
    for number, (title, body) in enumerate(rows):
        at = timezone.now() + timezone.timedelta(days=days, minutes=number)
        make_note(title, status=status, body=body, published_at=at, author=author)

    response = author_client.get("/desk/", {"q": "등대를", "state": state})

    assert [note.title for note in response.context["notes"]] == ["등대 이야기", "긴 글"]


def test_list_says_what_it_leaves_open(author_client, make_note, monkeypatch):
    monkeypatch.setattr(listing, "MOST_FOUND", 11)
    author = author_client.user.author
    for number in range(12):
        make_note(f"등대 {number}", body="바다", author=author)
        make_note(f"쓰는 등대 {number}", status=Note.DRAFT, author=author)
    make_note("골목", body="나침반과 바다", author=author)
    make_note("길", body="오솔길", author=author)

    def about(query, state="published"):
        return author_client.get("/desk/", {"q": query, "state": state}).context["about"]

    assert about("나침반") == ""
    assert about("나침반 바다") == "적은 말이 모두 있는 글 1개 다음은 비슷한 글입니다."
    assert about("나침반 우체통").startswith("적은 말이 모두 있는 글은 없습니다.")
    for state in ("published", "drafts"):
        assert about("등대", state) == "11개까지만 보여 드립니다. 낱말을 더 적으면 좁혀집니다."
    assert about("없음") == about("등대 10", "drafts") == ""


def test_other_tabs_look_for_the_same(author_client):
    response = author_client.get("/desk/", {"q": "등대 & 길"})

    assert "?state=published&amp;q=%EB%93%B1%EB%8C%80%20%26%20%EA%B8%B8" in response.text


def test_nobody_else_finds_a_draft(notes, client):
    assert client.get("/api/v1/search/", {"q": "등대지기"}).json()["total"] == 0
