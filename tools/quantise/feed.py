"""Calibration batches: checks, and division into the batch size of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray

from edge.errors import DataError

F32 = NDArray[np.float32]


def checked_batches(batches: Iterable[F32], graph: onnx.GraphProto) -> list[F32]:
    """The batches as float32 of the graph's input shape and batch size.

    Raises DataError on another shape, on NaN or infinite numbers, and on no batch at all.
    """
    shape = [d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    checked: list[F32] = []
    for batch in batches:
        x = np.ascontiguousarray(batch, np.float32)
        if x.ndim != len(shape) or any(
            s and s != g for s, g in zip(shape[1:], x.shape[1:], strict=True)
        ):
            wanted = "×".join(str(s) if s else "?" for s in shape)
            raise DataError(
                f"the calibration batch has shape {x.shape}, the model's input is {wanted}; "
                "use the model's own preprocessing"
            )
        if not np.isfinite(x).all():
            raise DataError("a calibration batch holds NaN or infinite numbers; check the crops")
        step = shape[0] or len(x)
        checked += [x[i : i + step] for i in range(0, len(x) - step + 1, step)] if step else []
    if not checked:
        raise DataError("there are no calibration crops; give a data set with a train split")
    return checked


def thinned(feed: Sequence[F32], most: int) -> list[F32]:
    """About `most` evenly spaced crops of `feed`, in batches of the size of its first one."""
    if sum(len(batch) for batch in feed) <= most:
        return list(feed)
    size = len(feed[0])
    crops = np.concatenate(feed)
    wanted = size * max(1, most // size)
    chosen = crops[np.linspace(0, len(crops) - 1, wanted).round().astype(int)]
    return [chosen[i : i + size] for i in range(0, wanted, size)]
