"""CPU time of a request: this process, and the database server's process that works for it."""

import time
from pathlib import Path

from django.db import connection


class Clock:
    """Never wall time: whoever else is at work on the machine would be in it.

    PostgreSQL answers in processes of its own, one for each connection of the pool, whose time Linux tells in
    nanoseconds (`/proc/…/schedstat`); where there is no such file, `counts_server` is False and that
    part is missing. SQLite works inside this process.
    """

    def __init__(self):
        self._has_server = connection.vendor == "postgresql"
        self.counts_server = not self._has_server or all(map(Path.exists, self._servers()))

    def cost(self, ask) -> list[float]:
        """[all, the server's part], in milliseconds."""
        servers = self._servers() if self._has_server and self.counts_server else []
        server = _spent(servers)
        start = time.process_time_ns()
        ask()
        own = time.process_time_ns() - start
        server = _spent(servers) - server
        return [(own + server) / 1e6, server / 1e6]

    def _servers(self) -> list[Path]:
        with connection.cursor() as cursor:
            cursor.execute(_BACKENDS)
            found = [Path(f"/proc/{pid}/schedstat") for (pid,) in cursor.fetchall()]
        if not connection.in_atomic_block:
            connection.close()  # back to the pool, from where a request has to take it
        return found


_BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""


def _spent(servers: list[Path]) -> int:
    return sum(int(path.read_text().split()[0]) for path in servers)
