"""What is sent twice is one comment, and both answers lead to it."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from comments.duplicates import LATEST
from comments.models import Comment
from comments.spam.weights import CANDIDATES

SENDERS = 5
SECONDS = 60  # for all of them to be there; then the test fails instead of waiting for ever
WORDS = "같은 말을 두 번 눌러 보냈어요. 지하철이라 자꾸 끊겨요."


def send_at_once(note, forms: list[dict]) -> list[tuple[int, str]]:
    """Each form by a browser of its own, all at the same moment: status and where it leads."""
    connections.close_all()
    start, answers = threading.Barrier(len(forms)), []

    def post(form):
        start.wait(SECONDS)
        try:
            answer = Client().post(f"/comments/{note.pk}/", form)
            answers.append((answer.status_code, answer.get("Location", "")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=[form], daemon=True) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return answers


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_same_form_is_one_comment(self, make_note, make_series, posted):
        note = make_note(series=make_series(), number=1)
        form = posted(note, body=WORDS)

        answers = send_at_once(note, [form] * SENDERS)

        comment = Comment.objects.get()
        assert answers == [(303, f"{note.get_absolute_url()}#{comment.anchor}")] * SENDERS

    def test_same_form_of_a_known_reader_is_counted_once(self, make_note, posted, known_reader):
        note = make_note()

        send_at_once(note, [posted(note, body=WORDS, **known_reader)] * SENDERS)

        note.refresh_from_db()
        assert (note.comments.count(), note.comment_count) == (1, 1)

    def test_different_people_are_all_stored(self, make_note, posted):
        note = make_note()
        forms = [posted(note, name=f"독자 {k}", body=f"{k}번째 사람의 말") for k in range(SENDERS)]

        answers = send_at_once(note, forms)

        assert [status for status, _place in answers] == [303] * SENDERS
        assert note.comments.count() == SENDERS


class TestOneAfterTheOther:
    def test_back_button_leads_to_the_first(self, client, make_note, posted):
        note = make_note()
        form = posted(note, body=WORDS)

        answers = [client.post(f"/comments/{note.pk}/", form) for _time in range(2)]

        comment = Comment.objects.get()
        assert {answer["Location"] for answer in answers} == {comment.get_absolute_url()}
        assert client.cookies["sent_comments"].value.split(":")[0] == str(comment.pk)
        assert client.cookies["own_comments"].value.split(":")[0] == str(comment.pk)

    def test_lost_answer_is_found_again_from_another_network_an_hour_later(
        self, client, make_note, posted
    ):
        """The cookie that the lost answer had is given once more."""
        note = make_note()
        form = posted(note, body=WORDS)
        Client().post(f"/comments/{note.pk}/", form, REMOTE_ADDR="203.0.113.7")

        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            answer = client.post(f"/comments/{note.pk}/", form, REMOTE_ADDR="198.51.100.7")

        comment = Comment.objects.get()
        assert answer["Location"] == comment.get_absolute_url()
        assert answer.cookies["sent_comments"].value.startswith(f"{comment.pk}:")

    def test_other_form_with_the_same_words_is_the_same_comment_for_ten_minutes(
        self, send, make_note, posted
    ):
        note = make_note()
        send(note, body=WORDS)

        again = send(note, body=WORDS, token=later_token(note))

        assert again["Location"] == Comment.objects.get().get_absolute_url()
        assert "sent_comments" in again.cookies
        with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
            send(note, body=WORDS)
        assert Comment.objects.count() == 2

    def test_few_words_are_known_by_their_network(self, send, make_note):
        """ㅋㅋ has no five letters by which it could be found."""
        note = make_note()
        for _time in range(2):
            answer = send(note, body="ㅋㅋ", token=later_token(note))

        assert answer["Location"] == Comment.objects.get().get_absolute_url()

    def test_others_who_say_thanks_are_not_in_the_way(self, send, make_note, make_comment):
        """Some words many people say."""
        note, words = make_note(), "좋은 글 감사합니다"
        send(note, body=words)
        first = Comment.objects.get()
        for number in range(CANDIDATES):
            make_comment(note, name=f"독자 {number}", body=words)

        again = send(note, body=words, token=later_token(note))

        assert again["Location"] == first.get_absolute_url()

    def test_many_others_of_the_network_are_not_in_the_way(self, send, make_note, make_comment):
        note = make_note()
        send(note, body=WORDS)
        first = Comment.objects.get()
        for number in range(LATEST + 1):
            make_comment(note, name=f"이웃 {number}", network=first.network)

        again = send(note, body=WORDS, token=later_token(note))

        assert again["Location"] == first.get_absolute_url()

    @pytest.mark.parametrize(
        "other",
        [{"name": "다른 독자"}, {"email": "me@example.com"}, {"body": f"{WORDS} 덧붙여요."}],
    )
    def test_other_form_with_something_else_is_another_comment(self, send, make_note, other):
        note = make_note()
        send(note, body=WORDS)

        send(note, **{"body": WORDS, "token": later_token(note)} | other)

        assert Comment.objects.count() == 2

    def test_other_place_is_another_comment(self, send, make_note, make_comment):
        note, other = make_note(), make_note("다른 글")
        parent = make_comment(note)
        for place, fields in ((note, {}), (note, {"parent": parent.pk}), (other, {})):
            send(place, body=WORDS, **fields)

        assert Comment.objects.filter(body=WORDS).count() == 3

    def test_other_network_is_somebody_else_whom_the_judge_looks_at(
        self, client, make_note, posted, known_reader
    ):
        note = make_note()
        for address in ("203.0.113.7", "198.51.100.7"):
            with time_machine.travel(timezone.now(), tick=False):
                form = posted(note, body=WORDS, token=later_token(note))
                client.post(f"/comments/{note.pk}/", form, REMOTE_ADDR=address)
            client = Client()

        later = note.comments.latest("pk")
        assert note.comments.count() == 2
        assert "near_copy" in [verdict["check"] for verdict in later.verdicts]

    def test_who_copies_public_words_gets_nothing_of_their_writers(
        self, make_note, posted, known_reader
    ):
        """The same network, name and words, after reading them: the way to the page, and no more."""
        note = make_note()
        Client().post(f"/comments/{note.pk}/", posted(note, body=WORDS, **known_reader))

        copied = posted(note, body=WORDS, token=later_token(note), **known_reader)
        answer = Client().post(f"/comments/{note.pk}/", copied)

        assert note.comments.count() == 1
        assert answer.status_code == 303
        assert not answer.cookies

    def test_retry_is_no_comment_too_many(self, client, make_note, posted, settings):
        settings.COMMENTS_PER_MINUTE = 1
        note = make_note()
        form = posted(note, body=WORDS)

        codes = [client.post(f"/comments/{note.pk}/", form).status_code for _time in range(3)]

        assert codes == [303, 303, 303]

    def test_edited_words_are_not_sent_anew_by_the_back_button(self, client, make_note, posted):
        note = make_note()
        form = posted(note, body=WORDS)
        client.post(f"/comments/{note.pk}/", form)
        Comment.objects.update(body="고친 말", edited_at=timezone.now())

        client.post(f"/comments/{note.pk}/", form)

        assert Comment.objects.get().body == "고친 말"

    def test_erased_words_may_be_said_again(self, client, make_note, posted):
        note = make_note()
        form = posted(note, body=WORDS)
        client.post(f"/comments/{note.pk}/", form)
        Comment.objects.get().delete()

        client.post(f"/comments/{note.pk}/", form)

        assert Comment.objects.get().body == WORDS


def later_token(note) -> str:
    """Of a form that was opened after those of `posted`."""
    from comments.tokens import make_token

    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
        return make_token(note.pk)
