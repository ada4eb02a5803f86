"""The guard of a live source: loops are found, bona fide video causes no finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from flaky_source import FlakySource
from live_camera import (
    CLIPS,
    DISGUISES,
    a_room,
    as_live,
    looped,
    pictures,
    sensed,
    small_pictures,
    swaying,
)

from edge.capture.stream import Stream
from edge.config import CameraConfig, TrustConfig
from edge.trust.guard import SourceGuard, guard_for
from edge.trust.trust import Doubt, Trust
from edge.types import U8, Frame

LOOP = 60
"""frames of a clip that are shown over and over."""

DELTA = 150
"""frames (5 s) after one whole round in which a loop must be found."""


def a_guard(**settings: object) -> SourceGuard:
    return SourceGuard(TrustConfig.model_validate(settings), CameraConfig())


def watch(guard: SourceGuard, frames: Iterable[Frame]) -> tuple[int, frozenset[Doubt]] | None:
    """The frame at which the guard first refuses, and why."""
    for frame in frames:
        guard.on_frame(frame)
        if not guard.trust().ok:
            return frame.index, guard.trust().doubts
    return None


@pytest.mark.field_data
@pytest.mark.parametrize("name", CLIPS)
def test_a_real_clip_played_once_raises_no_alarm(field_data: Path, name: str) -> None:
    shown = pictures(field_data / "data" / "clips" / name)
    assert watch(a_guard(), as_live(shown)) is None


@pytest.mark.field_data
@pytest.mark.parametrize("name", ["live_webcam_a.mp4", "live_studio_b.mp4"])
def test_dropped_frames_raise_no_alarm_on_a_real_clip(field_data: Path, name: str) -> None:
    rng = np.random.default_rng(11)
    shown = as_live(pictures(field_data / "data" / "clips" / name))
    assert watch(a_guard(), (frame for frame in shown if rng.random() > 0.4)) is None


HARD = ("live_webcam_a.mp4", "live_studio_b.mp4", "replay_phone_d.webm", "two_people.gif")
"""Clips with little motion, where a re-encoding hides most."""


@pytest.mark.field_data
@pytest.mark.parametrize(
    ("name", "how"),
    [(name, "exact") for name in CLIPS]
    + [(name, how) for name in HARD for how in ("brighter", "jpeg", "noise", "gamma and jpeg")],
)
def test_a_looped_clip_is_found_within_one_round_and_five_seconds(
    field_data: Path, name: str, how: str
) -> None:
    clip = pictures(field_data / "data" / "clips" / name, LOOP)
    found = watch(a_guard(), as_live(looped(clip, how)))
    assert found is not None
    at, doubts = found
    assert len(clip) < at <= len(clip) + DELTA
    assert doubts <= {Doubt.LOOPED, Doubt.REPEATED}


LONG = tuple(name for name in CLIPS if not name.endswith((".gif", ".mkv")))
"""Clips of seven seconds and more."""


@pytest.mark.field_data
@pytest.mark.parametrize(("name", "how"), [(n, how) for n in LONG for how in DISGUISES])
def test_a_loop_that_is_disguised_anew_in_every_round_is_found(
    field_data: Path, name: str, how: str
) -> None:
    clip = small_pictures(field_data / "data" / "clips" / name, 120)
    found = watch(a_guard(), as_live(looped(clip, how, rounds=3)))
    assert found is not None
    assert len(clip) < found[0]
    assert found[1] <= {Doubt.LOOPED, Doubt.REPEATED}


@pytest.mark.field_data
@pytest.mark.parametrize(("name", "period_s"), [(n, s) for n in LONG for s in (0.8, 2.0)])
def test_a_person_who_sways_in_a_rhythm_is_believed(
    field_data: Path, name: str, period_s: float
) -> None:
    shown = swaying(small_pictures(field_data / "data" / "clips" / name, 300), period_s)
    assert watch(a_guard(), as_live(shown)) is None


def a_made_scene(rng: np.random.Generator, count: int) -> list[U8]:
    """A room in which sixteen spots grow lighter and darker, each at random. Needs no real clip."""
    width, height = 160, 120
    room = a_room(rng, width, height).astype(np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    places = rng.uniform((10, 10), (width - 10, height - 10), (16, 2))
    spots = np.stack([np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * 7.0**2)) for cx, cy in places])
    strengths = np.zeros(16, np.float32)
    shown = []
    for _ in range(count):
        strengths = 0.9 * strengths + rng.normal(0, 9, 16).astype(np.float32)
        scene = room + np.tensordot(strengths, spots, 1)[..., None]
        shown.append(sensed(np.clip(scene, 0, 255).astype(np.uint8), rng))
    return shown


@pytest.mark.parametrize("how", ["exact", "gamma and jpeg", *DISGUISES])
def test_a_loop_of_a_made_scene_is_found_in_each_disguise(how: str) -> None:
    clip = a_made_scene(np.random.default_rng(12), 120)
    found = watch(a_guard(), as_live(looped(clip, how, rounds=3)))
    assert found is not None
    assert len(clip) < found[0]


@pytest.mark.parametrize("period_s", [0.8, 1.3, 2.0])
def test_a_made_scene_that_sways_in_a_rhythm_is_believed(period_s: float) -> None:
    shown = swaying(a_made_scene(np.random.default_rng(13), 300), period_s)
    assert watch(a_guard(), as_live(shown)) is None


@pytest.mark.parametrize("period_s", [0.8, 1.3, 2.0])
def test_a_still_portrait_that_sways_before_a_real_sensor_is_no_loop(period_s: float) -> None:
    """It may be an attack, but it is none that repeats: other models judge it."""
    rng = np.random.default_rng(14)
    room = a_room(rng, 160, 120)
    shown = (sensed(picture, rng) for picture in swaying([room] * 400, period_s))
    assert watch(a_guard(), as_live(shown)) is None


@pytest.mark.field_data
def test_a_clip_that_runs_to_and_fro_is_found(field_data: Path) -> None:
    clip = pictures(field_data / "data" / "clips" / "live_studio_c.mp4", 60)
    there_and_back = [*clip, *clip[-2:0:-1]]
    found = watch(a_guard(), as_live(there_and_back * 4))
    assert found is not None


@pytest.mark.field_data
def test_a_clip_of_another_rate_than_the_cameras_is_found(field_data: Path) -> None:
    clip = pictures(field_data / "data" / "clips" / "live_phone_e.mp4", 75)
    shown = [clip[int(i * 25 / 30) % len(clip)] for i in range(420)]
    assert watch(a_guard(), as_live(shown)) is not None


@pytest.mark.field_data
def test_an_exact_loop_is_found_within_a_second_of_its_second_round(field_data: Path) -> None:
    clip = pictures(field_data / "data" / "clips" / "live_webcam_a.mp4", 200)
    found = watch(a_guard(), as_live(clip * 2))
    assert found is not None
    assert found[0] <= 230
    assert Doubt.REPEATED in found[1]


def test_somebody_who_stands_still_before_a_real_sensor_is_believed() -> None:
    rng = np.random.default_rng(1)
    room = a_room(rng)
    assert watch(a_guard(), as_live([sensed(room, rng) for _ in range(600)])) is None


def test_a_lamps_flicker_over_a_still_room_is_believed() -> None:
    rng = np.random.default_rng(2)
    room = a_room(rng)
    rows = np.arange(room.shape[0])[:, None, None]
    shown = [
        sensed((room * (0.9 + 0.1 * np.sin(i * 2.094 + rows / 20))).astype(np.uint8), rng)
        for i in range(600)
    ]
    assert watch(a_guard(), as_live(shown)) is None


def test_a_looping_screen_in_the_background_is_believed() -> None:
    rng = np.random.default_rng(3)
    room = a_room(rng)
    advert = [rng.integers(0, 255, (8, 10, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
              for _ in range(60)]  # fmt: skip
    shown = []
    for i in range(400):
        scene = room.copy()
        scene[20:84, 200:280] = advert[i % 60]
        shown.append(sensed(scene, rng))
    assert watch(a_guard(), as_live(shown)) is None


def test_a_covered_lens_is_believed() -> None:
    black = np.zeros((240, 320, 3), np.uint8)
    rng = np.random.default_rng(4)
    shown = [np.asarray(black + (rng.random(black.shape) < 0.0005), np.uint8) for _ in range(300)]
    assert watch(a_guard(), as_live(shown)) is None


def test_a_picture_that_stands_while_paused_is_left_to_the_supervisor() -> None:
    rng = np.random.default_rng(5)
    room = a_room(rng)
    moving = [sensed(room, rng) for _ in range(100)]
    assert watch(a_guard(), as_live([*moving, *([moving[-1]] * 50), *moving[:1]])) is None


def test_a_still_photo_with_a_little_that_moves_has_no_sensors_noise() -> None:
    rng = np.random.default_rng(6)
    photo = sensed(a_room(rng), rng)
    shown = []
    for i in range(200):
        frame = photo.copy()
        frame[100:110, 20 + i : 30 + i] = 250 - i
        shown.append(frame)
    found = watch(a_guard(), as_live(shown))
    assert found is not None
    assert Doubt.NOISELESS in found[1]


def test_a_streams_encoder_may_leave_the_noise_out() -> None:
    rng = np.random.default_rng(6)
    still = sensed(a_room(rng), rng)
    shown = []
    for i in range(200):
        frame = still.copy()
        frame[100:110, 20 + i : 30 + i] = 250 - i
        shown.append(frame)
    stream = SourceGuard(TrustConfig(), CameraConfig(), raw=False)
    assert watch(stream, as_live(shown)) is None
    found = guard_for(
        "rtsp://a/b", Stream("rtsp://a/b", CameraConfig()), TrustConfig(), CameraConfig()
    )
    assert found is not None
    assert watch(found, as_live(shown)) is None


@pytest.mark.parametrize(
    ("fps", "jitter_s"), [(30.0, 0.0), (900.0, 1e-4)], ids=["no jitter", "faster than a camera"]
)
def test_frames_that_do_not_come_in_a_cameras_time_are_refused(fps: float, jitter_s: float) -> None:
    rng = np.random.default_rng(7)
    room = a_room(rng)
    shown = [sensed(room, rng) for _ in range(200)]
    found = watch(a_guard(), as_live(shown, fps, jitter_s))
    assert found is not None
    assert found[1] == {Doubt.CLOCKED}


def test_a_refusal_lasts_as_long_as_policy_says_and_is_told_of_once_each_way() -> None:
    rng = np.random.default_rng(8)
    room = a_room(rng)
    loop = [sensed(room, rng) for _ in range(40)]
    living = [sensed(room, rng) for _ in range(400)]
    told: list[Trust] = []
    guard = SourceGuard(
        TrustConfig(hold_s=3, loop_window_s=20), CameraConfig(), on_change=told.append
    )
    states = []
    for frame in as_live([*loop, *loop, *loop, *living]):
        guard.on_frame(frame)
        states.append(guard.trust().ok)
    first, last = states.index(False), len(states) - 1 - states[::-1].index(False)
    assert not any(states[first : last + 1])
    assert last - (3 * len(loop)) >= 2.9 * 30  # three seconds of 30 frames after the last repeat
    assert states[-1]
    assert [trust.ok for trust in told].count(True) == 1
    assert told[-1].ok
    assert told[0].text.startswith("the camera is not trusted")


def test_loops_are_not_looked_for_where_policy_says_so() -> None:
    rng = np.random.default_rng(9)
    loop = [sensed(a_room(rng), rng) for _ in range(40)]
    assert watch(a_guard(loops="off"), as_live(loop * 6)) is None


def test_a_change_of_size_begins_anew() -> None:
    rng = np.random.default_rng(10)
    small = [sensed(a_room(rng), rng) for _ in range(40)]
    large = [sensed(a_room(rng, 640, 480), rng) for _ in range(40)]
    shown: Sequence[U8] = [*small, *large, *small]
    assert watch(a_guard(), as_live(shown)) is None


def test_files_are_not_watched() -> None:
    config, camera = TrustConfig(), CameraConfig()
    assert guard_for("clip.mp4", FlakySource(live=False), config, camera) is None
    assert guard_for("rtsp://a/b", FlakySource(), config, camera) is not None
