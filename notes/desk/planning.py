"""Numbers that are announced before anything is written under them: number and working title."""

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from notes.desk.saving import byline_of
from notes.models import Draft, Note, Series
from notes.models.series import GREATEST_NUMBER

TAKEN = _("이 시리즈에 같은 번호의 글이 이미 있습니다.")


class PlanForm(forms.Form):
    title = forms.CharField(
        label=_("가제"),
        max_length=Note._meta.get_field("title").max_length,
        error_messages={"required": _("가제를 적어 주세요.")},
    )
    number = forms.IntegerField(
        label=_("번호"),
        required=False,
        min_value=1,
        max_value=GREATEST_NUMBER,
        help_text=_("비워 두면 다음 번호를 붙입니다."),
    )

    def __init__(self, *args, series: Series, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="plan_%s", **kwargs)
        self.series = series

    def clean_number(self):
        number = self.cleaned_data["number"]
        if number and self.series.notes.filter(number=number).exists():
            raise forms.ValidationError(TAKEN)
        return number

    def announce(self, user) -> Note | None:
        """The new note; nothing, and an error here, if somebody took the number meanwhile."""
        note = Note(series=self.series, status=Note.PLANNED, **self.cleaned_data)
        try:
            with transaction.atomic():
                note.author = byline_of(user)
                note.save()
        except IntegrityError:
            self.add_error("number", TAKEN)
            return None
        return note


def rename(note: Note, title: str):
    """Another working title, also where words that wait to be published have the old one."""
    with transaction.atomic():
        old, note.title = note.title, title
        note.save()
        waiting = Draft.objects.pending().filter(note=note)
        waiting.filter(title=old).update(title=note.title)
        waiting.update(note_seen_at=note.updated_at)


def drop(note: Note) -> bool:
    """Announce it no longer. Words under it stay, as a draft without a number; answers if there are any.

    Readers' words too, also those that no reader sees yet: they wait for the note.
    """
    with transaction.atomic():
        if not (_has_words(note) or note.comments.exists()):
            note.delete()
            return False
        note.status, note.number = Note.DRAFT, None
        note.save()
    return True


def _has_words(note: Note) -> bool:
    is_begun = note.body or note.revisions.exists()
    return bool(is_begun or Draft.objects.pending().filter(note=note))
