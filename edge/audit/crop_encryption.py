"""Encrypts a picture to an operator's public key, so that the gate itself cannot decrypt it.

HPKE (RFC 9180): X25519 with HKDF-SHA256, ChaCha20-Poly1305. A sealed file is a header line of JSON,
a line with the kiosk's signature over header and ciphertext, and the ciphertext. The header is not
encrypted; it is authenticated together with the ciphertext.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.errors import DataError, KeyFileError
from edge.security.keys import ID_CHARACTERS, KioskKey, as_text, from_text, verify
from edge.security.secrets import refuse_exposed, write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import (
        X25519PrivateKey,
        X25519PublicKey,
    )
    from cryptography.hazmat.primitives.hpke import Suite

FORMAT = "facevouch crop 1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parsed sealed file. header: as stored, one line without its line end."""

    header: bytes
    signature: bytes
    ciphertext: bytes

    @classmethod
    def parse(cls, content: bytes) -> Sealed:
        """Parse a file's bytes. Raises DataError."""
        header, _, rest = content.partition(b"\n")
        line, _, ciphertext = rest.partition(b"\n")
        try:
            signature = from_text(line.decode("ascii"))
            data = json.loads(header)
        except (ValueError, RecursionError) as error:
            raise DataError("this is not an encrypted crop") from error
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise DataError("this is not an encrypted crop")
        return cls(header, signature, ciphertext)

    @property
    def content(self) -> bytes:
        """The file's bytes: header, signature and ciphertext, each on a line."""
        return self.header + b"\n" + as_text(self.signature).encode() + b"\n" + self.ciphertext

    @property
    def header_fields(self) -> dict[str, Any]:
        """The header's fields: session, camera, decision, at, recipient, key."""
        found: dict[str, Any] = json.loads(self.header)
        return found

    def signed_by(self, public_pem: str) -> bool:
        """Whether this kiosk sealed it."""
        return verify(public_pem, _signed(self.header, self.ciphertext), self.signature)

    def open(self, private: X25519PrivateKey) -> bytes:
        """Decrypt the picture. Raises DataError where the file was changed or the key is
        another."""
        from cryptography.exceptions import InvalidTag

        try:
            return _suite().decrypt(self.ciphertext, private, info=self.header)
        except (InvalidTag, ValueError) as error:
            raise DataError(
                "it cannot be decrypted with this key: it is encrypted to the key "
                f"{self.header_fields.get('recipient')}, or it was changed"
            ) from error


def seal(
    picture: bytes, fields: Mapping[str, Any], recipient: X25519PublicKey, key: KioskKey
) -> Sealed:
    """Encrypt to the recipient, and sign with this kiosk's key."""
    data = {
        **fields,
        "format": FORMAT,
        "recipient": recipient_id(recipient),
        "key": key.key_id,
    }
    header = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    ciphertext = _suite().encrypt(picture, recipient, info=header)
    return Sealed(header, key.sign(_signed(header, ciphertext)), ciphertext)


def recipient_id(public: X25519PublicKey) -> str:
    """A public key's id in the header: the first digits of its sha256."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:ID_CHARACTERS]


def make_pair(private_file: Path, public_file: Path) -> str:
    """Create an operator's key pair; returns its id. Raises KeyFileError, also for existing files.

    The private file must not stay on the gate.
    """
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    for path in (private_file, public_file):
        if path.exists():
            raise KeyFileError(f"{path} already exists; choose another file name")
    private = X25519PrivateKey.generate()
    public = private.public_key()
    write_secret(
        private_file,
        private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()),
    )
    write_secret(
        public_file,
        public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo),
    )
    return recipient_id(public)


def read_recipient(path: Path) -> X25519PublicKey:
    """Read an operator's public key. Raises KeyFileError."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise KeyFileError(f"cannot read the key {path}: {error.strerror}") from error
    except ValueError as error:
        raise KeyFileError(
            f"{path} does not contain a public key; make a key pair with: facevouch audit "
            "crops keygen"
        ) from error
    if not isinstance(key, X25519PublicKey):
        raise KeyFileError(
            f"{path} contains a key of another kind; make a key pair with: facevouch audit "
            "crops keygen"
        )
    return key


def read_private(path: Path) -> X25519PrivateKey:
    """Read an operator's private key from a file that only its owner can read. Raises
    KeyFileError."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    refuse_exposed(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyFileError(
            f"{path} does not contain a private key without a password; give "
            "the file made by: facevouch audit crops keygen"
        ) from error
    if not isinstance(key, X25519PrivateKey):
        raise KeyFileError(f"{path} contains a key of another kind; an X25519 key is needed")
    return key


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _signed(header: bytes, ciphertext: bytes) -> bytes:
    return f"{FORMAT}\n".encode() + header + b"\n" + ciphertext
