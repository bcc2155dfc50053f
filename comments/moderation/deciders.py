"""Everybody who decides about comments."""

from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model

from notes.desk.roles import EDIT, MODERATE, WRITE
from notes.models import Site

PERMISSIONS_IN = "django.contrib.auth.backends.ModelBackend"


def deciders():
    """The accounts of which `may_decide` is true: active ones."""
    names = (MODERATE, WRITE, EDIT) if Site.objects.current().authors_moderate else (MODERATE,)
    people = get_user_model().objects
    return reduce(or_, (people.with_perm(name, backend=PERMISSIONS_IN) for name in names))
