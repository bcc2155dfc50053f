import re

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri

# What `iri_to_uri` leaves as it is.
_AS_IT_IS = re.compile(r"[A-Za-z0-9_.\-/#%\[\]=:;$&()+,!?*@'~]*")


class SeeOther(HttpResponse):
    """The answer to a POST is to be read with GET, at a path of this site.

    Django's redirects look at the scheme of where they lead to, which takes longer than all the rest.
    """

    status_code = 303

    def __init__(self, path: str):
        super().__init__()
        self["Location"] = path if _AS_IT_IS.fullmatch(path) else iri_to_uri(path)

    @property
    def url(self) -> str:
        return self["Location"]
