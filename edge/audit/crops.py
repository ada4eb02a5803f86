"""Encrypted crops of outcomes, where an operator asked for them; otherwise nothing is written.

A listener remembers the last good crop of each face in memory; the end of a session seals the one
that it was about to the operator's public key. Nobody at the gate can look at it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from edge.audit.sealing import seal
from edge.errors import OutputError
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision
from edge.security.keys import KioskKey
from edge.system.files import PRIVATE, write_atomically
from edge.system.paths import state_folder
from edge.system.thread import StoppableThread
from edge.types import U8
from edge.vision.recent_faces import RecentFaces

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
import logging
import time
from collections.abc import Callable
from datetime import timedelta

log = logging.getLogger(__name__)

SWEEP_S = 3600.0
STEP_S = 120.0
"""Wall and monotonic time that drift apart by more between two sweeps: the clock was set."""

FORMAT = "%Y%m%dT%H%M%S"
STAMP = len("20260101T000000Z")


def stamp(at: datetime) -> str:
    """The time as it begins a file's name, UTC."""
    return at.astimezone(UTC).strftime(FORMAT) + "Z"


def stamped(path: Path) -> datetime | None:
    """The time a file's name begins with; None where there is none."""
    try:
        return datetime.strptime(path.name[: STAMP - 1], FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did. held: the clock had jumped, so nothing was deleted this time."""

    deleted: int = 0
    redated: int = 0
    held: bool = False


class Retention:
    """Deletes files of a folder that are older than `days`: at the start and every hour.

    wall: UTC now. clock: monotonic seconds.
    """

    def __init__(
        self,
        folder: Path,
        days: float,
        suffix: str,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        every_s: float = SWEEP_S,
    ) -> None:
        self._folder = folder
        self._limit = timedelta(days=days)
        self._suffix = suffix
        self._wall = wall
        self._clock = clock
        self._every_s = every_s
        self._last: tuple[datetime, float] | None = None
        self._thread = StoppableThread("facevouch-retention", self._run)

    def start(self) -> None:
        """Sweep now, then every hour in a thread of its own."""
        self._sweep_and_tell()
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End the thread; its name where it did not end in time."""
        return self._thread.stop(timeout)

    def sweep(self) -> Swept:
        """Delete what is too old. Raises OutputError where a file cannot be deleted."""
        now, tick = self._wall(), self._clock()
        before, self._last = self._last, (now, tick)
        if before is not None:
            passed = timedelta(seconds=tick - before[1])
            if now - before[0] - passed > timedelta(seconds=STEP_S):
                log.warning(
                    "the clock jumped ahead; files are deleted at the next sweep if it holds still"
                )
                return Swept(held=True)
        deleted = redated = 0
        for path in sorted(self._folder.glob(f"*{self._suffix}")):
            at = stamped(path)
            try:
                if at is None or at - now > timedelta(seconds=STEP_S):
                    self._date_anew(path, now, named=at is not None)
                    redated += 1
                elif now - at > self._limit:
                    path.unlink(missing_ok=True)
                    deleted += 1
            except OSError as error:
                raise OutputError(f"cannot delete {path}: {error.strerror}") from error
        return Swept(deleted, redated)

    def _date_anew(self, path: Path, now: datetime, *, named: bool) -> None:
        rest = path.name[STAMP:] if named else f"-{path.name}"
        path.rename(path.with_name(stamp(now) + rest))

    def _sweep_and_tell(self) -> None:
        try:
            self.sweep()
        except OutputError as error:
            log.error("%s", error)

    def _run(self) -> None:
        while not self._thread.wait(self._every_s):
            self._sweep_and_tell()


EXPANSION = 1.5  # side of the crop over the face's longer side: chin, hair, a mask's edge
LARGEST_PX = 384
REMEMBERED = 16  # faces a camera's memory holds at most
FORGOTTEN_S = 30.0  # after a face was last seen
SUFFIX = ".crop"
KEPT = frozenset((Decision.ACCEPTED.value, Decision.REFUSED.value))
"""A session that was cancelled, as by somebody who does not consent, leaves nothing."""


def crops_folder() -> Path:
    """Where this machine's sealed crops lie."""
    return state_folder() / "crops"


def crop_memory() -> RecentFaces:
    """A frame listener with the newest good crop of each face of one camera, in memory only."""
    return RecentFaces(
        expansion=EXPANSION, largest_px=LARGEST_PX, limit=REMEMBERED, forget_s=FORGOTTEN_S
    )


class Crops:
    """A subscriber: seals a crop when a session ends.

    `listener` must get frames before the session manager does.
    """

    name = "crops"
    blocks_gate = False

    def __init__(self, folder: Path, recipient: X25519PublicKey, key: KioskKey) -> None:
        self._folder = folder
        self._recipient = recipient
        self._key = key
        self._memory: dict[str, RecentFaces] = {}

    def listener(self, camera: str) -> RecentFaces:
        """The memory of one camera, by its name in events."""
        return self._memory.setdefault(camera, crop_memory())

    def on_event(self, event: GateEvent) -> None:
        """Raises OutputError where a crop cannot be written."""
        memory = self._memory.get(event.camera)
        if event.kind is not EventKind.SESSION or memory is None:
            return
        track = (event.body.get("verdict") or {}).get("track")
        face = memory.pop(track) if isinstance(track, int) else None
        if face is None or event.body.get("decision") not in KEPT:
            return
        self._store(event, face.bgr)

    def close(self) -> None:
        """Forget all faces."""
        self._memory.clear()

    def _store(self, event: GateEvent, picture: U8) -> None:
        done, png = cv2.imencode(".png", picture)  # without loss: a screen's pattern is evidence
        if not done:
            raise OutputError("a crop could not be encoded, so it is not kept")
        at = event.at.astimezone(UTC)
        told = {
            "session": event.body.get("session"),
            "event": event.id,
            "camera": event.camera,
            "decision": event.body.get("decision"),
            "at": at.isoformat(timespec="milliseconds"),
        }
        sealed = seal(png.tobytes(), told, self._recipient, self._key)
        path = self._folder / _name(event, at)
        write_atomically(path, sealed.content, mode=PRIVATE)


def _name(event: GateEvent, at: datetime) -> str:
    camera = re.sub(r"[^A-Za-z0-9]+", "-", event.camera)[:40]
    return f"{stamp(at)}-{camera}-{event.id[:12]}{SUFFIX}"
