"""The device and versions an engine belongs to, and the error when one of them is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from caching_provider import ORIN

from edge.errors import ModelError
from edge.infer.tensorrt import TENSORRT, this_machine

HAVE = (TENSORRT, "CPUExecutionProvider")


class Driver:
    """NVIDIA's driver as it answers through ctypes, and TensorRT's library."""

    def __init__(self, *, fails: str = "", version: int = 100300) -> None:
        self.fails = fails
        self.version = version
        self.loaded: list[str] = []

    def __call__(self, name: str) -> Any:
        self.loaded.append(name)
        if name == self.fails:
            raise OSError(f"{name}: cannot open shared object file")
        return self

    def getInferLibVersion(self) -> int:  # noqa: N802
        return self.version

    def cuInit(self, flags: int) -> int:  # noqa: N802
        return 100 if self.fails == "device" else 0

    def cuDeviceGet(self, device: Any, number: int) -> int:  # noqa: N802
        return 0

    def cuDeviceGetName(self, name: Any, size: int, device: Any) -> int:  # noqa: N802
        name.value = b"Orin"
        return 0

    def cuDeviceGetAttribute(self, value: Any, which: int, device: Any) -> int:  # noqa: N802
        value._obj.value = {75: 8, 76: 7}[which]
        return 0


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    """onnxruntime's library, which names the TensorRT it was linked to."""
    path = tmp_path / "libonnxruntime_providers_tensorrt.so"
    path.write_bytes(b"\x7fELF\0libcudart.so.12\0libnvinfer.so.10\0libc.so.6\0")
    return path


def test_device_and_versions_are_read_from_the_driver_and_the_linked_library(
    provider: Path,
) -> None:
    driver = Driver()
    found = this_machine(HAVE, driver, provider)
    assert (found.gpu, found.capability, found.tensorrt) == ("Orin", "8.7", "10.3.0")
    assert driver.loaded == ["libcuda.so.1", "libnvinfer.so.10"]


@pytest.mark.parametrize(("number", "version"), [(8602, "8.6.2"), (100300, "10.3.0")])
def test_the_versions_number_is_read_as_its_time_wrote_it(
    provider: Path, number: int, version: str
) -> None:
    assert this_machine(HAVE, Driver(version=number), provider).tensorrt == version


@pytest.mark.parametrize(
    ("have", "fails", "said"),
    [
        (("CPUExecutionProvider",), "", "no TensorRT provider .it has CPU.*Dockerfile.jetson"),
        (HAVE, "libcuda.so.1", "driver was not found.*--runtime nvidia"),
        (HAVE, "device", "no GPU .cuInit: 100.*group video"),
        (HAVE, "libnvinfer.so.10", "library libnvinfer.so.10.*cannot be loaded"),
    ],
)
def test_a_missing_part_is_named_with_what_to_do(
    provider: Path, have: tuple[str, ...], fails: str, said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        this_machine(have, Driver(fails=fails), provider)


@pytest.mark.parametrize(
    "other",
    [
        {"gpu": "Orin Nano"},
        {"capability": "9.0"},
        {"tensorrt": "10.3.1"},
        {"onnxruntime": "1.23.0"},
    ],
)
def test_machines_that_differ_have_different_folders(other: dict[str, str]) -> None:
    assert replace(ORIN, **other).folder != ORIN.folder


def test_a_name_with_odd_characters_makes_a_plain_folder() -> None:
    name = replace(ORIN, gpu="../NVIDIA GeForce™ RTX/4060").folder
    assert name == ".._nvidia_geforce_rtx_4060-sm8.7-trt10.3.0-ort1.22.2"
    assert Path(name).name == name
