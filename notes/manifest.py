"""What browsers ask for to put the site on a home screen or into a tab."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control

from notes.models import Site
from notes.pages import page
from notes.text import truncate_graphemes

HOUR, MONTH = 3600, 30 * 24 * 3600
SHORT_NAME = 12  # letters that fit below an icon
PAPER = "#faf8f3"  # --color-paper in light


@page(by_reader=False)
@cache_control(public=True, max_age=HOUR)
def manifest(request):
    """`minimal-ui`: a page stays something with an address, that can be passed on and gone back from."""
    site = Site.objects.current()
    home = reverse("notes:home")
    said = {
        "id": home,
        "name": site.name,
        "short_name": truncate_graphemes(site.name, SHORT_NAME),
        "description": site.tagline or site.name,
        "lang": settings.LANGUAGE_CODE,
        "dir": "ltr",
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(192), _icon(512), _icon("maskable-512") | {"purpose": "maskable"}],
    }
    return JsonResponse(
        said,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _icon(name: int | str) -> dict:
    size = str(name).rpartition("-")[2]
    source = static(f"img/icon-{name}.png")
    return {"src": source, "sizes": f"{size}x{size}", "type": "image/png"}


@cache_control(public=True, max_age=MONTH)
def favicon(request):
    """For feed readers, bots and browsers that look at this address without being told to."""
    icon = Path(finders.find("img/favicon.ico"))
    return HttpResponse(icon.read_bytes(), content_type="image/x-icon")
