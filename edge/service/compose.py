"""`serve`, put together: what is begun in which order, and ended in which.

Begun from the inside out, so that nothing happens which nobody writes down: log, queue, cameras,
and only then the door to the network. Ended the other way round.
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

from edge.audit.log import AuditLog, audit_path
from edge.config import Config
from edge.delivery.deliver import Delivery
from edge.events.bus import EventBus
from edge.keys import KioskKey, keys_folder
from edge.places import state_folder
from edge.service.app import create_app
from edge.service.recorder import Recorder
from edge.service.server import Server, address, bind, refuse_bad_certificate
from edge.service.token import read_token
from edge.site import Site
from models.registry import Registry

log = logging.getLogger(__name__)

SITE_S = 3.0
DELIVERY_S = 5.0
"""How long each may take to end."""


class Gate:
    """One process that serves. Raises FacevouchErrors before anything runs.

    lines: where events also go as JSON lines, a file or `-`. on_up: told the address once requests
    are answered.
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
        refuse_bad_certificate(config.service)
        token = read_token(config.service)
        self._socket: socket.socket = bind(config.service)
        self.bus = EventBus()
        try:
            key = KioskKey.load_or_create(keys_folder())
            audit = (
                AuditLog(audit_path(), key, gate=config.session.name)
                if config.audit.enabled
                else None
            )
            self._recorder = Recorder(self.bus, audit, config.audit.when_full)
            self.bus.subscribe(self._recorder)
            self._delivery = Delivery(config, state_folder(), lines=lines, tell=self.bus.publish)
            for subscriber in self._delivery.subscribers():
                self.bus.subscribe(subscriber)
            self.site = Site(
                config,
                registry,
                bus=self.bus,
                source=source,
                realtime=True,
                desks=True,
                record=self._recorder.record,
            )
            app = create_app(
                self.site,
                self.bus,
                config,
                registry,
                key,
                token,
                deliveries=self._delivery.health,
            )
        except BaseException:
            self._socket.close()
            self.bus.close()
            raise
        url = address(config.service, self._socket)
        self._server = Server(
            app, config.service, app.state.service.stopping, on_up=lambda: on_up(url)
        )

    def run(self) -> list[str]:
        """Serve until SIGTERM or SIGINT. Returns the threads that did not end in time."""
        before = {s: signal.signal(s, self._end) for s in (signal.SIGTERM, signal.SIGINT)}
        late: list[str] = []
        try:
            self.site.start()
            try:
                self._delivery.start()
                self._server.run(sockets=[self._socket])
            finally:
                late += self.site.stop(SITE_S)
        finally:
            late += self._delivery.stop(DELIVERY_S)
            self._socket.close()
            self.bus.close()
            for number, handler in before.items():
                signal.signal(number, handler)
        return late

    def end(self) -> None:
        """Begin to end; run returns soon after. Safe to call from any thread and twice."""
        self._server.should_exit = True

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.end()
