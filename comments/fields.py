"""The fields of a posted form, read as fast as a text in Korean wants it.

A letter's three bytes come as `%EA%B0%80`. Django (urllib) looks each of them up by itself, which is most
of what reading a form takes; here a whole word is one number in hexadecimal digits.
"""

import re
from collections.abc import Mapping

from django.conf import settings

URLENCODED = "application/x-www-form-urlencoded"
_ESCAPED = re.compile("(?:%[0-9A-Fa-f]{2})+")


def fields_of(request) -> Mapping[str, str]:
    """As `request.POST` has them: of those with one name the last one, and U+FFFD for what is no UTF-8.

    Raises what `request.POST` raises.
    """
    encoding = (request.encoding or "utf-8").lower()
    if request.method != "POST" or (request.content_type, encoding) != (URLENCODED, "utf-8"):
        return request.POST
    body = request.body
    if not body.isascii() or body.count(b"&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return request.POST
    pairs = (pair.partition("=") for pair in body.decode("ascii").split("&") if pair)
    return {_decoded(name): _decoded(value) for name, _equals, value in pairs}


def _decoded(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    return _ESCAPED.sub(_letters, text) if "%" in text else text


def _letters(escaped: re.Match) -> str:
    return bytes.fromhex(escaped[0].replace("%", "")).decode("utf-8", "replace")
