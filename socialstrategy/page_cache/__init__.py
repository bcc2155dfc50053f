"""Finished pages in memory, in front of Django: as fast as files, never more than a second old.

`finished` is a page and its compressed forms, `store` keeps pages within a number of bytes and
forgets them by tag, `files` lays them down for a front server, `asking` reads a request, `cache`
decides who gets a page and who makes it. What pages show and what a change touches is said in
`notes.pages`.
"""

from socialstrategy.page_cache.cache import PageCache
from socialstrategy.page_cache.files import PageFiles

__all__ = ["PageCache", "PageFiles"]
