"""docs/performance.md: what stands between two markers comes from docs/performance.json."""

from pathlib import Path

from tests.bench import drawing, report
from tests.bench.results import ROOT

PAGE = ROOT / "docs" / "performance.md"
DRAWING = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"


def draw(found: dict, page: Path = PAGE, picture: Path = DRAWING):
    """Write the drawing, and the tables into the page. Whatever else the page says stays."""
    picture.write_text(drawing.svg(found), encoding="utf-8")
    said = page.read_text(encoding="utf-8")
    page.write_text(between_markers(said, report.markdown(found)), encoding="utf-8")


def between_markers(said: str, new: str) -> str:
    """Raises ValueError when the markers are not there, once each and in order."""
    before, begin, rest = said.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{new}\n\n{END}{after}"
