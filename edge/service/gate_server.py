"""The process of `facevouch serve`: starts and stops its parts in order.

Started in this order: the gate (log, queue, cameras), the HTTP server and, once that answers, the
watchdog. Stopped in reverse order.
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

from edge.config import Config
from edge.gate.gate import Gate
from edge.gate.watchdog import Watchdog
from edge.runtime.stats import EngineStats
from edge.service.app import create_app
from edge.service.auth import read_token
from edge.service.server import Server, address, bind, refuse_bad_certificate
from models.registry import Registry

log = logging.getLogger(__name__)

STOP_S = 8.0
"""How long the gate may take to stop."""


class GateServer:
    """The gate with its service. Raises FacevouchError before any thread starts.

    lines: a file for events as JSON lines, or `-`. on_up: called with the address once requests are
    answered.
    """

    def __init__(
        self,
        config: Config,
        registry: Registry,
        *,
        source: str | None = None,
        lines: str | None = None,
        on_up: Callable[[str], None] = lambda _: None,
    ) -> None:
        token = read_token(config.service)  # first: it may refuse, the certificate may also warn
        refuse_bad_certificate(config.service)
        self._socket: socket.socket = bind(config.service)
        try:
            self.gate = Gate(config, registry, source=source, lines=lines)
        except BaseException:
            self._socket.close()
            raise
        self._watchdog = Watchdog(
            self._engine_stats, config.watchdog, end=self.end, on_fault=self._publish_fault
        )
        self.cameras, self.bus = self.gate.cameras, self.gate.bus
        app = create_app(
            self.cameras,
            self.bus,
            config,
            registry,
            self.gate.key,
            token,
            pool=self.cameras.pool,
            deliveries=self.gate.delivery.health,
            drift=self.cameras.drift,
        )
        url = address(config.service, self._socket)

        def up() -> None:
            self._watchdog.start()  # it tells the service manager that we are ready
            on_up(url)

        self._server = Server(app, config.service, app.state.service.stopping, on_up=up)

    def run(self) -> list[str]:
        """Serve until SIGTERM or SIGINT. Returns the threads that did not end in time."""
        before = {s: signal.signal(s, self._end) for s in (signal.SIGTERM, signal.SIGINT)}
        late: list[str] = []
        try:
            self.gate.start()
            try:
                self._server.run(sockets=[self._socket])
            finally:
                late += self._watchdog.stop()
                late += self.gate.stop(STOP_S)
        finally:
            self._socket.close()
            for number, handler in before.items():
                signal.signal(number, handler)
        return late

    def end(self) -> None:
        """Make `run` return soon. Safe to call from any thread and twice."""
        self._server.should_exit = True

    @property
    def exit_status(self) -> int:
        """The process's exit status: 0, unless the watchdog stopped it."""
        return self._watchdog.exit_status

    def _engine_stats(self) -> dict[str, EngineStats]:
        return {name: camera.engine.stats() for name, camera in self.cameras.by_name.items()}

    def _publish_fault(self, text: str) -> None:
        """Publish the watchdog's finding as a fault; its event names the first camera."""
        first = next(iter(self.cameras.by_name))
        fault = self.bus.health.fail(first, "watchdog", text, blocks_gate=True, of_gate=True)
        if fault is not None:
            self.bus.publish(fault)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.end()
