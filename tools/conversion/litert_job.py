"""What goes from the app's environment to the one that makes TFLite files: a folder of files."""

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
    """graph: a float ONNX file that takes one face. tail: names of the nodes that stay in float.

    transpose: the TFLite file takes channels last where the ONNX takes them first. faces: (N, …)
    as the TFLite file is fed, to calibrate INT8 on; None where nothing is calibrated.
    """

    graph: bytes
    precision: str
    tail: Sequence[str] = ()
    transpose: bool = True
    faces: F32 | None = None

    def write(self, folder: Path) -> None:
        """Lay the job out in `folder`."""
        (folder / "graph.onnx").write_bytes(self.graph)
        said = {"precision": self.precision, "tail": list(self.tail), "transpose": self.transpose}
        (folder / "job.json").write_text(json.dumps(said), encoding="utf-8")
        if self.faces is not None:
            np.save(folder / "faces.npy", self.faces)

    @classmethod
    def read(cls, folder: Path) -> LitertJob:
        """The job laid out in `folder`."""
        said = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        faces = folder / "faces.npy"
        return cls(
            (folder / "graph.onnx").read_bytes(),
            faces=np.load(faces, mmap_mode="r") if faces.exists() else None,
            **said,
        )

    @staticmethod
    def result(folder: Path) -> Path:
        """Where the TFLite file lies once it is made."""
        return folder / "model.tflite"
