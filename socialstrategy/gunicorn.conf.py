"""The web server. Also for `gunicorn -c socialstrategy/gunicorn.conf.py` without the launcher.

What was measured: docs/decisions/0010-the-web-server.md.
"""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialstrategy.settings")

from django.conf import settings

wsgi_app = "socialstrategy.wsgi:application"
bind = (
    f"[{settings.HOST}]:{settings.PORT}"
    if ":" in settings.HOST
    else f"{settings.HOST}:{settings.PORT}"
)
worker_class = "socialstrategy.page_worker.PageWorker"  # gthread, quicker for finished pages
# Fewer threads wait for each other's disk, more cost memory and no page is made sooner.
workers, threads = settings.WEB_WORKERS, settings.WEB_THREADS
preload_app = True  # one import, and memory that the workers share

timeout = 60  # seconds without a heartbeat, then the worker is replaced
graceful_timeout = 5
keepalive = 15
# A search for 500 Hangul letters is 4,500 characters of address.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190

# Who to believe is decided in one place (middleware.TrustedProxyMiddleware), never here.
forwarded_allow_ips = ""
secure_scheme_headers = {}
forwarder_headers = ""
control_socket_disable = True  # it would appear in somebody's home folder
# The heartbeat file is touched all the time; on a slow disk that blocks the worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server):
    """Before the first fork, so that the workers share what the first pages load."""
    from socialstrategy.announcement import announce
    from socialstrategy.heap import fill_heap
    from socialstrategy.immortal import fill_holes, immortalize
    from socialstrategy.warm_up import warm_up

    _clear_page_files()
    warm_up(server.app.wsgi())
    announce()
    _close_connections()
    immortalize()
    fill_holes()
    fill_heap()


def pre_fork(server, worker):
    """No database connection may be shared between processes, and a pool's threads do not fork."""
    _close_connections()
    gc.freeze()  # 13 MiB a worker: no collection there writes to, and so copies, what is here


def post_worker_init(worker):
    """After the fork: threads do not survive one."""
    worker.wsgi.start()


def worker_exit(server, worker):
    """A pool that is left open keeps the process waiting for its threads."""
    from notes.reading.batches import batches

    batches.finish()
    _close_connections()


def child_exit(server, worker):
    """Nobody forgets any more what a killed worker has laid down."""
    _clear_page_files()


def _clear_page_files():
    from socialstrategy.page_cache import PageFiles

    if settings.PAGE_FILES:
        PageFiles(settings.PAGE_FILES).clear()


def _close_connections():
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
