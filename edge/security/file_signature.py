"""A signature beside a file: FILE.sig says which key signed the bytes of FILE, and for what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from edge.security.keys import KioskKey, as_text, from_text, verify
from edge.system.files import write_atomically

SUFFIX = ".sig"
LARGEST = 4096


class SignatureState(StrEnum):
    """What the signature beside a file is worth."""

    GOOD = "signed"
    MISSING = "not signed"
    WRONG = "not the file that was signed"
    STRANGER = "signed by a key that is not trusted"


def signature_path(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def sign_file(path: Path, purpose: str, key: KioskKey) -> Path:
    """Write FILE.sig over the file as it is now. Raises OSError, OutputError."""
    signature = as_text(key.sign(_signed(purpose, path.read_bytes())))
    target = signature_path(path)
    write_atomically(
        target, (json.dumps({"key": key.key_id, "signature": signature}) + "\n").encode()
    )
    return target


def signature_state(
    path: Path, content: bytes, purpose: str, keys: Mapping[str, str]
) -> SignatureState:
    """What FILE.sig is worth for `content`, read from `path`. keys: those that count, PEM by id."""
    target = signature_path(path)
    try:
        with target.open("rb") as file:
            data = json.loads(file.read(LARGEST))
        key, signature = str(data["key"]), from_text(data["signature"])
    except FileNotFoundError:
        return SignatureState.MISSING
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return SignatureState.WRONG
    if key not in keys:
        return SignatureState.STRANGER
    good = verify(keys[key], _signed(purpose, content), signature)
    return SignatureState.GOOD if good else SignatureState.WRONG


def _signed(purpose: str, content: bytes) -> bytes:
    return f"{purpose}\n".encode() + content
