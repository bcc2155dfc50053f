"""CPU time of a request: this process, and the database server's process that works for it."""

import time
from pathlib import Path

from django.db import connection


class Clock:
    """Never wall time: whoever else is at work on the machine would be in it.

    PostgreSQL answers in a process of its own, whose time Linux tells in nanoseconds
    (`/proc/…/schedstat`); where there is no such file, `counts_server` is False and that part is
    missing. SQLite works inside this process.
    """

    def __init__(self):
        self._has_server = connection.vendor == "postgresql"
        self.counts_server = not self._has_server or self._server().exists()

    def cost(self, ask) -> list[float]:
        """[all, the server's part], in milliseconds."""
        server = self._server_time()
        start = time.process_time_ns()
        ask()
        own = time.process_time_ns() - start
        server = self._server_time() - server
        return [(own + server) / 1e6, server / 1e6]

    def _server_time(self) -> int:
        if not (self._has_server and self.counts_server):
            return 0
        spent = int(self._server().read_text().split()[0])
        if not connection.in_atomic_block:
            connection.close()  # back to the pool, from where a request has to take it
        return spent

    def _server(self) -> Path:
        connection.ensure_connection()
        return Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
