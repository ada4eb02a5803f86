"""One connection to a broker, driven by the thread that uses it."""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from edge.config import MqttConfig
from edge.errors import FacevouchError
from edge.message import Message

PROTOCOLS = {"5": MQTTProtocolVersion.MQTTv5, "3.1.1": MQTTProtocolVersion.MQTTv311}
TURN_S = 0.5  # longest wait of the loop, between checks of keepalive and time-outs


class BrokerError(FacevouchError):
    """The broker cannot be reached, refused the connection or a message, or disconnected."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One message, sent with QoS 1."""

    topic: str
    payload: str
    retain: bool = False


class Connection:
    """One connection: opened, used and closed by one thread; `wake` and `abort` from any.

    paho's own thread is not used: with one thread the order is defined, and an abandoned connection
    leaves no half-sent messages behind; the outbox still holds them.
    """

    def __init__(
        self,
        config: MqttConfig,
        client_id: str,
        *,
        password: str | None,
        trust: ssl.SSLContext | None,
        will: Publication | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._clock = clock
        self._welcome: ReasonCode | None = None
        self._farewell: ReasonCode | None = None
        self._pending: dict[int, ReasonCode | None] = {}
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=PROTOCOLS[config.protocol],
            reconnect_on_failure=False,
        )
        client.connect_timeout = config.timeout_s
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        if config.username:
            client.username_pw_set(config.username, password)
        if trust is not None:
            client.tls_set_context(trust)
        if will is not None:
            client.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        self._client = client

    @property
    def place(self) -> str:
        """HOST:PORT of the broker, for messages."""
        return f"{self._config.host}:{self._config.port}"

    def open(self) -> None:
        """Connect, and wait for the broker's CONNACK. Raises BrokerError."""
        try:
            self._client.connect(
                str(self._config.host), self._config.port, self._config.keepalive_s
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise BrokerError(
                Message("the broker {0} cannot be reached: {1}", self.place, why)
            ) from error
        late = Message("the broker {0} does not answer within {1} s", self.place, self._patience)
        self._until(lambda: self._welcome is not None, late)
        if self._welcome is not None and self._welcome.is_failure:
            raise BrokerError(
                Message(
                    "the broker {0} refuses the connection: {1}", self.place, str(self._welcome)
                )
            )

    def send(self, messages: Sequence[Publication], acknowledged: Callable[[int], None]) -> None:
        """Send all messages, and wait until all are acknowledged. Raises BrokerError.

        acknowledged: called with the number of messages, from the first on, that the broker has
        acknowledged without a gap; also before an error is raised.
        """
        mids = []
        for message in messages:
            info = self._client.publish(
                message.topic, message.payload.encode(), qos=1, retain=message.retain
            )
            mids.append(info.mid)
        self._pending = {mid: self._pending.get(mid) for mid in mids}
        try:
            late = Message(
                "the broker {0} does not acknowledge messages within {1} s",
                self.place,
                self._patience,
            )
            self._until(self._all_answered, late)
        finally:
            done = 0
            for mid in mids:
                answer = self._pending[mid]
                if answer is None or answer.is_failure:
                    break
                done += 1
            acknowledged(done)
        refused = [code for code in self._pending.values() if code is not None and code.is_failure]
        if refused:
            raise BrokerError(
                Message(
                    "the broker {0} refuses messages: {1}; check which topics this user "
                    "may publish to",
                    self.place,
                    str(refused[0]),
                )
            )

    def idle(self, timeout: float) -> None:
        """Keep the connection alive until `wake` is called, or for timeout s. Raises
        BrokerError."""
        self._turn(timeout)

    def wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyhow; closed: nobody sleeps
            self._waker.send(b"!")

    def close(self) -> None:
        """Send DISCONNECT, so that the broker does not publish the last will."""
        if self._client.socket() is not None:
            self._client.disconnect()
            with suppress(BrokerError):
                self._turn(0)
        with suppress(OSError):
            if (left := self._client.socket()) is not None:
                left.close()
        self._woken.close()
        self._waker.close()

    def abort(self) -> None:
        """Close the socket from another thread, without DISCONNECT."""
        with suppress(OSError):
            if isinstance(sock := self._client.socket(), socket.socket):
                sock.shutdown(socket.SHUT_RDWR)
        self.wake()

    def _all_answered(self) -> bool:
        return all(code is not None for code in self._pending.values())

    @property
    def _patience(self) -> str:
        return f"{self._config.timeout_s:g}"

    def _until(self, done: Callable[[], bool], late: Message) -> None:
        deadline = self._clock() + self._config.timeout_s
        while not done():
            if self._clock() > deadline:
                raise BrokerError(late)
            self._turn(TURN_S)

    def _turn(self, timeout: float) -> None:
        sock = self._client.socket()
        if sock is None:
            raise self._gone()
        waiting = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
        number = sock.fileno()
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        poll.register(number, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
        ready = dict(poll.poll(0 if waiting else timeout * 1000))
        if self._woken.fileno() in ready:
            with suppress(BlockingIOError):
                self._woken.recv(4096)
        events = ready.get(number, 0)
        if events & select.POLLOUT:
            self._client.loop_write()
        if events & ~select.POLLOUT or waiting:
            self._client.loop_read()
        self._client.loop_misc()
        if self._client.socket() is None and not self._finished():
            raise self._gone()

    def _finished(self) -> bool:
        """Whether the broker refused the connection, which `open` reports in more detail."""
        return self._welcome is not None and self._welcome.is_failure

    def _gone(self) -> BrokerError:
        why = str(self._farewell or "")
        if why in ("", "Unspecified error"):
            why = Message("the connection was lost")
        return BrokerError(Message("the broker {0} closed the connection: {1}", self.place, why))

    def _on_connect(self, *arguments: Any) -> None:
        self._welcome = arguments[3]

    def _on_disconnect(self, *arguments: Any) -> None:
        self._farewell = self._farewell or arguments[3]  # the broker's reason comes first

    def _on_publish(self, _client: Any, _data: Any, mid: int, code: ReasonCode, _p: Any) -> None:
        self._pending[mid] = code
