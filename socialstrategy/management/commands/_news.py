import time

SECONDS_BETWEEN_NEWS = 3


class News:
    """What a long work says of itself, now and then, on the command's standard error."""

    def __init__(self, stderr):
        self._stderr, self._last = stderr, time.monotonic()

    def __call__(self, sentence: str):
        if time.monotonic() - self._last < SECONDS_BETWEEN_NEWS:
            return
        self._last = time.monotonic()
        self._stderr.write(sentence, style_func=str)
        self._stderr.flush()
