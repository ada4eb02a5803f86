"""Checks for a font with Chinese, without which the UI shows empty boxes for its characters."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from edge.doctor.finding import Finding

WAIT_S = 20.0


def chinese() -> Iterator[Finding]:
    """The alphabetically first font family with Chinese; no finding without fontconfig."""
    command = ("fc-list", ":lang=zh-cn", "family")
    try:
        listed = subprocess.run(
            command, capture_output=True, text=True, timeout=WAIT_S, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    if families:
        yield Finding("Chinese font", "ok", families[0])
    else:
        yield Finding(
            "Chinese font",
            "note",
            "none: window and kiosk cannot show Chinese",
            "sudo apt-get install fonts-noto-cjk",
        )
