"""The service over real sockets, in a thread of the test's process."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing
from types import TracebackType
from typing import Any, Self

from fake_gate import FakeGate, a_gate
from patience import PATIENCE

from edge.service.server import Server, address, bind


class LiveServer:
    """A fake gate behind the real server, on a free port."""

    def __init__(self, *names: str, **settings: Any) -> None:
        self.gate: FakeGate = a_gate(*names, **({"port": 0} | settings))
        config = self.gate.config.service
        self._socket = bind(config)
        self.url = address(config, self._socket)
        self.port: int = self._socket.getsockname()[1]
        up = threading.Event()
        self._server = Server(self.gate.app, config, self.gate.service.stopping, on_up=up.set)
        self._thread = threading.Thread(
            target=lambda: self._server.run(sockets=[self._socket]), name="test-server"
        )
        self._thread.start()
        assert up.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """As SIGTERM does."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._socket.close()

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)

    def raw(self, *sent: bytes) -> socket.socket:
        """A connection on which these bytes were sent."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        for data in sent:
            opened.sendall(data)
        return opened

    def get(
        self, path: str, *, context: ssl.SSLContext | None = None, method: str = "GET"
    ) -> tuple[int, bytes]:
        """Status and body of a whole answer."""
        connection: http.client.HTTPConnection
        if context is not None:
            connection = http.client.HTTPSConnection(
                "localhost", self.port, timeout=PATIENCE, context=context
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read()


def rest_of(connection: socket.socket) -> bytes:
    """All that still comes until the other side closes."""
    data = b""
    with connection:
        try:
            while chunk := connection.recv(65536):
                data += chunk
        except ConnectionResetError:
            pass
    return data
