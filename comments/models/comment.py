from zlib import crc32

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.avatars import avatar_of
from comments.fingerprints import pieces
from comments.models import comment_queryset as statuses
from comments.models.comment_queryset import CommentQuerySet
from comments.models.comment_table import CONSTRAINTS, DEEPEST, INDEXES
from comments.models.decided import Decided
from comments.models.insertion import WrittenOnce
from comments.models.written import Written
from comments.text import render_comment
from notes.models import Note, Revision
from notes.models.loaded import Loaded
from notes.pages import touch
from notes.text import clean_comment, clean_line

ON_NOTE_PAGE = 50  # public comments; with more, the rest is on the conversation's own page
LONGEST_NAME = 40  # visible letters
LONGEST_BODY = 5000  # visible letters
LONGEST_QUOTE = 300  # visible letters
LONGEST_USER_AGENT = 200


def conversation_page(note: Note) -> str:
    """The address of the page that has all public comments of `note`."""
    page = note.get_absolute_url()
    return f"{page}comments/" if note.comment_count > ON_NOTE_PAGE else page


class Comment(Loaded, WrittenOnce, Decided, Written, models.Model):
    """A visitor's words under a note. What becomes of them is decided by methods, never by `save()`.

    Each change of status keeps `note.comment_count`, in one transaction; a moderator's leaves a
    `Decision`.
    """

    PUBLISHED, HELD = statuses.PUBLISHED, statuses.HELD
    SPAM, REMOVED, SUSPENDED = statuses.SPAM, statuses.REMOVED, statuses.SUSPENDED
    STATUSES = statuses.STATUSES

    THOUGHT, QUESTION, OBJECTION = "thought", "question", "objection"
    EXAMPLE, TRIED = "example", "tried"
    KINDS = [
        (THOUGHT, _("생각")),
        (QUESTION, _("질문")),
        (OBJECTION, _("반론")),
        (EXAMPLE, _("사례")),
        (TRIED, _("해봤다")),
    ]

    note = models.ForeignKey(
        Note,
        verbose_name=_("글"),
        on_delete=models.CASCADE,
        related_name="comments",
        db_index=False,  # comment_of_note begins with it
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("답한 댓글"),
        on_delete=models.SET_NULL,
        related_name="replies",
        null=True,
        blank=True,
        db_index=False,  # comment_parent, which leaves out what has none
    )
    # Where it is shown: its level from 1, and the comments above it there ("12/15"), which says
    # where an answer belongs even when what it answers is no longer public.
    depth = models.PositiveSmallIntegerField(editable=False, default=1)
    branch = models.CharField(max_length=41, editable=False, default="", blank=True)

    name = models.CharField(_("이름"), max_length=200)
    email = models.EmailField(_("이메일"), blank=True)
    website = models.URLField(_("홈페이지"), max_length=300, blank=True)
    body = models.TextField(_("내용"))
    body_html = models.TextField(editable=False, default="")
    is_by_author = models.BooleanField(_("글쓴이의 댓글"), default=False)
    kind = models.CharField(_("종류"), max_length=10, choices=KINDS, default=THOUGHT)
    # The words of the note that it answers, on one line, as they stood there.
    quote = models.TextField(_("인용"), blank=True, default="")
    # Its colour among `comments.avatars.COLOURS`.
    avatar = models.PositiveSmallIntegerField(editable=False, default=0)

    status = models.CharField(_("상태"), max_length=10, choices=STATUSES, default=HELD)
    verdicts = models.JSONField(_("판정"), default=list, editable=False)
    score = models.IntegerField(_("점수"), default=0, editable=False)
    created_at = models.DateTimeField(_("쓴 시각"), default=timezone.now)
    # When it came here, where that is not when it was written: with an import, or from elsewhere.
    received_at = models.DateTimeField(null=True, editable=False)
    # When its words went, as those of old spam do; what is left holds together what is around it.
    forgotten_at = models.DateTimeField(null=True, editable=False)
    # When its writer last changed it.
    edited_at = models.DateTimeField(_("고친 시각"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("공개 시각"), null=True, blank=True)
    # When a moderator last had a say; empty while only the judge has.
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    # When the moderators' mail named it, for held comments.
    announced_at = models.DateTimeField(null=True, editable=False)
    # When its writer asked for another look at what was taken for spam; once.
    appealed_at = models.DateTimeField(null=True, editable=False)

    # How many agree (공감); kept by `Agreement`.
    agree_count = models.PositiveIntegerField(editable=False, default=0)
    # The latest revision that names it as what caused it; kept by `Reflection`.
    reflected_in = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,  # comment_reflected_in, and so on
    )
    # A question's answer: when it was marked, and the comment or the later note that gives it.
    answered_at = models.DateTimeField(_("답을 얻은 시각"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )
    answered_in = models.ForeignKey(
        Note, on_delete=models.SET_NULL, related_name="+", null=True, editable=False, db_index=False
    )

    # Its writer would like a mail about answers to it, and when one about this comment went out.
    wants_mail = models.BooleanField(_("답글을 메일로"), default=False, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    # Of a question under a number without a note: when its writer was mailed that the note is there.
    note_told_at = models.DateTimeField(null=True, editable=False)

    address = models.GenericIPAddressField(_("IP 주소"), null=True, blank=True)
    network = models.CharField(_("네트워크"), max_length=43, blank=True, default="")
    user_agent = models.CharField(_("브라우저"), max_length=LONGEST_USER_AGENT, blank=True)
    lowest_piece = models.BigIntegerField(null=True, editable=False)
    highest_piece = models.BigIntegerField(null=True, editable=False)
    # What was sent, digested: the same form twice is one comment (comments/duplicates.py).
    sending = models.CharField(max_length=32, null=True, unique=True, editable=False)
    import_ref = models.CharField(max_length=300, null=True, editable=False)
    # The page elsewhere that says this (comments/webmentions); empty for what was written here.
    # ASCII: PostgreSQL's index has room for 2,000 letters of one byte, not of three.
    source_url = models.URLField(_("원래 글"), max_length=2000, null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("댓글")
        constraints, indexes = CONSTRAINTS, INDEXES

    # What `save()` writes of a row that exists already. The rest belongs to the methods below.
    EDITABLE = (
        "name email website kind quote body body_html avatar lowest_piece highest_piece is_by_author"
    ).split()

    def __str__(self):
        return f"{self.name}: {' '.join(self.body.split())[:40]}"

    def save(self, *args, update_fields=None, **kwargs):
        """Cleans and renders. An existing comment keeps its place and its status."""
        if update_fields is not None:
            return super().save(*args, update_fields=update_fields, **kwargs)
        self.prepare()  # renders, which nobody who writes should wait for
        if not self._state.adding:
            return self._save_edited(*args, **kwargs)
        with transaction.atomic(savepoint=False):
            self.add(*args, **kwargs)

    def get_absolute_url(self):
        """The page that surely has it, and its place there; others see it only while it is public."""
        return f"{conversation_page(self.note)}#{self.anchor}"

    def delete(self, *args, **kwargs):
        """Erase the row. Answers to it stay, under "지워진 댓글입니다."; decisions go with it."""
        from comments import searched, takedowns
        from comments.discussions import follow

        with transaction.atomic():
            # Locked: a decision at the same moment counts before this or not at all.
            row = Comment.objects.select_for_update().filter(pk=self.pk)
            status = row.values_list("status", flat=True).first()
            self._count(status, Comment.REMOVED)
            if status == Comment.SUSPENDED:
                takedowns.follow(self, Comment.REMOVED, None)
            touch(f"comments-{self.note_id}")  # answers to it stand elsewhere now
            key, deleted = self.pk, super().delete(*args, **kwargs)
            follow(key, self.note_id)
            searched.follow(self, status, Comment.REMOVED)
        return deleted

    def add(self, *args, **kwargs):
        """What `save()` does with a new one, in the transaction of whoever calls this."""
        from comments import searched  # it asks for this model

        self.prepare()
        super().save(*args, **kwargs)
        self._count(None, self.status)
        searched.follow(self, None, self.status)

    def _save_edited(self, *args, **kwargs):
        from comments import searched

        with transaction.atomic():
            super().save(*args, update_fields=self.EDITABLE, **kwargs)
            if self.is_public:
                touch(f"comments-{self.note_id}", *self.question_tags)
            searched.follow_edit(self)

    def prepare(self):
        """Fill what is derived from the rest. Does not touch the database (but for the parent).

        For previews and `bulk_create`, which call no `save()`.
        """
        if getattr(self, "_prepared_from", None) != (self.name, self.email, self.body):
            self.name, self.body = clean_line(self.name), clean_comment(self.body)
            self.body_html = render_comment(self.body)
            self.avatar = avatar_of(self.name, self.email)
            self._prepared_from = self.name, self.email, self.body
            self._take_fingerprint()
        if self._state.adding:
            self.take_place()
            if self.status == self.PUBLISHED and self.published_at is None:
                self.published_at = self.created_at

    def _take_fingerprint(self):
        found = pieces(self.body)
        self.lowest_piece = min(found, default=None)
        self.highest_piece = max(found, default=None)

    def take_place(self):
        """Of an answer to its parent; under the deepest level the same branch goes on."""
        parent = self.parent
        if parent is None:
            self.depth, self.branch = 1, ""
        elif parent.depth < DEEPEST:
            self.depth = parent.depth + 1
            self.branch = f"{parent.branch}/{parent.pk}".lstrip("/")
        else:
            self.depth, self.branch = parent.depth, parent.branch

    @property
    def is_public(self) -> bool:
        return self.status == self.PUBLISHED

    @property
    def question_tags(self) -> list[str]:
        """Of the pages beside the conversation that show it if it is a question."""
        return [f"questions-{self.note.series_id}"] if self.note.series_id else []

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def state(self) -> str:
        """What a decision is about, and an edit: the status, and the words once they have changed."""
        if not self.source_url and not self.edited_at:
            return self.status
        words = f"{self.name}\n{self.website}\n{self.kind}\n{self.body}".encode()
        return f"{self.status}-{crc32(words):08x}"

    def _count(self, old: str | None, new: str):
        """Keep the note's number of public comments and tell of a new one, in the caller's transaction."""
        step = (new == self.PUBLISHED) - (old == self.PUBLISHED)
        if step:
            Note.objects.count_comments(self.note_id, step)
            touch(f"comments-{self.note_id}", "counts")
            note = self._state.fields_cache.get("note")
            if note and "comment_count" in note.__dict__:
                note.comment_count += step  # `get_absolute_url()` asks it
        if step > 0:
            from comments.mail import announce_public  # it asks for this model

            announce_public(self, old)
