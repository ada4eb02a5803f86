"""A provider is taken where it is there, and refused by name where it was asked for and is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_models import spec_of

from edge.errors import ModelError
from edge.infer.providers import CPU, CUDA, TENSORRT, Choice, engine_cache, providers_for

SPEC = spec_of(b"model")
ALL = (TENSORRT, CUDA, CPU)


def names(choice: Choice, available: tuple[str, ...], cache: Path) -> list[str]:
    chosen = providers_for(SPEC, choice, available, cache)
    return [one if isinstance(one, str) else one[0] for one in chosen]


@pytest.mark.parametrize(
    ("choice", "available", "chosen"),
    [
        ("auto", (CPU,), [CPU]),
        ("auto", (CUDA, CPU), [CUDA, CPU]),
        ("auto", ALL, [CUDA, CPU]),
        ("cpu", ALL, [CPU]),
        ("cuda", ALL, [CUDA, CPU]),
        ("tensorrt", ALL, [TENSORRT, CUDA, CPU]),
    ],
)
def test_providers_follow_the_choice_and_the_machine(
    tmp_path: Path, choice: Choice, available: tuple[str, ...], chosen: list[str]
) -> None:
    assert names(choice, available, tmp_path / "cache") == chosen


def test_auto_takes_tensorrt_only_where_its_engine_was_built(tmp_path: Path) -> None:
    (tmp_path / "subgraph.engine").touch()
    assert names("auto", ALL, tmp_path) == [TENSORRT, CUDA, CPU]


def test_tensorrt_keeps_its_engine_in_the_cache(tmp_path: Path) -> None:
    first = providers_for(SPEC, "tensorrt", ALL, tmp_path / "new")[0]
    assert first[1] == {
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": str(tmp_path / "new"),
    }
    assert (tmp_path / "new").is_dir()


def test_another_file_has_another_engine() -> None:
    assert engine_cache(SPEC) != engine_cache(spec_of(b"other"))


@pytest.mark.parametrize("choice", ["cuda", "tensorrt"])
def test_what_was_asked_for_and_is_missing_is_an_error(tmp_path: Path, choice: Choice) -> None:
    with pytest.raises(ModelError, match=f"provider {choice} was asked for"):
        names(choice, (CPU,), tmp_path)
