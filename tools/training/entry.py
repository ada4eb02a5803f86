"""Manifest entries that a release writes beside its files, to be copied into the manifest."""

from __future__ import annotations

import json
from pathlib import Path

from edge.errors import OutputError
from models.spec import ModelSpec


def toml_entry(entry: ModelSpec) -> str:
    """One [[model]] table in the format of the manifest."""
    values = entry.model_dump(mode="json", exclude_none=True)
    if not values["answers"]:  # recorded later by `models answers`, with the file in its place
        del values["answers"]
    tables = {k: values.pop(k) for k in ("input", "output", "calibration", "thresholds", "metrics")}
    if not tables["calibration"]["camera"]:  # a release is not calibrated for one camera
        del tables["calibration"]["camera"]
    lines = ["[[model]]", *(f"{k} = {json.dumps(v)}" for k, v in values.items())]
    for name, table in tables.items():
        lines += ["", f"[model.{name}]", *(f"{k} = {json.dumps(v)}" for k, v in table.items())]
    return "\n".join(lines) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text file. Raises OutputError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
