import datetime as dt
import errno
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.translation import override

from notes.formats import fault

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


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "그럴 권한이 없습니다"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError("버킷이 답하지 않았습니다."), "버킷이 답하지 않았습니다."),
    ],
)
def test_fault_of_a_file_is_said_in_the_language_of_the_page(error, said):
    assert fault(error) == said
