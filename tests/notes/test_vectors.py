"""Attacks that nobody here wrote, from the folder of shared data beside the repository."""

import json
import os
from pathlib import Path

import pytest

from comments.text import render_comment
from notes.markdown import render
from tests.notes.active import active_nodes, foreign_images

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DIR") or REPOSITORY.parent / "shared")
SETS = ("h5sc", "dompurify", "bleach", "markdown-it", "payloadbox")
WRAPPED = ("{}", "[x]({})", "![x]({})", "<{}>", "> - {}")


def vectors(name: str) -> list[str]:
    path = SHARED / "data" / "xss" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"No vectors at {path}; SHARED_DIR names the folder that has data/xss.")
    return [entry["vector"] for entry in json.loads(path.read_text(encoding="utf-8"))]


def note(text: str) -> str:
    return render(text).html


@pytest.mark.parametrize("profile", [note, render_comment])
@pytest.mark.parametrize("name", SETS)
def test_vector_leaves_nothing_active(name, profile):
    # The large set is many spellings of few ideas; a part of it is enough here.
    chosen = vectors(name)[:: 25 if name == "payloadbox" else 1]
    wrappings = WRAPPED[:1] if name == "payloadbox" else WRAPPED

    results = {w.format(v): profile(w.format(v)) for v in chosen for w in wrappings}

    assert [text for text, html in results.items() if active_nodes(html)] == []
    assert [text for text, html in results.items() if foreign_images(html)] == []
