"""Ports for servers that tests start."""

import itertools
import os
import socket

# Below those that the kernel gives out by itself, and for each process others: whoever asks at the same
# moment, another test or an outgoing connection, gets another one.
FIRST, MOST, EACH = 20_000, 12_000, 100

_places = itertools.count()


def free_port() -> int:
    """On which nobody listens. It stays free until it is used."""
    while True:
        port = FIRST + (os.getpid() * EACH + next(_places) % EACH) % MOST
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
