"""Interrupts cameras and measures their recovery time."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

from edge.gate.cameras import Cameras
from tools.soak.camera import Mode, Wire
from tools.soak.plan import SILENCE_S, SoakPlan

TICK_S = 0.02


@dataclass(slots=True)
class Outage:
    """One outage. recovery_s: from its end to the first judged frame; seen: whether the status
    named the fault meanwhile; cut: the run ended before the outage's planned end."""

    camera: str
    mode: Mode
    began: float
    until: float
    seen: bool = False
    cut: bool = False
    restored: float | None = None
    frames_then: int = 0
    recovery_s: float | None = None


@dataclass(slots=True)
class OutageRecord:
    """All outages. silences: cameras that gave no frames without an outage."""

    outages: list[Outage] = field(default_factory=list)
    silences: list[str] = field(default_factory=list)


class Outages:
    """A thread that interrupts cameras, some at the same time, until stopped.

    wires: by the camera's name.
    """

    def __init__(self, plan: SoakPlan, cameras: Cameras, wires: dict[str, Wire]) -> None:
        self._plan = plan
        self._cameras = cameras
        self._wires = wires
        self._rng = random.Random(plan.seed)
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="facevouch-soak-outages", daemon=True
        )
        self._under_way: dict[str, Outage] = {}
        self._next = {name: time.monotonic() + self._pause() for name in wires}
        self._progress = {name: (0, time.monotonic()) for name in wires}
        self.record = OutageRecord()

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Restore all cameras, wait for their recovery, and stop."""
        self._stopping.set()
        self._thread.join(timeout)

    @property
    def done(self) -> int:
        return len(self.record.outages)

    def _run(self) -> None:
        while not (self._stopping.is_set() and not self._under_way):
            now = time.monotonic()
            for name in self._wires:
                self._step(name, now)
            time.sleep(TICK_S)

    def _step(self, name: str, now: float) -> None:
        frames = self._cameras.by_name[name].engine.stats().frames
        outage = self._under_way.get(name)
        if outage is None:
            self._watch_progress(name, frames, now)
            due = now >= self._next[name] and self.done < self._plan.outages
            if due and not self._stopping.is_set():
                self._begin(name, now)
            return
        if outage.restored is None:
            outage.seen = outage.seen or "source" in self._cameras.faults().get(name, {})
            if now >= outage.until or self._stopping.is_set():
                outage.restored, outage.frames_then = now, frames
                outage.cut = now < outage.until
                self._wires[name].become(Mode.PLAYING)
        elif frames > outage.frames_then:
            outage.recovery_s = now - outage.restored
            self._finish(name, frames, now)
        elif now - outage.restored > SILENCE_S:
            self._finish(name, frames, now)

    def _begin(self, name: str, now: float) -> None:
        mode = (Mode.UNPLUGGED, Mode.STALLED)[self.done % 2]
        outage = Outage(name, mode, now, now + self._rng.uniform(*self._plan.outage_s))
        self._under_way[name] = outage
        self.record.outages.append(outage)
        self._wires[name].become(mode)

    def _finish(self, name: str, frames: int, now: float) -> None:
        del self._under_way[name]
        self._next[name] = now + self._pause()
        self._progress[name] = (frames, now)

    def _watch_progress(self, name: str, frames: int, now: float) -> None:
        before, since = self._progress[name]
        if frames > before:
            self._progress[name] = (frames, now)
        elif now - since > SILENCE_S:
            self.record.silences.append(f"{name} gave nothing for {now - since:.0f} s")
            self._progress[name] = (frames, now)

    def _pause(self) -> float:
        return self._rng.uniform(*self._plan.pause_s)
