"""Model sessions of onnxruntime, on the CPU, CUDA or TensorRT."""

from __future__ import annotations

import logging
from collections.abc import Callable

import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as states

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.session import Interface, check_interface
from edge.infer.tensorrt import TENSORRT, Options
from edge.infer.tensorrt_store import Choice, built_engine
from edge.infer.threads import intra_op_threads, usable_cores
from edge.types import F32
from models.inspection import read_onnx
from models.spec import ModelSpec

log = logging.getLogger(__name__)

Provider = str | tuple[str, Options]

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def providers_for(
    choice: Choice, engine: Callable[[], Options], available: tuple[str, ...] | None = None
) -> list[Provider]:
    """Execution providers in order of preference; the CPU is always the last.

    engine: returns TensorRT's options for the model; raises ModelError where its engine is not
    built. With `auto` the model then runs without TensorRT, which is logged at debug level only.
    Raises ModelError where this onnxruntime lacks the configured provider.
    """
    have = tuple(ort.get_available_providers()) if available is None else available
    wanted = {"cuda": CUDA, "tensorrt": TENSORRT}.get(choice)
    if wanted is not None and wanted not in have:
        raise ModelError(
            f"models.provider is {choice}, but this onnxruntime does not have that "
            "provider; install onnxruntime-gpu (on a Jetson NVIDIA's build), or set "
            "models.provider to auto"
        )
    chosen: list[Provider] = []
    if choice == "tensorrt":
        chosen.append((TENSORRT, engine()))
    elif choice == "auto" and TENSORRT in have:
        try:
            chosen.append((TENSORRT, engine()))
        except ModelError as error:
            log.info("%s", error)
    if choice != "cpu" and CUDA in have:
        chosen.append(CUDA)
    return [*chosen, CPU]


_SILENT = 4  # errors are raised; onnxruntime need not write them to the terminal as well
_TYPES = {"tensor(float)": "float32", "tensor(float16)": "float16"}
_FAULTS: tuple[type[BaseException], ...] = (
    RuntimeError,
    ValueError,
    *(
        kind
        for kind in vars(states).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ),
)


class OrtSession:
    """One ONNX model. Thread-safe, as onnxruntime's sessions are.

    providers: in place of those of the settings.
    """

    one_at_a_time = False

    def __init__(
        self,
        content: bytes,
        spec: ModelSpec,
        models: ModelsConfig,
        providers: list[Provider] | None = None,
    ) -> None:
        self._id = spec.id
        try:
            graph = read_onnx(content)
        except ModelError as error:
            raise ModelError(f"model {spec.id} cannot be loaded: {error}") from error
        if graph.external:
            raise ModelError(
                f"model {spec.id} has weights in a second file, which its hash does not "
                "cover; save it as one .onnx file"
            )
        if providers is None:
            providers = providers_for(
                models.provider, lambda: built_engine(spec, graph, models.engine_precision)
            )
        ort.set_default_logger_severity(_SILENT)
        try:
            self._session = ort.InferenceSession(
                content, session_options(models), providers=providers
            )
        except _FAULTS as error:
            raise ModelError(f"model {spec.id} cannot be loaded: {_first_line(error)}") from error
        self.providers: tuple[str, ...] = tuple(self._session.get_providers())
        wanted = providers[0] if isinstance(providers[0], str) else providers[0][0]
        if models.provider in ("cuda", "tensorrt") and self.providers[:1] != (wanted,):
            # onnxruntime silently leaves out a provider that does not start
            raise ModelError(
                f"models.provider is {models.provider}, but this provider does not start on "
                "this machine; check its driver and libraries, or set models.provider to "
                "auto"
            )
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type not in _TYPES:
            kinds = ", ".join(f"{i.name} {i.type}" for i in inputs) or "none"
            raise ModelError(
                f"model {spec.id} must have one float tensor as its input, but has: {kinds}"
            )
        self._name: str = inputs[0].name
        self._type = _TYPES[inputs[0].type]
        self.interface = Interface(
            _shape(inputs[0].shape),
            {output.name: _shape(output.shape) for output in self._session.get_outputs()},
        )
        check_interface(self.interface, spec)
        self.one_by_one = (
            graph.dynamically_quantised
            or self.interface.input[:1] == (1,)
            or TENSORRT in self.providers  # its engine is built for one face
        )
        self._outputs = list(self.interface.outputs)

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name. Raises ModelError where the model refuses the tensor."""
        feed = {self._name: x.astype(self._type, copy=False)}
        try:
            values = self._session.run(self._outputs, feed)
        except _FAULTS as error:
            raise ModelError(
                f"model {self._id} failed on a tensor of shape {x.shape}: {_first_line(error)}"
            ) from error
        return {
            name: value.astype("float32", copy=False)
            for name, value in zip(self._outputs, values, strict=True)
        }


def session_options(models: ModelsConfig) -> ort.SessionOptions:
    """onnxruntime's options for every model: threads, optimisation, logging."""
    options = ort.SessionOptions()
    options.log_severity_level = _SILENT
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.inter_op_num_threads = 1
    threads = intra_op_threads(models.threads)
    options.intra_op_num_threads = threads
    # A spinning thread pool uses about twice a small network's CPU time, on cores that capture,
    # detection and the window need; with a spare core it saves the threads' wake-up time.
    spin = threads < usable_cores()
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spin else "0")
    return options


def _shape(dims: list[int | str | None]) -> tuple[int | None, ...]:
    return tuple(n if isinstance(n, int) and n > 0 else None for n in dims)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    text = lines[0] if lines else type(error).__name__
    return text.rpartition("] : ")[2] if text.startswith("[ONNXRuntimeError]") else text
