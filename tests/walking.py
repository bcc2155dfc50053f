"""Every address of the site, tried with whatever may stand in it."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern

_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# What a page, a feed or a map leads to, quoted or not, relative or not.
_LINK = re.compile(r"""(?:\b(?:href|src|action|content)=["']?|<loc>|<id>|"url": ?")([^\s"'<>]+)""")


def routes(resolver=None, prefix="", space="") -> Iterator[tuple[str, str]]:
    """Name and route of every address. Those without a name of their own are called by the route;
    the administration's last resort, a regular expression, is left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern.pattern, RegexPattern):
            continue
        route = f"{prefix}{pattern.pattern._route}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern, route, inner)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else route), f"/{route}"


def paths_of(route: str, values: dict[str, Iterable]) -> Iterator[str]:
    """`values` by converter, or by `:` and the name of the part. KeyError: nobody has said what may
    stand there."""
    parts = [(kind or "str", f":{name}") for kind, name in _PART.findall(route)]
    choices = [list(values[name] if name in values else values[kind]) for kind, name in parts]
    frame = _PART.sub("\0", route).split("\0")
    for chosen in itertools.product(*choices):
        yield frame[0] + "".join(
            f"{one}{after}" for one, after in zip(chosen, frame[1:], strict=True)
        )


@dataclass
class Walk:
    """Asks for addresses as one browser, and follows what they lead to within the site.

    `saw(address, response)` is called with each answer.
    """

    client: Client
    saw: object
    statuses: dict[str, set[int]] = field(default_factory=dict)  # by name of the address
    asked: set[str] = field(default_factory=set)

    def ask(self, address: str):
        """This one, and all that it leads to."""
        waiting = [address]
        while waiting:
            waiting += [link for link in self._ask(waiting.pop()) if link not in self.asked]

    def _ask(self, address: str) -> list[str]:
        if address in self.asked:
            return []
        self.asked.add(address)
        response = self.client.get(address)
        self.statuses.setdefault(name_of(address), set()).add(response.status_code)
        self.saw(address, response)
        return list(links_in(text_of(response), address))


def links_in(text: str, address: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        parts = urlsplit(link.replace("&amp;", "&"))
        is_ours = parts.netloc in ("", "127.0.0.1:8000", "testserver")
        if is_ours and parts.path.startswith("/") and not parts.path.startswith("/static/"):
            yield parts._replace(scheme="", netloc="", fragment="").geturl()
        elif not parts.path and parts.query and not parts.netloc:
            yield f"{urlsplit(address).path}?{parts.query}"


def name_of(address: str) -> str:
    path = unquote(urlsplit(address).path)
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.view_name if found.url_name else found.route


def text_of(response) -> str:
    """All that came: the status line, the headers, cookies and the body, whatever it is."""
    head = [
        *response.items(),
        *((cookie, str(morsel)) for cookie, morsel in response.cookies.items()),
    ]
    lines = [response.reason_phrase, *(f"{name}: {unquote(value)}" for name, value in head)]
    return "\n".join([*lines, body_of(response).decode("utf-8", "replace")])


def body_of(response) -> bytes:
    """Also of one that is streamed, and more than once."""
    if not response.streaming:
        return response.content
    body = b"".join(response)
    response.streaming_content = [body]
    return body
