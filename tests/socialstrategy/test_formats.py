from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

# 2011-04-07 00:16 in Seoul
NIGHT = datetime(2011, 4, 6, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATETIME_FORMAT", "2011년 4월 7일 목요일 오전 12:16"),
        ("DATE_FORMAT", "2011년 4월 7일"),
        ("SHORT_DATE_FORMAT", "2011. 4. 7."),
        ("SHORT_DATETIME_FORMAT", "2011. 4. 7. 오전 12:16"),
        ("YEAR_MONTH_FORMAT", "2011년 4월"),
        ("TIME_FORMAT", "오전 12:16"),
    ],
)
def test_dates_read_as_korean_writes_them(name, text):
    template = Template(f'{{{{ at|date:"{name}" }}}}')

    assert template.render(Context({"at": NIGHT})) == text


def test_other_languages_keep_their_own_dates():
    with translation.override("en"):
        text = Template('{{ at|date:"DATE_FORMAT" }}').render(Context({"at": NIGHT}))

    assert text == "April 7, 2011"
