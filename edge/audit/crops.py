"""Encrypted crops of session outcomes, only where configured (`audit.crops`).

A frame listener keeps the newest good crop of each face in memory. At the end of a session, the
crop of the judged face is encrypted to the operator's public key and written to disk.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from edge.audit.crop_encryption import seal
from edge.audit.retention import stamp
from edge.errors import OutputError
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision
from edge.message import Message
from edge.security.keys import KioskKey
from edge.system.files import PRIVATE, write_atomically
from edge.system.paths import state_folder
from edge.types import U8
from edge.vision.recent_faces import RecentFaces

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

EXPANSION = 1.5  # side of the crop / longer side of the face: includes hair and a mask's edge
LARGEST_PX = 384
REMEMBERED = 16  # faces kept in memory for each camera, at most
FORGOTTEN_S = 30.0  # after a face was last seen
SUFFIX = ".crop"
KEPT = frozenset((Decision.ACCEPTED.value, Decision.REFUSED.value))
"""Decisions with which a crop is stored. A cancelled session, as without consent, stores none."""


def crops_folder() -> Path:
    """The folder of this machine's sealed crops."""
    return state_folder() / "crops"


def crop_memory() -> RecentFaces:
    """A frame listener with the newest good crop of each face of one camera, in memory only."""
    return RecentFaces(
        expansion=EXPANSION, largest_px=LARGEST_PX, limit=REMEMBERED, forget_s=FORGOTTEN_S
    )


def encode_face(bgr: U8) -> bytes:
    """Encode as PNG: lossless, because fine patterns of a screen are evidence. Raises
    OutputError."""
    done, png = cv2.imencode(".png", bgr)
    if not done:
        raise OutputError(Message("a crop could not be encoded as PNG and is not stored"))
    return bytes(png.tobytes())


class Crops:
    """A subscriber that encrypts and writes a crop when a session ends.

    `listener` must be called with a frame before the session manager is.
    """

    name = "crops"
    blocks_gate = False

    def __init__(self, folder: Path, recipient: X25519PublicKey, key: KioskKey) -> None:
        self._folder = folder
        self._recipient = recipient
        self._key = key
        self._memory: dict[str, RecentFaces] = {}

    def listener(self, camera: str) -> RecentFaces:
        """The recent faces of one camera, by its name in events."""
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
        png = encode_face(picture)
        at = event.at.astimezone(UTC)
        fields = {
            "session": event.body.get("session"),
            "event": event.id,
            "camera": event.camera,
            "decision": event.body.get("decision"),
            "at": at.isoformat(timespec="milliseconds"),
        }
        sealed = seal(png, fields, self._recipient, self._key)
        path = self._folder / _name(event, at)
        write_atomically(path, sealed.content, mode=PRIVATE)


def _name(event: GateEvent, at: datetime) -> str:
    camera = re.sub(r"[^A-Za-z0-9]+", "-", event.camera)[:40]
    return f"{stamp(at)}-{camera}-{event.id[:12]}{SUFFIX}"
