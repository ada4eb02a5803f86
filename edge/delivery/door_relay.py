"""The door's relay: closed for some seconds on an acceptance, released on a refusal or fault.

Only an acceptance at a camera closes it, unless `relay.sources` names other kinds of source: a
session on a clip or on the demo can end in an acceptance, too. Released means shut: wire it so that
it is released without power and when the program ends (docs/integration.md).
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from edge.config import RelayConfig
from edge.errors import ConfigError, MissingExtraError, OutputError
from edge.events.event import EventKind, GateEvent
from edge.events.health import Publish
from edge.events.outcome import Decision
from edge.message import Message
from edge.system.thread import StoppableThread

if TYPE_CHECKING:
    from gpiozero import Factory

log = logging.getLogger(__name__)

REMEMBERED = 64
RETRY_S = 0.5  # until a pin that could not be set is set again


class DoorRelay:
    """A Subscriber. A thread releases the relay in time; a new acceptance extends the time.

    publish: called from that thread with a SYSTEM event for each acceptance that did not close the
    relay; usually the bus's. pin_factory: gpiozero's; None for the board's default. Raises
    MissingExtraError without gpiozero, ConfigError without a pin, OutputError where the pin cannot
    be opened.
    """

    name = "relay"
    blocks_gate = True

    def __init__(
        self,
        config: RelayConfig,
        *,
        publish: Publish | None = None,
        pin_factory: Factory | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if config.pin is None:
            raise ConfigError("relay.pin is not set; give the BCM number of the relay's pin")
        self._open_s = config.open_s
        self._sources = frozenset(config.sources)
        self._publish = publish
        self._clock = clock
        self._changed = threading.Condition()
        self._until: float | None = None
        self._known: dict[str, None] = {}
        self._opened_by: str | None = None
        self._closing = False
        self._refused = 0
        self._unpublished: deque[GateEvent] = deque(maxlen=REMEMBERED)
        self._problem: str | None = None
        self._device = _device(config, pin_factory)
        atexit.register(self.close)
        self._thread = StoppableThread("facevouch-relay", self._watch)
        self._thread.start()

    @property
    def opened(self) -> bool:
        """Whether the gate is open."""
        with self._changed:
            return self._until is not None

    def on_event(self, event: GateEvent) -> None:
        """Close the relay on an acceptance, release it on a refusal or fault. Raises
        OutputError."""
        if event.kind is EventKind.SESSION:
            if event.body.get("decision") == Decision.ACCEPTED.value:
                self._open(event)
            elif event.camera == self._opened_by:
                self.shut()
        elif event.kind is EventKind.FAULT:
            if not event.body.get("ok") and event.body.get("blocks_gate") is not False:
                self.shut()
        elif event.kind is EventKind.SYSTEM and event.body.get("what") == "stopped":
            self.shut()

    def shut(self) -> None:
        """Release the relay now. Raises OutputError where the pin cannot be set."""
        with self._changed:
            if not self._closing:
                self._release()

    def close(self) -> None:
        """Release the relay and close the pin. Safe to call twice."""
        with self._changed:
            if self._closing:
                return
            self._closing = True
            try:
                self._release()
            finally:
                self._device.close()
                self._changed.notify_all()
        atexit.unregister(self.close)
        self._thread.join(2.0)

    def health(self) -> dict[str, Any]:
        with self._changed:
            working = not self._closing and self._problem is None
            return {
                "ok": working,
                "open": self._until is not None,
                "refused": self._refused,
                "last_error": self._problem,
            }

    def _open(self, event: GateEvent) -> None:
        with self._changed:
            if self._closing or event.id in self._known:
                return  # the same acceptance twice is no second one
            self._known[event.id] = None
            while len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
            kind = event.body.get("source_kind")
            if kind not in self._sources:
                self._refuse(event, kind)
                return
            self._until, self._opened_by = self._clock() + self._open_s, event.camera
            try:
                self._device.on()
            except Exception as error:
                with suppress(OutputError):
                    self._release()
                self._problem = Message("the relay's pin cannot be switched: {0}", str(error))
                raise OutputError(self._problem) from error
            self._problem = None
            self._changed.notify_all()

    def _refuse(self, event: GateEvent, kind: object) -> None:
        """Leave the relay unchanged and report it: in the log now, and as an event from the relay's
        thread, because the bus is still publishing the acceptance.
        """
        text = Message(
            "the relay is not closed: the acceptance at {0} came from a source of kind "
            "{1}, and relay.sources is {2}",
            event.camera,
            str(kind or "unknown"),
            ", ".join(sorted(self._sources)),
        )
        log.warning("%s", text)
        self._refused += 1
        body = {"what": "relay_refused", "text": text, "session": event.body.get("session")}
        self._unpublished.append(GateEvent(EventKind.SYSTEM, event.camera, body))
        self._changed.notify_all()

    def _release(self) -> None:
        self._until = None
        try:
            self._device.off()
        except Exception as error:
            self._problem = Message("the relay's pin cannot be switched: {0}", str(error))
            self._until = self._clock() + RETRY_S
            self._changed.notify_all()
            raise OutputError(self._problem) from error

    def _watch(self) -> None:
        """The thread: release the relay in time, publish events. Only `close` ends it."""
        while (due := self._wait()) is not None:
            for event in due:  # without the lock: the bus may be waiting for it
                if self._publish is not None:
                    try:
                        self._publish(event)
                    except Exception:  # the thread's top: it must release the relay in time
                        log.exception("a relay event could not be published")

    def _wait(self) -> list[GateEvent] | None:
        """Wait for events to publish; None once closed and all are published."""
        with self._changed:
            while not self._unpublished:
                if self._closing:
                    return None
                left = None if self._until is None else self._until - self._clock()
                if left is None or left > 0:
                    self._changed.wait(left)
                    continue
                try:
                    self._release()
                except OutputError as error:
                    log.error("%s", error)
            due = list(self._unpublished)
            self._unpublished.clear()
            return due


def _device(config: RelayConfig, pin_factory: Factory | None) -> Any:
    try:
        from gpiozero import OutputDevice
        from gpiozero.exc import BadPinFactory, GPIOZeroError, PinFactoryFallback
    except ModuleNotFoundError as error:
        raise MissingExtraError("gpiozero", "gpio") from error
    try:
        with warnings.catch_warnings():
            # one for each way to the pins that is not there; what counts is the last word
            warnings.simplefilter("ignore", PinFactoryFallback)
            return OutputDevice(
                config.pin,
                active_high=config.active_high,
                initial_value=False,
                pin_factory=pin_factory,
            )
    except BadPinFactory as error:
        raise OutputError(
            f"the relay's pin {config.pin} cannot be used: this machine has no GPIO pins, "
            "or this user has no permission for them"
        ) from error
    except (GPIOZeroError, OSError) as error:
        raise OutputError(f"the relay's pin {config.pin} cannot be used: {error}") from error
