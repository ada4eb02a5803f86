"""Operating errors on an installed gate: clear messages, and the running version goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from machine import Machine, wait_for

Machines = Callable[..., Machine]
Debs = Callable[..., Path]


def test_a_package_for_another_machine_is_refused_before_anything_changes(
    machines: Machines, deb: Debs
) -> None:
    machine = machines()
    done = machine.install(deb(machine="arm64"))

    assert done.returncode != 0
    assert "package architecture (arm64) does not match system (amd64)" in done.stderr
    assert not (machine.root / "opt/facevouch").exists()


def test_a_system_whose_c_library_is_too_old_is_refused_before_anything_changes(
    machines: Machines, deb: Debs
) -> None:
    machine = machines("deb11", include="")
    done = machine.install(deb())

    assert done.returncode != 0
    assert "libc6 (>= 2.34)" in done.stderr
    assert not (machine.root / "opt/facevouch").exists()


def test_the_other_distributions_package_is_not_set_up(machines: Machines, deb: Debs) -> None:
    machine = machines("deb12")
    done = machine.install(deb("deb13"))

    assert done.returncode != 0
    assert "depends on python3 (>= 3.13)" in done.stderr
    assert not (machine.root / "opt/facevouch/current").exists()


def test_too_little_disk_space_is_reported_before_anything_is_unpacked(
    machines: Machines, deb: Debs
) -> None:
    machine = machines()
    machine.mount("tmpfs", "opt", "-o", "size=300m")
    done = machine.install(deb())

    assert done.returncode != 0
    assert "not enough room" in done.stderr
    assert "nothing was changed" in done.stderr
    assert list((machine.root / "opt").iterdir()) == []


def test_a_disk_that_fills_up_in_mid_upgrade_leaves_the_old_one_running(
    machines: Machines, deb: Debs
) -> None:
    machine = machines()
    machine.mount("tmpfs", "opt", "-o", "size=720m")
    assert machine.install(deb()).returncode == 0
    first = machine.slots()
    # somebody else takes the room after the look: the look is told there is plenty
    df = machine.root / "usr/local/sbin/df"
    df.write_text("#!/bin/sh\necho head\necho x x x 99999999 x x\n")
    df.chmod(0o755)
    deb_file = deb(revision=2)
    inside = machine.root / "tmp/next.deb"
    inside.write_bytes(deb_file.read_bytes())
    done = machine.run(
        "env", "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "dpkg", "-i", "/tmp/next.deb"
    )

    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert machine.slots() == first
    assert machine.vouches()


def test_a_killed_upgrade_leaves_the_old_one_running_and_is_finished_later(
    installed: Machine, deb: Debs
) -> None:
    first = list(installed.slots())
    started = installed.start_install(deb(revision=2))
    unfinished = installed.root / "opt/facevouch/slots/.unfinished/lib"
    wait_for(lambda: unfinished.exists() or started.poll() is not None)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait(60)

    assert list(installed.slots()) == first
    assert installed.vouches()

    done = installed.run("dpkg", "--configure", "-a")
    assert done.returncode == 0, done.stderr
    assert list(installed.slots().values()) == ["previous", "in use"]
    assert not unfinished.exists()
    assert installed.vouches()


def test_a_package_with_a_broken_model_never_comes_into_use(
    installed: Machine, deb: Debs, spoiled: Callable[[Path], Path]
) -> None:
    first = installed.slots()
    done = installed.install(spoiled(deb(revision=2)))

    assert done.returncode != 0
    assert "antispoof_minifasnet_v2_se_int8" in done.stderr
    assert f"{next(iter(first))} stays in use" in done.stderr
    assert installed.slots() == first
    assert installed.vouches()


def test_a_model_that_goes_bad_after_the_installation_vouches_for_nobody(
    installed: Machine,
) -> None:
    model = next(
        installed.root.glob(
            "opt/facevouch/current/lib/*/site-packages/models/weights/antispoof*int8*"
        )
    )
    content = bytearray(model.read_bytes())
    content[1000] ^= 1
    model.write_bytes(content)

    assert not installed.vouches()
    done = installed.run("facevouch-slot", "verify")
    assert done.returncode != 0
    assert "antispoof_minifasnet_v2_se_int8" in done.stderr


def test_a_missing_display_is_reported_in_one_line(installed: Machine) -> None:
    done = installed.run("facevouch", "app", "--source", "demo", user="facevouch")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "display" in done.stderr


def test_a_settings_file_with_an_unknown_key_is_refused_by_name(installed: Machine) -> None:
    settings = installed.root / "etc/facevouch/facevouch.toml"
    settings.write_text("[camera]\nwidht = 3\n")
    words = ("facevouch", "run", "--config", "/etc/facevouch/facevouch.toml", "--source", "demo")
    done = installed.run(*words, user="facevouch")

    assert done.returncode == 2
    assert "camera.widht: there is no such key" in done.stderr


def test_the_service_cannot_change_what_it_runs(installed: Machine) -> None:
    done = installed.run("touch", "/opt/facevouch/current/lib/x", user="facevouch")
    assert done.returncode != 0


@pytest.mark.parametrize("version", ["", "../../etc", ".hidden"])
def test_a_slot_is_never_made_outside_its_place(installed: Machine, version: str) -> None:
    before = installed.slots()
    done = installed.run("facevouch-slot", "make", version)

    assert done.returncode == 1
    assert "is no version" in done.stderr
    assert installed.slots() == before
