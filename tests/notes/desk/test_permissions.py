"""Every address behind the login, every kind of person: who is let in.

A new address without a line in `TABLE` fails `test_no_address_is_forgotten`. A line: the address'
name, what stands in it (a key of `OBJECTS`), and what GET/POST answer to each kind of person.

    in      let in: the page, or what was sent is taken or refused in a form (200, 302, 409, 422)
    405     let in, but not by this method
    no      403, the page that says so
    404     not there: somebody else's note
    410     a link that is dead
    login   to the login
    back    403, with everything that was typed and a button to send it again
"""

import itertools
from copy import deepcopy
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from comments.desk import urls as desk_comments_urls
from comments.models import Comment, Rule
from comments.moderation import urls as moderation_urls
from comments.moderation.mail_tokens import decide_url, stop_url
from comments.takedowns import take_down
from notes.desk import urls as desk_urls
from notes.desk.roles import AUTHOR, EDITOR, MODERATOR, OWNER
from notes.images import store
from notes.models import Invitation, Note, Revision, Site
from socialstrategy import account
from socialstrategy import urls as site_urls
from tests.notes.desk.conftest import employ
from tests.pictures import file_of, gradient

pytestmark = pytest.mark.django_db

# "own" is the author of whatever is in the address, "author" another one.
PEOPLE = "owner editor own author moderator nobody stranger".split()
TABLE = """
# address                     object      owner    editor   own      author   moderator nobody  stranger
desk:home                     -           in/405   in/405   in/405   in/405   no/no    no/no    login/back
desk:note_create              -           in/in    in/in    in/in    in/in    no/no    no/no    login/back
desk:note_edit                note        in/in    in/in    in/in    404/404  no/no    no/no    login/back
desk:draft_keep               note        405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:draft_discard            note        405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:note_checklist           note        in/405   in/405   in/405   404/405  no/no    no/no    login/back
desk:note_delete              note        in/in    in/in    in/in    404/404  no/no    no/no    login/back
desk:note_withdraw            note        405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:numbers                  -           in/405   in/405   in/405   in/405   no/no    no/no    login/back
desk:numbers_note             note        in/405   in/405   in/405   404/405  no/no    no/no    login/back
desk:note_merge               note        405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:revision_list            note        in/405   in/405   in/405   404/405  no/no    no/no    login/back
desk:revision_detail          revision    in/405   in/405   in/405   404/405  no/no    no/no    login/back
desk:revision_restore         revision    405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:picture_list             -           in/405   in/405   in/405   in/405   no/no    no/no    login/back
desk:picture_create           -           in/in    in/in    in/in    in/in    no/no    no/no    login/back
desk:picture_describe         -           in/in    in/in    in/in    in/in    no/no    no/no    login/back
desk:picture_edit             picture     in/in    in/in    in/in    in/no    no/no    no/no    login/back
desk:picture_delete           picture     in/in    in/in    in/in    no/no    no/no    no/no    login/back
desk:picture_upload           -           405/in   405/in   405/in   405/in   no/no    no/no    login/back
desk:preview_create           -           405/in   405/in   405/in   405/in   no/no    no/no    login/back
desk:token_detail             -           in/405   in/405   in/405   in/405   no/no    no/no    login/back
desk:preview_show             note        in/405   in/405   in/405   404/405  no/no    no/no    login/back
desk:preview_link_create      note        405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:preview_link_revoke      preview     405/in   405/in   405/in   405/404  no/no    no/no    login/back
desk:note_pin                 note        405/in   405/in   no/no    no/no    no/no    no/no   login/back
desk:series_list              -           in/405   in/405   no/no    no/no    no/no    no/no   login/back
desk:series_create            -           in/in    in/in    no/no    no/no    no/no    no/no   login/back
desk:series_edit              series      in/in    in/in    no/no    no/no    no/no    no/no   login/back
desk:series_delete            series      405/in   405/in   no/no    no/no    no/no    no/no   login/back
desk:series_order             series      in/in    in/in    no/no    no/no    no/no    no/no   login/back
desk:series_plan              series      405/in   405/in   no/no    no/no    no/no    no/no   login/back
desk:series_plan_rename       planned     405/in   405/in   no/no    no/no    no/no    no/no   login/back
desk:series_plan_drop         planned     405/in   405/in   no/no    no/no    no/no    no/no   login/back
desk:site                     -           in/in    no/no    no/no    no/no    no/no    no/no   login/back
desk:people                   -           in/405   no/no    no/no    no/no    no/no    no/no    login/back
desk:person_edit              person      in/in    no/no    no/no    no/no    no/no    no/no    login/back
desk:person_shut              person      405/in   no/no    no/no    no/no    no/no    no/no    login/back
desk:person_open              person      405/in   no/no    no/no    no/no    no/no    no/no    login/back
desk:person_password_link     person      405/in   no/no    no/no    no/no    no/no    no/no    login/back
desk:invitation_create        -           in/in    no/no    no/no    no/no    no/no    no/no    login/back
desk:invitation_revoke        invitation  405/in   no/no    no/no    no/no    no/no    no/no    login/back
desk_comments:discussion_edit note        in/in    in/in    in/in    404/404  no/no    no/no    login/back
moderation:queue              -           in/405   no/no    no/no    no/no    in/405   no/no    login/login
moderation:decision_create    comment     405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:beside             -           405/404  no/no    no/no    no/no    405/404  no/no    login/login
moderation:decision_undo      decision    405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:takedown_list      -           in/405   no/no    no/no    no/no    in/405   no/no    login/login
moderation:takedown_create    comment     in/in    no/no    no/no    no/no    in/in    no/no    login/login
moderation:takedown_end       takedown    405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:akismet            -           in/in    no/no    no/no    no/no    no/no    no/no    login/login
moderation:akismet_remove     -           405/in   no/no    no/no    no/no    no/no    no/no    login/login
moderation:people             -           in/in    no/no    no/no    no/no    no/no    no/no    login/login
moderation:person_export      -           405/in   no/no    no/no    no/no    no/no    no/no    login/login
moderation:person_erase       -           405/in   no/no    no/no    no/no    no/no    no/no    login/login
moderation:decisions_create   -           405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:batch_undo         batch       405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:rule_list          -           in/405   no/no    no/no    no/no    in/405   no/no    login/login
moderation:rule_create        -           in/in    no/no    no/no    no/no    in/in    no/no    login/login
moderation:rule_edit          rule        in/in    no/no    no/no    no/no    in/in    no/no    login/login
moderation:rule_delete        rule        405/in   no/no    no/no    no/no    405/in   no/no    login/login
moderation:judge              -           in/in    no/no    no/no    no/no    in/no    no/no    login/login
moderation:log                -           in/405   no/no    no/no    no/no    in/405   no/no    login/login
moderation:figures            -           in/405   no/no    no/no    no/no    in/405   no/no    login/login
moderation:mail_choice        -           in/in    no/no    no/no    no/no    in/in    no/no    login/login
moderation:mail_decision      mailed      in/in    in/in    in/in    in/in    in/in    in/in    in/in
moderation:mail_stop          mail_stop   in/in    in/in    in/in    in/in    in/in    in/in    in/in
comments:question_answer      question    in/in    in/in    in/in    no/no    in/in      no/no    login/login
account_home                  -           in/405   in/405   in/405   in/405   in/405   in/405   login/login
account_login                 -           in/in    in/in    in/in    in/in    in/in    in/in    in/in
account_logout                -           405/in   405/in   405/in   405/in   405/in   405/in   405/in
account_password              -           in/in    in/in    in/in    in/in    in/in    in/in    login/login
account_invitation            link        in/in    in/in    in/in    in/in    in/in    in/in    in/in
account_owner                 owner_link  410/410  410/410  410/410  410/410  410/410  410/410  410/410
"""
ROWS = [line.split() for line in TABLE.strip().splitlines() if not line.startswith("#")]
NAMES = [row[0] for row in ROWS]
IN = {200, 302, 303, 409, 422}
# The signed address is the proof there: neither session nor token.
SIGNED = {"moderation:mail_decision", "moderation:mail_stop"}


@pytest.fixture(scope="module")
def people(of_module):
    """By the name of their kind: who it is, and the cookies of a browser that has signed in."""
    users = {
        "owner": employ(of_module.make_user("주인장"), OWNER),
        "editor": employ(of_module.make_user("편집자"), EDITOR),
        "own": employ(of_module.make_user("글쓴이"), AUTHOR),
        "author": employ(of_module.make_user("다른글쓴이"), AUTHOR),
        "moderator": employ(of_module.make_user("운영자"), MODERATOR),
        "nobody": of_module.make_user("손님"),
    }
    return {name: (user.pk, signed_in(user)) for name, user in users.items()}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.cookies


@pytest.fixture
def clients(db, people):
    """A signed-in browser of each kind of person; `.user` is who it is."""
    users = get_user_model().objects.in_bulk()
    clients = {name: Client() for name in PEOPLE}
    for name, (pk, cookies) in people.items():
        clients[name].user = users[pk]
        clients[name].cookies = deepcopy(cookies)
    return clients


@pytest.fixture
def objects(clients, make_note, make_series, make_comment, make_user, media):
    """What stands in an address, by name; each call makes a new one."""
    owner, own = clients["owner"].user, clients["own"].user

    def note():
        return make_note(author=own.author)

    def revision():
        return Revision.objects.create(note=note(), body="앞의 글")

    titles = (f"시리즈 {number}" for number in itertools.count())

    def planned():
        return make_note(series=make_series(next(titles)), status=Note.PLANNED)

    def comment():
        return make_comment(note(), status=Comment.HELD)

    def takedown():
        return take_down(comment(), owner, asked_by="이웃", reason="제 이야기", days=30)

    def question():
        return make_comment(note(), kind=Comment.QUESTION)

    def invitation(**fields):
        return Invitation.objects.create(roles=[AUTHOR], created_by=owner, **fields)

    words = (f"낱말 {number}" for number in itertools.count())

    def rule():
        return Rule.objects.create(subject=Rule.WORD, value=next(words), action=Rule.SPAM)

    widths = itertools.count(9)

    def picture():
        return store(file_of(gradient(next(widths), 9)), "동네.png", by=clients["own"].user)

    return {
        "-": lambda: [],
        "picture": lambda: [picture().pk],
        "note": lambda: [note().pk],
        "revision": lambda: [(made := revision()).note_id, made.pk],
        "preview": lambda: [note().preview_links.create().pk],
        "series": lambda: [make_series(next(titles)).pk],
        "planned": lambda: [planned().pk],
        "person": lambda: [make_user().pk],
        "invitation": lambda: [invitation().pk],
        "comment": lambda: [comment().pk],
        "question": lambda: [question().pk],
        "takedown": lambda: [takedown().pk],
        "rule": lambda: [rule().pk],
        "decision": lambda: [comment().approve(owner).pk],
        "batch": lambda: [comment().approve(owner, uuid4()).batch],
        "mailed": lambda: [decide_url(owner, comment(), None).split("/")[-2]],
        "mail_stop": lambda: [stop_url(owner).split("/")[-3]],
        "link": lambda: [invitation().get_absolute_url().split("/")[-2]],
        "owner_link": lambda: [account.owner_link().split("/")[-2]],
    }


@pytest.fixture
def address(objects):
    return lambda name, kind: reverse(name, args=objects[kind]())


def answer_class(response) -> str:
    if response.status_code == 302 and response["Location"].startswith("/account/login/"):
        return "login"
    if response.status_code == 403:
        return "back" if "다시 보내기" in response.text else "no"
    return "in" if response.status_code in IN else str(response.status_code)


def assert_nobody_keeps(response):
    assert "no-store" in response["Cache-Control"]
    if response.status_code not in (302, 303, 405):
        assert 'content="noindex"' in response.text or response["X-Robots-Tag"] == "noindex"


# The same where the owner lets authors decide under their own notes (`Site.authors_moderate`).
WITH_AUTHORS = """
moderation:queue              -           in/405   in/405   in/405   in/405   in/405   no/no    login/login
moderation:decision_create    comment     405/in   405/in   405/in   405/404  405/in   no/no    login/login
moderation:decisions_create   -           405/in   405/in   405/in   405/in   405/in   no/no    login/login
moderation:decision_undo      decision    405/in   405/in   405/in   405/404  405/in   no/no    login/login
moderation:batch_undo         batch       405/in   405/in   405/in   405/404  405/in   no/no    login/login
"""
AUTHORS_ROWS = [line.split() for line in WITH_AUTHORS.strip().splitlines()]


def test_no_address_is_forgotten():
    rooms = {"desk": desk_urls, "desk_comments": desk_comments_urls, "moderation": moderation_urls}
    names = {f"{room}:{path.name}" for room, urls in rooms.items() for path in urls.urlpatterns}
    names |= {"comments:question_answer"}
    names |= {
        path.name
        for path in site_urls.urlpatterns
        if (getattr(path, "name", None) or "").startswith("account_")
    }

    assert set(NAMES) == names
    assert len(NAMES) == len(set(NAMES))
    assert [row for row in ROWS if len(row) != 2 + len(PEOPLE)] == []


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_who_is_let_in(row, clients, address):
    assert_let_in(row, clients, address)


@pytest.mark.parametrize("row", AUTHORS_ROWS, ids=lambda row: row[0])
def test_who_is_let_in_where_authors_decide(row, clients, address):
    Site.objects.update_or_create(pk=Site.ONLY, defaults={"authors_moderate": True})

    assert_let_in(row, clients, address)


def assert_let_in(row, clients, address):
    name, kind, *expected = row
    answers = []
    for person in PEOPLE:
        client = clients[person]
        got, posted = client.get(address(name, kind)), client.post(address(name, kind))
        answers.append(f"{answer_class(got)}/{answer_class(posted)}")
        if name.startswith(("desk:", "desk_comments:", "moderation:")):
            assert_nobody_keeps(got)
            assert_nobody_keeps(posted)
        if name == "account_logout" and person != "stranger":
            client.force_login(client.user)

    assert dict(zip(PEOPLE, answers, strict=True)) == dict(zip(PEOPLE, expected, strict=True))


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] not in SIGNED], ids=lambda r: r[0])
def test_nothing_is_taken_without_a_token(row, clients, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clients["owner"].user)

    assert client.post(address(*row[:2])).status_code == 403


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row[0].startswith("desk")], ids=lambda r: r[0]
)
def test_script_of_a_stranger_is_told_to_sign_in(row, client, address):
    for method in (client.get, client.post):
        answer = method(address(*row[:2]), HTTP_ACCEPT="application/json")

        assert (answer.status_code, answer.json()["error"]) == (401, "login")


def test_shut_account_is_a_stranger(clients, address):
    client = clients["owner"]
    client.user.is_active = False
    client.user.save()

    for name, kind, *_expected in ROWS:
        if name.startswith("desk"):
            assert answer_class(client.get(address(name, kind))) == "login"
