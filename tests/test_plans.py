"""PostgreSQL plans a kept query once, for any values (socialstrategy/environment.py): none of these plans may
read through a table that grows with the site."""

import importlib
import pkgutil
import re
from datetime import timedelta
from secrets import token_hex

import pytest
from django.db import connection
from django.utils import timezone

import comments
import notes
from comments.models import Comment
from notes.models import Note
from notes.prepared import prepared
from notes.search import postings
from tests.plans import plan_for_any, plan_of_kept

GROWING = re.compile(r"Seq Scan on (notes_note|comments_comment)\b")
ASK = prepared(lambda: None).__code__


def kept() -> dict:
    """All functions that `prepared` has marked, by name."""
    found = {}
    for app in (notes, comments):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".migrations" not in module.name:
                loaded = vars(importlib.import_module(module.name))
                found |= {f"{module.name}.{n}": f for n, f in loaded.items() if is_kept(f)}
    return found


def is_kept(found) -> bool:
    return getattr(found, "__code__", None) is ASK


def test_kept_queries_are_found():
    assert len(kept()) > 40


@pytest.mark.django_db
def test_no_plan_reads_a_growing_table(make_series):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one plan for any values anyway")
    fill([make_series(title=f"소셜전략 {number}") for number in range(20)])

    plans = {name: plan_of_kept(ask) for name, ask in kept().items()}
    plans["notes that are hidden"] = plan_for_any(postings._HIDDEN)

    assert {name: plan for name, plan in plans.items() if GROWING.search(plan)} == {}


def fill(series):
    """As an import leaves it: nothing has been vacuumed, and no comment has a network."""
    first = timezone.now() - timedelta(days=3000)
    notes = Note.objects.bulk_create(
        Note(
            series=series[number % 20],
            number=number,
            title=f"글 {number}",
            slug=f"글-{number}",
            status=Note.PUBLISHED,
            published_at=first + timedelta(days=number),
            body=token_hex(1000),
        )
        for number in range(1, 3001)
    )
    Comment.objects.bulk_create(
        Comment(note=note, name=f"독자 {note.number % 99}", body="말" * 200, status="published")
        for note in notes * 3
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
