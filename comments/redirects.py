from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """The answer to a POST is to be read with GET."""

    status_code = 303
