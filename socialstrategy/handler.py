"""What Django makes of the web server's request, for as long as it is being answered."""

from django.core.handlers.wsgi import WSGIRequest


class Request(WSGIRequest):
    """Gone with its answer.

    Who asks, what is to be said to them, a nonce: each is found out when somebody wants to know, and so knows
    the request, which knows it. Python finds such circles twenty requests later, and looks for them a hundredth
    of the time that a comment takes.
    """

    def close(self):
        super().close()
        vars(self).clear()
