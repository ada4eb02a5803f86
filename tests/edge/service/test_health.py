"""Liveness, readiness and metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from fake_gate import FakeGate, an_event
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from edge import __version__
from edge.capture.supervisor import SourceState
from edge.errors import OutputError
from edge.events.event import EventKind, GateEvent
from edge.types import SourceKind

Serve = Callable[..., tuple[TestClient, FakeGate]]


class FullDisk:
    name = "audit"
    blocks_gate = True

    def on_event(self, event: GateEvent) -> None:
        raise OutputError("the disk is full")

    def close(self) -> None:
        """Nothing was ever open."""


def figures(client: TestClient) -> dict[tuple[str, tuple[str, ...]], float]:
    """Value by name and label values, in the order of the labels' names."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, tuple(sample.labels[k] for k in sorted(sample.labels))): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_process_that_answers_is_alive(serve: Serve) -> None:
    client, gate = serve()
    gate.engine.state = SourceState.LOST
    assert client.get("/healthz").json() == {"status": "alive", "version": __version__}


def test_a_gate_that_works_is_ready(serve: Serve) -> None:
    client, _ = serve("door", "yard")
    assert client.get("/readyz").json() == {"ready": True, "reasons": [], "notes": []}


def test_problems_that_do_not_make_it_unready_are_notes(serve: Serve) -> None:
    away = {"ok": False, "last_error": "cannot be reached", "waiting": 12}
    deliveries = {
        "webhook": away,
        "mqtt": {"ok": False, "last_error": "the mqtt broker sleeps"},
        "board": {"ok": True},
        "relay": {"ok": False},
    }
    client, gate = serve(more={"deliveries": lambda: deliveries})
    gate.cameras.faults = {"drift": "scores have moved"}
    gate.cameras.source_kind = SourceKind.MADE
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["notes"] == [
        "the mqtt broker sleeps",
        "relay: does not work",
        "webhook: cannot be reached; 12 events wait",
        "camera camera: this is not a camera (source_kind is made); "
        "do not open a door by its results",
        "camera camera: scores have moved",
    ]
    assert client.get("/v1/cameras").json()[0]["source_kind"] == "made"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SourceState.LOST, "camera camera: lost"),
        (SourceState.STALLED, "camera camera: stalled"),
        (SourceState.ENDED, "camera camera: ended"),
        (None, "camera camera: not begun"),
    ],
)
def test_a_camera_that_does_not_deliver_makes_it_unready(
    serve: Serve, state: SourceState | None, says: str
) -> None:
    client, gate = serve()
    gate.engine.state = state
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [says]
    gate.cameras.faults = {"source": "its cable is out"}
    assert client.get("/readyz").json()["reasons"] == [f"{says} (its cable is out)"]


def test_an_untrusted_source_makes_the_gate_unready_and_drift_does_not(serve: Serve) -> None:
    client, gate = serve()
    gate.cameras.faults = {"drift": "scores have moved", "source": "told by its state"}
    assert client.get("/readyz").status_code == 200
    gate.cameras.faults["trust"] = "the camera repeats its frames"
    answer = client.get("/readyz")
    assert answer.json()["reasons"] == ["camera camera: the camera repeats its frames"]


def test_a_log_that_cannot_be_written_makes_it_unready(serve: Serve) -> None:
    client, gate = serve()
    gate.bus.subscribe(FullDisk())
    gate.bus.publish(an_event())
    assert client.get("/readyz").json()["reasons"] == [
        "audit cannot accept events: the disk is full"
    ]


def test_events_are_counted_by_what_they_say(serve: Serve) -> None:
    client, gate = serve()
    for state in ("LIVE", "LIVE", "ATTACK"):
        gate.bus.publish(an_event(state=state))
    gate.bus.publish(an_event(kind=EventKind.SESSION, decision="accepted"))
    gate.bus.publish(an_event(kind=EventKind.FAULT, part="source", ok=False, text="lost"))
    gate.bus.publish(an_event(kind=EventKind.FAULT, part="source", ok=True, text="back"))
    found = figures(client)
    assert found["facevouch_verdicts_total", ("camera", "LIVE")] == 2
    assert found["facevouch_verdicts_total", ("camera", "ATTACK")] == 1
    assert found["facevouch_sessions_total", ("camera", "accepted")] == 1
    assert found["facevouch_faults_total", ("camera", "source")] == 1
    assert found["facevouch_camera_restarts_total", ("camera",)] == 1


def test_cameras_and_the_service_itself_are_measured(serve: Serve) -> None:
    client, gate = serve("door", "yard")
    gate.cameras.by_name["yard"].engine.state = SourceState.LOST
    found = figures(client)
    assert found["facevouch_camera_up", ("door",)] == 1
    assert found["facevouch_camera_up", ("yard",)] == 0
    assert found["facevouch_fps", ("door",)] == 24.5
    assert found["facevouch_frames_total", ("door",)] == 120
    assert found["facevouch_frames_dropped_total", ("door",)] == 7
    assert found["facevouch_stage_latency_seconds", ("door", "0.95", "total")] == 0.025
    assert found["facevouch_model_info", ("door", "fake_antispoof", "antispoof")] == 1
    assert found["facevouch_build_info", (__version__,)] == 1
    assert found["facevouch_check_queue", ()] == 0
    assert figures(client)["facevouch_http_requests_total", ("200",)] == 1


def test_deliveries_and_drift_are_measured_where_there_are_any(serve: Serve) -> None:
    def deliveries() -> Mapping[str, Mapping[str, object]]:
        return {"mqtt": {"ok": False, "waiting": 12, "last_error": "refused"}}

    def drift() -> Mapping[str, Mapping[str, object]]:
        return {"camera": {"score": 0.31, "values": 120.0}}

    client, _ = serve(more={"deliveries": deliveries, "drift": drift})
    found = figures(client)
    assert found["facevouch_delivery_up", ("mqtt",)] == 0
    assert found["facevouch_delivery_waiting", ("mqtt",)] == 12
    assert found["facevouch_drift_psi", ("camera", "score")] == 0.31
    assert found["facevouch_drift_values", ("camera",)] == 120
    assert sum(name == "facevouch_drift_psi" for name, _ in found) == 1


def test_two_gates_in_one_process_count_apart(serve: Serve) -> None:
    (first, one), (second, _) = serve(), serve()
    one.bus.publish(an_event())
    assert figures(first)["facevouch_verdicts_total", ("camera", "LIVE")] == 1
    assert figures(second)["facevouch_verdicts_total", ("camera", "LIVE")] == 0
