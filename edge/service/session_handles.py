"""Session handles: a secret for each session, known only to the client that began it.

A session's id is in events, in the audit log and in its result, which others can read. A client
gets a handle instead, and only the handle gives access to the nonce and the signed result, or
cancels the session.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

MOST = 1000
"""Handles that are stored at most; the oldest is dropped first."""


class SessionHandles:
    """Used in the event loop only."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, tuple[str, str, str | None]] = OrderedDict()

    def issue(self, camera: str, session_id: str, audience: str | None = None) -> str:
        """Create a random handle for a camera's session."""
        handle = secrets.token_hex(16)
        self._sessions[handle] = camera, session_id, audience
        while len(self._sessions) > MOST:
            self._sessions.popitem(last=False)
        return handle

    def find(self, handle: str) -> tuple[str, str, str | None] | None:
        """(camera, session id, audience), or None. The lookup by hash has no timing side
        channel."""
        return self._sessions.get(handle)
