"""The event stream: all events in order; a client that lags is disconnected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from fake_gate import FakeGate, an_event
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from edge.service.hub import Hub

Serve = Callable[..., tuple[TestClient, FakeGate]]

EVENTS = "ws://127.0.0.1:8470/v1/events"


def test_events_come_as_they_are_published_and_in_order(serve: Serve) -> None:
    client, gate = serve()
    with client.websocket_connect(EVENTS) as socket:
        sent = [an_event(i) for i in range(20)]
        for event in sent:
            gate.bus.publish(event)
        received = [json.loads(socket.receive_text()) for _ in sent]
    assert [r["id"] for r in received] == [e.id for e in sent]
    assert received[0] == json.loads(sent[0].to_json())


def test_a_new_listener_may_ask_for_the_newest_events(serve: Serve) -> None:
    client, gate = serve()
    sent = [an_event(i) for i in range(5)]
    for event in sent:
        gate.bus.publish(event)
    with client.websocket_connect(f"{EVENTS}?last=2") as socket:
        received = [json.loads(socket.receive_text())["id"] for _ in range(2)]
    assert received == [event.id for event in sent[-2:]]


def test_more_listeners_than_allowed_are_sent_away(serve: Serve) -> None:
    client, gate = serve(event_clients=1)
    with client.websocket_connect(EVENTS):
        with client.websocket_connect(EVENTS) as second:
            with pytest.raises(WebSocketDisconnect) as gone:
                second.receive_text()
            assert gone.value.code == 1013
        assert gate.service.hub.listening == 1
    with client.websocket_connect(EVENTS) as third:
        gate.bus.publish(an_event())
        assert third.receive_text()


def test_messages_of_a_listener_are_ignored(serve: Serve) -> None:
    client, gate = serve()
    with client.websocket_connect(EVENTS) as socket:
        socket.send_text("open the door")
        socket.send_bytes(b"\x00\x01")
        event = an_event()
        gate.bus.publish(event)
        assert json.loads(socket.receive_text())["id"] == event.id


def test_a_listener_that_lags_is_disconnected_and_the_others_are_not() -> None:
    async def scene() -> None:
        hub = Hub(clients=4, backlog=3)
        slow, quick = hub.join(), hub.join()
        assert slow is not None
        assert quick is not None
        heard = []
        for i in range(5):
            hub.on_event(an_event(i))
            heard.append(json.loads(await quick.next() or "{}")["body"]["track"])
        assert heard == [0, 1, 2, 3, 4]
        assert await slow.next() is None
        assert hub.let_go == 1
        assert hub.listening == 1

    asyncio.run(scene())


def test_a_listener_that_waits_is_woken_from_another_thread() -> None:
    async def scene() -> None:
        hub = Hub(clients=1, backlog=8)
        listener = hub.join()
        assert listener is not None
        waiting = asyncio.create_task(listener.next())
        await asyncio.to_thread(hub.on_event, an_event(7))
        async with asyncio.timeout(20):
            line = await waiting
        assert json.loads(line or "")["body"]["track"] == 7

    asyncio.run(scene())


def test_events_after_the_loop_has_ended_disturb_nobody() -> None:
    hub = Hub(clients=2, backlog=8)

    async def listen_and_vanish() -> None:
        assert hub.join() is not None

    asyncio.run(listen_and_vanish())
    hub.on_event(an_event())
    assert hub.listening == 0
