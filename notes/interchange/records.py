"""What a file holds, before anything of it is in the database. The same for every format."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _


class BrokenFile(ValueError):
    """The file cannot be read. Nothing of it may be kept, not even what came before the fault."""

    def __init__(self, reason: str, line: int | None = None):
        self.reason, self.line = reason, line
        where = _("%(line)d번째 줄: ") % {"line": line} if line else ""
        super().__init__(f"{where}{reason}")


@dataclass(frozen=True)
class AuthorData:
    ref: str
    name: str


@dataclass(frozen=True)
class SeriesData:
    """A series a note says it belongs to; which one of ours that is, `store` decides."""

    title: str
    slug: str


@dataclass(frozen=True)
class CommentData:
    """One comment as the file has it; `comments.interchange` stores it.

    `ref` identifies it for ever: a second import with the same one is skipped. `parent_ref` is the
    ref of another comment of the same note, before or after this one, of this import or an earlier
    one; one that is nowhere makes a comment without a parent. `body` is the Markdown that comments
    may use. `created_at` is aware. `status` is one of published, held, spam, removed.
    """

    ref: str
    parent_ref: str | None
    name: str
    email: str
    website: str
    body: str
    created_at: datetime
    status: str
    address: str | None = None


@dataclass(frozen=True)
class NoteData:
    """One note, its text in Markdown and cleaned.

    `ref` is the same whenever the same note is read again. `old_paths` are the addresses it had, as
    the file has them (percent-encoded or not), with a query only where the query is the address.
    `images` counts the pictures it shows. `notices` say what was decided about it that its author
    might not expect, `left_out` what belonged to it and was not taken.
    """

    ref: str
    title: str
    body: str
    slug: str = ""
    is_published: bool = False
    published_at: datetime | None = None
    excerpt: str = ""
    author: AuthorData | None = None
    series: SeriesData | None = None
    number: int | None = None
    tags: tuple[str, ...] = ()
    old_paths: tuple[str, ...] = ()
    first_published_in: str = ""
    is_open_for_comments: bool = True
    images: int = 0
    comments: tuple[CommentData, ...] = ()
    notices: tuple[str, ...] = ()
    left_out: tuple["Skipped", ...] = ()


@dataclass(frozen=True)
class Skipped:
    """Something in the file that does not become a note or a comment, and why not.

    `comments` counts the comments under a post that is not taken.
    """

    reason: str
    title: str
    comments: int = 0


def make_ref(*parts: str, length: int = 200) -> str:
    """The parts joined by colons; a long tail is replaced by its digest, so that it fits a column."""
    ref = ":".join(parts)
    if len(ref) <= length:
        return ref
    return f"{ref[: length - 65]}:{hashlib.sha256(ref.encode()).hexdigest()}"
