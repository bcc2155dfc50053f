import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from django.utils.translation import override

from notes.templatetags.kept import _rendered

MASTHEAD = "{% load kept %}{% kept '_partials/_masthead.html' name=name here=here %}"


@pytest.fixture(autouse=True)
def _nothing_kept():
    _rendered.cache_clear()


def _masthead(**context) -> str:
    return Template(MASTHEAD).render(Context(context))


def test_partial_is_rendered_once_for_the_same_values():
    first = _masthead(name="글방", here="notes:archive")
    assert _masthead(name="글방", here="notes:archive") == first
    assert _rendered.cache_info().misses == 1

    assert 'aria-current="page">모아보기' in first
    assert 'aria-current="page">태그' in _masthead(name="글방", here="notes:tag_list")
    assert ">새 이름</a>" in _masthead(name="새 이름", here="notes:archive")
    assert _rendered.cache_info().misses == 3


def test_partial_is_kept_for_each_language():
    korean = _masthead(name="글방", here="")

    with override("en"):
        _masthead(name="글방", here="")
    assert _rendered.cache_info().misses == 2
    assert _masthead(name="글방", here="") == korean
    assert _rendered.cache_info().hits == 1


def test_safe_text_is_not_taken_for_the_same_letters_typed_by_somebody():
    assert "<b>글방</b>" in _masthead(name=SafeString("<b>글방</b>"), here="")
    assert "<b>글방</b>" not in _masthead(name="<b>글방</b>", here="")
    assert "&lt;b&gt;글방&lt;/b&gt;" in _masthead(name="<b>글방</b>", here="")


def test_object_is_refused_because_it_may_change(make_note):
    with pytest.raises(TypeError):
        _masthead(name=make_note(), here="")
