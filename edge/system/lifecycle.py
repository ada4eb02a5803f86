"""What is opened, used and closed: `with` does both ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Openable(ABC):
    """Says how to get ready and how to finish."""

    @abstractmethod
    def open(self) -> None:
        """Get ready. Raises a FacevouchError with what was wrong and what to do."""

    @abstractmethod
    def close(self) -> None:
        """Finish, and give back what was taken. Safe to call twice."""

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
