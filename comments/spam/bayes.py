"""How much a comment is like those that moderators have taken for spam: naive Bayes over the counts.

Counts are kept per bucket, and rates are relative to all tokens of a label, not to its comments: long
comments of one kind and short ones of the other are no evidence by themselves.
"""

import math
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from comments.models import TokenCount
from comments.models.token_count import COMMENTS, TOKENS
from comments.spam.readable import readable, strongest
from comments.spam.tokens import read
from comments.spam.verdicts import Learned, Submission, Verdict

FEWEST = 5  # decisions of each label in the bucket; with less nothing is said
LIKE_SPAM, LIKE_SPAM_WEIGHT = 0.9, 50  # enough to hold
VERY_LIKE_SPAM, VERY_LIKE_SPAM_WEIGHT = 0.99, 80  # never enough to refuse
NAMED = 3  # tokens that the reason names
SPAM_WORDS, HAM_WORDS = 6, 3  # tokens that are kept with the verdict

DOUBT = 2.0  # comments of unknown label in which a token is thought to have stood already
SHAPE = 1.25  # by how much more the shape of a comment counts than one word
LEAST = 0.2  # evidence below that says nothing
MOST = 60  # tokens that have a say, the strongest first


@dataclass(frozen=True)
class Weighed:
    """`probability` of spam; `evidence`: tokens with their log odds, strongest first, spam above 0.

    `is_taught`: enough was decided for it to mean something.
    """

    probability: float
    evidence: list[tuple[str, float]]
    is_taught: bool


def with_learned(submission: Submission) -> Submission:
    """Together with what moderators have taught about its tokens. One query."""
    return replace(submission, learned=look_up(submission))


def look_up(submission: Submission, counts=TokenCount.objects) -> Learned:
    """Asks the database once."""
    comment = read(submission.name, submission.website, submission.body)
    return Learned(comment.bucket, comment.tokens, counts.of(comment.bucket, comment.tokens))


def bayes(submission: Submission) -> Verdict | None:
    learned = submission.learned or look_up(submission)
    found = weigh(learned)
    if not found.is_taught or found.probability < LIKE_SPAM:
        return None
    is_very = found.probability >= VERY_LIKE_SPAM
    return Verdict(
        "bayes",
        reason(found),
        weight=VERY_LIKE_SPAM_WEIGHT if is_very else LIKE_SPAM_WEIGHT,
        words=words(found),
    )


def weigh(learned: Learned) -> Weighed:
    return weigh_tokens(learned.tokens, learned.counts)


def weigh_tokens(tokens: list[str], counts: dict[str, tuple[int, int]]) -> Weighed:
    """`counts` as `TokenCountQuerySet.of` answers them."""
    comments = counts.get(COMMENTS, (0, 0))
    by_comments, by_tokens = _sizes(comments, counts.get(TOKENS, (0, 0)))
    evidence = []
    for token in tokens:
        if token in counts:
            is_shape = _is_shape(token)
            weight = _log_odds(*counts[token], *(by_comments if is_shape else by_tokens))
            evidence.append((token, weight * SHAPE if is_shape else weight))
    evidence = [each for each in evidence if abs(each[1]) >= LEAST]
    evidence.sort(key=lambda each: -abs(each[1]))
    evidence = evidence[:MOST]
    return Weighed(_probability(evidence), evidence, is_taught=min(comments) >= FEWEST)


def _sizes(comments, tokens) -> tuple[list[float], list[float]]:
    """Of what was read of spam and of ham: in comments, and in comments of the mean length of all.

    Every comment has a shape, but a long one has more words.
    """
    by_comments = [max(count, 0) + 1.0 for count in comments]
    sizes = [max(size, 0) + 1.0 for size in tokens]
    mean = sum(sizes) / sum(by_comments)
    return by_comments, [size / mean for size in sizes]


def _log_odds(spam: int, ham: int, all_spam: float, all_ham: float) -> float:
    share = all_spam / (all_spam + all_ham)
    in_spam = (max(spam, 0) + DOUBT * share) / all_spam
    in_ham = (max(ham, 0) + DOUBT * (1 - share)) / all_ham
    return math.log(in_spam / in_ham)


def _probability(evidence: list[tuple[str, float]]) -> float:
    """Words of one comment do not speak independently: their sum is damped by the root of their
    number."""
    if not evidence:
        return 0.5
    total = sum(weight for _token, weight in evidence) / math.sqrt(len(evidence))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def reason(found: Weighed) -> str:
    """Names words and links; the shape of a comment only where nothing else speaks."""
    spam = [each for each in found.evidence if each[1] > 0]
    named = strongest([each for each in spam if not _is_shape(each[0])] or spam, NAMED)
    return _("전에 스팸으로 정한 댓글과 닮음 (%(percent)d %%): %(words)s") % {
        "percent": min(99, int(100 * found.probability)),
        "words": ", ".join(readable(token) for token, _weight in named),
    }


def words(found: Weighed) -> tuple[tuple[str, float], ...]:
    """What weighed most, as a moderator reads it: for spam first, then against it."""
    spam = [each for each in found.evidence if each[1] > 0]
    ham = [each for each in found.evidence if each[1] < 0]
    shown = [*strongest(spam, SPAM_WORDS), *strongest(ham, HAM_WORDS)]
    return tuple((readable(token), round(weight, 1)) for token, weight in shown)


def _is_shape(token: str) -> bool:
    return token.startswith("s:")
