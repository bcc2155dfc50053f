"""Who comes into the desk, and what becomes of words that somebody sent after the door had shut."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notes.desk.roles import is_owner, may_edit_all, may_write
from notes.pages import never_cache

# Fields of a form that are not the writer's words.
NO_WORDS = {"csrfmiddlewaretoken"}
# What words are called, where they are shown again.
LABELS = {
    "title": _("제목"),
    "body": _("본문"),
    "excerpt": _("발췌"),
    "description": _("소개"),
    "about": _("소개"),
}
LONG = 60  # letters: what is longer is shown in a box of many lines


def _door(is_allowed):
    """A decorator: strangers sign in first, people who may not get 403.

    A text whose note was deleted meanwhile, or whose writer may no longer write, is shown once more.
    """

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return signed_out(request)
            try:
                if not is_allowed(request.user):
                    raise PermissionDenied
                return view(request, *args, **kwargs)
            except (Http404, PermissionDenied) as refusal:
                if wants_json(request) or not any(word.label for word in _words(request)):
                    raise
                status = 404 if isinstance(refusal, Http404) else 403
                return words_back(request, status, is_refused=True)

        return never_cache(_unlisted(guarded))

    return guard


def _unlisted(view):
    """Also of an answer that is no page: nothing of the desk belongs into a search engine."""

    @wraps(view)
    def unlisted(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return unlisted


for_writers = _door(may_write)
for_editors = _door(may_edit_all)
for_owner = _door(is_owner)


def wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def signed_out(request):
    """To the login; but whoever has sent words gets them back, in a form that sends them again."""
    if wants_json(request):
        message = gettext("로그인이 풀렸습니다. 쓰던 글은 이 브라우저에 남아 있습니다.")
        login = reverse("account_login")
        return JsonResponse({"error": "login", "message": message, "login": login}, status=401)
    if request.method == "POST":
        return words_back(request)
    return redirect_to_login(request.get_full_path())


@never_cache
def forged(request):
    """A form of ours whose token is not: mostly of somebody who has signed in again meanwhile."""
    if not request.user.is_authenticated:
        return signed_out(request)
    if wants_json(request):
        message = gettext(
            "다른 창에서 다시 로그인했습니다. 쓰던 글은 이 브라우저에 남아 있으니 페이지를 새로 고쳐 주세요."
        )
        return JsonResponse({"error": "csrf", "message": message}, status=403)
    return words_back(request)


# Words -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """One field that was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """Empty for what need not be seen: only sent again."""
        if not self.value:
            return ""
        return LABELS.get(self.name) or (self.name if self.is_long else "")

    @property
    def is_long(self) -> bool:
        return self.name == "body" or "\n" in self.value or len(self.value) > LONG

    @property
    def lines(self) -> int:
        return min(max(self.value.count("\n") + 2, len(self.value) // 40, 3), 16)


def _words(request) -> list[Word]:
    names = [name for name in request.POST if name not in NO_WORDS]
    return [Word(name, value) for name in names for value in request.POST.getlist(name)]


def words_back(request, status: int = 403, is_refused: bool = False):
    """The page for a form that could not be taken: nothing that was typed is lost.

    Only for what a page of ours has sent: it offers to send it again, with a token, unless that is
    refused for good.
    """
    words = _words(request)
    context = {
        "words": words,
        "has_text": any(word.label for word in words),
        "is_refused": is_refused,
        "had_files": request.content_type == "multipart/form-data",
        "action": request.get_full_path(),
    }
    return render(request, "desk/words_back.html", context, status=status)
