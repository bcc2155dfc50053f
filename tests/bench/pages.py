"""The pages that are measured: one line a page. To measure another one, add a line to `PAGES`.

A page is asked for by the name of its address, so it is found wherever it is moved to. Every name
in the site's public addresses must be in `PAGES` or, with a reason, in `NOT_MEASURED`
(tests/test_bench.py).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from notes.canonical import absolute
from notes.models import Author, Note, Series, Tag
from tests.bench import words

LIMIT, SEARCH_LIMIT = 1.1, 1.5  # growth beyond which a page is marked
NEW, KNOWN = "new", "known"  # who sends a comment
HEARD = "heard"  # by the search: a known one has sent it


@dataclass(frozen=True)
class Queries:
    """What the searches look for."""

    rare: str = words.RARE
    frequent: str = words.FREQUENT
    two: str = f"{words.FREQUENT} {words.SECOND}"
    question: str = words.QUESTION


class Targets:
    """What the pages are about, found in whatever the site holds; None where it has none such."""

    def __init__(self, queries: Queries = Queries()):
        self.queries = queries
        series = Series.objects.annotate(size=Count("notes")).filter(size__gt=0)
        self.long = series.order_by("-size", "pk").first()
        shorter = series.exclude(pk=self.long.pk).order_by("-pk")
        self.short = shorter.filter(title__endswith=" 1").first() or shorter.first()
        notes = Note.objects.published().select_related("series")
        self.newest = notes.newest_first().first()
        self.single = notes.filter(series=None).newest_first().first()
        in_series = notes.filter(series=self.long)
        self.discussed = in_series.filter(comment_count=100).first()
        self.silent = in_series.filter(comment_count=0).first()
        self.crowded = in_series.filter(comment_count__gte=500).first()
        self.thread = self.crowded and self.crowded.comments.public().oldest_first().first()
        # Comments are written under this one: the other pages must stay what they are.
        self.answered = (self.short or self.long).notes.published().order_by("-number").first()
        self.tag = Tag.objects.with_note_counts().order_by("-note_count", "pk").first()
        self.author = Author.objects.with_note_counts().order_by("-note_count", "pk").first()
        self.month = timezone.localtime(self.newest.published_at)
        self.reader = Comment.objects.public().exclude(email="").order_by("pk").first()


@dataclass(frozen=True)
class Page:
    """`args` finds what stands in the address `view`; a page whose target is None is left out.

    With `post` (`NEW` or `KNOWN`) such a reader sends a comment there. With `HEARD` that is not what is
    measured, but what the server does with it some seconds later.
    """

    name: str
    view: str
    args: Callable[[Targets], list | dict | None] = lambda site: []
    query: Callable[[Targets], dict] | None = None
    status: int = 200
    limit: float = LIMIT
    signed_in: bool = False
    post: str = ""

    def path(self, site: Targets) -> str | None:
        """None where this site has no such page."""
        args = self.args(site)
        values = args.values() if isinstance(args, dict) else args or []
        if args is None or None in values:
            return None
        query = self.query(site) if self.query else None
        if not self.view:
            return args[0]
        names = {"kwargs": args} if isinstance(args, dict) else {"args": args}
        return reverse(self.view, **names, query=query)


def _slug(name: str):
    return lambda site: [getattr(getattr(site, name), "slug", None)]


def _note(name: str):
    """The address of a note in a series."""

    def find(site):
        note = getattr(site, name)
        return note and note.series and {"slug": note.series.slug, "number": note.number}

    return find


def _key(name: str):
    return lambda site: [getattr(getattr(site, name), "pk", None)]


def _search(name: str) -> Page:
    label = {
        "rare": "a rare word",
        "frequent": "a frequent word",
        "two": "two words",
        "question": "a question of six words",
    }[name]
    query = lambda site: {"q": getattr(site.queries, name)}  # noqa: E731
    return Page(f"search, {label}", "notes:search", query=query, limit=SEARCH_LIMIT)


PAGES = (
    Page("a request, no page", "healthz"),
    Page("home", "notes:home"),
    Page("list of series", "notes:series_list"),
    Page("series, the long one", "notes:series_detail", _slug("long")),
    Page("series, a short one", "notes:series_detail", _slug("short")),
    Page("note, 100 comments", "notes:note_detail", _note("discussed")),
    Page("note, no comments", "notes:note_detail", _note("silent")),
    Page("note in no series", "notes:single_note_detail", _slug("single")),
    Page("conversation, none (redirect)", "comments:comment_list", _note("silent"), status=302),
    Page("conversation, 100", "comments:comment_list", _note("discussed")),
    Page("conversation, 1,000", "comments:comment_list", _note("crowded")),
    Page(
        "conversation, its questions",
        "comments:comment_list",
        _note("crowded"),
        query=lambda site: {"kind": "question"},
    ),
    Page("questions of the long series", "comments:question_list", _slug("long")),
    Page("list of notes", "notes:note_list"),
    Page("archive", "notes:archive"),
    Page("archive, a year", "notes:archive_year", lambda site: [site.month.year]),
    Page("archive, a month", "notes:archive_month", lambda s: [s.month.year, s.month.month]),
    Page("list of tags", "notes:tag_list"),
    Page("tag", "notes:tag_detail", _slug("tag")),
    Page("list of authors", "notes:author_list"),
    Page("author", "notes:author_detail", _slug("author")),
    _search("rare"),
    _search("frequent"),
    _search("two"),
    _search("question"),
    Page(
        "search, two words as JSON",
        "notes:api_search",
        query=lambda site: {"q": site.queries.two},
        limit=SEARCH_LIMIT,
    ),
    Page(
        "404, looks for the words",
        "",
        lambda site: [f"/{site.queries.rare}-글/"],
        status=404,
        limit=SEARCH_LIMIT,  # it is one
    ),
    Page("feed, Atom", "notes:feed"),
    Page("feed, RSS", "notes:feed_rss"),
    Page("feed, JSON", "notes:feed_json"),
    Page("feed of the long series", "notes:series_feed", _slug("long")),
    Page("feed of a tag", "notes:tag_feed", _slug("tag")),
    Page("feed of a conversation", "comments:feed", _note("discussed")),
    Page("feed of a comment's answers", "comments:thread_feed", _key("thread")),
    Page("list of feeds", "notes:feed_list"),
    Page("list of feeds, OPML", "notes:feed_opml"),
    Page("sitemap, index", "notes:sitemap"),
    Page("sitemap, notes", "notes:sitemap_section", lambda site: ["notes"]),
    Page("sitemap, series", "notes:sitemap_section", lambda site: ["series"]),
    Page("comment, token", "comments:token", query=lambda site: {"note": site.answered.pk}),
    Page("comment, form", "comments:comment_new", _key("answered")),
    Page(
        "comment, by a new reader",
        "comments:comment_create",
        _key("answered"),
        status=303,
        post=NEW,
    ),
    Page(
        "comment, by a known one",
        "comments:comment_create",
        _key("answered"),
        status=303,
        post=KNOWN,
    ),
    Page(
        "its words, heard by the search",
        "comments:comment_create",
        _key("answered"),
        status=303,
        post=HEARD,
    ),
    Page("webmention, form", "comments:webmention"),
    Page(
        "oEmbed",
        "notes:oembed",
        query=lambda site: {"url": absolute(site.newest.get_absolute_url())},
    ),
    Page("moderators' queue", "moderation:queue", signed_in=True),
)

_OTHER_FORMAT = "as Atom; the formats are compared by the site's own feed"
_SAME_FOR_ALL = "the same few lines whatever the site holds"
_DRAWN_ONCE = "a picture, drawn once and then a file"
_A_WRITE = "changes the queue that is measured"
_ONE_WRITERS = "for one person, found by key: costs the same on any site"
_FEW_READERS = "Costs what one note's own revisions cost, however large the site is."
_FEW_OF_THEM = "the owner's people read it, and there are few rows"
_READS_EVERYTHING = "the owner asks it once in a long while; it reads every table"
_FEW_MODERATORS = "for moderators alone, who open it once in a while; its cost is bounded"
_FEW_READERS_OF_MAIL = "one row by its key, for whoever followed a link in a mail"
_REFUSED_UNREAD = "the same few lines for whoever asks; nothing is looked up"
NOT_MEASURED = {
    "comments:xmlrpc": _REFUSED_UNREAD,
    "comments:wordpress_trackback": _REFUSED_UNREAD,
    "notes:note_changes": _FEW_READERS,
    "notes:single_note_changes": _FEW_READERS,
    "notes:preview": _FEW_READERS,
    "notes:accent": _SAME_FOR_ALL,
    "notes:series_feed_rss": _OTHER_FORMAT,
    "notes:series_feed_json": _OTHER_FORMAT,
    "notes:tag_feed_rss": _OTHER_FORMAT,
    "notes:tag_feed_json": _OTHER_FORMAT,
    "comments:feed_rss": _OTHER_FORMAT,
    "comments:feed_json": _OTHER_FORMAT,
    "comments:thread_feed_rss": _OTHER_FORMAT,
    "comments:thread_feed_json": _OTHER_FORMAT,
    "comments:agree": "changes the pages that are measured",
    "notes:about": _SAME_FOR_ALL,
    "notes:offline": _SAME_FOR_ALL,
    "notes:offline_worker": _SAME_FOR_ALL,
    "notes:manifest": _SAME_FOR_ALL,
    "notes:robots": _SAME_FOR_ALL,
    "notes:opensearch": _SAME_FOR_ALL,
    "notes:favicon": _DRAWN_ONCE,
    "notes:note_card": _DRAWN_ONCE,
    "notes:series_card": _DRAWN_ONCE,
    "notes:site_card": _DRAWN_ONCE,
    "comments:mine": _ONE_WRITERS,
    "comments:slip": _ONE_WRITERS,
    "comments:slip_edit": _ONE_WRITERS,
    "comments:slip_delete": _ONE_WRITERS,
    "comments:slip_data": _ONE_WRITERS,
    "comments:slip_answer": _ONE_WRITERS,
    "comments:slip_appeal": _ONE_WRITERS,
    "comments:slip_objection": _ONE_WRITERS,
    "comments:question_answer": _FEW_READERS,
    "comments:mail_address": _FEW_READERS_OF_MAIL,
    "comments:mail_stop": _FEW_READERS_OF_MAIL,
    "moderation:beside": _A_WRITE,
    "moderation:decision_create": _A_WRITE,
    "moderation:decisions_create": _A_WRITE,
    "moderation:batch_undo": _A_WRITE,
    "moderation:rule_list": _FEW_OF_THEM,
    "moderation:rule_create": _FEW_OF_THEM,
    "moderation:rule_edit": _FEW_OF_THEM,
    "moderation:rule_delete": _A_WRITE,
    "moderation:decision_undo": _A_WRITE,
    "moderation:takedown_list": _FEW_OF_THEM,
    "moderation:takedown_create": _A_WRITE,
    "moderation:takedown_end": _A_WRITE,
    "moderation:akismet": _FEW_MODERATORS,
    "moderation:akismet_remove": _A_WRITE,
    "moderation:people": _READS_EVERYTHING,
    "moderation:person_export": _READS_EVERYTHING,
    "moderation:person_erase": _READS_EVERYTHING,
    "moderation:figures": _FEW_MODERATORS,
    "moderation:judge": _FEW_MODERATORS,
    "moderation:log": _FEW_MODERATORS,
    "moderation:mail_choice": _FEW_MODERATORS,
    "moderation:mail_decision": _FEW_READERS_OF_MAIL,
    "moderation:mail_stop": _FEW_READERS_OF_MAIL,
}
