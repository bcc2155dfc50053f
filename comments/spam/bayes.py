"""How much a comment is like those that moderators have taken for spam: naive Bayes over the counts.

Counts are kept per bucket, and rates are relative to all tokens of a label, not to its comments: long
comments of one kind and short ones of the other are no evidence by themselves. While little is decided
here, what was seen elsewhere (`comments.spam.prior`) speaks too, and less with each decision.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.utils.translation import gettext as _

from comments.models import TokenCount
from comments.models.token_count import COMMENTS, TOKENS
from comments.spam import prior
from comments.spam.readable import readable, strongest
from comments.spam.tokens import read
from comments.spam.verdicts import Learned, Submission, Verdict

FEWEST = 5  # decisions of each label in the bucket; with less these alone say nothing
LIKE_SPAM, LIKE_SPAM_WEIGHT = 0.9, 50  # enough to hold
VERY_LIKE_SPAM, VERY_LIKE_SPAM_WEIGHT = 0.985, 80  # never enough to refuse
# Below that it only tips what others doubt, too.
DOUBTFUL = [(0.83, 45), (0.78, 35), (0.71, 25), (0.64, 15)]
# `probability` is cautious while little is decided here. Where it would be like spam without caution, and
# its words alone would nearly be, a person is to look. Prices and numbers are no words.
WORDS_LIKE_SPAM = 0.86
NAMED = 3  # tokens that the reason names
SPAM_WORDS, HAM_WORDS = 6, 3  # tokens that are kept with the verdict

DOUBT = 2.0  # comments of unknown label in which a token is thought to have stood already
CAP = prior.CAP  # log odds; no token says more, seen here or elsewhere
LEAST = 0.1  # evidence below that says nothing
HALF = 8  # decisions of each label that make half sure
CAUTION = 0.6  # by how much more evidence it takes while nothing is decided here
REPEATS = 0.3  # how far what one voice says is thought to say the same: 0 is not at all, 1 wholly

# What speaks of the same thing is one voice: a website is one fact, however many tokens tell it.
TEXT, NAME, WEBSITE, LINKS, MANNER = "text", "name", "website", "links", "manner"
VOICES = dict.fromkeys("wptgfb", TEXT) | {"n": NAME, "u": WEBSITE, "l": LINKS}
VOICES_OF_SHAPE = {
    "links": LINKS,
    "name_words": NAME,
    "name_is_link": NAME,
    "name_shape": NAME,
    "name_in_text": NAME,
    "name_in_website": WEBSITE,
    "website": WEBSITE,
    "no_website": WEBSITE,
    "website_path": WEBSITE,
}
_DIGIT = re.compile("[0-9]")
NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Weighed:
    """`probability` of spam; `evidence`: tokens with their log odds, spam above 0.

    `is_taught`: enough was decided, here or elsewhere, for it to mean something. `is_suspect`: only
    caution, because little is decided here, keeps it from being like spam.
    """

    probability: float
    evidence: list[tuple[str, float]]
    is_taught: bool
    is_suspect: bool = False

    @property
    def by_strength(self) -> list[tuple[str, float]]:
        """The evidence, strongest first. Most comments are like no spam, and nobody asks for it."""
        return sorted(self.evidence, key=lambda each: -abs(each[1]))

    @property
    def is_like_spam(self) -> bool:
        return self.is_taught and self.probability >= LIKE_SPAM

    @property
    def weight(self) -> int:
        """Of the verdict; 0 where there is none."""
        if self.is_like_spam:
            return VERY_LIKE_SPAM_WEIGHT if self.probability >= VERY_LIKE_SPAM else LIKE_SPAM_WEIGHT
        if not self.is_taught:
            return 0
        if self.is_suspect:
            return LIKE_SPAM_WEIGHT
        return next((weight for least, weight in DOUBTFUL if self.probability >= least), 0)


def look_up(submission: Submission, counts=TokenCount.objects) -> Learned:
    """What moderators have taught about its tokens. Asks the database once."""
    comment = read(submission.name, submission.website, submission.body)
    return Learned(comment.bucket, comment.tokens, counts.of(comment.bucket, comment.tokens))


def bayes(submission: Submission) -> Verdict | None:
    learned = submission.learned or look_up(submission)
    found = weigh(learned)
    if not found.weight:
        return None
    without = weigh_tokens(learned.tokens, learned.counts)
    borrowed = max(0, found.weight - without.weight)
    said = reason(found, is_own=without.is_like_spam)
    return Verdict("bayes", said, "", found.weight, words(found), borrowed)


def weigh(learned: Learned) -> Weighed:
    """By what was decided here and what was seen elsewhere."""
    return weigh_tokens(learned.tokens, learned.counts, prior.of(learned.bucket))


def weigh_tokens(
    tokens: list[str], counts: dict[str, tuple[int, int]], elsewhere: Mapping[str, float] = NOTHING
) -> Weighed:
    """`counts` as `TokenCountQuerySet.of` answers them, `elsewhere` as `comments.spam.prior.of` does."""
    comments = counts.get(COMMENTS, (0, 0))
    certainty = _certainty(*comments)
    evidence = _evidence(tokens, counts, elsewhere, certainty)
    total = _total(evidence)
    is_taught = min(comments) >= FEWEST or bool(elsewhere)
    cautious = total / (1 + CAUTION * (1 - certainty))
    is_suspect = _probability(total) >= LIKE_SPAM and _has_words_of_spam(evidence)
    return Weighed(_probability(cautious), evidence, is_taught, is_suspect)


def _evidence(tokens, counts, elsewhere, certainty) -> list[tuple[str, float]]:
    by_comments, by_tokens = _sizes(counts.get(COMMENTS, (0, 0)), counts.get(TOKENS, (0, 0)))
    here, there = math.sqrt(certainty), math.sqrt(1 - certainty)
    # By pair of counts, of which there are few.
    of_words, of_shape = _Odds(here, by_tokens), _Odds(here, by_comments)
    evidence = []
    for token in tokens:
        weight = there * elsewhere[token] if token in elsewhere else 0.0
        if token in counts:
            weight += (of_shape if token[0] == "s" else of_words)[counts[token]]
        if weight >= LEAST or weight <= -LEAST:
            evidence.append((token, weight))
    return evidence


class _Odds(dict):
    """Log odds by counts of spam and of ham, `share` of what they say, each worked out once."""

    def __init__(self, share: float, sizes: list[float]):
        self._share, self._sizes = share, sizes

    def __missing__(self, counts: tuple[int, int]) -> float:
        self[counts] = odds = self._share * _log_odds(*counts, *self._sizes)
        return odds


def _has_words_of_spam(evidence: list) -> bool:
    words = [each for each in evidence if each[0][0] != "s" and not _DIGIT.search(each[0])]
    return _probability(_total(words)) >= WORDS_LIKE_SPAM


def _certainty(spam: int, ham: int) -> float:
    """From 0, nothing decided, to 1. Many of one label and none of the other teach nothing."""
    spam, ham = max(spam, 0), max(ham, 0)
    both = 2 * spam * ham / (spam + ham or 1)
    return both / (both + HALF)


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
    return max(-CAP, min(CAP, math.log(in_spam / in_ham)))


def _total(evidence: list[tuple[str, float]]) -> float:
    """Log odds. Tokens of one comment do not speak independently: their sum is damped by the root of
    their number, and within each voice once more."""
    if not evidence:
        return 0.0
    said = defaultdict(list)
    for token, weight in evidence:
        kind = token[0]
        said[VOICES[kind] if kind in VOICES else _voice_of_shape(token)].append(weight)
    total = square = 0.0
    for weights in said.values():
        share = len(weights) ** -REPEATS
        total += share * sum(weights)
        square += share * share * len(weights)
    return total / math.sqrt(square)


@lru_cache(maxsize=512)
def _voice_of_shape(token: str) -> str:
    return VOICES_OF_SHAPE.get(token[2:].partition(" ")[0], MANNER)


def _probability(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def reason(found: Weighed, is_own: bool = True) -> str:
    """Names words and links; the shape of a comment only where nothing else speaks. `is_own`: what was
    decided here would say so alone."""
    spam = [each for each in found.by_strength if each[1] > 0]
    named = strongest([each for each in spam if not _is_shape(each[0])] or spam, NAMED)
    sentence = _("전에 스팸으로 정한 댓글과 닮음 (%(percent)d %%): %(words)s")
    if not is_own:
        sentence = _("다른 사이트에서 본 스팸과 닮음 (%(percent)d %%): %(words)s")
    if not found.is_like_spam:
        sentence = _("스팸에 자주 나오는 것이 있음 (%(percent)d %%): %(words)s")
    return sentence % {
        "percent": min(99, int(100 * found.probability)),
        "words": ", ".join(readable(token) for token, _weight in named),
    }


def words(found: Weighed) -> tuple[tuple[str, float], ...]:
    """What weighed most, as a moderator reads it: for spam first, then against it."""
    evidence = found.by_strength
    spam = [each for each in evidence if each[1] > 0]
    ham = [each for each in evidence if each[1] < 0]
    shown = [*strongest(spam, SPAM_WORDS), *strongest(ham, HAM_WORDS)]
    return tuple((readable(token), round(weight, 1)) for token, weight in shown)


def _is_shape(token: str) -> bool:
    return token.startswith("s:")
