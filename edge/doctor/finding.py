"""One finding of the doctor: what was looked at, how it stands, what a technician can do."""

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
