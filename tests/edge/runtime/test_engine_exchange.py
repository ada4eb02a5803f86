"""The engine exchanges its model and its source while it runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest
from fake_engine import FakePipeline, FakeSource
from patience import PATIENCE, until

from edge.capture.base import Source
from edge.errors import ConfigError, ModelError, SourceError
from edge.runtime import engine as engine_module
from edge.runtime import hot_swap as hot_swap_module
from edge.runtime.engine import Engine
from edge.runtime.stats import Event


class Model:
    """A model with an id only."""

    def __init__(self, name: str) -> None:
        self.spec = SimpleNamespace(id=name)


def test_a_model_that_does_not_load_leaves_the_old_one_and_says_why(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ModelError("m2 is broken")

    monkeypatch.setattr(engine_module, "load_scorer", broken)
    engine = play(FakeSource(3, live=True, block_after=3))
    engine.set_model("antispoof", "m2")
    until(lambda: any(e.text == "m2 is broken" for e in engine.events()))
    assert engine.stats().models == {"antispoof": "fake"}
    assert pipeline.scorers == []


def test_a_model_at_a_gate_must_pass_tests_before_it_replaces_another(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def admit(new: Model, *_: object) -> None:
        if new.spec.id == "dissenter":
            raise ModelError("dissenter decides the opposite for 9 of 9 recent faces")

    monkeypatch.setattr(hot_swap_module, "admit", admit)
    monkeypatch.setattr(engine_module, "load_scorer", lambda *args, **_: Model(args[3]))
    engine = play(FakeSource(3, live=True, block_after=3), careful=True)
    events: list[Event] = []

    def published(end: str) -> bool:
        events.extend(engine.events())
        return any(event.text.endswith(end) for event in events)

    for model_id, end in (("dissenter", "9 recent faces"), ("better", "model: better")):
        engine.set_model("antispoof", model_id)
        until(partial(published, end))
    assert [e.level for e in events if e.kind == "model"] == ["error", "info"]
    assert [model.spec.id for model in pipeline.scorers] == ["better"]


def test_another_source_takes_over_and_tracks_begin_anew(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=False))
    assert engine.wait(PATIENCE)
    second = FakeSource(5, live=False)
    monkeypatch.setattr(engine_module, "open_source", lambda *_: second)
    loaded: list[object] = []
    monkeypatch.setattr(
        engine_module, "load_scorer", lambda *_, camera, **__: loaded.append(camera) or camera
    )
    engine.set_source("second")
    until(lambda: pipeline.seen == [0, 1, 2, 0, 1, 2, 3, 4])
    assert (pipeline.resets, pipeline.renumbered) == (1, 1)
    assert pipeline.scorers == loaded == ["second"], "the new camera's own calibration counts"


def test_a_damaged_calibration_of_the_next_source_leaves_the_old_one(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=True, block_after=3))

    def damaged(*_: object, **__: object) -> None:
        raise ConfigError("cannot read the calibration of second")

    monkeypatch.setattr(engine_module, "load_scorer", damaged)
    engine.set_source("second")
    until(lambda: any("cannot read the calibration" in e.text for e in engine.events()))
    assert pipeline.resets == 0


def test_an_invalid_source_is_an_event_and_changes_nothing(
    play: Callable[..., Engine], pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = play(FakeSource(3, live=True, block_after=3))
    until(lambda: bool(pipeline.seen))

    def refuse(*_: object) -> Source:
        raise SourceError("there is no camera 9")

    monkeypatch.setattr(engine_module, "open_source", refuse)
    engine.set_source("9")
    until(lambda: any(e.text == "there is no camera 9" for e in engine.events()))
    assert pipeline.resets == 0
