"""Gate, broker and endpoint are killed at random: nothing is lost, nothing is out of order.

A few seconds of it here; as long as you like by hand, with the figures printed:

    FACEVOUCH_CHAOS_S=180 .venv/bin/python -m pytest tests/edge/delivery/test_chaos.py -s

(beyond four minutes with --timeout 0).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from real_servers import Listener, Mosquitto, Nginx, Recorder, wait_for

from edge.config import load_config
from edge.delivery.targets import Delivery

SECONDS = float(os.environ.get("FACEVOUCH_CHAOS_S", "3"))
SEED = int(os.environ.get("FACEVOUCH_CHAOS_SEED", "7"))

GATE = """
import sys, threading
from pathlib import Path
from edge.config import load_config
from edge.delivery.targets import Delivery
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent

bus, pause = EventBus(), threading.Event()
delivery = Delivery(load_config(Path(sys.argv[1])), Path(sys.argv[2]), publish=bus.publish)
for subscriber in delivery.subscribers():
    bus.subscribe(subscriber)
delivery.start()
number = 0
while not pause.wait(0.01):
    number += 1
    event = GateEvent(EventKind.VERDICT, "camera", {"track": number, "state": "LIVE"})
    assert bus.publish(event)
    print(event.id, flush=True)
"""
"""A gate that says which events it has taken, until somebody kills it."""


class Killer(threading.Thread):
    """Kills one server after the other, and starts it again after a while."""

    def __init__(self, broker: Mosquitto, nginx: Nginx, rng: random.Random) -> None:
        super().__init__()
        self._servers = {"broker": broker, "endpoint": nginx}
        self._rng = rng
        self._enough = threading.Event()
        self.kills = {"broker": 0, "endpoint": 0}

    def run(self) -> None:
        while not self._enough.wait(self._rng.uniform(0.3, 3)):
            name = self._rng.choice(list(self._servers))
            self._servers[name].kill(signal.SIGKILL)
            self._enough.wait(self._rng.uniform(0, 1.5))
            self._servers[name].start()
            self.kills[name] += 1

    def finish(self) -> None:
        self._enough.set()
        self.join()


def test_every_event_arrives_in_order_whatever_process_is_killed(
    broker: Mosquitto,
    listener: Listener,
    recorder: Recorder,
    make_nginx: Callable[..., Nginx],
    tmp_path: Path,
) -> None:
    rng, nginx, state = random.Random(SEED), make_nginx(recorder.port), tmp_path / "state"
    settings = tmp_path / "facevouch.toml"
    quick = "retry_first_s = 0.05\nretry_max_s = 0.5\n"
    settings.write_text(
        f'[session]\nname = "door"\n'
        f'[mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\n{quick}'
        f'[webhook]\nurl = "http://127.0.0.1:{nginx.port}/"\n{quick}'
    )
    killer = Killer(broker, nginx, rng)
    killer.start()
    taken: list[str] = []
    lives, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        command = [sys.executable, "-c", GATE, str(settings), str(state)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as gate:
            assert gate.stdout is not None
            taken.append(gate.stdout.readline().strip())  # it lives
            axe = threading.Timer(rng.uniform(0.2, 4), gate.kill)
            axe.start()
            taken += [line.strip() for line in gate.stdout if line.endswith("\n")]
            axe.join()
            lives += 1
    killer.finish()
    delivery = Delivery(load_config(settings), state)
    delivery.start()
    wait_for(lambda: all(t["waiting"] == 0 for t in delivery.health().values()), "the rest")
    assert delivery.stop(10) == []
    wanted = set(taken)
    wait_for(lambda: wanted <= set(listener.ids()), "the broker's last event")
    posts, messages = len(recorder.requests), sum("verdict" in m[0] for m in listener.heard)
    print(
        f"\n{len(taken)} events in {SECONDS:g} s; the gate was killed {lives} times, "
        f"{killer.kills}; {messages} messages and {posts} posts arrived"
    )
    for arrived in (listener.ids(), recorder.ids()):
        # an event may have been taken and not said so when the gate was killed
        assert [one for one in arrived if one in wanted] == taken
