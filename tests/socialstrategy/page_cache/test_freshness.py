"""Whatever is written and whoever reads: no page is older than the bound, and none is somebody else's.

Several processes with memories of their own, one clock, and any sequence of writes and reads.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import discussions
from comments.akismet.keys import remove_key, use_key
from comments.models import Agreement, Comment, SpamPolicy, Takedown
from comments.privacy.erasing import erase
from comments.privacy.person import Person
from comments.privacy.spelling import Spelling
from comments.questions import mark_answered, reopen
from comments.slips import slip_url
from comments.takedowns import end, take_down
from notes.desk import saving
from notes.desk.forms import PUBLISH
from notes.models import Author, Note, Pin, Relation, Series, Site, Tag
from notes.models.renumbering import swapped
from socialstrategy.page_cache import PageCache, PageFiles
from socialstrategy.page_cache.cache import LOOK_EVERY
from tests.socialstrategy.page_cache.conftest import MEGABYTE, ask

START = dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)
SERIES = quote("/series/소셜전략/")
ADDRESSES = [
    "/",
    SERIES,
    f"{SERIES}1/",
    f"{SERIES}2/",
    f"{SERIES}1/changes/",
    f"{SERIES}1/comments/?kind=question",
    f"{SERIES}1/feed/",
    f"{SERIES}questions/",
    f"{SERIES}questions/?state=answered",
    "/feed/",
    "/archive/",
    "/notes/",
    quote("/tags/전략/"),
    "/sitemap-notes.xml",
    "/comments/thread/1000000/feed/",
]
FIRST_COMMENT = 1_000_000
SECRET = "아무에게도 보이지 않는 말"


def to_a_comment(act):
    """A write to the note's first public comment, where it has one: `act(world, comment, number)`."""

    def write(world, note, number):
        if comment := note.comments.public().order_by("pk").first():
            act(world, comment, number)

    return write


@dataclass
class World:
    """The site, what each page said since when, and the processes that keep pages."""

    clock: object
    traveller: object
    addresses: list[str]
    folder: Path  # what a front server hands out by itself, of the second and the third process
    django: object = field(default_factory=get_wsgi_application)
    said: dict = field(default_factory=dict)  # by address: [(from when on, status and body)]
    count: itertools.count = field(default_factory=itertools.count)

    def __post_init__(self):
        self.files = PageFiles(self.folder)
        behind = [PageCache(self.django, MEGABYTE, self.files) for _process in range(2)]
        self.caches = [PageCache(self.django, MEGABYTE), *behind]
        author = Author.objects.create(name="김전략")
        self.series = Series.objects.create(title="소셜전략")
        self.notes = [
            Note.objects.create(
                series=self.series,
                number=number,
                title=f"글 {number}",
                body="**전략(戰略)**을 적습니다.",
                author=author,
                status=Note.PUBLISHED,
                published_at=START - dt.timedelta(days=9 - number),
            )
            for number in (1, 2, 3)
        ]
        self.notes[0].tags.set(Tag.objects.named(["전략"]))
        for number, note in enumerate(self.notes):
            pk = FIRST_COMMENT + number
            Comment.objects.create(pk=pk, note=note, name="독자", body="첫 말", status="published")
        self.user = get_user_model().objects.create_user("moderator", is_superuser=True)
        self.look_around()

    def look_around(self):
        """Note what every page says from now on."""
        for address in self.addresses:
            answer = ask(self.django, address)
            says = (answer.status, answer.body)
            history = self.said.setdefault(address, [])
            if not history or history[-1][1] != says:
                history.append((self.clock.now, says))
            assert SECRET not in answer.text

    def publish(self, note, body: str, reason: str, **words):
        """By the desk."""
        draft = saving.draft_of(note)
        posted = saving.words_now(draft) | {"body": body, "reason": reason, "state": draft.state}
        posted |= words
        form, _draft = saving.submit(note, self.user, posted, PUBLISH)
        assert form.is_valid(), form.errors

    def pass_time(self, seconds: float):
        self.clock.now += seconds
        self.traveller.shift(seconds)
        for cache in self.caches[1:]:
            cache.look()  # as `watch()` does
        if Note.objects.filter(published_at__gt=START).exists():  # what was scheduled may appear
            self.look_around()

    def read(self, process: int, address: str):
        says = (process and self.laid_down(address)) or self.answered(process, address)
        assert says in self.recent(address), (process, address)

    def laid_down(self, address: str) -> tuple | None:
        file = self.files.pages / unquote(address).strip("/") / "index.html"
        return (200, file.read_bytes()) if file.is_file() else None

    def answered(self, process: int, address: str) -> tuple:
        answer = ask(self.caches[process], address)
        return answer.status, answer.body

    def recent(self, address: str) -> list:
        """All that the page has said at some moment of the last second."""
        history = self.said[address]
        since = self.clock.now - LOOK_EVERY
        ends = [*(start for start, _says in history[1:]), float("inf")]
        return [says for (_start, says), end in zip(history, ends, strict=True) if end > since]

    # Writes --------------------------------------------------------------------------------------

    def write(self, kind: str, which: int):
        note = Note.objects.get(pk=self.notes[which % 3].pk)
        with transaction.atomic():
            getattr(self, kind)(note, next(self.count))
        self.look_around()

    def new_title(self, note, number):
        note.title = f"새 제목 {number}"
        note.save()

    def new_text(self, note, number):
        note.body = f"새 글 {number}"
        note.save()

    def cite(self, note, number):
        note.body = f"[[소셜전략 {number % 4 + 1}]]에서, [[소셜전략 {number % 3 + 1}|그 글]]을"
        note.save()

    def renumber(self, note, number):
        note.number = Note.objects.aggregate(Max("number"))["number__max"] + 1
        note.save()

    def number_back(self, note, number):
        free = set(range(1, 9)) - set(Note.objects.values_list("number", flat=True))
        note.number = min(free)
        note.save()

    def rename_series(self, note, number):
        series = Series.objects.get()
        series.title = f"소셜전략 제{number}집"
        series.save()

    def tell(self, note, number):
        """Nothing but the history of a text that stays as it is."""
        self.publish(note, note.body, f"까닭 {number}")

    def tell_of_new_text(self, note, number):
        self.publish(note, f"고친 글 {number}", f"까닭 {number}")

    def name_a_comment(self, note, number):
        if comment := note.comments.public().order_by("pk").first():
            self.publish(note, f"댓글로 고친 글 {number}", "", caused_by=str(comment.pk))

    def sum_the_discussion_up(self, note, number):
        comment = note.comments.order_by("pk").first()
        text = f"[{number}번째 정리](#comment-{comment.pk if comment else number})"
        discussions.save(note, text if number % 3 else "", discussions.state_of(note))

    def unpublish_or_publish(self, note, number):
        note.status = Note.DRAFT if note.status == Note.PUBLISHED else Note.PUBLISHED
        note.save()

    def announce(self, note, number):
        note.status = Note.PLANNED
        note.save()

    def schedule(self, note, number):
        note.status = Note.PUBLISHED
        note.published_at = timezone.now() + dt.timedelta(seconds=1.5)
        note.save()

    def tag(self, note, number):
        note.tags.set(Tag.objects.named(["전략"] if number % 2 else ["나눔"]))

    def rename_tag(self, note, number):
        tag = Tag.objects.get(slug="전략")
        tag.name = f"전략 {number}"
        tag.save()

    def rename_site(self, note, number):
        site = Site.objects.current()
        site.name = f"글방 {number}"
        site.save()

    def rename_author(self, note, number):
        author = Author.objects.get()
        author.name = f"글쓴이 {number}"
        author.save()

    def describe_series(self, note, number):
        series = Series.objects.get()
        series.description = f"소개 {number}"
        series.save()

    def pin_or_unpin(self, note, number):
        if not Pin.objects.filter(note=note).delete()[0]:
            Pin.objects.create(note=note)

    def relate(self, note, number):
        from notes.related import relate_all

        relate_all([note.pk])

    def drop_relations(self, note, number):
        Relation.objects.filter(note=note).delete()
        from notes.pages import touch

        touch(f"note-{note.pk}")

    def hold_comment(self, note, number):
        Comment.objects.create(note=note, name="독자", body=SECRET, status=Comment.HELD)

    def comment(self, note, number):
        last = note.comments.public().last()
        parent = last if number % 2 else None
        Comment.objects.create(
            note=note,
            parent=parent,
            name="독자",
            body=f"말 {number}",
            kind=Comment.KINDS[number % 2][0],
            status=Comment.PUBLISHED,
        )

    def change_kind(self, note, number):
        if comment := note.comments.public().order_by("pk").first():
            comment.kind = Comment.KINDS[number % 3][0]
            comment.save()

    def comment_on_a_sentence(self, note, number):
        """What is said of its words changes with the text."""
        sentence = "전략(戰略)을 적습니다." if number % 2 else note.summary
        Comment.objects.create(
            note=note, quote=sentence, name="독자", body="저도요.", status=Comment.PUBLISHED
        )

    def decide(self, note, number):
        comment = note.comments.public().order_by("pk").first()
        if comment:
            (comment.hold, comment.mark_as_spam, comment.remove)[number % 3](self.user)
            comment.body = SECRET
            comment.save()

    def take_down(self, note, number):
        """For a time, or back again."""
        comment = note.comments.public().order_by("pk").first()
        if takedown := Takedown.objects.open().filter(comment__note=note).first():
            end(takedown, (Takedown.RESTORED, Takedown.REMOVED)[number % 2], self.user)
        elif comment:
            take_down(comment, self.user, asked_by="이웃", reason="제 이야기", days=30)

    def erase_somebody(self, note, number):
        """And their address out of what others say."""
        email = f"hong{number}@example.com"
        for fields in ({"email": email}, {"body": f"연락은 {email}으로."}):
            words = {"name": "독자", "body": "말", "status": Comment.PUBLISHED} | fields
            Comment.objects.create(note=note, **words)
        erase(Person(Spelling(email)), self.user)

    def correct_comment(self, note, number):
        """By its writer: another word, or one with which it may not stay."""
        comment = note.comments.public().order_by("pk").last()
        if comment:
            body = f"고친 말 {number}" if number % 2 else f"{SECRET} " + "https://a.example " * 5
            form = {"name": comment.name, "body": body, "seen": comment.state}
            answer = Client().post(f"{slip_url(comment)}edit/", form)
            assert answer.status_code in (303, 403)  # it may have been answered

    def ask(self, note, number):
        kind = Comment.QUESTION
        Comment.objects.create(
            note=note, kind=kind, name="독자", body=f"왜 {number}?", status=Comment.PUBLISHED
        )

    def answer(self, note, number):
        """By a comment or by a note, or it is open again."""
        if not (question := note.comments.questions().last()):
            return
        if number % 3:
            later = Note.objects.published().exclude(pk=note.pk).last() if number % 2 else None
            mark_answered(question, note.comments.public().first(), later)
        else:
            reopen(question)

    def edit_comment(self, note, number):
        if comment := note.comments.public().order_by("pk").last():
            comment.kind = (Comment.QUESTION, Comment.THOUGHT)[number % 2]
            comment.body = f"고친 말 {number}"
            comment.save()

    agree = to_a_comment(lambda _, comment, number: Agreement.objects.agree(comment, f"{number}"))
    agree_twice = to_a_comment(lambda _, comment, number: Agreement.objects.agree(comment, "둘"))

    @to_a_comment
    def withdraw(self, comment, number):
        if agreement := comment.agreements.order_by("pk").first():
            Agreement.objects.withdraw(comment, agreement.voter)

    @to_a_comment
    def quote(self, comment, number):
        comment.quote = ("**전략(戰略)**을 적습니다.", f"사라진 말 {number}", "")[number % 3]
        comment.save()

    def erase_comment(self, note, number):
        if comment := note.comments.order_by("pk").first():
            comment.delete()

    def close_comments(self, note, number):
        note.is_open_for_comments = not note.is_open_for_comments
        note.save()

    def close_comments_by_a_rule(self, note, number):
        for owner in (Site.objects.current(), Series.objects.get()):
            owner.close_comments_after_days = (None, 5, 0, 7)[number % 4]
            owner.save()

    def choose_a_colour(self, note, number):
        site = Site.objects.current()
        site.accent = ("", "#2f6b4f")[number % 2]
        site.save()

    def begin_or_end_with_akismet(self, note, number):
        """Whose form says to whom words go, as long as they do."""
        if SpamPolicy.objects.current().akismet_key:
            remove_key(self.user)
        else:
            use_key(f"{number:012d}", self.user, is_verified=True)

    def swap_numbers(self, note, number):
        series = Series.objects.get()
        series.renumber(swapped(series, note.number, note.number % 3 + 1))


WRITES = [name for name in vars(World) if not name.startswith("_")]
WRITES = WRITES[WRITES.index("write") + 1 :]
READ = ADDRESSES[:5]
steps = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(WRITES), st.integers(0, 2)),
    st.tuples(st.just("read"), st.integers(0, 2), st.sampled_from(READ)),
    st.tuples(st.just("pass_time"), st.sampled_from([0.3, 0.7, 1.0, 2.5])),
)


@pytest.mark.slow
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(script=st.lists(steps, min_size=10, max_size=18))
def test_nobody_reads_what_is_older_than_a_second(db, clock, script):
    with (
        transaction.atomic(),
        time_machine.travel(START, tick=False) as traveller,
        TemporaryDirectory() as folder,
    ):
        world = World(clock, traveller, READ, Path(folder))
        for act, *said in script:
            getattr(world, act)(*said)
            for process, address in itertools.product(range(3), READ[:3]):
                world.read(process, address)
        transaction.set_rollback(True)


@pytest.mark.slow
def test_each_write_is_seen_on_every_page_a_second_later(db, clock, tmp_path):
    with time_machine.travel(START, tick=False) as traveller:
        world = World(clock, traveller, ADDRESSES, tmp_path)
        for turn, kind in enumerate([*WRITES, *reversed(WRITES)]):
            for address in ADDRESSES:
                world.read(turn % 2, address)  # so that there is something to be forgotten
            world.write(kind, turn % 2)
            world.pass_time(LOOK_EVERY)
            for address in ADDRESSES:
                world.read(turn % 2, address)
