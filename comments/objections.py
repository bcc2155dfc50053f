"""이의: what the writer of a comment says against its takedown, on their slip."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from comments.redirects import SeeOther
from comments.slip_views import for_its_writer, reads_and_writes
from comments.takedowns import LONGEST_OBJECTION, object_to, open_takedown_of
from notes.text import clean_comment, clean_line, grapheme_length


@for_its_writer
@reads_and_writes
def objection(request, slip):
    """Where there is nothing to object to any more, the slip says what became of the comment."""
    takedown = open_takedown_of(slip.comment)
    if takedown is None or takedown.objected_at:
        return SeeOther(slip.path)
    if request.method != "POST":
        return _page(request, slip, takedown)
    words = clean_comment(request.POST.get("objection", "")).strip()
    if error := _fault(words):
        return _page(request, slip, takedown, status=422, typed=words, error=error)
    object_to(takedown, words)
    return SeeOther(slip.path)


def _fault(words: str) -> str:
    if not clean_line(words):
        return _("이의를 적어 주세요.")
    length = grapheme_length(words)
    if length <= LONGEST_OBJECTION:
        return ""
    said = {"limit": f"{LONGEST_OBJECTION:,}", "length": f"{length:,}"}
    return _("%(limit)s자까지 쓸 수 있어요. 지금은 %(length)s자예요.") % said


def _page(request, slip, takedown, status=200, **more):
    context = {"slip": slip, "takedown": takedown, **more}
    return render(request, "comments/slip_objection.html", context, status=status)
