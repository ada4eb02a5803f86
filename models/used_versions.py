"""The newest version of each manifest that was used here, so that an older one is refused.

Rollback is an attack of its own (The Update Framework, section 1.5.2): an old manifest with its old
signature names the models whose weakness is known by now.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from edge.errors import ConfigError, FacevouchError
from edge.security.file_signature import read_sealed, write_sealed
from edge.system.files import PRIVATE
from edge.system.paths import state_folder

log = logging.getLogger(__name__)

PURPOSE = "facevouch manifest versions 1"


def versions_file() -> Path:
    """Where they are kept, sealed by this machine."""
    return state_folder() / "manifest-versions.json"


def newest(manifest: str) -> int:
    """The newest version of a manifest that was used here; 0 for none. Raises ConfigError."""
    return _read().get(manifest, 0)


def used(manifest: str, version: int) -> None:
    """Remember a version. Where nothing can be written, a warning: nothing is refused for it."""
    try:
        known = _read()
        if version > known.get(manifest, 0):
            _write({**known, manifest: version})
    except FacevouchError as error:
        log.warning("an older manifest cannot be distinguished from this one: %s", error)


def allow_older() -> None:
    """Forget all versions: an operator went back on purpose. Raises OutputError, KeyFileError."""
    _write({})


def _read() -> dict[str, int]:
    path = versions_file()
    try:
        data = json.loads(
            read_sealed(path, PURPOSE, own=True, made_by="facevouch models allow-older")
        )
        return {str(name): int(version) for name, version in data.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"cannot read {path}: {error}") from error


def _write(versions: dict[str, int]) -> None:
    write_sealed(versions_file(), json.dumps(versions).encode(), PURPOSE, mode=PRIVATE)
