"""The form: a name and the words first, everything else unfolds, and all that was typed comes back."""

import html5lib
import pytest

from comments.models import Comment

WANTS_MAIL = "답글이 달리면 메일로 알려 주세요"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def form_of(response):
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return tree.find(".//form[@id='comment-form']")


def names(element) -> list[str]:
    fields = [each for each in element.iter() if each.tag in ("input", "textarea", "button")]
    return [
        each.get("name") for each in fields if each.get("name") and each.get("type") != "hidden"
    ]


def chosen(form) -> list[str]:
    return [each.get("value") for each in form.findall(".//input[@name='kind'][@checked]")]


@pytest.fixture
def form(client, make_note):
    return form_of(client.get(make_note().get_absolute_url()))


def test_form_asks_for_a_name_and_the_words(form):
    [more] = form.findall("details")
    folded = names(more)

    assert [name for name in names(form) if name not in folded] == [
        "name", "body", "subject", "preview",
    ]  # fmt: skip
    assert folded == ["kind"] * 5 + ["email", "wants_mail", "website"]
    assert "open" not in more.attrib


def test_form_offers_every_kind_and_chooses_a_thought(form):
    fieldset = form.find("details/fieldset")

    assert fieldset.find("legend").text == "어떤 댓글인가요?"
    labels = ["".join(label.itertext()).strip() for label in fieldset.findall("label")]
    assert labels == ["생각", "질문", "반론", "사례", "해봤다"]
    assert chosen(form) == [Comment.THOUGHT]


@pytest.mark.parametrize(
    ("query", "kind", "is_open"),
    [("?kind=question", "question", True), ("?kind=thought", "thought", False)]
    + [(query, "thought", False) for query in ("", "?kind=", "?kind=nothing", "?kind=질문")],
)
def test_link_may_choose_the_kind(client, make_note, query, kind, is_open):
    form = form_of(client.get(f"/comments/{make_note().pk}/new/{query}"))

    assert chosen(form) == [kind]
    assert ("open" in form.find("details").attrib) == is_open


def test_link_may_choose_the_kind_of_an_answer(client, make_comment):
    comment = make_comment()

    form = form_of(client.get(f"/comments/{comment.note_id}/new/{comment.pk}/?kind=objection"))

    assert chosen(form) == ["objection"]


@pytest.mark.parametrize("fault", [{"body": ""}, {"email": "틀린 주소"}, {"preview": "1"}])
def test_everything_typed_comes_back(make_note, send, fault):
    typed = {"name": "이웃", "kind": "tried", "email": "neighbour@example.com", "wants_mail": "1"}

    form = form_of(send(make_note(), **typed | fault))

    assert chosen(form) == ["tried"]
    assert form.find(".//input[@name='wants_mail']").get("checked") is not None
    assert form.find(".//input[@name='email']").get("value") == (typed | fault)["email"]
    assert "open" in form.find("details").attrib


def test_details_stay_closed_where_nothing_is_in_them(make_note, send):
    form = form_of(send(make_note(), body=""))

    assert "open" not in form.find("details").attrib


def test_kind_and_wish_for_mail_are_stored(make_note, send):
    note = make_note()
    send(note, kind="question", email="neighbour@example.com", wants_mail="1")

    [comment] = note.comments.all()
    assert (comment.kind, comment.wants_mail) == ("question", True)


def test_mail_is_promised_only_where_it_can_be_sent(client, make_note, settings):
    note = make_note()
    pages = [note.get_absolute_url(), f"/comments/{note.pk}/new/"]
    for page in pages:
        assert WANTS_MAIL in client.get(page).content.decode()

    settings.EMAIL_BACKEND = CONSOLE

    for page in pages:
        form = client.get(page).content.decode()
        assert WANTS_MAIL not in form and "공개하지 않아요." in form


def test_preview_shows_the_kind_and_the_avatar(make_note, send):
    page = send(make_note(), name="민수", kind="question", preview="1").content.decode()

    preview = page.partition("comment--preview")[2].partition("</article>")[0]
    assert 'data-a="민">민수</b>' in preview
    assert '<span class="p-category">질문</span>' in preview


def test_preview_of_a_thought_names_no_kind(make_note, send):
    assert "p-category" not in send(make_note(), preview="1").content.decode()


def test_answered_comment_is_shown_as_it_is(client, make_comment):
    comment = make_comment(name="민수", kind="objection")

    page = client.get(f"/comments/{comment.note_id}/new/{comment.pk}/").content.decode()

    quoted = page.partition("<blockquote")[2].partition("</blockquote>")[0]
    assert f'a{comment.avatar}" data-a="민">민수</b>' in quoted
    assert "반론" in quoted
