"""The last word on HTML: allow-lists over the finished page text, after everything is unescaped.

Ids may clobber what scripts look up by name, so `name` is never allowed and an id must be a
footnote, begin with `section-`, or contain a letter that no script of ours uses: Hangul.
"""

import re
from html import escape, unescape
from urllib.parse import unquote

import nh3
from pygments.token import STANDARD_TYPES

from notes.picture_names import PictureName

_INLINE = set(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span"
    " strong sub sup time u var wbr".split()
)
_BLOCKS = set(
    "blockquote caption col colgroup dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li"
    " ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
NOTE_TAGS = _INLINE | _BLOCKS
# Only the tags go, the words in them stay.
UNWRAPPED_TAGS = set(
    "acronym address article aside big center font footer h1 header main nav strike tt".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "lang", "title"},
    "a": {"aria-label", "href", "id", "role"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"aria-label", "role", "tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "img": {"alt", "height", "src", "width"},
    "li": {"id", "value"},
    "ol": {"reversed", "start", "type"},
    "section": {"aria-label", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_ALLOWED_VALUES = {
    "dir": {"auto", "ltr", "rtl"},
    "role": {"doc-backlink", "doc-endnotes", "doc-noteref", "region"},
    "tabindex": {"0"},
    "type": {"1", "A", "I", "a", "i"},
}
_NUMBERS = {"colspan", "height", "rowspan", "span", "start", "value", "width"}
_CLASSES = {name for name in STANDARD_TYPES.values() if name}
_CLASSES |= {"align-center", "align-left", "align-right", "footnote-backref", "footnote-ref"}
_CLASSES |= {"footnotes", "remote-image", "table-scroll"}
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
_SCRIPTED_CONTENT = {"iframe", "math", "noscript", "object", "script", "style", "svg", "template"}
_SCRIPTED_CONTENT |= {"noembed", "noframes", "textarea", "title", "xmp"}
_ID = re.compile(r"(?:section-|fn-|fnref-)[\w-]+|[\w-]*[가-힣ㄱ-ㆎ][\w-]*")
# What is left open is opened again in each later block, so the parser's work is tags times depth:
# 200,000 open <div> take minutes. Browsers stop at a depth of 512 themselves.
MAX_DEPTH = 256
MAX_WORK = 1_000_000
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_CLOSE_THEMSELVES = set("br hr img wbr col p li dd dt td th tr rp rt".split())
_SAFE_PREFIX = re.compile(r"[a-z][a-z0-9-]*-")
_FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# nh3 writes every attribute in double quotes and with &quot;, so its own tags can be read so. All of
# them, one after the other: `<img>` in the title of a paragraph is no image.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_EMPTY_ALT = ' alt=""'
_ASYNC = ' decoding="async"'
_LAZY = ' loading="lazy"' + _ASYNC
# Characters of HTML. What stands in them is seen at once: to wait with it would only make it late.
FIRST_SCREEN = 1500


def clean_note_html(html: str, prefix: str = "") -> str:
    """Safe HTML of a note. Images of other hosts are links, links to other hosts `noopener`."""
    if prefix and not _SAFE_PREFIX.fullmatch(prefix):
        raise ValueError(f"Not a prefix for ids: {prefix!r}")
    if _is_too_deep(html):
        return f"<pre>{escape(html)}</pre>"
    safe = nh3.clean(
        html,
        tags=NOTE_TAGS,
        clean_content_tags=_SCRIPTED_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _filter(tag, name, value, prefix),
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return _composable(_Finish().finish(safe))


def clean_comment_html(html: str) -> str:
    """Safe HTML of a comment: words, lists, quotes, code and links that vouch for nothing."""
    safe = _comment_cleaner.clean(html)
    return _composable(safe)


_comment_cleaner = nh3.Cleaner(
    tags=set("a blockquote br code del em li ol p pre strong ul".split()),
    clean_content_tags=_SCRIPTED_CONTENT,
    attributes={"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}},
    attribute_filter=lambda tag, name, value: _filter(tag, name, value, ""),
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)


def _is_too_deep(html: str) -> bool:
    depth = work = 0
    for tag in _ANY_TAG.finditer(html):
        work += depth
        if tag.group(2).lower() not in _CLOSE_THEMSELVES:
            depth = max(0, depth - 1) if tag.group(1) else depth + 1
        if depth > MAX_DEPTH or work > MAX_WORK:
            return True
    return False


def _filter(tag: str, name: str, value: str, prefix: str) -> str | None:
    if name == "class":
        return _classes(value)
    if name == "id":
        own = value.startswith(prefix) and _ID.fullmatch(value, len(prefix))
        return value if own else None
    if name in _NUMBERS:
        return value if re.fullmatch(r"-?[0-9]{1,9}", value) else None
    if name in _ALLOWED_VALUES:
        return value if value in _ALLOWED_VALUES[name] else None
    return value


def _classes(value: str) -> str | None:
    kept = [name for name in value.split() if name in _CLASSES or _LANGUAGE.fullmatch(name)]
    return " ".join(kept) or None


def _composable(html: str) -> str:
    """U+0338 right after `>` would swallow it if the stored HTML were ever brought into NFC."""
    return html.replace(">\u0338", ">&#824;")


class _Finish:
    """One walk over the links and images that the allow-list let through."""

    def __init__(self) -> None:
        self.in_link = False

    def finish(self, html: str) -> str:
        return _TAG.sub(self._tag, html)

    def _tag(self, match: re.Match) -> str:
        closing, name, attributes = match.groups()
        if name not in ("a", "img"):
            return match.group()
        values = {key: unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
        if name == "a":
            self.in_link = not closing
            foreign = is_foreign(values.get("href", "")) and not closing
            return match.group()[:-1] + ' rel="noopener">' if foreign else match.group()
        if is_foreign(values.get("src", "")):
            return self._remote_image(values)
        if picture := PictureName.of_address(values.get("src", "")):
            return _own_picture(picture, values, is_late=match.start() > FIRST_SCREEN)
        return f"<img{attributes}{'' if 'alt' in values else _EMPTY_ALT}{_LAZY}>"

    def _remote_image(self, values: dict[str, str]) -> str:
        source = values["src"]
        words = escape(values.get("alt", "").strip() or _file_name(source))
        if self.in_link:
            return words
        return f'<a class="remote-image" href="{escape(source)}" rel="noopener">{words}</a>'


def _own_picture(picture: PictureName, values: dict[str, str], is_late: bool) -> str:
    """All that its address says about it is written by us; of the writer's only the words stay."""
    kept = {key: values[key] for key in ("dir", "lang", "title") if key in values}
    attributes = {**picture.html_attributes(), "alt": values.get("alt", ""), **kept}
    pairs = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<img{pairs}{_LAZY if is_late else _ASYNC}>"


def is_foreign(address: str) -> bool:
    """Whether a browser would leave this site for it (it drops controls and turns backslashes)."""
    read = re.sub(r"[\x00-\x20\x7f]", "", address).replace("\\", "/")
    return bool(_FOREIGN.match(read))


def _file_name(address: str) -> str:
    path = re.split(r"[?#]", address)[0].rstrip("/")
    return unquote(path.rpartition("/")[2]) or address
