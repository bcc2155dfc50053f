"""Reading without a network: a series that a reader saves on the own device, and only that."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control


@cache_control(no_cache=True)
def offline(request) -> HttpResponse:
    """What the service worker shows for an address that was not saved."""
    return render(request, "notes/offline.html")


@cache_control(no_cache=True)
def offline_worker(request) -> HttpResponse:
    """The service worker. At the root of the site, since it may answer only below its own address.

    It names the files that a page needs, by their hashed names: another release is another worker.
    """
    script = _script(get_language())
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=8)
def _script(language: str) -> str:
    files = [*_assets(), reverse("notes:offline")]
    digest = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    # In JSON, `</script>` and friends mean nothing: the worker is a file of its own.
    context = {"files": json.dumps(files), "shell": json.dumps(f"shell-{digest}")}
    return render_to_string("notes/offline_worker.js", context)


def _assets() -> list[str]:
    """Addresses of the style sheet, the seal and every script of the pages."""
    folder = Path(settings.STATICFILES_DIRS[0])
    scripts = sorted(path.name for path in (folder / "js").glob("*.js"))
    names = ["css/site.css", "img/favicon.svg", *(f"js/{name}" for name in scripts)]
    return [static(name) for name in names]
