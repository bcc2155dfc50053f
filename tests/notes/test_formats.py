import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.translation import override

AT = dt.datetime(2026, 12, 31, 15, 30, tzinfo=dt.UTC)  # already the new year in Seoul


@pytest.mark.parametrize(
    ("ours", "djangos"),
    [
        ("at|machine_time", r"at|date:'Y-m-d\TH:i:sO'"),
        ("at|short_date", "at|date:'SHORT_DATE_FORMAT'"),
        ("number|grouped", "number|floatformat:'0g'"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("at", [AT, AT.astimezone(ZoneInfo("America/St_Johns")), None])
def test_our_filters_say_what_djangos_say(ours, djangos, language, at):
    context = Context({"at": at, "number": 1234567})

    with override(language):
        said, expected = (
            Template(f"{{% load formats %}}{{{{ {each} }}}}").render(context)
            for each in (ours, djangos)
        )

    assert said == expected
