"""One file a model, its QuerySet above it."""

from comments.models.agreement import Agreement
from comments.models.comment import Comment
from comments.models.decided import AlreadyDecided
from comments.models.decision import Decision
from comments.models.mail_address import MailAddress
from comments.models.reflection import Reflection

__all__ = ["Agreement", "AlreadyDecided", "Comment", "Decision", "MailAddress", "Reflection"]
