"""What is judged and what comes of it. No Django here: checks are tested as plain functions."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from comments.spam.weights import HOLD_AT, SENSITIVITIES, SPAM_AT

PUBLISH, HOLD, SPAM = "publish", "hold", "spam"
STRICTNESS = (PUBLISH, HOLD, SPAM)

NORMAL = "normal"
# The site's own word, or that of its people, or what is switched on by itself: they have no switch.
ALWAYS_ASKED = frozenset(
    "honeypot rule rate_limit proof first_time_commenter known_good_commenter".split()
)


@dataclass(frozen=True)
class Policy:
    """What the owner has said. `switched_off`: names of checks that are not asked. `wants_proof`: the
    sender's browser is to have solved a puzzle. `asks_akismet`: there is a key for it."""

    hold_at: int = HOLD_AT
    spam_at: int = SPAM_AT
    switched_off: frozenset[str] = frozenset()
    wants_proof: bool = False
    asks_akismet: bool = False

    @classmethod
    def of(cls, stored) -> "Policy":
        """As the row of `comments.models.SpamPolicy` says it."""
        said = stored.sensitivity, stored.switched_off, stored.wants_proof
        return cls.of_columns(*said, bool(stored.akismet_key))

    @classmethod
    @lru_cache(maxsize=4)
    def of_columns(cls, sensitivity: str, switched_off: str, wants_proof: bool, has_key: bool):
        """As that row's columns say it. Made once: each comment asks, and an owner seldom changes it."""
        hold_at, spam_at = SENSITIVITIES.get(sensitivity, SENSITIVITIES[NORMAL])
        names = frozenset(switched_off.split()) - ALWAYS_ASKED
        return cls(hold_at, spam_at, names, bool(wants_proof), has_key)


@dataclass(frozen=True)
class Learned:
    """What is known of the tokens of a comment. `counts`: in how many comments of spam and of ham each
    known one stood (`TokenCount.objects.of`)."""

    bucket: str
    tokens: list[str]
    counts: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Facts:
    """What the database says before anything is judged (`comments.spam.facts`).

    `earlier`: the key of a stored comment of the very same words, sent twice. `is_vouched`: a moderator
    has approved a comment of this writer. `in_minute` and `in_hour` came from the network, `same_text`
    in the hour with the same fingerprint; each is counted up to its limit. `in_site_hour` came to the
    site, `usual` is how many do in an hour, None while that is not known. `waiting_with_host`: names under
    comments of the hour that wait and lead to `shared_host`, the one of the comment's hosts that most
    lead to. `copies` are body and status by key of comments that may be copies, newest first. `rules`
    are all in force. `learned` is about the comment's words.
    """

    earlier: int | None = None
    is_vouched: bool = False
    in_minute: int = 0
    in_hour: int = 0
    same_text: int = 0
    in_site_hour: int = 0
    usual: float | None = None
    shared_host: str = ""
    waiting_with_host: int = 0
    copies: dict[int, tuple[str, str]] = field(default_factory=dict)
    rules: list[tuple] = field(default_factory=list)
    learned: Learned | None = None


NO_FACTS = Facts()


@dataclass(frozen=True)
class Submission:
    """A comment as it arrived, cleaned, with what is known about its sending.

    `typed` is the body with what cleaning took away; empty where there was no form.
    `token_age` is in seconds and None where there was no form (mail, recheck). `address` is the whole
    IP address, `network` is as in `comments.network`. `source_url` is the page elsewhere that says
    it. `language` is the site's, `note_language` that of the note, `note_age` how long that has been
    public. `is_known_good`: a moderator has approved a comment of this writer
    before, proved by name and e-mail address or by a signed cookie. `holds_first_timers`: the owner
    wants to see everybody else's first. `is_proved`: the sender's browser has solved the puzzle, None
    where none was asked for. `earlier_words`: what stood in the comment and in its website before its
    writer changed it. `facts`, `rules` (those in force that match it) and `learned` are filled in by
    `comments.spam.facts`; without them nothing is known.
    """

    name: str
    body: str
    typed: str = ""
    email: str = ""
    website: str = ""
    honeypot: str = ""
    token_age: float | None = None
    address: str = ""
    network: str = ""
    source_url: str = ""
    language: str = "ko"
    note_language: str = ""
    note_age: timedelta | None = None
    is_known_good: bool = False
    is_proved: bool | None = None
    holds_first_timers: bool = True
    comment_id: int | None = None  # of a comment that is stored already and judged again
    earlier_words: str | None = None
    rules: tuple = ()
    facts: Facts = NO_FACTS
    learned: Learned | None = None
    policy: Policy = Policy()

    @property
    def is_allowed(self) -> bool:
        """A moderator has said so, of this person or of such words."""
        return bool(self.rules) and any(rule.action == PUBLISH for rule in self.rules)


@dataclass(frozen=True)
class Verdict:
    """One check's word. With an `action` it is hard and decides; without, its weight is added up.

    `check` is the name of the function. `reason` is a sentence for a moderator. `words`: what weighed
    most in it, where a check weighs words, as they are shown, above 0 what speaks for spam. `borrowed`:
    how much of the weight was not taught here; that part may hold a comment and never refuse it.
    """

    check: str
    reason: str
    action: str = ""
    weight: int = 0
    words: tuple[tuple[str, float], ...] = ()
    borrowed: int = 0

    def as_json(self) -> dict:
        """A mapping that a JSON column takes; `words` and `borrowed` only where there are any."""
        optional = ("words", "borrowed")
        return {name: value for name, value in vars(self).items() if value or name not in optional}


@dataclass(frozen=True)
class Judgement:
    """`action` is publish, hold or spam; `score` the sum of all soft weights, even outweighed ones."""

    action: str
    score: int
    verdicts: tuple[Verdict, ...] = field(default=())

    def as_json(self) -> list[dict]:
        return [verdict.as_json() for verdict in self.verdicts]


def weigh(verdicts: tuple[Verdict, ...], policy: Policy = Policy()) -> Judgement:
    """The strictest of what the hard verdicts and the sum of the soft ones ask for.

    A hard "publish" (a known-good commenter, an allowing rule) outweighs every soft verdict, but no hard one.
    """
    score = sum([verdict.weight for verdict in verdicts])
    actions = [verdict.action for verdict in verdicts if verdict.action]
    if PUBLISH not in actions:
        taught = score - sum([verdict.borrowed for verdict in verdicts])
        is_spam, is_held = taught >= policy.spam_at, score >= policy.hold_at
        actions.append(SPAM if is_spam else HOLD if is_held else PUBLISH)
    return Judgement(max(actions, key=STRICTNESS.index), score, verdicts)
