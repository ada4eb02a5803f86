"""A session manager controlled by the test, a kiosk on it, and guidance of typical moments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ui_fakes import FakeEngine

from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.gate.oval import Oval
from edge.types import Box
from ui.kiosk.window import KioskWindow

SIZES = [(800, 480), (480, 800), (1024, 600), (800, 800), (1080, 1920), (1920, 1080), (3840, 2160)]
"""From a Pi's touch screen to 4K, across and upright."""

PIN = "402719"

LANGUAGES = ["en", "de", "es", "zh"]

SIZE = (640, 480)
OVAL = Oval(SIZE, 0.42).box

_PHASES = {
    Prompt.WELCOME: Phase.IDLE,
    Prompt.MAKE_WAY: Phase.IDLE,
    Prompt.CONSENT: Phase.CONSENT,
    Prompt.HOLD_STILL: Phase.HOLD,
    Prompt.ACCEPTED: Phase.ACCEPTED,
    Prompt.TRY_AGAIN: Phase.RETRY,
    Prompt.ASK_FOR_HELP: Phase.HELP,
    Prompt.OUT_OF_ORDER: Phase.OUT_OF_ORDER,
}
_GESTURES = ("turn_left", "turn_right", "nod", "blink", "smile", "face_forward", "watch_screen")
_PHASES |= {Prompt(name): Phase.CHALLENGE for name in _GESTURES}


def moment(prompt: Prompt, phase: Phase | None = None, **more: object) -> Guidance:
    """A moment in which this is said, in the phase it is usually said in."""
    found = phase if phase is not None else _PHASES.get(prompt, Phase.POSITION)
    made = Guidance(found, prompt, oval=OVAL, frame_size=SIZE)
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class FakeSessions:
    """What the kiosk needs of a sessions. `calls` records what it was told."""

    now: Guidance = field(default_factory=lambda: moment(Prompt.WELCOME))
    calls: list[tuple[object, ...]] = field(default_factory=list)

    def guidance(self) -> Guidance:
        return self.now

    def consent(self, given: bool) -> None:
        self.calls.append(("consent", given))

    def out_of_order(self, text: str | None) -> None:
        self.calls.append(("out_of_order", text))

    def reset(self) -> None:
        self.calls.append(("reset",))


class FakeClock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Kiosk:
    """A kiosk, its fake session manager and engine, and its clock."""

    window: KioskWindow
    sessions: FakeSessions
    engine: FakeEngine
    clock: FakeClock

    def say(self, prompt: Prompt, **more: object) -> None:
        """Let the session manager say this, and the window look."""
        self.sessions.now = moment(prompt, **more)  # type: ignore[arg-type]
        self.window.look()


def box_at(x: float, y: float, side: float = 200) -> Box:
    return Box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
