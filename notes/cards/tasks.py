"""Cards drawn before anybody asks. Whoever asks earlier gets the same picture drawn at once."""

from django.utils import timezone
from django_tasks import task

from notes import cards
from notes.cards import stored


def draw_soon(note) -> None:
    """Have a saved note's card drawn by the worker, when the note is public or at that moment.

    Call it on commit. A bulk import does not: ten thousand cards nobody has asked for would keep
    the worker busy for an hour, and the first who asks waits a tenth of a second.
    """
    drawing = draw_note_card
    if note.status == note.PUBLISHED and note.published_at > timezone.now():
        if not drawing.get_backend().supports_defer:
            return
        drawing = drawing.using(run_after=note.published_at)
    drawing.enqueue(note.pk)


@task()
def draw_note_card(pk: int) -> bool:
    """Draw and keep the card; of a note that is not public (any more), remove what was kept."""
    # The models know when a card is due and import this module: they cannot be imported above.
    from notes.models import Note, Site

    notes = Note.objects.published().select_related("series", "author").only(*cards.NOTE_FIELDS)
    note = notes.filter(pk=pk).first()
    if note is None:
        stored.forget(cards.folder("note", pk))
        return False
    stored.png(cards.of_note(note, Site.objects.current()))
    return True
