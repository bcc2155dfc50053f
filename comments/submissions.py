"""From a valid form to a stored comment: judge it, store it once, tell moderators and writer."""

from django.conf import settings
from django.db import IntegrityError, transaction

from comments.duplicates import earlier, same_form, sending_of
from comments.lookups import is_any_vouched, is_vouched_writer, site_of, spam_policy_of
from comments.mail import offer_slip
from comments.models import Comment, RuleMatch
from comments.notifications import announce_soon
from comments.spam import judge
from comments.spam.rules import with_rules
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Policy, Submission

STATUS_OF = {PUBLISH: Comment.PUBLISHED, HOLD: Comment.HELD, SPAM: Comment.SPAM}


def sent_before(form, visitor) -> Comment | None:
    """The stored comment, where these very words were sent already. Call it before `submit`."""
    comment = form.comment
    comment.address, comment.network = visitor.address, visitor.network
    comment.user_agent = visitor.user_agent
    comment.sending = sending_of(form.data["token"], comment)
    return earlier(comment)


def submit(form, visitor) -> Comment:
    """Store the form's comment as published, held or spam. Nothing is refused here, nothing lost.

    Of the same form twice at the same moment both get the one that was first. Raises IntegrityError
    when the note, or the comment that is answered, was erased meanwhile.
    """
    comment, rules = form.comment, []
    if visitor.author_name:
        comment.status, comment.is_by_author = Comment.PUBLISHED, True
    else:
        submission = with_rules(submission_of(form, visitor))
        rules = [rule.pk for rule in submission.rules]
        _take_judgement(comment, judge(submission))
    try:
        # The judge has read all it needs: the transaction holds the database's one writer only shortly.
        with transaction.atomic():
            comment.save()
            RuleMatch.note_down(rules, comment)
            announce_soon(comment)
            offer_slip(comment)
    except IntegrityError:
        if first := same_form(comment):
            return first
        raise
    return comment


def submission_of(form, visitor) -> Submission:
    comment, policy = form.comment, Policy.of(spam_policy_of(form.note))
    return Submission(
        name=comment.name,
        body=comment.body,
        email=comment.email,
        website=comment.website,
        honeypot=form.honeypot,
        token_age=form.token_age,
        address=visitor.address or "",
        network=visitor.network,
        language=settings.LANGUAGE_CODE,
        holds_first_timers=bool(site_of(form.note).hold_first_timers),
        is_known_good=is_known_good(comment.name, comment.email, visitor.own_ids),
        is_proved=form.spend_proof() if policy.wants_proof else None,
        policy=policy,
    )


def is_known_good(name: str, email: str, own_ids: tuple[int, ...]) -> bool:
    """A name alone proves nothing: everybody can read it under an approved comment."""
    if own_ids and is_any_vouched(own_ids):
        return True
    return bool(email) and is_vouched_writer(name, email)


def _take_judgement(comment, judgement):
    comment.status = STATUS_OF[judgement.action]
    comment.score, comment.verdicts = judgement.score, judgement.as_json()
