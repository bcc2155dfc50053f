"""Answering a sentence of a note: what can be quoted, where it stands, what becomes of it."""

import re
import unicodedata
from time import perf_counter
from urllib.parse import quote as percent_encoded

import feedparser
import pytest
from django.test import Client

from comments.models import Comment
from comments.models.comment import LONGEST_QUOTE, ON_NOTE_PAGE
from comments.quotes import Text, text_of
from comments.threads import AT_ONCE
from notes.desk import saving
from notes.desk.forms import PUBLISH
from notes.markdown import render
from notes.models import Note, Site
from socialstrategy.page_cache.cache import LOOK_EVERY
from tests.socialstrategy.page_cache.conftest import ask, clock, make_cache

__all__ = ["clock", "make_cache"]
STRATEGY = "혼자 하는 전략(戰略)을 같이 하는 것으로 바꿉니다."
BODY = """혼자 하는 **전략(戰略)**을 같이 하는 것으로 바꿉니다. 2011. 4. 7. 저녁에 [친구](/a)를 만났다[^1].

짧은 문단.

- 먼저 시작한다.
- 사과

> 함께 가면 멀리 간다.

| 표 | 칸 |
|----|----|
| 하나다. | 둘이다. |

[^1]: 각주에 적은 말이다.
"""


@pytest.fixture
def note(make_note, make_series):
    return make_note("같이 시작하기", series=make_series(title="소셜전략"), number=1, body=BODY)


def parts(markdown: str) -> list[str]:
    return [part.text for part in Text(render(markdown).html).parts]


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def key_of(note, words) -> str:
    return text_of(note).place_of(words)


# The parts of a text ------------------------------------------------------------------------------


def test_paragraphs_and_sentences_in_lists_are_parts():
    assert parts(BODY) == [
        f"{STRATEGY} 2011. 4. 7. 저녁에 친구를 만났다.",
        "짧은 문단.",
        "먼저 시작한다.",
        "함께 가면 멀리 간다.",
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**본다.**그리고 ~~취소(선)~~한", "본다.그리고 취소(선)한"),
        ("[친구](/a)에게 `코드`를 보낸다", "친구에게 코드를 보낸다"),
        ("첫 줄은  \n여기서 꺾인다", "첫 줄은 여기서 꺾인다"),
        ("말이[^1] 이어진다.\n\n[^1]: 각주.", "말이 이어진다."),
        ("<script>alert(1)</script> 이라고 적는다", "<script>alert(1)</script> 이라고 적는다"),
        ("2 < 3 & 4 > 1", "2 < 3 & 4 > 1"),
        ('<abbr title="<p>가</p>">나</abbr>는 "다"', '나는 "다"'),
        ("보이지\u200b 않는 글자", "보이지 않는 글자"),
        ("<ruby>戰略<rt>전략</rt></ruby>을", "戰略전략을"),
    ],
)
def test_part_is_its_plain_words(markdown, text):
    assert parts(markdown) == [text]


@pytest.mark.parametrize(
    "markdown",
    [
        "![그림](/media/a.png)",
        "* * *",
        "…",
        "    코드다.",
        "## 제목이다.",
        "- 사과\n- 배",
        "<div></div>",
    ],
)
def test_what_is_no_paragraph_has_no_part(markdown):
    assert parts(markdown) == []


def test_item_of_a_list_ends_where_the_list_below_it_begins():
    text = Text(render("- 먼저 시작한다.\n    - 그다음 만난다.\n- 끝낸다.").html)

    assert [part.text for part in text.parts] == ["먼저 시작한다.", "그다음 만난다.", "끝낸다."]
    assert text.html[text.parts[0].closed :].startswith("\n<ul>")


def test_keys_are_short_and_outlive_edits_elsewhere():
    before = Text(render("첫 문단이다.\n\n**둘째** 문단이다.\n\n첫 문단이다.").html).parts
    after = Text(render("새 문단이다.\n\n둘째 문단이다.").html).parts

    first, second, again = (part.key for part in before)
    assert re.fullmatch(r"[0-9a-f]{6}", first)
    assert again == f"{first}-2"
    assert second == after[1].key  # emphasis changes no words


def test_quote_is_found_across_markup_and_only_where_it_stands(note):
    assert key_of(note, "전략(戰略)을 같이") == text_of(note).parts[0].key
    assert key_of(note, "친구를 만났다.") == text_of(note).parts[0].key
    assert key_of(note, "각주에 적은 말이다.") == ""  # said, but in no paragraph
    assert key_of(note, "없는 말") is None


def test_of_a_part_each_sentence_can_be_quoted(note):
    first, short, *_others = text_of(note).parts

    assert first.sentences == [STRATEGY, "2011. 4. 7. 저녁에 친구를 만났다."]
    assert first.whole == first.text
    assert (short.sentences, short.whole) == (["짧은 문단."], "")


def test_very_long_sentence_is_quoted_from_its_beginning():
    (part,) = Text(render("가나 다라 " * 100 + "끝이다. 다음이다.").html).parts

    assert part.whole == ""
    long, short = part.sentences
    assert LONGEST_QUOTE - 3 <= len(long) <= LONGEST_QUOTE
    assert long in part.text and not long.endswith(" ")
    assert short == "다음이다."


# The note's page ----------------------------------------------------------------------------------


def test_each_part_has_a_link_to_answer_it(client, note):
    page = read(client, note.get_absolute_url())

    keys = [part.key for part in text_of(note).parts]
    assert re.findall(r" id=p-([\w-]+)>", page) == keys
    assert re.findall(rf'href="/comments/{note.pk}/new/\?part=([\w-]+)"', page) == keys
    address = f"/comments/{note.pk}/new/?part={keys[1]}"
    link = f'<a class=answer href="{address}" aria-label="이 문장에 답하기" tabindex=-1></a>'
    assert f"<p id=p-{keys[1]}>짧은 문단.{link}</p>" in page
    assert "class=answers" not in page
    assert f'data-quote="{LONGEST_QUOTE}"' in page  # to which a script cuts selected words


def test_only_the_page_has_the_links(client, note):
    for address in ("/feed/", "/feed/json/", "/api/v1/notes/", f"{note.get_absolute_url()}feed/"):
        assert "part=" not in client.get(address).content.decode()
    assert "part=" not in Note.objects.get().body_html


def test_paragraph_tells_how_many_answers_it_has(client, note, make_comment):
    first = make_comment(note, quote=STRATEGY)
    make_comment(note, quote="전략(戰略)을", parent=first)
    make_comment(note, quote=STRATEGY, status=Comment.HELD)
    make_comment(note)

    page = read(client, note.get_absolute_url())

    (answers,) = re.findall(r"<a class=answers [^>]*></a>", page)
    assert f'href="#comment-{first.pk}"' in answers
    assert 'data-count=2 aria-label="이 문단에 달린 답 2개"' in answers


def test_number_leads_to_the_conversation_where_that_is_another_page(client, note, make_comment):
    for _one_more in range(ON_NOTE_PAGE):
        make_comment(note)
    last = make_comment(note, quote="짧은 문단.")

    page = read(client, note.get_absolute_url())

    assert f'<a class=answers href="comments/#comment-{last.pk}"' in page
    conversation = read(client, f"{note.get_absolute_url()}comments/")
    place = f"{note.get_absolute_url()}#p-{key_of(note, '짧은 문단.')}"
    assert f'<blockquote><a href="{place}">짧은 문단.</a></blockquote>' in conversation


def test_number_stays_on_the_page_that_has_the_answer(client, note, make_comment):
    first = make_comment(note, quote="짧은 문단.")
    for _one_more in range(ON_NOTE_PAGE):
        make_comment(note)

    page = read(client, note.get_absolute_url())

    assert f'<a class=answers href="#comment-{first.pk}"' in page


def test_closed_note_takes_no_answers_and_keeps_the_ones_it_has(client, note, make_comment):
    Note.objects.update(is_open_for_comments=False)
    untouched = read(client, note.get_absolute_url())
    make_comment(note, quote=STRATEGY)

    page = read(client, note.get_absolute_url())

    assert note.body_html in untouched
    assert "class=answer " not in page and "class=answers " in page
    assert f"id=p-{key_of(note, STRATEGY)}>" in page


def test_links_speak_the_language_of_the_site_in_a_foreign_text(client, make_note):
    note = make_note("Begin together", body="We begin.", language="en")

    assert 'aria-label="이 문장에 답하기" lang=ko tabindex=-1></a></p>' in read(
        client, note.get_absolute_url()
    )


# The form without scripts -------------------------------------------------------------------------


def test_form_offers_the_sentences_of_the_part(client, note, django_assert_num_queries):
    key = text_of(note).parts[0].key

    with django_assert_num_queries(3):  # the note, its text, the site
        page = read(client, f"/comments/{note.pk}/new/?part={key}")

    offered = re.findall(r'<input type="radio" name="quote" value="([^"]*)"( checked)?>', page)
    assert offered == [
        (STRATEGY, " checked"),
        ("2011. 4. 7. 저녁에 친구를 만났다.", ""),
        (f"{STRATEGY} 2011. 4. 7. 저녁에 친구를 만났다.", ""),
        ("", ""),
    ]
    assert "문단 전체" in page and "인용하지 않기" in page
    assert '<input type="hidden" name="quote"' not in page


@pytest.mark.parametrize("key", ["aaaaaa", "전략", "<script>", "p" * 500, "%00"])
def test_part_that_is_none_any_more_is_said(client, note, key):
    page = read(client, f"/comments/{note.pk}/new/?part={percent_encoded(key)}")

    assert "답하려던 문단이 그사이 바뀌었어요." in page
    assert 'name="body"' in page and 'name="quote"' not in page
    assert "<script>alert" not in page


def test_whole_text_is_there_to_choose_from(client, note, make_comment):
    make_comment(note, quote="짧은 문단.")
    address = f"/comments/{note.pk}/new/?part="
    assert f'<a href="{address}">글의 한 문장을 골라 답하기</a>' in read(
        client, note.get_absolute_url()
    )

    page = read(client, address)

    keys = [part.key for part in text_of(note).parts]
    assert re.findall(rf'href="{re.escape(address)}([\w-]+)"', page) == keys
    assert "tabindex=-1" not in page and "class=answers" not in page
    Note.objects.update(is_open_for_comments=False)
    assert client.get(address).status_code == 403


def test_reply_can_quote_too(client, note, make_comment):
    comment = make_comment(note)
    key = text_of(note).parts[1].key

    page = read(client, f"/comments/{note.pk}/new/{comment.pk}/?part={key}")

    assert f'name="parent" value="{comment.pk}"' in page
    assert 'name="quote" value="짧은 문단." checked' in page


# Sending ------------------------------------------------------------------------------------------


def test_quote_is_stored_and_shown_with_a_link_to_its_place(client, note, send, known_reader):
    response = send(note, quote=STRATEGY, **known_reader)

    comment = Comment.objects.get(quote=STRATEGY)
    assert response.status_code == 303 and comment.is_public
    page = read(Client(), note.get_absolute_url())
    place = f"#p-{key_of(note, STRATEGY)}"
    assert f'<blockquote><a href="{place}">{STRATEGY}</a></blockquote>' in page
    assert f" id={place[1:]}>" in page


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", STRATEGY),
        f"  {STRATEGY}\r\n",
        STRATEGY.replace(" ", "\n"),
        STRATEGY.replace("같이", "\u200b같\u202e이"),
    ],
)
def test_quote_is_stored_on_one_line_in_nfc(note, send, typed):
    assert send(note, quote=typed).status_code == 303

    assert Comment.objects.get().quote == STRATEGY


@pytest.mark.parametrize(
    "forged",
    [
        "글쓴이는 이런 말을 한 적이 없다.",
        "혼자 하는 전략을 같이 하는 것으로 바꿉니다.",
        "혼자 하는 **전략(戰略)**을",
        "<b>전략</b>",
        "짧은 문단. 저는 사기꾼입니다.",
        "A" * LONGEST_QUOTE,
    ],
)
def test_nobody_puts_words_into_the_authors_mouth(note, send, forged):
    response = send(note, quote=forged, body="제가 한 말은 그대로 있어야 해요.")

    page = response.content.decode()
    assert response.status_code == 422 and not Comment.objects.exists()
    assert "인용한 문장을 이 글에서 찾지 못했어요. 다시 보내면 인용 없이 올라가요." in page
    assert "제가 한 말은 그대로 있어야 해요.</textarea>" in page
    assert 'name="quote"' not in page  # so that it is gone when this form is sent


def test_words_across_two_paragraphs_are_no_quote(make_note, send):
    note = make_note(body="첫 문단의 끝\n\n둘째 문단의 처음", slug="둘")

    for between in ("", " ", "\n"):
        assert send(note, quote=f"첫 문단의 끝{between}둘째 문단의 처음").status_code == 422


def test_quote_that_is_too_long_is_refused_with_the_number(make_note, send):
    note = make_note(body="가 " * 400, slug="긴-글")

    response = send(note, quote="가 " * 200)

    assert response.status_code == 422
    assert f"인용은 {LONGEST_QUOTE}자까지" in response.content.decode()


def test_longest_quote_is_counted_in_letters_as_people_see_them(make_note, send):
    flags = "🇰🇷" * LONGEST_QUOTE
    note = make_note(body=f"{flags} 깃발", slug="깃발")

    assert send(note, quote=flags).status_code == 303
    assert Comment.objects.get().quote == flags


def test_preview_and_faulty_form_keep_the_quote(note, send):
    preview = send(note, quote=STRATEGY, preview="1").content.decode()
    faulty = send(note, quote=STRATEGY, name="").content.decode()

    assert f"<blockquote>{STRATEGY}</blockquote>" in preview
    for page in (preview, faulty):
        assert f'name="quote" value="{STRATEGY}" checked' in page
        assert "인용하지 않기" in page
    assert not Comment.objects.exists()


def test_markup_in_a_quote_is_text_everywhere(make_note, client, moderator_client, send):
    words = "<script>alert(1)</script> & \"<b>'둘'</b>\""
    note = make_note(body=f"{words.replace('<', '&lt;')} 이라고 적는다.", slug="적는다")
    key = text_of(note).parts[0].key
    visitor = Client()

    pages = [read(visitor, f"/comments/{note.pk}/new/?part={key}")]
    pages.append(send(note, quote=words, preview="1").content.decode())
    assert send(note, client=visitor, quote=words).status_code == 303
    pages += [read(visitor, note.get_absolute_url()), read(moderator_client, "/moderation/")]
    Comment.objects.get().approve(None)
    pages.append(read(Client(), note.get_absolute_url()))

    for page in pages:
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&lt;b&gt;&#x27;둘" in page
        assert "<script>alert" not in page and "<b>'" not in page


def test_moderators_see_what_was_quoted(moderator_client, note, send):
    send(note, quote=STRATEGY, client=Client())

    assert f"글에서 인용: {STRATEGY}" in read(moderator_client, "/moderation/")


def test_feed_quotes_before_the_comment(client, note, make_comment):
    make_comment(note, quote=STRATEGY, body="저도요.")

    entry = feedparser.parse(client.get(f"{note.get_absolute_url()}feed/").content).entries[0]

    quoted = f"<blockquote><p>{STRATEGY}</p></blockquote>"
    assert entry.content[0].value == f"{quoted}<p>저도요.</p>"
    assert entry.summary == "저도요."


# Edits --------------------------------------------------------------------------------------------


@pytest.fixture
def publish(moderator):
    def publish_text(note, body):
        """By the desk, as an author does."""
        note = Note.objects.get(pk=note.pk)
        draft = saving.draft_of(note)
        posted = saving.words_now(draft) | {"body": body, "state": draft.state}
        form, _draft = saving.submit(note, moderator, posted, PUBLISH)
        assert form.is_valid(), form.errors

    return publish_text


def test_quote_survives_edits_or_says_that_its_words_are_gone(client, note, publish, make_comment):
    make_comment(note, quote=STRATEGY)
    gone = f"<blockquote>{STRATEGY} <small>원문이 바뀜</small></blockquote>"
    address = note.get_absolute_url()

    publish(note, f"새 첫 문단.\n\n앞말이 붙었다. *혼자* 하는 전략(戰略)을{BODY[17:]}")
    moved = read(client, address)
    publish(note, "모두 새로 썼다.")
    changed = read(client, address)
    publish(note, BODY)
    restored = read(client, address)

    assert "원문이 바뀜" not in moved and "class=answers" in moved
    assert gone in changed and "class=answers" not in changed
    assert gone not in restored and "class=answers" in restored


def test_words_of_a_text_that_readers_had_can_be_quoted(note, publish, send):
    publish(note, "모두 새로 썼다.")

    assert send(note, quote=STRATEGY).status_code == 303


def test_words_that_readers_never_saw_cannot_be_quoted(note, moderator, send):
    note.revisions.create(body="아직 아무도 못 본 말이다.", is_public=False, by=moderator)

    assert send(note, quote="아직 아무도 못 본 말이다.").status_code == 422


def test_what_is_written_of_a_planned_number_cannot_be_read_or_guessed(client, note, send):
    key = key_of(note, STRATEGY)
    note.revisions.create(body=BODY, is_public=True)
    Note.objects.update(status=Note.PLANNED)

    pages = [read(client, f"/comments/{note.pk}/new/?part={each}") for each in ("", key)]
    pages.append(read(client, note.get_absolute_url()))
    refused = send(note, quote=STRATEGY)

    assert refused.status_code == 422
    assert all("전략(戰略)" not in page and "?part=" not in page for page in pages)


def test_earlier_texts_are_asked_only_for_words_that_are_gone(
    note, send, django_assert_max_num_queries
):
    with django_assert_max_num_queries(99) as asked:
        send(note, quote=STRATEGY)

    assert not [one for one in asked if "notes_revision" in one["sql"]]


def test_both_pages_say_within_a_second_that_the_text_has_changed(
    note, publish, make_comment, make_cache, clock
):
    for _one_more in range(ON_NOTE_PAGE):
        make_comment(note)
    make_comment(note, quote="짧은 문단.")
    cache = make_cache()
    pages = [note.get_absolute_url(), f"{note.get_absolute_url()}comments/"]
    for page in pages:
        ask(cache, page)
        assert ask(cache, page).is_hit
    assert "원문이 바뀜" not in ask(cache, pages[1]).text

    publish(note, "모두 새로 썼다.")
    clock.now += LOOK_EVERY

    assert "class=answers" not in ask(cache, pages[0]).text
    assert "원문이 바뀜" in ask(cache, pages[1]).text


# What it costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 60, 1000])
def test_answers_of_a_text_cost_no_query(client, note, count, django_assert_num_queries):
    quoting(note, count)
    Site.objects.current()

    with django_assert_num_queries(4 if count <= AT_ONCE else 5):
        page = read(client, note.get_absolute_url())

    assert f"data-count={count} " in page


def test_thousand_quoting_comments(client, note, django_assert_num_queries):
    quoting(note, 1000)
    address = f"{note.get_absolute_url()}comments/"
    read(client, address)

    with django_assert_num_queries(4):  # the note, the site, the comments, the note's text
        page = read(client, address)

    assert page.count('<blockquote><a href="') == 1000


def test_long_text_is_linked_in_no_time(make_note):
    sentence = "혼자 하던 **전략(戰略)**을 [친구](/a)와 같이 하는 일로 바꾸는 이야기다. "
    html = render("\n\n".join(f"{k}번째다. {sentence * 4}" for k in range(60))).html
    began = perf_counter()

    found = Text(html).parts

    assert len(found) == 60
    assert perf_counter() - began < 0.05


def quoting(note, count):
    comments = [
        Comment(
            note=note, name="독자", body=f"{k}번째 말", quote=STRATEGY[k % 3 :], status="published"
        )
        for k in range(count)
    ]
    for comment in comments:
        comment.prepare()
    Comment.objects.bulk_create(comments)
    Note.objects.filter(pk=note.pk).update(comment_count=count)
