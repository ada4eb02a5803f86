"""Which verdicts are listed: by state, kind of attack, reason, camera and time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from edge.types import AttackKind, Reason
from ui import language
from ui.language import translate
from ui.panels.decision import Choice
from ui.verdict_log import LOGGED, Entry

MINUTES = (5, 15, 60)
"""Ages up to which verdicts can be listed, minutes."""

LETTERS = 16
"""Width of a choice, in letters, below which fewer of them stand in a row."""

FIXED: dict[str, tuple[Any, ...]] = {
    "state": LOGGED,
    "kind": tuple(AttackKind),
    "reason": (),  # those that occur
    "source": (),
    "since": MINUTES,
}


class VerdictFilter(QWidget):
    """A choice for each property of a verdict; the first of each lets all through.

    Reasons and cameras are those that occur, and the choice of a camera is hidden where there is
    one only.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[str, QComboBox] = {name: Choice(self) for name in FIXED}
        self._values: dict[str, tuple[Any, ...]] = dict(FIXED)
        for choice in self.choices.values():
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            choice.setMinimumWidth(60)
            choice.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.retranslate()

    def choose(self, name: str, value: Any) -> None:
        """Let through only verdicts with this value; None lets all through."""
        index = 0 if value is None else 1 + self._values[name].index(value)
        self.choices[name].setCurrentIndex(index)

    def chosen(self, name: str) -> Any:
        """The value chosen, or None for all."""
        index = self.choices[name].currentIndex()
        return self._values[name][index - 1] if index > 0 else None

    def offer(self, entries: Iterable[Entry]) -> None:
        """Offer the reasons and cameras of these entries, and those that are chosen."""
        listed = list(entries)
        found = {reason for entry in listed for reason in entry.verdict.reasons}
        found |= {self.chosen("reason")}
        sources = dict.fromkeys([*(entry.source for entry in listed), self.chosen("source")])
        self._put("reason", [reason for reason in Reason if reason in found])
        self._put("source", [source for source in sources if source is not None])

    def _put(self, name: str, values: Sequence[Any]) -> None:
        if tuple(values) == self._values[name]:
            return
        chosen = self.chosen(name)
        self._values[name] = tuple(values)
        self._fill(name, chosen)
        self._lay_out()

    def lets_through(self, entry: Entry, now: datetime) -> bool:
        """now: of the clock that the entries were noted by."""
        verdict, minutes = entry.verdict, self.chosen("since")
        wanted: Sequence[tuple[str, Callable[[Any], bool]]] = (
            ("state", lambda state: verdict.state is state),
            ("kind", lambda kind: verdict.attack_kind is kind),
            ("reason", lambda reason: reason in verdict.reasons),
            ("source", lambda source: entry.source == source),
        )
        if minutes is not None and now - entry.at > timedelta(minutes=minutes):
            return False
        return all(self.chosen(name) is None or fits(self.chosen(name)) for name, fits in wanted)

    def retranslate(self) -> None:
        self.setAccessibleName(translate("Timeline", "Which verdicts are listed"))
        for name, choice in self.choices.items():
            self._fill(name, self.chosen(name))
            choice.setAccessibleName(_title(name))
            choice.setToolTip(_title(name))
        self._lay_out()

    def _fill(self, name: str, chosen: Any) -> None:
        choice, values = self.choices[name], self._values[name]
        choice.blockSignals(True)
        choice.clear()
        choice.addItems([_every(name), *(_word(name, value) for value in values)])
        choice.setCurrentIndex(0 if chosen is None else 1 + values.index(chosen))
        choice.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        shown = [
            choice
            for name, choice in self.choices.items()
            if name != "source" or len(self._values[name]) > 1
        ]
        width = LETTERS * self.choices["state"].fontMetrics().averageCharWidth()
        most = max(2, min(len(shown), self.width() // max(1, width)))
        columns = -(-len(shown) // -(-len(shown) // most))  # as many in each row
        for choice in self.choices.values():
            self._grid.removeWidget(choice)
            choice.setVisible(choice in shown)
        for number, choice in enumerate(shown):
            self._grid.addWidget(choice, number // columns, number % columns)
        for column in range(len(self.choices)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _title(name: str) -> str:
    return {
        "state": translate("Timeline", "State"),
        "kind": translate("Timeline", "Kind of attack"),
        "reason": translate("Timeline", "Reason"),
        "source": translate("Timeline", "Camera"),
        "since": translate("Timeline", "Time"),
    }[name]


def _every(name: str) -> str:
    return {
        "state": translate("Timeline", "All verdicts"),
        "kind": translate("Timeline", "All kinds"),
        "reason": translate("Timeline", "All reasons"),
        "source": translate("Timeline", "All cameras"),
        "since": translate("Timeline", "Any time"),
    }[name]


def _word(name: str, value: Any) -> str:
    if name == "state":
        return language.state_word(value)
    if name == "kind":
        return language.kind_word(value)
    if name == "reason":
        return language.reason_word(value)
    if name == "since":
        return translate("Timeline", "The last {0} minutes").format(value)
    return str(value)
