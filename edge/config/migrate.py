"""Settings written for an older facevouch, brought to the format of this one.

A file is never changed by being read: `load_config` migrates in memory. `facevouch config migrate`
writes the new format, after a backup.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from edge.errors import ConfigError

NEWEST = 1
"""What `version` in a file of today says."""

Table = dict[str, Any]
Step = Callable[[Table], Table]


def _seconds_of_correlation(table: Table) -> Table:
    """Before version 1 the correlation was that of neighbouring frames, whatever their rate.

    exp(-1 / (fps * s)) = r for the rate that the file asks of the camera, 30 where it is silent.
    """
    decision = dict(table.get("decision", {}))
    if "correlation" not in decision:
        return table
    between = decision.pop("correlation")
    fps = table.get("camera", {}).get("fps", 30)
    try:
        seconds = 0.0 if between == 0 else -1.0 / (fps * math.log(between))
    except (TypeError, ValueError, ZeroDivisionError):
        raise ConfigError(
            f"decision.correlation: {between!r} is not a correlation between 0 and 1"
        ) from None
    return table | {"decision": decision | {"correlation_s": round(seconds, 3)}}


STEPS: Mapping[int, Step] = {0: _seconds_of_correlation}
"""From the version that stands here to the next one. A step changes nothing it is not about."""


def version_of(table: Table) -> int:
    """The format a file says it is of; without a word, the one before formats were counted.

    Raises ConfigError for no version, or one of a newer facevouch.
    """
    version = table.get("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ConfigError(f"version: {version!r} is not the number of a format (now {NEWEST})")
    if version > NEWEST:
        raise ConfigError(
            f"it is of version {version}, and this facevouch knows versions up to {NEWEST}; use a "
            "newer facevouch, or the backup that was made when the file was migrated"
        )
    return version


def migrated(
    table: Table, steps: Mapping[int, Step] = STEPS, newest: int = NEWEST
) -> tuple[Table, bool]:
    """The settings in today's format, and whether more than the version's number changed."""
    start = version_of(table)
    now = {key: value for key, value in table.items() if key != "version"}
    before = now
    for version in range(start, newest):
        now = steps[version](now)
    return {"version": newest} | now, now != before


def rewrite(path: Path, text: Callable[[Mapping[str, Any]], str]) -> Path | None:
    """Write the file in today's format. The backup's path; None where it was of today already.

    text: makes a file of the settings. Raises ConfigError, and then nothing has changed.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        version = version_of(table)
        if version == NEWEST:
            return None
        fresh = text(migrated(table)[0])
        backup = _unused(path, version)
        shutil.copy2(path, backup)
        _replace(path, fresh)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be migrated, and is as it was: {error}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    return backup


def _unused(path: Path, version: int) -> Path:
    """A name for the backup that no earlier one has."""
    backup = path.with_name(f"{path.name}.v{version}")
    count = 1
    while backup.exists():
        count += 1
        backup = path.with_name(f"{path.name}.v{version}.{count}")
    return backup


def _replace(path: Path, text: str) -> None:
    """All or nothing, with the old file's rights; a power cut leaves one of the two."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        owner = path.stat()
        os.chown(name, owner.st_uid, owner.st_gid)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
