"""Verifies a configuration's signature: a signed file of which a byte was changed is refused.

The signature is in FACEVOUCH.toml.sig beside the file. Where there is one, it must be valid. Where
an administrator has stored trusted keys (/etc/facevouch/trusted), a signature by one of them is
required: the machine's own key is then not accepted, so that control of the gate's account is not
enough to change its decisions.
"""

from __future__ import annotations

from pathlib import Path

from edge.errors import ConfigError, OutputError
from edge.security.file_signature import SignatureState, sign_file, signature_state
from edge.security.keys import KioskKey, own_keys, trusted_folder, trusted_keys

PURPOSE = "facevouch config 1"


def signature_of(path: Path, content: bytes) -> SignatureState:
    """The state of a configuration's signature. Raises KeyFileError."""
    return signature_state(path, content, PURPOSE, trusted_keys() or own_keys())


def refuse_unvouched(path: Path, content: bytes) -> None:
    """Raise ConfigError where `content`, read from `path`, lacks a required or valid signature."""
    managed = bool(trusted_keys())
    found = signature_of(path, content)
    if found is SignatureState.GOOD or (found is SignatureState.MISSING and not managed):
        return
    remedy = (
        f"sign it with a key that {trusted_folder()} holds the public half of: "
        f"facevouch config sign {path} --key KEY.pem"
        if managed
        else f"if it is meant, sign it with: facevouch config sign {path}"
    )
    raise ConfigError(f"the configuration {path} is {found.value}, so it is not used; {remedy}")


def sign_config(path: Path, key: KioskKey) -> Path:
    """Sign a configuration's present content; returns the signature's path. Raises ConfigError."""
    try:
        return sign_file(path, PURPOSE, key)
    except (OSError, OutputError) as error:
        raise ConfigError(f"cannot sign {path}: {error}") from error
