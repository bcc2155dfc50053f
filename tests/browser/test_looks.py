"""A browser test waits for what it expects: `expect(locator).to_…`. A look at the page finds what
happens to be there at that moment, which on a busy machine is the page before."""

import ast
from pathlib import Path

LOOKS = {
    "all_inner_texts",
    "get_attribute",
    "inner_text",
    "is_checked",
    "is_hidden",
    "is_visible",
    "text_content",
}


def looks(path: Path) -> list[str]:
    """The assertions of a file that look once."""
    asserted = (
        called
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(statement, ast.Assert)
        for called in ast.walk(statement.test)
    )
    return [
        f"{path.name}:{called.lineno} {called.attr}"
        for called in asserted
        if isinstance(called, ast.Attribute) and called.attr in LOOKS
    ]


def test_no_assertion_looks_once():
    assert [look for path in Path(__file__).parent.rglob("*.py") for look in looks(path)] == []
