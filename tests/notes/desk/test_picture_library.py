"""The library: what there is, where it is shown, who may describe it, and what cannot be deleted."""

import unicodedata

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.desk import picture_library
from notes.desk.forms import note_words
from notes.desk.saving import draft_of, keep
from notes.images import store
from notes.models import Image, Note, Revision
from tests.notes.desk.conftest import AUTHOR, EDITOR
from tests.pictures import file_of, gradient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LIST = "/desk/pictures/"
JSON = {"HTTP_ACCEPT": "application/json"}


def picture(width=40, name="동네.png", alt="", by=None) -> Image:
    return store(file_of(gradient(width, 30)), name, alt, by)


def edit(image):
    return reverse("desk:picture_edit", args=[image.pk])


def delete(image):
    return reverse("desk:picture_delete", args=[image.pk])


class TestList:
    def test_newest_come_first_with_their_words_and_where_they_are(
        self, author_client, make_note, make_series
    ):
        old = picture(40, unicodedata.normalize("NFD", "골목.png"), "골목의 봄")
        picture(50, "계단.png")
        make_note("첫 글", series=make_series("소셜전략"), body=old.markdown)

        page = author_client.get(LIST).text

        assert page.index("계단.png") < page.index("골목.png")
        assert "골목의 봄" in page and "설명이 없습니다" in page
        assert "소셜전략 1 : 첫 글" in page and "아직 쓰이지 않았습니다." in page
        assert f'src="{old.picture_name.thumbnail}"' in page

    @pytest.mark.parametrize("query", ["골목", unicodedata.normalize("NFD", "골목"), "봄날"])
    def test_found_by_name_and_description_however_typed(self, author_client, query):
        picture(40, unicodedata.normalize("NFD", "골목.png"), "봄날의 가게")
        picture(50, "계단.png")

        page = author_client.get(LIST, {"q": query}).text

        assert "골목.png" in page and "계단.png" not in page

    def test_percent_sign_is_a_letter(self, author_client):
        picture(40, "골목.png")

        assert "찾은 그림이 없습니다" in author_client.get(LIST, {"q": "%"}).text

    def test_unused_ones_alone(self, author_client, make_note, make_series):
        shown, covered, waiting, described = (
            picture(width, f"{width}.png") for width in (40, 50, 60, 70)
        )
        picture(80, "남는 것.png")
        note = make_note(body=shown.markdown, cover=covered)
        keep(
            note,
            author_client.user,
            {**note_words(note), "body": waiting.markdown},
            draft_of(note).state,
        )
        make_series("전략", description=described.markdown)

        images = author_client.get(LIST, {"show": "unused"}).context["images"]

        assert [image.original_name for image in images] == ["남는 것.png"]

    def test_pages_lead_on_and_back(self, author_client, monkeypatch):
        monkeypatch.setattr(picture_library, "SIZE", 2)
        keys = [picture(40 + count).pk for count in range(5)][::-1]

        def shown(query):
            context = author_client.get(f"{LIST}?{query}").context
            return [image.pk for image in context["images"]], context["newer"], context["older"]

        assert shown("") == (keys[:2], None, keys[1])
        assert shown(f"before={keys[1]}") == (keys[2:4], keys[2], keys[3])
        assert shown(f"before={keys[3]}") == (keys[4:], keys[4], None)
        assert shown(f"after={keys[4]}") == (keys[2:4], keys[2], keys[3])
        assert shown(f"after={keys[2]}") == (keys[:2], None, keys[1])

    @pytest.mark.parametrize("key", ["x", "-1", "", "²", "9" * 40])
    def test_key_that_is_none(self, author_client, key):
        picture()

        assert author_client.get(LIST, {"before": key}).status_code in (200, 404)
        assert author_client.get(LIST, {"after": key}).status_code in (200, 404)

    def test_the_same_queries_for_one_and_three(self, author_client, make_note, make_series):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                assert author_client.get(LIST).status_code == 200
            return len(asked)

        make_note(body=picture(40).markdown, cover=picture(41))
        one = queries()
        for count in range(3):
            body = picture(50 + count).markdown
            make_note(body=body, cover=picture(60 + count), series=make_series(f"시리즈 {count}"))

        assert queries() == one

    def test_draft_of_somebody_else_is_not_named(self, author_client, make_note, make_user):
        make_note("아직 비밀", status=Note.DRAFT, body=picture().markdown)

        page = author_client.get(LIST).text

        assert "아직 비밀" not in page and "다른 사람이 쓰는 글" in page


class TestEdit:
    def test_page_shows_the_words_to_copy(self, author_client):
        image = picture(alt="[봄] 동네")

        page = author_client.get(edit(image)).text

        assert rf'value="![\[봄\] 동네]({image.address})"' in page
        assert "readonly" in page

    def test_author_describes_what_they_sent(self, author_client):
        image = picture(by=author_client.user)

        answer = author_client.post(edit(image), {"alt": unicodedata.normalize("NFD", "봄 길")})

        image.refresh_from_db()
        assert (answer.status_code, image.alt) == (302, "봄 길")

    def test_script_hears_the_new_words(self, author_client):
        image = picture(by=author_client.user)

        answer = author_client.post(edit(image), {"alt": "봄"}, **JSON)

        assert answer.json()["image_code"] == f"![봄]({image.address})"

    @pytest.mark.parametrize("by_somebody", [True, False])
    def test_author_leaves_those_of_others_alone(self, author_client, make_user, by_somebody):
        image = picture(by=make_user() if by_somebody else None)

        assert 'name="alt"' not in author_client.get(edit(image)).text
        assert author_client.post(edit(image), {"alt": "봄"}).status_code == 403
        assert author_client.post(delete(image)).status_code == 403
        assert Image.objects.get().alt == ""

    def test_editor_may_all(self, client_of):
        image = picture()
        editor = client_of(EDITOR)

        editor.post(edit(image), {"alt": "봄"})
        editor.post(delete(image))

        assert not Image.objects.exists()

    def test_too_long_a_description_comes_back(self, author_client):
        image = picture(by=author_client.user)

        answer = author_client.post(edit(image), {"alt": "봄" * 501})

        assert answer.status_code == 422 and "봄" * 501 in answer.text

    def test_missing_picture(self, author_client):
        for path in (f"{LIST}999/", f"{LIST}{10**30}/", f"{LIST}999/delete/"):
            assert author_client.get(path).status_code == 404

    def test_new_description_of_a_cover_makes_its_page_anew(self, client_of, make_note):
        from notes.models import PageChange

        image = picture()
        note = make_note(cover=image)
        PageChange.objects.all().delete()

        client_of(EDITOR).post(edit(image), {"alt": "봄"})

        tags = " ".join(PageChange.objects.values_list("tags", flat=True)).split()
        assert {f"note-{note.pk}", "notes"} <= set(tags)


class TestDelete:
    def test_asks_first_and_takes_the_files_along(
        self, author_client, django_capture_on_commit_callbacks
    ):
        image = picture(by=author_client.user)

        assert "되돌릴 수 없습니다" in author_client.get(delete(image)).text
        assert Image.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            answer = author_client.post(delete(image))

        assert answer["Location"] == LIST
        assert not Image.objects.exists()
        assert not any(default_storage.exists(name) for name in image.picture_name.files())

    @pytest.mark.parametrize("way", ["text", "draft", "cover", "draft's cover", "series", "about"])
    def test_what_is_shown_anywhere_stays(self, client_of, make_note, make_series, way):
        image, client = picture(), client_of(EDITOR)
        note = make_note("봄날의 글", body="글")
        words = note_words(note)
        match way:
            case "text":
                make_note("봄날의 글", body=f"앞 {image.markdown}\n\n뒤")
            case "draft":
                keep(note, client.user, {**words, "body": image.markdown}, draft_of(note).state)
            case "cover":
                make_note("봄날의 글", cover=image)
            case "draft's cover":
                keep(note, client.user, {**words, "cover": str(image.pk)}, draft_of(note).state)
            case "series":
                make_series("봄날의 글", description=image.markdown)
            case "about":
                client.user.author.about = image.markdown
                client.user.author.name = "봄날의 글"
                client.user.author.save()

        for answer in (client.get(delete(image)), client.post(delete(image))):
            assert "아직 쓰이는 그림이라 지울 수 없습니다" in answer.text
            assert "봄날의 글" in answer.text
            assert '<button class="button" type="submit">지우기' not in answer.text
        assert answer.status_code == 422
        assert default_storage.exists(Image.objects.get().name)
        assert "봄날의 글" in client.get(LIST).text

    def test_old_versions_that_show_it_are_counted(self, client_of, make_note):
        image = picture()
        for _time in range(2):
            Revision.objects.create(note=make_note(), body=image.markdown)

        page = client_of(EDITOR).get(delete(image)).text

        assert "지난 판 2개에 이 그림이 나옵니다" in page

    def test_text_that_came_in_by_another_door_still_protects(self, client_of, make_note):
        image = picture()
        note = make_note("뒷문의 글", body="글")
        Note.objects.filter(pk=note.pk).update(body=image.markdown)

        answer = client_of(EDITOR).post(delete(image))

        assert (answer.status_code, "뒷문의 글" in answer.text) == (422, True)


def test_room_is_named_in_the_frame(client_of):
    page = client_of(AUTHOR).get(LIST).text

    assert f'href="{LIST}" aria-current="page"' in page
