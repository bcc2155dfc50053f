"""From what a page elsewhere says to a comment that waits for a moderator, and what becomes of it
when the page changes or goes. What a moderator has refused stays refused."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from comments.forms import LONGEST_BODY_CODE_POINTS
from comments.models import Comment, RuleMatch, SpamPolicy
from comments.models.comment import LONGEST_BODY, LONGEST_NAME
from comments.network import network_of
from comments.notifications import announce_soon
from comments.spam import CHECKS, judge
from comments.spam.facts import gather
from comments.spam.verdicts import HOLD, Policy, Submission, Verdict
from comments.submissions import STATUS_OF, place_of
from comments.webmentions.addresses import WebAddress, web_address
from comments.webmentions.mentions import LIKE, MENTION, REPLY, REPOST, Mention
from notes.interchange.escaping import escape_line_starts, escape_text
from notes.models import Note
from notes.text import clean_comment, clean_line, plain_text, truncate_graphemes

LONGEST_WEBSITE = Comment._meta.get_field("website").max_length
# There was no form, and whose page it is proves nothing: many people share a blog host. Old notes are
# mentioned like new ones.
LEFT_OUT = {"honeypot", "token_age", "first_time_commenter", "known_good_commenter", "old_note"}
GONE = "source_gone"


def store(note: Note, source: WebAddress, mention: Mention, address: str | None = None) -> Comment:
    """A new comment, held or spam, or the one that this source wrote before, brought up to date.

    `address` is the IP address that told us. Never publishes.
    """
    fresh = _comment(note, source, mention, address)
    known = _of(note, source).first()
    submission = gather(_submission(fresh, known))
    rules = [rule.pk for rule in submission.rules]
    judgement = judge(submission, _checks())
    fresh.status = STATUS_OF[judgement.action]
    fresh.score, fresh.verdicts = judgement.score, judgement.as_json()
    try:
        with transaction.atomic():
            known = _of(note, source).select_for_update().first()
            return _bring_up_to_date(known, fresh, rules) if known else _create(fresh, rules)
    except IntegrityError:
        if not _of(note, source).exists():
            raise
        # Stored by another worker between the two lines.
        return store(note, source, mention, address)


def withdraw(note: Note, source: WebAddress, reason: str) -> Comment | None:
    """Take the comment off the page because its source no longer says it. `reason` is a sentence."""
    with transaction.atomic():
        comment = _of(note, source).select_for_update().first()
        if comment is None or comment.status in (Comment.SPAM, Comment.REMOVED):
            return comment
        comment.verdicts = [*comment.verdicts, Verdict(GONE, reason, "remove").as_json()]
        comment.save(update_fields=["verdicts"])
        comment.remove(None)
    return comment


def _of(note: Note, source: WebAddress):
    return Comment.objects.filter(note=note, source_url=str(source))


def _create(fresh: Comment, rules: list[int]) -> Comment:
    fresh.save()
    RuleMatch.note_down(rules, fresh)
    announce_soon(fresh)
    return fresh


def _bring_up_to_date(known: Comment, fresh: Comment, rules: list[int]) -> Comment:
    is_back = _was_withdrawn(known)
    if _is_refused(known) or (_says(known) == _says(fresh) and not is_back):
        return known
    known.name, known.website, known.body = _says(fresh)
    known.save()
    known.verdicts, known.score = fresh.verdicts, fresh.score
    known.save(update_fields=["verdicts", "score"])
    RuleMatch.note_down(rules, known)
    if fresh.status == Comment.SPAM and known.status != Comment.SPAM:
        known.mark_as_spam(None)
    elif fresh.status == Comment.HELD and known.status != Comment.HELD:
        known.hold(None)
        announce_soon(known)
    return known


def _says(comment: Comment) -> tuple[str, str, str]:
    return comment.name, comment.website, comment.body


def _is_refused(comment: Comment) -> bool:
    """A moderator's word, which no page elsewhere changes."""
    if comment.status == Comment.SUSPENDED:
        return True
    if comment.status == Comment.REMOVED:
        return not _was_withdrawn(comment)
    return comment.status == Comment.SPAM and comment.decided_at is not None


def _was_withdrawn(comment: Comment) -> bool:
    """Removed by `withdraw()` and by nobody since."""
    if comment.status != Comment.REMOVED or not comment.verdicts:
        return False
    last = comment.decisions.standing().last()
    return bool(last) and last.moderator_id is None and comment.verdicts[-1]["check"] == GONE


def _checks() -> list:
    return [check for check in CHECKS if check.__name__ not in LEFT_OUT] + [from_elsewhere]


def from_elsewhere(submission: Submission) -> Verdict:
    return Verdict("from_elsewhere", _("다른 곳에서 알려 온 글"), HOLD)


def _submission(comment: Comment, known: Comment | None) -> Submission:
    return Submission(
        name=comment.name,
        body=comment.body,
        website=comment.website,
        address=comment.address or "",
        network=comment.network,
        source_url=comment.source_url or "",
        policy=Policy.of(SpamPolicy.objects.current()),
        comment_id=known and known.pk,
        **place_of(comment.note),
    )


def _comment(note: Note, source: WebAddress, mention: Mention, address: str | None) -> Comment:
    comment = Comment(
        note=note,
        source_url=str(source),
        name=_name(mention.name) or source.host,
        website=_website(mention.author_url, source),
        body=_body(mention),
        created_at=_written_at(mention.published, note),
        address=address,
        network=network_of(address),
    )
    comment.prepare()
    if not plain_text(comment.body_html):
        comment.body = _without_words(mention.kind)
        comment.prepare()
    return comment


def _name(name: str) -> str:
    return truncate_graphemes(clean_line(name[:LONGEST_BODY]), LONGEST_NAME)[:200]


def _website(author_url: str, source: WebAddress) -> str:
    home = f"{source.scheme}://{source.host}/"
    for address in (web_address(author_url), source):
        if address and len(str(address)) <= LONGEST_WEBSITE:
            return str(address)
    return home if len(home) <= LONGEST_WEBSITE else ""


def _body(mention: Mention) -> str:
    """Markdown that shows the words as they stand there, and nothing else."""
    title, text = clean_line(mention.title), clean_comment(mention.text).strip()
    if mention.kind in (LIKE, REPOST) and not text:
        return ""
    if mention.kind == MENTION and title and not " ".join(text.split()).startswith(title):
        text = f"{title}\n\n{text}"
    return escape_line_starts(escape_text(cut(text, LONGEST_BODY)))


def cut(text: str, most: int) -> str:
    """At most `most` visible letters, ending at a word, with … where something is left out."""
    text = text[:LONGEST_BODY_CODE_POINTS].strip()
    short = truncate_graphemes(text, most)
    if short == text:
        return text
    return re.sub(r"\s+\S*$", "", short.removesuffix("…"), count=1).rstrip() + "…"


def _without_words(kind: str) -> str:
    return {
        REPLY: _("이 글에 답했습니다."),
        LIKE: _("이 글을 좋아합니다."),
        REPOST: _("이 글을 나누었습니다."),
        MENTION: _("이 글을 언급했습니다."),
    }[kind]


def _written_at(published: str, note: Note) -> datetime:
    """The page's own date where it can be true: after the note's and not in the future."""
    now = timezone.now()
    try:
        at = parse_datetime(published[:40])
        if at is not None and timezone.is_naive(at):
            at = timezone.make_aware(at)
        return at if at and note.published_at <= at <= now else now
    except (ValueError, OverflowError):
        return now
