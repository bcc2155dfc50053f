"""What the pages about rules print."""

from django import template
from django.urls import reverse

from comments.models import Comment
from comments.moderation.queue import key_of

register = template.Library()


@register.filter
def place_in_queue(comment: Comment) -> str:
    """The page of the queue that begins with this comment, as long as its status stays."""
    micros, _hyphen, pk = key_of(comment).partition("-")
    query = {"status": comment.status, "before": f"{micros}-{int(pk) + 1}"}
    return f"{reverse('moderation:queue', query=query)}#item-{pk}"
