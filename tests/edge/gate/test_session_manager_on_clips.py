"""The session manager on the real pipeline: live clips accepted, replays refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import pytest
from heads import seeded
from sessions import Place, a_place

from edge.challenge.gestures import available, draw
from edge.config import Config
from edge.infer.face_mesh import load_landmarker
from edge.runtime.factory import build_pipeline
from edge.runtime.pipeline import Pipeline
from edge.types import Frame
from models.registry import Registry

CLIPS = [
    ("live_webcam_a.mp4", 0.42, "accepted", ("antispoof", "uncalibrated")),
    ("live_studio_b.mp4", 0.42, "accepted", ("antispoof", "uncalibrated")),
    ("replay_phone_d.webm", 0.22, "refused", ("antispoof",)),
    ("replay_laptop_e.mp4", 0.5, "refused", ("antispoof",)),
]


@pytest.mark.field_data
@pytest.mark.parametrize(("clip", "oval", "decision", "reasons"), CLIPS, ids=[c[0] for c in CLIPS])
def test_live_people_are_accepted_and_replays_are_refused(
    field_data: Path,
    tmp_path: Path,
    clip: str,
    oval: float,
    decision: str,
    reasons: tuple[str, ...],
) -> None:
    config = Config.model_validate(
        {"models": {"threads": 1, "deepfake": None}, "session": {"oval": oval}}
    )
    pipeline = build_pipeline(config, Registry.open())
    place = a_place(tmp_path, config, models=pipeline.models)
    body = show(place, field_data / "data/clips" / clip, pipeline)
    assert (body["decision"], tuple(body["reasons"])) == (decision, reasons)


ORDERS = [
    (("turn_left", "turn_right"), "accepted", "antispoof"),
    (("turn_right", "turn_left"), "refused", "challenge_failed"),
]


@pytest.mark.field_data
@pytest.mark.parametrize(("order", "decision", "reason"), ORDERS, ids=str)
def test_a_real_person_passes_in_the_order_asked_for_and_in_no_other(
    field_data: Path, tmp_path: Path, order: tuple[str, ...], decision: str, reason: str
) -> None:
    config = Config.model_validate(
        {
            "models": {"threads": 1, "deepfake": None},
            "session": {"oval": 0.6, "hold_s": 0},
            "challenge": {"kind": "gestures", "steps": 2},
        }
    )
    names = available(config.challenge, mesh=True)
    seed = next(s for s in range(9999) if draw(names, 2, seeded(s)) == order)
    landmarker = load_landmarker(Registry.open(), config.models)
    pipeline = build_pipeline(config, Registry.open())
    place = a_place(
        tmp_path, config, landmarker=landmarker, rng=seeded(seed), models=pipeline.models
    )
    body = show(place, field_data / "data/clips/live_phone_e.mp4", pipeline)
    assert (body["decision"], body["reasons"][0]) == (decision, reason)
    assert [row["gesture"] for row in body["challenge"]] == list(order[: len(body["challenge"])])


def show(place: Place, path: Path, pipeline: Pipeline) -> Mapping[str, Any]:
    """Show a clip to the session manager until a session ends; the event's body."""
    video = cv2.VideoCapture(str(path))
    try:
        for index in range(700):
            there, bgr = video.read()
            if not there:
                break
            frame = Frame(bgr, index, path.name, index / 30)
            place.clock.now = 1000 + index / 30
            place.sessions.on_frame(frame, pipeline.process(frame))
            place.sessions.tick()
            if place.record.events:
                return place.record.events[0].body
    finally:
        video.release()
        pipeline.close()
    pytest.fail(f"no session ended: {place.sessions.guidance()}")
