"""A writer changes the own words: they are judged again, and stored unless something came between.
Or asks for another look at them."""

from dataclasses import replace

from django.db import transaction

from comments.akismet import asking
from comments.akismet.words import WAITING
from comments.models import Comment, RuleMatch, SpamPolicy
from comments.models.written import APPEAL
from comments.notifications import announce_soon
from comments.slips import editable_until
from comments.spam import CHECKS, STATUS_OF, checks, history, judge
from comments.spam.facts import gather
from comments.spam.verdicts import PUBLISH, Judgement, Policy, Submission, weigh
from comments.submissions import place_of

WORDS = ("name", "website", "kind", "body")
# Whoever was let through once could write anything afterwards if that alone outweighed the rest.
# And the limits count comments, not edits.
LEFT_OUT = (checks.known_good_commenter, *history.LIMITS)
CHECKS_OF_EDITS = [check for check in CHECKS if check not in LEFT_OUT]
FIRST_TIMER = checks.first_time_commenter.__name__
# What they say is about how the comment was sent or changed, whatever stands in it now.
KEPT = {
    "honeypot",
    "token_age",
    "proof",
    "edited_in",
    APPEAL,
    *(check.__name__ for check in LEFT_OUT),
}


class Changed(Exception):
    """It is not what its writer saw any more, or too late to change. Nothing was stored."""


def edit(comment: Comment, form, seen: str) -> Comment:
    """Store the valid form's words in the comment's place; `seen` is the `state` that was edited.

    A public one stays public unless the judge says otherwise; a held one waits on. Raises `Changed`.
    """
    words = {name: getattr(form.comment, name) for name in WORDS}
    if words == {name: getattr(comment, name) for name in WORDS}:
        return comment
    # As in `submissions`: judged first, so that the database's one writer is held only shortly.
    to, columns, rules, asks = comment.status, {}, [], False
    if not comment.is_by_author:
        to, columns, rules, asks = _judged(comment, words, form.typed["body"])
    with transaction.atomic():
        row = Comment.objects.select_for_update().filter(pk=comment.pk).first()
        # What was judged must be what is changed, and what its writer saw.
        if not (row and row.state == comment.state == seen and editable_until(row)):
            raise Changed
        row.note = comment.note
        row.edit(words, to, **columns)
        RuleMatch.note_down(rules, row)
        _ask_anew(row, asks)
        if to != comment.status:
            announce_soon(row)
    return row


def appeal(comment: Comment):
    """Let a moderator look at what was taken for spam. Raises `AlreadyDecided`."""
    with transaction.atomic():
        comment.appeal()
        announce_soon(comment)


def _ask_anew(row: Comment, asks: bool):
    """What Akismet may say of the words before is about those alone."""
    if asks:
        row.refresh_from_db(fields=["edited_at"])
        asking.ask_soon(row, words_of=row.edited_at)
    else:
        asking.drop(row)


def _judged(comment: Comment, words: dict, typed: str) -> tuple[str, dict, list[int], bool]:
    """The status that these words lead to, the columns of the judgement, the keys of the rules that
    match, and whether Akismet is asked."""
    submission = gather(_submission(comment, words, typed))
    rules = [rule.pk for rule in submission.rules]
    if comment.is_approved:
        submission = _without_known_rules(submission, comment)
    judgement = judge(submission, CHECKS_OF_EDITS)
    asks = asking.is_due(submission, judgement, is_vouched=_is_vouched(comment))
    if asks and (comment.is_public or _waits_for_akismet(comment)):
        judgement = asking.until_answered(judgement, submission)
    if comment.is_approved:
        judgement = _what_is_new(judgement, comment.verdicts, submission.policy)
    to = STATUS_OF[judgement.action] if comment.is_public else comment.status
    if comment.is_approved and to == comment.status:
        return to, {}, rules, asks  # what was let pass stays what the moderator read
    said = {verdict.check for verdict in judgement.verdicts}
    kept = [each for each in comment.verdicts if each["check"] in KEPT - said]
    verdicts = [*kept, *judgement.as_json()]
    score = sum(verdict["weight"] for verdict in verdicts)
    return to, {"verdicts": verdicts, "score": score}, rules, asks


def _is_vouched(comment: Comment) -> bool:
    return comment.is_approved or _said(comment, checks.known_good_commenter.__name__)


def _waits_for_akismet(comment: Comment) -> bool:
    """And for nothing else: what a moderator is to look at waits on, whatever is said of new words."""
    return _said(comment, WAITING)


def _said(comment: Comment, check: str) -> bool:
    return any(verdict["check"] == check for verdict in comment.verdicts)


def _submission(comment: Comment, words: dict, typed: str) -> Submission:
    is_first = _said(comment, FIRST_TIMER)
    return Submission(
        name=words["name"],
        body=words["body"],
        typed=typed,
        email=comment.email,
        website=words["website"],
        address=comment.address or "",
        # Of what nobody has let in yet, nothing was made something else.
        earlier_words=f"{comment.body}\n{comment.website}" if comment.is_public else None,
        is_known_good=comment.is_public or not is_first,
        comment_id=comment.pk,
        policy=Policy.of(SpamPolicy.objects.current()),
        **place_of(comment.note),
    )


def _without_known_rules(submission: Submission, comment: Comment) -> Submission:
    """A rule that a moderator has overruled in this comment does not catch it again."""
    if not submission.rules:
        return submission
    known = set(comment.rule_matches.values_list("rule_id", flat=True))
    standing = (r for r in submission.rules if r.action == PUBLISH or r.pk not in known)
    return replace(submission, rules=tuple(standing))


def _what_is_new(judgement: Judgement, before: list[dict], policy: Policy) -> Judgement:
    """Without what a moderator has let pass in these words already."""
    passed = {verdict["check"]: verdict["weight"] for verdict in before}
    new = (
        verdict
        for verdict in judgement.verdicts
        if verdict.action or verdict.weight > passed.get(verdict.check, 0)
    )
    return weigh(tuple(new), policy)
