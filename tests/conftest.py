"""What every test may use: the path of the field data, and a check for leaked threads."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ("left_out",)

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("FACEVOUCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def field_data() -> Path:
    """The folder of real images, clips and reference models beside the checkout."""
    if not (SHARED / "data" / "pad" / "manifest.csv").is_file():
        pytest.skip("no field data beside this checkout (../shared); see CONTRIBUTING.md")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a user has stored out of the tests, and theirs out of the user's folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVOUCH_MODELS", str(tmp_path_factory.mktemp("models")))
        patch.setenv("FACEVOUCH_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread of ours running (all of ours are named facevouch-…)."""
    yield
    deadline = time.monotonic() + 2.0
    while True:
        ours = [t.name for t in threading.enumerate() if t.name.startswith("facevouch")]
        if not ours or time.monotonic() > deadline:
            break
        threading.Event().wait(0.01)
    assert not ours, f"threads left running: {ours}"
