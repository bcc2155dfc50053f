"""From a form to what is kept: the working copy, a revision, the note that readers see.

Each function is one transaction that holds the note's row, and refuses (`Stale`) a form that does not
know what is there now. Only `submit` with "publish" or "plan" changes what is public.
"""

from django.db import IntegrityError, transaction

from notes.desk.forms import PUBLISH, SAVE, NoteForm, note_words, words_of
from notes.models import Author, Draft, Note, Revision, Tag


class Stale(Exception):
    """Somebody wrote since the form was loaded. `draft` holds what there is now."""

    def __init__(self, draft: Draft):
        super().__init__(draft.state)
        self.draft = draft


# What there is -----------------------------------------------------------------------------------


def draft_of(note: Note) -> Draft:
    """The working copy, to read; one that is not stored yet if the note was never opened here."""
    draft = Draft.objects.filter(note=note).select_related("saved_by").first() or Draft()
    draft.note = note
    return draft


def words_now(draft: Draft) -> dict:
    """What the form shows: the pending words, or those of the note."""
    return note_words(draft.note) | (draft.words if draft.is_pending else {})


def other_words(draft: Draft) -> dict:
    """What a `Stale` form did not know: the note's own words where it was changed behind the draft."""
    return note_words(draft.note) if draft.is_behind else words_now(draft)


def byline_of(user) -> Author:
    """The name under which this person writes; made when they write for the first time."""
    name = user.get_full_name() or user.get_username()
    return Author.objects.get_or_create(user=user, defaults={"name": name})[0]


# What is done ------------------------------------------------------------------------------------


def create(user, words: dict) -> Draft:
    """A new note, nobody else's business yet, whose words wait in its draft.

    It has no title of its own before it is saved: the first letters of one would be its address.
    """
    with transaction.atomic():
        note = Note.objects.create(author=byline_of(user))
        draft = Draft(note=note)
        draft.hold(words, user)
    return draft


def keep(note: Note, user, words: dict, state: str) -> Draft:
    """What a script sends while somebody types. Nothing is written if nothing has changed."""
    with transaction.atomic():
        draft = _held(note, state)
        if words.items() - words_now(draft).items():
            draft.hold(words, user)
    return draft


def submit(note: Note, user, posted, act: str) -> tuple[NoteForm, Draft]:
    """Save, publish or announce what a form has sent. An invalid form's words are kept as well.

    Two people who choose one number at the same moment: the second hears it from the form.
    """
    try:
        return _submit(note, user, posted, act)
    except IntegrityError:
        return _submit(note, user, posted, act)


@transaction.atomic
def _submit(note, user, posted, act):
    draft, words = _held(note, posted.get("state", "")), words_of(posted)
    before = note_words(draft.note)
    was_public = draft.note.is_published
    form = NoteForm(posted, instance=draft.note, act=act, user=user)
    if not form.is_valid():
        draft.hold(words, user)
        return form, draft
    if act == SAVE and note.status != Note.DRAFT:
        draft.hold(words, user)
    else:
        _write(form)
        draft.empty(user)
    _remember_first(draft.note, before, was_public)
    _revise(draft.note, words, user, is_public=act == PUBLISH)
    if act == PUBLISH:
        draft.note.preview_links.revoke()
    return form, draft


def discard(note: Note, user, state: str) -> Draft:
    """Back to what the note says; what is thrown away stays as a revision."""
    with transaction.atomic():
        draft = _held(note, state)
        if draft.is_pending:
            _revise(draft.note, draft.words, user, is_public=False)
            draft.empty(user)
    return draft


def withdraw(note: Note) -> Note:
    """No longer public; its number, its address and its comments wait for it."""
    with transaction.atomic():
        note = Note.objects.select_for_update(of=["self"]).select_related("series").get(pk=note.pk)
        note.status = Note.DRAFT
        note.save()
    return note


def _held(note: Note, state: str) -> Draft:
    """The note's working copy, its note locked; raises Stale unless `state` names it."""
    locked = Note.objects.select_for_update(of=["self"]).select_related("series", "author")
    draft = draft_of(locked.get(pk=note.pk))
    if draft.state != state:
        raise Stale(draft)
    return draft


def _write(form: NoteForm):
    note = form.save(commit=False)
    note.save()
    note.tags.set(Tag.objects.named(form.cleaned_data["tags"]))


def _remember_first(note: Note, words: dict, was_public: bool):
    """A text that was written before there were revisions is the first of them."""
    if words["body"] and not note.revisions.exists():
        _revise(note, words, None, is_public=was_public)


def _revise(note: Note, words: dict, user, is_public: bool):
    """Saving the same twice is one revision; publishing it always is one."""
    texts = {name: words.get(name, "") for name in ("title", "body", "excerpt", "reason")}
    texts |= {name: texts[name][:200] for name in ("title", "reason")}
    last = note.revisions.newest_first().first()
    if last and not is_public and all(getattr(last, name) == texts[name] for name in texts):
        return
    Revision.objects.create(note=note, by=user, is_public=is_public, **texts)
