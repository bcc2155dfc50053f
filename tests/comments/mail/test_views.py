"""The pages that our mails lead to."""

from datetime import timedelta

import pytest
from django.test import Client

from comments.mail.tokens import CONFIRMS_FOR, confirm_url, one_click_url, stop_url
from comments.models import MailAddress

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return MailAddress.objects.create(email="reader@example.com")


@pytest.fixture
def strict():
    """A browser that would notice a missing CSRF token."""
    return Client(enforce_csrf_checks=True)


def path(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def state(address) -> tuple[bool, bool]:
    """Confirmed, stopped."""
    address.refresh_from_db()
    return bool(address.confirmed_at), bool(address.stopped_at)


def said(response) -> str:
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert "Cache-Tag" not in response.headers
    assert not response.cookies
    page = response.content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "reader@example.com" not in page
    assert "csrfmiddlewaretoken" not in page
    return page


@pytest.mark.parametrize("url", [confirm_url, stop_url, one_click_url])
def test_opening_a_link_changes_nothing(client, address, url):
    client.get(path(url(address)))
    client.head(path(url(address)))

    assert state(address) == (False, False)


def test_reader_confirms(strict, address):
    url = path(confirm_url(address))

    page = said(strict.get(url))
    assert "답글 소식을 받으시겠어요?" in page
    assert "답글 소식 받기" in page
    answer = strict.post(url, {"act": "confirm"})

    assert (answer.status_code, answer.url) == (303, url)
    assert state(address) == (True, False)
    assert "답글 소식을 받고 있어요" in said(strict.get(url))


@pytest.mark.parametrize("url", [confirm_url, stop_url])
def test_reader_stops_and_takes_it_back(strict, address, url):
    address.confirm()
    url = path(url(address))

    strict.post(url, {"act": "stop"})
    assert state(address) == (True, True)
    page = said(strict.get(url))
    assert "이 주소로는 더 보내지 않아요" in page
    assert "이 주소와 언제 받고 언제 그만두었는지를 남겨 두어요" in page
    assert "답글 소식 받기" not in page

    strict.post(url, {"act": "resume"})
    assert state(address) == (True, False)
    assert "답글 소식을 받고 있어요" in said(strict.get(url))


def test_one_click_stops_without_cookie_token_or_origin(strict, address):
    address.confirm()

    answer = strict.post(path(one_click_url(address)), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "이 주소로는 더 보내지 않아요" in said(answer)
    assert state(address) == (True, True)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            "One-Click\r\n--x--\r\n",
        ),
        ("application/x-www-form-urlencoded", ""),
    ],
)
def test_one_click_stops_however_a_mail_program_says_it(strict, address, kind, body):
    headers = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}

    url = path(one_click_url(address))
    answer = strict.post(url, body, content_type=kind, headers=headers)

    assert answer.status_code == 200
    assert state(address) == (False, True)


def test_second_stop_keeps_the_first_moment(strict, address, clock):
    url = path(one_click_url(address))
    strict.post(url)
    first = MailAddress.objects.get().stopped_at
    clock.shift(timedelta(days=1))
    strict.post(url)

    assert MailAddress.objects.get().stopped_at == first


def test_one_click_address_opened_in_a_browser_shows_a_button(strict, address):
    page = said(strict.get(path(one_click_url(address))))

    assert f'action="{path(stop_url(address))}"' in page
    assert "이 주소로 더는 보내지 마세요" in page


def test_link_to_stop_does_not_confirm(strict, address):
    url = path(stop_url(address))

    assert "답글 소식을 받지 않는 주소예요" in said(strict.get(url))
    strict.post(url, {"act": "confirm"})

    assert state(address) == (False, False)


def test_link_to_confirm_lives_a_week_and_stops_for_ever(strict, address, clock):
    url = path(confirm_url(address))
    clock.shift(CONFIRMS_FOR + timedelta(seconds=1))

    page = said(strict.get(url))
    assert "링크의 기한이 지났어요" in page
    assert "7일 동안만" in page
    strict.post(url, {"act": "confirm"})
    assert state(address) == (False, False)

    clock.shift(timedelta(days=3650))
    strict.post(url, {"act": "stop"})
    assert state(address) == (False, True)


def test_link_to_stop_works_after_years(strict, address, clock):
    url = path(one_click_url(address))
    clock.shift(timedelta(days=3650))

    strict.post(url)

    assert state(address) == (False, True)


def test_slip_is_no_link_to_confirm(strict, address, make_comment):
    """Its sender sees the slip; only the mail has the other one."""
    from comments.slips import slip_url

    comment = make_comment(email=address.email)
    token = slip_url(comment).rstrip("/").rpartition("/")[2]

    assert strict.post(f"/comments/mail/{token}/", {"act": "confirm"}).status_code == 404
    assert state(address) == (False, False)


@pytest.mark.parametrize("token", ["x", "1", "1.x", "한글", "1:1:1", "a" * 3000])
@pytest.mark.parametrize("below", ["", "stop/"])
def test_forged_or_cut_link_is_explained(strict, address, token, below):
    url = f"/comments/mail/{token}/{below}"

    assert strict.post(url, {"act": "stop"}).status_code == 404
    answer = strict.get(url)
    assert answer.status_code == 404
    assert "쓸 수 없는 링크예요" in said(answer)
    assert state(address) == (False, False)


def test_link_of_a_row_that_is_gone_is_explained(strict, address):
    url = path(stop_url(address))
    address.delete()

    assert "쓸 수 없는 링크예요" in said(strict.post(url, {"act": "stop"}))


def test_other_methods_are_refused(client, address):
    assert client.put(path(stop_url(address))).status_code == 405
