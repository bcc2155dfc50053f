import re
from html import unescape

import pytest
from django.conf import settings
from django.template import Engine
from django.template.loader import get_template

from socialstrategy.templates import Loader

PAGES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
UNTRIMMED = re.compile(r"{%\s*blocktranslate(?:(?!trimmed)[^%])*%}\s*\n")


def test_page_is_sent_without_the_templates_indentation(client, make_note):
    page = client.get(make_note().get_absolute_url()).content.decode()

    lines = page.splitlines()
    assert "<body>" in lines
    assert [line for line in lines if line.startswith((" ", "\t"))] == []


def test_what_a_visitor_typed_keeps_its_indentation_and_empty_lines(client, make_note):
    typed = "\n- 하나\n    - 둘\n\n\n  셋"

    page = client.post(f"/comments/{make_note().pk}/", {"name": "김독자", "body": typed})

    # A browser drops the line break behind the tag.
    shown = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.content.decode(), re.S)[1]
    assert unescape(shown) == typed


def test_code_in_a_note_keeps_its_indentation(client, make_note):
    note = make_note(body="```\n만약:\n    들여쓰기\n\n\n    끝\n```")

    assert "    들여쓰기\n\n\n    끝" in client.get(note.get_absolute_url()).content.decode()


def test_only_pages_are_changed(tmp_path):
    text = "머리말\n\n  들여 쓴 줄\n"
    for name in ("mail.txt", "page.html"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    loader = Loader(Engine(), dirs=[tmp_path])

    found = [loader.get_template(name).source for name in ("mail.txt", "page.html")]

    assert found == [text, "머리말\n들여 쓴 줄\n"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_relies_on_what_is_taken_away(path):
    source = path.read_text(encoding="utf-8")

    assert "<pre" not in source
    assert not UNTRIMMED.search(source)
    assert not re.search(r"<textarea[^>]*>\n\s+", source)


def test_templates_of_libraries_are_found():
    assert get_template("admin/base.html").origin.name.endswith("admin/base.html")
