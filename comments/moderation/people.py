"""One e-mail address: what is stored about it, all of it in a file, and the end of it.

The address comes in the body of a POST each time: what stands in a web address would be kept by
browsers and by the logs of servers.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comments.models import LogEntry
from comments.moderation.access import for_owner
from comments.privacy.erasing import erase
from comments.privacy.person import Person
from comments.privacy.spelling import Spelling
from comments.redirects import SeeOther
from notes.text import clean_line

CONFIRMED = "erase"


def _about_one(view):
    """Hand the view the person whose address was sent; a page that asks once more for anything else."""

    @wraps(view)
    def shown(request):
        typed = request.POST.get("email", "")
        try:
            return view(request, Person(Spelling(typed)))
        except ValidationError as fault:
            context = {"typed": clean_line(typed), "errors": fault.messages}
            return render(request, "moderation/people.html", context, status=422)

    return shown


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def people(request):
    if request.method != "POST":
        return render(request, "moderation/people.html", {})
    return _found(request)


@_about_one
def _found(request, person):
    context = {"person": person, "typed": person.email}
    return render(request, "moderation/people.html", context)


@for_owner
@require_POST
@_about_one
def person_export(request, person):
    stored = person.stored()
    LogEntry.note_down(LogEntry.EXPORTED, request.user, comments=len(stored["comments"]))
    response = JsonResponse(stored, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = _("개인정보-%(day)s.json") % {"day": f"{timezone.localdate():%Y-%m-%d}"}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@for_owner
@require_POST
@_about_one
def person_erase(request, person):
    """The first press shows what will go, the second erases it."""
    if request.POST.get("act") != CONFIRMED or not person.is_known:
        return render(request, "moderation/person_erase.html", {"person": person})
    messages.success(request, _said(erase(person, request.user)))
    return SeeOther(reverse("moderation:people"))


def _said(done: dict) -> str:
    """Names nobody: it comes to the next page in a cookie."""
    comments, others = done["comments"], done.total() - done["comments"]
    erased = ngettext("댓글 %(count)d개를 지웠습니다.", "댓글 %(count)d개를 지웠습니다.", comments)
    cleared = ngettext(
        "다른 곳 %(count)d군데에서 주소를 지웠습니다.",
        "다른 곳 %(count)d군데에서 주소를 지웠습니다.",
        others,
    )
    return f"{erased % {'count': comments}} {cleared % {'count': others}}"
