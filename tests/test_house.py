"""What holds the house together: which way imports run, and what may run before an installation."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_IMPORTED_BY = {"notes": {"comments", "socialstrategy"}, "comments": {"socialstrategy"}}
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
