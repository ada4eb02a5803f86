"""Common steps of releases: describe the quantised file, write entries, report errors."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from edge.errors import FacevouchError
from models.spec import Calibration, InputSpec, ModelSpec, OutputSpec
from tools.quantise.automatic import Choice
from tools.training.entry import toml_entry, write_text
from tools.training.fit import ReleaseFit

LICENCE = "Apache-2.0 (code); weights for research, non-commercial: see the card"


def describe(choice: Choice) -> dict[str, Any]:
    """How a file was quantised, for release.json."""
    return {
        "method": choice.report.method,
        "kept_float": list(choice.report.kept_float),
        "float_operators": choice.report.float_operators,
        "sqnr_db": choice.sqnr_db,
    }


def entry(
    file: Path, task: str, *, architecture: str, inputs: InputSpec, bias: float, fitted: ReleaseFit,
    fitted_on: str, training_data: str, metrics: dict[str, float], generated: str | None = None,
) -> ModelSpec:  # fmt: skip
    """The manifest entry of one released file, called NAME_fp32.onnx or NAME_int8.onnx.

    bias: the logit less the sum of the evidence map. generated: the name of the output that
    separates generated from swapped faces, if any.
    """
    data = file.read_bytes()
    int8 = file.stem.endswith("int8")
    return ModelSpec.model_validate(
        {
            "id": file.stem,
            "task": task,
            "architecture": architecture,
            "precision": "int8" if int8 else "fp32",
            "file": f"weights/{file.name}",
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "default": int8,
            "input": inputs,
            "output": OutputSpec(
                kind="logit",
                name="logit",
                evidence="evidence",
                bias=round(bias, 6),
                generated=generated,
            ),
            "calibration": Calibration(
                slope=fitted.slope, offset=fitted.offset, fitted_on=fitted_on
            ),
            "thresholds": fitted.thresholds,
            "licence": LICENCE,
            "training_data": training_data,
            "source": f"trained by facevouch: facevouch train {task}",
            "card": f"cards/{task}.md",
            "metrics": metrics,
        }
    )


def write_release(
    out: Path, task: str, result: dict[str, Any], entries: Sequence[ModelSpec]
) -> None:
    """Write release.json with all figures and TASK.toml with the manifest entries.

    Raises OutputError.
    """
    write_text(out / "release.json", json.dumps(result, indent=1) + "\n")
    write_text(out / f"{task}.toml", "\n".join(toml_entry(spec) for spec in entries))


def finish(name: str, release: Callable[[], object]) -> int:
    """Run a release and return the exit status; a FacevouchError is one line and status 2."""
    try:
        release()
    except FacevouchError as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0
