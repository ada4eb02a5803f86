"""Static QDQ quantisation: uint8 (optionally int8) activations with fixed ranges, int8 weights."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from edge.errors import ModelError
from edge.system.files import write_atomically
from tools.quantise.bias import correct_biases
from tools.quantise.compact import compact
from tools.quantise.feed import checked_batches
from tools.quantise.fidelity import signal_to_noise
from tools.quantise.graph import WEIGHTED, input_levels, linear_tail, prepare
from tools.quantise.ranges import Activations, Method, Ranges
from tools.quantise.run import float_operators, outputs_of
from tools.quantise.symmetric import OPTIONS, quantise_behind_activations
from tools.quantise.weights import pack_weights, shield_float_layers

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuantReport:
    """The result of quantising one model.

    layers: weighted layers in all; kept_float: names of those (and others) that stayed in float.
    float_operators: number of float operators, by kind, in the graph as onnxruntime runs it.
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


class Quantiser:
    """Quantises one float model on one set of crops, in any number of variants.

    Common parts are computed once: the prepared graph, the ranges, the outputs of the float model.
    folder: of temporary files, which must exist while the object is used. symmetric: int8
    activations with a zero point of 0, as TensorRT requires.

    Raises ModelError (not a float model), DataError (crops).
    """

    def __init__(
        self, fp32: Path, batches: Iterable[F32], folder: Path, *, symmetric: bool = False
    ) -> None:
        self.fp32, self._folder, self.symmetric = fp32, folder, symmetric
        self.prepared = folder / "prepared.onnx"
        self.graph = prepare(fp32, self.prepared).graph
        if any("Quantize" in node.op_type for node in self.graph.node):
            raise ModelError(f"{fp32} is already quantised; give the float model it was made from")
        self.feed = checked_batches(batches, self.graph)
        self.levels, self.tail = input_levels(self.graph), linear_tail(self.graph)
        self.activations = Activations(self.prepared, self.feed)

    @cached_property
    def expected(self) -> list[dict[str, F32]]:
        """All outputs of the float model by name, one dictionary per batch."""
        return list(outputs_of(self.prepared, self.feed))

    def write(
        self,
        out: Path,
        ranges: Ranges,
        keep_float: Sequence[str] = (),
        *,
        per_channel: bool = True,
        pack_tail: bool = True,
        correct: bool = False,
    ) -> None:
        """Quantise to `out`; parameters as in quantise_static. Raises as `excluded` does.

        correct: add each layer's mean error back into its bias.
        """
        raw = self._folder / "raw.onnx"
        excluded = self.excluded(keep_float)
        quantise_prepared(
            self.prepared, raw, ranges, excluded,
            per_channel=per_channel, symmetric=self.symmetric,
        )  # fmt: skip
        if correct:
            correct_biases(self.prepared, raw, self.feed, excluded, self._folder)
        model = onnx.load(str(raw))
        if pack_tail and not self.symmetric:
            pack_weights(model.graph, self.tail)
        compact(model)
        onnx.checker.check_model(model)
        write_atomically(out, model.SerializeToString())

    def write_better(
        self,
        out: Path,
        ranges: Ranges,
        keep_float: Sequence[str],
        score: str,
        *,
        per_channel: bool = True,
        pack_tail: bool = True,
    ) -> float:
        """Quantise to `out` with the biases as they are, or corrected where that is more faithful
        in the output `score`. Returns its SQNR in dB."""
        found = []
        for correct in (False, True):
            made = self._folder / f"biases_{correct}.onnx"
            self.write(
                made, ranges, keep_float,
                per_channel=per_channel, pack_tail=pack_tail, correct=correct,
            )  # fmt: skip
            found.append((self.fidelity(made, score), made))
        best, chosen = max(found, key=lambda one: one[0])
        write_atomically(out, chosen.read_bytes())
        return best

    def fidelity(self, made: Path, score: str) -> float:
        """Signal-to-quantisation-noise ratio of the output `score` over the crops, dB."""
        both = [
            np.concatenate([np.ravel(outputs[score]) for outputs in of])
            for of in (self.expected, outputs_of(made, self.feed))
        ]
        return signal_to_noise(*both)[1]

    def excluded(self, keep_float: Sequence[str]) -> tuple[str, ...]:
        """Names of all nodes that stay in float: `keep_float`, input normalisation and the tail.

        Raises ModelError on a name that is not in the graph.
        """
        unknown = sorted(set(keep_float) - {node.name for node in self.graph.node})
        if unknown:
            raise ModelError(
                f"{self.fp32} has no layer {', '.join(unknown)}; its layers are: "
                f"{', '.join(layer_names(self.graph)[:12])} …"
            )
        return tuple(dict.fromkeys([*keep_float, *self.levels, *self.tail]))

    def report(
        self,
        made: Path,
        out: Path,
        method: Method,
        keep_float: Sequence[str] = (),
        *,
        per_channel: bool = True,
    ) -> QuantReport:
        """The report on the file `made`, which the report names `out`."""
        data = made.read_bytes()
        largest, mean = _differences(self.expected, outputs_of(made, self.feed))
        return QuantReport(
            out=out,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            fp32_bytes=self.fp32.stat().st_size,
            layers=sum(n.op_type in WEIGHTED for n in self.graph.node),
            kept_float=self.excluded(keep_float),
            float_operators=float_operators(made),
            max_difference=largest,
            mean_difference=mean,
            method=method,
            per_channel=per_channel,
            calibration_crops=sum(len(x) for x in self.feed),
        )


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
    symmetric: bool = False,
) -> QuantReport:
    """Quantise the FP32 ONNX model `fp32` to `out`, ranges measured on `batches`.

    batches: float32 tensors in the model's own input shape, preprocessed as at run time.
    keep_float: node names (those of `prepare`d graphs, see `layer_names`) left in float beside the
        linear tail, which always stays in float arithmetic so that the evidence map sums to the
        logit.
    pack_tail: store the tail's weights as INT8 per channel (the arithmetic stays float).
    symmetric: the form that TensorRT accepts; the file then stores all weights in float.

    Raises ModelError (not a float model, a name that is not in the graph), DataError (crops),
    OutputError (out cannot be written). Nothing is left at `out` after a failure.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quantiser = Quantiser(fp32, batches, folder, symmetric=symmetric)
        quantiser.excluded(keep_float)  # raises before the crops are run
        ranges = quantiser.activations.ranges(method, percentile)
        final = folder / "final.onnx"
        quantiser.write_better(
            final, ranges, keep_float, quantiser.graph.output[0].name,
            per_channel=per_channel, pack_tail=pack_tail,
        )  # fmt: skip
        report = quantiser.report(final, out, method, keep_float, per_channel=per_channel)
        write_atomically(out, final.read_bytes())
        return report


def layer_names(graph: onnx.GraphProto) -> list[str]:
    """Names of the weighted layers of a prepared graph, in order."""
    return [node.name for node in graph.node if node.op_type in WEIGHTED]


def quantise_prepared(
    prepared: Path, raw: Path, ranges: Ranges, excluded: Sequence[str], *,
    per_channel: bool = True, symmetric: bool = False,
) -> None:  # fmt: skip
    """Insert QDQ pairs with the given ranges into a prepared graph; `excluded` nodes stay float."""
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
            activation_type=QuantType.QInt8 if symmetric else QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=list(excluded),
            calibration_cache_path=cache,
            # onnxruntime converts float biases to int32 on loading: saves four bytes per channel
            extra_options={"QuantizeBias": False, **(OPTIONS if symmetric else {})},
        )
    model = onnx.load(str(raw))
    if symmetric:
        quantise_behind_activations(model.graph)
    else:
        shield_float_layers(model.graph, set(excluded))
    onnx.save(model, str(raw))


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress onnxruntime's advice on the root logger: the graph is preprocessed already."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def _differences(
    before: Iterable[dict[str, F32]], after: Iterable[dict[str, F32]]
) -> tuple[dict[str, float], dict[str, float]]:
    """The largest and the mean absolute difference of each output over the crops, by name."""
    largest: dict[str, float] = {}
    total: defaultdict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for a, b in zip(before, after, strict=True):
        for name, expected in a.items():
            off = np.abs(np.asarray(b[name], np.float64) - expected)
            largest[name] = max(largest.get(name, 0.0), float(off.max()))
            total[name] += float(off.sum())
            count[name] += off.size
    return largest, {name: total[name] / count[name] for name in count}
