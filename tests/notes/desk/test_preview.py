import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notes.models import Note, PreviewLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(author_client, make_note, make_series):
    return make_note(
        "가을의 첫머리",
        author=author_client.user.author,
        series=make_series(),
        status=Note.DRAFT,
        body=unicodedata.normalize("NFD", "**전략(戰略)**을 쓴다"),
    )


@pytest.fixture
def link(draft):
    return PreviewLink.objects.create(note=draft)


def test_preview_is_what_the_page_will_say(author_client):
    answer = author_client.post(
        "/desk/preview/", {"content": "**전략(戰略)**을 <script>x</script>"}
    )

    assert answer.text.strip() == (
        "<p><strong>전략(戰略)</strong>을 &lt;script&gt;x&lt;/script&gt;</p>"
    )


def test_author_sees_the_words_that_wait(author_client, draft):
    draft_words = {"title": "가을의 둘째", "body": "다시 쓴 글", "state": f"0-{stamp(draft)}"}
    author_client.post(reverse("desk:draft_keep", args=[draft.pk]), draft_words)

    page = author_client.get(reverse("desk:preview_show", args=[draft.pk])).text

    assert "가을의 둘째" in page and "다시 쓴 글" in page


def stamp(note):
    return f"{Note.objects.get(pk=note.pk).updated_at.timestamp() * 1_000_000:.0f}"


class TestLink:
    def test_opens_to_a_guest_and_to_no_robot_or_cache(self, client, link):
        answer = client.get(link.get_absolute_url())

        assert answer.status_code == 200
        assert "<strong>전략(戰略)</strong>을 쓴다" in answer.text
        assert "noindex" in answer["X-Robots-Tag"] and '"noindex' in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "Cache-Tag" not in answer

    def test_is_made_and_revoked_in_the_desk(self, author_client, client, draft):
        author_client.post(reverse("desk:preview_link_create", args=[draft.pk]))
        link = draft.preview_links.get()
        assert link.get_absolute_url() in author_client.get(f"/desk/notes/{draft.pk}/").text

        author_client.post(reverse("desk:preview_link_revoke", args=[link.pk]))

        answer = client.get(link.get_absolute_url())
        assert answer.status_code == 410
        assert "이 미리보기는 닫혔습니다" in answer.text

    def test_dies_when_its_note_is_published(self, author_client, client, draft, link):
        page = f"/desk/notes/{draft.pk}/"
        words = {"title": "가을", "body": "글", "state": f"0-{stamp(draft)}", "act": "publish"}
        author_client.post(page, {**words, "series": draft.series_id})

        answer = client.get(link.get_absolute_url())

        assert answer.status_code == 410
        assert Note.objects.get().get_absolute_url() in answer.text

    def test_dies_when_the_moment_of_its_note_comes(self, client, draft, link):
        draft.publish(at=timezone.now() + timedelta(hours=1))
        assert client.get(link.get_absolute_url()).status_code == 200

        with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
            assert client.get(link.get_absolute_url()).status_code == 410

    def test_dies_after_a_month(self, client, link):
        with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
            assert client.get(link.get_absolute_url()).status_code == 410

    def test_of_others_is_not_an_authors_to_revoke(self, author_client, make_note):
        link = PreviewLink.objects.create(note=make_note(status=Note.DRAFT))

        answer = author_client.post(reverse("desk:preview_link_revoke", args=[link.pk]))

        assert answer.status_code == 404
        assert PreviewLink.objects.get().is_alive

    def test_unknown_key_says_nothing(self, client):
        answer = client.get("/preview/없는-열쇠/")

        assert answer.status_code == 410
