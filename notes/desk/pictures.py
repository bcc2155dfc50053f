"""Pictures: taken in while somebody writes."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notes.desk.access import for_writers
from notes.forms import PictureForm


@for_writers
@require_POST
def picture_upload(request):
    """One file (`image`) in, what shows it in a text out: the contract of django-markdownx.

    422 with a sentence for what is no picture, 503 where the storage does not answer.
    """
    form = PictureForm(request.POST, {"file": request.FILES.get("image")})
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": "refused", "message": " ".join(sentences)}, status=422)
    try:
        image = form.save()
    except OSError:
        message = _("그림을 저장하지 못했습니다. 잠시 뒤에 다시 올려 주세요.")
        return JsonResponse({"error": "storage", "message": message}, status=503)
    return JsonResponse({"image_code": image.markdown, "image_path": image.address})
