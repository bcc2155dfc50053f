"""Where the links in our mails lead: to confirm, to stop, to take that back.

Opening one changes nothing, since programs that look for harmful mail open every link. Neither CSRF
token nor cookie: who has the signed address reads the mail, and that is all there is to prove.
"""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.mail.tokens import CONFIRMS_FOR, Holder, holder_of
from notes.pages import never_cache, unlisted


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_address(request, token):
    holder = holder_of(token)
    if holder is None or request.method != "POST":
        return _page(request, holder)
    _act(holder, request.POST.get("act"))
    response = HttpResponseRedirect(request.path)
    response.status_code = 303
    return unlisted(response)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request, token):
    """One-click: a mail program posts here by itself and follows no redirect (RFC 8058)."""
    holder = holder_of(token)
    if holder and request.method == "POST":
        holder.address.stop()
    return _page(request, holder)


def _act(holder: Holder, act: str | None):
    if act == "confirm" and holder.may_confirm:
        holder.address.confirm()
    elif act == "stop":
        holder.address.stop()
    elif act == "resume":
        holder.address.resume()


def _page(request, holder: Holder | None):
    if holder is None:
        return unlisted(render(request, "comments/mail_unknown.html", status=404))
    context = {"holder": holder, "address": holder.address, "days": CONFIRMS_FOR.days}
    # From the one-click address too, the buttons go to the page itself.
    context["action"] = request.path.removesuffix("stop/")
    return unlisted(render(request, "comments/mail_address.html", context))
