"""Who comes into the desk, and what becomes of words that somebody sent after the door had shut."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from notes.desk.roles import is_owner, may_edit_all, may_write

# Fields of a form that are not the writer's words.
NO_WORDS = {"csrfmiddlewaretoken"}


def _door(is_allowed):
    """A decorator: strangers sign in first, people who may not get 403."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return signed_out(request)
            if not is_allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard


for_writers = _door(may_write)
for_editors = _door(may_edit_all)
for_owner = _door(is_owner)


def wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def signed_out(request):
    """To the login; but whoever has sent words gets them back, in a form that sends them again."""
    if wants_json(request):
        message = _("로그인이 풀렸습니다. 쓰던 글은 이 브라우저에 남아 있습니다.")
        login = reverse("account_login")
        return JsonResponse({"error": "login", "message": message, "login": login}, status=401)
    if request.method == "POST":
        return words_back(request)
    return redirect_to_login(request.get_full_path())


def words_back(request, status: int = 403):
    """The page for a form that could not be taken: nothing that was typed is lost."""
    words = [
        (name, value)
        for name in request.POST
        if name not in NO_WORDS
        for value in request.POST.getlist(name)
    ]
    context = {"words": words, "title": request.POST.get("title", "")}
    context |= {"body": request.POST.get("body", ""), "action": request.path}
    return render(request, "desk/words_back.html", context, status=status)
