"""A conversion job for the separate Python environment that makes TFLite files, as a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
PRECISIONS = ("fp32", "fp16", "int8")


@dataclass(frozen=True, slots=True)
class LitertJob:
    """graph: a float ONNX file of batch size one. tail: names of the nodes that stay in float.

    transpose: whether the TFLite input is channels last where the ONNX input is channels first.
    faces: (N, …) in the shape of the TFLite input, to calibrate INT8; None without calibration.
    """

    graph: bytes
    precision: str
    tail: Sequence[str] = ()
    transpose: bool = True
    faces: F32 | None = None

    def write(self, folder: Path) -> None:
        """Write the job to `folder`."""
        (folder / "graph.onnx").write_bytes(self.graph)
        said = {"precision": self.precision, "tail": list(self.tail), "transpose": self.transpose}
        (folder / "job.json").write_text(json.dumps(said), encoding="utf-8")
        if self.faces is not None:
            np.save(folder / "faces.npy", self.faces)

    @classmethod
    def read(cls, folder: Path) -> LitertJob:
        """Read the job from `folder`."""
        said = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        faces = folder / "faces.npy"
        return cls(
            (folder / "graph.onnx").read_bytes(),
            faces=np.load(faces, mmap_mode="r") if faces.exists() else None,
            **said,
        )

    @staticmethod
    def result(folder: Path) -> Path:
        """The path of the resulting TFLite file."""
        return folder / "model.tflite"
