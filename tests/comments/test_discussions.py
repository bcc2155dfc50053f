"""토론 정리: written in the desk, pinned above the comments, sent out with the feeds."""

import json
import unicodedata
from datetime import timedelta
from urllib.parse import quote

import feedparser
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from comments import discussions
from comments.models import Comment
from notes.models import Author, Note, Site

pytestmark = pytest.mark.django_db
SERIES = quote("/series/소셜전략/")
NOTE = f"{SERIES}1/"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def note(make_note, make_series):
    author = Author.objects.create(name="김전략")
    return make_note("같이 시작하기", series=make_series(), author=author)


@pytest.fixture
def sum_up():
    def save(note, text):
        note = Note.objects.get(pk=note.pk)
        return discussions.save(note, text, discussions.state_of(note))

    return save


@pytest.fixture
def editor(make_user):
    client = Client()
    client.force_login(make_user("편집자", is_superuser=True))
    return client


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def pinned(client, address=NOTE):
    return soup(client.get(address)).select_one("#comments > #discussion")


class TestWriting:
    def test_saved_words_stand_above_the_comments(self, editor, client, note, make_comment):
        comment = make_comment(note)
        address = f"/desk/notes/{note.pk}/discussion/"
        text = f"[예가 셋](#comment-{comment.pk})이라는 **전략(戰略)**을 두고 갈렸습니다."

        answer = editor.post(
            address, {"body": unicodedata.normalize("NFD", text), "state": "", "act": "save"}
        )

        assert (answer.status_code, answer["Location"]) == (302, address)
        section = pinned(client)
        assert section.h3.text == "토론 정리"
        assert section.a["href"] == f"#comment-{comment.pk}"
        assert section.strong.text == "전략(戰略)"
        about = " ".join(section.select_one(".meta").text.split())
        assert about.startswith("김전략 20")
        assert Note.objects.get(pk=note.pk).discussion == text
        assert section.find_next_sibling("ol") is not None

    def test_comments_are_beside_it_with_links_to_copy(self, editor, note, make_comment):
        comment = make_comment(note, name="<b>독자", body="**굵은** 말")
        make_comment(note, body="숨은 말", status=Comment.HELD)
        make_comment(body="다른 글의 말")

        page = soup(editor.get(f"/desk/notes/{note.pk}/discussion/"))

        [row] = page.select(".summing__list li")
        assert row.code.text == f"[문장](#comment-{comment.pk})"
        assert row.b.text == "<b>독자"
        assert row.button.has_attr("hidden"), "scripts show it"

    def test_preview_stores_nothing(self, editor, client, note):
        words = {"body": "## 갈린 곳\n\n정리하는 **중**", "state": "", "act": "preview"}

        page = soup(editor.post(f"/desk/notes/{note.pk}/discussion/", words))

        assert page.select_one(".discussion__text strong").text == "중"
        assert page.select_one(".discussion__text h4").text == "갈린 곳"
        assert page.textarea.text.strip() == words["body"]
        assert Note.objects.get(pk=note.pk).discussed_at is None

    def test_too_long_comes_back_whole(self, editor, note):
        body = "가" * 10_001

        answer = editor.post(f"/desk/notes/{note.pk}/discussion/", {"body": body, "state": ""})

        assert answer.status_code == 422
        assert "10,000자까지 쓸 수 있습니다. 지금은 10,001자입니다." in answer.text
        assert body in answer.text
        assert Note.objects.get(pk=note.pk).discussion == ""

    def test_of_two_authors_the_second_hears_of_the_first(self, editor, note, sum_up):
        page = soup(editor.get(f"/desk/notes/{note.pk}/discussion/"))
        old = page.select_one(".summing__form [name=state]")["value"]
        sum_up(note, "먼저 쓴 정리")

        mine = {"body": "나중에 쓴 정리", "state": old, "act": "save"}
        answer = editor.post(f"/desk/notes/{note.pk}/discussion/", mine)

        page = soup(answer)
        assert answer.status_code == 409
        assert page.select_one("#discussion-theirs").text.strip() == "먼저 쓴 정리"
        assert page.select_one("[name=body]").text.strip() == "나중에 쓴 정리"
        assert Note.objects.get(pk=note.pk).discussion == "먼저 쓴 정리"
        mine["state"] = page.select_one(".summing__form [name=state]")["value"]
        assert editor.post(f"/desk/notes/{note.pk}/discussion/", mine).status_code == 302
        assert Note.objects.get(pk=note.pk).discussion == "나중에 쓴 정리"

    def test_emptied_it_is_gone(self, client, note, sum_up):
        sum_up(note, "정리")

        sum_up(note, " \n ")

        assert pinned(client) is None
        kept = Note.objects.get(pk=note.pk)
        assert (kept.discussion, kept.discussion_html, kept.discussed_at) == ("", "", None)

    def test_same_words_are_no_news(self, note, sum_up):
        first = sum_up(note, "정리").discussed_at

        assert sum_up(note, "정리 ").discussed_at == first

    def test_signed_out_gets_the_words_back(self, client, note):
        answer = client.post(f"/desk/notes/{note.pk}/discussion/", {"body": "긴 정리", "state": ""})

        assert answer.status_code == 403
        assert "긴 정리" in answer.text

    def test_its_door_is_beside_the_notes_own(self, editor, client, note):
        door = f'href="/desk/notes/{note.pk}/discussion/"'

        assert door in editor.get(NOTE).text
        assert door in editor.get(f"/desk/notes/{note.pk}/").text
        assert "discussion" not in client.get(NOTE).text

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same(self, editor, note, make_comment, count, django_assert_num_queries):
        for _one_more in range(count):
            make_comment(note)

        with django_assert_num_queries(5):  # session, user, note, comments, site
            editor.get(f"/desk/notes/{note.pk}/discussion/")


class TestText:
    @pytest.mark.parametrize(
        "typed",
        [
            "<script>alert(1)</script>",
            "[말](javascript:alert(1))",
            "[말](java&#115;cript:alert(1))",
            '<a href="#comment-1" onclick="x">말</a>',
            "![그림](/media/pictures/x.png)",
            "<img src=x onerror=alert(1)>",
        ],
    )
    def test_nothing_hostile_gets_through(self, note, typed):
        html = discussions.render_discussion(typed, note)

        page = BeautifulSoup(html, "html.parser")
        assert page.select("script, img, [onclick], [onerror]") == []
        assert not any("script" in link.get("href", "") for link in page.select("a"))

    def test_ids_are_its_own(self, note):
        html = discussions.render_discussion("## 시작\n\n각주[^1]\n\n[^1]: 말", note)

        ids = [each["id"] for each in BeautifulSoup(html, "html.parser").select("[id]")]
        assert ids and all(each.startswith("discussion-") for each in ids)

    def test_every_way_to_write_a_comments_address(self, note, make_comment):
        comment = make_comment(note)
        ways = ["", NOTE, f"{NOTE}comments/", "/series/소셜전략/1/", f"{BASE}{NOTE}"]

        text = "\n\n".join(f"[말](<{way}#comment-{comment.pk}>)" for way in ways)
        links = BeautifulSoup(discussions.render_discussion(text, note), "html.parser").select("a")

        assert [link.attrs for link in links] == [{"href": f"#comment-{comment.pk}"}] * len(ways)

    def test_it_goes_on_citing_when_its_note_has_moved(self, client, note, make_comment, sum_up):
        comment = make_comment(note)
        other = make_comment().get_absolute_url()
        sum_up(note, f"[말]({BASE}{NOTE}#comment-{comment.pk}) [곳](<{other}>)")
        assert (
            Note.objects.get(pk=note.pk).discussion
            == f"[말](#comment-{comment.pk}) [곳](<{other}>)"
        )
        note.refresh_from_db()
        note.number = 7
        note.save()

        comment.remove(None)

        section = pinned(client, note.get_absolute_url())
        assert section.select_one(".discussion__gone").text == "말 (지워진 댓글)"
        assert section.a["href"] == other

    def test_comments_of_other_notes_are_ordinary_links(self, note, make_comment):
        comment = make_comment()
        address = comment.get_absolute_url()

        html = discussions.render_discussion(f"[말]({address}) [곳](#comment-{comment.pk})", note)

        assert [link["href"] for link in BeautifulSoup(html, "html.parser").select("a")] == [
            address
        ]
        assert '<span class="discussion__gone">곳 <small>(지워진 댓글)</small></span>' in html

    def test_citation_of_a_note_stays_as_typed(self, note):
        assert "[[소셜전략 1]]" in discussions.render_discussion("[[소셜전략 1]]에서", note)


DECISIONS = [Comment.hold, Comment.mark_as_spam, Comment.remove]


class TestCitedComment:
    @pytest.fixture
    def comment(self, note, make_comment, sum_up):
        comment = make_comment(note, name="떠날 독자")
        stays = make_comment(note)
        sum_up(note, f"[예가 **셋**](#comment-{comment.pk})이고 [넷](#comment-{stays.pk})입니다.")
        return comment

    @pytest.mark.parametrize("decide", DECISIONS)
    def test_words_stay_and_lose_their_link(self, client, comment, decide):
        decision = decide(comment, None)

        section = pinned(client)
        assert section.select_one(".discussion__gone").text == "예가 셋 (지워진 댓글)"
        assert [link.text for link in section.select("a")] == ["넷"]

        decision.undo(None)

        assert [link.text for link in pinned(client).select("a")] == ["예가 셋", "넷"]

    def test_erased(self, client, comment, note):
        before = Note.objects.get(pk=note.pk)

        comment.delete()

        assert pinned(client).select_one(".discussion__gone").text == "예가 셋 (지워진 댓글)"
        after = Note.objects.get(pk=note.pk)
        assert (after.discussed_at, after.updated_at) == (before.discussed_at, before.updated_at)

    def test_note_that_cites_nothing_of_it_is_left_alone(
        self, note, make_comment, sum_up, django_assert_max_num_queries
    ):
        comment = make_comment(note)
        sum_up(note, "아무도 부르지 않습니다.")

        with django_assert_max_num_queries(99) as asked:
            comment.hold(None)

        assert not any("discussion_html" in one["sql"] for one in asked)


class TestPages:
    def test_long_conversation_is_led_to(self, client, note, make_comment, sum_up):
        comment = make_comment(note)
        sum_up(note, f"[말](#comment-{comment.pk})")
        for _one_more in range(50):
            make_comment(note)

        on_note, on_its_own = pinned(client), pinned(client, f"{NOTE}comments/")

        assert on_note.a["href"] == f"{NOTE}comments/#comment-{comment.pk}"
        assert on_its_own.a["href"] == f"#comment-{comment.pk}"
        assert "김전략" in on_its_own.text

    def test_it_costs_no_query(
        self, client, note, make_note, make_comment, sum_up, django_assert_num_queries
    ):
        make_note(series=note.series)
        comments = [make_comment(note) for _one in range(51)]
        sum_up(note, f"[말](#comment-{comments[0].pk})")
        Site.objects.current()

        with django_assert_num_queries(4):
            assert pinned(client)
        with django_assert_num_queries(3):
            assert pinned(client, f"{NOTE}comments/")

    def test_note_that_nobody_signed_has_the_sites_name(self, client, make_note, sum_up):
        note = make_note(slug="홀로")
        sum_up(note, "정리")

        assert Site.objects.current().name in pinned(client, note.get_absolute_url()).text


class TestFeeds:
    FORMS = ("", "rss/", "json/")

    @pytest.mark.parametrize("page", ["/", SERIES, quote("/tags/전략/")])
    def test_note_is_news_again_with_what_was_said(self, client, note, sum_up, make_comment, page):
        from notes.models import Tag

        note.tags.set(Tag.objects.named(["전략"]))
        comment = make_comment(note)
        with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
            at = timezone.now().replace(microsecond=0)
            sum_up(note, f"[말](#comment-{comment.pk})을 모았습니다.")
            [entry] = feedparser.parse(client.get(f"{page}feed/").content).entries

        content = entry.content[0].value
        assert content.startswith(note.body_html)
        assert "<h2>토론 정리</h2>" in content
        assert f'href="{BASE}{NOTE}#comment-{comment.pk}"' in content
        assert entry.updated == at.isoformat().replace("+00:00", "+09:00") or entry.updated_parsed
        assert entry.updated_parsed[:6] == at.timetuple()[:6]
        assert entry.published_parsed[:6] != entry.updated_parsed[:6]

    @pytest.mark.parametrize("form", FORMS)
    def test_comments_have_it_among_them_under_one_name(
        self, client, note, sum_up, make_comment, form
    ):
        earlier = make_comment(note, created_at=timezone.now() - timedelta(days=1))
        make_comment(note, created_at=timezone.now() + timedelta(days=1))
        sum_up(note, f"[말](#comment-{earlier.pk})을 모았습니다.")

        first = self.entries(client, form)
        sum_up(note, "다시 모았습니다.")
        again = self.entries(client, form)

        assert [title for _id, title in first] == [
            "지나가던 독자 님의 댓글",
            "토론 정리",
            "지나가던 독자 님의 댓글",
        ]
        assert first == again
        assert first[1][0] == f"{BASE}{NOTE}#discussion"

    def entries(self, client, form):
        answer = client.get(f"{NOTE}feed/{form}")
        if form == "json/":
            return [(item["id"], item["title"]) for item in json.loads(answer.content)["items"]]
        return [(entry.id, entry.title) for entry in feedparser.parse(answer.content).entries]

    def test_costs_no_query(self, client, note, sum_up, make_comment, django_assert_num_queries):
        make_comment(note)
        sum_up(note, "정리")
        Site.objects.current()

        with django_assert_num_queries(3):
            client.get(f"{NOTE}feed/")


def test_page_with_one_kind_leads_to_the_page_with_all(client, note, make_comment, sum_up):
    asked, thought = make_comment(note, kind=Comment.QUESTION), make_comment(note)
    sum_up(note, f"[물음](#comment-{asked.pk})과 [생각](#comment-{thought.pk})을 모았다.")

    page = soup(client.get(f"{NOTE}comments/?kind={Comment.QUESTION}"))

    links = [link["href"] for link in page.select(".discussion__text a")]
    assert links == [f"{NOTE}#comment-{asked.pk}", f"{NOTE}#comment-{thought.pk}"]
