"""Waiting for something in a page. `page.wait_for_function` evaluates strings, which our CSP forbids."""

import time

TIMEOUT = 10.0  # seconds


def wait_until(page, expression: str, argument=None):
    """Until `expression` (JavaScript, a function may be async) is true; TimeoutError if it never is."""
    end = time.monotonic() + TIMEOUT
    while not page.evaluate(expression, argument):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        page.wait_for_timeout(50)
