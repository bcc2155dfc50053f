from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.markdown import render
from notes.models import counts
from notes.models.author import Author
from notes.models.closing import Closing
from notes.models.counted import citations, search_index
from notes.models.fields import BodyField, KeptCount, LineField
from notes.models.links import Links
from notes.models.note_queryset import DRAFT, PLANNED, PUBLISHED, NoteQuerySet
from notes.models.note_table import CONSTRAINTS, INDEXES
from notes.models.picture_use import PictureUse
from notes.models.placed import Placed, was_public
from notes.models.series import Series
from notes.models.series_place import Place
from notes.models.stale_pages import page_tags, pages_that_lead_to, touch_pages_of
from notes.models.tag import Tag
from notes.models.tagged import Tagged
from notes.models.translation import check_translation, point_at_original
from notes.pages import touch
from notes.paths import Path
from notes.picture_names import pictures_in
from notes.text import clean, excerpt, reading_minutes, slugify

IN_SERIES = Path("notes:note_detail", str, int)
OUTSIDE = Path("notes:single_note_detail", str)
A_DAY = timezone.timedelta(days=1)


class Note(Placed):
    """One essay. In a series, series and number are its identity; else its slug is."""

    DRAFT, PLANNED, PUBLISHED = DRAFT, PLANNED, PUBLISHED

    series = models.ForeignKey(
        Series,
        verbose_name=_("시리즈"),
        on_delete=models.PROTECT,
        related_name="notes",
        null=True,
        blank=True,
    )
    number = models.PositiveIntegerField(
        _("번호"), null=True, blank=True, help_text=_("비워 두면 공개할 때 다음 번호를 붙입니다.")
    )
    title = LineField(_("제목"), max_length=200)
    slug = models.CharField(
        _("주소"), max_length=100, blank=True, help_text=_("비워 두면 제목으로 만듭니다.")
    )
    excerpt = BodyField(_("발췌"), blank=True, help_text=_("비워 두면 본문의 첫머리를 씁니다."))
    author = models.ForeignKey(
        Author,
        verbose_name=_("글쓴이"),
        on_delete=models.SET_NULL,
        related_name="notes",
        null=True,
        blank=True,
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("태그"), related_name="notes", blank=True)
    status = models.CharField(
        _("상태"),
        max_length=10,
        choices=[(DRAFT, _("초안")), (PLANNED, _("예고")), (PUBLISHED, _("공개"))],
        default=DRAFT,
    )
    published_at = models.DateTimeField(
        _("공개 시각"), null=True, blank=True, help_text=_("앞으로 올 시각이면 그때 공개합니다.")
    )
    first_published_in = LineField(
        _("처음 실린 곳"), max_length=200, blank=True, help_text=_("예: 페이스북 노트")
    )
    first_published_url = models.URLField(_("처음 실린 주소"), max_length=500, blank=True)
    is_open_for_comments = models.BooleanField(_("댓글 받기"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("고친 시각"), auto_now=True)

    # When its readers last got another text. An import leaves it empty.
    revised_at = models.DateTimeField(null=True, editable=False)
    # Kept by `comments`: how many comments of this note are public.
    comment_count = models.PositiveIntegerField(editable=False, default=0)
    # Where an import found it: the same source and key twice is the same note.
    import_ref = models.CharField(max_length=300, null=True, unique=True, editable=False)
    # Made from the body on every save; a page only prints them.
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)
    summary = models.TextField(editable=False, default="")
    # The long columns come last: SQLite reads a row from its beginning, and a list needs none of
    # them.
    contents = models.JSONField(editable=False, default=list)
    body = BodyField(_("본문"), blank=True)
    body_html = models.TextField(editable=False, default="")

    # Only a page of its own asks for these, and that page reads the texts anyway.
    # Kept by the desk: how many changes its public history tells (`Revision.objects.told()`).
    told_count = KeptCount(editable=False, default=0)
    language = models.CharField(
        _("언어"),
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("비워 두면 사이트의 언어입니다."),
    )
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("번역한 글"),
        on_delete=models.SET_NULL,
        related_name="translations",
        null=True,
        blank=True,
        help_text=_("이 글이 다른 글의 번역이면 그 글을 고릅니다."),
    )
    # Comes before what its series and the site say (notes/models/closing.py).
    comments_close_on = models.DateField(
        _("댓글 마감일"),
        null=True,
        blank=True,
        help_text=_("이날까지만 댓글을 받습니다. 비워 두면 시리즈나 사이트의 설정을 따릅니다."),
    )
    # The path by which feeds know it: to their readers another id is another note. None while that is
    # where it is.
    feed_path = models.CharField(max_length=300, null=True, editable=False)

    # What was said about it, summed up by its author (토론 정리); `comments` makes the HTML, which
    # knows what of that is still there.
    discussion = BodyField(_("토론 정리"), blank=True, default="")
    discussion_html = models.TextField(editable=False, default="")
    discussed_at = models.DateTimeField(null=True, editable=False)

    cover = models.ForeignKey(
        "notes.Image",
        verbose_name=_("표지"),
        on_delete=models.PROTECT,
        related_name="covered",
        null=True,
        blank=True,
        help_text=_("글머리에 보이고, 링크를 나눌 때 함께 나갑니다."),
    )

    # Of an object whose text was prepared: the citations in it, and where it was rendered to lead.
    typed_citations = ()
    known_leads = None
    # And its words, without the marks.
    plain = None

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("글")
        constraints, indexes = CONSTRAINTS, INDEXES

    def __str__(self):
        return self.full_title

    def save(self, *args, update_fields=None, **kwargs):
        """Renders the body, numbers the note if need be, remembers a revision and an address that moves.

        A draft keeps its place in the series open: it gets the next number when it is announced or
        published, so that drafts which come to nothing leave no gap.

        `update_fields` saves just those columns and does none of that.
        """
        if update_fields is not None:
            return self._store(*args, update_fields=update_fields, **kwargs)
        self.prepare()
        self._date_revision()
        with transaction.atomic():
            point_at_original(self)
            self._draw_card()
            if self.series and not self.number and self.status != self.DRAFT:
                self.number = self.series.next_number()
            is_new_here = self._is_new_here()
            self._store(*args, **kwargs)
            self._remember_old_address()
            if is_new_here:
                self.keep_feed_path()
            search_index().index([self])
            citations().settle([self])
            self._relate()

    def get_absolute_url(self):
        """Where it is, or will be: a draft without a number yet has only its series' page."""
        if not self.series:
            return OUTSIDE(self.slug)
        if not self.number:
            return self.series.get_absolute_url()
        return IN_SERIES(self.series.slug, self.number)

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            touch(*self.page_tags, *pages_that_lead_to([self.pk]))
            before, tags = counts.seen([self.pk]), counts.tags_of([self.pk])
            citing = citations().citing([self.pk])
            search_index().forget([self.pk])
            deleted = super().delete(*args, **kwargs)
            counts.follow(before, tags=tags)
            citations().render_anew(citing)
        return deleted

    def clean(self):
        self.slug = slugify(self.slug or self.title)
        if self.series is None and self.number:
            raise ValidationError({"number": _("번호는 시리즈의 글에만 붙습니다.")})
        if self.series is None and not self.slug and self.status != self.DRAFT:
            raise ValidationError({"slug": _("주소로 쓸 수 있는 글자가 없습니다.")})
        check_translation(self)
        self._date()

    def prepare(self, leads: dict | None = None):
        """Fill what is derived from the body and the title.

        For `bulk_create`, which calls no `save()`. `leads` say where citations lead
        (`notes.citations.leads`); left out, the database is asked, if there are any.
        """
        if leads is None:
            (meanings,) = citations().look_up_for([self])
            leads = citations().leads(meanings)
        rendered = render(self.body, cited=leads)
        self.known_leads, self.typed_citations = leads, rendered.citations
        self.body_html, self.contents = rendered.html, list(rendered.contents)
        self.plain = rendered.plain
        self.reading_minutes = reading_minutes(rendered.plain)
        self.summary = self.excerpt.strip() or excerpt(rendered.plain)
        self.slug = slugify(self.slug or self.title)
        self._date()

    def _store(self, *args, **kwargs):
        """Writes the row, and what follows from it: kept counts, stale pages."""
        with transaction.atomic():
            before, is_new = counts.seen([self.pk] if self.pk else []), self._state.adding
            super().save(*args, **kwargs)
            changed = counts.follow(before, [self.pk])
            citations().follow(changed)
            self._tell_pictures(is_new, kwargs.get("update_fields"))
            touch_pages_of(self, getattr(self, "_stored", None))

    def _tell_pictures(self, is_new: bool, update_fields):
        """Nothing is asked where the text shows the same pictures as before, mostly none."""
        if update_fields is not None and "body" not in update_fields:
            return
        pictures, before = pictures_in(self.body), getattr(self, "_stored", {}).get("body")
        if is_new or before is None or pictures_in(before) != pictures:
            PictureUse.objects.follow(pictures, is_new, note=self, is_draft=False)

    def _date(self):
        if self.status == self.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    def _date_revision(self):
        """A text that is new to its readers; a draft and a scheduled note have none."""
        old = getattr(self, "_stored", None)
        if not old or not was_public(old):
            return
        body = old["body"]
        if body is None:  # it was deferred
            body = Note.objects.values_list("body", flat=True).get(pk=self.pk)
        if clean(self.body) != body:
            self.revised_at = timezone.now()

    def _relate(self):
        from notes.related import relate_soon

        if self.status == self.PUBLISHED:
            relate_soon(self)

    def _draw_card(self):
        """On commit: a card for what is public, none for what was. Call before `_stored` is new."""
        from notes.cards.tasks import draw_soon

        if self.PUBLISHED in (self.status, getattr(self, "_stored", {}).get("status")):
            # A note without its picture is saved all the same: whoever asks first has it drawn.
            transaction.on_commit(lambda: draw_soon(self), robust=True)

    @property
    def page_tags(self) -> list[str]:
        """What a change of it touches (`notes.pages`): its page, lists, the notes around it."""
        return page_tags(self.pk, self.series_id, self.translation_of_id)

    @property
    def is_planned(self) -> bool:
        return self.status == self.PLANNED

    @property
    def is_published(self) -> bool:
        return self.status == self.PUBLISHED and self.published_at <= timezone.now()

    @property
    def has_page(self) -> bool:
        """Is there something to read at its address, be it that it is planned?"""
        return self.is_planned or self.is_published

    @property
    def shows_revision(self) -> bool:
        """What an author puts right on the first day is no news to anybody."""
        if not self.revised_at or not self.published_at:
            return False
        return self.revised_at - self.published_at >= A_DAY

    @property
    def first_published_year(self) -> int | None:
        """Known only where the date is older than the row: then it came along from there."""
        is_older = self.published_at and self.created_at - self.published_at >= A_DAY
        return timezone.localtime(self.published_at).year if is_older else None

    @property
    def language_code(self) -> str:
        return self.language or settings.LANGUAGE_CODE

    @property
    def full_title(self) -> str:
        """`시리즈 3 : 제목`, `시리즈 : 제목` for a draft without a number, the title alone outside a series."""
        if not self.series:
            return self.title
        number = f" {self.number}" if self.number else ""
        return f"{self.series.title}{number} : {self.title}"

    def publish(self, at=None):
        """Public from `at` on (now, if not given)."""
        self.status, self.published_at = self.PUBLISHED, at or self.published_at or timezone.now()
        self.save()

    def closing(self, site) -> Closing:
        """Whether it takes comments, until when, and by whose rule. `site` knows its policy."""
        return Closing.of(self, site)

    def neighbours(self) -> Place | None:
        """Where this published or planned note stands among the published ones of its series.

        Nothing outside a series.
        """
        if not self.series_id:
            return None
        if not self.is_planned:
            return Place.among(self)
        return Place.between(Note.objects.filter(series_id=self.series_id).published(), self)

    def links(self) -> Links:
        """Its tags, translations, related and citing notes, in one query."""
        return Links.of_planned(self) if self.is_planned else Links.of(self)


@receiver(m2m_changed, sender=Note.tags.through)
def _tags_changed(instance, action, reverse, pk_set, **_rest):
    """Django's only word about a changed set of tags. A cleared tag is told of by its list."""
    if action.startswith("post_"):
        listed = Tagged.objects.filter(tag=instance.pk).values_list("note_id", flat=True)
        changed = (pk_set or listed) if reverse else [instance.pk]
        counts.retag(changed)
        search_index().index_anew(changed)
        touch(*(["site"] if reverse else instance.page_tags))
