"""Filter informational output of native libraries from stderr; pass everything else on."""

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
    """Collect what native code writes to stderr, then write out all but the informational lines.

    MediaPipe's runtime logs each accelerator it registers, and has no setting against it. The file
    descriptor belongs to the whole process: use this around one call, not around a run.
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
