"""Real inputs that nobody here wrote. They stay outside of the project; see their READMEs."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[4] / "shared")


def shared(path: str) -> Path:
    """The file, or the test is skipped."""
    if not (SHARED / path).exists():
        pytest.skip(f"{SHARED / path} is not there; SHARED_DIR names the folder of test data.")
    return SHARED / path
