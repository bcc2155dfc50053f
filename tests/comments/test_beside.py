"""Deciding where comments are read: only for those who may, and the page stays everybody's."""

import re
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment
from notes.desk.roles import AUTHOR, MODERATOR, set_roles
from notes.models import Author, Site

pytestmark = pytest.mark.django_db
ACT = "/moderation/beside/"


@pytest.fixture
def person(make_user):
    """`person(AUTHOR, "이름")` signed in; `.user` is who it is."""

    def signed_in(role, name):
        user = make_user(name)
        set_roles(user, [role])
        if role == AUTHOR:
            Author.objects.create(name=name, user=user)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return signed_in


def buttons(page) -> list[tuple[str, str]]:
    return re.findall(r'<button form=decide name=(\w+) value="([^"]+)"', page.text)


def test_moderator_takes_a_comment_off_its_page_and_puts_it_back(person, make_comment):
    moderator = person(MODERATOR, "운영자")
    name = unicodedata.normalize("NFD", "홍길동")
    comment = make_comment(name=name, body="소셜전략을 읽었습니다.")
    note = comment.note
    page = moderator.get(note.get_absolute_url())
    assert buttons(page) == [
        ("spam", f"{comment.pk} published"),
        ("remove", f"{comment.pk} published"),
    ]
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]

    answer = moderator.post(ACT, {"spam": f"{comment.pk} published"})

    decision = comment.decisions.get()
    assert (answer.status_code, answer["Location"]) == (
        303, f"{note.get_absolute_url()}?done={decision.pk}#comments",
    )  # fmt: skip
    assert (decision.moderator, decision.to_status) == (moderator.user, Comment.SPAM)
    page = moderator.get(answer["Location"].split("#")[0])
    assert "홍길동 님의 댓글: 스팸으로 옮겼습니다." in page.text
    assert "소셜전략을 읽었습니다." not in page.text
    assert f'name="undo" value="{decision.pk}"' in page.text

    answer = moderator.post(ACT, {"undo": decision.pk})

    page = moderator.get(answer["Location"].split("#")[0])
    assert "되돌렸습니다. 지금 상태: 공개" in page.text
    assert "소셜전략을 읽었습니다." in page.text


def test_reader_and_people_who_may_not_decide_see_none_of_it(client, person, make_comment):
    comment = make_comment()
    make_comment(comment.note, status=Comment.HELD)
    url = comment.note.get_absolute_url()

    for reader in (client, person(AUTHOR, "글쓴이")):
        page = reader.get(f"{url}?done=1")
        assert "decide" not in page.text
        assert "csrfmiddlewaretoken" not in page.text.split('id="comments"')[1]
        assert "확인을 기다리는" not in page.text


def test_page_of_a_moderator_leads_to_what_waits_there(person, make_comment):
    held = make_comment(status=Comment.HELD, body="아직 아무도 모르는 말")
    make_comment(status=Comment.HELD)

    page = person(MODERATOR, "운영자").get(held.note.get_absolute_url())

    assert f'href="{reverse("moderation:queue")}?note={held.note_id}"' in page.text
    assert "확인을 기다리는 댓글 1개" in page.text
    assert "아직 아무도 모르는 말" not in page.text


def test_author_decides_only_under_their_own_notes_and_only_if_let(person, make_comment, make_note):
    author = person(AUTHOR, "글쓴이")
    own = make_comment(make_note(author=author.user.author))
    other = make_comment()
    assert author.post(ACT, {"spam": f"{own.pk} published"}).status_code == 403

    Site.objects.update_or_create(pk=Site.ONLY, defaults={"authors_moderate": True})

    assert buttons(author.get(other.note.get_absolute_url())) == []
    assert author.post(ACT, {"spam": f"{other.pk} published"}).status_code == 404
    assert len(buttons(author.get(own.note.get_absolute_url()))) == 2
    assert author.post(ACT, {"remove": f"{own.pk} published"}).status_code == 303
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.status, other.status) == (Comment.REMOVED, Comment.PUBLISHED)
    decision = other.mark_as_spam(None)
    assert author.post(ACT, {"undo": decision.pk}).status_code == 404


def test_what_has_changed_meanwhile_is_told_and_left(person, make_comment):
    moderator = person(MODERATOR, "운영자")
    comment = make_comment(name="홍길동")
    comment.remove(None)

    answer = moderator.post(ACT, {"spam": f"{comment.pk} published"})

    assert f"?late={comment.pk}#" in answer["Location"]
    page = moderator.get(answer["Location"].split("#")[0])
    assert "홍길동 님의 댓글은 다른 운영자가 먼저 결정했습니다. 지금 상태: 지움." in page.text
    assert comment.decisions.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"spam": ""}, {"spam": "십이 published"}, {"undo": "²"}, {"approve": "1 published"},
             {"remove": f"{10**30} published"}, {"undo": f"{10**30}"}]
)  # fmt: skip
def test_what_names_no_comment_is_404(person, sent):
    assert person(MODERATOR, "운영자").post(ACT, sent).status_code == 404


def test_whole_conversation_leads_back_to_itself(person, make_comment):
    comment = make_comment()
    moderator = person(MODERATOR, "운영자")

    answer = moderator.post(ACT, {"remove": f"{comment.pk} published", "whole": "1"})

    assert answer["Location"].startswith(f"{comment.note.get_absolute_url()}comments/?done=")


def test_queries_do_not_grow_with_the_comments(person, make_comment):
    moderator = person(MODERATOR, "운영자")
    note = make_comment().note
    counts = []
    for more in (0, 2):
        for _ in range(more):
            make_comment(note)
        with CaptureQueriesContext(connection) as asked:
            moderator.get(note.get_absolute_url())
        counts.append(len(asked))

    assert counts[0] == counts[1]
