"""A pool of loaded models: several cameras share one session in memory."""

from __future__ import annotations

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from edge.config import ModelsConfig
from edge.infer.load import open_session
from edge.infer.session import Session
from edge.types import F32
from models.manifest import read_verified
from models.spec import ModelSpec


class SharedSession:
    """A session for several threads, with a lock where its library allows only one at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock() if session.one_at_a_time else None
        self.providers = session.providers
        self.one_by_one = session.one_by_one
        self.one_at_a_time = False

    def run(self, x: F32) -> dict[str, F32]:
        """As the session's own run."""
        if self._lock is None:
            return self._session.run(x)
        with self._lock:
            return self._session.run(x)


class SessionPool:
    """Opens each model file once and holds it while it is referenced. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: WeakValueDictionary[tuple[str, str, str, int], SharedSession] = (
            WeakValueDictionary()
        )

    def open(self, path: Path, spec: ModelSpec, models: ModelsConfig) -> SharedSession:
        """The session of a file; its hash is checked even where the model is open already.

        Raises as open_session does.
        """
        key = (spec.sha256, models.provider, models.engine_precision, models.threads)
        with self._lock:
            known = self._open.get(key)
            if known is not None:
                read_verified(path, spec)  # a file that was exchanged is refused, open or not
                return known
            shared = SharedSession(open_session(path, spec, models))
            self._open[key] = shared
            return shared
