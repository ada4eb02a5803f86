"""The topics of one gate on a broker."""

from __future__ import annotations

import hashlib
import re

from edge.events.event import EventKind


def plain(name: str) -> str:
    """A name fit for a topic and for an id of Home Assistant: letters, digits, `_`, `-`.

    A name that had to be changed gets a mark of its own, so that two of them stay two.
    """
    fit = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    if fit == name:
        return name
    return f"{fit}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


class Topics:
    """All topics of one gate."""

    def __init__(self, prefix: str, gate: str) -> None:
        self._root = f"{prefix.strip('/')}/{plain(gate)}"

    @property
    def status(self) -> str:
        """`online` or `offline`, retained; the last will."""
        return f"{self._root}/status"

    @property
    def health(self) -> str:
        """What is broken now, retained."""
        return f"{self._root}/health"

    def state(self, camera: str) -> str:
        """What a camera sees now, retained."""
        return f"{self._root}/{plain(camera)}/state"

    def event(self, camera: str, kind: EventKind) -> str:
        """Events as they happened; not retained."""
        return f"{self._root}/{plain(camera)}/{kind.value}"
