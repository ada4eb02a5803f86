"""A clip injected in place of a camera, through the whole engine."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from live_camera import as_live, looped, pictures

from edge.capture import resolve
from edge.capture.base import Source
from edge.config import Config, ModelsConfig
from edge.runtime.engine import Engine
from edge.types import Frame, FrameResult, Reason, State
from models.registry import Registry

PATIENCE = 60.0


class Injected(Source):
    """Plays a clip over and over as a camera, as fast as it is read, then holds its breath."""

    id = "camera 0"
    live = True

    def __init__(self, clip: Path, rounds: int) -> None:
        shown = looped(pictures(clip, 60), "jpeg", rounds)
        self._frames = as_live(shown)
        self._closed = threading.Event()

    def open(self) -> None:
        """Nothing to open."""

    def read(self) -> Frame | None:
        frame = next(self._frames, None)
        if frame is None:
            self._closed.wait(PATIENCE)
        return frame

    def close(self) -> None:
        self._closed.set()


@pytest.mark.field_data
@pytest.mark.parametrize(("rounds", "believed"), [(1, True), (5, False)])
def test_nobody_in_a_looped_clip_is_vouched_for_and_the_operator_is_told_once(
    field_data: Path, monkeypatch: pytest.MonkeyPatch, rounds: int, believed: bool
) -> None:
    clip = field_data / "data" / "clips" / "replay_phone_d.webm"
    monkeypatch.setitem(resolve.MADE, "injected", lambda _: Injected(clip, rounds))
    judged = threading.Event()
    last: list[FrameResult] = []

    class Watch:
        def on_frame(self, frame: Frame, result: FrameResult) -> None:
            last[:] = [result]
            if frame.index == 60 * rounds - 1:
                judged.set()

    config = Config(models=ModelsConfig(deepfake=None, threads=1))
    with Engine(config, "injected", Registry.open(), watchers=[Watch()]) as engine:
        assert judged.wait(PATIENCE)
        told = [event for event in engine.events() if event.kind == "trust"]
    result = last[0]
    assert result.faces
    assert result.trusted_source is believed
    states = {face.verdict.state for face in result.faces}
    if believed:
        assert State.UNAVAILABLE not in states
        assert told == []
    else:
        assert states == {State.UNAVAILABLE}
        assert result.faces[0].verdict.reasons == {Reason.UNTRUSTED_SOURCE}
        assert [event.level for event in told][:1] == ["error"]
        assert len({event.text for event in told}) == len(told)
