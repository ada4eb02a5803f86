"""Rows of the leaderboard files for face models: accuracy is that at the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge.config import ModelsConfig
from edge.infer.preprocess import tensor_shape
from edge.infer.session import open_session
from tools.evaluation.candidate import Candidate
from tools.evaluation.cost import Cost, onnx_cost
from tools.evaluation.dataset import Dataset
from tools.evaluation.leaderboard import (
    Accuracy,
    Metadata,
    timed,
    write_accuracies,
    write_benchmark,
    write_metadata,
)
from tools.evaluation.study import Variant


def write_leaderboards(
    candidates: Sequence[Candidate],
    variants: Sequence[Variant],
    dataset: Dataset,
    split: str | None,
    out: Path,
) -> None:
    """results-SET.csv, model_metadata-SET.csv and a benchmark file of each precision.

    There are two classes, so top5 stays empty. One face a run, as the app does it.
    """
    root = dataset.root.resolve().name
    name = f"{root}-{split}" if split else root
    costs = {c.name: _cost(c) for c in candidates}
    write_accuracies(
        out,
        name,
        [
            Accuracy(
                v.name,
                c.spec.scoring_input.size,
                100 * v.main.confusion.accuracy,
                None,
                costs[c.name].parameters or None,
                None,
                "area/lanczos4",
            )
            for c, v in zip(candidates, variants, strict=True)
        ],
    )
    write_metadata(
        out,
        name,
        [
            Metadata(
                c.name,
                c.spec.architecture,
                c.spec.precision,
                str(c.spec.bytes),
                c.spec.sha256,
                c.spec.licence,
                c.spec.training_data,
            )
            for c in candidates
        ],
    )
    for candidate in candidates:
        framework = "litert" if candidate.path.suffix == ".tflite" else "onnxruntime"
        write_benchmark(
            out,
            candidate.spec.precision,
            candidate.spec.scoring_input.layout,
            framework,
            [_speed(candidate, costs[candidate.name])],
        )


def _cost(candidate: Candidate) -> Cost:
    if candidate.path.suffix == ".onnx":
        return onnx_cost(candidate.path)
    return Cost(0.0, None, None)


def _speed(candidate: Candidate, cost: Cost) -> dict[str, str]:
    session = open_session(candidate.path, candidate.spec, ModelsConfig(provider="cpu"))
    spec = candidate.spec.scoring_input
    x = np.random.default_rng(0).random(tensor_shape(1, spec), np.float32)
    row = timed(candidate.name, lambda: session.run(x), 1, spec.size, cost)
    return row if cost.parameters else {**row, "param_count": ""}
