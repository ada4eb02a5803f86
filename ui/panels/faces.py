"""The list of faces: state with icon and word, why, and bars."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from edge.types import FaceResult, FrameResult, State
from ui import icons, language, painting, theme
from ui.language import translate
from ui.panels.panel import Panel, column_width, muted_label
from ui.score_memory import TASKS, ScoreMemory


class StateBadge(QWidget):
    """A disc in the state's colour with the state's icon."""

    def __init__(self, parent: QWidget | None = None, size: int = 34) -> None:
        super().__init__(parent)
        self.state = State.UNKNOWN
        self.setFixedSize(size, size)

    def set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.setAccessibleName(language.state_word(state))
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.state_colour(self.state))
        area = QRectF(self.rect())
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        inset = area.width() * 0.24
        glyph = area.adjusted(inset, inset, -inset, -inset)
        icons.draw(painter, icons.state_icon(self.state), glyph, theme.ON_STATE, 2.6)
        painter.end()


class ScoreBar(QWidget):
    """A name, a bar and a percentage; a dash where the model has not spoken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.value: float | None = None
        self.name_width = 0.0
        self.setFixedHeight(19)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 19)

    def show_value(self, name: str, value: float | None, name_width: float) -> None:
        """name_width: px before the bar begins, the same for all bars of a card."""
        if (name, value, name_width) != (self.name, self.value, self.name_width):
            self.name, self.value, self.name_width = name, value, name_width
            self.setAccessibleName(f"{name}: {self.text}")
            self.update()

    @property
    def text(self) -> str:
        return "–" if self.value is None else language.percent(self.value)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        colours = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(9))
        area = QRectF(self.rect())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.colour("muted"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, self.name)
        painter.setPen(colours.colour("text"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, self.text)
        bar = area.adjusted(self.name_width, area.height() / 2 - 3, -48, 0)
        bar.setHeight(6)
        painting.draw_bar(painter, bar, self.value, colours.colour("border"))
        painter.end()


class FaceCard(QFrame):
    """One face."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.badge = StateBadge(self)
        self.title = QLabel(self)
        bold = self.title.font()
        bold.setPointSizeF(11)
        bold.setWeight(bold.Weight.DemiBold)
        self.title.setFont(bold)
        self.track = muted_label(self)
        self.detail = muted_label(self)
        self.detail.setWordWrap(True)
        self.bars = {name: ScoreBar(self) for name in ("verdict", *TASKS)}
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.badge)
        names = QVBoxLayout()
        names.setSpacing(1)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch()
        top.addSpacing(6)
        top.addWidget(self.track)
        names.addLayout(top)
        names.addWidget(self.detail)
        head.addLayout(names, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 9, 10, 9)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addSpacing(2)
        for bar in self.bars.values():
            layout.addWidget(bar)

    def show_face(self, face: FaceResult, memory: ScoreMemory) -> None:
        verdict = face.verdict
        self.badge.set_state(verdict.state)
        self.title.setText(language.verdict_word(verdict))
        self.track.setText(f"#{verdict.track_id}")
        frames = translate("Faces", "{0} frames scored").format(verdict.frames)
        self.detail.setText(language.reasons_line(verdict.reasons) or frames)
        self.setAccessibleName(f"#{verdict.track_id}: {language.verdict_word(verdict)}")
        values = {task: memory.p_attack(verdict.track_id, task) for task in TASKS}
        values["verdict"] = verdict.p_attack if verdict.frames > 0 else None
        names = {task: language.task_word(task) for task in TASKS}
        names["verdict"] = translate("Faces", "Verdict")
        width = column_width(names.values())
        for line, bar in self.bars.items():
            bar.show_value(names[line], values[line], width)


class FacesPanel(Panel):
    """A card for every face, in the order of their track ids."""

    def __init__(self, memory: ScoreMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.memory = memory
        self._cards: list[FaceCard] = []
        self._result: FrameResult | None = None
        self.empty = muted_label(self)
        self.body.addWidget(self.empty)
        self.retranslate()

    @property
    def cards(self) -> list[FaceCard]:
        """The cards on show."""
        return [card for card in self._cards if not card.isHidden()]

    def show_result(self, result: FrameResult | None) -> None:
        self._result = result
        faces = [] if result is None else sorted(result.faces, key=lambda f: f.face.track_id)
        while len(self._cards) < len(faces):
            card = FaceCard(self)
            self._cards.append(card)
            self.body.addWidget(card)
        for card, face in zip(self._cards, faces, strict=False):
            card.show_face(face, self.memory)
            card.show()
        for card in self._cards[len(faces) :]:
            card.hide()
        self.empty.setVisible(not faces)

    def retranslate(self) -> None:
        self.set_title(translate("Faces", "Faces"))
        self.empty.setText(translate("Faces", "No face in the picture"))
        self.show_result(self._result)

    def restyle(self) -> None:
        self.update()
