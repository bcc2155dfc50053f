"""What holds the house together: which way imports run, and what may run before an installation."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_IMPORTED_BY = {"notes": {"comments", "socialstrategy"}, "comments": {"socialstrategy"}}
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
BEFORE_INSTALLATION = ("__main__", "installation", "supervisor")


def imported(path: Path) -> set[str]:
    """Top names of everything a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("package", NOT_IMPORTED_BY)
def test_imports_run_one_way(package):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / package).rglob("*.py")
        if (found := imported(path) & NOT_IMPORTED_BY[package])
    }

    assert wrong == {}


def expressions(path: Path) -> list[str]:
    """Texts in a file that are parts of regular expressions, as far as their brackets tell."""
    texts = map(text_of, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return [text for text in texts if "(?" in text]


def text_of(node: ast.AST) -> str:
    """Of a literal; a letter stands for what is put into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(value) or "x" for value in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_no_expression_of_pythons_own_repeats_a_group_possessively():
    """Python before 3.11.5, and so Debian 12's, forgets to step back out of `(?:ab?c)*+`. An atomic group,
    `(?>(?:ab?c)*)`, says the same; the package `regex` has its own ways."""
    assert POSSESSIVE_GROUP.search("(?:ab?c)*+") and not POSSESSIVE_GROUP.search("[^<]*+(?>(?:a)*)")
    wrong = {
        str(path.relative_to(ROOT)): found
        for package in ("notes", "comments", "socialstrategy")
        for path in (ROOT / package).rglob("*.py")
        if (found := [text for text in expressions(path) if POSSESSIVE_GROUP.search(text)])
        and imported(path) & {"re", "regex"} != {"regex"}
    }

    assert wrong == {}


@pytest.mark.parametrize("module", BEFORE_INSTALLATION)
def test_launcher_starts_on_nothing_but_python(module):
    path = ROOT / "socialstrategy" / "launcher" / f"{module}.py"

    assert imported(path) - {"socialstrategy"} <= sys.stdlib_module_names


def test_packages_around_the_launcher_import_nothing():
    assert imported(ROOT / "socialstrategy" / "__init__.py") == set()
    assert imported(ROOT / "socialstrategy" / "launcher" / "__init__.py") == set()


def test_lock_files_name_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()
