"""Turns the engine's status and events into messages, and takes them back when all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edge.capture.supervisor import SourceState, SourceStatus
from edge.message import Message as Text
from ui.banner import Message
from ui.language import sentence, told, translate
from ui.toasts import MessageBoard

if TYPE_CHECKING:
    from edge.runtime.stats import EngineStats, Event

BLIND = frozenset(
    (SourceState.STALLED, SourceState.FROZEN, SourceState.RECONNECTING, SourceState.LOST)
)
"""States in which the last picture must not stand there as if it were now."""

_LOOPED = {"its frames repeat those of {0} frames before", "its content repeats every {0} frames"}
_SOFTWARE = {"{0} is a virtual camera: {1}"}
_OTHER = {
    "the camera is not the one pinned here: {0}",
    "no camera is pinned for this source; pin it with: facevouch calibrate",
}


class Notices:
    """One subject each for source, model, and what else fails."""

    def __init__(
        self, board: MessageBoard, retry: Callable[[], None], calibrate: Callable[[], None]
    ) -> None:
        self._board = board
        self._retry = retry
        self._calibrate = calibrate

    def on_stats(self, stats: EngineStats, *, offer: bool) -> None:
        """offer: whether to offer a calibration; not at the demo, which nobody can calibrate, and
        not while the wizard is open.
        """
        if stats.source is not None:
            self._on_source(stats.source)
        if "antispoof" in stats.models or stats.frames == 0:
            self._board.clear("model")
        else:
            text = translate(
                "Notices",
                "No usable anti-spoofing model: nobody can be vouched for, every face is "
                "“unavailable”. Install one with: facevouch models import FILE",
            )
            self._board.post("model", Message("error", text))
        self._on_calibration(stats.uncalibrated if offer else None)

    def _on_calibration(self, uncalibrated: str | None) -> None:
        """Nobody is vouched for at an uncalibrated camera in silence."""
        action = (translate("Notices", "Calibrate…"), self._calibrate)
        if uncalibrated == "refuse":
            text = translate("Notices", "This camera is not calibrated, so nobody is vouched for.")
            self._board.post("calibration", Message("error", text, action))
        elif uncalibrated == "warn":
            text = translate(
                "Notices",
                "This camera is not calibrated: how often verdicts are wrong here is not known.",
            )
            self._board.post("calibration", Message("info", text, action))
        else:
            self._board.clear("calibration")

    def on_event(self, event: Event) -> None:
        """Errors that no lasting status stands for."""
        if event.kind == "trust":
            self._on_trust(event)
        elif event.level == "error":
            text = _introduced(event, told(event.text))
            self._board.post(f"event:{event.kind}", Message("error", text))
        elif event.kind == "model":
            self._board.clear("event:model")  # a later exchange succeeded

    def _on_trust(self, event: Event) -> None:
        """One sentence on the source, and what was found beneath; gone when it is trusted again."""
        if event.level == "error":
            details = sentence(told(event.text))
            self._board.post("trust", Message("error", distrust(event.text), details=details))
        else:
            self._board.clear("trust")

    def forget_source(self) -> None:
        """Another source was chosen: what was said of the last one no longer counts."""
        self._board.clear("source")
        self._board.clear("trust")
        self._board.clear("event:source")
        self._board.clear("event:frame")

    def _on_source(self, status: SourceStatus) -> None:
        again = (translate("Notices", "Try again"), self._retry)
        if status.state is SourceState.LOST:
            self._board.clear("event:source")  # the same news, said better here
            text = translate("Notices", "No picture: {0}")
            self._post("error", text.format(told(status.message)), again)
        elif status.state in BLIND:
            text = translate("Notices", "The picture stopped; trying again by itself. ({0})")
            self._post("warning", text.format(told(status.message)), again)
        elif status.state in (SourceState.PLAYING, SourceState.ENDED):
            self._board.clear("source")

    def _post(self, level: str, text: str, action: tuple[str, Callable[[], None]]) -> None:
        self._board.post("source", Message(level, text, action))


def distrust(text: str) -> str:
    """In plain words why nobody is vouched for on this source. text: the engine's sentence."""
    patterns = set(_patterns(text))
    if patterns & _LOOPED:
        return translate("Notices", "This looks like a looped recording, not a live camera.")
    if patterns & _SOFTWARE:
        return translate("Notices", "This looks like a virtual camera, not a real one.")
    if patterns & _OTHER:
        return translate("Notices", "This is not the camera that was set up here.")
    return translate("Notices", "This does not look like a live camera.")


def _patterns(text: object) -> Iterator[str]:
    """The patterns of a sentence and of all sentences within it."""
    if isinstance(text, Text):
        yield text.pattern
        for value in text.values:
            yield from _patterns(value)


def _introduced(event: Event, text: str) -> str:
    """With what it means for the person: an exchange that failed left everything as it was."""
    if event.kind == "model":
        return translate("Notices", "The model stays as it was: {0}").format(text)
    if event.kind == "source" and event.source is None:  # else the source itself speaks
        return translate("Notices", "The source was not changed: {0}").format(text)
    return sentence(text)


def waiting_text(status: SourceStatus | None) -> str:
    """The sentence in place of a picture."""
    state = None if status is None else status.state
    if state in (None, SourceState.OPENING):
        return translate("Notices", "Opening the source…")
    if state is SourceState.LOST:
        return translate("Notices", "No picture. Choose a source, or drop a video here.")
    if state in BLIND:
        return translate("Notices", "Waiting for the camera to come back…")
    return translate("Notices", "Waiting for the first picture…")
