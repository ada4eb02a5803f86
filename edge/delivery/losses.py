"""Events that a target will never get: never lost without a word."""

from __future__ import annotations

from edge.delivery.outbox import Outbox
from edge.delivery.standing import Standing
from edge.errors import FacevouchError


class Losses:
    """Watches the queue on behalf of one reader; told from the reader's own thread."""

    def __init__(self, reader: str, outbox: Outbox, standing: Standing) -> None:
        self._reader = reader
        self._outbox = outbox
        self._standing = standing
        self._settled: int | None = None  # events dropped up to the last time all was delivered
        self._dropping = False

    def note(self) -> None:
        """Tell when dropping begins, the sum when it is over, and of a damaged database."""
        damaged = self._outbox.untold_damage()
        if damaged is not None:
            text = f"the queue was damaged; what it held is in {damaged.name}, and a new one begun"
            self._tell(ok=False, text=text)
            self._tell(ok=True, text="a new queue takes events")
        try:
            arrears = self._outbox.arrears(self._reader)
        except FacevouchError:
            return  # the bus tells of a queue that cannot be used
        if self._settled is None:
            self._settled = arrears.dropped
        lost = arrears.dropped - self._settled
        if lost and not self._dropping:
            self._dropping = True
            text = f"the queue for {self._reader} is full: its oldest events are being dropped"
            self._tell(ok=False, text=text)
        elif self._dropping and arrears.waiting == 0:
            self._settled, self._dropping = arrears.dropped, False
            text = f"{lost} events were dropped before {self._reader} was reached again"
            self._tell(ok=True, text=text)

    def _tell(self, *, ok: bool, text: str) -> None:
        self._standing.tell(ok=ok, part=self._outbox.name, text=text)
