"""Static QDQ: activations uint8, weights int8, ranges fixed once on real crops."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from edge.errors import ModelError
from edge.system.files import write_atomically
from tools.quantise.compact import compact
from tools.quantise.feed import checked_batches
from tools.quantise.graph import WEIGHTED, linear_tail, prepare
from tools.quantise.ranges import Method, Ranges, measure_ranges
from tools.quantise.run import float_operators, outputs_of
from tools.quantise.weights import pack_weights, shield_float_layers

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuantReport:
    """What quantising did to one model.

    layers: weighted layers in all; kept_float: names of those (and others) that stayed in float.
    float_operators: operators left in float in the graph onnxruntime really runs, by kind.
    max_difference, mean_difference: of each output over the calibration crops, in the output's
        own unit (logits), INT8 against FP32.
    """

    out: Path
    sha256: str
    bytes: int
    fp32_bytes: int
    layers: int
    kept_float: tuple[str, ...]
    float_operators: dict[str, int]
    max_difference: dict[str, float]
    mean_difference: dict[str, float]
    method: Method
    per_channel: bool
    calibration_crops: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "out": str(self.out)}


def quantise_static(
    fp32: Path,
    out: Path,
    batches: Iterable[F32],
    *,
    keep_float: Sequence[str] = (),
    per_channel: bool = True,
    method: Method = "minmax",
    percentile: float = 99.99,
    pack_tail: bool = True,
) -> QuantReport:
    """Quantise the FP32 ONNX model `fp32` to `out`, ranges measured on `batches`.

    batches: float32 tensors in the model's own input shape, preprocessed as at run time.
    keep_float: node names (those of `prepare`d graphs, see `layer_names`) left in float beside the
        linear tail, which always stays in float arithmetic so that evidence sums to the logit.
    pack_tail: store the tail's weights as INT8 per channel (the arithmetic stays float).

    Raises ModelError (not a float model, a name that is not in the graph), DataError (crops),
    OutputError (out cannot be written). Nothing is left at `out` after a failure.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        graph = prepare(fp32, prepared).graph
        feed = checked_batches(batches, graph)
        known = {node.name for node in graph.node}
        unknown = sorted(set(keep_float) - known)
        if unknown:
            raise ModelError(
                f"{fp32} has no layer {', '.join(unknown)}; its layers are: "
                f"{', '.join(layer_names(graph)[:12])} …"
            )
        quantised_before = [n.op_type for n in graph.node if "Quantize" in n.op_type]
        if quantised_before:
            raise ModelError(f"{fp32} is quantised already; give the float model it was made from")
        tail = linear_tail(graph)
        excluded = tuple(dict.fromkeys([*keep_float, *tail]))
        raw = Path(folder) / "raw.onnx"
        ranges = measure_ranges(prepared, feed, method, percentile)
        quantise_prepared(prepared, raw, ranges, excluded, per_channel=per_channel)
        model = onnx.load(str(raw))
        if pack_tail:
            pack_weights(model.graph, tail)
        compact(model)
        onnx.checker.check_model(model)
        data = model.SerializeToString()
        (final := Path(folder) / "final.onnx").write_bytes(data)
        largest, mean = _differences(prepared, final, feed)
        left_float = float_operators(final)
        write_atomically(out, data)
        return QuantReport(
            out=out,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            fp32_bytes=fp32.stat().st_size,
            layers=sum(n.op_type in WEIGHTED for n in graph.node),
            kept_float=excluded,
            float_operators=left_float,
            max_difference=largest,
            mean_difference=mean,
            method=method,
            per_channel=per_channel,
            calibration_crops=sum(len(x) for x in feed),
        )


def layer_names(graph: onnx.GraphProto) -> list[str]:
    """Weighted layers of a prepared graph, in order."""
    return [node.name for node in graph.node if node.op_type in WEIGHTED]


def quantise_prepared(
    prepared: Path, raw: Path, ranges: Ranges, excluded: Sequence[str], *, per_channel: bool = True
) -> None:
    """Insert the QDQ pairs into a prepared graph, ranges given; every `excluded` node stays."""
    from onnxruntime.quantization import CalibrationMethod, QuantType, quantize_static
    from onnxruntime.quantization.calibrate import TensorsData, save_tensors_data

    limits = {
        name: (np.array(low, np.float32), np.array(high, np.float32))
        for name, (low, high) in ranges.items()
    }
    with tempfile.TemporaryDirectory() as folder, _quiet():
        cache = Path(folder) / "ranges.json"
        save_tensors_data(TensorsData(CalibrationMethod.MinMax, limits), cache)
        quantize_static(
            str(prepared),
            str(raw),
            None,
            per_channel=per_channel,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=list(excluded),
            calibration_cache_path=cache,
            # float biases are turned to int32 when the graph is loaded: four bytes a channel saved
            extra_options={"QuantizeBias": False},
        )
    model = onnx.load(str(raw))
    shield_float_layers(model.graph, set(excluded))
    onnx.save(model, str(raw))


@contextmanager
def _quiet() -> Iterator[None]:
    """onnxruntime's quantizer logs advice to the root logger; we have taken it already."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def _differences(
    before: Path, after: Path, feed: Sequence[F32]
) -> tuple[dict[str, float], dict[str, float]]:
    """Largest and mean absolute difference of each output over the crops."""
    largest: dict[str, float] = {}
    total: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for a, b in zip(outputs_of(before, feed), outputs_of(after, feed), strict=True):
        for name, expected in a.items():
            off = np.abs(np.asarray(b[name], np.float64) - expected)
            largest[name] = max(largest.get(name, 0.0), float(off.max()))
            total[name] += float(off.sum())
            count[name] += off.size
    return largest, {name: total[name] / count[name] for name in count}
