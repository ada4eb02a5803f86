"""What an explainer gives back, whichever method it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from edge.types import F32, U8, Box


@dataclass(frozen=True, slots=True)
class Explanation:
    """map: float32 (h, w) on the model's widest crop, positive where the image speaks for attack.

    how: the method's name, as reports print it.
    """

    map: F32
    how: str


class Explainer(Protocol):
    """Explains one face at a time."""

    def explain(self, image: U8, box: Box) -> Explanation:
        """image: BGR uint8 (H, W, 3); box: the face, image px."""
        ...


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Torch's pool of threads spins between the small steps of an explanation: one is faster."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
