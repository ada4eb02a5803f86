"""The container files: what they name is there, and what they open is what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from edge.cli import COMMANDS
from edge.config import load_config

DOCKER = Path(__file__).resolve().parents[2] / "packaging/docker"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load((DOCKER / "compose.yml").read_text())["services"])


def test_every_file_that_is_mounted_is_there(services: dict[str, Any]) -> None:
    sources = [
        volume.split(":")[0]
        for service in services.values()
        for volume in service.get("volumes", ())
        if volume.startswith(".")
    ]
    assert sources
    assert [name for name in sources if not (DOCKER / name).exists()] == []


def test_no_port_is_open_to_other_machines(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_container_may_gain_rights(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_the_gates_settings_are_accepted_and_no_secret_stands_in_them() -> None:
    config = load_config(DOCKER / "facevouch.toml")
    assert config.service.token_file == "/run/secrets/facevouch.token"
    assert config.mqtt.host == "mosquitto"
    assert "token =" not in (DOCKER / "facevouch.toml").read_text()


def test_prometheus_asks_under_the_name_that_alerts_and_board_know() -> None:
    here, there = (
        yaml.safe_load(path.read_text())["scrape_configs"][0]["job_name"]
        for path in (DOCKER / "prometheus.yml", DOCKER.parent / "monitoring/prometheus.yml")
    )
    assert here == there


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.jetson"])
def test_an_image_runs_as_nobody_special_and_starts_a_command_that_there_is(name: str) -> None:
    text = (DOCKER / name).read_text()
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["facevouch"]
    command = re.findall(r'^CMD \["(\w+)"', text, re.MULTILINE)
    assert command
    assert command[-1] in COMMANDS
    assert "HEALTHCHECK" in text


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.jetson"])
def test_the_build_sees_only_what_it_copies(name: str) -> None:
    rules = (DOCKER / f"{name}.dockerignore").read_text().split()
    assert rules[0] == "*"
    assert all(rule.startswith("!") for rule in rules[1:])


def test_the_jetson_image_installs_what_the_service_extra_asks_for() -> None:
    project = tomllib.loads((DOCKER.parents[1] / "pyproject.toml").read_text())["project"]
    asked = {line.split(">")[0].lower() for line in project["optional-dependencies"]["serve"]}
    text = (DOCKER / "Dockerfile.jetson").read_text()
    assert {name for name in asked if f"'{name}'" not in text} == set()
