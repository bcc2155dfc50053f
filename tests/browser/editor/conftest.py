"""An author, a note of theirs, and pages in which the editor has started."""

import pytest

from notes.desk.roles import AUTHOR
from tests.browser.writer import NEW, ready, sign_in
from tests.notes.desk.conftest import make_person  # noqa: F401 (a fixture)


@pytest.fixture
def author(live_server, settings, make_person):  # noqa: F811
    settings.SITE_URL = live_server.url
    return make_person(AUTHOR)


@pytest.fixture
def open_desk(new_page, live_server, author):
    """`open_desk("/desk/…")`: a page of the author, the editor started."""

    def open_page(address=NEW, scripts=True, **options):
        page = new_page(scripts=scripts, **options)
        sign_in(page.context, live_server.url, author)
        page.goto(live_server.url + address)
        if scripts:
            ready(page)
        return page

    return open_page


@pytest.fixture
def note(author, make_note):
    return make_note("같이 시작하기", author=author.author, body="독자가 읽는 글.\n")
