"""Activation ranges over the calibration crops, and the choice of where to clip them.

onnxruntime's own histogram calibrators hold every activation of every crop in memory and make
ranges symmetric, which halves the resolution after a ReLU; this one needs two passes over the crops
and one histogram per tensor.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from tools.quantise.run import cpu_session

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Method = Literal["minmax", "percentile", "mse"]
Ranges = dict[str, tuple[float, float]]
_BINS = 2048
_LEVELS = 255
_CUTS = np.linspace(0.3, 1.0, 36)


class Activations:
    """The distribution of every float activation of a prepared graph over some crops.

    Needs at most two passes over the crops for any number of clipping methods.
    """

    def __init__(self, prepared: Path, feed: Sequence[F32]) -> None:
        self._prepared, self._feed = prepared, feed

    @cached_property
    def extremes(self) -> Ranges:
        """(minimum, maximum) of each activation, by name."""
        found: Ranges = {}
        for name, values in _activations(self._prepared, self._feed):
            low, high = float(values.min()), float(values.max())
            old = found.get(name, (low, high))
            found[name] = (min(old[0], low), max(old[1], high))
        return found

    @cached_property
    def counts(self) -> dict[str, F64]:
        """A histogram of each activation from its minimum to its maximum, by name; without those
        whose bins would be narrower than float32 resolves."""
        found = {n: np.zeros(_BINS) for n, limits in self.extremes.items() if _divisible(limits)}
        for name, values in _activations(self._prepared, self._feed):
            if name in found:
                found[name] += np.histogram(values, _BINS, self.extremes[name])[0]
        return found

    def ranges(self, method: Method = "minmax", percentile: float = 99.99) -> Ranges:
        """The quantisation range (low, high) of every float activation, after clipping outliers.

        `minmax` clips nothing; `percentile` leaves (100 − percentile) % outside, half at each end;
        `mse` minimises the squared error of rounding and clipping together.
        """
        if method == "minmax":
            return self.extremes
        by_share = partial(cut_percentile, percentile=percentile)
        cut = by_share if method == "percentile" else cut_mse
        return {
            name: cut(self.counts[name], limits) if name in self.counts else limits
            for name, limits in self.extremes.items()
        }


def _divisible(limits: tuple[float, float]) -> bool:
    """Whether the bins of a histogram over `limits` are wider than the resolution of float32.

    A nearly constant activation has no outliers to clip: it keeps its full range.
    """
    bin_width = (limits[1] - limits[0]) / _BINS
    return bool(bin_width > np.spacing(np.float32(max(abs(limits[0]), abs(limits[1])))))


def cut_percentile(
    counts: F64, limits: tuple[float, float], percentile: float
) -> tuple[float, float]:
    """The range that holds `percentile` % of the histogram; the bins at its ends are included."""
    edges = np.linspace(*limits, len(counts) + 1)
    share = np.cumsum(counts) / counts.sum()
    outside = (100 - percentile) / 200
    first = int(np.searchsorted(share, outside, side="right"))
    last = int(np.searchsorted(share, 1 - outside, side="left"))
    return float(edges[first]), float(edges[min(last, len(counts) - 1) + 1])


def cut_mse(counts: F64, limits: tuple[float, float]) -> tuple[float, float]:
    """The range with the lowest squared error in 8 bits, among both ends scaled by one factor.

    Squared error of a value inside: step² / 12 (uniform rounding error); outside: the square of its
    distance to the end.
    """
    edges = np.linspace(*limits, len(counts) + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    best, chosen = np.inf, limits
    for factor in _CUTS:
        low, high = min(limits[0], 0.0) * factor, max(limits[1], 0.0) * factor
        step = (high - low) / _LEVELS
        beyond = np.maximum(low - centres, 0) + np.maximum(centres - high, 0)
        error = float(np.sum(counts * np.where(beyond > 0, beyond**2, step**2 / 12)))
        if error < best:
            best, chosen = error, (low, high)
    return chosen


def _activations(prepared: Path, feed: Sequence[F32]) -> Iterator[tuple[str, F32]]:
    """(name, values) of every float activation, batch by batch; onnxruntime's fusions, which would
    remove some, are off."""
    model = onnx.load(str(prepared))
    known = {value.name for value in model.graph.output}
    kinds = {v.name: v.type.tensor_type.elem_type for v in model.graph.value_info}
    for node in model.graph.node:
        for name in node.output:
            if (
                name
                and name not in known
                and kinds.get(name, TensorProto.FLOAT) == TensorProto.FLOAT
            ):
                model.graph.output.append(helper.make_empty_tensor_value_info(name))
    with tempfile.TemporaryDirectory() as folder:
        tapped = Path(folder) / "tapped.onnx"
        onnx.save(model, str(tapped))
        session = cpu_session(tapped, optimise=False)
    source = session.get_inputs()[0].name
    names = [o.name for o in session.get_outputs()]
    for batch in feed:
        yield source, batch
        for name, values in zip(names, session.run(names, {source: batch}), strict=True):
            if values.dtype == np.float32 and values.size:
                yield name, values
