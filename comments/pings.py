"""Pingback and trackback are not taken: anybody can send them, and hardly anybody but senders of spam
still does. Whoever asks is told so in the words of the protocol, and that webmentions are welcome.

Nothing is asked of the database, and nothing that was sent is parsed.
"""

import re

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from notes.canonical import absolute
from notes.pages import never_cache

NO_TARGET = 33  # of the pingback specification: "not a pingback-enabled resource"
NO_METHOD = -32601  # of the XML-RPC interoperability specification
HEAD = 2_000  # bytes that are read of what was sent: the method's name stands first

_PINGBACK = re.compile(rb"<methodName>\s*pingback\.ping\s*</methodName>")
_FAULT = """<?xml version="1.0" encoding="utf-8"?>
<methodResponse><fault><value><struct>
<member><name>faultCode</name><value><int>{code}</int></value></member>
<member><name>faultString</name><value><string>{said}</string></value></member>
</struct></value></fault></methodResponse>
"""
_REFUSED = """<?xml version="1.0" encoding="utf-8"?>
<response><error>1</error><message>{said}</message></response>
"""


# Machines of other sites send these; there is nothing that they could forge.
@never_cache
@csrf_exempt
def xmlrpc(request):
    """Any method gets a fault, in a valid answer with status 200, as XML-RPC has it."""
    if request.method != "POST":
        said = f"{_refusal()}\n"
        return HttpResponseNotAllowed(["POST"], said, content_type="text/plain; charset=utf-8")
    if _PINGBACK.search(request.read(HEAD)):
        return _xml(_FAULT, code=NO_TARGET, said=_refusal())
    return _xml(_FAULT, code=NO_METHOD, said=_("이곳에는 그런 XML-RPC 기능이 없어요."))


@never_cache
@csrf_exempt
def trackback(request):
    """What reads instead of sending looks for a page, and may find where it has moved."""
    if request.method != "POST":
        raise Http404
    return _xml(_REFUSED, said=_refusal())


def _refusal() -> str:
    if not settings.WEBMENTIONS:
        return _("핑백과 트랙백은 받지 않아요.")
    said = _("핑백과 트랙백은 받지 않아요. 대신 웹멘션으로 알려 주세요: %(address)s")
    return said % {"address": absolute(reverse("comments:webmention"))}


def _xml(form: str, said: str, **values) -> HttpResponse:
    text = form.format(said=escape(said), **values)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")
