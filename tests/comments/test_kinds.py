"""Kinds of comments: what a row says of them, and a conversation seen by one of them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.models.comment import ON_NOTE_PAGE


@pytest.fixture
def note(make_note, make_series):
    return make_note("긴 이야기", series=make_series(title="소셜전략"), number=1)


@pytest.fixture
def question(note, make_comment):
    """Under a thought; an objection stands beside it."""
    root = make_comment(note, name="김독자", body="첫 생각")
    make_comment(note, name="박독자", body="반대합니다", kind="objection")
    return make_comment(parent=root, name="이웃", body="왜 그런가요?", kind="question")


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shown(page) -> list[int]:
    return [int(pk) for pk in re.findall(r"id=comment-(\d+)>", page)]


def links(page) -> list[str]:
    """The text of each link of the filter."""
    nav = page.partition("comments__kinds")[2].partition("</nav>")[0]
    return re.findall(r">([^<>]+)</a>", nav)


def test_row_names_every_kind_but_a_thought(client, note, make_comment):
    for kind, _name in Comment.KINDS:
        make_comment(note, kind=kind)

    page = read(client, note.get_absolute_url())

    found = re.findall(r"<span class=p-category>([^<]+)</span>", page)
    assert found == ["질문", "반론", "사례", "해봤다"]


def test_row_says_when_it_was_edited(client, note, make_comment):
    written = timezone.make_aware(timezone.datetime(2026, 4, 7, 9, 0))
    times = {"first": None, "soon": timedelta(minutes=7), "later": timedelta(days=2)}
    for name, after in times.items():
        edited = after and written + after
        make_comment(note, name=name, created_at=written, edited_at=edited)

    page = read(client, note.get_absolute_url())

    assert page.count("고침") == 2
    assert "<span>고침 <time datetime=2026-04-07T00:07Z>09:07</time></span>" in page
    assert "<span>고침 <time datetime=2026-04-09T00:00Z>2026. 4. 9.</time></span>" in page


def test_filter_is_offered_where_there_is_more_than_one_kind(client, note, question, make_comment):
    make_comment(note, kind="question")

    page = read(client, note.get_absolute_url())

    assert links(page) == ["모두", "생각 1", "질문 2", "반론 1"]
    assert f'<a href="{note.get_absolute_url()}comments/?kind=question">질문 2</a>' in page
    assert f'<a href="{note.get_absolute_url()}#comments" aria-current="page">모두</a>' in page


def test_one_kind_needs_no_filter(client, note, make_comment):
    make_comment(note)

    assert "comments__kinds" not in read(client, note.get_absolute_url())


def test_short_conversation_can_be_seen_by_kind(client, note, question):
    address = note.get_absolute_url()

    page = read(client, f"{address}comments/?kind=question")

    assert shown(page) == [question.pk]
    assert links(page) == ["모두", "생각 1", "질문 1", "반론 1"]
    assert 'comments/?kind=question" aria-current="page">질문 1</a>' in page
    assert "<title>질문 – 댓글: 긴 이야기" in page.replace("소셜전략 1 : ", "")
    assert "댓글 3개" in page


def test_each_comment_leads_to_its_place_in_the_conversation(client, note, question):
    address = note.get_absolute_url()

    page = read(client, f"{address}comments/?kind=question")

    assert f"<a href={address}#comment-{question.pk}>대화에서 보기</a>" in page
    assert f"<a class=u-url href={address}#comment-{question.pk}>" in page
    assert f"<a href={address}#comment-{question.parent_id}>김독자 님에게</a>" in page
    assert f"<a href=/comments/{note.pk}/new/{question.pk}/>답글</a>" in page


def test_place_in_a_long_conversation_is_on_its_page(client, note, question, make_comment):
    for _comment in range(ON_NOTE_PAGE):
        make_comment(note)
    address = note.get_absolute_url()

    page = read(client, f"{address}comments/?kind=question")

    assert shown(page) == [question.pk]
    assert f"<a href={address}comments/#comment-{question.pk}>대화에서 보기</a>" in page
    assert f'<a href="{address}comments/#comments">모두</a>' in page
    assert links(read(client, address)) == ["모두", "생각 51", "질문 1", "반론 1"]


def test_page_of_a_kind_is_not_for_search_engines(client, note, question):
    address = f"{note.get_absolute_url()}comments/"

    page = read(client, f"{address}?kind=question")

    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_kind_that_nobody_used_says_so(client, note, question):
    page = read(client, f"{note.get_absolute_url()}comments/?kind=tried")

    assert shown(page) == []
    assert "이 종류의 댓글은 아직 없어요." in page
    assert "모두" in links(page)


@pytest.mark.parametrize("kind", ["", "nothing", "QUESTION", "질문", "question'", "question\0"])
def test_unknown_kind_leads_to_the_whole(client, note, question, make_comment, kind):
    address = note.get_absolute_url()

    response = client.get(f"{address}comments/", {"kind": kind})
    assert (response.status_code, response["Location"]) == (302, f"{address}#comments")

    for _comment in range(ON_NOTE_PAGE):
        make_comment(note)
    response = client.get(f"{address}comments/", {"kind": kind})
    assert (response.status_code, response["Location"]) == (302, f"{address}comments/#comments")


def test_nobody_sees_a_held_question_but_its_writer(client, note, question, send):
    send(note, body="제 물음은 기다리는 중인가요?", kind="question")
    address = f"{note.get_absolute_url()}comments/?kind=question"

    mine, theirs = read(client, address), read(Client(), address)

    assert "제 물음은 기다리는 중인가요?" in mine
    assert "제 물음은" not in theirs
    assert links(mine) == links(theirs) == ["모두", "생각 1", "질문 1", "반론 1"]
    assert "제 물음은" not in read(client, f"{note.get_absolute_url()}comments/?kind=objection")


def test_removed_question_leaves_no_trace_in_its_kind(client, note, question, moderator):
    answer = question.parent
    question.remove(moderator)

    page = read(client, f"{note.get_absolute_url()}comments/?kind=question")

    assert shown(page) == []
    assert links(page) == ["모두", "생각 1", "반론 1"]
    assert answer.pk in shown(read(client, f"{note.get_absolute_url()}comments/?kind=thought"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_kind_takes_the_same_queries_however_many(
    client, note, question, make_comment, django_assert_num_queries, count
):
    for _comment in range(count):
        make_comment(note, kind="question")
    address = f"{note.get_absolute_url()}comments/?kind=question"
    read(client, address)

    with django_assert_num_queries(3):  # the note, the site, the comments
        page = read(client, address)

    assert len(shown(page)) == 1 + count
