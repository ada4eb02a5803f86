"""The decision about a source: trusted or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """A reason not to trust a source. Values appear in events."""

    VIRTUAL = "virtual_camera"
    OTHER = "other_camera"
    UNPINNED = "no_pinned_camera"
    REPEATED = "repeated_frames"
    LOOPED = "looped_frames"
    NOISELESS = "no_sensor_noise"
    CLOCKED = "clocked_by_software"


@dataclass(frozen=True, slots=True)
class Trust:
    """ok: whether faces may be accepted. doubts: the findings, including tolerated ones.

    text: a sentence for the operator; empty while nothing was found.
    """

    ok: bool = True
    doubts: frozenset[Doubt] = frozenset()
    text: str = ""


BELIEVED = Trust()
"""The decision about a source without findings."""
