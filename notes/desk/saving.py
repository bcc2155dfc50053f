"""From a form to what is kept: the working copy, a revision, the note that readers see.

Each function is one transaction that holds the note's row, and refuses (`Stale`) a form that does not
know what is there now. Only `submit` with "publish" or "plan" changes what is public.
"""

from django.db import IntegrityError, transaction

from notes.desk.forms import PUBLISH, SAVE, NoteForm, note_words, words_of
from notes.models import Author, Draft, Note, Revision, Tag
from notes.models.revision import TEXTS
from notes.pages import touch

# Called with a revision that a form has made and the words that came with it, inside its transaction;
# each answers a sentence for whoever has sent the form, or nothing. Whoever stands above `notes` and
# has something to keep of it adds itself (docs/decisions/0017).
on_revision: list = []


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
    """What a script sends while somebody types. Nothing is written if nothing has changed.

    Words that are there already are no news, whatever the state: the script sends them again when
    the answer to them was lost.
    """
    with transaction.atomic():
        try:
            draft = _held(note, state)
        except Stale as stale:
            draft = stale.draft
            if draft.is_behind or not words.items() <= words_now(draft).items():
                raise
        if words.items() - words_now(draft).items():
            draft.hold(words, user)
    return draft


def submit(note: Note, user, posted, act: str, restores=None) -> tuple[NoteForm, Draft]:
    """Save, publish or announce what a form has sent. An invalid form's words are kept as well.

    Two people who choose one number at the same moment: the second hears it from the form.
    """
    try:
        return _submit(note, user, posted, act, restores)
    except IntegrityError:
        return _submit(note, user, posted, act, restores)


@transaction.atomic
def _submit(note, user, posted, act, restores=None):
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
        words |= _write(form)
        draft.empty(user)
    _remember_stored(draft.note, before, was_public)
    is_public = act == PUBLISH and draft.note.is_published  # not before its moment
    revision = _revise(draft.note, words, user, is_public, is_new=act == PUBLISH, restores=restores)
    form.remarks = _tell(revision, words) if revision else []
    _count_told(draft.note)
    if act == PUBLISH:
        draft.note.preview_links.revoke()
    return form, draft


def merge(note: Note, user, mine: dict, merged: dict, state: str) -> Draft:
    """What somebody made of two texts waits in the draft; both are kept as they were."""
    with transaction.atomic():
        draft = _held(note, state)
        remember_pending(draft)
        _revise(draft.note, mine, user, is_public=False)
        draft.note_seen_at = draft.note.updated_at
        draft.hold(merged, user)
    return draft


def restore(revision: Revision, user, state: str) -> Draft:
    """The words of a revision, into the form; a new revision says so. Readers see it when it is
    published. What else waits in the draft, tags and the like, stays."""
    with transaction.atomic():
        draft = _held(revision.note, state)
        remember_pending(draft)
        posted = words_now(draft) | revision.texts
        posted |= {"reason": "", "caused_by": "", "state": state}  # of the change that it was
        _form, draft = submit(draft.note, user, posted, SAVE, restores=revision)
    return draft


def remember_pending(draft: Draft):
    """Before somebody else's words take their place."""
    if draft.is_pending:
        _revise(draft.note, draft.words, draft.saved_by, is_public=False)


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
        _remember_stored(note, note_words(note), note.is_published)
        draft = draft_of(note)
        knows_note = draft.is_pending and not draft.is_behind
        note.status = Note.DRAFT
        note.save()
        if knows_note:  # it still does: no word of the note is another one
            Draft.objects.filter(pk=draft.pk).update(note_seen_at=note.updated_at)
    return note


def _held(note: Note, state: str) -> Draft:
    """The note's working copy, its note locked; raises Stale unless `state` names it."""
    locked = Note.objects.select_for_update(of=["self"]).select_related("series", "author")
    draft = draft_of(locked.get(pk=note.pk))
    if draft.state != state:
        raise Stale(draft)
    return draft


def _write(form: NoteForm) -> dict:
    """Answers the texts as they are stored: without the white space around them."""
    note = form.save(commit=False)
    note.save()
    note.tags.set(Tag.objects.named(form.cleaned_data["tags"]))
    return {name: getattr(note, name) for name in TEXTS}


def _remember_stored(note: Note, words: dict, was_public: bool):
    """What the note said before, unless a revision has it: a text from before there were any, one
    whose moment came by itself, one that the administration or an import changed."""
    texts = {name: words[name] for name in TEXTS}
    if was_public:
        last = note.revisions.public().newest_first().first()
        is_kept = last and last.texts == texts
    else:
        is_kept = not words["body"] or note.revisions.filter(**texts).exists()
    if not is_kept:
        _revise(note, words, None, was_public, is_new=True)


def _revise(note: Note, words: dict, user, is_public: bool, is_new=False, restores=None):
    """The revision that it made; saving the same twice is one revision, unless it `is_new`."""
    texts = {name: words.get(name, "") for name in ("title", "body", "excerpt", "reason")}
    texts |= {name: texts[name][:200] for name in ("title", "reason")}
    last = note.revisions.newest_first().first()
    is_new = is_new or restores or is_public
    if last and not is_new and all(getattr(last, name) == texts[name] for name in texts):
        return None
    kept = {"note": note, "by": user, "is_public": is_public, "restores": restores}
    return Revision.objects.create(**kept, **texts)


def _tell(revision: Revision, words: dict) -> list[str]:
    said = [told(revision, words) for told in on_revision]
    return [sentence for sentence in said if sentence]


def _count_told(note: Note):
    count = note.revisions.told().count()
    if count != note.told_count:
        Note.objects.filter(pk=note.pk).update(told_count=count)
        touch(f"note-{note.pk}")
