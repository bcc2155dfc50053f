import re
from html import unescape

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import get_template
from django.urls import set_script_prefix
from django.utils.translation import override

from socialstrategy.templates import CachedLoader, Constant, Loader

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


@pytest.fixture
def render(tmp_path):
    """Render templates given by name: the page is `page.html`."""

    def rendered(context, **sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.html").write_text(source, encoding="utf-8")
        ours = [("socialstrategy.templates.Loader", [tmp_path])]
        engine = Engine(
            loaders=[("socialstrategy.templates.CachedLoader", ours)],
            libraries={"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"},
            builtins=["django.templatetags.i18n", "django.templatetags.static"],
        )
        assert isinstance(engine.template_loaders[0], CachedLoader)
        page = engine.get_template("page.html")
        return page, lambda: page.render(Context(context))

    return rendered


def test_what_never_changes_is_put_together_once(render):
    page, said = render(
        {"이름": "김독자"},
        page="<p>{% translate '태그' %} {% url 'notes:tag_list' %}</p>{{ 이름 }}",
    )

    assert said() == said() == "<p>태그 /tags/</p>김독자"
    assert [type(node).__name__ for node in page.nodelist] == ["Constant", "Printed"]


def test_constant_words_are_those_of_the_pages_language(render):
    _page, said = render({}, page="{% translate 'Yes' %}")  # a word of Django's own catalogues

    assert said() == "예"
    with override("en"):
        assert said() == "Yes"
    assert said() == "예"


def test_constant_addresses_are_those_of_the_place(render):
    _page, said = render({}, page="<a href={% url 'notes:home' %}>")
    assert said() == "<a href=/>"

    set_script_prefix("/글방/")
    try:
        assert said() == "<a href=/%EA%B8%80%EB%B0%A9/>"
    finally:
        set_script_prefix("/")


def test_only_literals_are_constant(render):
    """What sets a variable, takes one or filters stays; so does a block that a page may replace."""
    page, said = render(
        {"slug": "전략", "word": "태그"},
        base="{% block a %}{% translate '태그' %}{% endblock %}{% if 1 %}{% translate '글' %}{% endif %}",
        page=(
            "{% extends 'base.html' %}{% block a %}{% url 'notes:tag_list' as tags %}"
            "{% url 'notes:tag_detail' slug %}{% translate word %}{% translate 'a'|upper %}"
            "{% if tags %}{{ tags }}{% translate '시리즈' %}{% endif %}{% endblock %}"
        ),
    )

    assert said() == "/tags/%EC%A0%84%EB%9E%B5/태그A/tags/시리즈글"
    assert len(page.nodelist.get_nodes_by_type(Constant)) == 1
