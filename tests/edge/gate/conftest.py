"""The session manager that most of these tests use."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import Place, a_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return a_place(tmp_path)
