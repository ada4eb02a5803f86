"""The guided screen: draws the current guidance of a session for the person at the gate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.types import Frame
from ui.kiosk import palettes, ring, sentences, signs, welcome
from ui.kiosk.fitted_text import fitting, needed, write
from ui.kiosk.layout import Layout, arrange
from ui.kiosk.logo import Logo
from ui.kiosk.mirror import Mirror
from ui.kiosk.sentences import OwnSentences
from ui.language import translate

RESULTS = frozenset((Phase.ACCEPTED, Phase.RETRY, Phase.HELP, Phase.OUT_OF_ORDER))
"""Phases that show a large pictogram in place of the camera's picture."""

BEFORE_LIGHT = frozenset((Phase.IDLE, Phase.POSITION, Phase.HOLD))
"""Phases before the light challenge, in which a person can still leave to avoid it."""

BEAT_S = 2.4
"""Period of the animation, seconds: far below three flashes a second (WCAG 2.3.1)."""

TRIAL = 5
"""Height of the line shown on trial, in layout units."""

MOVE_S = 0.06
"""Least time between two repaints of an animated pictogram, seconds."""

START = Guidance(Phase.IDLE, Prompt.WELCOME)


class GuidedScreen(QWidget):
    """The screen for a person at the gate. UI thread only; it keeps the newest frame.

    calm: no animation. trial: show that the kiosk runs without a PIN. name, logo: of the gate, on
    the welcome screen. light: a light challenge follows, so warn that the screen's colour will
    change. welcoming: the gate's palette. own: sentences that replace the built-in ones. head:
    reserve a row for the language buttons.
    """

    def __init__(
        self,
        *,
        calm: bool = False,
        trial: bool = False,
        name: str = "",
        light: bool = False,
        logo: Logo | None = None,
        welcoming: palettes.Mood = palettes.WELCOMING,
        own: OwnSentences | None = None,
        head: bool = False,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.calm = calm
        self.trial = trial
        self.name = name
        self.light = light
        self.logo = logo
        self.head = head
        self._welcoming = welcoming
        self._sentences = own or OwnSentences()
        self.guidance = START
        self._clock = clock
        self._frame: Frame | None = None
        self._mirror = Mirror()
        self._moved_at = 0.0
        self._limit: tuple[Prompt, float] | None = None  # the prompt and its full time, s
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    # -- what to show ---------------------------------------------------------------------------

    def show_frame(self, frame: Frame | None) -> None:
        """Show the newest frame; None removes the last one."""
        self._frame = frame
        if self.shows_picture:  # the text is unchanged; saves half of the work at 4K
            self.update(self.layout_.stage.toAlignedRect())

    def show_guidance(self, guidance: Guidance) -> None:
        before, said = self.guidance, self.note
        self.guidance = guidance
        self._note_limit()
        if guidance.prompt is not before.prompt:
            self.retranslate()
        elif (guidance.phase, guidance.colour, self.note) != (before.phase, before.colour, said):
            self.update()
        elif guidance != before:  # only time or progress changed, not the text
            self.update(self.layout_.stage.toAlignedRect())
            self.update(self.layout_.bar.toAlignedRect())
        follows = guidance.prompt is Prompt.MOVE_INTO_OVAL and guidance.box != before.box
        if (self.moves or follows) and self._clock() - self._moved_at >= MOVE_S:
            self._moved_at = self._clock()
            self.update()

    @property
    def has_picture(self) -> bool:
        return self._frame is not None

    @property
    def shows_picture(self) -> bool:
        shown = self.guidance
        return shown.phase not in RESULTS | {Phase.CONSENT} and shown.colour is None

    @property
    def moves(self) -> bool:
        """Whether the screen is animated."""
        return not self.calm and self.shows_picture

    @property
    def layout_(self) -> Layout:
        height = self.height() - self.strip.height()
        return arrange(self.width(), height, sign=self.shows_picture, head=self.head)

    @property
    def strip(self) -> QRectF:
        """The rectangle of the line at the bottom that announces the trial; else of height 0."""
        height = TRIAL * arrange(self.width(), self.height()).unit if self.trial else 0.0
        return QRectF(0, self.height() - height, self.width(), height)

    @property
    def text(self) -> str:
        """The sentence of the current prompt."""
        return self._sentences.of(self.guidance.prompt)

    @property
    def warns(self) -> bool:
        """Whether the second line is the warning for people sensitive to changing light."""
        return self.light and self.guidance.phase in BEFORE_LIGHT

    @property
    def note(self) -> str:
        said = sentences.note(self.guidance, calm=self.calm)
        if not said and self.warns:
            return sentences.light_notice()
        return said or (sentences.invitation() if self.guidance.prompt is Prompt.WELCOME else "")

    @property
    def gate_name(self) -> str:
        """The gate's name, shown above the sentence; empty except on the welcome screen."""
        return self.name if self.guidance.phase is Phase.IDLE else ""

    def retranslate(self) -> None:
        self.setAccessibleName(self.text)
        self.setAccessibleDescription(" ".join(filter(None, (self.gate_name, self.note))))
        self.update()

    # -- drawing --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.guidance
        if shown.colour is not None:
            self._draw_light(painter, QColor(*shown.colour))
        else:
            mood = palettes.mood(shown.phase, self._welcoming)
            places = self.layout_
            painter.fillRect(self.rect(), mood.colour("ground"))
            if self.shows_picture:
                self._draw_mirror(painter, places, mood)
            else:
                self._draw_sign(painter, places.stage, mood, places.unit)
            self._draw_words(painter, places, mood)
        if self.trial:
            self._draw_trial(painter)
        painter.end()

    def _beat(self, seconds: float = BEAT_S) -> float | None:
        return None if self.calm else (self._clock() % seconds) / seconds

    def _draw_mirror(self, painter: QPainter, places: Layout, mood: palettes.Mood) -> None:
        beat = self._beat()
        if self._frame is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mood.colour("fill"))
            painter.drawEllipse(places.oval)
            self._draw_sign(painter, places.oval, mood, places.unit, Prompt.LOOK_HERE)
        else:
            oval = self.guidance.oval
            ground = mood.colour("ground")
            self._mirror.draw(painter, self._frame.bgr, oval, places.stage, places.oval, ground)
        ring.draw(painter, places.oval, self.guidance, mood, unit=places.unit, beat=beat)

    def _draw_sign(
        self,
        painter: QPainter,
        area: QRectF,
        mood: palettes.Mood,
        unit: float,
        prompt: Prompt | None = None,
    ) -> None:
        side = min(area.width() * 0.72, area.height() * 0.72, 62 * unit)
        square = QRectF(0, 0, side, side)
        square.moveCenter(area.center())
        signs.draw(painter, prompt or self.guidance.prompt, square, mood)

    def _draw_words(self, painter: QPainter, places: Layout, mood: palettes.Mood) -> None:
        shown, text = self.guidance, self.text
        if shown.phase is Phase.IDLE:
            self._draw_welcome(painter, places, mood)
            return
        face = prompt_font(text, places)
        sign, words = places.stacked(needed(text, face, places.body.width()).height())
        if self.shows_picture:
            beat = self._beat()
            signs.draw(
                painter,
                shown.prompt,
                sign,
                mood,
                beat=signs.STILL if beat is None else beat,
                towards=self._towards(),
            )
        write(painter, words, text, face, mood.colour("ink"))
        if self.note:
            self._draw_note(painter, places, mood)
        if shown.face_px is not None and self.shows_picture:
            _draw_bar(painter, places.bar, shown.face_px[0] / shown.face_px[1], mood)
        elif self._limit is not None and not self.calm and shown.remaining_s is not None:
            left = shown.remaining_s / self._limit[1] if self._limit[1] > 0 else 0.0
            _draw_bar(painter, places.bar, left, mood)

    def _draw_welcome(self, painter: QPainter, places: Layout, mood: palettes.Mood) -> None:
        beat = self._beat()
        welcome.draw(
            painter,
            places,
            mood,
            self.guidance.prompt,
            self.text,
            name=self.gate_name,
            logo=self.logo if self.guidance.prompt is Prompt.WELCOME else None,
            beat=signs.STILL if beat is None else beat,
        )
        if self.note:
            on_accent = replace(mood, ground=mood.accent, ink=mood.on_accent, soft=mood.on_accent)
            self._draw_note(painter, welcome.inside(places), on_accent)

    def _draw_note(self, painter: QPainter, places: Layout, mood: palettes.Mood) -> None:
        room = note_room(places, warns=self.warns)
        face = note_font(self.note, room, places.unit)
        write(painter, room, self.note, face, mood.colour("soft"))
        if self.warns:
            side = min(places.note.height(), 7 * places.unit)
            sign = QRectF(places.note.left(), 0, side, side)
            sign.moveTop(places.note.center().y() - side / 2)
            signs.caution(painter, sign, mood)

    def _draw_light(self, painter: QPainter, colour: QColor) -> None:
        """Fill the screen with one colour of the challenge, with the sentence in its lower part."""
        painter.fillRect(self.rect(), colour)
        places = self.layout_
        text = self.text
        low = places.page.adjusted(0, places.page.height() * 0.68, 0, 0)
        largest, smallest = places.prompt_sizes
        face = fitting(text, low.width(), low.height(), largest=largest, smallest=smallest)
        write(painter, low, text, face, palettes.ink_on(colour))

    def _draw_trial(self, painter: QPainter) -> None:
        text, strip = trial_text(), self.strip
        painter.fillRect(strip, QColor(palettes.WELCOMING.ink))
        face = fitting(
            text, strip.width() * 0.96, strip.height(), largest=strip.height() * 0.64, smallest=8
        )
        write(painter, strip, text, face, QColor(palettes.WELCOMING.on_accent))

    def _towards(self) -> tuple[float, float] | None:
        """Unit vector on the screen (y downwards) from the face to the oval; None if unknown."""
        box, oval = self.guidance.box, self.guidance.oval
        if box is None or oval is None:
            return None
        (x, y), (there_x, there_y) = box.center, oval.center
        dx, dy = x - there_x, there_y - y  # x is mirrored on the screen
        far = math.hypot(dx, dy)
        return None if far < 1e-6 else (dx / far, dy / far)

    def _note_limit(self) -> None:
        """Store the full time of a challenge's prompt, to which the bar's length relates."""
        shown = self.guidance
        if shown.phase is not Phase.CHALLENGE or shown.remaining_s is None:
            self._limit = None
        elif (
            self._limit is None
            or self._limit[0] is not shown.prompt
            or shown.remaining_s > self._limit[1]
        ):
            self._limit = (shown.prompt, shown.remaining_s)


def prompt_font(text: str, places: Layout) -> QFont:
    """The largest font at which the sentence fits."""
    largest, smallest = places.prompt_sizes
    return fitting(text, *places.prompt_room, largest=largest, smallest=smallest)


def note_room(places: Layout, *, warns: bool) -> QRectF:
    """The rectangle of the second line; the light warning has a pictogram on its left."""
    return places.note.adjusted(9 * places.unit if warns else 0.0, 0, 0, 0)


def note_font(text: str, room: QRectF, unit: float) -> QFont:
    return fitting(
        text, room.width(), room.height(), largest=6.5 * unit, smallest=3.3 * unit, bold=False
    )


def trial_text() -> str:
    return translate("Kiosk", "Trial without a PIN: Esc leaves.")


def _draw_bar(painter: QPainter, rect: QRectF, left: float, mood: palettes.Mood) -> None:
    """Draw a bar. left: its filled share, clipped to 0..1."""
    radius = rect.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mood.colour("track"))
    painter.drawRoundedRect(rect, radius, radius)
    filled = QRectF(rect)
    filled.setWidth(max(rect.height(), rect.width() * min(1.0, max(0.0, left))))
    painter.setBrush(mood.colour("accent"))
    painter.drawRoundedRect(filled, radius, radius)
