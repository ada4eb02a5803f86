"""The folder of what must survive a restart: queue, log, keys, calibration."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

STATE_VARIABLE = "FACEVOUCH_STATE"


def state_folder() -> Path:
    """$FACEVOUCH_STATE, else the platform's folder for user data. It is not created here."""
    named = os.environ.get(STATE_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("facevouch", appauthor=False)
