"""Korean is what the site is written in; the English catalogue must not fall behind it."""

import ast
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import templatize

from comments.models import Comment, LogEntry
from comments.moderation.mail_tokens import decide_url
from comments.slips import slip_url
from comments.tokens import make_token
from notes.desk.roles import AUTHOR
from notes.models import Author, Invitation, Site
from socialstrategy import account

HOUSE = site_settings.BASE_DIR
CATALOGUE = Path("en", "LC_MESSAGES", "django.po")
CODE = ("notes", "comments", "socialstrategy")
HANGUL = re.compile(r"[가-힣ㄱ-ㆎ\u1100-\u11ff]")
PLACEHOLDER = re.compile(r"%%s|%(?:\(\w+\))?[sdf]")

ONE_WORD = {"_", "gettext", "gettext_lazy", "gettext_noop"}
WITH_PLURAL = {"ngettext", "ngettext_lazy"}
# What `templatize` writes for a tag; everything else in its answer is blanked out.
TEMPLATE_CALL = re.compile(r"(?:n?gettext|_)\([u\"'].*?[\"'](?:, count)?\) ")


def _messages(source: str):
    """(singular, plural or "") of every literal that is handed to gettext, inside f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in ONE_WORD | WITH_PLURAL:
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if words and isinstance(words[0], str):
            yield words[0], words[1] if name in WITH_PLURAL else ""


def _messages_of_template(source: str):
    # The blank keeps the last call whole when nothing follows it.
    return _messages(";".join(TEMPLATE_CALL.findall(templatize(source) + " ")))


def _used() -> dict[tuple[str, str], Path]:
    used = {}
    for path in sorted((HOUSE / "templates").rglob("*.*")):
        found = _messages_of_template(path.read_text(encoding="utf-8"))
        used.update((message, path) for message in found)
    for folder in CODE:
        for path in sorted((HOUSE / folder).rglob("*.py")):
            found = _messages(path.read_text(encoding="utf-8"))
            used.update((message, path) for message in found)
    return used


@pytest.fixture(scope="module")
def used():
    return _used()


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(HOUSE / "locale" / CATALOGUE))


def _texts(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_way_to_mark_a_sentence_is_found():
    python = """f"<b>{_('하나')}</b>", ngettext("둘", "둘들", n), gettext("이어"  "짐"), _(name)"""
    template = (
        '{% translate "100% (셋)" %}{% translate \'넷\' as title %}{{ _("다섯") }}'
        "{% blocktranslate count counter=n trimmed %}\n  여섯 {{ counter }}\n"
        "{% plural %} 여섯들 {{ counter }} {% endblocktranslate %}"
    )

    assert set(_messages(python)) == {("하나", ""), ("둘", "둘들"), ("이어짐", "")}
    assert list(_messages_of_template(template)) == [
        ("100%% (셋)", ""),
        ("넷", ""),
        ("다섯", ""),
        ("여섯 %(counter)s", "여섯들 %(counter)s"),
    ]


def test_everything_that_is_marked_has_english(used, catalogue):
    there = {(entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}

    assert used
    assert [f"{path.name}: {m[0]}" for m, path in used.items() if m not in there] == []


def test_nothing_is_translated_that_nobody_says(used, catalogue):
    assert [e.msgid for e in catalogue if (e.msgid, e.msgid_plural) not in used] == []


def test_no_translation_is_empty_or_a_guess(catalogue):
    assert [e.msgid for e in catalogue if e.fuzzy or e.obsolete or not all(_texts(e))] == []
    assert [e.msgid for e in catalogue if e.msgid_plural and len(_texts(e)) != 2] == []


def test_placeholders_come_through(catalogue):
    def placeholders(text):
        return Counter(PLACEHOLDER.findall(text))

    for entry in catalogue:
        for text in _texts(entry):
            assert placeholders(text) == placeholders(entry.msgid), entry.msgid
            # What joins two pieces of a sentence.
            assert text[-1].isspace() == entry.msgid[-1].isspace(), entry.msgid


def test_english_has_no_hangul(catalogue):
    assert [text for e in catalogue for text in _texts(e) if HANGUL.search(text)] == []


def test_english_may_stand_in_an_attribute(catalogue):
    """Templates print a translated literal as it is."""
    assert [text for e in catalogue for text in _texts(e) if re.search(r"[\"'<&]", text)] == []


def test_header_says_what_it_must_and_names_nobody(catalogue):
    assert catalogue.metadata == {
        "Project-Id-Version": "Social Strategy",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }


def test_months_are_written_out():
    night = datetime(2011, 4, 6, 15, 16, tzinfo=UTC)
    template = Template('{{ at|date:"SHORT_DATE_FORMAT" }} / {{ at|date:"SHORT_DATETIME_FORMAT" }}')

    with translation.override("en"):
        assert template.render(Context({"at": night})) == "Apr 7, 2011 / Apr 7, 2011, 12:16 a.m."


# A whole English site ---------------------------------------------------------------------------


@pytest.fixture
def site(english, make_series, make_note, make_comment):
    """All that people wrote is English: whatever is Korean on a page was said by us."""
    site = Site.objects.current()
    site.name, site.tagline, site.about = "Social Strategy", "Begin together", "Numbered **notes**."
    site.save()
    author = Author.objects.create(name="Author")
    series = make_series(title="Strategy", slug="strategy", description="One after another.")
    words = {"body": "## First\n\nText.\n\n## Second\n\nMore.", "author": author}
    for title in ("Beginnings", "Together"):
        note = make_note(title, series=series, tags=["tag"], first_published_in="Notes", **words)
    first = make_comment(note, name="Reader", body="Well said.")
    make_comment(note, name="Author", body="Thank you.", is_by_author=True, parent=first)
    make_comment(note, name="Guest", body="Well read.", parent=first)
    gone = make_comment(note, name="Reader", body="Not so well said.")
    make_comment(note, name="Friend", body="Why?", parent=gone)
    gone.remove(None)
    verdict = {"check": "honeypot", "reason": "Reason", "action": "spam", "weight": 0}
    make_comment(note, name="Robot", body="Buy.", status=Comment.HELD, verdicts=[verdict])
    return note


def _page(response) -> str:
    page = response.content.decode()
    found = HANGUL.search(page)
    assert found is None, page[max(found.start() - 200, 0) : found.end() + 100]
    assert '<html lang="en">' in page
    return page


def test_front_page_is_english(client, site):
    page = _page(client.get("/"))

    assert "Skip to the text" in page
    assert "New notes" in page


def test_note_with_its_comments_is_english(client, site):
    page = _page(client.get(site.get_absolute_url()))

    assert "4 comments" in page
    assert "This comment was removed." in page
    assert "in reply to Reader" in page
    assert "You are replying to %s." in page
    assert "Post comment" in page


def test_login_page_is_english(client, site):
    assert "Sign in" in _page(client.get("/account/login/"))
    assert "Username" in _page(client.post("/account/login/", {"username": "owner"}))


def test_other_pages_are_english(client, site):
    year = f"/archive/{site.published_at:%Y}/"
    month = f"{year}{site.published_at.month}/"
    form = f"/comments/{site.pk}/new/"
    lists = "/notes/ /series/ /series/strategy/ /archive/ /tags/ /tags/tag/ /about/ /nowhere/"

    for address in (*lists.split(), year, month, form, account.owner_link()):
        assert "Archive" in _page(client.get(address))


def test_comment_that_cannot_be_posted_yet_is_answered_in_english(client, site):
    address = f"/comments/{site.pk}/"
    sent = {"name": "Guest", "body": "A word from me."}

    assert "How it will look" in _page(client.post(address, sent))
    assert "Please write something." in _page(client.post(address, sent | {"body": ""}))
    assert "Name: up to " in _page(client.post(address, sent | {"name": "long " * 200}))


def test_held_comment_is_explained_in_english(client, site):
    sent = {"name": "Guest", "body": "A word from me.", "token": make_token(site.pk)}
    client.post(f"/comments/{site.pk}/", sent)

    page = _page(client.get(site.get_absolute_url()))

    assert "Waiting for review." in page
    assert "A person reads everyone’s first comment before it goes up." in page


def test_slip_of_a_comment_is_english(client, site):
    sent = {"name": "Guest", "body": "A word from me.", "token": make_token(site.pk)}
    client.post(f"/comments/{site.pk}/", sent)
    comment = Comment.objects.latest("pk")

    for status in ("held", "spam", "removed", "published"):
        Comment.objects.filter(pk=comment.pk).update(status=status)
        assert "Get my data" in _page(client.get(slip_url(comment)))
        assert "My comments" in _page(client.get("/comments/mine/"))
    assert "Delete this comment?" in _page(client.get(f"{slip_url(comment)}delete/"))
    slip = slip_url(comment)
    comment.delete()
    assert "no such slip" in _page(client.get(slip))
    assert "This note is not here" in _page(client.post("/comments/999999/", sent))


def test_moderators_room_is_english(moderator_client, site):
    page = _page(moderator_client.get("/moderation/"))

    assert "Review comments" in page
    assert "Spam: Reason" in page


def test_log_figures_and_mail_of_moderators_are_english(moderator_client, moderator, site):
    held = Comment.objects.get(name="Robot")
    held.approve(moderator).undo(moderator)
    LogEntry.note_down(LogEntry.ADDRESSES_CUT, comments=2, days=30)
    held = Comment.objects.get(pk=held.pk)
    link = decide_url(moderator, held, held.decisions.last().pk)
    pages = {
        "/moderation/log/": "moderator approved the comment of Robot.",
        "/moderation/figures/": "Held, then approved",
        "/moderation/mail/": "How often should it come?",
        link.removeprefix(site_settings.SITE_URL): "What should become of this comment?",
        "/moderation/mail/x/": "This link does not work",
    }

    for address, words in pages.items():
        page = BeautifulSoup(_page(moderator_client.get(address)), "html.parser")
        assert words in " ".join(page.text.split())


def test_owners_rooms_are_english(moderator_client, moderator, site, make_user):
    other = make_user("other")
    link = Invitation.objects.create(account=other, created_by=moderator)
    invitation = Invitation.objects.create(roles=[AUTHOR], created_by=moderator)
    addresses = ["/desk/people/", "/desk/people/invite/", f"/desk/people/{other.pk}/"]
    addresses += ["/account/password/", link.get_absolute_url(), invitation.get_absolute_url()]

    for address in addresses:
        assert "Archive" in _page(moderator_client.get(address))
    assert "Never signed in" in _page(moderator_client.get("/desk/people/"))
    assert "Revoke link" in _page(moderator_client.get(f"/desk/people/{other.pk}/"))
