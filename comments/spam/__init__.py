"""May this comment appear? Every check is asked, every answer is kept."""

from comments.models import Comment
from comments.spam import bayes, checks, contacts, disguise, history, odd_links, proof, rules
from comments.spam.verdicts import HOLD, PUBLISH, SPAM, Judgement, Submission, weigh

STATUS_OF = {PUBLISH: Comment.PUBLISHED, HOLD: Comment.HELD, SPAM: Comment.SPAM}

# They look at the submission and at what `facts` has found out for it; none asks the database.
CHECKS = [
    checks.honeypot,
    checks.token_age,
    checks.link_count,
    checks.website_only_spam,
    checks.copied_praise,
    contacts.folded_phone,
    contacts.messenger,
    checks.language,
    disguise.disguise,
    odd_links.odd_link,
    checks.old_note,
    checks.new_link_host,
    checks.edited_in,
    rules.rule,
    proof.proof,
    checks.first_time_commenter,
    checks.known_good_commenter,
    *history.LIMITS,
    history.near_copy,
    bayes.bayes,
]


def judge(submission: Submission, checks=CHECKS) -> Judgement:
    if off := submission.policy.switched_off:
        checks = [check for check in checks if check.__name__ not in off]
    verdicts = tuple(verdict for check in checks if (verdict := check(submission)))
    return weigh(verdicts, submission.policy)
