"""A Debian that really boots, in a container: the service under systemd's watch and sandbox.

Not seen here: devices (the container has none) and the kiosk's session on its terminal; the kiosk's
unit runs without one, with the window off screen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from machine import LIBRARIES, Machine, base

BOOTED = f"{LIBRARIES},systemd,systemd-sysv,dbus,udev,curl,procps"

VISIT = """\
#!/bin/bash
# what a technician would do, and what each step showed
exec >/root/log 2>&1
set -x
dpkg --force-unsafe-io -i /root/first.deb
systemctl enable --now facevouch
echo $? >/root/started
asked() { curl -sf "http://127.0.0.1:8470$1"; }
for _ in $(seq 100); do asked /v1/cameras | grep -q '"LIVE"' && break; sleep 0.3; done
asked /v1/cameras >/root/cameras
systemctl show facevouch -p ActiveState,StatusText,NoNewPrivileges,User >/root/running
kill -STOP "$(systemctl show -p MainPID --value facevouch)"   # it hangs
for _ in $(seq 90); do
    [ "$(systemctl show -p NRestarts --value facevouch)" != 0 ] && break
    sleep 1
done
for _ in $(seq 100); do asked /healthz && break; sleep 0.3; done
systemctl show facevouch -p ActiveState,NRestarts >/root/after-hanging
dpkg --force-unsafe-io -i /root/second.deb
tr '\\0' ' ' <"/proc/$(systemctl show -p MainPID --value facevouch)/cmdline" >/root/upgraded
facevouch-rollback
tr '\\0' ' ' <"/proc/$(systemctl show -p MainPID --value facevouch)/cmdline" >/root/rolled-back
systemctl stop facevouch
systemctl show facevouch -p ActiveState,Result,ExecMainStatus >/root/stopped
journalctl -u facevouch --no-pager >/root/journal
kiosk() { systemctl show facevouch-kiosk -p "$1" --value; }
systemctl start facevouch-kiosk          # notified by the window, through the relay
echo $? >/root/kiosk-started
kill -STOP "$(pgrep -f 'edge app --kiosk' | tail -n 1)"       # the window hangs
for _ in $(seq 120); do [ "$(kiosk NRestarts)" != 0 ] && break; sleep 1; done
for _ in $(seq 120); do [ "$(kiosk ActiveState)" = active ] && break; sleep 1; done
echo "$(kiosk ActiveState) $(kiosk NRestarts)" >/root/kiosk-after-hanging
systemctl stop facevouch-kiosk
kiosk Result >/root/kiosk-stopped
echo 3 >/run/window-ends-with; systemctl start facevouch-kiosk           # the operator quits
for _ in $(seq 60); do [ "$(kiosk ActiveState)" = inactive ] && break; sleep 1; done
sleep 5   # longer than RestartSec
echo "$(kiosk ActiveState) $(kiosk Result) $(kiosk NRestarts)" >/root/kiosk-left
echo 0 >/run/window-ends-with; systemctl start facevouch-kiosk           # the compositor fails
for _ in $(seq 60); do [ "$(kiosk NRestarts)" != 0 ] && break; sleep 1; done
kiosk NRestarts >/root/kiosk-failed
systemctl stop facevouch-kiosk
journalctl -u facevouch-kiosk --no-pager >/root/kiosk-journal
dpkg -P facevouch
systemctl list-unit-files --no-legend 'facevouch*' >/root/units-left
systemctl poweroff
"""


CAGE = """\
#!/bin/sh
# in the compositor's place: no screen, and always status 0, as if all were well
shift 4
if [ -e /run/window-ends-with ]; then
    /opt/facevouch/current/bin/python3 -I -c '
import sys, time
from edge.system.systemd import Systemd
manager = Systemd()
manager.ready()
time.sleep(1)
if sys.argv[1] != "0": manager.ending(int(sys.argv[1]))' "$(cat /run/window-ends-with)"
else
    env QT_QPA_PLATFORM=offscreen "$@" --no-pin --source demo
fi
exit 0
"""
NO_TERMINAL = """\
[Service]
PAMName=
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
"""


@pytest.fixture(scope="module")
def visit(work: Path, layers: Path, deb: Callable[..., Path]) -> dict[str, str]:
    """One boot; the answers by name."""
    if shutil.which("systemd-nspawn") is None:
        pytest.skip("systemd-nspawn is not here: apt-get install systemd-container")
    root = base(work / "roots", "deb12", include=BOOTED, mark="-booted")
    with Machine(root, layers / "booted", booted=True) as machine:
        inside = machine.root
        shutil.copyfile(deb(), inside / "root/first.deb")
        shutil.copyfile(deb(revision=2), inside / "root/second.deb")
        (inside / "root/visit").write_text(VISIT)
        (inside / "root/visit").chmod(0o755)
        units = inside / "etc/systemd/system"
        (units / "visit.service").write_text("[Service]\nExecStart=/root/visit\n")
        wants = units / "multi-user.target.wants"
        wants.mkdir(exist_ok=True)
        (wants / "visit.service").symlink_to("../visit.service")
        own = units / "facevouch.service.d"
        own.mkdir()
        (own / "demo.conf").write_text(
            "[Service]\nExecStart=\nExecStart=/usr/bin/facevouch serve --source demo "
            "--config /etc/facevouch/facevouch.toml\n"
        )
        bare = units / "facevouch-kiosk.service.d"
        bare.mkdir()
        (bare / "no-terminal.conf").write_text(NO_TERMINAL)
        cage = inside / "usr/local/bin/cage"
        cage.write_text(CAGE)
        cage.chmod(0o755)
        words = ["systemd-nspawn", "-q", "-b", "--register=no", "--keep-unit", "--private-network"]
        subprocess.run(
            [*words, "-D", inside],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=900,
        )
        return {
            path.name: path.read_text(errors="replace")
            for path in (inside / "root").iterdir()
            if path.is_file() and path.suffix != ".deb"
        }


def test_the_service_starts_in_its_sandbox_and_works_there(visit: dict[str, str]) -> None:
    assert visit["started"].strip() == "0", visit["log"]
    assert "ActiveState=active" in visit["running"]
    assert "User=facevouch" in visit["running"]
    assert '"LIVE"' in visit["cameras"]
    assert json.loads(visit["cameras"])[0]["ok"] is True


def test_a_process_that_hangs_is_started_anew(visit: dict[str, str]) -> None:
    assert "ActiveState=active" in visit["after-hanging"]
    assert "NRestarts=1" in visit["after-hanging"]
    assert "watchdog" in visit["journal"].lower()


def test_an_upgrade_and_a_rollback_restart_it_on_the_right_slot(visit: dict[str, str]) -> None:
    assert "-2+deb12" in visit["upgraded"]
    assert "-1+deb12" in visit["rolled-back"]


def test_it_ends_in_good_order_and_leaves_no_unit(visit: dict[str, str]) -> None:
    assert "Result=success" in visit["stopped"]
    assert "ExecMainStatus=0" in visit["stopped"]
    assert visit["units-left"].strip() == ""


def test_a_kiosk_whose_window_hangs_is_started_anew(visit: dict[str, str]) -> None:
    assert visit["kiosk-started"].strip() == "0", visit["kiosk-journal"]
    assert visit["kiosk-after-hanging"].split() == ["active", "1"]
    assert visit["kiosk-stopped"].strip() == "success"


def test_a_kiosk_that_its_operator_ended_stays_off(visit: dict[str, str]) -> None:
    assert visit["kiosk-left"].split() == ["inactive", "success", "0"]


def test_a_kiosk_whose_compositor_ends_comes_back(visit: dict[str, str]) -> None:
    assert int(visit["kiosk-failed"]) >= 1
