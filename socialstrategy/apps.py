from django.apps import AppConfig
from django.conf import LazySettings


class SocialStrategyConfig(AppConfig):
    """The wiring. It has commands and templates of its own, and no tables."""

    name = "socialstrategy"

    def ready(self):
        # A page reads a hundred settings, and each time Django asks, in Python, whether what it has found
        # is one of the proxy's own methods. None has the name of a setting.
        LazySettings.__getattribute__ = object.__getattribute__
