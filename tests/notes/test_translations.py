import json
import re

import html5lib
import pytest
from django.core.exceptions import ValidationError

from notes.models import Note

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


def page(client, address):
    return html5lib.parse(client.get(address).content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def alternates(tree) -> dict:
    return {
        link.get("hreflang"): link.get("href") for link in tree.iter("link") if link.get("hreflang")
    }


def posting(client, address) -> dict:
    html = client.get(address).content.decode()
    graph = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])["@graph"]
    return next(thing for thing in graph if thing["@type"] == "BlogPosting")


@pytest.fixture
def pair(make_note):
    original = make_note("같이 시작하기", slug="같이")
    english = make_note(
        "Starting together", slug="together", language="en", translation_of=original
    )
    return original, english


def test_each_version_leads_to_the_other(client, pair):
    korean, english = page(client, "/notes/같이/"), page(client, "/notes/together/")

    link = next(a for a in korean.find(".//article").iter("a") if a.get("hreflang") == "en")
    assert words(link) == "이 글은 English로도 읽을 수 있습니다."
    assert link.get("href") == "/notes/together/"
    assert "이 글은 한국어로도 읽을 수 있습니다." in words(english.find(".//article"))
    assert korean.find(".//article").get("lang") is None
    assert english.find(".//article").get("lang") == english.find(".//h1").get("lang") == "en"
    assert english.find(".//article/header").get("lang") == "ko"


def test_search_engines_hear_of_every_version(client, pair):
    expected = {
        "ko": BASE + pair[0].get_absolute_url(),
        "en": f"{BASE}/notes/together/",
        "x-default": BASE + pair[0].get_absolute_url(),
    }

    assert alternates(page(client, "/notes/같이/")) == expected
    assert alternates(page(client, "/notes/together/")) == expected
    original, english = posting(client, "/notes/같이/"), posting(client, "/notes/together/")
    assert (original["inLanguage"], english["inLanguage"]) == ("ko", "en")
    assert [work["@id"] for work in original["workTranslation"]] == [english["@id"]]
    assert english["translationOfWork"]["@id"] == original["@id"]


@pytest.mark.parametrize("hidden", [0, 1])
def test_version_that_is_not_public_is_not_named(client, pair, hidden):
    Note.objects.filter(pk=pair[hidden].pk).update(status=Note.DRAFT)
    address = pair[1 - hidden].get_absolute_url()

    assert alternates(page(client, address)) == {}
    assert "읽을 수 있습니다" not in words(page(client, address).find(".//article"))
    assert not {"workTranslation", "translationOfWork"} & posting(client, address).keys()


def test_note_without_translation_has_no_alternates(client, make_note):
    make_note(slug="혼자")

    assert alternates(page(client, "/notes/혼자/")) == {}


def test_translation_of_a_translation_is_one_of_the_original(pair, make_note, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ja", "日本語")]
    japanese = make_note("一緒に", slug="issho", language="ja", translation_of=pair[1])

    assert Note.objects.get(pk=japanese.pk).translation_of == pair[0]
    assert {note.slug for note in japanese.links().translations} == {"같이", "together"}


def test_original_that_becomes_a_translation_takes_its_own_along(pair, make_note):
    older = make_note("더 옛 원문", slug="원문", language="")
    original = Note.objects.get(pk=pair[0].pk)
    original.translation_of = older
    original.save()

    assert Note.objects.get(pk=pair[1].pk).translation_of == older


@pytest.mark.parametrize("way", ["itself", "circle", "same language", "twice"])
def test_translation_that_makes_no_sense_is_refused(pair, make_note, way):
    original, english = pair
    if way == "itself":
        (note := original).translation_of = original
    elif way == "circle":
        (note := original).translation_of = english
    elif way == "same language":
        note = Note(title="다시", slug="다시", translation_of=original, language="ko")
    else:
        note = Note(title="Again", slug="again", translation_of=original, language="en")

    with pytest.raises(ValidationError) as error:
        note.full_clean()
    assert "translation_of" in error.value.message_dict
