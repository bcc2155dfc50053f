from django.http import HttpResponse
from django.utils.encoding import iri_to_uri


class SeeOther(HttpResponse):
    """The answer to a POST is to be read with GET, at a path of this site.

    Django's redirects look at the scheme of where they lead to, which takes longer than all the rest.
    """

    status_code = 303

    def __init__(self, path: str):
        super().__init__()
        self["Location"] = iri_to_uri(path)

    @property
    def url(self) -> str:
        return self["Location"]
