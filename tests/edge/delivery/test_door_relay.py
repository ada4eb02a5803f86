"""The door's relay closes on an acceptance for its time, and is released on a fault or refusal."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gpiozero import Device
from gpiozero.exc import BadPinFactory, PinFactoryFallback
from gpiozero.pins.mock import MockFactory
from real_servers import wait_for

from edge.config import RelayConfig
from edge.delivery.door_relay import DoorRelay
from edge.errors import ConfigError, MissingExtraError, OutputError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.events.health import fault_event

PIN = 17
OPEN_S = 3.0


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Recorder:
    """A subscriber that records events."""

    name = "recorder"
    blocks_gate = False

    def __init__(self) -> None:
        self.events: list[GateEvent] = []

    def on_event(self, event: GateEvent) -> None:
        self.events.append(event)

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()
    Device.pin_factory = None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_relay(pins: MockFactory, clock: Clock) -> Iterator[Callable[..., DoorRelay]]:
    made: list[DoorRelay] = []

    def make(**settings: Any) -> DoorRelay:
        config = RelayConfig(**({"pin": PIN, "open_s": OPEN_S} | settings))
        made.append(DoorRelay(config, pin_factory=pins, clock=clock))
        return made[-1]

    yield make
    for relay in made:
        relay.close()


@pytest.fixture
def relay(make_relay: Callable[..., DoorRelay]) -> DoorRelay:
    return make_relay()


@pytest.fixture
def pin(relay: DoorRelay, pins: MockFactory) -> Any:
    """The relay's pin; its state is 1 while the relay is closed."""
    return pins.pin(PIN)


def session(decision: str = "accepted", kind: str | None = "camera") -> GateEvent:
    body = {"decision": decision, "session": "b5c9e7"}
    return GateEvent(EventKind.SESSION, "camera", body | ({"source_kind": kind} if kind else {}))


def fault(part: str, *, ok: bool = False, blocks_gate: bool = True) -> GateEvent:
    return fault_event("camera", part, "…", ok=ok, blocks_gate=blocks_gate)


def passes(relay: DoorRelay, clock: Clock, seconds: float) -> None:
    """Advance the clock, and wake the relay's thread."""
    clock.now += seconds
    with relay._changed:
        relay._changed.notify_all()


def test_the_relay_is_released_until_somebody_is_accepted(relay: DoorRelay, pin: Any) -> None:
    assert pin.state == 0
    relay.on_event(session())
    assert pin.state == 1
    assert relay.opened
    assert relay.health() == {"ok": True, "open": True, "refused": 0, "last_error": None}


def test_the_relay_is_released_when_its_time_is_over(
    relay: DoorRelay, pin: Any, clock: Clock
) -> None:
    relay.on_event(session())
    passes(relay, clock, OPEN_S - 0.01)
    assert pin.state == 1
    passes(relay, clock, 0.02)
    wait_for(lambda: pin.state == 0, "the relay to be released")


def test_a_new_acceptance_extends_the_time_without_a_release(
    relay: DoorRelay, pin: Any, clock: Clock
) -> None:
    relay.on_event(session())
    pin.clear_states()
    passes(relay, clock, 2)
    relay.on_event(session())
    passes(relay, clock, 2)
    assert [state.state for state in pin.states] in ([1], [1, 1])
    passes(relay, clock, 1.5)
    wait_for(lambda: not relay.opened, "the relay to be released")


def test_the_same_acceptance_published_twice_extends_nothing(
    relay: DoorRelay, pin: Any, clock: Clock
) -> None:
    accepted = session()
    relay.on_event(accepted)
    passes(relay, clock, 2)
    relay.on_event(accepted)
    passes(relay, clock, 1.1)
    wait_for(lambda: pin.state == 0, "the relay to be released")


@pytest.mark.parametrize(
    "event",
    [
        session("refused"),
        session("cancelled"),
        fault("source"),
        fault("watchdog"),
        GateEvent(EventKind.FAULT, "camera", {"part": "unknown", "ok": False}),
        GateEvent(EventKind.SYSTEM, "camera", {"what": "stopped"}),
    ],
    ids=lambda event: f"{event.kind}-{event.body.get('decision') or event.body.get('part')}",
)
def test_a_refusal_a_fault_and_a_stop_release_the_relay_at_once(
    relay: DoorRelay, pin: Any, event: GateEvent
) -> None:
    relay.on_event(session())
    relay.on_event(event)
    assert pin.state == 0


@pytest.mark.parametrize(
    "event",
    [
        fault("mqtt", blocks_gate=False),
        fault("source", ok=True),
        GateEvent(EventKind.SYSTEM, "camera", {"what": "provider", "text": "…"}),
        GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "LIVE"}),
    ],
    ids=["harmless fault", "works again", "news", "verdict"],
)
def test_an_event_without_a_refusal_or_blocking_fault_leaves_the_relay_closed(
    relay: DoorRelay, pin: Any, event: GateEvent
) -> None:
    relay.on_event(session())
    relay.on_event(event)
    assert pin.state == 1


@pytest.mark.parametrize(
    "event",
    [
        *(
            GateEvent(EventKind.SESSION, "camera", {"source_kind": "camera", **body})
            for body in ({}, {"decision": None}, {"decision": "ACCEPTED"}, {"decision": True})
        ),
        GateEvent(EventKind.VERDICT, "camera", {"track": 1, "state": "LIVE"}),
    ],
    ids=["no decision", "null", "upper case", "boolean", "a live verdict"],
)
def test_an_event_that_is_no_acceptance_closes_nothing(
    relay: DoorRelay, pin: Any, event: GateEvent
) -> None:
    relay.on_event(event)
    assert pin.state == 0


@pytest.mark.parametrize("kind", ["file", "made", "stream", "pipeline", "unknown", "Camera", None])
def test_an_acceptance_of_a_source_that_is_no_camera_is_refused_and_published(
    pins: MockFactory, clock: Clock, caplog: pytest.LogCaptureFixture, kind: str | None
) -> None:
    bus, recorder = EventBus(), Recorder()
    relay = DoorRelay(RelayConfig(pin=PIN), publish=bus.publish, pin_factory=pins, clock=clock)
    bus.subscribe(recorder)
    bus.subscribe(relay)
    try:
        accepted = session(kind=kind)
        assert bus.publish(accepted)
        assert bus.publish(accepted)
        wait_for(lambda: len(recorder.events) >= 3, "the refusal to be published")
        assert pins.pin(PIN).state == 0
        assert relay.health() == {"ok": True, "open": False, "refused": 1, "last_error": None}
        (refusal,) = [event for event in recorder.events if event.kind is EventKind.SYSTEM]
        assert refusal.body["what"] == "relay_refused"
        assert refusal.body["session"] == "b5c9e7"
        assert f"kind {kind or 'unknown'}, and relay.sources is camera" in caplog.text
    finally:
        relay.close()
        bus.close()


def test_a_source_that_the_settings_name_closes_the_relay(
    make_relay: Callable[..., DoorRelay], pins: MockFactory
) -> None:
    relay = make_relay(sources=["stream", "made"])
    relay.on_event(session(kind="camera"))
    assert pins.pin(PIN).state == 0
    relay.on_event(session(kind="made"))
    assert pins.pin(PIN).state == 1
    relay.on_event(session(kind="file"))
    assert pins.pin(PIN).state == 1, "somebody else's refusal shuts no door"


def test_active_low_boards_get_inverted_levels(
    make_relay: Callable[..., DoorRelay], pins: MockFactory
) -> None:
    relay = make_relay(active_high=False)
    assert pins.pin(PIN).state == 1
    relay.on_event(session())
    assert pins.pin(PIN).state == 0
    relay.shut()
    assert pins.pin(PIN).state == 1


def test_close_releases_the_relay_for_good(relay: DoorRelay, pin: Any) -> None:
    relay.on_event(session())
    relay.close()
    assert pin.state == 0
    relay.on_event(session())
    assert pin.state == 0
    relay.on_event(session("refused"))
    assert not relay.opened
    assert not any(t.name == "facevouch-relay" for t in threading.enumerate())


def test_a_pin_that_cannot_be_set_is_an_error_and_the_relay_counts_as_released(
    relay: DoorRelay, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken() -> None:
        raise OSError("no such device")

    monkeypatch.setattr(relay._device, "on", broken)
    with pytest.raises(OutputError, match="no such device"):
        relay.on_event(session())
    assert not relay.opened
    assert relay.health()["ok"] is False
    assert "no such device" in relay.health()["last_error"]


def failing(calls: int, real: Callable[[], None]) -> Callable[[], None]:
    """As `real`, but the first calls fail."""
    failures = [OSError("busy")] * calls

    def call() -> None:
        if failures:
            raise failures.pop()
        real()

    return call


def test_a_release_that_fails_is_tried_again_until_it_succeeds(
    relay: DoorRelay, pin: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay.on_event(session())
    monkeypatch.setattr(relay._device, "off", failing(2, relay._device.off))
    passes(relay, clock, OPEN_S)

    def released() -> bool:
        passes(relay, clock, 1)
        return bool(pin.state == 0)

    wait_for(released, "the relay to be released")


def test_a_release_that_fails_after_a_fault_is_tried_again_too(
    relay: DoorRelay, pin: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay.on_event(session())
    monkeypatch.setattr(relay._device, "off", failing(1, relay._device.off))
    with pytest.raises(OutputError, match="busy"):
        relay.on_event(fault("source"))
    assert relay.opened
    passes(relay, clock, 1)
    wait_for(lambda: pin.state == 0, "the relay to be released")


def test_a_refusal_at_another_camera_leaves_the_relay_closed(relay: DoorRelay, pin: Any) -> None:
    relay.on_event(session())
    relay.on_event(GateEvent(EventKind.SESSION, "other", {"decision": "refused"}))
    assert pin.state == 1


def test_a_program_that_ends_by_an_exception_releases_the_relay() -> None:
    script = (
        "import atexit\n"
        "from gpiozero.pins.mock import MockFactory\n"
        "from edge.config import RelayConfig\n"
        "from edge.delivery.door_relay import DoorRelay\n"
        "from edge.events.event import EventKind, GateEvent\n"
        "pins = MockFactory()\n"
        "pin = pins.pin(4)\n"
        "atexit.register(lambda: print('at the end', [s.state for s in pin.states]))\n"
        "relay = DoorRelay(RelayConfig(pin=4, open_s=60), pin_factory=pins)\n"
        "relay.on_event(GateEvent(EventKind.SESSION, 'camera', "
        "{'decision': 'accepted', 'source_kind': 'camera'}))\n"
        "raise RuntimeError('something else broke')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert "something else broke" in done.stderr
    states = done.stdout.split("[")[1].split("]")[0].split(", ")
    assert "True" in states or "1" in states
    assert states[-1] in ("False", "0")


def test_the_missing_extra_is_named_without_gpiozero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    with pytest.raises(MissingExtraError, match=r"facevouch\[gpio\]"):
        DoorRelay(RelayConfig(pin=PIN))


def test_a_relay_needs_a_pin() -> None:
    with pytest.raises(ConfigError, match=r"relay\.pin"):
        DoorRelay(RelayConfig())


def test_a_pin_that_the_board_lacks_is_refused_by_number(pins: MockFactory) -> None:
    with pytest.raises(OutputError, match="pin 4711"):
        DoorRelay(RelayConfig(pin=4711), pin_factory=pins)


def test_a_machine_without_pins_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_fits() -> None:
        warnings.warn("Falling back from pigpio", PinFactoryFallback, stacklevel=2)
        raise BadPinFactory("Unable to load any default pin factory!")

    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setattr(Device, "_default_pin_factory", staticmethod(none_fits))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(OutputError, match="this machine has no GPIO pins"):
            DoorRelay(RelayConfig(pin=PIN))
    assert not warned
