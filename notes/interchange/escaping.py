"""Plain text as Markdown source that shows exactly that text, with as few backslashes as possible.

What has a meaning is what `notes.markdown` reads: CommonMark, tables, footnotes, `~~`.
"""

import re
import string

_PUNCTUATION = re.escape(string.punctuation)
_MARKS = re.compile(
    r"(?P<address>(?:https?://|www\.)(?:(?!&#?\w+;)[^\s<>\"'`*|\\\[\]{}])+(?<![_~]))"
    rf"|\\(?=[{_PUNCTUATION}]|$)"
    r"|[*`]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|\[(?=\^)|\](?=[(\[:])"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)",
    re.IGNORECASE,
)
# Years are no list numbers: the renderer knows `2011. 3. 1.` for a date.
_LINE_START = re.compile(
    r"(?P<mark>>|#{1,6}(?=\s|$)|[-+](?=\s|$)|(?:-+|=+)(?=\s*$))"
    r"|(?!(?:1[89]|20)\d\d\.)(?P<number>\d{1,9})(?=[.)](?:\s|$))"
)
_TABLE_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")


def escape_text(text: str) -> str:
    """Everything that has a meaning wherever it stands. Addresses stay readable."""
    return _MARKS.sub(_escape_mark, text)


def _escape_mark(match: re.Match) -> str:
    return match.group() if match["address"] else "\\" + match.group()


def escape_line_starts(text: str) -> str:
    """What has a meaning only where a line begins: lists, headings, quotations, rules."""
    return "\n".join(_escape_line_start(line.lstrip(" \t")) for line in text.split("\n"))


def _escape_line_start(line: str) -> str:
    if "|" in line and _TABLE_RULE.fullmatch(line):
        return line.replace("-", r"\-", 1)
    match = _LINE_START.match(line)
    if not match:
        return line
    at = match.end() if match["number"] else 0
    return f"{line[:at]}\\{line[at:]}"
