"""What counts as an HTML tag in Markdown: only what a note may have.

`List<String>` is a writer's word. CommonMark takes it for a tag, and the sanitizer would then lose
it without a trace; here it stays text.
"""

from notes.sanitizer import NOTE_TAGS, UNWRAPPED_TAGS

_VALUE = r"(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\")"
# Atomic groups: Python before 3.11.5 (Debian 12 has 3.11.2) loses its place in a possessive one.
_ATTRIBUTES = rf"(?>(?:\s++[A-Za-z_:][\w.:-]*+(?>(?:\s*+=\s*+{_VALUE})?))*)"
_NAMES = "|".join(sorted(NOTE_TAGS | UNWRAPPED_TAGS, reverse=True))
TAG = rf"(?:<(?i:{_NAMES}){_ATTRIBUTES}\s*+/?>|</(?i:{_NAMES})\s*+>)"
