"""Reads a foreign page: does it link here, and what does it say? No Django, no network.

Run as a module this is the process that `reading.read()` starts: a line of JSON and the page's bytes
come in, the `Mention` as JSON goes out.
"""

import codecs
import contextlib
import json
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urljoin, urlsplit

import mf2py
import webencodings
from bs4 import BeautifulSoup, Tag

from comments.webmentions.addresses import web_address
from comments.webmentions.mentions import LIKE, MENTION, REPLY, REPOST, Mention
from notes.text import plain_text

CPU_SECONDS = 10
MEMORY = 2**30  # bytes of address space; a page of 1 MB takes about a third
LONGEST_TEXT = 20_000  # code points that leave this process in any one field
SHORTEST_PASSAGE, LONGEST_PASSAGE = 30, 500  # code points around the link
ENTRIES = 100  # of a page that are looked at

KINDS = {"in-reply-to": REPLY, "like-of": LIKE, "repost-of": REPOST}
LINKING = {"href": ["a", "area", "link"], "src": ["img", "video", "audio", "source", "iframe"]}
SILENT = ["script", "style", "template"]
PASSAGES = frozenset(
    "p li dd dt td th blockquote figcaption div section article main body h1 h2 h3 h4 h5 h6".split()
)
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PLAIN_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}'\"”’」』》"


def read_page(body: bytes, content_type: str, url: str, keys: list[str]) -> Mention | None:
    text = decoded(body, content_type)
    if content_type.partition(";")[0].strip().lower() == "text/plain":
        return _read_plain(text, url, frozenset(keys))
    return _Reader(text, url, frozenset(keys)).mention()


def decoded(body: bytes, content_type: str) -> str:
    """By what is declared, if that is true; else UTF-8 or what Windows calls Korean, if they are."""
    for mark, name in MARKS.items():
        if body.startswith(mark):
            return body.decode(name, "replace")
    head = body[:4096].decode("latin-1")
    declared = _CHARSET.search(content_type) or _CHARSET.search(head)
    known = webencodings.lookup(declared[1]) if declared else None
    # EUC-KR is read as its superset CP949, as browsers do (webencodings knows).
    names = [known.codec_info.name] if known else []
    for name in [*names, "utf-8", "cp949"]:
        # A page that was cut may end within a letter.
        with contextlib.suppress(UnicodeDecodeError):
            return codecs.getincrementaldecoder(name)("strict").decode(body)
    return body.decode(names[0] if names else "utf-8", "replace")


def _means(href: str, base: str, keys: frozenset[str]) -> bool:
    try:
        address = web_address(urljoin(base, href.strip()))
    except ValueError:
        return False
    if address is None:
        return False
    # `?utm_source=…` behind a note's address is still that note.
    return address.key in keys or address.key.partition("?")[0].rstrip("/") in keys


class _Reader:
    """One HTML page."""

    def __init__(self, html: str, url: str, keys: frozenset[str]):
        self.soup = BeautifulSoup(html, "html5lib")
        for silent in self.soup(SILENT):
            silent.decompose()
        self.url, self.keys = url, keys
        base = self.soup.find("base", href=True)
        self.base = _joined(url, base["href"]) if base else url

    def mention(self) -> Mention | None:
        links = list(self._links(self.soup))
        if not links:
            return None
        entry, kind = self._entry()
        link = next((link for link in links if link.name == "a"), links[0])
        if entry is None:
            return self._without_microformats(link)
        name, author_url = self._author(entry)
        found = Mention(
            kind=kind,
            name=name,
            author_url=author_url,
            published=_first(entry, "published"),
            title="" if kind != MENTION else _first(entry, "name"),
            text=_first(entry, "content") or _first(entry, "summary"),
        )
        return self._shortened(found, link)

    def _links(self, soup) -> Iterator[Tag]:
        for attribute, names in LINKING.items():
            for tag in soup.find_all(names, attrs={attribute: True}):
                if _means(tag[attribute], self.base, self.keys):
                    yield tag

    def _entry(self) -> tuple[dict | None, str]:
        """The h-entry that is about the note, and in which way."""
        self.items = mf2py.Parser(doc=self.soup, url=self.url).to_dict()["items"]
        entries = list(_entries(self.items))
        for entry in entries:
            for name, kind in KINDS.items():
                if any(self._is_about(value) for value in entry["properties"].get(name, ())):
                    return entry, kind
        for entry in entries:
            for content in entry["properties"].get("content", ()):
                html = content.get("html", "") if isinstance(content, dict) else ""
                if any(self._links(BeautifulSoup(html, "html5lib"))):
                    return entry, MENTION
        return (entries[0] if len(entries) == 1 else None), MENTION

    def _is_about(self, value) -> bool:
        return any(_means(address, self.base, self.keys) for address in _addresses(value))

    def _author(self, entry: dict) -> tuple[str, str]:
        author = next(iter(entry["properties"].get("author", ())), None)
        if author is None:
            cards = [item for item in self.items if "h-card" in item["type"]]
            author = cards[0] if len(cards) == 1 else ""
        if isinstance(author, str):
            return author or self._site(), ""
        return _first(author, "name") or self._site(), _first(author, "url")

    def _shortened(self, found: Mention, link: Tag) -> Mention:
        """An answer is taken whole; an essay that mentions the note with what stands around the link."""
        if found.kind != MENTION or len(found.text) <= LONGEST_PASSAGE:
            return found
        return Mention(**asdict(found) | {"text": self._passage(link)})

    def _without_microformats(self, link: Tag) -> Mention:
        title = self._meta(property="og:title") or (
            self.soup.title.get_text(" ") if self.soup.title else ""
        )
        return Mention(
            name=self._meta(name="author") or self._site(), title=title, text=self._passage(link)
        )

    def _site(self) -> str:
        return self._meta(property="og:site_name") or host_of(self.url)

    def _meta(self, **attributes) -> str:
        found = self.soup.find("meta", attrs=attributes)
        return (found.get("content") or "").strip() if found else ""

    def _passage(self, link: Tag) -> str:
        text = ""
        for above in link.parents:
            if above.name in PASSAGES:
                text = plain_text(str(above))
                if len(text) >= SHORTEST_PASSAGE:
                    break
        return around(text, plain_text(str(link)))


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return base


def around(text: str, words: str) -> str:
    """The piece of a text around `words` that is short enough to quote, at the borders of words."""
    if len(text) <= LONGEST_PASSAGE:
        return text
    start = max(text.find(words) - LONGEST_PASSAGE // 2, 0)
    piece = text[start : start + LONGEST_PASSAGE]
    if start + LONGEST_PASSAGE < len(text):
        piece = re.sub(r"\s\S*$", "…", piece, count=1)
    if start:
        piece = re.sub(r"^\S*\s", "…", piece, count=1)
    return piece


def host_of(url: str) -> str:
    """`blog.example` as people read it: Hangul names in Hangul."""
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("ascii").decode("idna").removeprefix("www.")
    except UnicodeError:
        return host.removeprefix("www.")


def _read_plain(text: str, url: str, keys: frozenset[str]) -> Mention | None:
    for found in _PLAIN_LINK.finditer(text):
        link = found[0]
        # Before a particle (…/1/에서) the address ends at its last slash.
        for form in (link, link.rstrip(_CLOSING), link[: link.rfind("/") + 1]):
            if _means(form, url, keys):
                start = max(found.start() - LONGEST_PASSAGE, 0)
                piece = text[start : found.end() + LONGEST_PASSAGE]
                return Mention(name=host_of(url), text=around(piece, link))
    return None


def _entries(items: list[dict]) -> Iterator[dict]:
    """Every h-entry, also those in feeds, in the order of the page."""
    waiting, count = list(items), 0
    while waiting and count < ENTRIES:
        item = waiting.pop(0)
        if "h-entry" in item["type"]:
            count += 1
            yield item
        waiting[:0] = item.get("children", ())


def _addresses(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield value.get("value", "")
        yield from (url for url in value.get("properties", {}).get("url", ()) if type(url) is str)


def _first(item: dict, name: str) -> str:
    """The first value of a property as text."""
    value = next(iter(item.get("properties", {}).get(name, ())), "")
    return (value.get("value", "") if isinstance(value, dict) else value).strip()


def _limit():
    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY)):
        # Not every system can limit everything; the clock of the parent always can.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def main():
    _limit()
    about = json.loads(sys.stdin.buffer.readline())
    found = read_page(sys.stdin.buffer.read(), **about)
    answer = {key: value[:LONGEST_TEXT] for key, value in asdict(found).items()} if found else None
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
