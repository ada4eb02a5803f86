"""The forms a float model is turned into, by the names the field's tables use."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.errors import ModelError
from tools.conversion.half import to_half
from tools.conversion.onnx_file import save_onnx
from tools.conversion.progress import Watch
from tools.conversion.prune import prune
from tools.conversion.subject import Subject
from tools.conversion.tflite import to_tflite
from tools.quantise import quantise_auto, quantise_static
from tools.quantise.compact import compact
from tools.quantise.graph import load_model
from tools.quantise.ranges import Method
from tools.quantise.weights import pack_weights

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What every variant may need besides the model.

    batches: calibration crops, preprocessed as the model is fed.
    method None: the quantiser tries all methods and may keep layers in float (target_db).
    """

    batches: Sequence[F32] = ()
    method: Method | None = None
    keep_float: Sequence[str] = ()
    per_channel: bool = True
    target_db: float = 30.0
    most_float: int = 4
    share: float = 0.5
    watch: Watch = field(default_factory=Watch)
    notes: dict[str, str] = field(default_factory=dict)


def _static(subject: Subject, out: Path, recipe: Recipe) -> None:
    if recipe.method is None and not recipe.keep_float:
        choice = quantise_auto(
            subject.path, out, recipe.batches, output=subject.spec.output.name,
            target_db=recipe.target_db, most_float=recipe.most_float, on_step=recipe.watch.at,
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
    )  # fmt: skip
    recipe.notes[out.name] = (
        f"calibrated on {report.calibration_crops} crops by {report.method}; in float beside the "
        f"tail: {', '.join(recipe.keep_float) or 'nothing'}"
    )


def _weight_only(subject: Subject, out: Path, _recipe: Recipe) -> None:
    model = load_model(subject.path)
    if not pack_weights(model.graph):
        raise ModelError(f"{subject.path} has no float weights large enough to be packed")
    compact(model)
    save_onnx(model, out)


def _pruned(then: Callable[[Subject, Path, Recipe], None] | None) -> Callable[..., None]:
    def make(subject: Subject, out: Path, recipe: Recipe) -> None:
        if then is None:
            prune(subject.path, out, recipe.share)
            return
        with tempfile.TemporaryDirectory() as folder:
            between = Path(folder) / "pruned.onnx"
            prune(subject.path, between, recipe.share)
            then(subject.variant(between, "p50"), out, recipe)

    return make


def _half(subject: Subject, out: Path, _recipe: Recipe) -> None:
    to_half(subject.path, out)


def _tflite(precision: str) -> Callable[[Subject, Path, Recipe], None]:
    def make(subject: Subject, out: Path, recipe: Recipe) -> None:
        to_tflite(subject, out, precision, recipe.batches)

    return make


VARIANTS: dict[str, tuple[str, Callable[[Subject, Path, Recipe], None]]] = {
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
    """Raises ModelError on a variant there is not."""
    if name not in VARIANTS:
        raise ModelError(f"there is no variant {name!r}; there are: {', '.join(VARIANTS)}")


def make_variant(subject: Subject, name: str, out: Path, recipe: Recipe) -> Subject:
    """Turn `subject` into the variant `name` at `out`. Raises ModelError on an unknown name."""
    refuse_unknown(name)
    suffix, make = VARIANTS[name]
    if out.suffix != suffix:
        raise ModelError(
            f"the variant {name} is a {suffix} file; call the output {out.stem}{suffix}"
        )
    make(subject, out, recipe)
    if suffix == ".tflite":
        from tools.conversion.tflite import tflite_contract

        return subject.variant(out, name, **tflite_contract(subject, name))
    return subject.variant(out, name)
