"""deploy/nginx.conf, run by a real nginx. Behind it stands a server that says what it was asked."""

import gzip
import io
import json
import re
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from csp.utils import build_policy
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from notes.models import NoteReading, Referrer, SiteReading
from tests.deploy.conftest import BROTLI, PATIENCE, ROOT
from tests.notes.reading.conftest import CHROME, YETI
from tests.ports import free_port

pytestmark = pytest.mark.slow
PAGE = "<!doctype html><p>소셜전략 1</p>"
SERIES_PAGE = f"/series/{quote('소셜전략')}/1/"
OTHER_NAMES = ("Connection", "Content-Length", "Date", "ETag", "Server", "Vary", "Cache-Control")


class Echo(BaseHTTPRequestHandler):
    """The app's place: answers with what came through."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = {"path": self.path, "headers": dict(self.headers), "body": len(body)}
        self.server.asked.append((self.command, self.path))
        content = b"" if self.command == "HEAD" else json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_HEAD = do_POST = do_GET

    def log_message(self, *_arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True


@pytest.fixture
def app():
    server = Server(("127.0.0.1", 0), Echo)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def nginx(new_nginx, app):
    return new_nginx([app.server_port])


def keep(folder: Path, path: str, text: str = PAGE) -> Path:
    """As the app keeps a finished page (PAGE_FILES), with its compressed forms beside it."""
    file = folder / "pages" / path.strip("/") / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    for suffix, form in (("", bytes), (".gz", gzip.compress), (".br", brotli.compress)):
        file.with_name(f"index.html{suffix}").write_bytes(form(text.encode()))
    return file


@pytest.fixture
def page(nginx):
    return keep(nginx.pages, "/series/소셜전략/1/")


def is_from_app(answer) -> bool:
    return answer.headers["Content-Type"] == "application/json"


# Pages ------------------------------------------------------------------------------------------


def test_finished_page_is_handed_out_without_asking_the_app(nginx, page, app):
    answer = nginx.get(SERIES_PAGE)

    assert answer.status == 200
    assert answer.content.decode() == PAGE
    head = nginx.ask("HEAD", SERIES_PAGE)
    assert (head.status, head.content) == (200, b"")
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]
    keep(nginx.pages, "/", "<p>첫 화면")
    assert nginx.get("/").content.decode() == "<p>첫 화면"
    assert app.asked == []


def test_finished_page_leaves_compressed(nginx, page, app):
    zipped = nginx.get(SERIES_PAGE, Accept_Encoding="gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content).decode() == PAGE
    through_cdn = nginx.get(SERIES_PAGE, Accept_Encoding="gzip", Via="1.1 cdn")
    assert through_cdn.headers["Content-Encoding"] == "gzip"
    if BROTLI.exists():
        small = nginx.get(SERIES_PAGE, Accept_Encoding="gzip, br")
        assert small.headers["Content-Encoding"] == "br"
        assert brotli.decompress(small.content).decode() == PAGE
    assert app.asked == []


@pytest.mark.django_db
def test_finished_page_has_the_headers_of_the_apps_own(nginx, page, client, make_note):
    theirs = client.get(make_note().get_absolute_url()).headers
    ours = nginx.get(SERIES_PAGE).headers

    for name, value in theirs.items():
        if name == "Content-Security-Policy":
            assert directives(ours[name]) == directives(value)
        elif name not in OTHER_NAMES and name != "Cache-Tag":
            assert ours.get_all(name) == [value], name
    assert set(ours) - set(theirs) <= {"Server", "Date", "Connection", "Cache-Control"}
    assert ours["Cache-Control"] == "max-age=0, s-maxage=1, must-revalidate"
    assert ours.get_all("Vary") == ["Accept-Encoding, Cookie"]


def directives(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";")}


def test_policy_under_https_is_the_apps(settings):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    policies = dict(re.findall(r"(default|https) +\"(default-src [^\"]+)\"", text))
    for scheme, is_https in (("default", False), ("https", True)):
        said = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
        said["upgrade-insecure-requests"] = is_https
        with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": said}):
            assert directives(policies[scheme]) == directives(build_policy()), scheme


@pytest.mark.parametrize("name", ["sessionid", "own_comments", "messages"])
def test_who_is_known_asks_the_app(nginx, page, name):
    for cookies in (f"{name}=x", f"theme=dark; {name}=x", f"theme=dark;{name}=x"):
        assert is_from_app(nginx.get(SERIES_PAGE, Cookie=cookies)), cookies
    assert not is_from_app(nginx.get(SERIES_PAGE, Cookie=f"not{name}=x; csrftoken=y"))


@pytest.mark.parametrize(
    ("query", "from_app"),
    [
        ("", False),
        ("?utm_source=kakao&utm_medium=share", False),
        ("?fbclid=abc", False),
        ("?gclid=abc&utm_campaign=%EB%B4%84", False),
        ("?page=2", True),
        ("?utm_source=kakao&page=2", True),
        ("?page=2&utm_source=kakao", True),
        ("?", True),
        ("?p=12", True),
        ("?utm_source", True),
    ],
)
def test_only_what_advertisers_hang_on_is_overlooked(nginx, page, query, from_app):
    assert is_from_app(nginx.get(SERIES_PAGE + query)) == from_app


@pytest.mark.parametrize(
    "path",
    [
        SERIES_PAGE.rstrip("/"),
        f"{SERIES_PAGE}index.html",
        f"/pages{SERIES_PAGE}",
        f"/pages{SERIES_PAGE}index.html",
        f"/{SERIES_PAGE}",
        f"/x/..{SERIES_PAGE}",
        SERIES_PAGE.replace("/1/", "%2F1/"),
        "/no-page",
        f"/series/{quote('없는 시리즈')}/1/",
    ],
)
def test_other_addresses_are_the_apps(nginx, page, path):
    assert is_from_app(nginx.get(path))


def test_only_reading_is_answered_from_a_file(nginx, page, app):
    assert is_from_app(nginx.ask("POST", SERIES_PAGE, body=b"name=x"))
    assert app.asked == [("POST", SERIES_PAGE)]


def test_page_that_vanished_is_the_apps_again(nginx, page):
    assert not is_from_app(nginx.get(SERIES_PAGE))

    for file in page.parent.iterdir():
        file.unlink()

    assert is_from_app(nginx.get(SERIES_PAGE))


def test_page_that_changed_within_the_second_is_sent_anew(nginx, page):
    first = nginx.get(SERIES_PAGE)
    keep(nginx.pages, "/series/소셜전략/1/", PAGE.replace("1", "2"))

    assert "ETag" not in first.headers and "Last-Modified" not in first.headers
    again = nginx.get(SERIES_PAGE, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert again.status == 200
    assert "소셜전략 2" in again.content.decode()


def test_another_host_is_no_host_of_ours(nginx, page, app):
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE) as visitor:
        visitor.sendall(f"GET {SERIES_PAGE} HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode())
        assert hung_up(visitor)
    assert app.asked == []


def test_log_of_finished_pages_has_those_alone_and_is_counted(nginx, page, make_note, make_series):
    note = make_note(series=make_series(title="소셜전략"), number=1)
    told = {"User_Agent": CHROME, "Referer": "https://search.naver.com/?query=소셜".encode()}
    nginx.get(SERIES_PAGE, **told)
    nginx.get(f"{SERIES_PAGE}?utm_source=kakao", **told, Sec_Fetch_Mode="navigate")
    nginx.get(SERIES_PAGE, User_Agent=YETI)
    # Neither what is fetched ahead nor anything that the app answers.
    for header in (
        {"Sec_Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"Sec_Fetch_Mode": "cors"},
    ):
        assert not is_from_app(nginx.get(SERIES_PAGE, **told, **header))
    assert is_from_app(nginx.get(SERIES_PAGE, **told, Cookie="own_comments=x"))
    assert is_from_app(nginx.get("/about/", **told))
    nginx.ask("POST", SERIES_PAGE, body=b"name=x")
    nginx.stop()

    call_command("count_readers", str(nginx.folder / "pages.log"), stdout=io.StringIO())

    row = NoteReading.objects.get(note=note)
    assert (row.readers, row.views, row.robots) == (1, 2, 1)
    assert Referrer.objects.get().host == "search.naver.com"
    assert SiteReading.objects.get().views == 2


# Files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "caching"),
    [
        ("css/site.0123456789ab.css", "public, max-age=31536000, immutable"),
        ("css/site.css", "public, max-age=60"),
    ],
)
def test_static_files_are_cached_by_their_names(nginx, app, name, caching):
    file = nginx.data / "static" / name
    file.parent.mkdir(parents=True)
    file.write_text("p { color: black }")
    Path(f"{file}.gz").write_bytes(gzip.compress(b"p { color: black }"))

    answer = nginx.get(f"/static/{name}", Accept_Encoding="gzip")

    assert gzip.decompress(answer.content) == b"p { color: black }"
    assert answer.headers.get_all("Cache-Control") == [caching]
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.get_all("Vary") == ["Accept-Encoding"]
    assert app.asked == []
    assert is_from_app(nginx.get("/static/css/missing.css"))


def test_pictures_in_files_are_handed_out_and_nothing_else(nginx, app):
    folder = nginx.data / "media" / "pictures"
    folder.mkdir(parents=True)
    (folder / "3f9a2c81d04b77e1-480.webp").write_bytes(b"RIFF")
    (folder / "page.html").write_text("<script>")

    answer = nginx.get("/media/pictures/3f9a2c81d04b77e1-480.webp")

    assert (answer.status, answer.content) == (200, b"RIFF")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]
    assert app.asked == []
    for name in ("page.html", "3f9a2c81d04b77e1-800.webp"):
        assert is_from_app(nginx.get(f"/media/pictures/{name}"))


# The app ----------------------------------------------------------------------------------------


def test_app_hears_who_asks(nginx):
    answer = nginx.get("/search/?q=%EC%A0%84%EB%9E%B5", X_Forwarded_For="6.6.6.6")

    said = json.loads(answer.content)
    assert said["path"] == "/search/?q=%EC%A0%84%EB%9E%B5"
    assert said["headers"]["Host"] == f"127.0.0.1:{nginx.port}"
    assert said["headers"]["X-Forwarded-For"] == "6.6.6.6, 127.0.0.1"
    assert said["headers"]["X-Forwarded-Proto"] == "http"
    assert "Connection" not in said["headers"]


def test_body_that_is_too_large_does_not_reach_the_app(nginx, app):
    body = bytes(3 * 1024 * 1024)

    refused = nginx.ask("POST", "/comments/1/", body=body)
    taken = nginx.ask("POST", "/admin/notes/image/add/", body=body)

    assert refused.status == 413
    assert "보내신 것이 너무 큽니다" in refused.content.decode()
    assert json.loads(taken.content)["body"] == len(body)
    assert app.asked == [("POST", "/admin/notes/image/add/")]


@pytest.mark.parametrize("path", settings.UPLOAD_VIEWS)
def test_pictures_come_through_as_the_app_takes_them(nginx, app, path):
    path, most = reverse(path), settings.UPLOAD_VIEWS[path]

    taken = nginx.ask("POST", path, body=bytes(most))
    refused = nginx.ask("POST", path, body=bytes(most + 1))

    assert json.loads(taken.content)["body"] == most
    assert refused.status == 413
    assert app.asked == [("POST", path)]


@pytest.mark.parametrize("path", ["/comments/1/", "/account/login/"])
def test_flood_of_posts_is_held_off(nginx, app, path):
    answers = [nginx.ask("POST", path, body=b"x") for _k in range(30)]

    refused = [answer for answer in answers if answer.status == 429]
    assert answers[0].status == 200
    assert refused and "너무 자주" in refused[0].content.decode()
    assert refused[0].headers["Retry-After"]
    assert len(app.asked) == 30 - len(refused)
    assert nginx.get(path).status == 200


def test_app_that_is_away_is_said_in_korean(new_nginx):
    nginx = new_nginx([free_port()])
    keep(nginx.pages, "/")

    for answer in (nginx.get("/about/"), nginx.ask("POST", "/comments/1/", body=b"x")):
        assert answer.status == 503
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert int(answer.headers["Retry-After"]) > 0
        assert "<h1>잠시 뒤에 다시 열립니다</h1>" in answer.content.decode()
    assert nginx.get("/").status == 200  # what is finished needs no app


def test_slow_visitors_block_nobody_and_are_sent_away(new_nginx, app):
    nginx = new_nginx([app.server_port], {"client_header_timeout 10s": "client_header_timeout 2s"})
    slow = [socket.create_connection(("127.0.0.1", nginx.port)) for _k in range(50)]
    try:
        for visitor in slow:
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")

        assert is_from_app(nginx.get("/about/"))
        assert app.asked == [("GET", "/about/")]
        for visitor in slow:
            visitor.settimeout(PATIENCE)
            assert hung_up(visitor)
    finally:
        for visitor in slow:
            visitor.close()


def hung_up(visitor: socket.socket) -> bool:
    """Waits for it; False when something was said."""
    try:
        return visitor.recv(1000) == b""
    except ConnectionResetError:
        return True


def test_app_gets_a_slow_body_whole_or_not_at_all(nginx, app):
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE) as visitor:
        visitor.sendall(
            b"POST /comments/1/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6\r\n\r\n"
        )
        visitor.sendall(b"abc")
        assert is_from_app(nginx.get("/about/"))
        assert app.asked == [("GET", "/about/")]

        visitor.sendall(b"def")
        assert b'"body": 6' in visitor.recv(10_000)


def test_file_without_a_change_is_sound_nginx(nginx_binary, tmp_path):
    """As it is shipped. That its port is taken or for root only is no fault of the file."""
    main = tmp_path / "nginx.conf"
    main.write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off;"
        f" include {ROOT}/deploy/nginx.conf; }}"
    )
    said = subprocess.run([nginx_binary, "-t", "-q", "-c", main], capture_output=True, text=True)

    faults = [line for line in said.stderr.splitlines() if "[emerg]" in line]
    assert [line for line in faults if "bind()" not in line] == []
