"""Pictures on their way in: from a script while somebody writes, or several from a form."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notes.desk.access import for_writers
from notes.desk.picture_forms import MOST_FILES, alt_forms, may_change, take, why_not_now
from notes.forms import PictureForm
from notes.models import Image
from notes.picture_names import FORMATS

ACCEPT = ",".join(f"image/{kind.lower()}" for kind in FORMATS)
MEGABYTES = settings.UPLOADS_MAX_SIZE // 1024**2 - 1  # one is for the form around the files

logger = logging.getLogger(__name__)


@for_writers
@require_POST
def picture_upload(request):
    """One file (`image`) in, what shows it in a text out: the contract of django-markdownx, and more.

    422 with a sentence for what is no picture, 429 for too many, 503 where the storage is away.
    """
    if sentence := why_not_now(request.user):
        return _refused("too_many", sentence, 429)
    form = PictureForm(request.POST, {"file": request.FILES.get("image")})
    form.by = request.user
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return _refused("refused", " ".join(sentences), 422)
    try:
        return JsonResponse(told(form.save()))
    except OSError as error:
        logger.error("올린 그림을 저장하지 못했습니다: %s", error)
        sentence = _("그림을 저장하지 못했습니다. 잠시 뒤에 다시 올려 주세요.")
        return _refused("storage", sentence, 503)


def told(image: Image) -> dict:
    """What a script hears of a picture. `image_code` and `image_path` are markdownx's names."""
    return {
        "image_code": image.markdown,
        "image_path": image.address,
        "key": image.pk,
        "name": image.original_name,
        "alt": image.alt,
        "width": image.width,
        "height": image.height,
        "thumbnail": image.picture_name.thumbnail,
        "edit": reverse("desk:picture_edit", args=[image.pk]),
    }


def _refused(error: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": error, "message": message}, status=status)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def picture_create(request):
    """Several files at once, without scripts. What is good is kept, whatever lies beside it."""
    if request.method != "POST":
        return _form(request)
    files = request.FILES.getlist("files")
    if not files:
        return _form(request, sentence=_("그림 파일을 골라 주세요."), status=422)
    kept, refused = take(files, request.user)
    if refused:
        context = {"refused": refused, **_described(kept, request.user)}
        return _form(request, status=422, **context)
    messages.success(request, _("그림 %(count)s장을 올렸습니다.") % {"count": len(kept)})
    keys = "&".join(f"key={image.pk}" for image in kept)
    return HttpResponseRedirect(f"{reverse('desk:picture_describe')}?{keys}")


def _form(request, status: int = 200, **context):
    context |= {"accept": ACCEPT, "most": MOST_FILES, "megabytes": MEGABYTES}
    return render(request, "desk/picture_create.html", context, status=status)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def picture_describe(request):
    """What was just stored (`key`, several times): a description for each, and the words to copy."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in sent.getlist("key") if key.isdecimal() and len(key) < 19]
    found = Image.objects.filter(pk__in=keys[:MOST_FILES]).order_by("pk")
    context = _described(found, request.user, request.POST or None)
    if request.method != "POST":
        return render(request, "desk/picture_describe.html", context)
    if any([form.errors for form in context["forms"]]):  # noqa: C419 (each is to say what is wrong)
        return render(request, "desk/picture_describe.html", context, status=422)
    for form in context["forms"]:
        form.save()
    messages.success(request, _("설명을 저장했습니다."))
    return HttpResponseRedirect(reverse("desk:picture_list"))


def _described(images, user, data=None) -> dict:
    """A form for each that this person may describe; the others, which somebody else sent first."""
    theirs = [image for image in images if may_change(user, image)]
    others = [image for image in images if not may_change(user, image)]
    return {"forms": alt_forms(theirs, data), "others": others}
