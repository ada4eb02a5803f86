"""Who vouches for a manifest, and with it, through its hashes, for every model file it names.

The manifest that ships is signed by the project's release key, whose private half lies in no
repository. A user's own manifest is signed by the machine's key when a model is imported; but where
an administrator trusts keys, by one of those, and the machine's own counts for nothing. Such a key
may sign what ships, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from edge.security.file_signature import SignatureState, sign_file, signature_state
from edge.security.keys import (
    KioskKey,
    key_id_of,
    keys_folder,
    own_keys,
    read_public,
    trusted_folder,
    trusted_keys,
)
from models.manifest import NAME

Signed = Literal["auto", "require", "off"]
"""auto: every manifest must be signed but the one of a source checkout. require: that one too.
off: nothing is asked; the hashes in the manifest still hold for the files."""

PURPOSE = "facevouch models 1"
PACKAGE = Path(__file__).parent
RELEASE_KEY = "release.pem"


def signature_of(folder: Path, content: bytes, *, shipped: bool) -> SignatureState:
    """How a folder's manifest stands. Raises KeyFileError where a trusted key is none."""
    keys = trusted_keys()
    if shipped:
        release = read_public(PACKAGE / RELEASE_KEY)
        keys[key_id_of(release)] = release
    return signature_state(folder / NAME, content, PURPOSE, keys or own_keys())


def refusal(folder: Path, content: bytes, signed: Signed, *, shipped: bool) -> str | None:
    """Why the models of this folder must not be used; None where they may.

    shipped: the folder is the package's, or stands for it, not a user's. A source checkout's
    manifest changes as people work on it: there, `auto` asks for nothing.
    """
    if signed == "off" or (signed == "auto" and in_checkout(folder)):
        return None
    found = signature_of(folder, content, shipped=shipped)
    required = signed == "require" or folder == PACKAGE or not shipped
    if found is SignatureState.GOOD or (found is SignatureState.MISSING and not required):
        return None
    remedy = "if the models it names are meant, sign it with: facevouch models sign"
    if folder == PACKAGE:
        remedy = "reinstall facevouch"
    elif trusted_keys():
        remedy += f" --key KEY.pem, with a key that {trusted_folder()} holds the public half of"
    return (
        f"the model manifest {folder / NAME} is {found.value}, so its models are not used; {remedy}"
    )


def in_checkout(folder: Path) -> bool:
    """Whether these are the package's own models, in a source tree."""
    return folder == PACKAGE and (folder.parent / "pyproject.toml").is_file()


def sign_own(folder: Path, key: KioskKey | None = None) -> Path:
    """Sign a user's manifest, by default as this machine. Raises KeyFileError, OutputError."""
    return sign_file(folder / NAME, PURPOSE, key or KioskKey.load_or_create(keys_folder()))


def sign_release(key: KioskKey, folder: Path = PACKAGE) -> Path:
    """Sign the manifest that ships. Raises OutputError."""
    return sign_file(folder / NAME, PURPOSE, key)
