"""The mails to those who write comments, each as text and as HTML; `letter()` makes others' too.

The slip's mail may reach a stranger whose address somebody typed: it says nothing that was sent
with the comment, only what the site says itself. A second mail of the same kind about the same
comment has the same Message-ID: should a worker be killed between sending and writing that down, a
mail program can tell that it has it already.
"""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from comments.mail.tokens import confirm_url, one_click_url, stop_url
from comments.models import Comment, MailAddress, Takedown
from comments.slips import slip_url
from notes.canonical import absolute
from notes.models import Site
from notes.text import clean_line, plain_text, truncate_graphemes

LONGEST_TITLE = 60  # visible letters
LONGEST_TEXT = 700  # visible letters


@dataclass(frozen=True)
class WayOut:
    """Where whoever gets a mail says that they want no more of them; absolute addresses."""

    page: str
    one_click: str  # where a mail program says so by itself (RFC 8058)


def slip_letter(comment: Comment, address: MailAddress) -> EmailMultiAlternatives:
    """The way to one's own comment and, if they would like mail about answers, to confirming that."""
    asks = comment.wants_mail and not address.confirmed_at
    title = _title(comment)
    subject = _("답글 소식을 받으시겠어요? ‘%(title)s’") if asks else _("내 댓글 쪽지: ‘%(title)s’")
    context = {
        "title": title,
        "is_held": not comment.is_public,
        "slip": absolute(slip_url(comment)),
        "confirm": confirm_url(address) if asks else "",
    }
    key = f"comment-{comment.pk}"
    return _to("slip", address, subject % {"title": title}, context, key)


def reply_letter(reply: Comment, address: MailAddress) -> EmailMultiAlternatives:
    subject = _("‘%(title)s’에 남긴 댓글에 답글이 달렸어요") % {"title": _title(reply)}
    context = {
        "name": clean_line(reply.name),
        "lines": _shortened(reply).split("\n"),
        "place": absolute(reply.get_absolute_url()),
        "slip": absolute(slip_url(reply.parent)),
    }
    answered = f"comment-{reply.parent_id}"
    return _to("reply", address, subject, context, f"reply-{reply.pk}", answered)


def published_letter(comment: Comment, address: MailAddress) -> EmailMultiAlternatives:
    subject = _("‘%(title)s’에 남긴 댓글이 공개되었어요") % {"title": _title(comment)}
    context = {"place": absolute(comment.get_absolute_url()), "slip": absolute(slip_url(comment))}
    own = f"comment-{comment.pk}"
    return _to("published", address, subject, context, f"published-{comment.pk}", own)


def note_letter(comment: Comment, address: MailAddress) -> EmailMultiAlternatives:
    """The note is there that somebody asked for."""
    subject = _("기다리시던 글이 올라왔어요: ‘%(title)s’") % {"title": _title(comment)}
    context = {
        "title": comment.note.full_title,
        "place": absolute(comment.note.get_absolute_url()),
        "slip": absolute(slip_url(comment)),
    }
    own = f"comment-{comment.pk}"
    return _to("note", address, subject, context, f"note-{comment.pk}", own)


def takedown_letter(takedown: Takedown, address: MailAddress) -> EmailMultiAlternatives:
    """Says nothing of who asked for it, nor why: that may be somebody's secret."""
    comment = takedown.comment
    subject = _("‘%(title)s’에 남긴 댓글을 잠시 내렸어요") % {"title": _title(comment)}
    slip = absolute(slip_url(comment))
    context = {"until": takedown.until, "slip": slip, "objection": f"{slip}objection/"}
    key, own = f"takedown-{takedown.pk}", f"comment-{comment.pk}"
    return _to("takedown", address, subject, context, key, own)


def _title(comment: Comment) -> str:
    return truncate_graphemes(clean_line(comment.note.title), LONGEST_TITLE)


def _shortened(comment: Comment) -> str:
    return truncate_graphemes(plain_text(comment.body_html), LONGEST_TEXT)


def _to(name, address: MailAddress, subject, context, key, answered="") -> EmailMultiAlternatives:
    out = WayOut(stop_url(address), one_click_url(address))
    return letter(name, address.email, out, subject, context, key, answered)


def letter(
    name: str, to: str, out: WayOut, subject: str, context: dict, key: str, answered: str = ""
) -> EmailMultiAlternatives:
    """The templates `mail/<name>.txt` and `.html`; `key` and `answered` are known in this site."""
    site = clean_line(Site.objects.current().name)
    context |= {"subject": subject, "site_name": site, "stop": out.page}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"mail/{name}.txt", context),
        _sender(site),
        [to],
        headers=_headers(out, key, answered),
    )
    message.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
    return message


def _sender(site: str) -> str:
    """The site's name before its address, unless the operator has put another one there."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return settings.DEFAULT_FROM_EMAIL if name else formataddr((site, address))


def _headers(out: WayOut, key: str, answered: str) -> dict[str, str]:
    host = punycode(urlsplit(settings.SITE_URL).hostname)
    headers = {
        "Message-ID": f"<{key}@{host}>",
        "Auto-Submitted": "auto-generated",
        # RFC 8058: a mail program stops it with one POST, and asks nothing more.
        "List-Unsubscribe": f"<{_in_ascii(out.one_click)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if answered:
        headers["In-Reply-To"] = headers["References"] = f"<{answered}@{host}>"
    return headers


def _in_ascii(url: str) -> str:
    """A header has no room for a Hangul host. Our paths are ASCII."""
    host = urlsplit(url).hostname
    return url.replace(host, punycode(host), 1)
