"""The cameras' state and their pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import cv2
import numpy as np
from fake_gate import FakeCamera, FakeGate, a_gate, a_result
from starlette.testclient import TestClient
from starlette.types import Message

from edge.capture.supervisor import SourceState
from edge.service.mjpeg import FIRST, NEXT, RESEND_S, Mjpeg
from edge.service.view import STALE_S, View
from edge.types import State

Serve = Callable[..., tuple[TestClient, FakeGate]]


def decoded(jpeg: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def test_every_camera_is_listed_with_what_it_sees(serve: Serve) -> None:
    client, gate = serve("door", "yard")
    gate.cameras.by_name["door"].engine.results.append(a_result(state=State.ATTACK))
    gate.cameras.by_name["yard"].engine.state = SourceState.STALLED
    door, yard = client.get("/v1/cameras").json()
    assert (door["name"], door["ok"], door["source"]) == ("door", True, "playing")
    assert [(f["track"], f["state"]) for f in door["faces"]] == [(3, "ATTACK")]
    assert door["latency_ms"] == {"total": [18.0, 25.0]}
    assert door["preview"] == "/v1/cameras/door/preview"
    assert (yard["ok"], yard["source"], yard["faces"]) == (False, "stalled", [])


def test_the_session_under_way_is_named(serve: Serve) -> None:
    client, _ = serve()
    idle = client.get("/v1/cameras").json()[0]
    assert (idle["session"], idle["session_phase"]) == (None, "idle")
    session = client.post("/v1/sessions").json()["session"]
    camera = client.get("/v1/cameras").json()[0]
    assert (camera["session"], camera["session_phase"]) == (session, "hold")


def test_a_camera_without_sessions_has_no_phase(serve: Serve) -> None:
    client, _ = serve(sessions=False)
    camera = client.get("/v1/cameras").json()[0]
    assert (camera["session_phase"], camera["attempts_left"]) == (None, None)


def test_pictures_can_be_turned_off(serve: Serve) -> None:
    client, _ = serve(preview=False)
    assert client.get("/v1/cameras").json()[0]["preview"] is None
    refused = client.get("/v1/cameras/camera/preview")
    assert refused.status_code == 404
    assert "turned off" in refused.json()["detail"]


def test_more_viewers_than_allowed_are_answered_with_retry_after(serve: Serve) -> None:
    client, gate = serve(preview_clients=2)
    gate.service.watching = 2
    assert client.get("/v1/cameras/camera/preview").status_code == 503
    assert client.get("/v1/cameras/nobody/preview").status_code == 404


# -- the picture ----------------------------------------------------------------------------------


def test_the_picture_is_the_newest_frame_with_what_was_judged_drawn_in() -> None:
    camera = FakeCamera("camera")
    frame, result = a_result()
    camera.engine.results.append((frame, result))
    number, jpeg = View(camera).picture()
    image = decoded(jpeg)
    assert image.shape[:2] == (48, 64)
    assert number == 1
    assert np.abs(image.astype(int) - frame.bgr).max() > 60  # the box over the noise


def test_the_same_frame_is_drawn_once() -> None:
    camera = FakeCamera("camera")
    camera.engine.results.append(a_result())
    view = View(camera)
    assert view.picture() is view.picture()


def test_an_old_picture_gives_way_to_none() -> None:
    now = [0.0]
    camera = FakeCamera("camera")
    view = View(camera, clock=lambda: now[0])
    camera.engine.results.append(a_result())
    first, shown = view.picture()
    now[0] = STALE_S + 0.1
    second, nothing = view.picture()
    assert second > first
    assert decoded(nothing).shape != decoded(shown).shape
    assert view.result() is None


def test_a_result_from_before_the_camera_was_lost_is_not_shown_after() -> None:
    camera = FakeCamera("camera")
    camera.engine.results.append(a_result())
    camera.engine.state = SourceState.LOST
    assert View(camera).result() is None


# -- the stream -----------------------------------------------------------------------------------


class Watching:
    """A client of an Mjpeg answer, without a network."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.gone = asyncio.Event()
        self.enough = asyncio.Event()
        self.wanted = 3

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if len(self.sent) >= self.wanted:
            self.enough.set()


def test_pictures_follow_one_another_until_the_client_goes() -> None:
    async def scene() -> None:
        watching, numbers, done = Watching(), iter(range(1000)), []

        async def picture() -> tuple[int, bytes]:
            return next(numbers), b"jpeg"

        answer = Mjpeg(picture, 1000, asyncio.Event(), lambda: done.append(True))
        watching.wanted = 6
        task = asyncio.create_task(answer({"type": "http"}, watching.receive, watching.send))
        async with asyncio.timeout(20):
            await watching.enough.wait()
            watching.gone.set()
            await task
        assert watching.sent[1]["body"] == FIRST
        assert watching.sent[2]["body"].endswith(b"\r\n\r\njpeg" + NEXT)
        assert done == [True]

    asyncio.run(scene())


def test_a_picture_that_stays_is_not_sent_over_and_over() -> None:
    async def scene() -> None:
        watching, asked, stopping = Watching(), [], asyncio.Event()

        async def picture() -> tuple[int, bytes]:
            asked.append(True)
            if len(asked) == 20:
                stopping.set()
            return 1, b"jpeg"

        answer = Mjpeg(picture, 1000, stopping, lambda: None)
        async with asyncio.timeout(20):
            await answer({"type": "http"}, watching.receive, watching.send)
        pictures = [m for m in watching.sent if b"jpeg" in m.get("body", b"")]
        assert len(pictures) < 20
        assert not watching.sent[-1]["more_body"]

    assert RESEND_S > 1
    asyncio.run(scene())


def test_the_stream_ends_with_the_service_and_gives_its_place_back() -> None:
    async def scene() -> None:
        gate = a_gate()
        watching = Watching()
        gate.service.stopping.set()
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/v1/cameras/camera/preview",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 5),
        }
        async with asyncio.timeout(20):
            await gate.app(scope, watching.receive, watching.send)
        assert watching.sent[0]["status"] == 200
        assert gate.service.watching == 0

    asyncio.run(scene())
