"""Other people's web servers, on this machine: real HTTP, and names that only these tests know."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from comments.webmentions.fetching import Fetcher

SITE = "http://127.0.0.1:8000"
HTML = "text/html; charset=utf-8"


class Elsewhere:
    """A web server under whatever name; `pages` are path → (status, headers, body)."""

    def __init__(self):
        self.pages, self.requests = {}, []
        elsewhere = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                elsewhere.requests.append((self.path, dict(self.headers)))
                status, headers, body = elsewhere.pages.get(unquote(self.path), (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if callable(body):
                    body(self.wfile)
                else:
                    self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_arguments: None  # visitors hang up, as they should
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def url(self, path="/답", host="friend.example"):
        return f"http://{host}:{self.port}{path}"

    def put(self, path, body, content_type=HTML, status=200, **headers):
        body = body.encode() if isinstance(body, str) else body
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": content_type, **headers}, body)
        return self.url(path)

    def fetcher(self, **rules):
        """Knows no name but this server's, and lets nobody but this server be asked."""
        rules.setdefault("resolve", lambda host, port: ["127.0.0.1"])
        rules.setdefault("may_connect", lambda address: address == "127.0.0.1")
        return Fetcher(ports=frozenset({self.port}), **rules)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def elsewhere():
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture
def site():
    return SITE
