"""The answers of a long thread fold away; nobody's own words do."""

import re
from datetime import timedelta

import html5lib
import mf2py
import pytest
from django.utils import timezone

from comments.models import Comment
from comments.rows import ANSWERS, FEW


@pytest.fixture
def thread(make_comment):
    """`thread(12)`: a comment with so many answers, one a minute. Returns them with it."""

    def make_thread(count, root=None):
        start = timezone.now() - timedelta(days=1)
        root = root or make_comment(name="김독자", created_at=start)
        answers = [
            make_comment(parent=root, name=f"이웃 {k}", created_at=start + timedelta(minutes=k + 1))
            for k in range(count)
        ]
        return [root, *answers]

    return make_thread


def page_of(client, note) -> str:
    return client.get(note.get_absolute_url()).content.decode()


def split(page) -> tuple[list[int], list[int]]:
    """Keys of the comments in sight, and of those in folds."""
    folds = re.findall(r"<details.*?<summary>답글.*?</details>", page, re.S)
    folded = [int(pk) for fold in folds for pk in re.findall(r"id=comment-(\d+)>", fold)]
    shown = [int(pk) for pk in re.findall(r"id=comment-(\d+)>", page)]
    return [pk for pk in shown if pk not in folded], folded


def test_long_thread_shows_its_beginning_and_says_how_much_more_there_is(client, thread):
    comments = thread(ANSWERS + 12)

    page = page_of(client, comments[0].note)

    shown, folded = split(page)
    assert shown + folded == [comment.pk for comment in comments]
    assert len(shown) == 1 + ANSWERS
    assert "<details><summary>답글 12개 더 보기</summary><ol>" in page


def test_no_fold_is_made_for_few(client, thread):
    comments = thread(ANSWERS + FEW)

    page = page_of(client, comments[0].note)

    assert split(page) == ([comment.pk for comment in comments], [])
    assert "더 보기" not in page


def test_fold_does_not_tear_what_belongs_together(client, thread, make_comment):
    comments = thread(ANSWERS + 4)
    make_comment(parent=comments[5], name="셋째 층")
    make_comment(parent=comments[5], name="셋째 층")

    shown, folded = split(page_of(client, comments[0].note))

    assert shown == [comment.pk for comment in comments[:5]]
    assert folded[0] == comments[5].pk


def test_first_row_of_a_fold_says_whom_it_answers(client, thread):
    root, *answers = thread(ANSWERS + 3)

    page = page_of(client, root.note)

    row = page.partition(f"id=comment-{answers[ANSWERS].pk}>")[2].partition("<li")[0]
    assert f"<a href=#comment-{root.pk}>김독자 님에게</a>" in row


def test_removed_comments_are_not_counted(client, thread, make_comment, moderator):
    comments = thread(ANSWERS + 4)
    make_comment(parent=comments[-1], name="남은 답")
    comments[-1].remove(moderator)

    page = page_of(client, comments[0].note)

    assert "답글 4개 더 보기" in page
    assert "지워진 댓글입니다." in page


def test_own_waiting_answer_is_in_sight(client, thread, send):
    root, *_answers = thread(ANSWERS + 5)
    send(root.note, body="제 말은 접히지 않습니다.", parent=root.pk)

    page = page_of(client, root.note)

    assert "<details open><summary>답글 6개 더 보기</summary>" in page
    assert page.index("제 말은 접히지") > page.index("<details open>")


def test_each_thread_has_a_fold_of_its_own(client, thread, make_comment):
    first = thread(ANSWERS + 4)
    second = thread(ANSWERS + 5, root=make_comment(first[0].note, name="박독자"))

    shown, folded = split(page_of(client, first[0].note))

    assert len(folded) == 9
    assert {first[0].pk, second[0].pk} <= set(shown)


def test_folds_are_valid_lists_and_still_citations(client, thread):
    comments = thread(ANSWERS + 5)

    page = page_of(client, comments[0].note)

    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert len(tree.findall(".//li/details/ol/li")) == 5
    [entry] = mf2py.parse(page)["items"]
    assert len(entry["properties"]["comment"]) == len(comments)


@pytest.mark.parametrize("count", [60, 1000])
def test_folds_cost_no_query(client, make_note, make_series, django_assert_max_num_queries, count):
    note = make_note(series=make_series(), number=1)
    root = Comment.objects.create(note=note, name="뿌리", body="말", status=Comment.PUBLISHED)
    answers = [
        Comment(note=note, parent=root, name="이", body="말", status=Comment.PUBLISHED)
        for _answer in range(count)
    ]
    for answer in answers:
        answer.prepare()
    Comment.objects.bulk_create(answers)
    note.comment_count = count + 1
    note.save(update_fields=["comment_count"])

    with django_assert_max_num_queries(5):
        note_page = page_of(client, note)
    with django_assert_max_num_queries(3):
        whole = client.get(f"{note.get_absolute_url()}comments/").content.decode()

    assert "답글 43개 더 보기" in note_page
    assert f"답글 {count - ANSWERS}개 더 보기" in whole
