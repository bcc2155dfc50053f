"""A real nginx with deploy/nginx.conf, changed only where its first part tells an operator to."""

import os
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PATIENCE = 60  # seconds; a loaded machine is slow, not broken
MAIN = """
{user}
{modules}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx:
    """`changes` are further texts of the file and what stands in their place; each must be there."""

    def __init__(self, binary: str, folder: Path, apps: list[int], changes: dict[str, str]):
        self.binary, self.folder, self.port = binary, folder, free_port()
        self.data, self.pages = folder / "var", folder / "pages-of-the-app"
        self.data.mkdir()
        self._write(apps, changes)
        self.process = None

    def _write(self, apps, changes):
        servers = "\n".join(
            f"server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;" for port in apps
        )
        changes = {
            "server 127.0.0.1:8000 max_fails=1 fail_timeout=5s;": servers,
            "/srv/social-strategy/var": str(self.data),
            "/srv/social-strategy/pages": str(self.pages),
            "/srv/social-strategy/site/deploy": str(ROOT / "deploy"),
            "listen 80": f"listen 127.0.0.1:{self.port}",
            "listen [::]:80": f"listen 127.0.0.2:{self.port}",
            "blog.example.com": "127.0.0.1",
            "/var/log/nginx/pages.log": str(self.folder / "pages.log"),
            **({"# brotli_static on;": "brotli_static on;"} if BROTLI.exists() else {}),
            **changes,
        }
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        (self.folder / "site.conf").write_text(text)
        main = MAIN.format(
            folder=self.folder,
            user="user root;" if os.geteuid() == 0 else "",
            modules=f"load_module {BROTLI};" if BROTLI.exists() else "",
            types="/etc/nginx/mime.types",
        )
        (self.folder / "nginx.conf").write_text(main)

    def command(self, *arguments: str) -> list[str]:
        return [self.binary, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")] + list(
            arguments
        )

    def check(self) -> subprocess.CompletedProcess:
        return subprocess.run(self.command("-t", "-q"), capture_output=True, text=True)

    def start(self):
        tested = self.check()
        assert tested.returncode == 0, tested.stderr
        self.process = subprocess.Popen(self.command("-g", "daemon off;"), stderr=subprocess.PIPE)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.process.stderr.read()
                time.sleep(0.02)
        pytest.fail("nginx does not listen")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process.stderr.close()

    def ask(self, method: str, path: str, body=None, **headers):
        """An answer with `status`, `headers` and `content`; `User_Agent="…"` is a header."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            connection.close()

    def get(self, path: str, **headers):
        return self.ask("GET", path, **headers)


@pytest.fixture(scope="session")
def nginx_binary():
    """A path. Missing under BROWSER=1 is a failure; else a skip that says why."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None and os.environ.get("BROWSER") == "1":
        pytest.fail("BROWSER=1, but no nginx is installed (Debian: apt install nginx-light)")
    if found is None:
        pytest.skip("no nginx on this machine; BROWSER=1 makes this a failure")
    return found


@pytest.fixture
def new_nginx(nginx_binary, tmp_path):
    """Starts one in front of apps on these ports; it ends with the test."""
    started = []

    def new(apps: list[int], changes: dict[str, str] | None = None) -> Nginx:
        folder = tmp_path / "nginx"
        folder.mkdir()
        nginx = Nginx(nginx_binary, folder, apps, changes or {})
        started.append(nginx)
        nginx.start()
        return nginx

    yield new
    for nginx in started:
        nginx.stop()
