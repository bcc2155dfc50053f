"""The library of pictures: found, described, and deleted where no text would lose them."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notes.desk.access import for_writers, wants_json
from notes.desk.picture_forms import AltForm, may_change
from notes.desk.pictures import told
from notes.desk.roles import may_edit_all
from notes.models import Author, Image, Note, PictureUse, Series
from notes.models.image import ImageInUse
from notes.models.note_queryset import LINE_FIELDS
from notes.text import clean_line

SIZE = 30
LONGEST_QUERY = 100
UNUSED = "unused"


@for_writers
@require_safe
def picture_list(request):
    query = clean_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    is_unused = request.GET.get("show") == UNUSED
    found = Image.objects.matching(query) if query else Image.objects.all()
    images, newer, older = _page(found.unused() if is_unused else found, request.GET)
    _add_uses(images, request.user)
    context = {"images": images, "newer": newer, "older": older}
    context |= {"query": query, "is_unused": is_unused}
    return render(request, "desk/picture_list.html", context)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def picture_edit(request, pk):
    """By hand or by script; a script hears what shows the picture from now on."""
    image = _image(pk)
    may = may_change(request.user, image)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = AltForm(request.POST if request.method == "POST" else None, instance=image)
    if request.method == "POST" and form.is_valid():
        form.save()
        if wants_json(request):
            return JsonResponse(told(image))
        messages.success(request, _("설명을 저장했습니다."))
        return HttpResponseRedirect(reverse("desk:picture_edit", args=[image.pk]))
    _add_uses([image], request.user)
    context = {"image": image, "form": form, "may_change": may}
    return render(request, "desk/picture_edit.html", context, status=422 if form.errors else 200)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def picture_delete(request, pk):
    """Asks first. What a text still shows stays, and the page names the text."""
    image = _image(pk)
    if not may_change(request.user, image):
        raise PermissionDenied
    if request.method == "POST":
        try:
            image.delete()
        except (ImageInUse, ProtectedError):
            return _delete_page(request, image, status=422)
        messages.success(request, _("그림을 지웠습니다."))
        return HttpResponseRedirect(reverse("desk:picture_list"))
    return _delete_page(request, image)


def _delete_page(request, image, status: int = 200):
    uses = [_shown(text, request.user) for text in image.uses()]
    context = {"image": image, "uses": uses, "old_versions": image.old_versions()}
    return render(request, "desk/picture_delete.html", context, status=status)


def _image(pk: int) -> Image:
    return get_object_or_404(Image.objects.select_related("uploaded_by"), pk=min(pk, 2**62))


# A page of them ----------------------------------------------------------------------------------


def _page(found, query) -> tuple[list[Image], int | None, int | None]:
    """The pictures, newest first, and the keys behind which there are newer and older ones.

    `?before=KEY` holds what came before that picture, `?after=KEY` what came after it.
    """
    if "after" in query:
        rows = list(found.filter(pk__gt=_key(query["after"])).order_by("pk")[: SIZE + 1])
        more, rows = len(rows) > SIZE, rows[:SIZE][::-1]
        return rows, rows[0].pk if more else None, rows[-1].pk if rows else None
    if "before" in query:
        found = found.filter(pk__lt=_key(query["before"]))
    rows = list(found.newest_first()[: SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    newer = rows[0].pk if "before" in query and rows else None
    return rows, newer, rows[-1].pk if more else None


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Http404
    return min(int(text[:19]), 2**62)


# Where they are shown ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """A text that shows a picture, as far as this person may know of it."""

    label: str
    url: str = ""


def _add_uses(images: list[Image], user):
    """Gives each its `shown_in`: two queries for all of them."""
    texts = PictureUse.objects.by_digest(image.digest[:16] for image in images)
    covered = defaultdict(list)
    notes = Note.objects.filter(cover__in=images).select_related("series", "author")
    for note in notes.only(*LINE_FIELDS, "cover", "author__user"):
        covered[note.cover_id].append(note)
    for image in images:
        found = [*covered[image.pk], *texts.get(image.digest[:16], [])]
        image.shown_in = [_shown(text, user) for text in dict.fromkeys(found)]


def _shown(text, user) -> Use:
    if isinstance(text, Note):
        return _shown_note(text, user)
    if isinstance(text, Series | Author):
        return Use(str(text), text.get_absolute_url())
    return Use(_("사이트 소개"), reverse("notes:about"))


def _shown_note(note: Note, user) -> Use:
    title = note.full_title or _("제목 없음")
    if may_edit_all(user) or (note.author and note.author.user_id == user.pk):
        return Use(title, reverse("desk:note_edit", args=[note.pk]))
    if note.is_published:
        return Use(title, note.get_absolute_url())
    return Use(_("다른 사람이 쓰는 글"))
