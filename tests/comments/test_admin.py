"""The data administration shows, corrects a word and erases; it decides nothing."""

import pytest

from comments.models import Comment, Decision


def test_comment_admin_corrects_korean_words_and_leaves_the_status(moderator_client, make_comment):
    comment = make_comment(status="held", name="홍길동")
    url = f"/admin/comments/comment/{comment.pk}/change/"

    response = moderator_client.post(
        url,
        {
            "name": "홍길동",
            "email": "",
            "website": "",
            "body": "고친 **말**",
            "status": "published",
        },
    )

    comment.refresh_from_db()
    assert response.status_code == 302
    assert (comment.status, "<strong>말</strong>" in comment.body_html) == ("held", True)


def test_comment_admin_erases_and_counts(moderator_client, make_comment):
    comment = make_comment(status="held")
    comment.approve(None)
    data = {"action": "delete_selected", "_selected_action": [comment.pk], "post": "yes"}

    moderator_client.post("/admin/comments/comment/", data)

    comment.note.refresh_from_db()
    assert (Comment.objects.count(), comment.note.comment_count) == (0, 0)


@pytest.mark.parametrize("model", ["comment", "decision"])
def test_admin_lists_take_the_same_queries(
    moderator_client, make_comment, model, django_assert_max_num_queries
):
    def ask():
        with django_assert_max_num_queries(12) as asked:
            assert moderator_client.get(f"/admin/comments/{model}/").status_code == 200
            return len(asked)

    make_comment(status="held").approve(None)
    one = ask()
    for _ in range(2):
        make_comment(status="held").approve(None)

    assert ask() == one


def test_decisions_cannot_be_erased_alone(moderator_client, make_comment):
    decision = make_comment(status="held").approve(None)

    response = moderator_client.post(
        f"/admin/comments/decision/{decision.pk}/delete/", {"post": "yes"}
    )

    assert (response.status_code, Decision.objects.count()) == (403, 1)
