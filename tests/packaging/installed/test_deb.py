"""The package on a real Debian: installed offline, used, upgraded, rolled back, removed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from machine import Machine, wait_for
from pack.control import project_version

Machines = Callable[..., Machine]
Debs = Callable[..., Path]

CURRENT = "opt/facevouch/current"
NEXT = f"{project_version()}-2+deb12"


@pytest.mark.parametrize("distribution", ["deb12", "deb13"])
def test_the_package_installs_without_a_network_and_works_from_the_daemons_account(
    machines: Machines, deb: Debs, distribution: str
) -> None:
    machine = machines(distribution)
    done = machine.install(deb(distribution))

    assert done.returncode == 0, done.stderr
    assert "systemctl enable --now facevouch" in done.stderr
    assert list(machine.slots().values()) == ["in use"]
    assert machine.vouches()
    assert machine.good("dpkg", "--verify", "facevouch") == ""


def test_a_real_clip_is_judged_by_the_package_as_by_the_checkout(
    installed: Machine, field_data: Path
) -> None:
    clip = sorted((field_data / "data" / "clips").glob("*.mp4"))[0]
    shutil.copyfile(clip, installed.root / "tmp" / "clip.mp4")
    words = ["run", "--source", "/tmp/clip.mp4", "--quiet", "--max-frames", "60", "--json", "-"]
    there = installed.good("facevouch", *words, user="facevouch").splitlines()

    words[2] = str(clip)
    here = subprocess.run(
        [sys.executable, "-m", "edge", *words], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    states = [
        [[f["state"] for f in json.loads(line)["faces"]] for line in run] for run in (there, here)
    ]
    assert states[0] == states[1]
    assert len(states[0]) == 60


def test_every_part_that_the_package_runs_is_in_it(installed: Machine) -> None:
    script = (
        "import importlib, pkgutil, os\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import edge, models, ui\n"
        "names = [m.name for p in (edge, models, ui)\n"
        "         for m in pkgutil.walk_packages(p.__path__, p.__name__ + '.')]\n"
        "bad = []\n"
        "for name in names:\n"
        "    if name.endswith('__main__'): continue\n"
        "    try: importlib.import_module(name)\n"
        "    except ModuleNotFoundError as error: bad.append(f'{name}: {error.name}')\n"
        "print('\\n'.join(bad))\n"
    )
    absent = installed.good(f"/{CURRENT}/bin/python3", "-I", "-c", script).split("\n")
    allowed = (
        "torch",
        "timm",
        "onnx",
        "picamera2",
        "ai_edge_litert",
        "libcamera",
        "lgpio",
        "RPi",
        "pynput",
    )
    assert [
        line for line in absent if line and line.split(": ")[1].split(".")[0] not in allowed
    ] == []


def test_requirements_of_the_parts_are_listed_or_left_out_for_a_stated_reason(
    installed: Machine, deb: Debs
) -> None:
    from pack.parts import normal, parts
    from pack.targets import target

    script = (
        "import importlib.metadata as m, json, re\n"
        "print(json.dumps({d.metadata['Name']: d.requires or [] for d in m.distributions()}))\n"
    )
    there = json.loads(installed.good(f"/{CURRENT}/bin/python3", "-I", "-c", script))
    has = {normal(name) for name in there}
    said = parts(target("deb12", "amd64"))
    excused = {normal(name) for name in [*said.left_out, *said.renamed]}
    asked = {
        normal(re.match(r"[A-Za-z0-9._-]+", line)[0])  # type: ignore[index]
        for name, lines in there.items()
        if normal(name) != "facevouch"
        for line in lines
        if ";" not in line
    }
    assert sorted(asked - has - excused) == []


def test_an_upgrade_keeps_the_settings_and_the_environment_before(
    installed: Machine, deb: Debs
) -> None:
    settings = installed.root / "etc/facevouch/facevouch.toml"
    settings.write_text(settings.read_text() + "\n# ours\n")
    state = installed.root / "var/lib/facevouch/key"
    state.write_text("kept")
    before = next(iter(installed.slots()))
    done = installed.install(deb(revision=2))

    assert done.returncode == 0, done.stderr
    assert installed.slots() == {before: "previous", NEXT: "in use"}
    assert settings.read_text().endswith("# ours\n")
    assert state.read_text() == "kept"
    assert installed.vouches()


def test_rollback_goes_back_and_forward_again_and_the_third_version_drops_the_first(
    installed: Machine, deb: Debs
) -> None:
    first = next(iter(installed.slots()))
    installed.install(deb(revision=2))
    said = installed.good("facevouch-rollback")

    assert f"{first} is in use" in said
    assert installed.slots() == {first: "in use", NEXT: "previous"}
    assert installed.vouches()

    installed.good("facevouch-rollback")
    assert installed.slots() == {first: "previous", NEXT: "in use"}

    installed.install(deb(revision=3))
    assert list(installed.slots()) == [NEXT, NEXT.replace("-2", "-3")]


def test_a_process_goes_on_with_its_own_files_through_an_upgrade(
    installed: Machine, deb: Debs
) -> None:
    running = subprocess.Popen(
        installed.words(
            "facevouch",
            "run",
            "--source",
            "demo",
            "--quiet",
            "--json",
            "/tmp/out",
            user="facevouch",
        ),
        stdin=subprocess.DEVNULL,
    )
    out = installed.root / "tmp/out"
    try:
        wait_for(lambda: out.exists() and out.stat().st_size > 0)
        installed.install(deb(revision=2))
        size = out.stat().st_size
        wait_for(lambda: out.stat().st_size > size + 1000 or running.poll() is not None)
        assert running.poll() is None
    finally:
        running.terminate()
        running.wait(60)
    assert '"LIVE"' in "".join(out.read_text().splitlines()[-200:])


def test_going_back_where_there_is_nothing_says_so_and_changes_nothing(installed: Machine) -> None:
    before = installed.slots()
    done = installed.run("facevouch-rollback")

    assert done.returncode == 1
    assert "no previous environment" in done.stderr
    assert installed.slots() == before


def test_removing_keeps_settings_and_state_and_purging_leaves_nothing(
    machines: Machines, deb: Debs
) -> None:
    machine = machines()
    machine.good("true")
    before = machine.files()
    machine.install(deb())
    machine.install(deb(revision=2))
    (machine.root / "var/lib/facevouch/outbox.sqlite").write_text("events")
    machine.good("dpkg", "-r", "facevouch")

    assert not (machine.root / "opt/facevouch").exists()
    assert (machine.root / "var/lib/facevouch/outbox.sqlite").exists()
    assert (machine.root / "etc/facevouch/facevouch.toml").exists()

    machine.good("dpkg", "-P", "facevouch")
    left = {path for path in machine.files() - before if not path.startswith("etc/")}
    accounts = {"etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/.pwd.lock"}
    left |= {p for p in machine.files() - before if p.startswith("etc/")} - accounts
    assert left == set()
    assert "facevouch" not in (machine.root / "etc/passwd").read_text()
    assert "facevouch" not in (machine.root / "etc/group").read_text()
