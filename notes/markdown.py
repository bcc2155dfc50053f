"""The one door from Markdown to safe HTML: page, feed, preview, export and search all use it.

Python-Markdown is the frame (stages, tree, serialiser). Its block and inline stages are ours,
because they must hold for Korean and for hostile input; see `blocks` for blocks,
`inlines` and `delimiters` for what stands in a paragraph, `addresses` for
addresses, `tree` for headings, footnotes and code. `sanitizer` has the last word.

Never add `pymdownx.extra`, `betterem` or `magiclink`: each breaks bold or links before particles.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

from markdown import Markdown
from markdown.extensions import Extension

from notes.korean_markdown.blocks import Blocks
from notes.korean_markdown.citations import Citation, Lead, Which
from notes.korean_markdown.inlines import Inlines, Options
from notes.korean_markdown.leaves import Rules
from notes.korean_markdown.tree import Ampersands, Colours, Figures, Footnotes, Headings
from notes.sanitizer import clean_note_html
from notes.text import clean, plain_text


@dataclass(frozen=True)
class Profile:
    """What one kind of text may contain. `NOTE` is everything; comments define their own."""

    blocks: Rules = field(default_factory=Rules)
    inlines: Options = field(default_factory=Options)
    coloured_code: bool = True


@dataclass(frozen=True)
class Rendered:
    """Finished HTML, its headings (`{"id", "level", "title"}`, levels 2 and 3), its words.

    `citations` are those that stand in the text, each once, whether or not they lead anywhere.
    """

    html: str
    contents: list[dict] = field(default_factory=list)
    plain: str = ""
    citations: list[Citation] = field(default_factory=list)


NOTE = Profile()
NOTHING: Mapping[Which, Lead] = MappingProxyType({})
_engines = threading.local()


def render(text: str, prefix: str = "", cited: Mapping[Which, Lead] = NOTHING) -> Rendered:
    """A note's Markdown as safe HTML. Never raises, whatever the text.

    `cited` says where citations lead, such as `[[소셜전략 3]]`; one that is not in it stays as typed.
    (`notes.citations.render_note` asks the database for it.)

    `prefix` (such as `note-12-`) goes before every id, so that several notes can share a page.
    An image that is not on this site becomes a link to it (class `remote-image`): the policy of
    our pages allows no other host, and a reader's address is nobody else's business.
    """
    html, contents = to_html(clean(text), NOTE, prefix, cited)
    citations = list(_engine(NOTE).citations.values())
    html = clean_note_html(html, prefix)
    return Rendered(html=html, contents=contents, plain=plain_text(html), citations=citations)


def to_html(
    text: str, profile: Profile, prefix: str = "", cited: Mapping[Which, Lead] = NOTHING
) -> tuple[str, list[dict]]:
    """HTML that is NOT yet safe, and its headings; for text that is already clean."""
    engine = _engine(profile)
    engine.reset()
    engine.prefix, engine.cited = prefix, cited
    try:
        return engine.convert(text), engine.contents
    except RecursionError:
        # Depth is bounded everywhere; this is for a caller that is itself deep in the stack.
        return f"<p>{escape(text)}</p>", []


def _engine(profile: Profile) -> Markdown:
    """One per thread and profile: an engine keeps state while it works, and building costs more
    than rendering a short comment."""
    engines = _engines.__dict__.setdefault("by_profile", {})
    if profile not in engines:
        engines[profile] = Markdown(extensions=[SocialMarkdown(profile)], output_format="html")
    return engines[profile]


class SocialMarkdown(Extension):
    """Puts our stages in the places of Python-Markdown's own."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self.profile = profile

    def extendMarkdown(self, md: Markdown) -> None:
        self.md = md
        md.registerExtension(self)
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        for name in ("prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.parser = Blocks(md, self.profile.blocks)
        md.footnotes = Footnotes(md)
        stages = {
            "inline": Inlines(md, self.profile.inlines),
            "footnotes": md.footnotes,
            "headings": Headings(md),
            "figures": Figures(md),
            "ampersands": Ampersands(md),
        }
        if self.profile.coloured_code:
            md.treeprocessors.register(Colours(md), "colours", 13)
        for priority, (name, stage) in enumerate(stages.items()):
            md.treeprocessors.register(stage, name, 20 - 2 * priority)
        self.reset()

    def reset(self) -> None:
        self.md.prefix = ""
        self.md.contents = []
        self.md.cited = NOTHING
        self.md.citations = {}
        self.md.footnotes.reset()
