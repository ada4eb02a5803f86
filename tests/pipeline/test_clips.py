"""The pipeline on real clips: one person one number, a verdict in the end, the same each time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.capture.resolve import open_source
from edge.config import Config
from edge.runtime.factory import build_pipeline
from edge.sinks.jsonl import as_dict
from models.registry import Registry

pytestmark = [pytest.mark.field_data, pytest.mark.slow]


def judged(path: Path, frames: int | None = None) -> Iterator[dict[str, Any]]:
    """The JSON objects of a clip."""
    config = Config()
    pipeline = build_pipeline(config, Registry.open())
    try:
        with open_source(str(path), config.camera) as source:
            while (frame := source.read()) is not None and frame.index != frames:
                yield as_dict(pipeline.process(frame))
    finally:
        pipeline.close()


def tracks(lines: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict(list)
    for line in lines:
        for face in line["faces"]:
            found[face["track"]].append(face)
    return dict(found)


@pytest.fixture
def clips(field_data: Path) -> Path:
    return field_data / "data" / "clips"


def test_one_person_is_one_track_from_the_first_frame_to_the_last(clips: Path) -> None:
    lines = list(judged(clips / "live_webcam_a.mp4"))
    assert len(lines) == 587
    assert {track: len(faces) for track, faces in tracks(lines).items()} == {1: 587}


@pytest.mark.parametrize(("clip", "people"), [("two_people.gif", 2), ("three_people.gif", 3)])
def test_several_people_are_several_tracks(clips: Path, clip: str, people: int) -> None:
    lines = list(judged(clips / clip))
    long_lived = [t for t, faces in tracks(lines).items() if len(faces) > 0.7 * len(lines)]
    assert len(long_lived) == people


def test_a_face_that_is_too_small_is_never_live(clips: Path) -> None:
    found = tracks(list(judged(clips / "small_face.mkv")))
    main = max(found.values(), key=len)
    assert len(main) > 60
    assert {face["state"] for face in main} == {"POOR_QUALITY"}
    assert all("too_small" in face["reasons"] for face in main)
    assert all(face["state"] != "LIVE" for faces in found.values() for face in faces)


@pytest.mark.parametrize(
    ("clip", "verdict"),
    [
        ("live_webcam_a.mp4", "LIVE"),
        ("live_studio_b.mp4", "LIVE"),
        ("live_studio_c.mp4", "LIVE"),
        ("live_phone_e.mp4", "LIVE"),
        ("live_lowlight_d.webm", "LIVE"),
        ("replay_phone_d.webm", "ATTACK"),
        ("replay_laptop_e.mp4", "ATTACK"),
    ],
)
def test_live_and_replayed_people_get_the_verdict_they_should(
    clips: Path, clip: str, verdict: str
) -> None:
    main = max(tracks(list(judged(clips / clip, 200))).values(), key=len)
    decided = [face["state"] for face in main if face["state"] in ("LIVE", "ATTACK")]
    assert decided
    assert decided[-1] == verdict


def test_the_same_clip_gives_the_same_lines_twice(clips: Path) -> None:
    runs = []
    for _ in range(2):
        lines = list(judged(clips / "live_studio_b.mp4", 60))
        for line in lines:
            del line["timings_ms"]
        runs.append(json.dumps(lines))
    assert runs[0] == runs[1]
