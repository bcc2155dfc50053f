"""Whatever note says a word, the search finds it: looked for as LIKE does, in essays of the shared data.

`SEED_NOTES=10000` does the same with so many of them.
"""

import json
import os
import runpy

import pytest
from django.core.management import call_command

from notes.models import SearchText
from notes.search import PAGE, ranking, search
from tests.notes.interchange.shared import SHARED

pytestmark = pytest.mark.django_db
ESSAYS = int(os.environ.get("SEED_NOTES") or 60)


@pytest.fixture
def topics(tmp_path) -> list[str]:
    """The words that essays are about; the essays are in the database."""
    path = SHARED / "bench" / "seed_data.py"
    if not path.exists():
        pytest.skip(
            f"No essays at {path}; SHARED_DIR names the folder that has bench/seed_data.py."
        )
    seed = runpy.run_path(str(path))
    file = tmp_path / "essays.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(1, ESSAYS + 1):
            post = seed["post"](number, "1", 0, 0, 0)
            lines.write(json.dumps(post, ensure_ascii=False) + "\n")
    call_command("import_notes", str(file), format="jsonl", verbosity=0)
    return seed["TOPICS"]


def leafed_through(word: str) -> tuple[int, list[int]]:
    """What the first page says that there are, and all that is exact on all pages."""
    first = search(word, PAGE)
    assert not first.is_cut
    found, start = [], 0
    while hits := search(word, PAGE, start).hits:
        found += [hit.note.pk for hit in hits if hit.is_exact]
        start += PAGE
    return first.exact, found


def test_topics_are_found_whole(topics, monkeypatch):
    if ESSAYS < 1000:  # a few essays are to stand for ten thousand
        monkeypatch.setattr(ranking, "WHOLE", ESSAYS // 6)
        monkeypatch.setattr(ranking, "MOST", ESSAYS // 6)
    for word in topics:
        saying = SearchText.objects.filter(text__contains=word)
        saying = set(saying.values_list("note", flat=True))
        total, found = leafed_through(word)

        assert len(found) == len(set(found)) == total, word
        assert saying <= set(found), word
