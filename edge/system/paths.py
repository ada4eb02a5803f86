"""Where a gate keeps what must survive it: queue, log, keys, calibration. Settable for tests."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import platformdirs

LONGEST = 4_000_000
"""Characters; larger files are no settings of ours."""


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises tomllib.TOMLDecodeError, and nothing else."""
    if len(text) > LONGEST:
        raise tomllib.TOMLDecodeError(f"it is longer than {LONGEST} characters")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("it is nested too deeply") from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from error


STATE_VARIABLE = "FACEVOUCH_STATE"


def state_folder() -> Path:
    """$FACEVOUCH_STATE, else the platform's folder for a user's data. Not made here."""
    named = os.environ.get(STATE_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("facevouch", appauthor=False)
