"""The queue of size one between capture and inference, with one of two policies.

LatestSlot, for live sources: a newer item replaces one that was not taken, which is counted.
EverySlot, for files: `put` blocks until the last item was taken, so that none is lost.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class _Slot(Generic[T]):
    """A queue of size one. Any thread may call any method."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: list[T] = []
        self._closed = False

    def get(self, timeout: float | None = None) -> T | None:
        """Wait for an item. None after `timeout` seconds, or when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._item or self._closed, timeout)
            if not self._item:
                return None
            item = self._item.pop()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Release all waiting threads. An item in the slot may still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the slot is closed and empty."""
        with self._changed:
            return self._closed and not self._item


class LatestSlot(_Slot[T]):
    """Keeps the newest item. overwritten: number of items replaced before they were taken."""

    def __init__(self) -> None:
        super().__init__()
        self.overwritten = 0

    def put(self, item: T) -> bool:
        """Put an item in place of an older one. False when the slot is closed."""
        with self._changed:
            if self._closed:
                return False
            if self._item:
                self.overwritten += 1
            self._item[:] = [item]
            self._changed.notify_all()
            return True


class EverySlot(_Slot[T]):
    """Keeps each item until it is taken."""

    def put(self, item: T) -> bool:
        """Put an item once the last one was taken. False when the slot is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._item or self._closed)
            if self._closed:
                return False
            self._item[:] = [item]
            self._changed.notify_all()
            return True
