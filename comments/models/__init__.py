"""One file a model, its QuerySet above it."""

from comments.models.comment import AlreadyDecided, Comment
from comments.models.decision import Decision

__all__ = ["AlreadyDecided", "Comment", "Decision"]
