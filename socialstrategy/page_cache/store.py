"""Finished pages in the memory of one process: bounded by bytes, forgotten by tag."""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterable
from threading import Lock

from socialstrategy.page_cache.finished import Page

# Times of forgetting that are remembered; there is at most one a second.
REMEMBERED = 600
# Of all bytes, what pages with a query may take: anybody can make up keys of pages (`?before=…`).
SHARE_OF_QUERIES = 0.25


class Store:
    """Safe for threads. `moment` counts how often something was forgotten."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self.pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.bytes = 0
        self.moment = 0
        self._of_queries: OrderedDict[Hashable, None] = OrderedDict()
        self._query_bytes = 0
        self._sizes: dict[Hashable, int] = {}
        self._by_tag: dict[str, set[Hashable]] = {}
        self._forgotten: deque[tuple[int, frozenset[str]]] = deque(maxlen=REMEMBERED)
        self._lock = Lock()

    def put(self, key: Hashable, page: Page, since: int) -> bool:
        """Keep a page whose making began at the moment `since`.

        False, and nothing kept, when something that it shows has been forgotten meanwhile: it may
        show what was before.
        """
        with self._lock:
            if not self._is_current(page, since) or page.size > self.most_bytes:
                return False
            self._drop(key)
            self.pages[key], page.key = page, key
            for tag in page.tags:
                self._by_tag.setdefault(tag, set()).add(key)
            self._weigh(key, page)
            return True

    def grown(self, page: Page):
        """A page has one more form now."""
        with self._lock:
            if self.pages.get(page.key) is page:
                self._weigh(page.key, page)

    def used(self, key: Hashable):
        """The pages that nobody asks for go first."""
        with self._lock:
            if key in self.pages:
                self.pages.move_to_end(key)

    def forget(self, tags: Iterable[str]) -> set[Hashable]:
        """Drop the pages that show any of this, and those that are being made just now when they come."""
        with self._lock:
            self.moment += 1
            self._forgotten.append((self.moment, frozenset(tags)))
            keys = {key for tag in tags for key in self._by_tag.get(tag, ())}
            for key in keys:
                self._drop(key)
            return keys

    def clear(self):
        with self._lock:
            self.moment += 1
            self._forgotten.clear()
            for key in list(self.pages):
                self._drop(key)

    def _is_current(self, page: Page, since: int) -> bool:
        if self.moment - since > len(self._forgotten):
            return False
        return not any(
            moment > since and tags & page.tags for moment, tags in reversed(self._forgotten)
        )

    def _weigh(self, key: Hashable, page: Page):
        self._resize(key, page.size)
        while self._query_bytes > self.most_bytes * SHARE_OF_QUERIES:
            self._drop(next(iter(self._of_queries)))
        while self.bytes > self.most_bytes:
            self._drop(next(iter(self.pages)))

    def _resize(self, key: Hashable, size: int):
        step = size - self._sizes.get(key, 0)
        self._sizes[key] = size
        self.bytes += step
        if has_query(key):
            self._of_queries[key] = None
            self._query_bytes += step

    def _drop(self, key: Hashable):
        page = self.pages.pop(key, None)
        if page is None:
            return
        size = self._sizes.pop(key)
        self.bytes -= size
        if has_query(key):
            del self._of_queries[key]
            self._query_bytes -= size
        for tag in page.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]


def has_query(key: Hashable) -> bool:
    """Most keys are a path and nothing else."""
    return isinstance(key, tuple)
