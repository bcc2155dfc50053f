"""A site that has something in every table, as daily life leaves it there."""

import unicodedata
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from comments import discussions
from comments.models import (
    Agreement,
    AkismetAnswer,
    Comment,
    LogEntry,
    MailAddress,
    MailChoice,
    PrunedToken,
    Reflection,
    Rule,
    RuleMatch,
    SpamPolicy,
    SpentProof,
    TokenCount,
    Training,
    Unheard,
)
from comments.models.token_count import Steps
from comments.questions import mark_answered
from comments.takedowns import take_down
from notes.desk.accounts import note_down
from notes.images import store
from notes.models import (
    Author,
    CountedLog,
    Draft,
    Invitation,
    MissedSearch,
    Note,
    NoteReading,
    Pin,
    PreviewLink,
    ReadingDay,
    Referrer,
    Revision,
    SeenReader,
    Series,
    Site,
    SiteReading,
    Tag,
)
from notes.related import relate_all
from tests.pictures import file_of, gradient

PASSWORD = "봄날의 긴 산책 27"
# As a Mac writes it; whoever stores text as it comes gets this back.
NFD = unicodedata.normalize("NFD", "전략을 같이 세우기")
EMOJI = "함께 👩‍👩‍👧‍👦 걷기 🇰🇷"
BAIT = "먹튀 없는 카지노 사이트, 첫 충전 보너스 https://bonus-casino.xyz/join"


@transaction.atomic
def fill():
    now = timezone.now()
    owner, writer = _people()
    notes = _notes(owner, writer, now)
    _desk(notes, owner, now)
    comments = _comments(notes, owner, now)
    _beside_comments(notes, comments, owner, now)
    _readers(notes, now)
    _what_stays_behind(now)


def _people() -> tuple[User, User]:
    owner = User.objects.create_superuser("주인", "owner@example.com", PASSWORD)
    writer = User.objects.create_user("writer", "writer@example.com", PASSWORD, first_name="서연")
    helpers = Group.objects.create(name="거드는 사람들")
    helpers.permissions.set(Permission.objects.filter(codename__in=["view_note", "change_note"]))
    writer.groups.add(helpers)
    writer.user_permissions.add(Permission.objects.get(codename="add_image"))
    note_down(owner, writer, "역할을 바꿈")
    invitation = {"roles": ["author"], "email": "new@example.com", "created_by": owner}
    Invitation.objects.create(account=writer, **invitation)
    return owner, writer


def _notes(owner: User, writer: User, now) -> dict[str, Note]:
    site = Site.objects.current()
    site.name, site.about = "같이 쓰는 글방", "**전략(戰略)**을 같이 세웁니다."
    site.save()
    picture = store(file_of(gradient(90, 60)), "그림.png", "비탈", by=owner)
    author = Author.objects.create(name="김전략", user=writer, about=f"![비탈]({picture.address})")
    series = Series.objects.create(title="옛 이름", description="차례로 읽습니다.")
    Series.objects.create(title="빈 시리즈")
    first = Note.objects.create(
        series=series,
        author=author,
        title="친구와 같이 시작하기",
        body=f"혼자 하는 **전략(戰略)**을 바꿉니다. [[옛 이름 2]]\n\n![비탈]({picture.address})",
        cover=picture,
        status=Note.PUBLISHED,
        published_at=now - timedelta(days=3),
    )
    series.title = series.slug = "소셜전략"
    series.save()
    about = {"series": series, "author": author}
    notes = {
        "first": first,
        "second": Note.objects.create(
            number=2, title=EMOJI, body=f"{NFD}. [[소셜전략 1]]로 돌아갑니다.", **about
        ),
        "scheduled": Note.objects.create(
            title="내일의 글", number=3, body="아직 [[소셜전략 9]]", **about
        ),
        "planned": Note.objects.create(title="", status=Note.PLANNED, number=9, **about),
        "draft": Note.objects.create(title="초안", body="쓰는 중", **about),
        "single": Note.objects.create(title="혼자 선 글", body="시리즈 밖에 있습니다."),
    }
    notes["second"].publish(at=now - timedelta(days=2))
    notes["single"].publish(at=now - timedelta(days=1))
    notes["scheduled"].publish(at=now + timedelta(days=1))
    Note.objects.create(
        title="Alone", body="In English.", language="en", translation_of=notes["single"]
    ).publish()
    for key in ("first", "second", "single"):
        notes[key].tags.set(Tag.objects.named(["전략", "같이", "Web"]))
    with connection.cursor() as cursor:  # as from before texts were cleaned
        sql = "UPDATE notes_note SET first_published_in = %s WHERE id = %s"
        cursor.execute(sql, [NFD, first.pk])
    Pin.objects.create(note=first)
    relate_all()
    return notes


def _desk(notes: dict[str, Note], owner: User, now):
    first = notes["first"]
    words = {"note": first, "title": first.title, "by": owner, "is_public": True}
    restored = Revision.objects.create(body="앞의 글", **words)
    told = Revision.objects.create(
        body=first.body, reason="낱말을 고침", restores=restored, **words
    )
    notes["revision"] = told
    Note.objects.filter(pk=first.pk).update(told_count=1)
    draft = Draft(note=notes["draft"])
    draft.hold(
        {"title": "초안", "body": "더 씁니다.", "tags": NFD, "published_at": "언젠가"}, owner
    )
    PreviewLink.objects.create(note=notes["draft"], created_by=owner)
    PreviewLink.objects.create(note=notes["draft"], revoked_at=now)


def _comments(notes: dict[str, Note], owner: User, now) -> dict[str, Comment]:
    def say(note="first", **fields):
        fields = {"name": "독자", "body": "잘 읽었습니다.", "status": Comment.PUBLISHED} | fields
        return Comment.objects.create(note=notes[note], **fields)

    question = say(
        name="박질문", body=f"왜 같이 하나요? {EMOJI}", kind=Comment.QUESTION, email="q@example.com"
    )
    answer = say(name="김전략", body="- 하나\n- **둘**", parent=question, is_by_author=True)
    say(body=NFD, parent=say(body="더 깊이", parent=answer), quote="혼자 하는 전략")
    say("planned", kind=Comment.QUESTION, body="무엇을 쓰시나요?", wants_mail=True)
    say(
        status=Comment.HELD,
        address="198.51.100.7",
        network="198.51.100.0/24",
        user_agent=NFD,
        verdicts=[{"check": "honeypot", "weight": 2, "action": "hold", "reason": "보류: 2.1초"}],
        sending="a" * 32,
    )
    spam = say(status=Comment.HELD, body=BAIT, website="https://bonus-casino.xyz/")
    spam.mark_as_spam(owner, batch=UUID(int=7))
    approved = say(status=Comment.HELD, body="세 번째 문단의 예가 제 경험과 같습니다.")
    approved.approve(owner)
    removed = say("single", body="지울 말")
    removed.remove(owner)
    removed.undo(owner)
    removed.remove(owner)
    elsewhere = say("single", source_url="https://example.org/답", body="다른 곳의 글")
    say("second", body="맨 나중의 말").delete()  # its number must not come again
    mark_answered(question, by_comment=answer)
    return {"question": question, "spam": spam, "removed": removed, "elsewhere": elsewhere}


def _beside_comments(notes, comments: dict[str, Comment], owner: User, now):
    question, revision = comments["question"], notes["revision"]
    Agreement.objects.agree(question, "v" * 32)
    Reflection.objects.create(revision=revision, comment=question)
    Comment.objects.filter(pk=question.pk).update(reflected_in=revision)
    MailAddress.objects.create(email="q@example.com", asked_at=now, confirmed_at=now)
    MailChoice.objects.create(user=owner, hour=9, sent_at=now)
    rule = Rule.objects.create(
        subject=Rule.WORD, value="카지노", action=Rule.SPAM, reason="도박", created_by=owner
    )
    RuleMatch.note_down([rule.pk], comments["spam"])
    take_down(
        comments["elsewhere"],
        owner,
        asked_by="이웃 010-0000-0000",
        reason=f"제 이름 {NFD}",
        days=30,
    )
    LogEntry.note_down(LogEntry.RULE_MADE, owner, rule=rule.pk, z=1, a={"나": 1, "가": [2]})
    cited = f"[물음](#comment-{question.pk})과 [지운 말](#comment-{comments['removed'].pk})"
    first = Note.objects.get(pk=notes["first"].pk)
    discussions.save(first, f"{cited}을 정리했습니다.", discussions.state_of(first))
    SpamPolicy.objects.create(sensitivity="strict", akismet_key="열쇠")
    AkismetAnswer.objects.create(comment=comments["spam"], made_at=now, sent_at=now, answer="spam")
    _taught_from_elsewhere()


def _taught_from_elsewhere():
    tokens = ["w:카지노", "w:보너스"]
    steps = Steps()
    steps.add("spam", "ko", tokens)
    TokenCount.objects.add(steps)
    taught = {"label": "spam", "bucket": "ko", "tokens": "\n".join(tokens), "size": 2, "version": 1}
    Training.objects.create(digest="0" * 32, **taught)
    PrunedToken.objects.create(digest=-7)


def _readers(notes: dict[str, Note], now):
    today = timezone.localdate(now)
    NoteReading.objects.create(note=notes["first"], day=today, readers=3, views=5, robots=1)
    SiteReading.objects.create(day=today, readers=4, views=9, robots=2, lost=1)
    Referrer.objects.create(day=today, note=notes["first"], host="search.example", views=2)
    MissedSearch.objects.create(day=today, words=NFD, readers=2)
    for name in ("nginx", "가", "B", "a"):
        CountedLog.objects.create(name=name, moment=1_700_000_000, lines=2)


def _what_stays_behind(now):
    today = timezone.localdate(now)
    SpentProof.objects.create(digest="s" * 32, expires_at=now)
    Unheard.objects.create(comment=Comment.objects.public().first())
    ReadingDay.objects.create(day=today, salt=b"s" * 32)
    SeenReader.objects.create(hash=-5, day=today)
    Session.objects.create(session_key="s" * 32, session_data="x", expire_date=now)
    task = {"task_path": "notes.related.relate_note", "backend_name": "default"}
    task |= {"args_kwargs": {"kwargs": {}, "args": [1]}, "exception_class_path": ""}
    for number, status in enumerate(TaskResultStatus.values, start=1):
        run_after = get_date_max() if number % 2 else now + timedelta(days=1)
        DBTaskResult.objects.create(id=UUID(int=number), status=status, run_after=run_after, **task)
