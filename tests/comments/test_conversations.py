"""A long conversation: its beginning under the note, all of it on a page of its own."""

import re
from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.models.comment import ON_NOTE_PAGE
from notes.models import Note, Site

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def note(make_note, make_series):
    return make_note(title="긴 이야기", series=make_series(title="소셜전략"), number=1)


@pytest.fixture
def fill(note):
    """Public comments under `note`: for each number a top-level one with so many answers."""

    def fill_note(*answers):
        start = timezone.now() - timedelta(days=30)
        roots = [_comment(note, k, start) for k, _count in enumerate(answers)]
        roots = Comment.objects.bulk_create(roots)
        below = []
        for root, count in zip(roots, answers, strict=True):
            below += [_comment(note, len(below), timezone.now(), root) for _k in range(count)]
        Comment.objects.bulk_create(below)
        note.comment_count = len(roots) + len(below)
        note.save(update_fields=["comment_count"])
        return roots

    return fill_note


def _comment(note, k, start, parent=None):
    comment = Comment(note=note, name="독자", body=f"{k}번째 말", status=Comment.PUBLISHED)
    comment.created_at = start + timedelta(minutes=k)
    comment.parent = parent
    comment.prepare()
    return comment


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shown(page) -> list[int]:
    return [int(pk) for pk in re.findall(r"id=comment-(\d+)>", page)]


def test_fifty_comments_stay_under_their_note(client, note, fill):
    fill(*[0] * ON_NOTE_PAGE)
    address = note.get_absolute_url()

    page = read(client, address)

    assert len(shown(page)) == ON_NOTE_PAGE
    assert "더 읽기" not in page
    response = client.get(f"{address}comments/")
    assert (response.status_code, response["Location"]) == (302, f"{address}#comments")


def test_more_than_fifty_lead_to_a_page_with_all(client, note, fill):
    fill(*[0] * (ON_NOTE_PAGE + 10))
    address = note.get_absolute_url()

    page, conversation = read(client, address), read(client, f"{address}comments/")

    assert f'<a href="{address}comments/">댓글 10개 더 읽기</a>' in page
    assert "댓글 60개" in page and "댓글 60개" in conversation
    assert shown(page) == shown(conversation)[:ON_NOTE_PAGE]
    assert len(shown(conversation)) == 60
    assert "긴 이야기" in conversation
    assert f'href="{address}"' in conversation
    assert f'<link rel="canonical" href="{BASE}{address}comments/">' in conversation
    assert f'action="/comments/{note.pk}/"' in conversation


def test_notes_outside_a_series_have_a_conversation_too(client, make_note, make_comment):
    note = make_note("혼자 쓴 글", slug="혼자-쓴-글")
    for _time in range(ON_NOTE_PAGE + 1):
        make_comment(note)

    assert len(shown(read(client, "/notes/혼자-쓴-글/comments/"))) == ON_NOTE_PAGE + 1


def test_threads_are_not_torn(client, note, fill):
    roots = fill(*[4] * 12)  # 12 threads of 5; the tenth ends at 50
    tenth = roots[10]
    fold = read(client, note.get_absolute_url())
    assert len(shown(fold)) == 50
    assert tenth.pk not in shown(fold)

    Comment.objects.create(
        note=note, parent=roots[0], name="독자", body="덧붙임", status="published"
    )

    fold = read(client, note.get_absolute_url())
    assert len(shown(fold)) == 46  # nine threads of 5, one more answer
    assert roots[8].pk in shown(fold) and roots[9].pk not in shown(fold)
    assert "댓글 15개 더 읽기" in fold


def test_thread_that_fills_half_the_page_is_cut(client, note, fill):
    small, large = fill(3, 200)

    page = read(client, note.get_absolute_url())

    assert len(shown(page)) == ON_NOTE_PAGE
    assert shown(page)[0] == small.pk and large.pk in shown(page)
    assert "댓글 155개 더 읽기" in page


def test_removed_comments_are_not_counted_as_left_out(client, note, fill, moderator):
    roots = fill(*[1] * 30)
    for root in roots[-2:]:
        Comment.objects.get(pk=root.pk).remove(moderator)

    page = read(client, note.get_absolute_url())

    assert "댓글 58개" in page and "댓글 8개 더 읽기" in page
    conversation = read(client, f"{note.get_absolute_url()}comments/")
    assert len(shown(conversation)) == 60
    assert conversation.count("지워진 댓글입니다.") == 2


@pytest.mark.parametrize(("count", "queries"), [(1, 1), (3, 1), (60, 1), (101, 2), (1000, 2)])
def test_page_under_a_note_reads_no_more_than_it_shows(
    client, note, fill, django_assert_max_num_queries, count, queries
):
    fill(*[0] * count)
    address = note.get_absolute_url()
    Site.objects.current()

    with django_assert_max_num_queries(99) as asked:
        page = read(client, address)

    of_comments = [one["sql"] for one in asked if 'FROM "comments_comment"' in one["sql"]]
    assert len(of_comments) == queries
    assert len(shown(page)) == min(count, ON_NOTE_PAGE)
    if queries == 2:
        assert "body_html" not in of_comments[0]
        assert of_comments[1].count(",") > ON_NOTE_PAGE  # the keys of what is shown


@pytest.mark.parametrize(("count", "queries"), [(0, 4), (51, 4), (101, 5), (1000, 5)])
def test_page_of_a_note_takes_the_same_queries_however_many_comments(
    client, note, make_note, fill, django_assert_num_queries, count, queries
):
    for number in (2, 3):
        make_note(series=note.series, number=number)
    fill(*[0] * count)
    Site.objects.current()

    with django_assert_num_queries(queries):  # note and site, its place, its links, the comments
        page = read(client, note.get_absolute_url())

    assert len(shown(page)) == min(count, ON_NOTE_PAGE)


@pytest.mark.parametrize("count", [60, 1000])
def test_conversation_costs_the_same_however_long(
    client, note, fill, django_assert_num_queries, count
):
    fill(*[0] * count)
    address = f"{note.get_absolute_url()}comments/"
    read(client, address)

    with django_assert_num_queries(3):  # the note, the site, the comments
        page = read(client, address)

    assert len(shown(page)) == count


def test_permalink_leads_to_the_page_that_has_the_comment(
    note, fill, make_comment, django_assert_num_queries
):
    *_others, last = fill(*[0] * ON_NOTE_PAGE)
    address = note.get_absolute_url()
    assert last.get_absolute_url() == f"{address}#comment-{last.pk}"

    newest = make_comment(note)

    last = Comment.objects.select_related("note__series").get(pk=last.pk)
    with django_assert_num_queries(0):
        assert last.get_absolute_url() == f"{address}comments/#comment-{last.pk}"
        assert newest.get_absolute_url() == f"{address}comments/#comment-{newest.pk}"


def test_own_held_comment_is_where_its_writer_is_led(client, note, fill, send):
    fill(*[0] * (ON_NOTE_PAGE + 5))

    response = send(note, body="마지막에 붙는 제 말입니다.")

    pk = Comment.objects.get(status=Comment.HELD).pk
    address, _hash, anchor = response["Location"].partition("#")
    assert (address, anchor) == (f"{note.get_absolute_url()}comments/", f"comment-{pk}")
    for page in (address, note.get_absolute_url()):
        mine, theirs = client.get(page), Client().get(page)
        assert "마지막에 붙는 제 말입니다." in mine.content.decode()
        assert "확인한 뒤에 보여 드릴게요." in mine.content.decode()
        assert "no-store" in mine["Cache-Control"]
        assert "마지막에 붙는" not in theirs.content.decode()
    assert "댓글 5개 더 읽기" in client.get(note.get_absolute_url()).content.decode()


def test_own_held_answer_stands_in_its_thread_on_the_notes_page(client, note, fill, send):
    first, *_others = fill(*[0] * (ON_NOTE_PAGE + 5))

    send(note, body="첫 말에 답합니다.", parent=first.pk)

    page = read(client, note.get_absolute_url())
    answer = Comment.objects.get(status=Comment.HELD)
    assert shown(page)[:2] == [first.pk, answer.pk]
    assert len(shown(page)) == ON_NOTE_PAGE
    assert "댓글 6개 더 읽기" in page


def test_comment_that_passes_the_limit_leads_to_the_conversation(note, fill, send, known_reader):
    fill(*[0] * ON_NOTE_PAGE)

    response = send(note, **known_reader)

    assert response["Location"].startswith(f"{note.get_absolute_url()}comments/#")


def test_feed_entries_keep_their_ids_when_the_conversation_grows(client, note, fill, make_comment):
    fill(*[0] * ON_NOTE_PAGE)
    feeds = [f"{note.get_absolute_url()}feed/{form}" for form in ("", "rss/")]

    def entries(feed):
        found = feedparser.parse(client.get(feed).content).entries
        return {entry.id: entry.link for entry in found}

    before = [entries(feed) for feed in feeds]
    make_comment(note)
    after = [entries(feed) for feed in feeds]

    for old, new in zip(before, after, strict=True):
        kept = old.keys() & new.keys()
        assert len(kept) == len(old) - 1  # a feed has the latest twenty
        assert all(old[key] == key for key in kept)
        assert all(new[key] == key.replace("#", "comments/#") for key in kept)
        assert all(client.get(link).status_code == 200 for link in new.values())


def test_conversation_of_a_note_that_nobody_may_read_is_none(client, note, fill):
    fill(*[0] * (ON_NOTE_PAGE + 1))
    address = f"{note.get_absolute_url()}comments/"

    Note.objects.update(status=Note.DRAFT)

    assert client.get(address).status_code == 404
    assert client.get("/series/소셜전략/99/comments/").status_code == 404
    assert client.get(f"/series/소셜전략/{10**30}/comments/").status_code == 404
    assert client.get("/notes/없는-글/comments/").status_code == 404


def test_conversation_follows_a_note_that_moved(client, note, fill):
    fill(*[0] * (ON_NOTE_PAGE + 1))
    note.number = 7
    note.save()

    response = client.get("/series/소셜전략/1/comments/")

    assert response.status_code == 301
    assert response["Location"] == f"{note.get_absolute_url()}comments/"


def test_conversation_of_a_closed_note_is_read_only(client, note, fill):
    fill(*[0] * (ON_NOTE_PAGE + 1))
    Note.objects.update(is_open_for_comments=False)

    page = read(client, f"{note.get_absolute_url()}comments/")

    assert "이 글은 이제 댓글을 받지 않습니다." in page
    assert "data-comment-form" not in page and "답글" not in page


def test_conversation_takes_no_post(client, note):
    assert client.post(f"{note.get_absolute_url()}comments/").status_code == 405
