import gc
import threading
import weakref
from concurrent.futures import Future
from threading import Barrier, Event, get_ident

import pytest

from socialstrategy.latest_first import LatestFirst

PATIENCE = 10  # seconds


@pytest.fixture
def threads():
    made = LatestFirst(2)
    yield made
    made.shutdown()


def answer(future: Future):
    return future.result(timeout=PATIENCE)


def test_answer_and_error_reach_who_asked(threads):
    assert answer(threads.submit("관계와 {}".format, "등대")) == "관계와 등대"
    with pytest.raises(ValueError, match="글자"):
        answer(threads.submit(int, "글자"))
    assert answer(threads.submit(int, "7")) == 7


def test_one_thread_does_what_comes_one_after_the_other(threads):
    """Also what is only submitted because somebody has heard of the task before."""
    idents, done = [], Event()

    def go_on(_future=None):
        if len(idents) == 100:
            done.set()
            return
        threads.submit(lambda: idents.append(get_ident())).add_done_callback(go_on)

    go_on()
    assert done.wait(PATIENCE)
    assert len(set(idents)) == 1


def test_who_rested_last_works_next(threads):
    both = Barrier(2)
    leave = {name: Event() for name in "ab"}

    def stay(name: str) -> int:
        both.wait(PATIENCE)
        leave[name].wait(PATIENCE)
        return get_ident()

    first, second = threads.submit(stay, "a"), threads.submit(stay, "b")
    leave["b"].set()
    was_first_to_rest = answer(second)
    leave["a"].set()
    rested_last = answer(first)

    assert rested_last != was_first_to_rest
    assert {answer(threads.submit(get_ident)) for _time in range(5)} == {rested_last}


def test_more_than_there_are_threads_wait_for_their_turn(threads):
    leave, turns, idents = Event(), [], set()

    def stay(number: int):
        leave.wait(PATIENCE)
        turns.append(number)
        idents.add(get_ident())

    tasks = [threads.submit(stay, number) for number in range(20)]
    assert not tasks[-1].cancel()
    leave.set()
    for task in tasks:
        answer(task)

    assert len(idents) <= 2
    assert sorted(turns) == list(range(20))


def test_all_that_was_taken_is_done_before_the_end():
    closing, leave, done = LatestFirst(1), Event(), []
    closing.submit(leave.wait, PATIENCE)
    for number in range(5):
        closing.submit(done.append, number)

    closing.shutdown(wait=False)
    with pytest.raises(RuntimeError):
        closing.submit(done.append, 5)
    assert done == []

    leave.set()
    closing.shutdown()
    assert done == [0, 1, 2, 3, 4]


def test_threads_at_rest_end_with_the_others():
    before, closing = set(threading.enumerate()), LatestFirst(2)
    both = Barrier(2)
    for task in [closing.submit(both.wait, PATIENCE) for _thread in range(2)]:
        answer(task)
    assert len(set(threading.enumerate()) - before) == 2

    closing.shutdown()
    assert set(threading.enumerate()) <= before


def test_nothing_is_held_on_to_at_rest(threads):
    class Connection:
        """Something that can be referred to weakly."""

    connection = Connection()
    gone, seen = Event(), weakref.ref(connection, lambda _reference: gone.set())
    answer(threads.submit(id, connection))
    del connection
    gc.collect()

    assert gone.wait(PATIENCE)
    assert seen() is None
