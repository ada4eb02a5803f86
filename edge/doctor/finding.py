"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """advice: what a technician can do, where there is something."""

    what: str
    grade: Grade
    text: str
    advice: str = ""
