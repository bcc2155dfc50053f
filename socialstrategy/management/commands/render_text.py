"""Text to finished HTML for scripts: the very functions the site uses."""

import json
import sys
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comments.text import render_comment
from notes.markdown import render


class Command(BaseCommand):
    help = "JSON strings in, one a line; JSON strings of HTML out, one a line, in the same order."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", choices=("note", "comment"), required=True)

    def handle(self, *args: object, profile: str, **options: object) -> None:
        renderer = render_comment if profile == "comment" else _render_note
        # Bytes, so that the terminal's locale has no say in what the text is.
        lines = getattr(sys.stdin, "buffer", sys.stdin)
        for number, line in enumerate(lines, start=1):
            self.stdout.write(json.dumps(_render_line(renderer, number, line)))
            # A caller may wait for this answer before it sends the next line.
            self.stdout.flush()


def _render_note(text: str) -> str:
    return render(text).html


def _render_line(renderer: Callable[[str], str], number: int, line: bytes | str) -> str:
    """Stops at the first line that is no JSON string: a skipped line would shift all answers."""
    try:
        text = json.loads(line)
    except ValueError as error:
        raise CommandError(f"{number}번째 줄이 JSON이 아닙니다: {error}") from error
    if not isinstance(text, str):
        raise CommandError(f"{number}번째 줄이 JSON 문자열이 아닙니다.")
    return renderer(text)
