"""Tickets: what a browser shows where it cannot send a header, on a WebSocket or a picture."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

VALID_S = 30.0
MOST = 256
"""Tickets at once; the oldest is dropped for a new one."""


class Tickets:
    """Each opens one connection, once, soon. Used in the event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    def issue(self) -> str:
        """A new ticket; it cannot be guessed."""
        while len(self._until) >= MOST:
            self._until.popitem(last=False)
        ticket = secrets.token_urlsafe(32)
        self._until[ticket] = self._clock() + VALID_S
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Whether it is good; afterwards it is not. A lookup by hash tells nothing by its time."""
        until = self._until.pop(ticket, None)
        return until is not None and self._clock() <= until
