"""One file a model, its QuerySet above it."""

from comments.models.agreement import Agreement
from comments.models.akismet_answer import AkismetAnswer
from comments.models.comment import Comment
from comments.models.decided import AlreadyDecided, WordsForgotten
from comments.models.decision import Decision
from comments.models.lesson import Lesson, PrunedToken
from comments.models.log_entry import LogEntry
from comments.models.mail_address import MailAddress
from comments.models.mail_choice import MailChoice
from comments.models.reflection import Reflection
from comments.models.rule import Rule, RuleMatch
from comments.models.spam_policy import SpamPolicy
from comments.models.spent_proof import SpentProof
from comments.models.takedown import Takedown
from comments.models.token_count import TokenCount
from comments.models.training import Training
from comments.models.unheard import Unheard

__all__ = [
    "Agreement",
    "AkismetAnswer",
    "AlreadyDecided",
    "Comment",
    "Decision",
    "Lesson",
    "LogEntry",
    "MailAddress",
    "MailChoice",
    "PrunedToken",
    "Reflection",
    "Rule",
    "RuleMatch",
    "SpamPolicy",
    "SpentProof",
    "Takedown",
    "TokenCount",
    "Training",
    "Unheard",
    "WordsForgotten",
]
