"""The list of faces: state with icon and word, why, and the evidence of each model family."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from edge.overlay.face_shapes import evidence_bar
from edge.overlay.score_memory import TASKS, ScoreMemory
from edge.types import FaceResult, FrameResult, State, TaskEvidence
from ui import icons, language, theme
from ui import shape_painter as shapes
from ui.language import translate
from ui.panels.panel import Panel, column_width, muted_label

Columns = tuple[float, float]

LINE = 19
"""Height of a line of an EvidenceBar, px."""

LEAST_BAR = 56
"""Width of a bar, px, below which it gets a line of its own."""


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


class EvidenceBar(QWidget):
    """A model family's name, its sum between the two bounds, and what it has decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.evidence: TaskEvidence | None = None
        self.columns = (0.0, 0.0)
        self.setFixedHeight(LINE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, LINE)

    @property
    def stacked(self) -> bool:
        """Whether the bar lies below its words, for want of room between them."""
        return self.width() - sum(self.columns) < LEAST_BAR

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(LINE + 10 if self.stacked else LINE)

    def show_evidence(
        self, name: str, evidence: TaskEvidence | None, score: float | None, columns: Columns
    ) -> None:
        """score: p(attack) of this frame alone. columns: px of name and word, alike in a card."""
        if (name, evidence, columns) != (self.name, self.evidence, self.columns):
            self.name, self.evidence, self.columns = name, evidence, columns
            self.setAccessibleName(f"{name}: {self.text}")
            self._fit()
            self.update()
        self.setToolTip(_details(evidence, score))

    @property
    def text(self) -> str:
        return "–" if self.evidence is None else language.lean_word(self.evidence)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        colours = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(9))
        area = QRectF(0, 0, self.width(), LINE)
        middle = Qt.AlignmentFlag.AlignVCenter
        counts = self.evidence is not None and self.evidence.counts
        painter.setPen(colours.colour("muted"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, self.name)
        painter.setPen(colours.colour("text" if counts else "muted"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, self.text)
        if self.stacked:
            bar = QRectF(1, LINE + 1, self.width() - 2, 6)
        else:
            left, right = self.columns
            bar = QRectF(left, LINE / 2 - 3, self.width() - left - right, 6)
        empty, tick = (colours.colour(role).getRgb() for role in ("border", "muted"))
        ink = tick if self.evidence is None else theme.evidence_ink(self.evidence).getRgb()
        shapes.paint(painter, evidence_bar(shapes.box_of(bar), self.evidence, ink, empty, tick))
        painter.end()


def _details(evidence: TaskEvidence | None, score: float | None) -> str:
    lines = [] if evidence is None else [language.evidence_line(evidence)]
    if score is not None:
        text = translate("Faces", "This frame alone: {0} probability of attack")
        lines.append(text.format(language.percent(score)))
    return "\n".join(lines)


class FaceCard(QFrame):
    """One face."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.badge = StateBadge(self)
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        bold = self.title.font()
        bold.setPointSizeF(11)
        bold.setWeight(bold.Weight.DemiBold)
        self.title.setFont(bold)
        self.track = muted_label(self)
        self.detail = muted_label(self)
        self.detail.setWordWrap(True)
        self.bars = {task: EvidenceBar(self) for task in TASKS}
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.badge)
        names = QVBoxLayout()
        names.setSpacing(1)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addSpacing(6)
        top.addWidget(self.track, 0, Qt.AlignmentFlag.AlignTop)
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
        frames = translate("Faces", "Frames scored: {0}").format(verdict.frames)
        why = language.sentence(language.lack_line(verdict.reasons, face.quality))
        self.detail.setText(why or frames)
        self.setAccessibleName(f"#{verdict.track_id}: {language.verdict_word(verdict)}")
        gathered = {evidence.task: evidence for evidence in verdict.evidence}
        names = {task: language.task_word(task) for task in TASKS}
        words = [bar.text for bar in self.bars.values()]
        words += [language.lean_word(evidence) for evidence in verdict.evidence]
        columns = (column_width(names.values()), column_width(words))
        for task, bar in self.bars.items():
            score = memory.p_attack(verdict.track_id, task)
            bar.show_evidence(names[task], gathered.get(task), score, columns)
            bar.setVisible(bool(gathered) or verdict.state is not State.POOR_QUALITY)


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
