"""The service's metrics, in Prometheus' text format and with its naming rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from edge import __version__
from edge.capture.supervisor import SourceState
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision
from edge.service.ports import CamerasPort
from edge.types import State

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter was made is the process's start, for all of them

QUANTILES = ("0.5", "0.95")


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """The service's own load: present numbers, and sums since its start.

    check_queue: waiting files. subscribers_failing: subscribers that failed on the last event.
    listeners_let_go, rate_limited: sums.
    """

    check_queue: int
    event_listeners: int
    preview_viewers: int
    subscribers_failing: int
    listeners_let_go: int
    rate_limited: int


class Metrics:
    """Counts events as a subscriber of the bus; reads all other values when they are requested.

    deliveries: health of each target, by name. drift: of each camera, by name.
    """

    name = "metrics"
    blocks_gate = False

    def __init__(
        self,
        cameras: CamerasPort,
        *,
        load: Callable[[], ServiceLoad],
        deliveries: Callable[[], Mapping[str, Mapping[str, Any]]],
        drift: Callable[[], Mapping[str, Mapping[str, float]]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registry = CollectorRegistry()  # not the process-wide one: tests make many
        self._verdicts = self._counter("verdicts", "Verdict changes.", "camera", "state")
        self._sessions = self._counter("sessions", "Sessions ended.", "camera", "decision")
        self._faults = self._counter("faults", "Faults that were reported.", "camera", "part")
        self._restarts = self._counter("camera_restarts", "Restarts of a lost camera.", "camera")
        self._requests = self._counter("http_requests", "Requests answered.", "status")
        for camera in cameras.by_name:  # Prometheus needs a first value to compute a rate
            self._restarts.labels(camera)
            for state in State:
                self._verdicts.labels(camera, state.value)
            for decision in Decision:
                self._sessions.labels(camera, decision.value)
        self.registry.register(_Now(cameras, load, deliveries, drift, clock))

    def on_event(self, event: GateEvent) -> None:
        body = event.body
        if event.kind is EventKind.VERDICT:
            self._verdicts.labels(event.camera, str(body.get("state"))).inc()
        elif event.kind is EventKind.SESSION:
            self._sessions.labels(event.camera, str(body.get("decision"))).inc()
        elif event.kind is EventKind.FAULT and not body.get("ok"):
            part = str(body.get("part"))
            self._faults.labels(event.camera, part).inc()
            if part == "source":
                self._restarts.labels(event.camera).inc()

    def close(self) -> None:
        """Do nothing."""

    def count_request(self, status: int) -> None:
        """Count an answer with this HTTP status."""
        self._requests.labels(str(status)).inc()

    def text(self) -> bytes:
        """All metrics. May block, because it reads the cameras' state."""
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"facevouch_{name}", what, labels, registry=self.registry)


class _Now(Collector):
    """The values that are read at the time of a request."""

    def __init__(
        self,
        cameras: CamerasPort,
        load: Callable[[], ServiceLoad],
        deliveries: Callable[[], Mapping[str, Mapping[str, Any]]],
        drift: Callable[[], Mapping[str, Mapping[str, float]]],
        clock: Callable[[], float],
    ) -> None:
        self._by_name = cameras.by_name
        self._load = load
        self._deliveries = deliveries
        self._drift = drift
        self._clock = clock
        self._started = clock()

    def describe(self) -> Iterator[Metric]:
        """Nothing: the metrics depend on the cameras, which are read only in `collect`."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from self._cameras()
        yield from self._service_itself()
        yield from self._delivery()
        yield from self._drifting()

    def _cameras(self) -> Iterator[Metric]:
        label = ["camera"]
        up = _gauge("camera_up", "1 while the camera delivers frames.", label)
        fps = _gauge("fps", "Frames judged per second.", label)
        capture = _gauge("capture_fps", "Frames per second the camera delivers.", label)
        frames = CounterMetricFamily("facevouch_frames", "Frames judged.", labels=label)
        dropped = CounterMetricFamily(
            "facevouch_frames_dropped",
            "Frames not judged because a newer one was there.",
            labels=label,
        )
        latency = _gauge(
            "stage_latency_seconds",
            "Time of a stage per frame, over the last frames.",
            ["camera", "stage", "quantile"],
        )
        models = InfoMetricFamily(
            "facevouch_model", "The models in use.", labels=["camera", "task"]
        )
        for name, camera in self._by_name.items():
            stats = camera.engine.stats()
            playing = stats.source is not None and stats.source.state is SourceState.PLAYING
            up.add_metric([name], float(playing))
            fps.add_metric([name], stats.fps)
            capture.add_metric([name], stats.capture_fps)
            frames.add_metric([name], stats.frames)
            dropped.add_metric([name], stats.dropped)
            for stage, pair in stats.latency_ms.items():
                for quantile, ms in zip(QUANTILES, pair, strict=True):
                    latency.add_metric([name, stage, quantile], ms / 1000)
            for task, model_id in stats.models.items():
                models.add_metric([name, task], {"id": model_id})
        yield from (up, fps, capture, frames, dropped, latency, models)

    def _service_itself(self) -> Iterator[Metric]:
        load = self._load()
        yield _gauge(
            "uptime_seconds", "Time since the service started.", value=self._clock() - self._started
        )
        info = InfoMetricFamily("facevouch_build", "The release.")
        info.add_metric([], {"version": __version__})
        yield info
        yield _gauge("check_queue", "Files waiting to be judged.", value=load.check_queue)
        yield _gauge("event_listeners", "Clients of the event stream.", value=load.event_listeners)
        yield _gauge(
            "preview_viewers", "Clients of the camera pictures.", value=load.preview_viewers
        )
        yield CounterMetricFamily(
            "facevouch_event_listeners_let_go",
            "Clients disconnected because they did not keep up.",
            value=load.listeners_let_go,
        )
        yield CounterMetricFamily(
            "facevouch_rate_limited", "Requests refused with 429.", value=load.rate_limited
        )
        yield _gauge(
            "subscribers_failing",
            "Parts that cannot accept events.",
            value=load.subscribers_failing,
        )

    def _delivery(self) -> Iterator[Metric]:
        ok = _gauge("delivery_up", "1 while a target accepts events.", ["target"])
        waiting = _gauge("delivery_waiting", "Events a target has not accepted yet.", ["target"])
        dropped = CounterMetricFamily(
            "facevouch_delivery_dropped",
            "Events dropped because the queue was full.",
            labels=["target"],
        )
        refused = _gauge(
            "delivery_set_aside",
            "Events that a target refused and that were set aside.",
            ["target"],
        )
        shut = CounterMetricFamily(
            "facevouch_relay_refused", "Acceptances from sources that may not close the relay."
        )
        for target, state in self._deliveries().items():
            ok.add_metric([target], float(bool(state.get("ok"))))
            waiting.add_metric([target], float(state.get("waiting") or 0))
            dropped.add_metric([target], float(state.get("dropped") or 0))
            refused.add_metric([target], float(state.get("set_aside") or 0))
            if "refused" in state:
                shut.add_metric([], float(state["refused"]))
        yield from (ok, waiting, dropped, refused, shut)

    def _drifting(self) -> Iterator[Metric]:
        psi = _gauge("drift_psi", "Population stability index.", ["camera", "figure"])
        seen = _gauge("drift_values", "Seconds compared for drift.", ["camera"])
        for camera, figures in self._drift().items():
            for figure, value in figures.items():
                if figure == "values":
                    seen.add_metric([camera], float(value))
                else:
                    psi.add_metric([camera, figure], float(value))
        yield from (psi, seen)


def _gauge(
    name: str, what: str, labels: list[str] | None = None, value: float | None = None
) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"facevouch_{name}", what, value=value, labels=labels)
