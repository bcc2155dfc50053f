import json
import re

import pytest

from notes.models import Author

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


def graph(response) -> dict[str, dict]:
    """The page's JSON-LD by type."""
    data = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode()
    )
    assert len(data) == 1
    return {thing["@type"]: thing for thing in json.loads(data[0])["@graph"]}


def test_note_tells_search_engines_who_wrote_what_when(client, make_note, make_series):
    author = Author.objects.create(name="각주")
    series = make_series(title="소셜전략")
    note = make_note(title="첫 글", series=series, number=3, author=author, tags=["모임"])

    found = graph(client.get("/series/소셜전략/3/"))
    posting = found["BlogPosting"]

    assert posting["headline"] == "소셜전략 3 : 첫 글"
    assert posting["url"] == BASE + note.get_absolute_url()
    assert posting["datePublished"] == posting["dateModified"] == note.published_at.isoformat()
    url = f"{BASE}{author.get_absolute_url()}"
    assert posting["author"] == {"@type": "Person", "name": "각주", "url": url}
    assert (posting["position"], posting["keywords"]) == (3, ["모임"])
    assert posting["isPartOf"]["name"] == "소셜전략"
    names = [crumb["name"] for crumb in found["BreadcrumbList"]["itemListElement"]]
    assert names == ["소셜전략 글방", "시리즈", "소셜전략", "첫 글"]


def test_note_outside_a_series_has_a_short_trail(client, make_note):
    make_note(title="혼자", slug="혼자")

    found = graph(client.get("/notes/혼자/"))

    assert "isPartOf" not in found["BlogPosting"]
    assert found["BlogPosting"]["author"]["name"] == "소셜전략 글방"
    assert len(found["BreadcrumbList"]["itemListElement"]) == 2


def test_series_is_a_creative_work_series(client, make_note, make_series):
    make_note(series=make_series(title="소셜전략"), number=1)

    assert graph(client.get("/series/소셜전략/"))["CreativeWorkSeries"]["name"] == "소셜전략"


def test_title_cannot_leave_the_data_block(client, make_note):
    make_note(title="</script><script>alert(1)</script><!--", slug="꾀")

    response = client.get("/notes/꾀/")

    assert "<script>alert" not in response.content.decode()
    assert graph(response)["BlogPosting"]["headline"] == "</script><script>alert(1)</script><!--"
