"""A row that was read is the one that Django makes."""

import unicodedata

import pytest
from django.db import models
from django.db.models.signals import post_init, pre_init

from comments.models import Comment
from notes.models import Author, Note, Series, Site, Tag
from notes.models.loaded import Loaded

pytestmark = pytest.mark.django_db
READ = [Author, Comment, Note, Series, Site, Tag]


def contents(row) -> dict:
    """With those of the rows that came along."""
    found = vars(row).copy()
    state = vars(found.pop("_state")).copy()
    cached = state.pop("fields_cache", {})
    return found | {
        "_state": state,
        **{name: contents(each) for name, each in cached.items() if each},
    }


@pytest.fixture
def rows(make_note, make_series):
    series = make_series(unicodedata.normalize("NFD", "소셜전략"))
    note = make_note("첫 글", series=series, number=1)
    Comment.objects.create(note=note, name="하늘", body="잘 읽었습니다.", verdicts=[{"a": 1}])
    return {
        "whole": lambda: list(Note.objects.all()),
        "parts": lambda: list(Note.objects.only("title", "series_id").order_by("pk")),
        "with its series": lambda: list(Note.objects.select_related("series")),
        "comments": lambda: list(Comment.objects.select_related("note__series", "parent")),
        "deferred": lambda: list(Comment.objects.defer("body", "verdicts")),
        "by hand": lambda: list(Note.objects.raw("SELECT title, slug, id FROM notes_note")),
        "site": lambda: [Site.objects.current()],
    }


@pytest.mark.parametrize(
    "which",
    ["whole", "parts", "with its series", "comments", "deferred", "by hand", "site"],
)
def test_a_row_is_the_one_that_django_makes(rows, which, monkeypatch):
    ours = rows[which]()
    monkeypatch.setattr(Loaded, "from_db", _djangos)
    theirs = rows[which]()

    assert ours and list(map(contents, ours)) == list(map(contents, theirs))


_djangos = classmethod(models.Model.from_db.__func__)


def test_what_was_not_read_is_read_when_it_is_asked_for(make_note, django_assert_num_queries):
    make_note("첫 글")
    note = Note.objects.only("slug").get()

    with django_assert_num_queries(1):
        assert note.title == "첫 글"
    assert note.get_deferred_fields() >= {"body", "summary"}
    assert note._state.db == "default" and not note._state.adding


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_nobody_would_have_to_hear_of_it(model):
    assert issubclass(model, Loaded)
    assert not pre_init.has_listeners(model) and not post_init.has_listeners(model)
    assert not [field for field in model._meta.fields if isinstance(field, models.FileField)]
