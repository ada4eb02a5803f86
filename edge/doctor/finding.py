"""One finding of the doctor: what was checked, its grade, and advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """advice: what a technician can do, or empty."""

    what: str
    grade: Grade
    text: str
    advice: str = ""
