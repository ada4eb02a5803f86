"""docs/service.md names every endpoint, limit and figure there is, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from fake_gate import FakeGate
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from edge.config import ServiceConfig

Serve = Callable[..., tuple[TestClient, FakeGate]]

DOC = (Path(__file__).resolve().parents[3] / "docs" / "service.md").read_text("utf-8")
NO_LIMITS = {
    *("host", "port", "token_file", "tls_cert", "tls_key"),
    *("preview", "preview_fps", "result_face", "result_face_key"),
}
ELSEWHERE = {"GET /", "GET /docs", "GET /v1/events", "GET /openapi.json"}
"""Documented, and no operation of the description itself."""


def test_every_endpoint_is_described(serve: Serve) -> None:
    client, _ = serve()
    paths = client.get("/openapi.json").json()["paths"]
    offered = {f"{method.upper()} {path}" for path, ways in paths.items() for method in ways}
    named = set(re.findall(r"`((?:GET|POST|DELETE) /[^`\s]*)`", DOC))
    assert named == offered | ELSEWHERE


def test_every_operation_has_a_summary_and_an_example(serve: Serve) -> None:
    client, _ = serve()
    description = client.get("/openapi.json").json()
    for path, ways in description["paths"].items():
        for method, operation in ways.items():
            assert operation.get("summary"), f"{method} {path}"
    models = description["components"]["schemas"]
    for name in ("Begun", "SessionView", "CheckedFace", "CameraView", "Keys", "Problem"):
        assert any("examples" in field for field in models[name]["properties"].values()), name


def test_every_limit_is_described_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", DOC, re.MULTILINE))
    fields = {n: f.default for n, f in ServiceConfig.model_fields.items() if n not in NO_LIMITS}
    assert {name: float(value) for name, value in rows.items()} == fields
    for name in NO_LIMITS:
        assert name in DOC


def test_every_figure_is_described(serve: Serve) -> None:
    client, _ = serve(
        more={
            "deliveries": lambda: {
                "mqtt": {"ok": True, "waiting": 0},
                "relay": {"ok": True, "open": False, "refused": 2},
            },
            "drift": lambda: {"camera": {"score": 0.1, "values": 9.0}},
        }
    )
    client.get("/healthz")
    text = client.get("/metrics").text
    offered = {s.name for f in text_string_to_metric_families(text) for s in f.samples}
    assert set(re.findall(r"`(facevouch_\w+)`", DOC)) == offered | {"facevouch_faults_total"}
