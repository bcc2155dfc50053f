"""A note's cover: chosen in its form, shown at its head, handed on with its link."""

import json
import re

import pytest
from django.db import connection, models
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from notes.desk import covers
from notes.images import store
from notes.models import Note
from tests.notes.desk.test_writing import edit_url, typed
from tests.pictures import file_of, gradient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
BASE = "http://127.0.0.1:8000"


def picture(width=900, alt="봄의 골목", kind="JPEG"):
    return store(file_of(gradient(width, 600), kind), "골목.jpg", alt)


@pytest.fixture
def note(author_client, make_note, make_series):
    return make_note("첫 글", series=make_series("소셜전략"), author=author_client.user.author)


class TestChoosing:
    def test_newest_pictures_are_offered_without_scripts(self, author_client, note):
        old, new = picture(900), picture(800, "여름")

        page = author_client.get(edit_url(note)).text

        first, second = (page.index(f'name="cover" value="{image.pk}"') for image in (new, old))
        assert first < second
        assert '<details class="cover">' in page
        assert re.search(r'name="cover" value="" id="id_cover" checked', page)

    def test_chosen_one_is_published(self, author_client, note):
        image = picture()

        author_client.post(edit_url(note), typed(note, cover=str(image.pk), act="publish"))

        note.refresh_from_db()
        assert note.cover == image
        page = author_client.get(edit_url(note)).text
        assert re.search(rf'name="cover" value="{image.pk}" checked', page)

    def test_saved_one_waits_with_the_other_words(self, author_client, note):
        image = picture()

        author_client.post(edit_url(note), typed(note, cover=str(image.pk), act="save"))

        note.refresh_from_db()
        assert (note.cover, note.draft.fields["cover"]) == (None, str(image.pk))
        assert re.search(rf'value="{image.pk}" checked', author_client.get(edit_url(note)).text)

    def test_chosen_one_is_offered_however_old(self, author_client, note, monkeypatch):
        monkeypatch.setattr(covers, "OFFERED", 1)
        old = picture(900)
        picture(800)
        note.cover = old
        note.save()

        page = author_client.get(edit_url(note)).text

        assert re.search(rf'name="cover" value="{old.pk}" checked', page)

    def test_preview_shows_the_one_that_waits(self, author_client, note):
        image = picture()
        author_client.post(edit_url(note), typed(note, cover=str(image.pk), act="save"))

        page = author_client.get(f"{edit_url(note)}preview/").text

        assert f'src="/media/{image.name}"' in page

    def test_it_is_taken_away_again(self, author_client, note):
        note.cover = picture()
        note.save()

        author_client.post(edit_url(note), typed(note, cover="", act="publish"))

        note.refresh_from_db()
        assert note.cover is None

    @pytest.mark.parametrize("typed_cover", ["999", "없음", "²", "-1", "9" * 40])
    def test_what_is_no_picture_is_refused_and_keeps_the_words(
        self, author_client, note, typed_cover
    ):
        words = typed(note, cover=typed_cover, body="긴 글", act="publish")

        answer = author_client.post(edit_url(note), words)

        assert answer.status_code == 422
        assert "긴 글" in answer.text

    def test_picture_cannot_go_from_under_it(self, note):
        image = picture()
        note.cover = image
        note.save()

        with pytest.raises(ProtectedError):
            models.Model.delete(image)  # past our own question


class TestShowing:
    def test_page_shows_it_first_with_all_its_sizes(self, client, make_note):
        image = picture()
        note = make_note(cover=image)

        page = client.get(note.get_absolute_url()).text

        figure = re.search(r"<figure>(<img[^>]*>)</figure>", page)[1]
        assert page.index("</h1>") < page.index(figure) < page.index("e-content")
        assert 'alt="봄의 골목"' in figure and 'fetchpriority="high"' in figure
        assert f'src="/media/{image.name}"' in figure
        assert f"{image.picture_name.smaller_file(480)} 480w" in figure
        assert "loading" not in figure

    def test_note_without_one_shows_none(self, client, make_note):
        assert "note__cover" not in client.get(make_note().get_absolute_url()).text

    def test_link_is_shared_with_it(self, client, make_note):
        image = picture()
        page = client.get(make_note(cover=image).get_absolute_url()).text

        url = f"{BASE}/media/{image.name}"
        for name, content in {
            "og:image": url,
            "og:image:type": "image/jpeg",
            "og:image:width": "900",
            "og:image:height": "600",
            "og:image:alt": "봄의 골목",
        }.items():
            assert f'<meta property="{name}" content="{content}">' in page
        data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
        assert data["@graph"][0]["image"] == url

    def test_cover_in_a_bucket_has_the_address_of_the_bucket(self, client, make_note, settings):
        settings.MEDIA_URL = "https://pictures.example/"
        image = picture()

        page = client.get(make_note(cover=image).get_absolute_url()).text

        assert f'content="https://pictures.example/{image.name}"' in page

    def test_feeds_bring_it_along(self, client, make_note):
        image = picture()
        note = make_note(cover=image, body="글")
        make_note("표지 없는 글", body="글")

        items = json.loads(client.get("/feed/json/").content)["items"]

        item = next(each for each in items if each["url"] == BASE + note.get_absolute_url())
        assert item["image"] == f"{BASE}/media/{image.name}"
        assert item["content_html"].startswith("<figure><img ")
        assert f'src="{BASE}/media/{image.name}"' in item["content_html"]
        assert [("image" in each) for each in items].count(True) == 1
        for form in ("", "rss/"):
            assert f"{BASE}/media/{image.name}" in client.get(f"/feed/{form}").text

    def test_no_page_asks_more_because_of_it(self, client, make_note, make_series):
        series = make_series()
        plain = make_note(series=series)
        covered = make_note(series=series, cover=picture())

        def queries(path):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            return len(asked)

        assert queries(covered.get_absolute_url()) == queries(plain.get_absolute_url()) <= 5
        before = queries("/feed/")
        make_note(series=series, cover=picture(800))
        assert queries("/feed/") == before

    def test_another_cover_makes_the_page_anew(self, make_note):
        from notes.models import PageChange

        note = make_note()
        PageChange.objects.all().delete()
        found = Note.objects.get(pk=note.pk)
        found.cover = picture()
        found.save()

        tags = " ".join(PageChange.objects.values_list("tags", flat=True)).split()
        assert {f"note-{note.pk}", "notes"} <= set(tags)
