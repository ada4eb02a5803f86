"""The verdicts one after another, with a picture each; one that is chosen is shown in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PyQt6.QtWidgets import (
    QBoxLayout,
    QDockWidget,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from edge.errors import OutputError
from edge.types import State
from ui import icons, language, theme
from ui.language import translate
from ui.panels.panel import muted_label
from ui.panels.verdict_filter import VerdictFilter
from ui.verdict_log import Curve, Entry, VerdictLog, export

THUMB = 40
ROOMY = 820
"""Width of a list, px, from which the whole frame is shown beside the face."""


class CurveView(QWidget):
    """How the evidence grew until the verdict: the last seconds, between the two bounds."""

    REACH = 1.3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: dict[str, Curve] = {}
        self.state = State.UNKNOWN
        self.setMinimumSize(150, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(self, curves: dict[str, Curve], state: State) -> None:
        self.curves, self.state = curves, state
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        colours = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        longest = max((-curve[0][0] for curve in self.curves.values()), default=1.0) or 1.0

        def y(position: float) -> float:
            return area.center().y() - position / self.REACH * area.height() / 2

        for state, top, bottom in (
            (State.ATTACK, area.top(), y(1)),
            (State.LIVE, y(-1), area.bottom()),
        ):
            zone = QRectF(area.left(), top, area.width(), bottom - top)
            painter.fillRect(zone, theme.zone_tint(state))
        painter.setPen(QPen(colours.colour("muted"), 1, Qt.PenStyle.DotLine))
        for position in (-1, 0, 1):
            painter.drawLine(QPointF(area.left(), y(position)), QPointF(area.right(), y(position)))
        for task, curve in self.curves.items():
            leading = task == next(iter(self.curves))
            style = Qt.PenStyle.SolidLine if leading else Qt.PenStyle.DashLine
            painter.setPen(QPen(theme.state_ink(self.state), 2.2 if leading else 1.3, style))
            points = [
                QPointF(area.right() + x / longest * area.width(), y(position))
                for x, position in curve
            ]
            painter.drawPolyline(QPolygonF(points))
        painter.end()


class Details(QWidget):
    """One verdict in full: frame, face with its map, curve, and what it rests on."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self._whole = whole  # the frame too
        self.frame = QLabel(self)
        self.face = QLabel(self)
        self.text = muted_label(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.curve = CurveView(self)
        beside = QVBoxLayout()
        beside.addWidget(self.text)
        beside.addWidget(self.curve, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.frame)
        layout.addWidget(self.face)
        layout.addLayout(beside, 1)

    def show_entry(self, entry: Entry | None) -> None:
        self.entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        roomy = self.parentWidget() is None or self.parentWidget().width() >= ROOMY
        high = max(80, min(180, self.parentWidget().height() - 60 if self.parentWidget() else 150))
        for label, data in ((self.frame, entry.frame), (self.face, entry.face)):
            wanted = bool(data) and (label is self.face or (self._whole and roomy))
            label.setVisible(wanted)
            if not wanted:
                continue
            smooth = Qt.TransformationMode.SmoothTransformation
            label.setPixmap(_pixmap(data).scaledToHeight(high, smooth))
        self.text.setText(details_text(entry))
        self.curve.show_curves(entry.curves, entry.verdict.state)


def details_text(entry: Entry) -> str:
    lines = [title(entry)]
    reasons = language.reasons_line(entry.verdict.reasons)
    lines += [language.sentence(reasons)] if reasons else []
    for evidence in entry.verdict.evidence:
        lean, line = language.lean_word(evidence), language.evidence_line(evidence)
        lines.append(f"{language.task_word(evidence.task)}: {lean} ({line})")
    return "\n".join(lines)


def title(entry: Entry) -> str:
    verdict = entry.verdict
    return f"{entry.at:%H:%M:%S}  #{verdict.track_id} {language.verdict_word(verdict)}"


class TimelineView(QWidget):
    """The list with its filter, the chosen verdict, export and forget.

    places: the files an export goes to, each in the format its name says. Default: one that a
    dialog asks for, none where it was called off. Where they are given, the list has the whole of a
    screen: its controls stand above it, and the face alone stands beside a verdict's text.
    """

    failed = pyqtSignal(str)
    exported = pyqtSignal(str)

    def __init__(
        self,
        log: VerdictLog,
        parent: QWidget | None = None,
        *,
        places: Callable[[], Sequence[Path]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._log = log
        self._places = places or self._ask
        self.filter = VerdictFilter(self)
        self.filter.changed.connect(self.refresh)
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(THUMB, THUMB))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        self.export = QPushButton(self)
        self.export.clicked.connect(self._export)
        self.forget = QPushButton(self)
        self.forget.clicked.connect(log.clear)
        self.count = muted_label(self, 8.5)
        self.note = muted_label(self, 8.5)
        self.note.setWordWrap(True)
        self.details = Details(self, whole=places is None)
        self.details.hide()
        across = QBoxLayout.Direction.LeftToRight
        controls, below = QBoxLayout(across), QBoxLayout(across)
        controls.addWidget(self.filter, 1)
        for button in (self.export, self.forget):
            (below if places else controls).addWidget(button)
        below.addWidget(self.count)
        below.addWidget(self.note, 1)
        self.body = QBoxLayout(across)  # list and details
        self.body.addWidget(self.list, 4 if places else 3)
        self.body.addWidget(self.details, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(5)
        layout.addLayout(controls)
        layout.addLayout(below)
        layout.addLayout(self.body, 1)
        log.added.connect(self._added)
        log.cleared.connect(self.refresh)
        self.retranslate()

    @property
    def shown(self) -> list[Entry]:
        """The entries that the filter lets through, newest first."""
        now = self._log.now()
        return [
            entry for entry in reversed(self._log.entries) if self.filter.lets_through(entry, now)
        ]

    def _added(self, entry: Entry) -> None:
        self.filter.offer(self._log.entries)
        if self.filter.chosen("since") is not None:
            self.refresh()  # others may have grown too old
            return
        if self.filter.lets_through(entry, self._log.now()):
            self.list.insertItem(0, _item(entry))
        while self.list.count() > len(self._log.entries):
            self.list.takeItem(self.list.count() - 1)
        self._enable()

    def refresh(self) -> None:
        chosen = self.details.entry
        self.filter.offer(self._log.entries)
        self.list.clear()
        for entry in self.shown:
            self.list.addItem(_item(entry))
        still = chosen is not None and any(entry is chosen for entry in self.shown)
        self.details.show_entry(chosen if still else None)
        self._enable()

    def _enable(self) -> None:
        for button in (self.export, self.forget):
            button.setEnabled(bool(self._log.entries))
        pattern = translate("Timeline", "{0} of {1}")
        listed = pattern.format(self.list.count(), len(self._log.entries))
        nothing = translate("Timeline", "No verdict yet.")
        self.count.setText(listed if self._log.entries else nothing)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.details.show_entry(item.data(Qt.ItemDataRole.UserRole))

    def _export(self) -> None:
        paths = list(self._places())
        try:
            for path in paths:
                export(path, reversed(self.shown))
        except OutputError as error:
            self.failed.emit(language.sentence(str(error)))
        else:
            if paths:
                self.exported.emit(str(paths[0]))

    def _ask(self) -> Sequence[Path]:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.export.text(), "verdicts.csv", "CSV (*.csv);;JSON (*.json)"
        )
        path = Path(chosen)
        return [path if path.suffix else path.with_suffix(".csv")] if chosen else []

    def retranslate(self) -> None:
        self.list.setAccessibleName(translate("Timeline", "Verdicts"))
        self.filter.retranslate()
        self.export.setText(translate("Timeline", "Export…"))
        self.forget.setText(translate("Timeline", "Forget all"))
        self.note.setText(translate("Timeline", "Pictures are held in memory only."))
        self.refresh()

    def restyle(self) -> None:
        self.refresh()


class TimelineDock(QDockWidget):
    """The window's place for it."""

    def __init__(self, log: VerdictLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        feature = QDockWidget.DockWidgetFeature
        self.setFeatures(feature.DockWidgetClosable | feature.DockWidgetMovable)
        self.view = TimelineView(log, self)
        self.setWidget(self.view)
        self.setMinimumHeight(150)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Timeline", "Verdicts"))
        self.view.retranslate()

    def restyle(self) -> None:
        self.view.restyle()


def _item(entry: Entry) -> QListWidgetItem:
    item = QListWidgetItem(QIcon(_thumb(entry)), title(entry))
    item.setData(Qt.ItemDataRole.UserRole, entry)
    item.setToolTip(details_text(entry))
    return item


def _thumb(entry: Entry) -> QPixmap:
    """The face with the state's icon in its corner."""
    smooth = Qt.TransformationMode.SmoothTransformation
    picture = QPixmap(2 * THUMB, 2 * THUMB)
    picture.fill(Qt.GlobalColor.transparent)
    if entry.face:
        picture = _pixmap(entry.face).scaledToHeight(2 * THUMB, smooth)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corner = QRectF(picture.width() - 34, picture.height() - 34, 32, 32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.state_colour(entry.verdict.state))
    painter.drawEllipse(corner)
    shape = icons.state_icon(entry.verdict.state)
    icons.draw(painter, shape, corner.adjusted(7, 7, -7, -7), theme.ON_STATE, 2.8)
    painter.end()
    return picture


def _pixmap(data: bytes) -> QPixmap:
    picture = QPixmap()
    picture.loadFromData(data)
    return picture
