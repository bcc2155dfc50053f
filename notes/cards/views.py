"""Cards by address. Drawn is only the current card of something public: nothing a visitor writes
into an address can make the server draw."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from notes import cards
from notes.cards import Picture, stored
from notes.models import Note, Series, Site

FOR_EVER = "public, max-age=31536000, immutable"
A_SHORT_TIME = "public, max-age=300"


def note_card(request, pk, digest):
    notes = Note.objects.published().select_related("series", "author").only(*cards.NOTE_FIELDS)
    note = get_object_or_404(notes, pk=pk)
    return _answer(cards.of_note(note, Site.objects.current()), digest)


def series_card(request, pk, digest):
    series = get_object_or_404(Series.objects.with_note_counts(), pk=pk)
    return _answer(cards.of_series(series, series.note_count, Site.objects.current()), digest)


def site_card(request, digest):
    return _answer(cards.of_site(Site.objects.current()), digest)


def _answer(picture: Picture, digest: str) -> HttpResponse:
    """The picture; from an older address of it, the way to the present one."""
    if digest != picture.card.digest:
        return HttpResponseRedirect(picture.path, headers={"Cache-Control": A_SHORT_TIME})
    headers = {"Cache-Control": FOR_EVER}
    return HttpResponse(stored.png(picture), content_type="image/png", headers=headers)
