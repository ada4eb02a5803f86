"""Decodes files in a separate process and reports the result of each."""

from __future__ import annotations

import contextlib
import resource
import struct
import subprocess
import sys
from pathlib import Path

SECONDS = 20
"""Longer than this is a hang."""

ADDRESS_SPACE = 4 * 2**30
"""Bytes; what asks for more fails, which shows as an error of another kind."""

FRAMES = 40
"""Of a video, at most."""


class Decoder:
    """The tests' end. ask: `ok`, `refused`, or what went wrong."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.resident_mb = 0.0

    def ask(self, kind: str, data: bytes, suffix: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        path = self._folder / f"case{suffix}"
        path.write_bytes(data)
        order = f"{kind} {path}\n".encode()
        process.stdin.write(order)
        process.stdin.flush()
        answer = process.stdout.readline().decode()
        if not answer:
            status = process.wait(60)
            self._let_go()
            return f"the decoder ended with status {status}"
        word, _, peak = answer.strip().rpartition(" ")
        self.resident_mb = float(peak)
        return word

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(60)
            self._let_go()

    def _let_go(self) -> None:
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout) if process is not None else ():
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
            )
        return self._process


def main() -> None:
    """The other end: a line an order, a line an answer."""
    import signal

    sys.path.insert(0, str(Path.cwd()))
    from edge.capture.image import read_image
    from edge.capture.opencv_capture import cv2
    from edge.capture.video import VideoFile
    from edge.errors import SourceError

    cv2.setNumThreads(1)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    for line in sys.stdin:
        kind, _, name = line.rstrip("\n").partition(" ")
        signal.alarm(SECONDS)
        try:
            if kind == "image":
                read_image(Path(name))
            else:
                with VideoFile(Path(name)) as video:
                    for _ in range(FRAMES):
                        if video.read() is None:
                            break
            answer = "ok"
        except SourceError:
            answer = "refused"
        except Exception as error:  # noqa: BLE001 — anything else is what is looked for
            answer = f"{type(error).__name__}: {error}".replace("\n", " ")
        signal.alarm(0)
        sys.stdout.write(f"{answer} {peak_mb():.0f}\n")
        sys.stdout.flush()


def peak_mb() -> float:
    """Most resident memory of this process, MB. getrusage would give its parent's, if larger."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
    return float(line.split()[1]) / 1024


def png_stating(width: int, height: int) -> bytes:
    """A small PNG that states any size, its rows well compressed."""
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + width * 3)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 3000))) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


if __name__ == "__main__":
    main()
