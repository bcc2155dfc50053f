"""Which text shows which picture is kept with every write of a text."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from notes.desk.forms import note_words
from notes.desk.saving import create, discard, draft_of, keep
from notes.images import store
from notes.models import Author, Draft, Note, PictureUse, Site
from notes.picture_names import pictures_in
from tests.pictures import file_of, gradient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def picture(width=40, alt=""):
    return store(file_of(gradient(width, 30)), "동네.png", alt)


def digests(**owner) -> set[str]:
    return set(PictureUse.objects.filter(**owner).values_list("digest", flat=True))


def test_note_is_followed_when_it_is_written_changed_and_deleted(make_note):
    first, second = picture(40), picture(50)
    note = make_note(body=f"{first.markdown}\n\n{first.markdown} {second.markdown}")
    assert digests(note=note) == {first.digest[:16], second.digest[:16]}

    found = Note.objects.get(pk=note.pk)
    found.body = f"글과 {second.markdown}"
    found.save()
    assert digests(note=note) == {second.digest[:16]}

    note.delete()
    assert digests() == set()


def test_note_that_was_read_without_its_text(make_note):
    image = picture()
    note = make_note(body=image.markdown)

    found = Note.objects.defer("body").get(pk=note.pk)
    found.title = "봄"
    found.save()

    assert digests(note=note) == {image.digest[:16]}


def test_notes_of_an_import(make_note):
    image = picture()
    made = Note.objects.bulk_create(
        [Note(title="봄", slug=str(n), body=image.markdown) for n in "가나"]
    )

    assert [digests(note=note) for note in made] == [{image.digest[:16]}] * 2


def test_other_texts(make_series):
    image = picture()
    author = Author.objects.create(name="각주", about=image.markdown)
    series = make_series(description=image.markdown)
    site = Site.objects.current()
    site.about = image.markdown
    site.save()
    found = PictureUse.objects.by_digest([image.digest[:16]])
    assert set(found[image.digest[:16]]) == {series, author, site}

    series.description = author.about = ""
    series.save()
    author.save()
    assert digests() == digests(site=site) == {image.digest[:16]}


def test_working_copy_is_a_text_of_its_own(make_note, make_user):
    image, user = picture(), make_user()
    note = make_note(body="글")
    draft = keep(note, user, {**note_words(note), "body": image.markdown}, draft_of(note).state)
    assert (digests(is_draft=True), digests(is_draft=False)) == ({image.digest[:16]}, set())

    discard(note, user, draft.state)

    assert digests() == set()


def test_cover_that_waits_in_a_working_copy(make_user):
    image = picture()

    draft = create(make_user(), {"title": "봄", "body": "글", "cover": str(image.pk)})

    assert digests(note=draft.note, is_draft=True) == {image.digest[:16]}
    for typed in ("0", "없음", "²", "9" * 40):
        draft.hold({"title": "봄", "body": "글", "cover": typed}, None)
        assert digests() == set()


def test_typing_without_pictures_asks_nothing_more(make_note, make_user, django_assert_num_queries):
    note, user = make_note(body="글"), make_user()
    draft = keep(note, user, {**note_words(note), "body": "첫 줄"}, draft_of(note).state)

    draft = Draft.objects.select_related("note").get(pk=draft.pk)
    with django_assert_num_queries(3):  # the row, in a transaction of its own
        draft.hold({"title": "봄", "body": "둘째 줄"}, user)


def test_address_of_another_kind_is_none():
    assert pictures_in("pictures/0123456789abcdef-40x30.png") == {"0123456789abcdef"}
    assert pictures_in("pictures/0123456789ABCDEF-40x30.png pictures/없음-1.png") == set()


def test_what_was_there_before_is_told_by_the_migration(make_note, make_user, make_series):
    image, user = picture(), make_user()
    note = make_note(body=image.markdown)
    keep(note, user, {**note_words(note), "body": image.markdown + "글"}, draft_of(note).state)
    make_series(description=image.markdown)
    make_note(body="그림이 없는 글")
    before = set(PictureUse.objects.values_list("digest", "note", "series", "is_draft"))
    PictureUse.objects.all().delete()

    module = import_module("notes.migrations.0011_picture_owners_and_covers")
    module.tell_what_is_shown(apps, connection.schema_editor())

    assert set(PictureUse.objects.values_list("digest", "note", "series", "is_draft")) == before
    assert len(before) == 3
