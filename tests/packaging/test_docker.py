"""The container files: every file they refer to exists, and every port they open is documented."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from edge.cli import COMMANDS
from edge.config import load_config
from edge.infer.tensorrt_build import order, used
from models.registry import Registry

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


IMAGES = ("Dockerfile", "Dockerfile.jetson")


def instructions(name: str) -> list[tuple[str, str]]:
    """(word, rest) of each instruction, comments left out and continued lines joined."""
    lines = [
        line
        for line in (DOCKER / name).read_text().splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(line.split()[0], line.partition(" ")[2]) for line in joined.splitlines()]


@pytest.mark.parametrize("name", IMAGES)
def test_files_that_a_build_copies_exist_and_are_not_ignored(name: str) -> None:
    root = DOCKER.parents[1]
    rules = [rule[1:] for rule in (DOCKER / f"{name}.dockerignore").read_text().split()[1:]]
    for word, rest in instructions(name):
        if word != "COPY":
            continue
        *sources, _ = [part for part in rest.split() if not part.startswith("--")]
        for source in sources:
            assert (root / source).is_file(), source
            assert source in rules
    bound = [r for w, r in instructions(name) if w == "RUN" and "source=dist" in r]
    assert bound
    assert any(rule.startswith("dist/") for rule in rules)


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_is_built_as_a_linter_asks(name: str) -> None:
    found = instructions(name)
    words = [word for word, _ in found]
    for word, rest in found:
        if word == "FROM":
            base = rest.split(" AS ")[0]
            for _, argument in [f for f in found if f[0] == "ARG" and "=" in f[1]]:
                key, value = argument.split("=", 1)
                base = base.replace(f"${{{key}}}", value)
            assert ":" in base, "a base without a tag is whatever is newest"
            assert not base.endswith(":latest")
        if word == "RUN" and "apt-get install" in rest:
            assert "--no-install-recommends" in rest
            assert "rm -rf /var/lib/apt/lists/*" in rest
        if word == "RUN" and "pip install" in rest:
            assert rest.count("pip install") == rest.count("pip install --no-cache-dir")
        if word in ("CMD", "ENTRYPOINT"):
            assert rest.startswith("["), "a shell between would not pass signals on"
    assert "ADD" not in words
    last = words[len(words) - words[::-1].index("FROM") :]
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert {"HEALTHCHECK", "VOLUME", "EXPOSE", "STOPSIGNAL"} <= set(last)


def test_every_image_of_others_has_a_version(services: dict[str, Any]) -> None:
    for name, service in services.items():
        if "build" not in service:
            assert re.search(r":v?\d+\.\d+\.\d+$", service["image"]), name


def test_grafana_finds_its_board_and_its_source_where_they_are_mounted(
    services: dict[str, Any],
) -> None:
    mounts = dict(v.split(":")[:2] for v in services["grafana"]["volumes"] if v.startswith("."))
    boards = yaml.safe_load((DOCKER / "grafana/boards.yml").read_text())
    (source,) = yaml.safe_load((DOCKER / "grafana/sources.yml").read_text())["datasources"]
    folder = boards["providers"][0]["options"]["path"]
    assert mounts["../monitoring/grafana-dashboard.json"].startswith(f"{folder}/")
    assert mounts["./grafana/sources.yml"].startswith("/etc/grafana/provisioning/datasources/")
    assert mounts["./grafana/boards.yml"].startswith("/etc/grafana/provisioning/dashboards/")
    assert source["type"] == "prometheus"
    assert source["isDefault"]
    host, port = source["url"].removeprefix("http://").split(":")
    assert host in services
    assert port == "9090"


def test_prometheus_reads_the_rules_that_are_mounted(services: dict[str, Any]) -> None:
    config = yaml.safe_load((DOCKER / "prometheus.yml").read_text())
    mounts = dict(v.split(":")[:2] for v in services["prometheus"]["volumes"])
    for file in config["rule_files"]:
        assert f"/etc/prometheus/{file}" in mounts.values()
    (target,) = config["scrape_configs"][0]["static_configs"][0]["targets"]
    assert target.split(":")[0] in services


def test_the_jetsons_settings_name_models_that_tensorrt_takes() -> None:
    registry = Registry.open()
    settings = load_config(DOCKER / "jetson.toml")
    assert settings.models.provider == "tensorrt"
    assert len(used(settings, registry)) == 3
    for spec in used(settings, registry):
        assert order(spec, settings, registry).recipe.model == spec.id


def test_the_jetson_image_has_the_packages_opencv() -> None:
    said = tomllib.loads((DOCKER.parent / "deb/parts.toml").read_text())
    version = said["versions"]["opencv-python-headless"]
    for file in (DOCKER / "Dockerfile.jetson", DOCKER.parent / "pyinstaller/requirements.txt"):
        assert f"opencv-python-headless=={version}" in file.read_text()


def test_the_jetson_image_installs_what_the_service_extra_asks_for() -> None:
    project = tomllib.loads((DOCKER.parents[1] / "pyproject.toml").read_text())["project"]
    asked = {line.split(">")[0].lower() for line in project["optional-dependencies"]["serve"]}
    text = (DOCKER / "Dockerfile.jetson").read_text()
    assert {name for name in asked if f"'{name}'" not in text} == set()


def test_the_jetson_image_has_a_python_and_an_onnxruntime_that_facevouch_takes() -> None:
    project = tomllib.loads((DOCKER.parents[1] / "pyproject.toml").read_text())["project"]
    text = (DOCKER / "Dockerfile.jetson").read_text()
    pythons = {version for _, rest in instructions("Dockerfile.jetson")
               for version in re.findall(r"python(3\.\d+)", rest)}  # fmt: skip
    assert len(pythons) == 1, "both stages must have the same one"
    assert Version(pythons.pop()) in SpecifierSet(project["requires-python"])
    (built,) = re.findall(r"^ARG ORT=v(\S+)$", text, re.MULTILINE)
    (asked,) = [line for line in project["dependencies"] if line.startswith("onnxruntime")]
    assert Version(built) in Requirement(asked).specifier
