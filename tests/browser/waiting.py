"""Waiting for something in a page. `page.wait_for_function` evaluates strings, which our CSP forbids."""

import time

TIMEOUT = 10.0  # seconds
# Asked for by main.js, and here: what main.js does with it then has been done by the next task.
STARTED = """async (name) => {
  const asked = performance.getEntriesByType("resource")
    .find((entry) => entry.name.endsWith(`/js/${name}.js`));
  if (!asked) return false;
  await import(asked.name);
  await new Promise((done) => { setTimeout(done); });
  return true;
}"""


def wait_until(page, expression: str, argument=None):
    """Until `expression` (JavaScript, a function may be async) is true; TimeoutError if it never is."""
    end = time.monotonic() + TIMEOUT
    while not page.evaluate(expression, argument):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        page.wait_for_timeout(50)


def until_started(page, behaviour: str):
    """Until static/js/BEHAVIOUR.js has done its first work on this page, seen or not."""
    wait_until(page, STARTED, behaviour)


def until_form_is_ready(page):
    """Until the comment form's script has come. Whoever is faster gets the form on its own page."""
    page.locator("[data-remember-line]:not([hidden])").wait_for(state="attached")


def move_until(page, expression: str):
    """What answers to a hand is fetched at the first move, which a page that comes may not hear of."""
    end = time.monotonic() + TIMEOUT
    across = 0
    while not page.evaluate(expression):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        across = (across + 1) % 50
        page.mouse.move(10 + across, 10)
        page.wait_for_timeout(50)
