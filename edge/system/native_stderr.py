"""Keep the chatter of native libraries off the user's terminal, and let everything else through."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_CHATTER = ("INFO:", "WARNING: Logging before InitGoogle", "W0000", "I0000")
_one_at_a_time = threading.Lock()


@contextmanager
def native_chatter_dropped() -> Iterator[None]:
    """Hold back what native code writes to stderr; pass on what is no mere information.

    MediaPipe's runtime logs each accelerator it registers, with no setting against it. The file
    descriptor is the process's own, so hold it for the length of one call, not for a run.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as held:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            held.seek(0)
            for line in held.read().decode(errors="replace").splitlines():
                if line.strip() and not line.startswith(_CHATTER):
                    sys.stderr.write(line + "\n")
