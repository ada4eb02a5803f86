"""Signatures of files: which key signed the bytes of a file, and for what.

Two forms. A signature beside a file, FILE.sig, for files that a person writes (settings,
manifests). A seal, the last line of the file itself, for files that facevouch writes and that
influence a verdict (calibration, drift reference, pinned camera, PIN, counts of failures): file and
seal are then replaced in one atomic step. A seal is bound to a purpose and a file name, so that one
sealed file cannot be passed off as another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from edge.errors import ConfigError
from edge.security.keys import (
    KioskKey,
    as_text,
    from_text,
    keys_folder,
    own_keys,
    trusted_keys,
    verify,
)
from edge.system.files import write_atomically

SUFFIX = ".sig"
LARGEST = 4096
SEAL = b"# sealed by "


class SignatureState(StrEnum):
    """The result of checking a signature or a seal; values appear in messages."""

    GOOD = "signed"
    MISSING = "not signed"
    WRONG = "not the file that was signed"
    STRANGER = "signed by a key that is not trusted"
    EXPIRED = "signed, but the signature has expired"
    OLDER = "an older version than one that was used here"


def signature_path(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


@dataclass(frozen=True, slots=True)
class FileSignature:
    """A checked signature beside a file. version, expires: covered by it; 0 and None where the
    signer stated none."""

    state: SignatureState
    version: int = 0
    expires: date | None = None


def sign_file(
    path: Path, purpose: str, key: KioskKey, *, version: int = 0, expires: date | None = None
) -> Path:
    """Write FILE.sig over the file as it is now. Raises OSError, OutputError.

    version: lets a reader refuse an older signed file; 0 for none.
    """
    terms = {"version": version, "expires": expires.isoformat() if expires else None}
    signature = key.sign(_signed(_stated(purpose, version, expires), path.read_bytes()))
    data = {"key": key.key_id, "signature": as_text(signature), **(terms if version else {})}
    target = signature_path(path)
    write_atomically(target, (json.dumps(data) + "\n").encode())
    return target


def file_signature(
    path: Path, content: bytes, purpose: str, keys: Mapping[str, str]
) -> FileSignature:
    """Check FILE.sig against `content`, which was read from `path`. keys: trusted, PEM by id."""
    target = signature_path(path)
    try:
        with target.open("rb") as file:
            data = json.loads(file.read(LARGEST))
        key, signature = str(data["key"]), from_text(data["signature"])
        version = int(data.get("version", 0))
        expires = date.fromisoformat(data["expires"]) if data.get("expires") else None
    except FileNotFoundError:
        return FileSignature(SignatureState.MISSING)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return FileSignature(SignatureState.WRONG)
    if key not in keys:
        return FileSignature(SignatureState.STRANGER)
    if not verify(keys[key], _signed(_stated(purpose, version, expires), content), signature):
        return FileSignature(SignatureState.WRONG)
    return FileSignature(SignatureState.GOOD, version, expires)


def signature_state(
    path: Path, content: bytes, purpose: str, keys: Mapping[str, str]
) -> SignatureState:
    """The state of FILE.sig, regardless of its version."""
    return file_signature(path, content, purpose, keys).state


def write_sealed(
    path: Path, content: bytes, purpose: str, *, mode: int = 0o644, key: KioskKey | None = None
) -> None:
    """Write a file with its seal atomically. Raises OutputError, KeyFileError.

    key: this machine's by default, which is created at the first call.
    """
    signer = key or KioskKey.load_or_create(keys_folder())
    body = content if content.endswith(b"\n") else content + b"\n"
    signature = signer.sign(_signed(_sealing(purpose, path), body))
    write_atomically(path, body + _line(signer.key_id, signature), mode=mode)


def read_sealed(
    path: Path, purpose: str, *, own: bool = False, made_by: str = "the program that wrote it"
) -> bytes:
    """The content of a sealed file, without its seal.

    Where an administrator has named trusted keys (/etc/facevouch/trusted), the seal must be by one
    of those, else by any key that this machine ever had. own: the running gate writes the file
    itself, so that this machine's keys are always accepted. made_by: the command that writes the
    file again, for the error message.
    Raises OSError, KeyFileError, and ConfigError where the seal is missing or not valid.
    """
    keys = own_keys() if own else trusted_keys() or own_keys()
    data = path.read_bytes()
    body, state = _opened(path, data, purpose, keys)
    if state is not SignatureState.GOOD:
        remedy = "facevouch config seal" + (" --key KEY.pem" if trusted_keys() and not own else "")
        raise ConfigError(
            f"{path} is {state.value}, so it is not used; delete it and create it again: "
            f"{made_by}; or check its content, then sign it: {remedy}"
        )
    return body


def seal_again(path: Path, purpose: str, key: KioskKey) -> None:
    """Seal a file's present content, without checking who wrote it. Raises OSError, OutputError."""
    body, _ = _opened(path, path.read_bytes(), purpose, {})
    write_sealed(path, body, purpose, mode=path.stat().st_mode & 0o777, key=key)


def _opened(
    path: Path, data: bytes, purpose: str, keys: Mapping[str, str]
) -> tuple[bytes, SignatureState]:
    """The content without its seal, and the seal's state."""
    lines = data.splitlines(keepends=True)
    if not lines or not lines[-1].startswith(SEAL):
        return data, SignatureState.MISSING
    body = data[: -len(lines[-1])]
    try:
        key, signature = lines[-1].removeprefix(SEAL).decode("ascii").split()
        made = from_text(signature)
    except ValueError:
        return body, SignatureState.WRONG
    if lines[-1] != _line(key, made):  # other encodings of the same signature are refused
        return body, SignatureState.WRONG
    if key not in keys:
        return body, SignatureState.STRANGER
    good = verify(keys[key], _signed(_sealing(purpose, path), body), made)
    return body, SignatureState.GOOD if good else SignatureState.WRONG


def _line(key: str, signature: bytes) -> bytes:
    return SEAL + f"{key} {as_text(signature)}\n".encode()


def _stated(purpose: str, version: int, expires: date | None) -> str:
    return f"{purpose}\nversion {version}, expires {expires}" if version else purpose


def _sealing(purpose: str, path: Path) -> str:
    return f"{purpose}\n{path.name}"


def _signed(purpose: str, content: bytes) -> bytes:
    return f"{purpose}\n".encode() + content
