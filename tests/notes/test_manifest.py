import json
import re
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from notes.models import Site

pytestmark = pytest.mark.django_db


def test_manifest_says_in_korean_what_the_site_is(client):
    response = client.get("/manifest.webmanifest")
    said = response.json()

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert "소셜전략 글방" in response.content.decode()
    assert (said["name"], said["lang"], said["dir"]) == ("소셜전략 글방", "ko", "ltr")
    assert said["start_url"] == said["scope"] == said["id"] == "/"
    assert said["display"] == "minimal-ui"


def test_long_name_is_cut_between_letters(client):
    Site.objects.current()
    Site.objects.update(name="골목에서 같이 읽는 사람들의 글방", tagline="")

    said = client.get("/manifest.webmanifest").json()

    assert said["short_name"] == "골목에서 같이 읽는…"
    assert said["description"] == said["name"] == "골목에서 같이 읽는 사람들의 글방"


def test_icons_of_the_manifest_are_there(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]

    assert {(icon["sizes"], icon.get("purpose")) for icon in icons} == {
        ("192x192", None),
        ("512x512", None),
        ("512x512", "maskable"),
    }
    for icon in icons:
        image = Image.open(finders.find(icon["src"].removeprefix("/static/")))
        assert f"{image.width}x{image.height}" == icon["sizes"]
        image.close()


def test_colours_are_those_of_the_paper(client, settings):
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    paper = re.search(r"--color-paper: light-dark\((#\w+)", tokens)[1]

    said = client.get("/manifest.webmanifest").json()

    assert said["background_color"] == said["theme_color"] == paper


def test_pages_lead_to_manifest_and_icons(client):
    page = client.get("/").content.decode()

    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    touch = re.search(r'<link rel="apple-touch-icon" href="/static/([^"]+)">', page)[1]
    with Image.open(finders.find(touch)) as image:
        assert image.size == (180, 180)
        assert image.mode == "RGB"  # a phone shows what is transparent as black


def test_favicon_at_the_root_has_three_sizes(client):
    response = client.get("/favicon.ico")
    icon = Image.open(BytesIO(response.content))

    assert response.headers["Content-Type"] == "image/x-icon"
    assert response.headers["Cache-Control"] == "public, max-age=2592000"
    assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize("path", ["/favicon.ico", "/manifest.webmanifest"])
def test_nothing_personal_in_what_every_browser_asks_for(client, path):
    response = client.get(path)
    head = client.head(path)

    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(response.content))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_font_is_sent_only_when_the_owner_says_so(client):
    assert "css/font.css" not in client.get("/").content.decode()

    Site.objects.current()
    Site.objects.update(web_font=True)

    assert '<link rel="stylesheet" href="/static/css/font.css">' in client.get("/").content.decode()


def test_font_sheet_names_the_file_that_is_there(settings):
    folder = settings.BASE_DIR / "static" / "css"
    sheet = (folder / "font.css").read_text()

    assert (folder / re.search(r'url\("([^"]+)"\)', sheet)[1]).resolve().exists()
    assert '"Geulbang Serif"' in sheet


def test_manifest_is_json_for_everybody(client):
    Site.objects.current()
    Site.objects.update(name='</script>"\\ 이름')

    assert json.loads(client.get("/manifest.webmanifest").content)["name"] == '</script>"\\ 이름'
