"""Share cards by their addresses: which page names which, who gets one, what is kept."""

import json
import re
import threading
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from unicodedata import normalize

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from notes import cards
from notes.cards import drawing, stored, tasks
from notes.models import Author, Note, Series, Site

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """An empty storage, and nothing remembered of what was drawn before."""
    settings.MEDIA_ROOT = tmp_path
    drawing._png.cache_clear()
    return tmp_path


@pytest.fixture
def drawings(monkeypatch):
    """Counts what is really drawn."""
    made, draw = [], drawing._Sheet.print
    monkeypatch.setattr(
        drawing._Sheet, "print", lambda sheet, card: made.append(card) or draw(sheet, card)
    )
    return made


class Meta(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.said = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "meta" and (name := named.get("property") or named.get("name")):
            assert name not in self.said or name == "theme-color", name
            self.said[name] = named["content"]


def card_of(client, page: str) -> str:
    """The path of the picture that a page names."""
    url = Meta(client.get(page)).said["og:image"]
    assert url.startswith(f"{BASE}/cards/")
    return url.removeprefix(BASE)


def kept(media) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_note_page_names_its_card(client, make_note, make_series):
    note = make_note("친구와 같이 시작하기", series=make_series("소셜전략"), number=3)

    said = Meta(client.get("/series/소셜전략/3/")).said
    response = client.get(said["og:image"].removeprefix(BASE))

    assert re.fullmatch(rf"{BASE}/cards/notes/{note.pk}-[0-9a-f]{{16}}\.png", said["og:image"])
    assert said["og:image:alt"] == "소셜전략 3 : 친구와 같이 시작하기"
    assert said["twitter:card"] == "summary_large_image"
    assert (said["og:type"], said["article:section"]) == ("article", "소셜전략")
    assert response.headers["Content-Type"] == said["og:image:type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (
        int(said["og:image:width"]),
        int(said["og:image:height"]),
    )
    assert response.content == drawing.png(
        cards.Card("친구와 같이 시작하기", "소셜전략", "소셜전략 글방", "3")
    )


def test_note_outside_a_series_shows_its_author(client, make_note):
    author = Author.objects.create(name="각주")
    note = make_note("글방을 여는 말", author=author)

    response = client.get(card_of(client, note.get_absolute_url()))

    assert response.content == drawing.png(cards.Card("글방을 여는 말", "각주", "소셜전략 글방"))


def test_series_page_names_a_card_with_the_count(client, make_note, make_series):
    series = make_series("함께 짓기")
    for number in (1, 2):
        make_note(series=series, number=number)
    make_note(series=series, number=3, status=Note.DRAFT)

    said = Meta(client.get(series.get_absolute_url())).said
    response = client.get(said["og:image"].removeprefix(BASE))

    assert said["og:title"] == said["og:image:alt"] == "함께 짓기"
    assert response.content == drawing.png(cards.Card("함께 짓기", "글 2편", "소셜전략 글방"))


@pytest.mark.parametrize("page", ["/", "/series/", "/archive/", "/tags/", "/about/", "/notes/"])
def test_every_other_page_has_the_card_of_the_site(client, page):
    response = client.get(card_of(client, page))

    assert card_of(client, page) == cards.of_site(Site.objects.current()).path
    assert response.status_code == 200


def test_search_engines_and_pages_name_the_same_picture(client, make_note, make_series):
    series = make_series("소셜전략")
    make_note(series=series, number=1)

    for page, kind in (
        ("/series/소셜전략/1/", "BlogPosting"),
        ("/series/소셜전략/", "CreativeWorkSeries"),
    ):
        response = client.get(page)
        data = re.search(r'ld\+json">(.*?)</script>', response.content.decode())[1]
        things = {thing["@type"]: thing for thing in json.loads(data)["@graph"]}
        assert things[kind]["image"] == Meta(response).said["og:image"]


def test_picture_may_be_kept_for_ever_and_asked_for_again(client, make_note):
    path = card_of(client, make_note().get_absolute_url())

    response = client.get(path)
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
    assert again.status_code == 304
    assert client.head(path).headers["Content-Length"] == str(len(response.content))


def test_another_title_is_another_picture_and_another_text_is_not(client, make_note):
    note = make_note("봄")
    before = card_of(client, note.get_absolute_url())

    note.body = "다른 본문"
    note.save()
    assert card_of(client, note.get_absolute_url()) == before

    note.title = "여름"
    note.save()
    after = card_of(client, note.get_absolute_url())
    assert after != before
    assert client.get(after).content != b""


def test_everything_that_is_drawn_is_in_the_digest():
    card = cards.Card("제목", "위", "아래", "1")
    others = [
        cards.Card("제목2", "위", "아래", "1"),
        cards.Card("제목", "위2", "아래", "1"),
        cards.Card("제목", "위", "아래2", "1"),
        cards.Card("제목", "위", "아래", "2"),
        cards.Card("제목", "", "위아래", "1"),
    ]

    assert len({card.digest, *(other.digest for other in others)}) == 6
    assert cards.Card(normalize("NFD", "제목"), "위", "아래", "1").digest == card.digest


def test_old_address_leads_to_the_present_picture(client, make_note, drawings):
    note = make_note("봄")
    old = card_of(client, note.get_absolute_url())
    Note.objects.filter(pk=note.pk).update(title="여름")

    response = client.get(old)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        card_of(client, note.get_absolute_url()),
    )
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert drawings == []


@pytest.mark.parametrize("digest", ["0" * 16, "x", "a-b_c"])
def test_invented_addresses_draw_nothing(client, make_note, make_series, drawings, media, digest):
    series = make_series()
    note = make_note(series=series, number=1)

    for path in (f"notes/{note.pk}-", f"series/{series.pk}-", "site-"):
        assert client.get(f"/cards/{path}{digest}.png").status_code == 302
    assert (drawings, kept(media)) == ([], [])


def test_nobody_learns_the_title_of_what_is_not_public(client, make_note, make_series, drawings):
    series = make_series("비밀 시리즈")
    later = timezone.now() + timedelta(days=1)
    site = Site.objects.current()
    hidden = [
        make_note("초안", status=Note.DRAFT),
        make_note("예고", status=Note.PLANNED, series=series, number=1),
        make_note("내일", published_at=later),
    ]

    for note in hidden:
        digest = cards.Card(note.title, "비밀 시리즈" if note.series else "", site.name).digest
        for said in (digest, "0" * 16):
            assert client.get(f"/cards/notes/{note.pk}-{said}.png").status_code == 404
        assert cards.of_note(note, site) == cards.of_site(site)
    assert client.get(f"/cards/series/{series.pk}-{'0' * 16}.png").status_code == 404
    assert card_of(client, series.get_absolute_url()) == cards.of_site(site).path
    assert drawings == []


@pytest.mark.parametrize("key", ["0", "99", "9" * 30])
def test_unknown_keys_are_not_found(client, key):
    assert client.get(f"/cards/notes/{key}-abc.png").status_code == 404
    assert client.get(f"/cards/series/{key}-abc.png").status_code == 404


def test_planned_number_shows_the_site(client, make_note, make_series):
    make_note("첫째", series=make_series("소셜전략"), number=1)
    make_note("둘째", status=Note.PLANNED, series=Series.objects.get(), number=2)

    response = client.get("/series/소셜전략/2/")

    if response.status_code == 200:
        assert "/cards/site-" in Meta(response).said["og:image"]
    assert "/cards/notes/" not in response.content.decode()


def test_picture_is_drawn_once_and_then_read(client, make_note, drawings, media):
    path = card_of(client, make_note().get_absolute_url())

    first = client.get(path).content
    drawing._png.cache_clear()  # as in another process
    second = client.get(path).content

    assert first == second
    assert len(drawings) == 1
    assert len(kept(media)) == 1


def test_new_picture_replaces_the_old_ones(client, make_note, media):
    note, other = make_note("봄"), make_note("다른 글")
    client.get(card_of(client, note.get_absolute_url()))
    client.get(card_of(client, other.get_absolute_url()))
    before = kept(media)
    Note.objects.filter(pk=note.pk).update(title="여름")

    path = card_of(client, note.get_absolute_url())
    client.get(path)

    digest = path.rpartition("-")[2]
    assert set(kept(media)) - set(before) == {f"cards/note/{note.pk}/{digest}"}
    assert len(kept(media)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same(make_note, media):
    page = make_note().get_absolute_url()
    path = card_of(Client(), page)
    answers = []

    def ask():
        try:
            answers.append(Client().get(path))
        finally:
            connection.close()

    for folder in (media / "cards").rglob("*.png"):  # drawn when the note was saved
        folder.unlink()
    threads = [threading.Thread(target=ask) for _k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (200, answers[0].content)
    }
    assert len(answers) == 6
    assert len(kept(media)) == 1


@pytest.mark.parametrize("verb", ["open", "save", "listdir", "delete"])
def test_storage_out_of_order_costs_no_page_and_no_picture(
    client, make_note, monkeypatch, drawings, caplog, verb
):
    note = make_note("봄")
    client.get(card_of(client, note.get_absolute_url()))
    Note.objects.filter(pk=note.pk).update(title="여름")

    def fail(*_arguments, **_named):
        raise ConnectionError("저장소가 답하지 않습니다")

    monkeypatch.setattr(default_storage, verb, fail)
    path = card_of(client, note.get_absolute_url())

    assert client.get(path).content == client.get(path).content
    assert client.get(path).headers["Content-Type"] == "image/png"
    assert len(drawings) == 2  # 봄, 여름: remembered by the process, not drawn for every visitor
    assert "카드 그림" in caplog.text


def test_picture_cost_of_pages_is_no_query(
    client, make_note, make_series, django_assert_num_queries
):
    series = make_series()
    note = make_note(series=series, number=1, author=Author.objects.create(name="각주"))
    loaded = Note.objects.select_related("series", "author").get(pk=note.pk)
    site = Site.objects.current()

    with django_assert_num_queries(0):
        assert cards.of_note(loaded, site).url
        assert cards.of_series(series, 1, site).url
        assert cards.of_site(site).url


def test_picture_itself_needs_two_queries(
    client, make_note, make_series, django_assert_num_queries
):
    path = card_of(client, make_note(series=make_series(), number=1).get_absolute_url())

    with django_assert_num_queries(2):
        client.get(path)


@pytest.mark.django_db(transaction=True)
class TestInTheBackground:
    def test_published_note_has_its_card_before_anybody_asks(
        self, client, make_note, media, drawings
    ):
        note = make_note("봄")

        assert [card.title for card in drawings] == ["봄"]
        assert client.get(card_of(client, note.get_absolute_url())).status_code == 200
        assert len(drawings) == 1

        note.title = "여름"
        note.save()
        assert [card.title for card in drawings] == ["봄", "여름"]
        assert len(kept(media)) == 1

    def test_draft_has_none_and_a_withdrawn_note_none_any_more(self, make_note, media):
        note = make_note("봄", status=Note.DRAFT, slug="봄")
        assert kept(media) == []

        note = Note.objects.get(pk=note.pk)
        note.publish()
        assert len(kept(media)) == 1

        note = Note.objects.get(pk=note.pk)
        note.status = Note.DRAFT
        note.save()
        assert kept(media) == []

    def test_scheduled_note_waits_for_its_moment(self, make_note, media, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
        from django_tasks_db.models import DBTaskResult

        at = timezone.now() + timedelta(days=2)
        make_note("내일", published_at=at)

        waiting = DBTaskResult.objects.filter(task_path=tasks.draw_note_card.module_path)
        assert [task.run_after for task in waiting] == [at]
        assert kept(media) == []

    def test_queue_out_of_order_loses_no_note(self, make_note, monkeypatch):
        def fail(*_arguments):
            raise ConnectionError("대기열이 답하지 않습니다")

        monkeypatch.setattr(type(tasks.draw_note_card), "enqueue", fail)
        monkeypatch.setattr("notes.related._queue", lambda *_arguments: None)

        note = make_note("봄")

        assert Note.objects.get(pk=note.pk).title == "봄"


def test_task_of_a_note_that_is_gone_does_nothing(make_note, media):
    note = make_note()
    key = note.pk
    assert tasks.draw_note_card.func(key) is True
    note.delete()

    assert tasks.draw_note_card.func(key) is False
    assert kept(media) == []


def test_forgetting_what_was_never_there(media):
    stored.forget("cards/note/1")

    assert kept(media) == []


def test_addresses_are_encoded_once(make_note):
    path = reverse("notes:note_card", kwargs={"pk": 1, "digest": "abc"})

    assert path == "/cards/notes/1-abc.png"
