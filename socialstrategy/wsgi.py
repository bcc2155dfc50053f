import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialstrategy.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- after Django is ready

from socialstrategy.handler import Request  # noqa: E402 -- the same
from socialstrategy.page_cache import PageCache, PageFiles  # noqa: E402 -- the same
from socialstrategy.readers import Counted  # noqa: E402 -- the same

application.request_class = Request
if settings.PAGE_CACHE_MB:
    files = PageFiles(settings.PAGE_FILES) if settings.PAGE_FILES else None
    application = PageCache(application, settings.PAGE_CACHE_MB * 1024 * 1024, files)

application = Counted(application)
