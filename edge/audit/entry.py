"""One entry of the audit log: an event, chained to the previous entry and signed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey, verify

GENESIS = "0" * 64
"""The `previous` digest of the first entry."""

PURPOSE = b"facevouch audit entry 1\n"
"""Prefix of the signed bytes, so that a signature made for another purpose is not valid here."""

ABOUT = "audit"
"""The key in the body of events that the log writes about itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """seq: 1, 2, 3 … without a gap. event: the bytes of `GateEvent.to_json`, never parsed again.

    previous, digest: hexadecimal. digest = sha256(previous's 32 bytes ‖ "seq\\nkey\\nevent"), where
    key is the id of the key that signed the purpose and the digest's 32 bytes.
    """

    seq: int
    event: str
    previous: str
    digest: str
    key: str
    signature: bytes

    @property
    def whole(self) -> bool:
        """Whether the digest is that of this content at this number."""
        return self.fits(self.seq)

    def fits(self, seq: int) -> bool:
        """Whether the digest would be valid at number `seq`."""
        try:
            return digest_of(self.previous, seq, self.key, self.event) == self.digest
        except (ValueError, TypeError, UnicodeEncodeError):
            return False

    def signed_by(self, public_pem: str) -> bool:
        """Whether this key signed the digest."""
        try:
            return verify(public_pem, PURPOSE + bytes.fromhex(self.digest), bytes(self.signature))
        except (ValueError, TypeError):
            return False

    def about(self) -> dict[str, Any]:
        """The body of an event that the log wrote about itself; else empty."""
        if f'"{ABOUT}":' not in self.event:
            return {}
        data = json.loads(self.event)
        body = data["body"] if data["kind"] == EventKind.SYSTEM.value else {}
        return body if ABOUT in body else {}

    @property
    def at(self) -> datetime:
        """When the event happened, by the gate's wall clock."""
        return datetime.fromisoformat(json.loads(self.event)["at"])


def digest_of(previous: str, seq: int, key: str, event: str) -> str:
    """An entry's digest. Raises ValueError where `previous` is not hexadecimal."""
    return hashlib.sha256(bytes.fromhex(previous) + f"{seq}\n{key}\n{event}".encode()).hexdigest()


def next_entry(last: Entry | None, event: GateEvent, key: KioskKey) -> Entry:
    """The entry that follows `last`, signed."""
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    text = event.to_json()
    digest = digest_of(previous, seq, key.key_id, text)
    signature = key.sign(PURPOSE + bytes.fromhex(digest))
    return Entry(seq, text, previous, digest, key.key_id, signature)


def own_event(what: str, **body: Any) -> GateEvent:
    """An event that the log writes about itself."""
    return GateEvent(EventKind.SYSTEM, "", {ABOUT: what, **body})
