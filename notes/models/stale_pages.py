"""Which finished pages a saved note makes stale (`notes.pages` has the list of tags)."""

from notes.models.citation import Citation
from notes.models.relation import Relation
from notes.pages import touch

# A note in one of these states has, or had, a page of its own.
PUBLIC_PAGES = ("planned", "published")
# What the pages of other notes say of a note, or what decides whether they may.
SAID_ELSEWHERE = (
    "series_id number title slug status published_at translation_of_id language".split()
)


def page_tags(key: int, series: int | None, original: int | None) -> list[str]:
    """Of a note: its own page, the lists, and the notes around it in its series."""
    tags = [f"note-{key}", "notes"]
    if series:
        tags.append(f"series-{series}")
    if original:  # its page and those of all its translations name each other
        tags.append("site")
    return tags


def pages_that_lead_to(notes: list) -> list[str]:
    """Tags of the notes that these are related to or cite: they name them only while these are public."""
    found = Relation.objects.filter(other__in=notes).values_list("note", flat=True)
    return [*(f"note-{key}" for key in found), *Citation.objects.cited_by(notes)]


def touch_pages_of(note, stored: dict | None):
    """A note that was just saved; `stored` is what the database said before, None where not known.

    What no reader sees changes no page. A text that was put right changes the note's own page and
    the lists, not those of the whole series.
    """
    before = stored["status"] if stored else note.DRAFT
    if note.status not in PUBLIC_PAGES and before not in (*PUBLIC_PAGES, None):
        return
    if stored and all(getattr(note, name) == stored[name] for name in SAID_ELSEWHERE):
        touch(f"note-{note.pk}", "notes")
        return
    tags = page_tags(note.pk, note.series_id, note.translation_of_id)
    if stored:
        tags += page_tags(note.pk, stored["series_id"], stored["translation_of_id"])
        tags += pages_that_lead_to([note.pk])
    touch(*tags)
