import io
import json

import pytest
from django.core.management import CommandError, call_command

from comments.text import render_comment
from notes.markdown import render


def run(monkeypatch, profile: str, lines: str) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    out = io.StringIO()
    call_command("render_text", profile=profile, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("profile", "function"), [("note", lambda text: render(text).html), ("comment", render_comment)]
)
def test_render_text_answers_in_order_what_the_site_shows(monkeypatch, profile, function):
    texts = ["**전략(戰略)**을", "", "첫 줄\n둘째 줄", "\ud800"]

    out = run(monkeypatch, profile, "".join(json.dumps(text) + "\n" for text in texts))

    assert out.isascii()
    assert [json.loads(line) for line in out.splitlines()] == [function(text) for text in texts]


@pytest.mark.parametrize("line", ["전략", "{}", "12", "", '"가'])
def test_render_text_stops_at_a_line_that_is_no_string(monkeypatch, line):
    with pytest.raises(CommandError, match="2번째 줄"):
        run(monkeypatch, "note", f'"가"\n{line}\n"나"\n')
