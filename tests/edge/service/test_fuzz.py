"""Nonsense, in quantity: the whole HTTP interface by its own description, and files byte by byte.

FACEVOUCH_FUZZ=20000 sets how many cases each test tries; without it, few enough for every commit.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fake_gate import a_gate
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from live_server import LiveServer
from media_files import a_video, an_image
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from edge.service.uploads.file_decoder import (
    HEAD_BYTES,
    MEMORY_BYTES,
    Limits,
    UploadRefusedError,
    media_of,
)
from edge.service.uploads.file_process import Decoder

CASES = int(os.environ.get("FACEVOUCH_FUZZ", "0"))
PHASES = (Phase.explicit, Phase.generate)  # no shrinking of what takes a process to try
QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]

HURRIED = {"preview": False, "request_timeout_s": 10, "max_upload_mb": 0.2}
"""No endless answers, and no long waits."""

described = schemathesis.openapi.from_dict(a_gate().app.openapi())
OPERATIONS = [found.ok() for found in described.get_all_operations()]


def cases(few: int) -> settings:
    return settings(
        max_examples=CASES or few,
        deadline=None,
        phases=PHASES,
        suppress_health_check=QUIET,
        derandomize=not CASES,
        database=None,
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method.upper()} {o.path}")
def test_every_request_is_answered_as_the_openapi_description_says(
    operation: schemathesis.openapi.APIOperation,
) -> None:
    with LiveServer(**HURRIED) as server:

        @given(case=operation.as_strategy())
        @cases(25)
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(
                base_url=server.url,
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_headers_conformance,
                    response_schema_conformance,
                ],
            )

        ask()
        assert server.get("/healthz")[0] == 200


SEEDS = [an_image(24, 16, suffix) for suffix in (".png", ".jpg", ".bmp", ".webp")] + [
    a_video(0.3, size=(32, 24))
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with bytes changed, cut out, doubled or cut off; its head mostly kept."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        piece = draw(st.binary(min_size=1, max_size=8))
        match draw(st.sampled_from(("change", "cut", "double", "insert", "end"))):
            case "change":
                data[at : at + len(piece)] = piece
            case "cut":
                del data[at : at + draw(st.integers(1, 64))]
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 256))]
            case "insert":
                data[at:at] = piece
            case "end":
                del data[max(at, HEAD_BYTES) :]
    return bytes(data)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(Limits(megapixels=1, seconds=2, fps=10, timeout_s=20))
    yield made
    made.close()


@pytest.fixture(scope="module")
def outcomes() -> Iterator[Counter[str]]:
    counted: Counter[str] = Counter()
    yield counted
    assert counted["decoded"] > 0, "every file was refused: nothing was tried"
    assert {k for k in counted if k.startswith("status")} <= {"status 413", "status 422"}
    assert counted["refused"] > 0, "no file was damaged enough to be refused"


@given(data=damaged())
@cases(250)
def test_no_damaged_file_breaks_hangs_or_fills_the_decoder(
    decoder: Decoder, outcomes: Counter[str], data: bytes
) -> None:
    media = media_of(data[:HEAD_BYTES])
    if media is None:
        outcomes["no media"] += 1
        return
    before = decoder.restarts
    try:
        frames = list(decoder.frames(media, data))
        outcomes["decoded"] += 1
        assert all(f.size[0] * f.size[1] <= 1e6 for f in frames)
    except UploadRefusedError as error:
        outcomes["refused"] += 1
        outcomes[f"status {error.status}"] += 1
    assert decoder.restarts <= max(before, 0), "the decoder did not survive this file"
    status = Path(f"/proc/{decoder.pid}/status").read_text()
    resident = int(status.split("VmRSS:")[1].split()[0]) * 1024
    assert resident < MEMORY_BYTES


@pytest.fixture
def client() -> Iterator[TestClient]:
    """One gate for all cases: what one leaves behind is there for the next."""
    with TestClient(a_gate(max_upload_mb=0.2).app, base_url="http://127.0.0.1") as opened:
        yield opened


@given(data=st.one_of(st.binary(max_size=300), damaged()), name=st.text(max_size=20))
@cases(60)
def test_every_upload_gets_an_answer(client: TestClient, data: bytes, name: str) -> None:
    answer = client.post("/v1/check", files={"file": (name or "file", data)})
    assert answer.status_code in (200, 400, 413, 415, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["detail"]
