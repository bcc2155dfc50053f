"""A stranger chooses the address; nothing in here may be reached that the internet cannot reach."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from comments.webmentions import fetching
from comments.webmentions.fetching import Fetcher, NotFetched, SourceGone, is_public

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.0.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:0808:0808::1",
    "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1",
    "", "localhost", "8.8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_is_public_refuses(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "210.89.164.90", "2606:4700::1111", "2400::1"])
def test_is_public_admits_the_internet(address):
    assert is_public(address)


def test_fetches_a_korean_page_and_says_who_asks(elsewhere):
    elsewhere.put("/글/답?쪽=1", "<p>같이 해 봤어요</p>")

    page = elsewhere.fetcher().fetch(elsewhere.url("/글/답?쪽=1"))

    assert page.body.decode() == "<p>같이 해 봤어요</p>"
    [(path, headers)] = elsewhere.requests
    assert path == "/%EA%B8%80/%EB%8B%B5?%EC%AA%BD=1"
    assert headers["Host"] == f"friend.example:{elsewhere.port}"
    assert headers["User-Agent"] == "SocialStrategy (Webmention; +http://127.0.0.1:8000)"
    assert headers["Accept-Encoding"] == "identity"


@pytest.fixture
def locked_in(monkeypatch):
    """The site's own rules, and a machine that would notice any connection."""
    made = []
    monkeypatch.setattr(socket, "create_connection", lambda *arguments: made.append(arguments))
    return made


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0/",
        "http://0.0.0.0/",
        "http://localhost/",
        "http://localhost./",
        "http://①②⑦.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25lo]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8080/",
    ],
)
def test_default_rules_never_connect_to_this_machine(locked_in, url):
    with pytest.raises(NotFetched):
        Fetcher().fetch(url)

    assert locked_in == []


@pytest.mark.parametrize(
    "url",
    [
        "http://friend.example:22/",
        "http://friend.example:6379/",
        "http://friend.example:25/",
        "ftp://friend.example/",
        "http://user:pw@friend.example/",
    ],
)
def test_default_rules_know_four_ports_and_two_schemes(locked_in, url):
    with pytest.raises(NotFetched, match="not an address to fetch"):
        Fetcher(resolve=lambda host, port: ["8.8.8.8"]).fetch(url)

    assert locked_in == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(locked_in):
    fetcher = Fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(NotFetched, match="not public"):
        fetcher.fetch("http://friend.example/")

    assert locked_in == []


@pytest.mark.parametrize("answer", [[], OSError(), UnicodeError()])
def test_a_name_without_addresses_is_no_page(answer):
    def resolve(host, port):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(NotFetched, match="not public"):
        Fetcher(resolve=resolve).fetch("http://없는이름.example/")


def test_rebinding_name_is_asked_once_and_only_the_checked_address_is_connected_to(
    elsewhere, monkeypatch
):
    """The second answer would be private; and nothing but `resolve` may look a name up."""
    asked, connected = [], []
    connect = socket.create_connection
    monkeypatch.setattr(
        fetching.socket,
        "create_connection",
        lambda address, timeout: connected.append(address) or connect(address, timeout),
    )

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    elsewhere.put("/", "<p>글</p>")
    elsewhere.fetcher(resolve=resolve).fetch(elsewhere.url("/"))

    assert asked == ["friend.example"]
    assert connected == [("127.0.0.1", elsewhere.port)]


def test_redirects_are_followed_and_their_names_are_checked_too(elsewhere):
    elsewhere.put("/처음", "", status=301, Location="/%EB%8B%A4%EC%9D%8C")
    elsewhere.put("/다음", "", status=302, Location=elsewhere.url("/end", host="inside.example"))
    elsewhere.put("/end", "<p>끝</p>")
    addresses = {"friend.example": ["127.0.0.1"], "inside.example": ["10.0.0.7"]}

    with pytest.raises(NotFetched, match="inside.example is not public"):
        elsewhere.fetcher(resolve=lambda host, port: addresses[host]).fetch(elsewhere.url("/처음"))
    addresses["inside.example"] = ["127.0.0.1"]
    page = elsewhere.fetcher(resolve=lambda host, port: addresses[host]).fetch(
        elsewhere.url("/처음")
    )

    assert page.url == elsewhere.url("/end", host="inside.example")
    assert page.body.decode() == "<p>끝</p>"


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://127.0.0.1:22/", "gopher://x/", "http://[::1"]
)
def test_redirects_lead_nowhere_else(elsewhere, location):
    elsewhere.put("/", "", status=302, Location=location)

    with pytest.raises(NotFetched):
        elsewhere.fetcher().fetch(elsewhere.url("/"))

    assert len(elsewhere.requests) == 1


def test_redirect_with_bare_hangul_is_understood(elsewhere):
    elsewhere.put("/", "", status=302, Location="/글/답".encode().decode("latin-1"))
    elsewhere.put("/글/답", "<p>답</p>")

    assert elsewhere.fetcher().fetch(elsewhere.url("/")).body.decode() == "<p>답</p>"


def test_a_fourth_redirect_is_one_too_many(elsewhere):
    for step in range(4):
        elsewhere.put(f"/{step}", "", status=307, Location=f"/{step + 1}")
    elsewhere.put("/4", "<p>끝</p>")

    assert elsewhere.fetcher().fetch(elsewhere.url("/1")).body.decode() == "<p>끝</p>"
    with pytest.raises(NotFetched, match="too many redirects"):
        elsewhere.fetcher().fetch(elsewhere.url("/0"))


def test_of_an_oversized_page_the_beginning_is_read(elsewhere):
    elsewhere.put("/just", b"x" * 1_000_000)
    elsewhere.put("/more", b"x" * 1_000_001)

    just, more = (elsewhere.fetcher().fetch(elsewhere.url(path)) for path in ("/just", "/more"))

    assert (len(just.body), just.is_cut) == (1_000_000, False)
    assert (len(more.body), more.is_cut) == (1_000_000, True)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_byte_now_and_then_does_not_hold_the_worker(where):
    """Each wait is short, so only a limit on the whole ends this."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        peer, _address = listener.accept()
        with peer:
            peer.sendall(b"HTTP/1.1 200 OK\r\n")
            if where == "body":
                peer.sendall(b"Content-Type: text/html\r\n\r\n")
            while not stop.wait(0.05):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    port = listener.getsockname()[1]
    fetcher = Fetcher(
        resolve=lambda host, port: ["127.0.0.1"],
        may_connect=lambda address: True,
        ports=frozenset({port}),
        seconds=0.5,
    )
    begun = time.monotonic()
    with pytest.raises(NotFetched, match="out of time|timed out"):
        fetcher.fetch(f"http://slow.example:{port}/")
    took = time.monotonic() - begun
    stop.set()
    thread.join()
    listener.close()

    assert 0.4 < took < 2


def test_a_name_server_that_does_not_answer_is_left_alone():
    late = threading.Event()
    fetcher = Fetcher(resolve=lambda host, port: late.wait(5) and [], seconds=0.2)

    with pytest.raises(NotFetched, match="not resolved in time"):
        fetcher.fetch("http://slow.example/")

    late.set()


def test_compressed_answer_is_refused_unread(elsewhere):
    bomb = gzip.compress(b"\0" * 50_000_000)
    elsewhere.put("/", bomb, Content_Encoding="gzip")

    with pytest.raises(NotFetched, match="compressed"):
        elsewhere.fetcher().fetch(elsewhere.url("/"))


@pytest.mark.parametrize("content_type", ["image/png", "application/json", "application/pdf", ""])
def test_only_pages_are_read(elsewhere, content_type):
    elsewhere.put("/", "{}", content_type=content_type)

    with pytest.raises(NotFetched, match="not a page"):
        elsewhere.fetcher().fetch(elsewhere.url("/"))


@pytest.mark.parametrize(
    ("status", "fault"),
    [(404, SourceGone), (410, SourceGone), (500, NotFetched), (403, NotFetched)],
)
def test_gone_is_another_thing_than_broken(elsewhere, status, fault):
    elsewhere.put("/", "<p>없음</p>", status=status)

    with pytest.raises(NotFetched) as raised:
        elsewhere.fetcher().fetch(elsewhere.url("/"))

    assert type(raised.value) is fault


def test_address_that_nobody_answers_is_followed_by_the_next(elsewhere, monkeypatch):
    elsewhere.put("/", "<p>글</p>")
    connect = socket.create_connection

    def unreachable_ipv6(address, timeout):
        if ":" in address[0]:
            raise OSError("Network is unreachable")
        return connect(address, timeout)

    monkeypatch.setattr(fetching.socket, "create_connection", unreachable_ipv6)
    fetcher = elsewhere.fetcher(
        resolve=lambda host, port: ["2606:4700::1111", "127.0.0.1"], may_connect=lambda ip: True
    )

    assert fetcher.fetch(elsewhere.url("/")).body.decode() == "<p>글</p>"


@pytest.fixture
def https(elsewhere, tmp_path):
    """The same server behind a certificate for friend.example."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 2"
        " -subj /CN=friend.example -addext subjectAltName=DNS:friend.example".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    elsewhere.server.socket = context.wrap_socket(elsewhere.server.socket, server_side=True)
    elsewhere.certificate = certificate
    return elsewhere


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_certificate_is_checked_against_the_name_and_not_the_address(https):
    https.put("/", "<p>안전한 글</p>")
    trusted = https.fetcher(tls=lambda: ssl.create_default_context(cafile=https.certificate))

    def url(host):
        return https.url("/", host).replace("http:", "https:")

    assert trusted.fetch(url("friend.example")).body.decode() == "<p>안전한 글</p>"
    with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED.*Hostname mismatch"):
        trusted.fetch(url("other.example"))
    with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
        https.fetcher().fetch(url("friend.example"))
