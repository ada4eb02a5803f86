"""Drift: none for an unchanged camera; reported for an aged or differently lit one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from live_camera import pictures
from makers import a_face, a_frame, a_quality, a_score

from edge.calibration.drift import (
    FEWEST,
    Distribution,
    Drift,
    DriftReference,
    Seconds,
    reference_path,
    store_reference,
    stored_reference,
)
from edge.config import Config, DriftConfig, ModelsConfig
from edge.errors import ConfigError
from edge.runtime.factory import build_pipeline
from edge.types import U8, FaceResult, Frame, FrameResult, Quality, State, Verdict
from models.registry import Registry

FRAME = a_frame()
RNG = np.random.default_rng(1)
STEADY = [float(v) for v in RNG.normal(-3, 1, 400)]


def test_psi_is_the_symmetric_divergence_less_what_chance_gives() -> None:
    reference = Distribution(edges=(0.0,), counts=(500, 500))
    a, e = np.array([300.5, 100.5]) / 401, np.array([0.5, 0.5])
    expected = float(((a - e) * np.log(a / e)).sum()) - (1 / 1000 + 1 / 400)
    assert reference.psi([-1.0] * 300 + [1.0] * 100) == pytest.approx(expected)


@pytest.mark.parametrize("size", [40, 100, 400])
def test_another_sample_of_the_same_is_steady(size: int) -> None:
    reference = Distribution.of(STEADY)
    assert reference is not None
    rng = np.random.default_rng(size)
    far = [reference.psi(list(rng.normal(-3, 1, size))) for _ in range(50)]
    assert np.median([v for v in far if v is not None]) < 0.05


@pytest.mark.parametrize(("shift", "wider"), [(1.0, 1.0), (-1.0, 1.0), (0.0, 2.5)])
def test_a_sample_that_moved_or_spread_is_an_alarm(shift: float, wider: float) -> None:
    reference = Distribution.of(STEADY)
    assert reference is not None
    rng = np.random.default_rng(3)
    psi = reference.psi(list(rng.normal(-3 + shift, wider, 300)))
    assert psi is not None
    assert psi > DriftConfig().psi_alarm


def test_too_few_or_equal_values_give_no_nonsense() -> None:
    assert Distribution.of([1.0] * (FEWEST - 1)) is None
    assert Distribution.of([float("nan")] * 100) is None
    flat = Distribution.of([1.0] * 100)
    assert flat is not None
    assert flat.psi([1.0] * 100) == 0
    assert flat.psi([1.0]) is None


def results(
    logits: list[float], *, trusted: bool = True, start: float = 0.0
) -> Iterator[FrameResult]:
    """One frame a second with one face of that score."""
    rng = np.random.default_rng(4)
    for i, logit in enumerate(logits):
        noise = rng.normal(0, 1, 2)
        gate = Quality(100 + 5 * noise[0], 120 + 5 * noise[1], 120.0, 0, 0, 0)
        face = FaceResult(
            a_face(), gate, Verdict(1, State.LIVE, 0.1, 1, 0.0), {"m": a_score(logit, "m")}
        )
        yield FrameResult(i, start + i, "c", (640, 480), (face,), {}, trusted)


def a_reference() -> DriftReference:
    seconds = Seconds("m", 500)
    for result in results(STEADY):
        seconds.add(result)
    return seconds.reference("c")


def test_an_alarm_is_told_once_and_its_end_too() -> None:
    told: list[str | None] = []
    drift = Drift(a_reference(), DriftConfig(window=50), told.append)
    for start, logits in ((0, STEADY[:100]), (1000, [5.0] * 100), (2000, STEADY[:100])):
        for result in results(logits, start=start):
            drift.on_frame(FRAME, result)
    assert len(told) == 2
    assert told[0] is not None
    assert "the model's scores" in told[0]
    assert told[1] is None
    assert drift.status().state in ("steady", "warning")
    assert set(drift.status().as_json()["psi"]) == {"score", "sharpness", "luma"}


def test_what_an_untrusted_source_shows_is_not_this_camera() -> None:
    drift = Drift(a_reference(), DriftConfig(window=50))
    for result in results([5.0] * 100, trusted=False):
        drift.on_frame(FRAME, result)
    assert drift.status().state == "unknown"


@pytest.mark.parametrize("why", ["nothing stored", "turned off"])
def test_without_a_reference_nothing_is_claimed(why: str) -> None:
    reference = None if why == "nothing stored" else a_reference()
    drift = Drift(reference, DriftConfig(enabled=why != "turned off"))
    for result in results([5.0] * 100):
        drift.on_frame(FRAME, result)
    assert drift.status().state == "unknown"
    assert set(drift.status().psi.values()) == {None}


def test_a_reference_is_stored_and_read_back(tmp_path: Path) -> None:
    reference = a_reference()
    store_reference(reference, tmp_path)
    assert stored_reference("c", tmp_path) == reference
    assert stored_reference("another", tmp_path) is None


def test_a_damaged_reference_says_what_to_do(tmp_path: Path) -> None:
    reference_path("c", tmp_path).write_text("camera = 3\n")
    with pytest.raises(ConfigError, match="facevouch calibrate"):
        stored_reference("c", tmp_path)


def test_a_face_without_a_score_still_counts_for_the_picture() -> None:
    seconds = Seconds("m", 10)
    face = FaceResult(a_face(), a_quality(), Verdict(1, State.CHECKING, 0.5, 0, 0.0))
    for i in range(3):
        seconds.add(FrameResult(i, float(i), "c", (640, 480), (face,), {}))
    assert list(seconds.values["luma"]) == [120.0, 120.0]
    assert not seconds.values["score"]


GRAIN = np.random.default_rng(0).normal(0, 15, (900, 400, 3)).astype(np.float32)

AGES: dict[str, Callable[[U8], U8]] = {
    "darker": lambda p: (p * np.float32(0.75)).astype(np.uint8),
    "blurred": lambda p: np.asarray(cv2.GaussianBlur(p, (0, 0), 3), np.uint8),
    "noisy": lambda p: np.clip(p + GRAIN[p[0, 0, 0] :][: len(p), : p.shape[1]], 0, 255).astype(
        np.uint8
    ),
}


@pytest.mark.field_data
def test_a_real_camera_is_steady_until_it_ages_or_the_light_changes(field_data: Path) -> None:
    registry = Registry.open()
    default = registry.default("antispoof")
    assert default is not None
    config = Config(models=ModelsConfig(deepfake=None, threads=1))
    clip = pictures(field_data / "data" / "clips" / "live_phone_e.mp4", 210)

    def seen(part: int, age: Callable[[U8], U8]) -> Iterator[FrameResult]:
        """Every other half second, so that both parts show the same person in the same light."""
        pipeline = build_pipeline(config, registry)
        for i, picture in enumerate(clip):
            if (i // 15) % 2 == part:
                shown = np.ascontiguousarray(age(picture))
                yield pipeline.process(Frame(shown, i, "c", i / 30))
        pipeline.close()

    every_s = 0.066
    gathered = Seconds(default.id, 500, every_s)
    for result in seen(0, lambda p: p):
        gathered.add(result)
    reference = gathered.reference("c")
    states = {}
    for name, age in {"same": lambda p: p, **AGES}.items():
        drift = Drift(reference, DriftConfig(), every_s=every_s)
        for result in seen(1, age):
            drift.on_frame(FRAME, result)
        states[name] = drift.status().state
    assert states == {"same": "steady", "darker": "alarm", "blurred": "alarm", "noisy": "alarm"}
