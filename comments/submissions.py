"""From a valid form to a stored comment: judge it, store it once, tell moderators and writer."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.akismet.asking import ask_soon, is_due, until_answered
from comments.duplicates import same_form, sending_of
from comments.lookups import site_of, spam_policy_of
from comments.mail import offer_slip
from comments.models import Comment, RuleMatch
from comments.notifications import announce_soon
from comments.spam import STATUS_OF, facts, judge
from comments.spam.verdicts import Facts, Submission
from notes.models import Note


def facts_of(form, visitor) -> Facts:
    """What the database knows about a valid form's comment. One query; call it before `submit`."""
    comment = form.comment
    comment.address, comment.network = visitor.address, visitor.network
    comment.user_agent = visitor.user_agent
    comment.sending = sending_of(form.data["token"], comment)
    return facts.of_form(comment, visitor.own_ids)


def submit(form, visitor, known: Facts) -> Comment:
    """Store the form's comment as published, held or spam. Nothing is refused here, nothing lost.

    Of the same form twice at the same moment both get the one that was first. Raises IntegrityError
    when the note, or the comment that is answered, was erased meanwhile.
    """
    comment, rules, asks = form.comment, [], False
    if visitor.author_name:
        comment.status, comment.is_by_author = Comment.PUBLISHED, True
    else:
        submission = facts.with_rules(submission_of(form, visitor, known))
        rules = [rule.pk for rule in submission.rules]
        judgement = judge(submission)
        asks = is_due(submission, judgement)
        _take_judgement(comment, until_answered(judgement, submission) if asks else judgement)
    try:
        # The judge has read all it needs: the transaction holds the database's one writer only shortly.
        with transaction.atomic():
            comment.add()
            RuleMatch.note_down(rules, comment)
            announce_soon(comment)
            offer_slip(comment)
            if asks:
                ask_soon(comment)
    except IntegrityError:
        if first := same_form(comment):
            return first
        raise
    return comment


def submission_of(form, visitor, known: Facts) -> Submission:
    comment, policy = form.comment, spam_policy_of(form.note)
    return Submission(
        name=comment.name,
        body=comment.body,
        typed=form.typed_into("body"),
        email=comment.email,
        website=comment.website,
        honeypot=form.honeypot,
        token_age=form.token_age,
        address=visitor.address or "",
        network=visitor.network,
        holds_first_timers=bool(site_of(form.note).hold_first_timers),
        # A name alone proves nothing: everybody can read it under an approved comment.
        is_known_good=known.is_vouched,
        is_proved=form.spend_proof() if policy.wants_proof else None,
        facts=known,
        learned=known.learned,
        policy=policy,
        **place_of(form.note),
    )


def place_of(note: Note) -> dict:
    """What a `Submission` has to say of where its comment stands."""
    return {
        "language": settings.LANGUAGE_CODE,
        "note_language": note.language,
        "note_age": timezone.now() - note.published_at if note.is_published else None,
    }


def _take_judgement(comment, judgement):
    comment.status = STATUS_OF[judgement.action]
    comment.score, comment.verdicts = judgement.score, judgement.as_json()
