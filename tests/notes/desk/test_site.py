import unicodedata

import pytest
from django.utils import timezone

from notes.models import Note, Site
from tests.notes.desk.conftest import AUTHOR, EDITOR

pytestmark = pytest.mark.django_db
URL = "/desk/site/"


def typed(**changed):
    site = Site.objects.current()
    return {
        "name": site.name,
        "tagline": site.tagline,
        "about": site.about,
        "colour": site.accent,
        "own_colour": "#b3361f",
        "hold_first_timers": "on",
        "close_comments_after_days": "",
        "keep_addresses_days": "30",
        "keep_networks_days": "180",
        "google_verification": "",
        "naver_verification": "",
        **changed,
    }


def test_only_the_owner_comes_in(client, client_of, owner_client):
    assert client.get(URL).status_code == 302
    assert [client_of(role).get(URL).status_code for role in (AUTHOR, EDITOR)] == [403, 403]
    assert owner_client.get(URL).status_code == 200


def test_all_of_it_is_stored(owner_client, client):
    name = unicodedata.normalize("NFD", "전략 글방")
    tag = '<meta name="naver-site-verification" content="한글아닌abc123" />'

    answer = owner_client.post(
        URL,
        typed(
            name=name,
            about="**전략(戰略)**을 적습니다.",
            web_font="on",
            naver_verification=tag,
            close_comments_after_days="30",
            hold_first_timers="",
        ),
    )

    site = Site.objects.current()
    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert (site.name, site.naver_verification) == ("전략 글방", "한글아닌abc123")
    assert (site.web_font, site.hold_first_timers, site.close_comments_after_days) == (
        True,
        False,
        30,
    )
    assert "<strong>전략(戰略)</strong>을" in client.get("/about/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "이름을 적어 주세요."),
        ({"colour": "own", "own_colour": "쪽빛"}, "색은 #b3361f처럼"),
        ({"colour": "#123456"}, "올바르게 선택"),
        ({"close_comments_after_days": "-1"}, "0"),
    ],
)
def test_wrong_form_keeps_every_word(owner_client, wrong, sentence):
    answer = owner_client.post(URL, typed(about="긴 소개", tagline="한 줄", **wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "긴 소개</textarea>" in answer.text and 'value="한 줄"' in answer.text
    assert Site.objects.current().tagline != "한 줄"


@pytest.mark.parametrize(
    ("colour", "own", "accent"),
    [("", "#123456", ""), ("#2f5d9b", "#123456", "#2f5d9b"), ("own", "#12AB56", "#12ab56")],
)
def test_colour_by_name_or_by_hand(owner_client, client, colour, own, accent):
    owner_client.post(URL, typed(colour=colour, own_colour=own))

    assert Site.objects.current().accent == accent
    assert ('href="/site-' in client.get("/").text) == bool(accent)
    assert f'value="{colour}"' in owner_client.get(URL).text


def test_preview_needs_no_script_and_stores_nothing(owner_client):
    answer = owner_client.post(URL, typed(about="**굵게**", act="preview"))

    assert "<strong>굵게</strong>" in answer.text and "**굵게**</textarea>" in answer.text
    assert "굵게" not in Site.objects.current().about


def test_signed_out_owner_gets_the_words_back(client):
    answer = client.post(URL, typed(about="긴 소개"))

    assert answer.status_code == 403 and "긴 소개" in answer.text


def test_note_has_a_day_of_its_own(owner_client, make_note):
    from tests.notes.desk.test_writing import edit_url
    from tests.notes.desk.test_writing import typed as typed_note

    note = make_note(author=owner_client.user.author)
    words = typed_note(note, comments_close_on="2027-01-31", act="publish")

    owner_client.post(edit_url(note), words)

    note = Note.objects.get(pk=note.pk)
    assert f"{note.comments_close_on}" == "2027-01-31"
    assert 'value="2027-01-31"' in owner_client.get(edit_url(note)).text
    assert note.published_at <= timezone.now()
