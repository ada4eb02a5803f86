"""Encrypts the accepted face of a session to whoever compares it with a person they know.

The picture then leaves the gate, and lies in its memory, only so that the holder of one private key
can open it: neither the terminal that began the session nor the network sees it. Its SHA-256 is in
the signed result.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from edge.audit.crop_encryption import read_recipient, seal
from edge.config import Config
from edge.events.outcome import Decision
from edge.security.keys import KioskKey

SealFace = Callable[[bytes, str, str], bytes]
"""(PNG, session id, camera) to the bytes of a sealed file."""


def face_sealer(config: Config, key: KioskKey) -> SealFace | None:
    """As `service.result_face_key` asks for; None where it names no key. Raises KeyFileError."""
    named = config.service.result_face_key
    if named is None:
        return None
    recipient = read_recipient(Path(named).expanduser())

    def sealed(png: bytes, session: str, camera: str) -> bytes:
        fields = {
            "session": session,
            "camera": camera,
            "decision": Decision.ACCEPTED.value,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        return seal(png, fields, recipient, key).content

    return sealed
