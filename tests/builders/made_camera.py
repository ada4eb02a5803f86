"""A camera that OpenCV's V4L2 code reads and that is not there (made_camera.c)."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

INDEX = 63
SOURCE = Path(__file__).with_suffix(".c")

needs_made_camera = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler, cc"
)


class MadeCamera:
    """Processes that start while it is plugged in find it as camera INDEX.

    folder: for what it needs on disk.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._library = folder / "camera.so"
        words = ["cc", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE, "-ldl"]
        subprocess.run(words, check=True)

    def plug_in(
        self,
        pictures: Sequence[bytes],
        size: tuple[int, int],
        *,
        fps: int = 0,
        ends: bool = False,
    ) -> None:
        """pictures: as it sends them, one after the other, up to 4 MB each. size: as it states it,
        px. fps: 0 sends as fast as it is read. ends: it is unplugged after the last one."""
        file = self._folder / "pictures"
        file.write_bytes(b"".join(struct.pack("=I", len(one)) + one for one in pictures))
        said = f"{size[0]}:{size[1]}:{fps}:{file}"
        self._monkeypatch.setenv("LD_PRELOAD", str(self._library))
        self._monkeypatch.setenv("FACEVOUCH_MADE_CAMERA", said)
        if ends:
            self._monkeypatch.setenv("FACEVOUCH_MADE_CAMERA_ENDS", "1")
