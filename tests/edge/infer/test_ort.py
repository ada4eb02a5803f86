"""A provider is used where available, and refused by name where it is configured and missing."""

from __future__ import annotations

import pytest

from edge.errors import ModelError
from edge.infer.ort import CPU, CUDA, providers_for
from edge.infer.tensorrt import TENSORRT, Options
from edge.infer.tensorrt_store import Choice

ALL = (TENSORRT, CUDA, CPU)
OPTIONS: Options = {"trt_engine_cache_path": "/cache"}


def built() -> Options:
    return OPTIONS


def missing() -> Options:
    raise ModelError("the engine is missing; build it")


def names(choice: Choice, available: tuple[str, ...], engine: object = built) -> list[str]:
    chosen = providers_for(choice, engine, available)  # type: ignore[arg-type]
    return [one if isinstance(one, str) else one[0] for one in chosen]


@pytest.mark.parametrize(
    ("choice", "available", "chosen"),
    [
        ("auto", (CPU,), [CPU]),
        ("auto", (CUDA, CPU), [CUDA, CPU]),
        ("auto", ALL, [TENSORRT, CUDA, CPU]),
        ("cpu", ALL, [CPU]),
        ("cuda", ALL, [CUDA, CPU]),
        ("tensorrt", ALL, [TENSORRT, CUDA, CPU]),
    ],
)
def test_providers_follow_the_choice_and_the_machine(
    choice: Choice, available: tuple[str, ...], chosen: list[str]
) -> None:
    assert names(choice, available) == chosen


def test_tensorrt_is_given_the_options_of_the_engine() -> None:
    assert providers_for("tensorrt", built, ALL)[0] == (TENSORRT, OPTIONS)


def test_an_engine_that_is_not_built_is_an_error_where_it_was_asked_for_and_else_none() -> None:
    assert names("auto", ALL, missing) == [CUDA, CPU]
    with pytest.raises(ModelError, match="build it"):
        names("tensorrt", ALL, missing)


def test_a_provider_without_tensorrt_looks_for_no_engine() -> None:
    for choice, available in (("cpu", ALL), ("cuda", ALL), ("auto", (CUDA, CPU))):
        names(choice, available, lambda: pytest.fail("looked"))  # type: ignore[arg-type]


@pytest.mark.parametrize("choice", ["cuda", "tensorrt"])
def test_a_configured_provider_that_is_missing_is_an_error(choice: Choice) -> None:
    with pytest.raises(ModelError, match=f"models.provider is {choice}, but this"):
        names(choice, (CPU,))
