"""What is private reaches nobody else: a marker in every private field, and every address is read.

A new column of a comment must be put into `PUBLIC`, or it is marked here and no page may print it. A
new address is walked by itself.
"""

import io
import re
from datetime import timedelta
from urllib.parse import quote, unquote
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from comments import discussions
from comments import models as of_comments
from comments.mail.tokens import confirm_url, one_click_url, stop_url
from comments.models import (
    Agreement,
    AkismetAnswer,
    Comment,
    Decision,
    Lesson,
    LogEntry,
    MailAddress,
    MailChoice,
    PrunedToken,
    Reflection,
    Rule,
    RuleMatch,
    SpamPolicy,
    SpentProof,
    Takedown,
    TokenCount,
    Training,
    Unheard,
)
from comments.models.comment import ON_NOTE_PAGE
from comments.moderation.mail_tokens import decide_url
from comments.moderation.mail_tokens import stop_url as moderators_stop_url
from comments.notifications import notify_moderators
from comments.slips import slip_url
from notes.images import store
from notes.models import (
    Author,
    Draft,
    Invitation,
    MissedSearch,
    Note,
    PreviewLink,
    Referrer,
    Revision,
    SeenReader,
    Site,
)
from socialstrategy import account
from tests.markers import Markers
from tests.pictures import file_of, gradient
from tests.walking import Walk, body_of, name_of, paths_of, routes, text_of

# Of a public comment everybody may know this. Of any other nobody may know anything.
PUBLIC = set(
    "id note parent depth branch name website body body_html is_by_author kind quote avatar status"
    " created_at edited_at published_at source_url agree_count reflected_in"
    " answered_at answered_by answered_in".split()
)
# What joins rows or is a choice of few: no marker fits, and it says nothing of anybody.
STRUCTURE = {"id", "note", "parent", "depth", "branch", "status", "kind", "avatar", "is_by_author"}
STRUCTURE |= {"answered_by", "answered_in", "reflected_in"}
# Of the other tables of comments nobody may know anything but what the comment's own row says.
MARKED = {
    Agreement: {"voter"},
    AkismetAnswer: set(),  # all of it is moments and choices
    MailAddress: {"email", "asked_at", "confirmed_at", "stopped_at"},
    Decision: set(),  # its moderator's name is marked
    Reflection: set(),
    Rule: {"value", "folded", "reason"},
    RuleMatch: set(),
    Takedown: {"asked_by", "reason", "objection"},
    LogEntry: {"detail"},
    MailChoice: set(),
    Lesson: {"tokens"},
    SpamPolicy: {"akismet_key"},
    SpentProof: {"digest"},
    TokenCount: {"token"},
    Training: {"tokens", "digest"},
    PrunedToken: {"digest"},
    Unheard: set(),
}
BATCH = UUID(int=7)
# Where secret links lead. A signed word is another one each time, so any such place is a secret told.
SECRET_PLACE = re.compile(r"/(?:comments/mine|comments/mail|moderation/mail)/[^/\s\"'<>]+/")
# Nobody ever gets to the first: another address comes before it. The others want a secret word.
NOWHERE = {"admin:login", "comments:mail_address", "comments:mail_stop", "comments:slip"}
NOWHERE |= {
    f"comments:slip_{act}" for act in ("edit", "delete", "data", "answer", "appeal", "objection")
}
NOWHERE |= {"moderation:mail_decision", "moderation:mail_stop"}
NOWHERE |= {"comments:wordpress_trackback"}  # there is nothing to be read


def secret_links(moderator) -> list[str]:
    comments, addresses = Comment.objects.all(), MailAddress.objects.all()
    in_mail = (confirm_url, stop_url, one_click_url)
    return [
        *map(slip_url, comments),
        *(decide_url(moderator, comment, None) for comment in comments.held()),
        moderators_stop_url(moderator),
        *(make(address) for address in addresses for make in in_mail),
    ]


class World:
    """A site with all that a reader must not see, beside enough that one may."""

    def __init__(self, make_series, make_note):
        self.marks = Markers()
        self._people()
        self._notes(make_series, make_note)
        self._comments()
        self._beside_them()
        self.secrets = secret_links(self.user)

    def _people(self):
        words = {
            name: self.marks.text(f"account: {name}")
            for name in "username first_name last_name".split()
        }
        email = f"{self.marks.text('account: e-mail')}@private.example"
        self.user = get_user_model().objects.create_user(
            email=email, is_superuser=True, is_staff=True, **words
        )
        self.author = Author.objects.create(
            name="김전략", user=self.user, import_ref=self.marks.text("author: import_ref")
        )

    def _notes(self, make_series, make_note):
        hidden = self.marks.give(Note, ["title", "slug", "body", "excerpt"], "hidden note")
        self.series = make_series("소셜전략")
        cover = store(file_of(gradient(9, 9)), f"{self.marks.text('file name')}.png", by=self.user)
        about = {"author": self.author, "tags": ["전략"]}
        self.note = make_note(series=self.series, number=1, cover=cover, **about)
        planned = {key: hidden[key] for key in ("body", "excerpt")}
        self.planned = make_note(series=self.series, number=2, status=Note.PLANNED, **planned)
        later = timezone.now() + timedelta(days=1)
        tags = [self.marks.text("tag of a hidden note")]
        self.hidden = [
            make_note(series=self.series, number=3, status=Note.DRAFT, tags=tags, **hidden),
            make_note(series=self.series, number=4, published_at=later, **hidden),
            make_note(status=Note.DRAFT, **hidden),
        ]
        self.single = make_note("혼자 선 글", slug="혼자", **about)
        Site.objects.update_or_create(pk=Site.ONLY, defaults={"accent": "#2f6b4f"})
        for note in (self.single, self.note):
            note.revisions.create(body="앞의 글", is_public=True)
            told = {"body": note.body, "reason": "고친 까닭", "is_public": True}
            self.revision = note.revisions.create(**told)
            Note.objects.filter(pk=note.pk).update(told_count=1)
        Revision.objects.create(
            note=self.note,
            by=self.user,
            **self.marks.give(Revision, ["title", "body", "excerpt", "reason"], "private revision"),
        )

    def _comments(self):
        self.public = self._comment("public", Comment.PUBLISHED)
        statuses = (Comment.HELD, Comment.SPAM, Comment.REMOVED, Comment.SUSPENDED)
        self.unseen = [self._comment(status, status) for status in statuses]
        self.unseen += [
            self._comment(f"{status} answer", status, parent=self.public) for status in statuses
        ]
        for above in [self.public, *self.unseen]:
            self._plain(f"{above.pk}번에 답하는 말", parent=above)
        for number in range(ON_NOTE_PAGE):
            self._plain(f"{number}번째로 남기는 말")
        self._plain("다른 글에 남기는 말", note=self.single)
        for note in (self.note, self.single):
            note.comment_count = note.comments.public().count()
            note.save(update_fields=["comment_count"])

    def _comment(self, owner: str, status: str, parent=None) -> Comment:
        """With a marker in each field: of a public one, in those that nobody may know."""
        fields = {each.name for each in Comment._meta.concrete_fields} - STRUCTURE
        fields -= PUBLIC if status == Comment.PUBLISHED else {"agree_count", "created_at"}
        values = self.marks.give(Comment, fields, owner)
        comment = Comment(note=self.note, status=status, **{"name": "이름", "body": "말"} | values)
        comment.body_html = f"<p>{comment.body}</p>"
        comment.created_at = timezone.now() + timedelta(minutes=1)  # first in what is newest first
        comment.parent = parent
        comment.take_place()
        [comment] = Comment.objects.bulk_create([comment])  # `save()` would clean and derive
        return comment

    def _plain(self, body: str, note=None, parent=None):
        comment = Comment(note=note or self.note, name="독자", body=body, status=Comment.PUBLISHED)
        comment.parent = parent
        comment.prepare()
        return Comment.objects.bulk_create([comment])[0]

    def _beside_them(self):
        """Rows that lead from what is public to what is not."""
        held, *_others = self.unseen
        ways = {"answered_by": held, "answered_at": timezone.now(), "kind": Comment.QUESTION}
        Comment.objects.filter(pk=self.public.pk).update(**ways, answered_in=self.hidden[0])
        for comment in [self.public, *self.unseen]:
            give = self.marks.give
            Agreement.objects.create(comment=comment, **give(Agreement, MARKED[Agreement], "vote"))
            Reflection.objects.create(revision=self.revision, comment=comment)
            Decision.objects.create(
                comment=comment,
                moderator=self.user,
                from_status="held",
                to_status=comment.status,
                batch=BATCH,
            )
            self._moderated(comment)
            AkismetAnswer.objects.create(comment=comment, made_at=timezone.now())
            address = give(MailAddress, MARKED[MailAddress] - {"email"}, "mail address")
            MailAddress.objects.create(email=comment.email, **address)
        Comment.objects.filter(note=self.note).update(reflected_in=self.revision)
        cited = " ".join(f"[말](#{comment.anchor})" for comment in [self.public, *self.unseen])
        discussions.save(self.note, f"서로 {cited}을 했습니다.", discussions.state_of(self.note))
        today = timezone.localdate()
        words = self.marks.give(Draft, ["title", "body"], "draft")
        fields = {"excerpt": self.marks.text("draft: a field")}
        for note in (self.note, self.planned):
            Draft.objects.create(note=note, is_pending=True, fields=fields, **words)
        MissedSearch.objects.create(day=today, readers=9, words=self.marks.text("missed search"))
        Referrer.objects.create(
            day=today, note=self.note, views=9, host=self.marks.text("referrer")
        )
        SeenReader.objects.create(day=today, **self.marks.give(SeenReader, ["hash"], "reader"))
        key = {"key": self.marks.text("key of a preview")}
        self.preview = PreviewLink.objects.create(note=self.hidden[0], **key)
        policy = self.marks.give(SpamPolicy, MARKED[SpamPolicy], "spam policy")
        SpamPolicy.objects.create(**policy)
        Unheard.objects.create(comment=Comment.objects.public().first())
        spent = self.marks.give(SpentProof, MARKED[SpentProof], "spent proof")
        SpentProof.objects.create(expires_at=timezone.now(), **spent)
        self.invitation = Invitation.objects.create(
            **self.marks.give(Invitation, ["key", "email"], "invitation")
        )

    def _moderated(self, comment: Comment):
        """What moderators have written down about it."""
        give = self.marks.give
        words = give(Rule, MARKED[Rule], "rule")
        rule = Rule(subject=Rule.WORD, action=Rule.HOLD, **words)
        Rule.objects.bulk_create([rule])  # `save()` would derive
        RuleMatch.note_down([rule.pk], comment)
        words = give(Lesson, MARKED[Lesson], "lesson")
        words |= {"size": 1, "version": 1}
        Lesson.objects.create(comment=comment, label="spam", bucket="ko", **words)
        word = give(TokenCount, MARKED[TokenCount], "token")
        TokenCount.objects.create(bucket="ko", spam=1, ham=0, **word)
        words = give(Training, MARKED[Training], "training")
        words |= {"size": 1, "version": 1, "digest": f"{comment.pk:032}"}
        Training.objects.create(label="spam", bucket="ko", **words)
        PrunedToken.objects.create(digest=comment.pk)
        words = give(Takedown, MARKED[Takedown], "takedown")
        Takedown.objects.create(comment=comment, until=timezone.now(), **words)
        LogEntry.note_down(
            LogEntry.TAKEN_DOWN, self.user, comment, words=self.marks.text("log: detail")
        )

    # What a stranger may try ---------------------------------------------------------------------

    def values(self) -> dict:
        """What may stand in an address, by the converter of its part."""
        notes = [self.note, self.single, self.planned, *self.hidden]
        comments = [self.public, *self.unseen, Comment.objects.order_by("-pk").first()]
        keys = sorted({row.pk for row in [*notes, *comments]})
        slugs = [self.series.slug, "혼자", "전략", "김전략", *(note.slug for note in self.hidden)]
        return {
            "int": keys,
            "number": range(1, 6),
            ":pk": keys,
            ":year": [timezone.localdate().year],
            ":month": range(1, 13),
            "hangul": [slug for slug in slugs if slug],
            "slug": ["x"],
            "uuid": [BATCH, UUID(int=8)],
            "str": ["x", *self.broken_secrets()],
            "path": keys[:3],
            ":section": ["notes", "series", "tags", "authors"],
            ":app_label": ["notes", "comments"],
        }

    def broken_secrets(self) -> list[str]:
        """Like secret links, but for one letter."""
        invitation, owner = self.invitation.get_absolute_url(), account.owner_link()
        own = [link.rstrip("/").split("/")[-1] for link in (*self.secrets, invitation, owner)]
        return [f"{word[:-1]}{'AB'[word[-1] == 'A']}" for word in own]

    def queries(self) -> list[str]:
        """Addresses that answer to what is asked."""
        hidden = [*self.marks.purposes, "남모르는", "사유", "198.18", "private.example"]
        held = self.unseen[0]
        return [
            *(f"/search/?q={quote(words)}" for words in hidden),
            *(f"/{quote(words)}-글/" for words in ("남모르는", "없는")),
            *(f"/oembed/?url={quote(f'http://127.0.0.1:8000{path}')}" for path in self.paths()),
            f"/webmention/?note={self.hidden[0].pk}",
            f"/comments/token/?note={held.note_id}",
            f"/comments/{held.note_id}/new/?parent={held.pk}",
            f"{self.note.get_absolute_url()}comments/?kind=question",
            f"{self.note.get_absolute_url()}comments/?comment={held.pk}",
            f"{self.note.get_absolute_url()}changes/?since=0",
        ]

    def paths(self) -> list[str]:
        return [note.get_absolute_url() for note in (self.note, self.single, *self.hidden)]


@pytest.fixture
def world(media, make_series, make_note):
    return World(make_series, make_note)


@pytest.fixture
def stranger(world):
    """A browser that has nothing, and says which private things it was told."""
    return Client()


def leaks_in(world, response, asked: str) -> list[str]:
    """Nobody is told anew what they have said themselves."""
    found = world.marks.leaks(text_of(response), but_for=unquote(asked))
    found += [place for place in SECRET_PLACE.findall(text_of(response)) if place not in asked]
    if response.get("Content-Type") == "image/png" and response.status_code == 200:
        found += world.marks.leaks(str(Pillow.open(io.BytesIO(body_of(response))).info))
    return found


def test_every_column_is_public_or_marked():
    """Who adds one decides here what it is."""
    names = {each.name for each in Comment._meta.concrete_fields}
    assert names >= PUBLIC and names >= STRUCTURE
    assert STRUCTURE <= PUBLIC
    joins = {"id", "comment", "revision", "moderator", "made_at"}
    joins |= {"from_status", "to_status", "from_decided_at", "from_published_at", "undoes"}
    joins |= {"batch", "rule", "subject", "action", "created_at", "created_by", "expires_at"}
    joins |= {"caught_count", "started_at", "started_by", "until", "told_at", "objected_at"}
    joins |= {"label", "bucket", "spam", "ham", "size", "version"}
    joins |= {"prune_from", "moved"}
    joins |= {"words_of", "answer", "failures", "failed_at", "trouble", "told"}
    joins |= {"sensitivity", "switched_off", "forget_spam_after_days", "wants_proof"}
    joins |= {"ended_at", "ended_by", "outcome", "act", "by", "user", "often", "hour", "sent_at"}
    for name in of_comments.__all__:
        model = getattr(of_comments, name)
        if model is not Comment and hasattr(model, "_meta"):
            names = {each.name for each in model._meta.concrete_fields}
            assert names - joins == MARKED[model], name


def test_no_address_tells_a_stranger_what_is_private(world, stranger):
    leaks = {}

    def saw(address, response):
        if found := leaks_in(world, response, address):
            leaks[address] = found

    walk = Walk(stranger, saw)
    names = set()
    for name, route in routes():
        names.add(name)
        for path in paths_of(route, world.values()):
            walk.ask(path)
    for address in world.queries():
        walk.ask(address)

    assert leaks == {}
    # None was walked past: each has answered something to somebody who asked rightly.
    assert {name for name in names if walk.statuses.get(name, {404}) == {404}} == NOWHERE
    assert name_of(self_card(walk)) == "notes:note_card"


def self_card(walk) -> str:
    return next(path for path in walk.asked if path.startswith("/cards/notes/"))


def test_post_of_a_stranger_tells_no_more(world, stranger):
    held, leaks = world.unseen[0], {}
    posted = {"comment": held.pk, "parent": held.pk, "body": "말", "name": "나"}
    few = world.values() | {"int": [world.note.pk, held.pk], "number": [1, 3], ":pk": [held.pk]}
    for _name, route in routes():
        for path in paths_of(route, few):
            if found := leaks_in(world, stranger.post(path, posted), path):
                leaks[path] = found
    assert leaks == {}


@pytest.mark.parametrize("status", [Comment.HELD, Comment.SPAM, Comment.REMOVED])
def test_answer_to_a_hidden_comment_does_not_show_it(world, stranger, status):
    for hidden in (each for each in world.unseen if each.status == status):
        response = stranger.post(
            f"/comments/{hidden.note_id}/", {"parent": hidden.pk, "name": "나", "body": "답합니다."}
        )
        assert response.status_code == 422
        assert leaks_in(world, response, "") == []


def test_own_words_are_gone_with_the_cookie(world, posted):
    """Who sits at the same machine after its cookies were removed is a stranger."""
    mine, words = Client(), world.marks.give(Comment, ["name", "email", "website", "body"], "mine")
    place = mine.post(f"/comments/{world.note.pk}/", posted(world.note, **words))["Location"]
    pages = [place, world.note.get_absolute_url(), f"/comments/{world.note.pk}/new/"]

    own = [world.marks.leaks(text_of(mine.get(page))) for page in pages]
    mine.cookies.clear()
    later = [leaks_in(world, mine.get(page), "") for page in pages]

    assert own == [["mine: body", "mine: name", "mine: website"]] * 2 + [own[2]]
    assert later == [[], [], []]


def test_stranger_with_a_made_up_cookie_sees_no_more(world, stranger):
    stranger.cookies["own_comments"] = f"{world.unseen[0].pk}:forged"
    stranger.cookies["sent_comments"] = f"{world.unseen[0].pk}:forged"

    for page in [*world.paths(), "/comments/mine/", f"/comments/{world.note.pk}/new/"]:
        assert leaks_in(world, stranger.get(page), page) == []


def test_mail_to_a_writer_has_nothing_private_of_others(world, posted, known_reader):
    MailAddress.objects.update(stopped_at=None)
    answer = posted(world.note, parent=world.public.pk, **known_reader)

    assert Client().post(f"/comments/{world.note.pk}/", answer).status_code == 303

    assert mail.outbox
    for message in mail.outbox:
        said = f"{message.message()}\n{message.body}"
        assert message.to in ([world.public.email], [known_reader["email"]])
        assert world.marks.leaks(said, but_for=message.to[0]) == []
        for place in SECRET_PLACE.findall(said):  # who has it reads their own words there
            told = world.marks.leaks(text_of(Client().get(place)))
            assert [purpose for purpose in told if not purpose.startswith("public: ")] == []


def test_mail_tells_moderators_the_words_and_nothing_of_the_person(world, make_user):
    world.user.email = "moderator@example.com"
    world.user.save()
    Comment.objects.update(announced_at=None)
    notify_moderators.call()

    [message] = mail.outbox
    assert message.to == ["moderator@example.com"]
    said = f"{message.message()}\n{message.body}\n{message.alternatives[0][0]}"
    assert what_is_told(world, said) == {"name", "body", "verdicts"}
    places = [place for place in SECRET_PLACE.findall(said) if "/mail/" in place]
    assert places
    for place in places:  # who has it may decide, and reads what that takes
        told = what_is_told(world, text_of(Client().get(place)))
        assert told <= {"name", "body", "body_html", "verdicts", "website", "source_url", "quote"}


def what_is_told(world, text: str) -> set[str]:
    return {purpose.split(": ")[-1] for purpose in world.marks.leaks(text)}
