"""Is there a mail server?"""

from django.conf import settings

UNSENT_BACKENDS = (
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
)


def has_mail_server() -> bool:
    """Does a mail leave this machine, or is it only printed?"""
    return settings.EMAIL_BACKEND not in UNSENT_BACKENDS
