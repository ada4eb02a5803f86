"""How far faces differ and how far one differs from itself, and the bound on looks that follows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge.errors import DataError
from models.spec import InputSpec, ModelSpec
from tools.presentations.frame_trace import Seen, Trace, Verdicts
from tools.presentations.independent_looks import (
    ASKED,
    looks_found,
    looks_table,
    reached,
    reached_table,
    variance_parts,
)
from tools.presentations.presentation import Presentation

SPEC = ModelSpec(
    id="m", task="antispoof", architecture="x", precision="fp32", file="x.onnx", sha256="c" * 64,
    bytes=1, licence="x", input=InputSpec(size=32, expansions=(1.5,)),
)  # fmt: skip


def clips(between: float, within: float, count: int, mean: float = 0.0) -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    middles = rng.normal(mean, between, count)
    return [rng.normal(m, within, int(rng.integers(10, 40))) for m in middles]


def test_variance_between_and_within_clips_is_told_apart() -> None:
    parts = variance_parts([clips(2.0, 1.0, 400)])
    assert parts.between**0.5 == pytest.approx(2.0, rel=0.1)
    assert parts.within**0.5 == pytest.approx(1.0, rel=0.05)
    assert parts.looks == pytest.approx(1.25, rel=0.05)


def test_what_cameras_differ_by_counts_over_cameras_alone() -> None:
    groups = [clips(1.0, 1.0, 60, mean=-3), clips(1.0, 1.0, 60, mean=3)]
    assert variance_parts(groups).looks == pytest.approx(2.0, rel=0.2)
    assert variance_parts([groups[0] + groups[1]]).looks < 1.3


def test_clips_that_do_not_differ_are_worth_many_looks() -> None:
    assert variance_parts([clips(0.0, 1.0, 200)]).looks > 50


def test_too_few_clips_are_refused() -> None:
    with pytest.raises(DataError, match="too few clips"):
        variance_parts([clips(1.0, 1.0, 3)])


@pytest.fixture
def shown() -> tuple[list[Presentation], dict[str, Trace]]:
    """People about -2 and attacks about 2, each off by some 2: a model that is steadily wrong."""
    ones, traces = [], {}
    rng = np.random.default_rng(1)
    for number in range(60):
        label = number % 2
        name = f"{number}"
        middle = rng.normal(4 * label - 2, 2.0)
        ones.append(
            Presentation(
                name, Path(name), label, "print" if label else "bona fide",
                f"{number % 4 // 2}", "", True,
            )
        )  # fmt: skip
        frames = tuple(
            (n / 10, (Seen(1, frozenset(), {"antispoof": middle + rng.normal(0, 0.5)}),))
            for n in range(30)
        )
        traces[name] = Trace(name, frames, Verdicts(None, False))
    return ones, traces


def test_both_classes_are_reported_before_one_camera_and_over_all(
    shown: tuple[list[Presentation], dict[str, Trace]],
) -> None:
    found = looks_found(*shown)
    assert [one.what for one in found] == [
        "bona fide, before one camera", "bona fide, over all cameras",
        "attacks, before one camera", "attacks, over all cameras",
    ]  # fmt: skip
    assert all(one.low <= one.parts.looks <= one.high for one in found)
    assert looks_table(found).count("\n") == 5


def test_a_tighter_bound_vouches_for_fewer_attacks_and_fewer_people(
    shown: tuple[list[Presentation], dict[str, Trace]],
) -> None:
    tight, free = (reached(*shown, SPEC, looks) for looks in (2.0, 1e9))
    assert [row.asked for row in tight] == list(ASKED)
    for one, other in zip(tight, free, strict=True):
        assert one.apcer.value <= other.apcer.value
        assert one.bpcer.value >= other.bpcer.value
    assert "| no bound | 1 % |" in reached_table(free)
