from django.apps import AppConfig


class SocialStrategyConfig(AppConfig):
    """The wiring. It has commands and templates of its own, and no tables."""

    name = "socialstrategy"

    def ready(self):
        from socialstrategy.quicker import make_quicker

        make_quicker()
