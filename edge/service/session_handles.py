"""Whose session is whose: a secret for each, known only to the client that began it.

A session's own id stands in events, in the audit log and in its result, where others read it. What
a client gets is a handle, and the handle alone gives the nonce and the signed result, or cancels.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

MOST = 1000
"""Handles that are remembered; the oldest goes first."""


class SessionHandles:
    """Used in the event loop only."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, tuple[str, str, str | None]] = OrderedDict()

    def issue(self, camera: str, session_id: str, audience: str | None = None) -> str:
        """A new handle of a session of a camera; it cannot be guessed."""
        handle = secrets.token_hex(16)
        self._sessions[handle] = camera, session_id, audience
        while len(self._sessions) > MOST:
            self._sessions.popitem(last=False)
        return handle

    def find(self, handle: str) -> tuple[str, str, str | None] | None:
        """(camera, session id, audience); a lookup by hash tells nothing by its time."""
        return self._sessions.get(handle)
