"""What people type, and which notes answer (KOREAN 26). On both databases the same, in the same order."""

import unicodedata

import pytest
from django.utils import timezone

from notes.models import Note
from notes.search import search

pytestmark = pytest.mark.django_db

SOCIAL, MEETING, POWER, ENGLISH, POP, OLD = (
    "소셜전략은 함께",
    "김대리와의 만남",
    "작은 것의 힘",
    "Strategy와 전술",
    "K-pop 이야기",
    "옛 글",
)
ALL = (SOCIAL, MEETING, POWER, ENGLISH, POP, OLD)


@pytest.fixture(scope="module")
def notes(of_module):
    make_note, series = of_module.make_note, of_module.make_series(title="글방 일지")
    year = timezone.now().replace(year=2011, month=4, day=7)
    texts = {
        SOCIAL: "소셜전략은 혼자 세우지 않는다. 친구와 같이 시작하기를 권한다.",
        MEETING: "어제 미팅에서 김대리를 만났다. 커피 두 잔을 마셨다.",
        POWER: "배움이 힘을 준다. 나는 한강을 걷는다.",
        ENGLISH: "A good strategy needs ＦＵＬＬ width. 전략적인 생각.",
        POP: "K-pop을 듣다가 <script>alert('x')</script> 100%라고 적었다. ㅋㅋㅋ",
        OLD: "등대지기의 소셜 전략. 2011년의 메모.",
    }
    for number, (title, text) in enumerate(texts.items(), start=1):
        tags = ["모임", "긴 이름"] if title in (MEETING, OLD) else []
        at = year if title == OLD else timezone.now()
        where = {"series": series, "number": number} if title in (SOCIAL, OLD) else {}
        body = text.replace("<script>", "`<script>").replace("</script>", "</script>`")
        make_note(title, body=body, tags=tags, published_at=at, **where)
    make_note("소셜전략 초안", status=Note.DRAFT)
    make_note("소셜전략 내일", published_at=timezone.now().replace(year=2999))


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        # Particles
        ("전략", [SOCIAL, ENGLISH, OLD]),
        ("전략을", [SOCIAL, ENGLISH, OLD]),
        ("전략으로부터는", []),
        ("전략에서는", [SOCIAL, ENGLISH, OLD]),
        ("소셜전략은", [SOCIAL, OLD]),
        ("소셜전략의", [SOCIAL, OLD]),
        ("김대리", [MEETING]),
        ("김대리에게", [MEETING]),
        ("등대지기가", [OLD]),
        # Spaces, both ways
        ("소셜 전략", [SOCIAL, OLD]),
        ("소셜전략", [SOCIAL, OLD]),
        ("소 셜 전 략", []),
        ("같이시작하기", [SOCIAL]),
        ("함께 배움", []),
        ("  소셜   전략  ", [SOCIAL, OLD]),
        # The order of words
        ("미팅 김대리", [MEETING]),
        ("김대리 미팅", [MEETING]),
        ("전략 소셜", [SOCIAL, OLD]),
        # One syllable
        ("힘", [POWER]),
        ("힘을", [POWER]),
        ("잔", [MEETING]),
        ("한강", [POWER]),
        # Initials, in titles
        ("ㅅㅅㅈㄹ", [SOCIAL]),
        ("ㅅㅅ ㅈㄹ", [SOCIAL]),
        ("ㄱㄷㄹ", [MEETING]),
        ("ㅋㅋㅋ", []),
        # Latin
        ("strateg", [ENGLISH]),
        ("STRATEGY", [ENGLISH]),
        ("Strategy와", [ENGLISH]),
        ("k-pop", [POP]),
        ("full", [ENGLISH]),
        ("trategy", []),
        # Forms of the same letters
        (unicodedata.normalize("NFD", "소셜전략을"), [SOCIAL, OLD]),
        ("ｓｔｒａｔｅｇｙ", [ENGLISH]),
        ("２０１１", [OLD]),
        ("100%", [POP]),
        # Quotations, exclusions
        ('"소셜 전략"', [OLD]),
        ('"소셜전략"', [SOCIAL]),
        ("“같이 시작하기”", [SOCIAL]),
        ('"김대리를 만났다"', [MEETING]),
        ("전략 -소셜", [ENGLISH]),
        ("전략 -생각 -등대지기", [SOCIAL]),
        ('전략 -"전략적인 생각"', [SOCIAL, OLD]),
        # Bounds
        ("시리즈:글방일지", [SOCIAL, OLD]),
        ('전략 시리즈:"글방 일지"', [SOCIAL, OLD]),
        ("전략 시리즈:없는것", []),
        ("태그:모임", [MEETING, OLD]),
        ("전략 태그:모임", [OLD]),
        ('태그:"긴 이름" 커피', [MEETING]),
        ("연도:2011", [OLD]),
        ("전략 연도:2011년", [OLD]),
        ("연도:99999", []),
        ("태그:모임 -커피", [OLD]),
        # Titles, places
        ("글방 일지 6", [OLD]),
        ("옛글", [OLD]),
        # What is no word, and what breaks nothing
        ("", []),
        ("*", []),
        ("%", []),
        ("🦊", []),
        ('"', []),
        ("'; DROP TABLE notes_note; --", []),
        ("alert", [POP]),
        ("소셜\x00전략", [SOCIAL, OLD]),
        ("없는낱말입니다", []),
    ],
)
def test_typed_words_find(notes, typed, exact):
    found = search(typed, limit=30)

    assert {hit.note.title for hit in found.hits if hit.is_exact} == set(exact)
    assert found.exact == len(exact)
    assert [hit.is_exact for hit in found.hits] == sorted(
        (hit.is_exact for hit in found.hits), reverse=True
    )
    assert {hit.note.title for hit in found.hits} <= set(ALL)


def test_word_in_the_title_comes_first(notes):
    assert [hit.note.title for hit in search("소셜전략").hits][:2] == [SOCIAL, OLD]
    assert search("힘").hits[0].note.title == POWER


def test_question_finds_what_is_similar(notes):
    found = search("미팅에서 만난 김대리는 누구였나")

    assert not found.exact
    assert found.hits[0].note.title == MEETING
    assert found.total == len(found.hits) > 0


def test_quotation_that_nobody_says_finds_what_is_similar(notes):
    found = search('"만났다 김대리를"')

    assert not found.exact
    assert found.hits[0].note.title == MEETING


@pytest.mark.parametrize(
    ("typed", "queries"),
    [
        ("소셜 전략", 4),
        ("미팅에서 만난 김대리는 그날 무슨 커피를 마셨나", 4),
        ("낱말 " * 3000, 1),
        ("%", 0),
    ],
)
def test_search_asks_so_often_however_many_notes_there_are(
    notes, make_note, django_assert_num_queries, typed, queries
):
    search("등대 소셜")  # whatever is asked once per process
    with django_assert_num_queries(queries):
        search(typed)
    for number in range(12):
        make_note(f"소셜 {number}", body="소셜 전략, 김대리의 커피")
    with django_assert_num_queries(queries):
        search(typed)
