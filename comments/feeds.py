"""Public comments, newest first, in the formats of `notes.feeds`: of a note, among them what its
author has made of them (토론 정리), or one and its answers."""

from functools import lru_cache
from operator import attrgetter

from django.db.models import Q
from django.http import Http404
from django.utils.html import escape
from django.utils.translation import gettext as _

from comments import discussions
from comments.addresses import note_at
from comments.lookups import comment_for_all
from comments.models import Comment
from notes.canonical import absolute
from notes.feeds.channels import ITEMS, Base, feed_id
from notes.paths import Path
from notes.prepared import prepared
from notes.text import excerpt, plain_text

# Nothing else of a comment leaves the house: no e-mail address, no network.
COLUMNS = "note_id name website quote body_html created_at published_at".split()
THREAD = Path("comments:thread_feed", int)


@prepared
def _of_note(note: int):
    return _newest(Comment.objects.filter(note=note))


@prepared
def _of_thread(note: int, pk: int, branch: str, deeper: str):
    """Under the deepest level a comment has no branch of its own, but those who answer it name it."""
    below = Q(parent=pk) | Q(branch=branch) | Q(branch__startswith=deeper)
    return _newest(Comment.objects.filter(Q(pk=pk) | below, note=note))


def _newest(comments):
    return comments.public().newest_first().only(*COLUMNS)[:ITEMS]


class Summary:
    """What is said of a discussion's summary, as of a comment. A new text of it is news once more."""

    anchor, website, quote = discussions.ANCHOR, "", ""

    def __init__(self, note, site):
        self.note, self.name = note, note.author.name if note.author else site.name
        self.body_html = discussions.shown(note, is_whole=False)
        self.created_at = self.published_at = note.discussed_at

    @property
    def title(self):
        return _("토론 정리")

    def get_absolute_url(self):
        return f"{self.note.get_absolute_url()}#{self.anchor}"


class CommentFeed(Base):
    # The link may change, from the note's page to the conversation's; what readers know it by never.
    item_guid_is_permalink = False

    def owner(self, slug, number=None):
        return note_at(slug, number)

    def page_tags(self, channel):
        return [f"note-{channel.owner.pk}", f"comments-{channel.owner.pk}"]

    def title(self, channel):
        about = _("댓글: %(title)s") % {"title": channel.owner.full_title}
        return f"{about} — {channel.site}"

    def description(self, channel):
        return _("‘%(title)s’에 달린 댓글입니다.") % {"title": channel.owner.full_title}

    def items(self, channel):
        found = _under(channel.owner, _of_note(channel.owner.pk))
        if channel.owner.discussion_html:
            found.append(Summary(channel.owner, channel.site))
            found.sort(key=attrgetter("created_at"), reverse=True)
        return found

    def item_title(self, comment):
        if isinstance(comment, Summary):
            return comment.title
        return _("%(name)s 님의 댓글") % {"name": comment.name}

    def item_description(self, comment):
        return escape(_beginning(comment.body_html) or comment.name)

    def item_link(self, comment):
        return absolute(comment.get_absolute_url())

    def item_guid(self, comment):
        return f"{feed_id(comment.note)}#{comment.anchor}"

    def item_author_name(self, comment):
        return comment.name

    def item_author_link(self, comment):
        return comment.website or None

    def item_pubdate(self, comment):
        return comment.created_at

    def item_updateddate(self, comment):
        """When it could first be read, for one that had to wait."""
        return max(comment.created_at, comment.published_at or comment.created_at)

    def item_extra_kwargs(self, comment):
        page = absolute(comment.note.get_absolute_url())
        return {
            "content": _quoted(comment.quote) + comment.body_html,
            "page": page,
            "summary": _beginning(comment.body_html),
        }


class ThreadFeed(CommentFeed):
    """One comment and what was answered to it, for whoever waits for that and nothing else."""

    def owner(self, pk):
        if comment := comment_for_all(pk):
            return comment
        raise Http404

    def page_tags(self, channel):
        note = channel.owner.note_id
        return [f"note-{note}", f"comments-{note}"]

    def title(self, channel):
        about = _("‘%(name)s’ 님의 댓글과 답글") % {"name": channel.owner.name}
        return f"{about} — {channel.site}"

    def description(self, channel):
        about = {"title": channel.owner.note.full_title, "name": channel.owner.name}
        return _("‘%(title)s’에 %(name)s 님이 남긴 댓글과 그 답글입니다.") % about

    def feed_guid(self, channel):
        return absolute(THREAD(channel.owner.pk))

    def feed_url(self, channel):
        return f"{self.feed_guid(channel)}{self.feed_type.address}"

    def items(self, channel):
        comment = channel.owner
        branch = f"{comment.branch}/{comment.pk}".lstrip("/")
        found = _of_thread(comment.note_id, comment.pk, branch, f"{branch}/")
        return _under(comment.note, found)


def _under(note, comments: list[Comment]) -> list[Comment]:
    for comment in comments:
        comment.note = note
    return comments


def _quoted(quote: str) -> str:
    return f"<blockquote><p>{escape(quote)}</p></blockquote>" if quote else ""


@lru_cache(maxsize=10 * ITEMS)
def _beginning(html: str) -> str:
    """Asked twice for each item of a feed; to read HTML takes longer than all else about one."""
    return excerpt(plain_text(html))
