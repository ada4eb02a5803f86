"""Where a frame waits between capture and inference: one place, and a policy for when it is taken.

LatestSlot serves what is live: a newer item replaces one nobody took, and that is counted.
EverySlot serves files: who puts waits until the last item was taken, so nothing is lost.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class _Slot(Generic[T]):
    """A mailbox of size one. Any thread may call any method."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: list[T] = []
        self._closed = False

    def get(self, timeout: float | None = None) -> T | None:
        """The item, once there is one; None after `timeout` seconds, or when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._item or self._closed, timeout)
            if not self._item:
                return None
            item = self._item.pop()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Let go of everybody who waits. What lies in the slot may still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing will come any more, and nothing is left."""
        with self._changed:
            return self._closed and not self._item


class LatestSlot(_Slot[T]):
    """Newest wins. overwritten: items that were replaced before anybody took them."""

    def __init__(self) -> None:
        super().__init__()
        self.overwritten = 0

    def put(self, item: T) -> bool:
        """Leave an item, over an older one if need be. False when the slot is closed."""
        with self._changed:
            if self._closed:
                return False
            if self._item:
                self.overwritten += 1
            self._item[:] = [item]
            self._changed.notify_all()
            return True


class EverySlot(_Slot[T]):
    """Each item is taken. Putting waits."""

    def put(self, item: T) -> bool:
        """Leave an item once the last one was taken. False when the slot is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._item or self._closed)
            if self._closed:
                return False
            self._item[:] = [item]
            self._changed.notify_all()
            return True
