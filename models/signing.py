"""Signatures of model manifests, which through their hashes cover all model files.

The shipped manifest is signed with the project's release key, whose private key is in no
repository. A user's manifest is signed with the machine's key when a model is imported; where an
administrator has named trusted keys, it must be signed with one of those instead. A trusted key may
sign the shipped manifest, too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from edge.errors import ConfigError
from edge.security.file_signature import (
    SignatureState,
    file_signature,
    sign_file,
    signature_path,
)
from edge.security.keys import (
    KioskKey,
    key_id_of,
    keys_folder,
    own_keys,
    read_public,
    trusted_folder,
    trusted_keys,
)
from models import used_versions
from models.manifest import NAME

Signed = Literal["auto", "require", "off"]
"""auto: every manifest must be signed but the one of a source checkout. require: that one too.
off: nothing is asked; the hashes in the manifest still hold for the files."""

PURPOSE = "facevouch models 1"
PACKAGE = Path(__file__).parent
RELEASE_KEY = "release.pem"
RELEASE_DAYS = 1096
"""Validity of a release's signature, three years, so that outdated models are not used for ever."""


def signature_of(folder: Path, content: bytes, *, shipped: bool) -> SignatureState:
    """The state of a manifest's signature, including expiry and the newest version used here.

    Raises KeyFileError on a malformed trusted key, ConfigError where the record of versions is not
    sealed as required.
    """
    keys = trusted_keys()
    if shipped:
        release = read_public(PACKAGE / RELEASE_KEY)
        keys[key_id_of(release)] = release
    found = file_signature(folder / NAME, content, PURPOSE, keys or own_keys())
    if found.state is not SignatureState.GOOD:
        return found.state
    if found.expires is not None and datetime.now(UTC).date() > found.expires:
        return SignatureState.EXPIRED
    if found.version < used_versions.newest(_name(folder)):
        return SignatureState.OLDER
    return SignatureState.GOOD


def refusal(folder: Path, content: bytes, signed: Signed, *, shipped: bool) -> str | None:
    """A sentence on why the models of this folder must not be used; None where they may.

    shipped: the folder is the package's or in place of it, as opposed to a user's. With `auto` a
    source checkout's manifest need not be signed, because it changes during development.
    """
    if signed == "off" or (signed == "auto" and in_checkout(folder)):
        return None
    try:
        found = signature_of(folder, content, shipped=shipped)
    except ConfigError as error:
        return f"the models of {folder} are not used: {error}"
    required = signed == "require" or folder == PACKAGE or not shipped
    if found is SignatureState.MISSING and not required:
        return None
    if found is SignatureState.GOOD:
        used_versions.used(_name(folder), version_of(folder))
        return None
    if found is SignatureState.OLDER:
        return (
            f"the model manifest {folder / NAME} is {found.value}, so its models are not "
            "used; after an intended downgrade: facevouch models allow-older"
        )
    remedy = "if its models are the intended ones, sign it with: facevouch models sign"
    if folder == PACKAGE:
        remedy = "reinstall facevouch"
    elif trusted_keys():
        remedy += f" --key KEY.pem, with a key whose public key is in {trusted_folder()}"
    return (
        f"the model manifest {folder / NAME} is {found.value}, so its models are not used; {remedy}"
    )


def in_checkout(folder: Path) -> bool:
    """Whether the folder is the package's, in a source checkout."""
    return folder == PACKAGE and (folder.parent / "pyproject.toml").is_file()


def sign_own(folder: Path, key: KioskKey | None = None) -> Path:
    """Sign a user's manifest, by default with the machine's key. Raises KeyFileError,
    OutputError."""
    signer = key or KioskKey.load_or_create(keys_folder())
    newest = max(version_of(folder), used_versions.newest(_name(folder)))
    return sign_file(folder / NAME, PURPOSE, signer, version=newest + 1)


def sign_release(key: KioskKey, folder: Path = PACKAGE, days: int = RELEASE_DAYS) -> Path:
    """Sign the shipped manifest as the next version, valid for `days`. Raises OutputError."""
    expires = datetime.now(UTC).date() + timedelta(days=days)
    version = version_of(folder) + 1
    return sign_file(folder / NAME, PURPOSE, key, version=version, expires=expires)


def version_of(folder: Path) -> int:
    """The version that the signature beside a manifest states; 0 for none."""
    try:
        return int(json.loads(signature_path(folder / NAME).read_bytes()).get("version", 0))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return 0


def _name(folder: Path) -> str:
    """The name in the record of versions: of the release, or of a user's folder."""
    return "release" if folder == PACKAGE else str(folder)
