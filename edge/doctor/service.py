"""Checks the installed Debian package, the service's settings and its systemd units."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.config.file import load_config
from edge.doctor.finding import Finding
from edge.errors import ConfigError

HOME = Path("/opt/facevouch")
SETTINGS = Path("/etc/facevouch/facevouch.toml")
UNITS = ("facevouch.service", "facevouch-kiosk.service")
PROPERTIES = "LoadState,ActiveState,Result,NRestarts,ExecMainStatus"

Ask = Callable[[list[str]], str]


def ask(words: list[str]) -> str:
    """A command's output; empty where it does not exist or takes too long."""
    if shutil.which(words[0]) is None:
        return ""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=10, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def slots(home: Path = HOME) -> Iterator[Finding]:
    """The environment in use and the previous one, where the package is installed."""
    if not home.is_dir():
        return
    current, previous = home / "current", home / "previous"
    if not current.exists():
        yield Finding(
            "package",
            "wrong",
            "installed, but no environment is in use",
            "sudo dpkg --configure -a; what it prints says why",
        )
        return
    text = current.resolve().name
    if previous.exists() and previous.resolve() != current.resolve():
        text += f"; facevouch-rollback goes back to {previous.resolve().name}"
    if (home / "slots/.unfinished").exists():
        yield Finding(
            "package", "wrong", f"{text}; an upgrade was interrupted", "sudo dpkg --configure -a"
        )
    else:
        yield Finding("package", "ok", text)


def settings(path: Path = SETTINGS) -> Iterator[Finding]:
    """Whether the service's settings are valid."""
    if not path.exists():
        return
    try:
        load_config(path)
    except ConfigError as error:
        yield Finding("settings", "wrong", str(error), f"correct it; facevouch config check {path}")
    else:
        yield Finding("settings", "ok", str(path))


def units(asked: Ask = ask) -> Iterator[Finding]:
    """The state of the services, and why one has ended."""
    for unit in UNITS:
        lines = asked(
            [
                "systemctl",
                "show",
                unit,
                "-p",
                PROPERTIES,
            ]
        )
        said = dict(line.split("=", 1) for line in lines.splitlines() if "=" in line)
        if said.get("LoadState") != "loaded":
            continue
        active, restarts = said.get("ActiveState", ""), said.get("NRestarts", "0")
        if active == "failed":
            yield Finding(
                unit,
                "wrong",
                f"ended: {said.get('Result')}, status {said.get('ExecMainStatus')}, "
                f"{restarts} restarts",
                f"journalctl -u {unit} -n 50; then: systemctl reset-failed {unit} && "
                f"systemctl start {unit}",
            )
        elif active == "active" and restarts not in ("", "0"):
            yield Finding(
                unit, "note", f"runs, after {restarts} restarts", f"journalctl -u {unit} -n 50"
            )
        elif active == "active":
            yield Finding(unit, "ok", "runs")
