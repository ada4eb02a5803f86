"""One-shot checks over HTTP: the faces, or one clear sentence why not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_gate import FakeGate
from fastapi import HTTPException
from media_files import a_bomb, a_video, an_image
from patience import until
from starlette.testclient import TestClient

from edge.errors import ModelError
from edge.service.check import _judged
from edge.service.uploads.file_decoder import Media

Serve = Callable[..., tuple[TestClient, FakeGate]]


def test_an_image_is_answered_with_its_faces(serve: Serve) -> None:
    client, _ = serve()
    answer = client.post("/v1/check", files={"file": ("face.png", an_image(64, 48))})
    assert answer.status_code == 200
    assert answer.json() == {
        "media": "image",
        "size": [64, 48],
        "frames": 1,
        "faces": [
            {
                "track": 1,
                "box": [1.0, 2.0, 3.0, 4.0],
                "state": "LIVE",
                "attack_kind": None,
                "p_attack": 0.1,
                "scores": {"fake_antispoof": 0.1},
                "reasons": ["antispoof"],
                "frames": None,
                "first_s": None,
                "last_s": None,
            }
        ],
    }


def test_a_video_is_known_by_its_bytes_whatever_it_is_called(serve: Serve) -> None:
    client, _ = serve()
    files = {"file": ("../../etc/cron.d/evil.png", a_video(0.5), "image/png")}
    answer = client.post("/v1/check", files=files)
    assert answer.json()["media"] == "video"
    assert answer.json()["frames"] == 5


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ({"file": ("a.txt", b"hello")}, 415, "JPEG"),
        ({"file": ("a.m3u8", b"#EXTM3U\nfile:///etc/passwd")}, 415, "JPEG"),
        ({"file": ("a.png", b"")}, 422, "empty"),
        ({"file": ("a.png", an_image()[:60])}, 422, "damaged"),
        ({"other": ("a.png", an_image())}, 422, "'file'"),
        ({"file": (None, "no file but a field")}, 422, "'file'"),
        ({"file": ("a.png", a_bomb())}, 413, "25 megapixels"),
    ],
    ids=("text", "playlist", "empty", "damaged", "other field", "no file", "bomb"),
)
def test_a_file_that_cannot_be_judged_is_refused_in_one_sentence(
    serve: Serve, files: dict[str, object], status: int, says: str
) -> None:
    client, _ = serve()
    answer = client.post("/v1/check", files=files)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"--x--", 400),
        ("multipart/form-data; boundary=x", b"no boundary in here", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nno: disposition\r\n\r\n\r\n--x--\r\n", 400),
        ("image/png", an_image(), 415),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    serve: Serve, kind: str, body: bytes, status: int
) -> None:
    client, _ = serve()
    answer = client.post("/v1/check", content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_two_files_at_once_are_refused(serve: Serve) -> None:
    client, _ = serve()
    files = [("file", ("a.png", an_image())), ("file", ("b.png", an_image()))]
    assert client.post("/v1/check", files=files).status_code == 400


def test_a_full_queue_says_when_to_come_back(serve: Serve) -> None:
    client, gate = serve(check_queue=1)
    gate.judge.gate.clear()
    answers: list[int] = []

    def send() -> None:
        answers.append(client.post("/v1/check", files={"file": an_image()}).status_code)

    threads = [threading.Thread(target=send) for _ in range(2)]
    threads[0].start()
    assert gate.judge.begun.wait(20)
    threads[1].start()
    until(lambda: gate.service.uploads.waiting == 1)
    refused = client.post("/v1/check", files={"file": an_image()})
    gate.judge.gate.set()
    for thread in threads:
        thread.join(20)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert answers == [200, 200]


def test_a_file_that_takes_too_long_is_given_up(serve: Serve) -> None:
    client, gate = serve(request_timeout_s=0.1)
    gate.judge.gate.clear()
    answer = client.post("/v1/check", files={"file": an_image()})
    gate.judge.gate.set()
    assert answer.status_code == 504
    assert "0.1 s" in answer.json()["detail"]


async def _cut_off(gate: FakeGate) -> None:
    """What uvicorn does to an answer that is still owed when its grace is over."""
    task = asyncio.ensure_future(_judged(gate.service, Media.IMAGE, an_image()))
    await asyncio.to_thread(gate.judge.begun.wait, 20)
    gate.service.stopping.set()
    task.cancel()
    await task


def test_a_check_that_the_stop_interrupts_is_answered_without_a_crash(serve: Serve) -> None:
    _, gate = serve()
    gate.judge.gate.clear()
    try:
        with pytest.raises(HTTPException, match="stopping") as refused:
            asyncio.run(_cut_off(gate))
    finally:
        gate.judge.gate.set()
    assert refused.value.status_code == 503


def test_a_model_that_does_not_load_is_reported_with_the_reason(serve: Serve) -> None:
    client, gate = serve()
    gate.judge.error = ModelError("the model file was changed")
    answer = client.post("/v1/check", files={"file": an_image()})
    assert (answer.status_code, answer.json()["detail"]) == (503, "the model file was changed")


def test_nothing_of_an_upload_is_left_behind(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client, _ = serve()
    large = an_image(1600, 1200)
    assert len(large) > 2**20  # such are spooled to a file
    for data in (large, a_video(), large[:-2000], b"text" * 2**19):
        client.post("/v1/check", files={"file": data})
    assert list(tmp_path.iterdir()) == []
