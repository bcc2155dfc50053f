"""What the mails say, and that nobody's words get into their head or their HTML."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from comments.mail.letters import LONGEST_TEXT, published_letter, reply_letter, slip_letter
from comments.models import Comment, MailAddress
from notes.models import Note, Site
from notes.text import grapheme_length

pytestmark = pytest.mark.django_db
READER = "reader@example.com"
INJECTED = "\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"


@pytest.fixture
def address(confirmed):
    return confirmed(READER)


@pytest.fixture
def answered(make_note, make_comment):
    """An answer by somebody, whose row may then be anything that a database can hold."""
    question = make_comment(make_note("같이 시작하기"), email=READER, wants_mail=True)
    return make_comment(parent=question, name="이답변")


def raw(model, row, **columns):
    """As an import or another program might have left it: past everything that cleans."""
    model.objects.filter(pk=row.pk).update(**columns)


def every_letter(comment, address, **of_note) -> list[EmailMessage]:
    comment = Comment.objects.select_related("note__series", "parent__note").get(pk=comment.pk)
    for note in (comment.note, comment.parent.note):
        vars(note).update(of_note)
    stranger = MailAddress(pk=address.pk, email=address.email)
    return [
        slip_letter(comment, stranger),
        slip_letter(comment.parent, stranger),
        reply_letter(comment, address),
        published_letter(comment, address),
    ]


def test_each_mail_is_short_korean_and_both_text_and_html(answered, address):
    for letter in every_letter(answered, address):
        (html, kind) = letter.alternatives[0]
        assert kind == "text/html"
        assert "같이 시작하기" in letter.subject
        assert '<html lang="ko">' in html
        assert len(letter.body) < 1000
        for outside in ("<img", "http-equiv", "@import", "url(", "src="):
            assert outside not in html
        links = {word for word in letter.body.split() if word.startswith("http")}
        assert all(link in html for link in links)
        assert all(link.startswith("http://127.0.0.1:8000/") for link in links)


def test_no_letter_of_a_row_ends_a_header_or_a_tag(answered, address):
    raw(Note, answered.note, title=f"제목{INJECTED}")
    raw(Comment, answered, name=f"이름{INJECTED}", body_html="<p>&lt;b&gt;말&lt;/b&gt;</p>")
    raw(Site, Site.objects.current(), name=f"글방{INJECTED}")

    for letter in every_letter(answered, address):
        message = letter.message()
        assert message["Bcc"] is None
        assert message.get_all("Subject") and "\n\n" not in message["Subject"]
        html = letter.alternatives[0][0]
        assert "<script>" not in html
        assert "<b>말</b>" not in html
        letter.send()
    assert len(mail.outbox) == 4
    assert {tuple(sent.recipients()) for sent in mail.outbox} == {(READER,)}


def test_title_of_ten_thousand_letters_is_cut(answered, address):
    for letter in every_letter(answered, address, title="가" * 10_000):
        assert "가" * 59 + "…" in letter.subject
        assert "가" * 61 not in letter.body + letter.alternatives[0][0]
        assert max(map(len, letter.message().as_bytes().splitlines())) <= 998


def test_long_answer_is_cut_where_a_letter_ends(answered, address):
    raw(Comment, answered, body_html="<p>" + "👨‍👩‍👧‍👦" * 1000 + "</p>")

    text = reply_letter(Comment.objects.get(pk=answered.pk), address).body
    (quoted,) = [line for line in text.split("\n") if line.startswith("> ")]
    assert grapheme_length(quoted.removeprefix("> ")) == LONGEST_TEXT
    assert quoted.endswith("👨‍👩‍👧‍👦…")


def test_each_line_of_an_answer_is_quoted(answered, address):
    answered.body = "첫째 줄\n둘째 줄\n\n- 셋째\n- https://example.com/에서"
    answered.save()

    text = reply_letter(Comment.objects.get(pk=answered.pk), address).body
    assert "> 첫째 줄\n> 둘째 줄\n> 셋째\n> https://example.com/에서\n\n답글 보러 가기" in text


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("reader@예시.한국", "reader@xn--vv4b11d.xn--3e0b707e"),
        ('"a,b"@example.com', '"a,b"@example.com'),
        ("o'brien+news@example.com", "o'brien+news@example.com"),
    ],
)
def test_odd_addresses_arrive(mail_server, work, send, make_note, typed, sent):
    assert send(make_note(), email=typed).status_code == 303

    assert work() == ["sent"]

    assert mail_server.letters[0].recipients == [sent]


@pytest.mark.parametrize(
    "typed",
    [
        "reader@example.com\nBcc: victim@example.com",
        "reader@example.com, victim@example.com",
        "reader@example.com>\r\nRCPT TO:<victim@example.com",
        "김독자 <reader@example.com>",
    ],
)
def test_two_addresses_in_one_field_are_none(mail_server, work, send, make_note, typed):
    assert send(make_note(), email=typed).status_code == 422
    assert work() == []


def test_host_in_hangul_is_ascii_in_the_head(answered, address, settings):
    settings.SITE_URL = "https://글방.한국"

    message = reply_letter(Comment.objects.get(pk=answered.pk), address).message()

    assert message["Message-ID"] == f"<reply-{answered.pk}@xn--bj0bo2y.xn--3e0b707e>"
    stop = str(message["List-Unsubscribe"]).strip()
    assert stop.startswith("<https://xn--bj0bo2y.xn--3e0b707e/comments/mail/")


def test_operators_own_name_stands_before_the_address(answered, address, settings):
    settings.DEFAULT_FROM_EMAIL = "편집부 <desk@example.com>"

    letter = reply_letter(Comment.objects.get(pk=answered.pk), address)

    assert letter.from_email == "편집부 <desk@example.com>"


def test_mails_are_english_on_an_english_site(english, answered, address):
    subjects = [letter.subject for letter in every_letter(answered, address)]

    assert subjects == [
        "The slip of your comment: “같이 시작하기”",
        "Would you like news of answers? “같이 시작하기”",
        "Your comment on “같이 시작하기” was answered",
        "Your comment on “같이 시작하기” is up",
    ]


def test_nfd_title_arrives_composed(answered, address):
    raw(Note, answered.note, title="전략")

    letter = reply_letter(Comment.objects.get(pk=answered.pk), address)

    assert letter.subject == "‘전략’에 남긴 댓글에 답글이 달렸어요"
