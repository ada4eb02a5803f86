"""Base class of resources that are opened and closed, also by `with`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Openable(ABC):
    """A resource with `open` and `close`."""

    @abstractmethod
    def open(self) -> None:
        """Acquire it. Raises a FacevouchError that says what is wrong and what to do."""

    @abstractmethod
    def close(self) -> None:
        """Release it. Safe to call twice."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
