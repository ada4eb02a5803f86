"""An interrupted build, by Ctrl-C or power loss, leaves no partial engine and no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from caching_provider import ORIN, FakeTensorRT, order_of, toy_registry

from edge.infer.tensorrt_build import build
from edge.infer.tensorrt_store import UNFINISHED, EngineStore

LIMIT_S = 60.0
PROGRAM = """
import signal
import sys
from pathlib import Path
from caching_provider import ORIN, FakeTensorRT, order_of
from edge.cli.exit import guarded
from edge.infer.tensorrt_build import build
from edge.infer.tensorrt_store import EngineStore
from models.registry import Registry

if __name__ == "__main__":
    # where a shell began the tests in the background, Ctrl-C is ignored from there on down
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(sys.argv[1])
    def command():
        store = EngineStore(folder / "cache")
        order = order_of(Registry.open(folder / "shipped", folder / "user"))
        with store.locked():
            build(store, FakeTensorRT(folder / "log", "stuck"), ORIN, order)
    sys.exit(guarded(command))
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(what: str, true: object) -> None:
    until = time.monotonic() + LIMIT_S
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until, what
        threading.Event().wait(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_no_engine_and_the_next_one_takes_the_rest_away(
    tmp_path: Path, way: signal.Signals
) -> None:
    registry = toy_registry(tmp_path)
    store = EngineStore(tmp_path / "cache")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    path = os.pathsep.join([str(Path(__file__).parents[2] / "builders"), *sys.path])
    process = subprocess.Popen(
        [sys.executable, program, tmp_path], env=os.environ | {"PYTHONPATH": path}
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        wait_for("the engine", lambda: list(store.root.glob(f"{UNFINISHED}*/engines/*.profile")))
        working = [int(pid) for pid in children.read_text().split()]
        process.send_signal(way)
        status = process.wait(LIMIT_S)
    finally:
        process.kill()
        process.wait()

    assert status == (130 if way is signal.SIGINT else -way)
    order = order_of(registry)
    assert store.status(ORIN, order.recipe).state == "missing"
    left = list(store.root.glob(f"{UNFINISHED}*"))
    assert bool(left) is (way is signal.SIGKILL)
    assert working
    wait_for("the builder's end", lambda: not any(alive(pid) for pid in working))

    with store.locked():
        assert list(store.root.glob(f"{UNFINISHED}*")) == []
        done = build(
            store,
            FakeTensorRT(tmp_path / "again"),
            ORIN,
            order,
            run=lambda work, words, tick: work(*words),
        )
    assert done.state == "built"
