"""Finished pages in memory, in front of Django: as fast as files, never more than a second old.

`finished` is a page and its compressed forms, `store` keeps pages within a number of bytes and
forgets them by tag, `cache` decides who gets one and who makes one. What pages show and what a
change touches is said in `notes.pages`.
"""

from socialstrategy.page_cache.cache import PageCache

__all__ = ["PageCache"]
