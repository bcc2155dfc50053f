import threading

from django.apps import AppConfig
from django.conf import LazySettings
from django.db import connections


class SocialStrategyConfig(AppConfig):
    """The wiring. It has commands and templates of its own, and no tables."""

    name = "socialstrategy"

    def ready(self):
        # A page reads a hundred settings, and each time Django asks, in Python, whether what it has found
        # is one of the proxy's own methods. None has the name of a setting.
        LazySettings.__getattribute__ = object.__getattribute__
        # A request looks for its connection a dozen times. Django looks for an event loop first, which
        # fails each time, with an exception; where there is none it keeps one for each thread, too.
        connections._connections = threading.local()
