from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fake_engine import FakePipeline, FakeSource
from patience import PATIENCE

from edge.capture import feed as feed_module
from edge.config import Config
from edge.runtime import engine as engine_module
from edge.runtime.engine import Engine
from models.registry import Registry


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setattr(engine_module, "build_pipeline", lambda *_, **__: fake)
    return fake


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch, pipeline: FakePipeline
) -> Iterator[Callable[..., Engine]]:
    """Start an engine on a fake source; stopped when the test is over."""
    started: list[Engine] = []
    sources: list[FakeSource] = []

    def start(source: FakeSource, **options: object) -> Engine:
        sources.append(source)
        monkeypatch.setattr(engine_module, "open_source", lambda *_: source)
        monkeypatch.setattr(feed_module, "open_source", lambda *_: source)
        engine = Engine(Config(), "fake", Registry.open(), **options)  # type: ignore[arg-type]
        engine.start()
        started.append(engine)
        return engine

    yield start
    for source in sources:
        source.released.set()
    pipeline.gate.set()
    for engine in started:
        engine.stop(PATIENCE)
