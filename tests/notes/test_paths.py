import pytest
from django.urls import reverse, set_script_prefix

from notes.paths import Path


@pytest.mark.parametrize(
    "slug", ["소셜전략", "ㅋㅋㅋ", "a-b_c", "1%+&'~", "stand-in", "9876543210"]
)
def test_same_path_as_django_makes(slug):
    in_series = Path("notes:note_detail", str, int)

    assert in_series(slug, 3) == reverse("notes:note_detail", args=[slug, 3])
    assert Path("notes:tag_detail", str)(slug) == reverse("notes:tag_detail", args=[slug])


def test_path_below_a_prefix():
    path = Path("notes:series_detail", str)
    assert path("전략") == reverse("notes:series_detail", args=["전략"])

    set_script_prefix("/글방/")
    try:
        assert path("전략") == reverse("notes:series_detail", args=["전략"])
    finally:
        set_script_prefix("/")
