"""The form of a note. What stands in it is kept as it was typed; a note gets what is valid."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.desk import causes
from notes.desk.covers import CoverField
from notes.desk.roles import may_edit_all
from notes.desk.widgets import MarkdownWidget
from notes.models import Note, Tag
from notes.text import clean, slugify

SAVE, PUBLISH, PLAN = "save", "publish", "plan"
STATUS_OF = {PUBLISH: Note.PUBLISHED, PLAN: Note.PLANNED}
# How the note's fields stand in its form: as they are; as a box that says nothing when it is empty.
PLAIN = (
    "title",
    "body",
    "excerpt",
    "slug",
    "language",
    "first_published_in",
    "first_published_url",
)
BOXES = ("is_open_for_comments",)
MOMENT = "%Y-%m-%dT%H:%M"  # of a datetime-local field, in the site's time zone


class NoteForm(forms.ModelForm):
    tags = forms.CharField(
        label=_("태그"),
        required=False,
        max_length=1000,
        help_text=_("쉼표로 나눕니다."),
        widget=forms.TextInput({"list": "desk-tags", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("고친 까닭"),
        required=False,
        max_length=200,
        help_text=_("적으면 글 아래의 ‘바뀐 곳’에 독자도 볼 수 있게 남습니다."),
    )
    caused_by = causes.CausesField()

    first_published_url = forms.URLField(
        label=_("처음 실린 주소"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Note
        fields = [
            "title",
            "body",
            "series",
            "number",
            "tags",
            "excerpt",
            "slug",
            "author",
            "published_at",
            "is_open_for_comments",
            "comments_close_on",
            "language",
            "first_published_in",
            "first_published_url",
            "cover",
            "reason",
        ]
        field_classes = {"cover": CoverField}
        widgets = {
            "title": forms.TextInput({"autocomplete": "off", "placeholder": _("제목")}),
            "body": MarkdownWidget,
            "excerpt": forms.Textarea({"rows": 3}),
            "published_at": forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
            "comments_close_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "number": forms.NumberInput({"min": 1, "inputmode": "numeric"}),
        }

    def __init__(self, *args, act: str = SAVE, user=None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.act = act
        self.fields["series"].empty_label = _("시리즈 없이")
        self.fields["published_at"].input_formats = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        self.fields["title"].required = act != SAVE
        self.fields["title"].error_messages["required"] = _("제목을 적어 주세요.")
        if not may_edit_all(user) or (self.is_bound and "author" not in self.data):
            del self.fields["author"]  # a form that says nothing of a byline takes none away
        self.instance.status = STATUS_OF.get(act, self.instance.status)

    def clean_tags(self):
        names = [name.strip().lstrip("#") for name in self.cleaned_data["tags"].split(",")]
        for name in filter(None, names):
            if len(name) > Tag._meta.get_field("name").max_length or not slugify(name):
                raise forms.ValidationError(
                    _("태그로 쓸 수 없는 말입니다: %(name)s. 60자까지의 낱말로 적어 주세요.")
                    % {"name": name[:30]}
                )
        return [name for name in names if name]

    def clean_published_at(self):
        """The field says minutes; who does not touch it does not move the note by seconds."""
        moment, stored = self.cleaned_data["published_at"], self.instance.published_at
        if moment and stored and moment == stored.replace(second=0, microsecond=0):
            return stored
        return moment

    def clean(self):
        data = super().clean()
        if self.act == PLAN and not data.get("series"):
            self.add_error("series", _("예고하려면 시리즈를 골라 주세요."))
        if not data.get("series") and "number" in data:
            data["number"] = None  # a number belongs to a series; without one it says nothing
        if data.get("series") and data.get("number"):
            self._check_number(data["series"], data["number"])
        return data

    def _check_number(self, series, number: int):
        others = Note.objects.filter(series=series).exclude(pk=self.instance.pk)
        if other := others.filter(number=number).first():
            self.add_error("number", _taken(number, other.title, series.next_number()))

    def _post_clean(self):
        """An address that nobody chose gives way to one that is taken."""
        chosen = (self.cleaned_data.get("slug") or "").strip()
        if not chosen and not self.cleaned_data.get("series"):
            self.cleaned_data["slug"] = _free_slug(
                self.cleaned_data.get("title", ""), self.instance
            )
        super()._post_clean()


def _taken(number: int, title: str, free: int) -> str:
    return _("%(number)s번은 다른 글(%(title)s)의 번호입니다. 비워 두면 %(free)s번이 됩니다.") % {
        "number": number,
        "title": title,
        "free": free,
    }


def _follows_title(note: Note) -> bool:
    """Nobody has chosen its address, and nobody knows it yet."""
    return note.status == Note.DRAFT and note.slug == slugify(note.title)


def _free_slug(title: str, note: Note) -> str:
    wanted = slugify(title)
    others = Note.objects.filter(series=None, slug__startswith=wanted).exclude(pk=note.pk)
    taken = set(others.exclude(status=Note.DRAFT).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    wanted = wanted[:90]
    return next(s for n in range(2, len(taken) + 3) if (s := f"{wanted}-{n}") not in taken)


def words_of(posted) -> dict[str, str]:
    """What was typed, by field, for a `Draft`: of the fields that this person's form has."""
    sent = {name: clean(posted[name]) for name in NoteForm.base_fields if name in posted}
    if causes.NAME in sent:
        sent[causes.NAME] = causes.word_of(posted)
    return {**dict.fromkeys(BOXES, ""), **sent}


def note_words(note: Note) -> dict[str, str]:
    """The same of a stored note, as its form would send it."""
    moment = note.published_at
    return {
        **{name: getattr(note, name) for name in PLAIN},
        "slug": "" if _follows_title(note) else note.slug,
        "series": str(note.series_id or ""),
        "number": str(note.number or ""),
        "author": str(note.author_id or ""),
        "cover": str(note.cover_id or ""),
        "tags": ", ".join(note.tags.values_list("name", flat=True)) if note.pk else "",
        "published_at": f"{timezone.localtime(moment):{MOMENT}}" if moment else "",
        "is_open_for_comments": "on" if note.is_open_for_comments else "",
        "comments_close_on": f"{note.comments_close_on or ''}",
        "reason": "",
        causes.NAME: "",
    }
