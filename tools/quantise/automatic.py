"""Automatic choice of the calibration method and of the layers to keep in float."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.system.files import write_atomically
from tools.quantise.ranges import Method
from tools.quantise.sensitivity import LayerLoss, OnStep, losses_of
from tools.quantise.static import Quantiser, QuantReport

F32 = NDArray[np.float32]
METHODS: tuple[Method, ...] = ("minmax", "percentile", "mse")


@dataclass(frozen=True, slots=True)
class Choice:
    """The trials and the chosen one.

    trials: (method, layers kept in float beside the tail, SQNR of the score in dB), in order.
    kept, sqnr_db: of the chosen trial.
    reached: whether the target SQNR was reached within the allowed number of float layers.
    """

    report: QuantReport
    sensitivity: tuple[LayerLoss, ...]
    trials: tuple[tuple[Method, tuple[str, ...], float], ...]
    kept: tuple[str, ...]
    sqnr_db: float
    reached: bool


def quantise_auto(
    fp32: Path,
    out: Path,
    batches: Iterable[F32],
    *,
    target_db: float = 30.0,
    most_float: int = 4,
    output: str | None = None,
    methods: tuple[Method, ...] = METHODS,
    symmetric: bool = False,
    on_step: OnStep | None = None,
) -> Choice:
    """Quantise so that the SQNR of the score is `target_db` or more.

    First all calibration methods are tried without further float layers. If none reaches the
    target, the best method is tried with the most sensitive layers in float, one more in each
    trial, up to `most_float`. The trial with the fewest float layers that reaches the target is
    chosen, or else the one with the highest SQNR; its biases are then corrected where that helps.
    batches: see quantise_static. output: the score (None: the model's first output). symmetric: the
    form that TensorRT accepts. on_step: called with (step, done, total).
    Raises as quantise_static does.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quantiser = Quantiser(fp32, batches, folder, symmetric=symmetric)
        score = output or quantiser.graph.output[0].name
        trials: list[tuple[Method, tuple[str, ...], float]] = []

        def attempt(method: Method, kept: tuple[str, ...]) -> float:
            trial = folder / f"trial_{len(trials)}.onnx"
            quantiser.write(trial, quantiser.activations.ranges(method), kept)
            kept_db = quantiser.fidelity(trial, score)
            trials.append((method, kept, kept_db))
            return kept_db

        for done, method in enumerate(methods):
            if on_step is not None:
                on_step("measuring ranges", done, len(methods))
            attempt(method, ())
        best_method, _, reached_db = max(trials, key=lambda t: t[2])
        table: list[LayerLoss] = []
        if reached_db < target_db:
            table = losses_of(quantiser, score, best_method, on_step=on_step)
            for count in range(1, most_float + 1):
                if on_step is not None:
                    on_step("keeping layers in float", count - 1, most_float)
                kept = tuple(loss.name for loss in table[:count])
                if attempt(best_method, kept) >= target_db:
                    break
        enough = [t for t in trials if t[2] >= target_db]
        taken = (
            min(enough, key=lambda t: (len(t[1]), -t[2]))
            if enough
            else max(trials, key=lambda t: t[2])
        )
        method, kept, _ = taken
        made = folder / "chosen.onnx"
        kept_db = quantiser.write_better(made, quantiser.activations.ranges(method), kept, score)
        report = quantiser.report(made, out, method, kept)
        write_atomically(out, made.read_bytes())
    return Choice(report, tuple(table), tuple(trials), kept, kept_db, kept_db >= target_db)
