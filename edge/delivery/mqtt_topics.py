"""The topics of one gate on a broker."""

from __future__ import annotations

import hashlib
import re

from edge.events.event import EventKind


def plain(name: str) -> str:
    """A name usable in a topic and as an id of Home Assistant: letters, digits, `_`, `-`.

    A name that had to be changed gets a hash as suffix, so that different names stay different.
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
        """Topic of `online` or `offline`, retained; also the last will's."""
        return f"{self._root}/status"

    @property
    def health(self) -> str:
        """Topic of the present faults, retained."""
        return f"{self._root}/health"

    def state(self, camera: str) -> str:
        """Topic of a camera's present state, retained."""
        return f"{self._root}/{plain(camera)}/state"

    def event(self, camera: str, kind: EventKind) -> str:
        """Topic of a camera's events of one kind; not retained."""
        return f"{self._root}/{plain(camera)}/{kind.value}"
