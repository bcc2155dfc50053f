import resource

import pytest

from socialstrategy.call_stack import with_room

ROUNDS = 300
DEPTHS = range(300)  # frames; some 140 of these fill a piece


def test_arguments_and_answer_pass_through():
    def work(word, *, again=1):
        """Answers."""
        return word * again

    assert with_room(work)("등대", again=2) == "등대등대"
    assert with_room(work).__doc__ == "Answers."


def test_error_passes_through():
    with pytest.raises(ValueError, match="글자"):
        with_room(int)("글자")


def test_no_loop_takes_memory_in_every_round():
    if max(_taken(_loop_at, depth) for depth in DEPTHS) < ROUNDS:
        pytest.skip("this Python does not give its pieces back at once")

    assert max(_taken(with_room(_loop_at), depth) for depth in DEPTHS) < ROUNDS // 10


def _taken(work, depth: int) -> int:
    """Pages of memory that a call took anew."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    work(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _loop_at(depth: int):
    if depth:
        return _loop_at(depth - 1)
    for _round in range(ROUNDS):
        _nothing()
    return None


def _nothing():
    pass


# Larger than the frames that come before it: so at some depth it is the one that does not fit any more.
_nothing.__code__ = _nothing.__code__.replace(co_stacksize=64)
