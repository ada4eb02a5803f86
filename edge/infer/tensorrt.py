"""What a TensorRT engine depends on: the machine and its libraries, the model, the precision."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import onnxruntime as ort

from edge.errors import ModelError
from models.inspection import Graph
from models.spec import ModelSpec

TENSORRT = "TensorrtExecutionProvider"
DOCUMENT = "docs/deploy-jetson.md"
CAPABILITY_MAJOR, CAPABILITY_MINOR = 75, 76  # CUdevice_attribute, of CUDA's driver interface
NAME_BYTES = 100
WINDOWS = sys.platform == "win32"
DRIVER = "nvcuda.dll" if WINDOWS else "libcuda.so.1"
PROVIDER = f"{'' if WINDOWS else 'lib'}onnxruntime_providers_tensorrt.{'dll' if WINDOWS else 'so'}"
LINKED = re.compile(rb"libnvinfer\.so\.\d+|nvinfer_\d+\.dll")

Load = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Machine:
    """capability: CUDA's compute capability, such as 8.7. The others: versions."""

    gpu: str
    capability: str
    tensorrt: str
    onnxruntime: str

    @property
    def folder(self) -> str:
        """A folder's name that no other device and no other version has."""
        parts = (self.gpu, f"sm{self.capability}", f"trt{self.tensorrt}", f"ort{self.onnxruntime}")
        return "-".join(re.sub(r"[^a-z0-9.]+", "_", part.lower()).strip("_") for part in parts)

    def __str__(self) -> str:
        return (
            f"{self.gpu} (compute capability {self.capability}), TensorRT {self.tensorrt}, "
            f"onnxruntime {self.onnxruntime}"
        )


def this_machine(
    available: Sequence[str] | None = None,
    load: Load = ctypes.CDLL,
    provider: Path | None = None,
) -> Machine:
    """The first graphics processor here, and the libraries that would build for it.

    load: opens a shared library. provider: onnxruntime's own library for TensorRT.
    Raises ModelError saying what is missing, and what to run where.
    """
    have = tuple(ort.get_available_providers()) if available is None else tuple(available)
    if TENSORRT not in have:
        names = ", ".join(name.removesuffix("ExecutionProvider") for name in have)
        raise ModelError(
            f"this onnxruntime has no TensorRT provider (it has {names}). Engines are built "
            "on the device that uses them: on a Jetson run `models engines` in the image "
            f"of packaging/docker/Dockerfile.jetson ({DOCUMENT}); other machines need no "
            "engines"
        )
    gpu, capability = _graphics(load)
    library = provider or Path(ort.__file__).parent / "capi" / PROVIDER
    return Machine(gpu, capability, _tensorrt(load, library), str(ort.__version__))


def _graphics(load: Load) -> tuple[str, str]:
    """Name and compute capability of device 0, as NVIDIA's driver states them."""
    try:
        cuda = load(DRIVER)
    except OSError as error:
        raise ModelError(
            f"NVIDIA's driver was not found ({error}); start a container with --runtime "
            f"nvidia, or install the driver ({DOCUMENT})"
        ) from error
    device, major, minor = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    name = ctypes.create_string_buffer(NAME_BYTES)
    calls = (
        ("cuInit", (0,)),
        ("cuDeviceGet", (ctypes.byref(device), 0)),
        ("cuDeviceGetName", (name, NAME_BYTES, device)),
        ("cuDeviceGetAttribute", (ctypes.byref(major), CAPABILITY_MAJOR, device)),
        ("cuDeviceGetAttribute", (ctypes.byref(minor), CAPABILITY_MINOR, device)),
    )
    for function, words in calls:
        if (status := getattr(cuda, function)(*words)) != 0:
            raise ModelError(
                f"NVIDIA's driver finds no GPU ({function}: {status}); add this account to "
                "the group video, so that it may open /dev/nvidia* and /dev/nvhost*, and "
                "start a container with --runtime nvidia"
            )
    return name.value.decode(errors="replace"), f"{major.value}.{minor.value}"


def _tensorrt(load: Load, provider: Path) -> str:
    """The version of the TensorRT library that onnxruntime's provider is linked to."""
    try:
        found = LINKED.search(provider.read_bytes())
    except OSError:
        found = None
    name = found[0].decode() if found else "libnvinfer.so"
    try:
        number = int(load(name).getInferLibVersion())
    except (OSError, AttributeError) as error:
        raise ModelError(
            f"TensorRT's library {name}, which this onnxruntime needs, cannot be loaded "
            f"({error}); install JetPack's TensorRT or another onnxruntime ({DOCUMENT})"
        ) from error
    thousands = 10_000 if number >= 100_000 else 1_000  # since TensorRT 10 the major has two digits
    return f"{number // thousands}.{number % thousands // 100}.{number % 100}"


Precision = Literal["fp32", "fp16"]
Options = dict[str, str | bool]

EDITION = 1
"""Of the options below. Raise it when they change: what was built before is then stale."""

IN_FLOATS = ("fp32", "fp16")
HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class EngineRecipe:
    """input: the tensor's name. shape: of one face; empty where the file itself fixes it.

    eight_bits: the file carries scales for INT8; precision is that of what it leaves in floats.
    """

    model: str
    sha256: str
    precision: Precision
    input: str
    shape: tuple[int, ...]
    eight_bits: bool = False

    @property
    def folder(self) -> str:
        return f"{self.model}-{self.sha256[:HASH_CHARACTERS]}-{self.precision}"

    def options(self, engines: Path, timings: Path | None = None) -> Options:
        """onnxruntime's options for TensorRT; building and using must give the same ones.

        An engine is for one face at a time: without a fixed profile onnxruntime would build anew,
        for minutes, when a second person steps in.
        """
        options: Options = {
            "trt_engine_cache_enable": True,
            "trt_engine_cache_path": str(engines),
            "trt_fp16_enable": self.precision == "fp16",
        }
        if self.eight_bits:
            options["trt_int8_enable"] = True
        if self.shape:
            profile = f"{self.input}:{'x'.join(map(str, self.shape))}"
            options |= {f"trt_profile_{end}_shapes": profile for end in ("min", "opt", "max")}
        if timings is not None:
            options |= {"trt_timing_cache_enable": True, "trt_timing_cache_path": str(timings)}
        return options


def recipe_for(
    spec: ModelSpec, graph: Graph, precision: Precision, others: Iterable[ModelSpec] = ()
) -> EngineRecipe:
    """How to build a model's engine. others: models to name where this one is not suited.

    Raises ModelError for a model that TensorRT does not take.
    """
    if spec.input is None or Path(spec.file).suffix.lower() != ".onnx":
        raise ModelError(f"model {spec.id} does not run through onnxruntime; it needs no engine")
    eight_bits = graph.precision == "int8" and graph.symmetric
    if graph.precision not in IN_FLOATS and not eight_bits:
        better = [
            other.id
            for other in others
            if other.task == spec.task
            and other.precision in IN_FLOATS
            and other.file.lower().endswith(".onnx")
        ]
        remedy = (
            f'set models.{spec.task} = "{better[0]}"'
            if better
            else "import the model in floats: facevouch models import FILE.onnx"
        )
        raise ModelError(
            f"model {spec.id} is INT8 with unsigned activations, which is for CPUs; "
            "TensorRT needs a float model, or one made by facevouch convert int8 "
            f"--symmetric: {remedy}"
        )
    if len(graph.inputs) != 1:
        raise ModelError(f"model {spec.id} must have one input tensor, but has {len(graph.inputs)}")
    ((name, found),) = graph.inputs.items()
    wanted = spec.input
    channels, size = 3 * len(wanted.expansions), wanted.size
    image = (channels, size, size) if wanted.layout == "NCHW" else (size, size, channels)
    fixed = all(number is not None for number in found)
    shape = () if fixed else (1, *image)
    return EngineRecipe(spec.id, spec.sha256, precision, name, shape, eight_bits)
