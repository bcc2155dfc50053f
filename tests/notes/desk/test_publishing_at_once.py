import threading

import pytest
from django.db import connections
from django.test import Client

from notes.desk.roles import EDITOR
from notes.models import Note

NOTES = 20
SECONDS = 60  # for all of them to be there; then the test fails instead of waiting for ever


def publish_at_once(user, forms: list[dict]) -> list[int]:
    """Each form by a client of its own, all sent at the same moment; the status of each answer."""
    clients = [Client() for _form in forms]
    for client in clients:
        client.force_login(user)
    connections.close_all()
    start, answers = threading.Barrier(len(forms)), []

    def publish(client, words):
        start.wait(SECONDS)
        try:
            answers.append(client.post("/desk/notes/new/", {**words, "act": "publish"}).status_code)
        finally:
            connections.close_all()

    pairs = zip(clients, forms, strict=True)
    threads = [threading.Thread(target=publish, args=pair, daemon=True) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_twenty_notes_get_numbers_without_a_gap(make_person, make_series):
    """As twenty authors would; nobody sees an error page."""
    series = make_series(title="다 같이")
    words = {"body": "함께 쓴 글", "series": series.pk}
    forms = [{**words, "title": f"글 {number}"} for number in range(NOTES)]

    assert publish_at_once(make_person(EDITOR), forms) == [302] * NOTES

    numbers = Note.objects.published().order_by("number").values_list("number", flat=True)
    assert list(numbers) == [*range(1, NOTES + 1)]


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_one_number_hear_of_it(make_person, make_series):
    words = {"body": "글", "series": make_series(title="다 같이").pk, "number": 3}

    answers = publish_at_once(make_person(EDITOR), [{**words, "title": t} for t in ("봄", "가을")])

    assert answers == [302, 422]
    assert Note.objects.published().get().number == 3
