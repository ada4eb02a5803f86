"""Whether a configuration may be used: a changed byte in a signed one is refused.

FACEVOUCH.toml.sig beside the file holds the signature. One that is there must hold. Where an
administrator trusts keys (/etc/facevouch/trusted), there must be one, made by one of those keys:
then the machine's own key does not count, and whoever owns the gate's account cannot change how it
judges.
"""

from __future__ import annotations

from pathlib import Path

from edge.errors import ConfigError, OutputError
from edge.security.file_signature import SignatureState, sign_file, signature_state
from edge.security.keys import KioskKey, own_keys, trusted_folder, trusted_keys

PURPOSE = "facevouch config 1"


def signature_of(path: Path, content: bytes) -> SignatureState:
    """What the signature beside a configuration is worth. Raises KeyFileError."""
    return signature_state(path, content, PURPOSE, trusted_keys() or own_keys())


def refuse_unvouched(path: Path, content: bytes) -> None:
    """Raises ConfigError where `content`, read from `path`, is not signed as it must be."""
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
    """Sign a configuration as it is now; returns the signature's file. Raises ConfigError."""
    try:
        return sign_file(path, PURPOSE, key)
    except (OSError, OutputError) as error:
        raise ConfigError(f"cannot sign {path}: {error}") from error
