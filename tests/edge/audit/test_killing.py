"""A writer of the log may be killed at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from needs import needs_opencv

KILLS = os.environ.get("FACEVOUCH_KILLS", "200")


@needs_opencv()
def test_no_acknowledged_entry_is_lost_and_the_chain_is_whole_after_every_kill() -> None:
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), KILLS],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.split()
    assert words[0] == KILLS
    assert int(words[2]) > int(KILLS) // 3  # it was killed while it wrote, not before
