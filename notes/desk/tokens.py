"""A form's token, asked for by scripts: whoever signs in gets a new one, and open forms do not know it."""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from notes.desk.access import for_writers


@for_writers
@require_safe
def token_detail(request):
    """`{"token": …}` for `csrfmiddlewaretoken`; 401 as JSON for whoever is not signed in."""
    return JsonResponse({"token": get_token(request)})
