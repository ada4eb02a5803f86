"""A TensorRT engine with the runtime's session interface, for the parity gate."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge.errors import ModelError
from edge.types import F32

MOST = 8
"""The largest batch size for which engines are built."""


@dataclass(frozen=True, slots=True)
class TrtexecSession:
    """Runs a .plan file with trtexec, one process per run: for comparison, not for timing.

    input: the tensor's name. free: whether the batch dimension is dynamic; else one face per run.
    """

    program: str
    plan: Path
    input: str
    free: bool
    timeout: float = 600
    providers: tuple[str, ...] = ("trtexec",)
    one_by_one: bool = False
    one_at_a_time: bool = True

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name. Raises ModelError where trtexec fails or gives no numbers."""
        step = MOST if self.free else 1
        parts = [self._run(x[i : i + step]) for i in range(0, len(x), step)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _run(self, x: F32) -> dict[str, F32]:
        with tempfile.TemporaryDirectory(prefix="facevouch-") as name:
            given, got = Path(name) / "input.bin", Path(name) / "output.json"
            given.write_bytes(np.ascontiguousarray(x, np.float32).tobytes())
            command = [
                self.program, f"--loadEngine={self.plan}", f"--loadInputs={self.input}:{given}",
                f"--exportOutput={got}", "--iterations=1", "--warmUp=0", "--duration=0",
            ]  # fmt: skip
            if self.free:
                command.append(f"--shapes={self.input}:{'x'.join(map(str, x.shape))}")
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, timeout=self.timeout, check=False
                )
                tensors = json.loads(got.read_text(encoding="utf-8"))
                return {tensor["name"]: _tensor(tensor) for tensor in tensors}
            except subprocess.TimeoutExpired:
                why = f"it did not end in {self.timeout:.0f} s"
            except (OSError, ValueError, KeyError, TypeError):
                lines = [line for line in (done.stdout + done.stderr).splitlines() if "[E]" in line]
                why = lines[0] if lines else f"exit status {done.returncode}, no outputs"
        raise ModelError(f"trtexec could not run {self.plan.name}: {why}")


def _tensor(exported: dict[str, Any]) -> F32:
    """`{"dimensions": "8x1", "values": […]}` as trtexec exports it."""
    shape = [int(side) for side in str(exported["dimensions"]).split("x")]
    return np.array(exported["values"], np.float32).reshape(shape)


@dataclass(frozen=True, slots=True)
class ProviderSession:
    """An onnxruntime session whose first provider is TensorRT, one face per run."""

    session: Any
    providers: tuple[str, ...] = ("TensorrtExecutionProvider",)
    one_by_one: bool = True
    one_at_a_time: bool = True

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name. Raises ModelError where the engine fails."""
        names = [output.name for output in self.session.get_outputs()]
        source = self.session.get_inputs()[0].name
        try:
            return dict(zip(names, self.session.run(names, {source: x}), strict=True))
        except Exception as error:  # noqa: BLE001  its exceptions share no base class
            line = str(error).strip().splitlines()[0]
            raise ModelError(f"TensorRT could not run the engine: {line}") from None
