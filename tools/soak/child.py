"""The gate in a process of its own, to be killed; it prints the id of every stored event.

python -m tools.soak.child WEBHOOK SEED — with $FACEVOUCH_STATE naming its folder.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from edge.events.event import GateEvent
from edge.gate.gate import Gate
from edge.gate.watchdog import Watchdog
from models.registry import Registry
from tools.soak.camera import Wire, plug_in
from tools.soak.gate import config_of
from tools.soak.pictures import Sensor, scenes

CAMERAS = 2
FPS = 15.0
CHANGE_S = 0.8
"""How often a person appears or leaves, so that verdicts change."""


class Teller:
    """The last Subscriber: prints ids of events that the queue has on disk already."""

    name = "teller"
    blocks_gate = False

    def on_event(self, event: GateEvent) -> None:
        os.write(1, f"{event.id}\n".encode())

    def close(self) -> None:
        """Nothing to finish."""


def main() -> int:
    webhook, seed = sys.argv[1], int(sys.argv[2])
    shown = scenes(None)
    wires = [Wire(Sensor(shown[n % 2], seed + n), FPS) for n in range(CAMERAS)]
    plug_in(wires)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    gate = Gate(config_of(CAMERAS, webhook, FPS), Registry.open(), auto=True)
    gate.bus.subscribe(Teller())
    gate.start()
    dog = Watchdog(
        lambda: {name: s.engine.stats() for name, s in gate.cameras.by_name.items()},
        config_of(CAMERAS, webhook, FPS).watchdog,
        end=stopping.set,
        on_fault=lambda _: None,
    )
    dog.start()
    turn = 0
    while not stopping.wait(CHANGE_S):
        turn += 1
        for n, wire in enumerate(wires):
            wire.sensor = Sensor(shown[(turn + n) % 2], seed + turn)
    late = dog.stop() + gate.stop()
    return 1 if late else dog.exit_status


if __name__ == "__main__":
    sys.exit(main())
