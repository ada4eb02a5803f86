"""A signed record of the log's newest entry, stored elsewhere: it makes a truncation detectable."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edge.audit.entry import Entry
from edge.errors import DataError
from edge.security.keys import KioskKey, as_text, from_text, verify
from edge.system.files import write_atomically

PURPOSE = "facevouch audit head 1"


@dataclass(frozen=True, slots=True)
class Head:
    """Signed statement that the log contained this entry at this time. digest: hexadecimal."""

    seq: int
    digest: str
    at: str
    key: str
    signature: str

    @classmethod
    def of(cls, entry: Entry, key: KioskKey) -> Head:
        """Sign that this entry is the newest, now."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        signature = as_text(key.sign(_content(entry.seq, entry.digest, at)))
        return cls(entry.seq, entry.digest, at, key.key_id, signature)

    @classmethod
    def read(cls, path: Path) -> Head:
        """Raises DataError on what is no head."""
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, DataError) as error:
            raise DataError(
                f"{path} does not contain an output of `facevouch audit head`: {error}"
            ) from error

    @classmethod
    def from_json(cls, text: str) -> Head:
        """Raises DataError on what is no head."""
        try:
            data = json.loads(text)
            strings = (str(data[name]) for name in ("digest", "at", "key", "signature"))
            return cls(int(data["seq"]), *strings)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise DataError(f"this is not an output of `facevouch audit head`: {error}") from error

    def body(self) -> dict[str, str | int]:
        """JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    def to_json(self) -> str:
        """One line; `from_json` reads it."""
        return json.dumps(self.body())

    def write(self, path: Path) -> None:
        """Write it atomically and durably. Raises OutputError."""
        write_atomically(path, (self.to_json() + "\n").encode())

    def signed_by(self, public_pem: str) -> bool:
        """Whether this key made the signature; False also for a malformed one."""
        try:
            return verify(
                public_pem, _content(self.seq, self.digest, self.at), from_text(self.signature)
            )
        except ValueError:
            return False


def _content(seq: int, digest: str, at: str) -> bytes:
    return f"{PURPOSE}\n{seq}\n{digest}\n{at}".encode()
