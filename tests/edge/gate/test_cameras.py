"""Several cameras: separate engines and states, shared models, none blocks another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from makers import a_frame
from patience import PATIENCE, until

from edge.calibration.store import SiteCalibration, store
from edge.capture import feed as feed_module
from edge.capture.base import Source
from edge.challenge.guidance import Phase
from edge.config import CameraConfig, Config, DecisionConfig, ModelsConfig, WatchedCamera
from edge.config.watched import ONLY
from edge.errors import ConfigError, SourceError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.gate.cameras import SUGGEST_AFTER, Cameras
from edge.runtime import engine as engine_module
from edge.types import Frame
from models.registry import Registry


class ScriptedSource(Source):
    """A live source whose next picture comes when the test lets it; may be unplugged."""

    live = True
    synthetic = True  # its pictures are all alike, which no camera's are

    def __init__(self, name: str) -> None:
        self.id = name
        self.index = 0
        self.go = threading.Event()
        self.unplugged = threading.Event()
        self._shut = threading.Event()

    def open(self) -> None:
        if self.unplugged.is_set():
            raise SourceError(f"{self.id} is not there")
        self._shut.clear()

    def read(self) -> Frame | None:
        while not self.go.wait(0.01):
            if self._shut.is_set():
                return None
        if self.unplugged.is_set():
            raise SourceError(f"{self.id} was unplugged")
        self._shut.wait(0.01)
        frame = a_frame(self.index, size=(64, 48))
        bgr = frame.bgr.copy()
        bgr[0, 0] = self.index % 256
        self.index += 1
        return Frame(bgr, frame.index, self.id, time.monotonic())

    def close(self) -> None:
        self._shut.set()


class Ear:
    name = "ear"
    blocks_gate = False

    def __init__(self) -> None:
        self.heard: list[GateEvent] = []

    def on_event(self, event: GateEvent) -> None:
        self.heard.append(event)

    def close(self) -> None:
        pass

    def kinds(self, camera: str, kind: EventKind) -> list[dict]:
        return [dict(e.body) for e in self.heard if e.camera == camera and e.kind is kind]


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, ScriptedSource]:
    known = {name: ScriptedSource(name) for name in ("door", "yard")}
    for module in (engine_module, feed_module):
        monkeypatch.setattr(module, "open_source", lambda spec, _: known[spec])
    return known


@pytest.fixture
def run_cameras(sources: dict[str, ScriptedSource]) -> Iterator[Callable[..., tuple[Cameras, Ear]]]:
    started: list[Cameras] = []

    def run(
        *, uncalibrated: str = "accept", sessions: bool = False, **camera: object
    ) -> tuple[Cameras, Ear]:
        config = Config(
            camera=CameraConfig(backoff_first_s=0.01, **camera),  # type: ignore[arg-type]
            cameras=tuple(WatchedCamera(name=name, source=name) for name in sources),
            models=ModelsConfig(deepfake=None, threads=1),
            decision=DecisionConfig(uncalibrated=uncalibrated),  # type: ignore[arg-type]
        )
        ear = Ear()
        cameras = Cameras(config, Registry.open(), bus=EventBus([ear]), sessions=sessions)
        cameras.start()
        started.append(cameras)
        return cameras, ear

    yield run
    for camera in sources.values():
        camera.go.set()
    for cameras in started:
        assert cameras.stop(PATIENCE) == []


def frames(cameras: Cameras, name: str) -> int:
    return cameras.by_name[name].engine.stats().frames


def test_a_camera_without_frames_delays_no_other(
    run_cameras: Callable[..., tuple[Cameras, Ear]], sources: dict[str, ScriptedSource]
) -> None:
    cameras, _ = run_cameras()
    sources["yard"].go.set()
    until(lambda: frames(cameras, "yard") >= 10)
    assert frames(cameras, "door") == 0
    health = cameras.health()
    assert health["yard"]["ok"]
    assert not health["door"]["ok"]


def test_models_are_in_memory_once(run_cameras: Callable[..., tuple[Cameras, Ear]]) -> None:
    cameras, _ = run_cameras()
    sessions = {
        id(camera.engine._pipeline._scorers["antispoof"].session)  # type: ignore[union-attr]
        for camera in cameras.by_name.values()
    }
    assert len(sessions) == 1


def test_a_camera_that_is_unplugged_and_comes_back_is_a_fault_with_an_end(
    run_cameras: Callable[..., tuple[Cameras, Ear]], sources: dict[str, ScriptedSource]
) -> None:
    cameras, ear = run_cameras(restart_budget=1000)
    for camera in sources.values():
        camera.go.set()
    until(lambda: cameras.health()["door"]["ok"] and cameras.health()["yard"]["ok"])
    sources["door"].unplugged.set()
    until(lambda: "source" in cameras.faults().get("door", {}))
    assert not cameras.health()["door"]["ok"]
    sources["door"].unplugged.clear()
    until(lambda: cameras.health()["door"]["ok"])

    until(lambda: len(ear.kinds("door", EventKind.FAULT)) == 2)
    told = ear.kinds("door", EventKind.FAULT)
    assert [(f["part"], f["ok"]) for f in told] == [("source", False), ("source", True)]
    assert ear.kinds("yard", EventKind.FAULT) == []


def test_start_and_stop_are_published(run_cameras: Callable[..., tuple[Cameras, Ear]]) -> None:
    cameras, ear = run_cameras()
    cameras.stop(PATIENCE)
    for name in cameras.by_name:
        assert [e["what"] for e in ear.kinds(name, EventKind.SYSTEM)] == ["started", "stopped"]


def test_one_source_without_a_list_of_cameras_is_the_only_camera(
    sources: dict[str, ScriptedSource],
) -> None:
    cameras = Cameras(Config(), Registry.open(), bus=EventBus(), source="door")
    assert list(cameras.by_name) == [ONLY]


@pytest.mark.parametrize(
    ("names", "source", "says"),
    [(("a", "a"), None, "two cameras are named 'a'"), (("a", "b"), "0", "cannot be combined")],
)
def test_an_invalid_list_of_cameras_is_refused(
    names: tuple[str, ...], source: str | None, says: str
) -> None:
    config = Config(cameras=tuple(WatchedCamera(name=name) for name in names))
    with pytest.raises(ConfigError, match=says):
        Cameras(config, Registry.open(), bus=EventBus(), source=source)


def test_a_camera_that_is_no_longer_as_it_was_calibrated_is_a_fault_and_goes_on_working(
    run_cameras: Callable[..., tuple[Cameras, Ear]], sources: dict[str, ScriptedSource]
) -> None:
    cameras, ear = run_cameras()
    for camera in sources.values():
        camera.go.set()
    until(lambda: cameras.health()["door"]["ok"])
    cameras.by_name["door"].drift._tell("not as at calibration: their brightness (PSI 0.40)")
    until(lambda: "drift" in cameras.faults().get("door", {}))
    assert cameras.health()["door"]["ok"]
    cameras.by_name["door"].drift._tell(None)
    until(lambda: "drift" not in cameras.faults().get("door", {}))
    until(lambda: [f["ok"] for f in ear.kinds("door", EventKind.FAULT)] == [False, True])
    assert cameras.drift()["yard"] == {"values": 0.0}


def test_a_model_file_that_is_exchanged_while_the_gate_runs_is_a_fault(
    run_cameras: Callable[..., tuple[Cameras, Ear]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cameras, ear = run_cameras()
    monkeypatch.setattr(cameras._model_watch, "faults", lambda: {"m": "m.onnx was changed"})
    cameras._models_checked_at = 0.0
    until(lambda: cameras.health()["door"]["faults"].get("models") == "m.onnx was changed")
    assert not cameras.health()["door"]["ok"]
    until(lambda: [f["part"] for f in ear.kinds("yard", EventKind.FAULT)] == ["models"])


@pytest.mark.parametrize(("uncalibrated", "faulty", "ok"), [
    ("refuse", True, False), ("warn", True, True), ("accept", False, True)
])  # fmt: skip
def test_an_uncalibrated_camera_is_a_fault_that_shuts_the_gate_where_policy_says_so(
    run_cameras: Callable[..., tuple[Cameras, Ear]],
    sources: dict[str, ScriptedSource],
    uncalibrated: str,
    faulty: bool,
    ok: bool,
) -> None:
    cameras, _ = run_cameras(uncalibrated=uncalibrated)
    sources["door"].go.set()
    until(lambda: cameras.health()["door"]["source"] == "playing")
    health = cameras.health()["door"]
    assert health["calibrated"] is False
    assert ("calibration" in health["faults"]) is faulty
    assert health["ok"] is ok


def test_an_uncalibrated_camera_that_refuses_is_out_of_order(
    run_cameras: Callable[..., tuple[Cameras, Ear]], sources: dict[str, ScriptedSource]
) -> None:
    cameras, _ = run_cameras(uncalibrated="refuse", sessions=True)
    sources["door"].go.set()
    until(lambda: frames(cameras, "door") >= 5)  # by then it plays, which ends other disorders
    sessions = cameras.by_name["door"].sessions
    assert sessions is not None
    assert sessions.guidance().phase is Phase.OUT_OF_ORDER


def calibration() -> SiteCalibration:
    spec = Registry.open().default("antispoof")
    assert spec is not None
    return SiteCalibration(
        model=spec.id, sha256=spec.sha256, basis="bona fide",
        slope=2.0, slope_interval=(2.0, 2.0), offset=-1.0, offset_interval=(-2.0, 0.0),
        threshold=0.4, threshold_interval=(0.3, 0.5), looks=2.0, bpcer_asked=0.05,
        seconds={"bona fide": 60}, frames={"bona fide": 900}, fitted_at="2026-01-01T00:00:00Z",
    )  # fmt: skip


@pytest.fixture
def calibrations(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder in place of the machine's calibrations."""
    monkeypatch.setenv("FACEVOUCH_CALIBRATION", str(tmp_path))
    return tmp_path


def test_a_camera_that_is_calibrated_while_it_runs_comes_into_order(
    run_cameras: Callable[..., tuple[Cameras, Ear]],
    sources: dict[str, ScriptedSource],
    calibrations: Path,
) -> None:
    cameras, _ = run_cameras(uncalibrated="refuse", sessions=True)
    sources["door"].go.set()
    until(lambda: frames(cameras, "door") >= 5)
    door = cameras.by_name["door"]
    assert door.sessions is not None
    store(door.engine.camera, calibration())
    door.engine.recalibrate()
    until(lambda: "calibration" not in cameras.health()["door"]["faults"])
    until(lambda: door.sessions.guidance().phase is not Phase.OUT_OF_ORDER)
    assert cameras.health()["door"]["calibrated"] is True
    assert cameras.health()["yard"]["calibrated"] is False


def test_a_calibration_that_is_tried_is_in_use_until_what_is_stored_counts_again(
    run_cameras: Callable[..., tuple[Cameras, Ear]],
    sources: dict[str, ScriptedSource],
    calibrations: Path,
) -> None:
    cameras, _ = run_cameras()
    sources["door"].go.set()
    engine = cameras.by_name["door"].engine
    tried = calibration()
    engine.try_calibration([tried])
    until(lambda: engine.stats().uncalibrated is None)
    assert engine.calibrations()[tried.model].offset == tried.offset
    assert list(calibrations.iterdir()) == []
    engine.recalibrate()
    until(lambda: engine.stats().uncalibrated is not None)


def test_nobody_is_let_in_by_a_calibration_that_is_tried_out(
    run_cameras: Callable[..., tuple[Cameras, Ear]],
    sources: dict[str, ScriptedSource],
    calibrations: Path,
) -> None:
    cameras, _ = run_cameras(sessions=True)
    sources["door"].go.set()
    until(lambda: frames(cameras, "door") >= 5)
    door = cameras.by_name["door"]
    assert door.sessions is not None
    until(lambda: door.sessions.guidance().phase is not Phase.OUT_OF_ORDER)
    door.engine.try_calibration([calibration()])
    until(lambda: door.sessions.guidance().phase is Phase.OUT_OF_ORDER)
    door.engine.recalibrate()
    until(lambda: door.sessions.guidance().phase is not Phase.OUT_OF_ORDER)


def test_calibrating_is_suggested_after_the_first_sessions_at_an_uncalibrated_camera(
    run_cameras: Callable[..., tuple[Cameras, Ear]],
) -> None:
    cameras, ear = run_cameras(sessions=True)
    sessions = cameras.by_name["door"].sessions
    assert sessions is not None

    def suggested() -> list[dict]:
        return [e for e in ear.kinds("door", EventKind.SYSTEM) if e["what"] == "calibration"]

    for count in range(1, SUGGEST_AFTER + 1):
        assert suggested() == []
        sessions.cancel(sessions.begin())
        until(lambda count=count: cameras._sessions_seen["door"] == count)
    until(lambda: len(suggested()) == 1)
    assert "facevouch calibrate" in suggested()[0]["text"]
