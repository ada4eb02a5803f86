"""The variants of a float model: precisions, formats and pruning, by their usual names."""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from edge.errors import ModelError
from tools.conversion.onnx_file import save_onnx
from tools.conversion.subject import Subject
from tools.conversion.tflite import to_tflite
from tools.progress import Stages
from tools.quantise import quantise_auto, quantise_static
from tools.quantise.compact import compact
from tools.quantise.dynamic import is_dynamic, to_float
from tools.quantise.graph import WEIGHTED, linear_tail, load_model, name_nodes
from tools.quantise.ranges import Method
from tools.quantise.weights import pack_weights


@dataclass(frozen=True, slots=True)
class Pruned:
    """zeroed: number of weights set to zero. weights: number of weights in the pruned layers."""

    zeroed: int
    weights: int

    @property
    def share(self) -> float:
        return self.zeroed / self.weights


def prune(source: Path, out: Path, share: float = 0.5) -> Pruned:
    """Set the fraction `share` of smallest weights to zero in every layer but the linear tail.

    Magnitude pruning without retraining (Han et al. 2015, first step). Zeros take as much space as
    other numbers in a dense file, and dense kernels multiply by them: see `saving`.
    Raises ModelError on a share outside 0..1 or a model without float weights.
    """
    if not 0 < share < 1:
        raise ModelError(f"the share to prune must be between 0 and 1, got {share:g}")
    model = load_model(source)
    name_nodes(model.graph)
    kept = set(linear_tail(model.graph))
    layers = {
        node.input[1]
        for node in model.graph.node
        if node.op_type in WEIGHTED and node.name not in kept
    }
    zeroed = weights = 0
    for tensor in model.graph.initializer:
        if tensor.name not in layers or tensor.data_type != onnx.TensorProto.FLOAT:
            continue
        weight = numpy_helper.to_array(tensor).copy()
        count = int(weight.size * share)
        if count:
            smallest = np.argpartition(np.abs(weight).reshape(-1), count - 1)[:count]
            weight.reshape(-1)[smallest] = 0
        tensor.CopyFrom(numpy_helper.from_array(weight, tensor.name))
        zeroed += int(np.count_nonzero(weight == 0))
        weights += weight.size
    if not weights:
        raise ModelError(f"{source} has no float weights to prune; prune before quantising")
    save_onnx(model, out)
    return Pruned(zeroed, weights)


def packed_size(path: Path) -> int:
    """Bytes of the file after deflate, level 9: the size in a package."""
    return len(zlib.compress(path.read_bytes(), 9))


def saving(
    before: Path, after: Path, latency_ratio: float, noise: float = 0.05
) -> tuple[int, int, str]:
    """(bytes saved, bytes saved after deflate, an assessment in words) by pruning.

    latency_ratio: pruned over unpruned, timed in alternation; within `noise` of 1: no change.
    """
    plain = before.stat().st_size - after.stat().st_size
    packed = packed_size(before) - packed_size(after)
    bytes_said = f"saved {plain:,} bytes" if plain > 0 else "saved no byte"
    if abs(latency_ratio - 1) <= noise:
        time_said = "no millisecond"
    elif latency_ratio < 1:
        time_said = f"{1 - latency_ratio:.0%} of the time"
    else:
        time_said = f"cost {latency_ratio - 1:.0%} more time"
    return plain, packed, f"{bytes_said} ({packed:,} once compressed) and {time_said}"


def to_half(source: Path, out: Path) -> None:
    """Write `source` in float16, with float32 inputs and outputs.

    Most PC processors lack 16-bit arithmetic, compute in 32 bits and spend time on conversions: the
    file is half as large, but not faster there. Raises ModelError where it is quantised already.
    """
    from onnxruntime.transformers.float16 import convert_float_to_float16
    from onnxruntime.transformers.onnx_model import OnnxModel

    model = load_model(source)
    if any("Quantize" in node.op_type or "Integer" in node.op_type for node in model.graph.node):
        raise ModelError(
            f"{source} is already quantised; give a float model to convert it to 16-bit floats"
        )
    with suppress(onnx.shape_inference.InferenceError), redirect_stdout(io.StringIO()):
        model = onnx.shape_inference.infer_shapes(model)
    with redirect_stdout(io.StringIO()):  # it prints clipped constants
        model = convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True)
    OnnxModel.graph_topological_sort(model.graph)  # the added casts are appended at the end
    save_onnx(model, out)


F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VariantRecipe:
    """Parameters of the variants.

    batches: preprocessed calibration crops.
    method: of choosing activation ranges; None: try all methods, and keep layers in float up to
    target_db. symmetric: signed activations with a zero point of 0, for TensorRT.
    """

    batches: Sequence[F32] = ()
    method: Method | None = None
    keep_float: Sequence[str] = ()
    per_channel: bool = True
    target_db: float = 30.0
    most_float: int = 4
    share: float = 0.5
    symmetric: bool = False
    watch: Stages = field(default_factory=Stages)
    notes: dict[str, str] = field(default_factory=dict)


def _static(subject: Subject, out: Path, recipe: VariantRecipe) -> None:
    if recipe.method is None and not recipe.keep_float:
        choice = quantise_auto(
            subject.path, out, recipe.batches, output=subject.spec.output.name,
            target_db=recipe.target_db, most_float=recipe.most_float,
            symmetric=recipe.symmetric, on_step=recipe.watch.at,
        )  # fmt: skip
        recipe.notes[out.name] = (
            f"calibrated on {choice.report.calibration_crops} crops by {choice.report.method}, "
            f"{choice.sqnr_db:.1f} dB; in float beside the tail: "
            f"{', '.join(choice.kept) or 'nothing'}"
        )
        return
    report = quantise_static(
        subject.path, out, recipe.batches, keep_float=recipe.keep_float,
        per_channel=recipe.per_channel, method=recipe.method or "minmax",
        symmetric=recipe.symmetric,
    )  # fmt: skip
    recipe.notes[out.name] = (
        f"calibrated on {report.calibration_crops} crops by {report.method}; in float beside the "
        f"tail: {', '.join(recipe.keep_float) or 'nothing'}"
    )


def _weight_only(subject: Subject, out: Path, _recipe: VariantRecipe) -> None:
    model = load_model(subject.path)
    if not pack_weights(model.graph):
        raise ModelError(
            f"{subject.path} has no float weights that are large enough to be quantised"
        )
    compact(model)
    save_onnx(model, out)


def _pruned(then: Callable[[Subject, Path, VariantRecipe], None] | None) -> Callable[..., None]:
    def make(subject: Subject, out: Path, recipe: VariantRecipe) -> None:
        if then is None:
            prune(subject.path, out, recipe.share)
            return
        with tempfile.TemporaryDirectory() as folder:
            between = Path(folder) / "pruned.onnx"
            prune(subject.path, between, recipe.share)
            then(subject.variant(between, "p50"), out, recipe)

    return make


def _in_floats(subject: Subject, out: Path, _recipe: VariantRecipe) -> None:
    to_float(subject.path, out)


def _half(subject: Subject, out: Path, _recipe: VariantRecipe) -> None:
    to_half(subject.path, out)


def _tflite(precision: str) -> Callable[[Subject, Path, VariantRecipe], None]:
    def make(subject: Subject, out: Path, recipe: VariantRecipe) -> None:
        to_tflite(subject, out, precision, recipe.batches)

    return make


VARIANTS: dict[str, tuple[str, Callable[[Subject, Path, VariantRecipe], None]]] = {
    "q16": (".onnx", _half),
    "q8": (".onnx", _weight_only),
    "int8": (".onnx", _static),
    "q32-p50": (".onnx", _pruned(None)),
    "q16-p50": (".onnx", _pruned(_half)),
    "q8-p50": (".onnx", _pruned(_weight_only)),
    "int8-p50": (".onnx", _pruned(_static)),
    "tflite-fp32": (".tflite", _tflite("fp32")),
    "tflite-fp16": (".tflite", _tflite("fp16")),
    "tflite-int8": (".tflite", _tflite("int8")),
}
FLOATS: dict[str, tuple[str, Callable[[Subject, Path, VariantRecipe], None]]] = {
    "fp32": (".onnx", _in_floats)
}
"""Only for a dynamically quantised model, so not part of a sweep."""
DESCRIPTIONS = {
    "q16": "16-bit floats",
    "q8": "weights alone in INT8, computed with in float",
    "int8": "static INT8: activations uint8, weights int8 per channel",
    "q32-p50": "half of the weights zero, 32-bit floats (p50)",
    "q16-p50": "half of the weights zero, 16-bit floats",
    "q8-p50": "half of the weights zero, weights alone in INT8",
    "int8-p50": "half of the weights zero, static INT8",
    "tflite-fp32": "TFLite, 32-bit floats",
    "tflite-fp16": "TFLite, weights in 16-bit floats",
    "tflite-int8": "TFLite, static INT8",
}
CALIBRATED = frozenset({"int8", "int8-p50", "tflite-int8"})


def refuse_unknown(name: str) -> None:
    """Raise ModelError on an unknown variant."""
    if name not in VARIANTS:
        raise ModelError(f"there is no variant {name!r}; choose from {', '.join(VARIANTS)}")


def _dynamic(subject: Subject) -> bool:
    return subject.path.suffix == ".onnx" and is_dynamic(load_model(subject.path).graph)


def make_variant(subject: Subject, name: str, out: Path, recipe: VariantRecipe) -> Subject:
    """Convert `subject` to the variant `name` at `out`. Raises ModelError on an unknown name.

    A dynamically quantised model is converted back to float first, with a note in the recipe.
    """
    if name not in FLOATS:
        refuse_unknown(name)
    suffix, make = (VARIANTS | FLOATS)[name]
    if out.suffix != suffix:
        raise ModelError(
            f"the variant {name} is a {suffix} file; name the output {out.stem}{suffix}"
        )
    if name in FLOATS or not _dynamic(subject):
        make(subject, out, recipe)
    else:
        with tempfile.TemporaryDirectory() as folder:
            between = Path(folder) / f"{subject.path.stem}_fp32.onnx"
            layers = to_float(subject.path, between)
            make(subject.variant(between, "fp32"), out, recipe)
        said = f"{layers} dynamically quantised layers turned back into floats first"
        recipe.notes[out.name] = "; ".join(filter(None, (said, recipe.notes.get(out.name, ""))))
    if suffix == ".tflite":
        from tools.conversion.tflite import tflite_contract

        return subject.variant(out, name, **tflite_contract(subject, name))
    return subject.variant(out, name)
