"""The machine's own Ed25519 key: signs its results, its audit log and its imported models.

The private key never leaves its folder; the public keys of all former keys are stored too, so that
their signatures can still be verified.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from edge.errors import KeyFileError, MissingExtraError
from edge.security.secrets import refuse_exposed, write_secret
from edge.system.paths import state_folder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PRIVATE_NAME = "kiosk.pem"
PUBLIC_FOLDER = "public"
TRUSTED_VARIABLE = "FACEVOUCH_TRUSTED"
TRUSTED_FOLDER = Path("/etc/facevouch/trusted")
ID_CHARACTERS = 16
LARGEST_KEY_FILE = 16_384


def keys_folder() -> Path:
    """The folder of this machine's keys."""
    return state_folder() / "keys"


def trusted_folder() -> Path:
    """Public keys an administrator trusts: $FACEVOUCH_TRUSTED, else /etc/facevouch/trusted."""
    named = os.environ.get(TRUSTED_VARIABLE)
    return Path(named) if named else TRUSTED_FOLDER


@dataclass(frozen=True)
class KioskKey:
    """An Ed25519 key pair. Safe to use from any thread."""

    private: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, folder: Path) -> KioskKey:
        """This machine's key, created at the first call; concurrent processes get the same one.

        Raises KeyFileError where it cannot be read or written, or others can read it, and
        MissingExtraError without the library.
        """
        path = folder / PRIVATE_NAME
        if not path.exists():
            cls.generate().save(path, exclusive=True)
        key = cls.load(path)
        key.publish(folder)
        return key

    @classmethod
    def load(cls, path: Path) -> KioskKey:
        """A private key from a PEM file that only its owner can read. Raises KeyFileError."""
        private = _serialization().load_pem_private_key
        try:
            refuse_exposed(path)
            key = private(_read(path), password=None)
        except (ValueError, TypeError) as error:
            raise KeyFileError(
                f"{path} does not contain a private key in PEM form without a password; "
                "restore the right file, or move this one to get a new key"
            ) from error
        if not isinstance(key, _ed25519().Ed25519PrivateKey):
            raise KeyFileError(f"{path} contains a key of another kind; an Ed25519 key is needed")
        return cls(key)

    @classmethod
    def generate(cls) -> KioskKey:
        """A new key, in memory only."""
        return cls(_ed25519().Ed25519PrivateKey.generate())

    @property
    def public_pem(self) -> str:
        """The public key, as PEM."""
        form = _serialization()
        pem: bytes = self.private.public_key().public_bytes(
            form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
        )
        return pem.decode()

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the raw public key's sha256."""
        return key_id_of(self.public_pem)

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self.private.sign(data)

    def save(self, path: Path, *, exclusive: bool = False) -> None:
        """Write the private key atomically, readable by its owner only.

        exclusive: an existing key stays, and this one is dropped.
        """
        form = _serialization()
        pem = self.private.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        )
        write_secret(path, pem, exclusive=exclusive)

    def publish(self, folder: Path) -> Path:
        """Store the public key beside those of all earlier keys; returns its file."""
        path = folder / PUBLIC_FOLDER / f"{self.key_id}.pem"
        if not path.exists():
            write_secret(path, self.public_pem.encode())
        return path


def verify(public_pem: str, data: bytes, signature: bytes) -> bool:
    """Whether this key signed this data. Raises KeyFileError on a malformed public key."""
    from cryptography.exceptions import InvalidSignature

    try:
        _public(public_pem).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def key_id_of(public_pem: str) -> str:
    """The id of a public key. Raises KeyFileError."""
    return hashlib.sha256(_public(public_pem).public_bytes_raw()).hexdigest()[:ID_CHARACTERS]


def read_public(path: Path) -> str:
    """A public key from a PEM file, in its one canonical form. Raises KeyFileError."""
    try:
        return canonical_pem(_read(path).decode("ascii", "replace"))
    except KeyFileError as error:
        raise KeyFileError(f"{path}: {error}") from error


def canonical_pem(public_pem: str) -> str:
    """The same key as the library writes it. Raises KeyFileError."""
    form = _serialization()
    pem: bytes = _public(public_pem).public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode()


def public_keys(folder: Path) -> dict[str, str]:
    """PEM by key id of every public key in a folder; empty where there is none."""
    if not folder.is_dir():
        return {}
    found = (read_public(path) for path in sorted(folder.glob("*.pem")))
    return {key_id_of(pem): pem for pem in found}


def own_keys(folder: Path | None = None) -> dict[str, str]:
    """The public keys of all keys this machine ever had, by id."""
    return public_keys((folder or keys_folder()) / PUBLIC_FOLDER)


def trusted_keys() -> dict[str, str]:
    """The public keys an administrator trusts, by id."""
    return public_keys(trusted_folder())


def as_text(signature: bytes) -> str:
    """A signature in base64, as in files and JSON."""
    return base64.b64encode(signature).decode()


def from_text(signature: str) -> bytes:
    """Decode a signature from base64. Raises ValueError."""
    return base64.b64decode(signature, validate=True)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_KEY_FILE)
    except OSError as error:
        raise KeyFileError(f"cannot read the key {path}: {error.strerror}") from error


def _public(pem: str) -> Ed25519PublicKey:
    try:
        key = _serialization().load_pem_public_key(pem.encode())
    except ValueError as error:
        raise KeyFileError("this is not a public key in PEM form") from error
    if not isinstance(key, _ed25519().Ed25519PublicKey):
        raise KeyFileError("this is a public key of another kind; an Ed25519 key is needed")
    return cast("Ed25519PublicKey", key)


def _serialization() -> Any:
    return _library("cryptography.hazmat.primitives.serialization")


def _ed25519() -> Any:
    return _library("cryptography.hazmat.primitives.asymmetric.ed25519")


def _library(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError("cryptography, which signs and encrypts,", "serve") from error
