"""Detects a model file or a manifest that is exchanged while the gate runs.

Loaded models are not affected, but the next start would refuse the files; this reports it before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from edge.errors import FacevouchError
from models.manifest import NAME, read_bytes
from models.registry import Registry
from models.signing import refusal

HASH_EVERY_S = 3600.0
"""Interval of hashing a file whose size and times have not changed."""

Look = tuple[int, int, int, int]


class ModelWatch:
    """Checks the files of the models in use. Used by one thread.

    used: ids of the models in use.
    """

    def __init__(
        self,
        registry: Registry,
        used: Callable[[], Iterable[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._registry = registry
        self._used = used
        self._clock = clock
        self._good: dict[str, tuple[Look, float]] = {}

    def faults(self) -> dict[str, str]:
        """The faults, as sentences, by model id or by the manifest's path."""
        found: dict[str, str] = {}
        for folder, shipped in ((self._registry.shipped, True), (self._registry.user, False)):
            if (reason := self._manifest(folder, shipped=shipped)) is not None:
                found[str(folder / NAME)] = reason
        for model_id in sorted(set(self._used())):
            try:
                self._look(model_id)
            except FacevouchError as error:
                found[model_id] = str(error)
        return found

    def _manifest(self, folder: Path, *, shipped: bool) -> str | None:
        path = folder / NAME
        if not shipped and not path.exists():
            return None
        try:
            return refusal(folder, read_bytes(path), self._registry.signed, shipped=shipped)
        except FacevouchError as error:
            return str(error)

    def _look(self, model_id: str) -> None:
        spec = self._registry.get(model_id)
        path = self._registry.locate(spec)
        look, now = _look_of(path), self._clock()
        known = self._good.get(model_id)
        if known is not None and known[0] == look and now - known[1] < HASH_EVERY_S:
            return
        self._registry.verified(spec)
        if look is not None:
            self._good[model_id] = (look, now)


def _look_of(path: Path) -> Look | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
