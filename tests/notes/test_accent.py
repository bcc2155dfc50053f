"""The owner's colour: whatever it is, it can be read."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from notes.accent import (
    DARK_GROUND,
    DARK_PAPER,
    LIGHT_GROUND,
    PRESETS,
    READABLE,
    SEAL_INK,
    accent_of,
    check_colour,
    contrast,
)
from notes.models import Site

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
@example("#000000")
@example("#ffffff")
@example("#0000ff")
@example("#ffff00")
def test_every_colour_comes_out_readable(colour):
    accent = accent_of(colour)

    assert contrast(accent.light, LIGHT_GROUND) >= READABLE
    assert contrast(accent.dark, DARK_GROUND) >= READABLE
    for stamp in (accent.stamp_light, accent.stamp_dark):
        assert contrast(stamp, SEAL_INK) >= READABLE
    assert contrast(accent.stamp_dark, DARK_PAPER) >= 3


def test_colour_that_is_readable_already_stays():
    assert accent_of("#2f5d9b").light == "#2f5d9b"


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("text", ["", "쪽빛", "#abc", "#12345g", "red;}body{}", "#B3361F"])
def test_other_words_are_refused(text):
    with pytest.raises(ValidationError):
        check_colour(text)


@pytest.mark.django_db
class TestPages:
    def choose(self, colour):
        site = Site.objects.current()
        site.accent = colour
        site.save()
        return site

    def test_site_of_cinnabar_links_no_style_sheet(self, client):
        assert 'href="/site-' not in client.get("/").text
        assert client.get("/site-abc.css").status_code == 404

    @pytest.mark.parametrize("address", ["/", "/notes/봄/"])
    def test_chosen_colour_is_linked_and_kept_for_ever(self, client, make_note, address):
        make_note("봄", slug="봄")
        path = self.choose("#2f6b4f").accent_path

        assert f'<link rel="stylesheet" href="{path}">' in client.get(address).text
        answer = client.get(path)
        assert answer["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in answer["Cache-Control"]
        assert "--color-seal:light-dark(#2f6b4f," in answer.text

    def test_address_of_an_earlier_colour_leads_to_the_present_one(self, client):
        old = self.choose("#2f6b4f").accent_path
        new = self.choose("#4a453d").accent_path

        answer = client.get(old)

        assert (answer.status_code, answer["Location"]) == (302, new)
        assert "immutable" not in answer["Cache-Control"]

    def test_presets_are_colours(self):
        for colour in filter(None, PRESETS):
            check_colour(colour)
