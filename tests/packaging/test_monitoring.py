"""Dashboard and alerts use only exported metrics, and alerts fire when they should."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_gate import a_gate
from needs import path_of

from edge.events.event import EventKind, GateEvent

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "monitoring"
NAME = re.compile(r"\bfacevouch_[a-z0-9_]+\b")


def exported() -> set[str]:
    """Names of all series that the service exports when everything has happened once."""
    health = {"mqtt": {"ok": True, "waiting": 3}, "relay": {"ok": True, "refused": 1}}
    gate = a_gate(more={"deliveries": lambda: health, "drift": lambda: {"camera": {"score": 0.1}}})
    for kind, body in (
        (EventKind.VERDICT, {"track": 1, "state": "LIVE"}),
        (EventKind.SESSION, {"decision": "accepted"}),
        (EventKind.FAULT, {"part": "source", "ok": False, "text": "unplugged"}),
    ):
        gate.bus.publish(GateEvent(kind, "camera", body))
    gate.service.metrics.count_request(200)
    lines = gate.service.metrics.text().decode().splitlines()
    return {re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#")}


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    return loaded


def expressions(dashboard: dict[str, Any]) -> list[str]:
    return [t["expr"] for panel in dashboard["panels"] for t in panel.get("targets", [])]


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "facevouch.rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_series_in_dashboard_and_alerts_is_exported(dashboard: dict[str, Any]) -> None:
    known = exported()
    queries = [v["definition"] for v in dashboard["templating"]["list"] if "definition" in v]
    used = [*expressions(dashboard), *queries, *(rule["expr"] for rule in rules())]
    for text in used:
        assert set(NAME.findall(text)) - {"facevouch"} <= known, text


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning"), rule["alert"]
        assert "{{ $labels.instance }}" in rule["annotations"]["summary"], rule["alert"]
        assert len(rule["annotations"]["description"]) > 40, rule["alert"]
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)


def test_the_panels_have_their_own_numbers_and_places(dashboard: dict[str, Any]) -> None:
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert 0 <= panel["gridPos"]["x"] <= 24 - panel["gridPos"]["w"]
    for one, other in itertools.combinations([p["gridPos"] for p in panels], 2):
        apart = (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
        assert apart, (one, other)


def test_every_panel_goes_by_the_chosen_data_source_and_gate(dashboard: dict[str, Any]) -> None:
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == "${datasource}"
            assert 'instance=~"$instance"' in target["expr"], target["expr"]


def test_prometheus_takes_the_rules_and_each_goes_off_when_it_should(tmp_path: Path) -> None:
    promtool = path_of("promtool")
    for file in FOLDER.iterdir():
        shutil.copy(file, tmp_path)
    for secret in ("facevouch.token", "facevouch-ca.pem"):
        (tmp_path / secret).touch()
    for command in (
        ["check", "rules", "facevouch.rules.yml"],
        ["test", "rules", "facevouch.rules.test.yml"],
        ["check", "config", "prometheus.yml"],
    ):
        done = subprocess.run(
            [promtool, *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tried_out() -> None:
    tried = (FOLDER / "facevouch.rules.test.yml").read_text()
    for rule in rules():
        assert f'alertname="{rule["alert"]}"' in tried
