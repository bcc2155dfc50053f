"""What the table of notes keeps by itself: which rows may not be, and what is found without reading all."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["series", "number"],
        name="note_number_once_in_series",
        violation_error_message=_("이 시리즈에 같은 번호의 글이 이미 있습니다."),
    ),
    models.UniqueConstraint(
        fields=["slug"],
        # What no series has is never planned (below). Said so, and not as "no draft", a reader's query for such
        # a note leads here on SQLite, too, which compares conditions word for word.
        condition=Q(series__isnull=True) & Q(status="published"),
        name="note_slug_once_outside_series",
        violation_error_message=_("같은 주소를 쓰는 글이 이미 있습니다."),
    ),
    models.CheckConstraint(
        condition=Q(series__isnull=True, number__isnull=True)
        | Q(series__isnull=False, number__gte=1)
        | Q(series__isnull=False, number__isnull=True, status="draft"),
        name="note_number_with_series",
        violation_error_message=_("번호는 시리즈의 글에만 붙고 1부터 시작합니다."),
    ),
    models.CheckConstraint(
        condition=~Q(status="published") | Q(published_at__isnull=False),
        name="note_published_has_date",
        violation_error_message=_("공개한 글에는 공개 시각이 있어야 합니다."),
    ),
    models.CheckConstraint(
        condition=~Q(status="planned") | Q(series__isnull=False),
        name="note_planned_in_series",
        violation_error_message=_("예고는 시리즈의 번호에만 할 수 있습니다."),
    ),
]
INDEXES = [
    models.Index(F("published_at").desc(), F("id").desc(), name="note_newest_first"),
    # The same of one series and of one author; enough to count them, too. With the number: `Place` counts
    # the scheduled ones, and nearly always there are none.
    models.Index(
        F("series"),
        F("status"),
        F("published_at").desc(),
        F("id").desc(),
        F("number"),
        name="note_newest_in_series",
    ),
    models.Index(
        F("author"),
        F("status"),
        F("published_at").desc(),
        F("id").desc(),
        name="note_newest_of_author",
    ),
    models.Index(
        fields=["feed_path"],
        condition=Q(feed_path__isnull=False),
        name="note_known_to_feeds",
    ),
    # All that counting the notes of a series needs: `Place` reads no other rows.
    models.Index(
        fields=["series", "number", "status", "published_at"], name="note_place_in_series"
    ),
]
