"""Publishes the signed head of the audit log at intervals, as an event.

A head that is stored on another machine reveals a log that was truncated together with its local
head file. Brokers and webhooks receive it like any event, through the outbox; the body is the input
of `facevouch audit verify --head`.
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
"""Longest time to the first event, so that a gate that runs for less than an interval sends one."""

WHAT = "audit_head"

OF = "gate"
"""In place of a camera's name, because the log belongs to the whole gate."""


class HeadEvents:
    """audit: the log. publish: called with each event. every_s: interval of the events, s; the
    first one is published after FIRST_S at the latest."""

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
        """Publish the present head; a failure is logged, and the next interval tries again."""
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
