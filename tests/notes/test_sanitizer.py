import unicodedata

import pytest

from notes.sanitizer import clean_comment_html, clean_note_html, is_foreign
from tests.notes.active import active_nodes


def test_note_html_keeps_what_a_writer_uses():
    html = "<p><kbd>한/영</kbd> <ruby>漢<rt>한</rt></ruby> H<sub>2</sub>O <mark>전략</mark></p>"

    assert clean_note_html(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert('가')</script>",
        "<style>p{}</style>",
        "<svg><a xlink:href='javascript:alert(1)'>가</a></svg>",
        "<math><mi>가</mi></math>",
        "<iframe srcdoc='가'></iframe>",
    ],
)
def test_note_html_drops_what_runs_with_all_inside(html):
    assert clean_note_html(f"앞{html}뒤") == "앞뒤"


def test_note_html_drops_handlers_styles_and_names():
    html = '<p onclick="x()" style="color:red" name="전략" id="전략" hidden>가</p>'

    assert clean_note_html(html) == "<p>가</p>"


@pytest.mark.parametrize(
    "address",
    [
        "java&#115;cript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_note_html_drops_addresses_that_run(address):
    assert clean_note_html(f'<a href="{address}">가</a>') == "<a>가</a>"


@pytest.mark.parametrize("name", ["전략", "소셜-2", "section-intro", "fn-1", "fnref-1-2"])
def test_note_html_keeps_ids_that_cannot_be_ours(name):
    assert clean_note_html(f'<h2 id="{name}">가</h2>') == f'<h2 id="{name}">가</h2>'


@pytest.mark.parametrize(
    "name", ["comments", "search", "location", "__proto__", "전략 둘", "body", ""]
)
def test_note_html_drops_ids_that_clobber(name):
    assert clean_note_html(f'<h2 id="{name}">가</h2>') == "<h2>가</h2>"


def test_note_html_asks_for_the_prefix_in_ids():
    assert clean_note_html('<h2 id="전략">가</h2>', prefix="note-1-") == "<h2>가</h2>"
    assert 'id="note-1-전략"' in clean_note_html('<h2 id="note-1-전략">가</h2>', prefix="note-1-")


@pytest.mark.parametrize("prefix", ["전략", "no te-", '"><b>-', "note"])
def test_note_html_refuses_an_odd_prefix(prefix):
    with pytest.raises(ValueError, match="prefix"):
        clean_note_html("가", prefix=prefix)


def test_note_html_keeps_classes_of_a_fixed_list():
    html = '<code class="language-python admin k">가</code><span class="button">나</span>'

    assert clean_note_html(html) == '<code class="language-python k">가</code><span>나</span>'


def test_note_html_marks_links_to_other_hosts():
    html = '<a href="https://example.com">가</a><a href="/나">나</a><a href="#다">다</a>'

    assert clean_note_html(html) == (
        '<a href="https://example.com" rel="noopener">가</a><a href="/나">나</a><a href="#다">다</a>'
    )


def test_note_html_loads_own_images_late_and_links_the_others():
    html = '<img src="/media/가.webp" width="640" height="auto"><img src="https://x.kr/나.png" alt="&quot;&gt;">'

    assert clean_note_html(html) == (
        '<img src="/media/가.webp" width="640" alt="" loading="lazy" decoding="async">'
        '<a class="remote-image" href="https://x.kr/나.png" rel="noopener">&quot;&gt;</a>'
    )


def test_note_html_takes_words_in_a_title_for_words():
    html = clean_note_html('<p title="<img><script>alert(1)</script>">가</p>')

    assert active_nodes(html) == []
    assert html.count("<p") == 1
    assert "loading" not in html


def test_note_html_puts_no_link_into_a_link():
    html = '<a href="/a"><img src="https://x.kr/나.png" alt="나"></a><img src="//x.kr/다.png">'

    assert clean_note_html(html) == (
        '<a href="/a">나</a><a class="remote-image" href="//x.kr/다.png" rel="noopener">다.png</a>'
    )


@pytest.mark.parametrize(
    "address", ["https://x.kr", "//x.kr", "/\\x.kr", "\\\\x.kr", "/\t/x.kr", "DATA:x", " //x"]
)
def test_foreign_address_is_seen_through(address):
    assert is_foreign(address)


@pytest.mark.parametrize(
    "address", ["", "/a", "a/가:나", "#가", "?q=https://x.kr", "../a.png", "./a:b"]
)
def test_own_address_is_not_foreign(address):
    assert not is_foreign(address)


def test_html_survives_being_composed_once_more():
    html = clean_note_html("<p>\u0338가</p>")

    assert unicodedata.normalize("NFC", html) == html
    assert html.startswith("<p>")


def test_note_html_shows_absurdly_deep_html_as_typed():
    assert clean_note_html("<div>" * 1000).startswith("<pre>&lt;div&gt;")


def test_comment_html_is_a_smaller_list():
    html = '<h2>가</h2><img src="/a"><p class="k" id="전략">나 <b>다</b> <em>라</em> <a href="/마" title="t">마</a></p>'

    assert clean_comment_html(html) == (
        '가<p>나 다 <em>라</em> <a href="/마" title="t" rel="nofollow ugc noopener">마</a></p>'
    )
