"""Signatures of a report's files, made and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from edge.errors import DataError
from edge.security.file_signature import SignatureState, sign_file, signature_state
from edge.security.keys import KioskKey, key_id_of, keys_folder, own_keys, read_public, trusted_keys

PURPOSE = "facevouch ISO/IEC 30107-3 report"
CONTENT = "iso30107.json"
CHANGED = "not the file that the report was made with"


def sign_report(folder: Path, names: Sequence[str]) -> None:
    """Write a .sig beside each file, with this machine's key. Raises OutputError, KeyFileError."""
    key = KioskKey.load_or_create(keys_folder())
    for name in names:
        sign_file(folder / name, PURPOSE, key)


def check_report(folder: Path, public: Sequence[Path] = ()) -> dict[str, str]:
    """What is to be said of each file of a report, "signed" where all is well.

    public: files with the public keys that may have signed; without any, those that this machine
    trusts, else its own. Files are those that the JSON names, each checked against its hash there
    too. Raises DataError where there is no report, KeyFileError.
    """
    named = [read_public(path) for path in public]
    keys = {key_id_of(pem): pem for pem in named} or trusted_keys() or own_keys()
    try:
        content = (folder / CONTENT).read_bytes()
        hashes = {str(name): str(sha) for name, sha in json.loads(content)["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{folder} holds no readable report {CONTENT}: {error}") from error
    found = {CONTENT: signature_state(folder / CONTENT, content, PURPOSE, keys).value}
    for name, sha in hashes.items():
        path = folder / Path(name).name
        try:
            data = path.read_bytes()
        except OSError:
            found[name] = "missing"
            continue
        same = hashlib.sha256(data).hexdigest() == sha
        found[name] = signature_state(path, data, PURPOSE, keys).value if same else CHANGED
    return found


def all_signed(found: dict[str, str]) -> bool:
    """Whether every file of `check_report` is as it was signed."""
    return set(found.values()) == {SignatureState.GOOD.value}
