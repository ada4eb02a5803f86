"""Tells the targets of events, from time to time, how far the audit log has come, signed.

A head that lies elsewhere contradicts whoever cuts the log and the note beside it. Brokers and
webhooks get it as any event, through the outbox; `facevouch audit verify --head` reads its body.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from edge.audit.log import AuditLog
from edge.errors import FacevouchError
from edge.events.event import EventKind, GateEvent
from edge.system.thread import StoppableThread

log = logging.getLogger(__name__)

FIRST_S = 3600.0
"""A gate that runs for less than a whole interval tells of it too."""

WHAT = "audit_head"

OF = "gate"
"""In place of a camera's name: the log is the whole gate's."""


class HeadEvents:
    """audit: the log. publish: takes the event. every_s: between two events, the first of which
    comes after FIRST_S at the latest."""

    def __init__(
        self, audit: AuditLog, publish: Callable[[GateEvent], object], every_s: float
    ) -> None:
        self._audit = audit
        self._publish = publish
        self._every_s = every_s
        self._thread = StoppableThread("facevouch-audit-head", self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> list[str]:
        """The thread's name where it did not end in time."""
        self._thread.request_stop()
        return self._thread.join(timeout)

    def tell(self) -> None:
        """Publish the head as it is now; what hinders it is logged and tried again next time."""
        try:
            head = self._audit.head()
        except FacevouchError as error:
            log.warning("the audit log's head could not be sent: %s", error)
            return
        if head is not None:
            self._publish(GateEvent(EventKind.SYSTEM, OF, {"what": WHAT, **head.body()}))

    def _run(self) -> None:
        wait = min(FIRST_S, self._every_s)
        while not self._thread.wait(wait):
            self.tell()
            wait = self._every_s
