"""공감: one quiet voice a person and comment, without an account and without a cookie.

The button stands in pages that are the same for everybody, so it cannot know who has agreed. Every
press therefore says what it wishes, and to say it twice changes nothing (docs/decisions/0018).
"""

import time
from collections import Counter
from datetime import timedelta
from threading import Lock

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comments.keyed import digest
from comments.lookups import comment_for_all
from comments.models import Agreement, Comment
from comments.rows import agreeing_word
from comments.visitor import Visitor, is_cross_site
from notes.desk.access import wants_json
from notes.pages import never_cache

WITHDRAW = "withdraw"
PER_COMMENT = 5  # agreements for each comment that a network may send in a minute
MINUTE = 60  # seconds
# A second press within this time is one hand that was too quick, not a question about the first.
REPEATED = timedelta(seconds=5)


def voter_of(comment: Comment, visitor: Visitor) -> str:
    """Who agrees, as far as two presses of the button are to be known for one person's.

    Keyed with the site's secret and made of the comment too: it leads back to nobody, and the rows
    of one person under two comments have nothing in common.
    """
    who = f"agreement:{comment.pk}\n{visitor.network}\n{visitor.user_agent}"
    return digest(settings.SECRET_KEY.encode(), who.encode()).hex()[:32]


class Pace:
    """What each network has sent within this minute, in the memory of one process.

    Not a row as other limits are: then the database would know which network has agreed.
    """

    def __init__(self):
        self._lock, self._minute, self._sent = Lock(), 0, Counter()

    def is_too_many(self, network: str) -> bool:
        limit = PER_COMMENT * settings.COMMENTS_PER_MINUTE
        minute = time.monotonic() // MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._sent = minute, Counter()
            self._sent[network] += 1
            return 0 < limit < self._sent[network]


pace = Pace()


# No CSRF token, for the reason that `comments.views.comment_create` has none.
@never_cache
@csrf_exempt
@require_POST
def agree(request):
    visitor, comment = Visitor.of(request), _named(request)
    if is_cross_site(request):
        said = _("공감은 이 사이트에 있는 댓글에서 직접 눌러 주세요.")
        return _answer(request, comment, said, status=403)
    if pace.is_too_many(visitor.network):
        said = _("짧은 사이에 공감이 너무 많이 왔어요. 1분쯤 뒤에 다시 눌러 주세요.")
        response = _answer(request, comment, said, status=429)
        response["Retry-After"] = str(MINUTE)
        return response
    try:
        return _change(request, comment, voter_of(comment, visitor))
    except Comment.DoesNotExist:  # decided about at this moment
        raise Http404 from None


def _named(request) -> Comment:
    """The public comment that is meant. Of any other nobody hears whether there is one."""
    pk = request.POST.get("comment", "")
    comment = comment_for_all(int(pk[:20])) if pk.isascii() and pk.isdecimal() else None
    if comment is None:
        raise Http404
    return comment


def _change(request, comment: Comment, voter: str):
    if request.POST.get("wish") == WITHDRAW:
        Agreement.objects.withdraw(comment, voter)
        return _done(request, comment, _("공감을 거두었어요."), is_agreed=False)
    is_new = Agreement.objects.agree(comment, voter)
    if is_new or _is_repeated(comment, voter):
        return _done(request, comment, _("공감했어요."), is_agreed=True)
    said = _("이 댓글에는 이미 공감하셨어요.")
    if wants_json(request):
        return _done(request, comment, f"{said} {_('다시 누르면 거둡니다.')}", is_agreed=True)
    return _answer(request, comment, said, can_withdraw=True)


def _is_repeated(comment: Comment, voter: str) -> bool:
    since = timezone.now() - REPEATED
    return comment.agreements.filter(voter=voter, made_at__gt=since).exists()


def _done(request, comment: Comment, said: str, *, is_agreed: bool):
    if not wants_json(request):
        return HttpResponse(status=303, headers={"Location": comment.get_absolute_url()})
    label = agreeing_word(_("공감"), comment.agree_count)
    return JsonResponse({"said": said, "agreed": is_agreed, "label": label})


def _answer(request, comment: Comment, said: str, status=200, can_withdraw=False):
    """What is to be said where nothing has changed."""
    if wants_json(request):
        return JsonResponse({"said": said}, status=status)
    context = {"comment": comment, "said": said, "can_withdraw": can_withdraw}
    return render(request, "comments/agreement.html", context, status=status)
