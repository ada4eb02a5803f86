"""Colours and style, dark and light. The state colours are Okabe and Ito's colour-blind safe
ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtGui import QColor, QFont, QPalette
from PyQt6.QtWidgets import QApplication

from edge.overlay.face_shapes import LEAN_STATES
from edge.overlay.primitives import STATE_COLOURS
from edge.types import State, TaskEvidence

# Text on a state colour is always this: every state colour is light enough for 4.5 : 1.
ON_STATE = QColor("#0A0D11")
VIDEO_BACKGROUND = QColor("#090B0E")


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of surface and text colours, as #rrggbb."""

    name: str
    window: str
    panel: str
    raised: str
    hover: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    danger: str

    def colour(self, role: str) -> QColor:
        return QColor(getattr(self, role))


DARK = Theme(
    "dark",
    window="#0E1116",
    panel="#151A21",
    raised="#1D242D",
    hover="#28313C",
    border="#2A323D",
    text="#E8ECF1",
    muted="#9AA6B4",
    accent="#56B4E9",
    on_accent="#0A0D11",
    danger="#FF7A45",
)
LIGHT = Theme(
    "light",
    window="#E9ECF0",
    panel="#FFFFFF",
    raised="#F1F3F6",
    hover="#E3E8EE",
    border="#CDD4DC",
    text="#151A21",
    muted="#566170",
    accent="#0068A3",
    on_accent="#FFFFFF",
    danger="#B34700",
)
# The state colours, darker or lighter, where they are text and lines on a panel.
_INKS = {
    "dark": {
        State.LIVE: "#2ECDA2",
        State.ATTACK: "#FF8A47",
        State.CHECKING: "#6FC0F0",
        State.POOR_QUALITY: "#F0B429",
        State.UNKNOWN: "#9AA6B4",
        State.UNAVAILABLE: "#E08BBF",
    },
    "light": {
        State.LIVE: "#00694F",
        State.ATTACK: "#A84300",
        State.CHECKING: "#1B6699",
        State.POOR_QUALITY: "#7D5600",
        State.UNKNOWN: "#566170",
        State.UNAVAILABLE: "#93406F",
    },
}
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Noto Sans", "DejaVu Sans"]
_FAMILIES += ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"]  # for what those lack: Chinese

_FOLDER = Path(__file__).parent

_active = DARK


def active() -> Theme:
    """The theme in use; custom painting asks for it at each repaint."""
    return _active


def state_colour(state: State) -> QColor:
    return QColor(*STATE_COLOURS[state])


def state_ink(state: State) -> QColor:
    """A state's colour as text and lines on this theme's panels: 4.5 : 1 or more."""
    return QColor(_INKS[active().name][state])


def uncounted_ink() -> QColor:
    """Of evidence that does not count."""
    return active().colour("muted")


def evidence_ink(evidence: TaskEvidence) -> QColor:
    """Of what a model family's test has decided."""
    return state_ink(LEAN_STATES[evidence.lean]) if evidence.counts else uncounted_ink()


def zone_tint(state: State) -> QColor:
    """The chart's background in the zone where the test has decided."""
    tint = state_ink(state)
    tint.setAlpha(26)
    return tint


def ui_font(points: float = 10, *, bold: bool = False) -> QFont:
    """The interface font with tabular figures where the family has them."""
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def drawn_font(pixels: float, *, bold: bool = False) -> QFont:
    """The same for what is painted: sized in pixels of the picture."""
    font = ui_font(bold=bold)
    font.setPixelSize(max(8, round(pixels)))
    return font


def apply(app: QApplication, name: str) -> Theme:
    """Style the whole application; then call `restyle` of the widgets that have it."""
    global _active
    theme = _active = THEMES.get(name, DARK)
    app.setStyle("Fusion")
    app.setFont(ui_font())
    palette = QPalette()
    role = QPalette.ColorRole
    for target, source in (
        (role.Window, "window"),
        (role.Base, "panel"),
        (role.AlternateBase, "raised"),
        (role.Button, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.Mid, "border"),
    ):
        palette.setColor(target, theme.colour(source))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.colour("muted"))
    app.setPalette(palette)
    app.setStyleSheet(_style(theme))
    return theme


def _style(t: Theme) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.window}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
#topbar {{ background: {t.panel}; border-bottom: 1px solid {t.border}; }}
#tiles, #tiles > QWidget > QWidget {{ background: {t.window}; }}
#playback {{ background: {t.panel}; border-top: 1px solid {t.border}; }}
QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.border}; }}
QStatusBar::item {{ border: none; }}
#statusline {{ background: {t.panel}; }}
#statusline QLabel, #muted {{ color: {t.muted}; }}
#sidebar, #sidebar > QWidget > QWidget {{ background: {t.window}; }}
#panel {{ background: {t.panel}; border: 1px solid {t.border}; border-radius: 10px; }}
#heading {{ color: {t.muted}; font-weight: 600; letter-spacing: 1px; }}
QPushButton#heading {{ background: transparent; border: 1px solid transparent; padding: 2px 0;
  text-align: left; border-radius: 4px; }}
QPushButton#heading:hover {{ color: {t.text}; }}
QPushButton#heading:focus {{ border-color: {t.text}; }}
#figure {{ font-weight: 600; color: {t.text}; }}
#card {{ background: {t.raised}; border-radius: 8px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 7px;
  padding: 5px; color: {t.text}; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed {{ background: {t.border}; }}
QToolButton:checked {{ background: {t.hover}; border-bottom: 2px solid {t.accent};
  border-bottom-left-radius: 3px; border-bottom-right-radius: 3px; padding-bottom: 4px; }}
QToolButton:focus {{ border: 2px solid {t.text}; padding: 4px; }}
QToolButton:disabled {{ color: {t.muted}; }}
QToolButton#chooser {{ background: {t.raised}; border-color: {t.border}; padding: 5px 10px;
  text-align: left; }}
QToolButton#chooser:hover {{ background: {t.hover}; }}
QToolButton#chooser:focus {{ border: 2px solid {t.text}; padding: 4px 9px; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QPushButton {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 7px;
  padding: 6px 14px; color: {t.text}; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:focus {{ border-color: {t.accent}; }}
QPushButton:checked {{ background: {t.hover}; border-bottom: 3px solid {t.accent};
  font-weight: 600; }}
QPushButton:default {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QPushButton#chip {{ background: rgba(9, 11, 14, 215); color: #F2F5F8; font-weight: 600;
  border: 1px solid #E69F00; border-radius: 8px; padding: 5px 12px; }}
QPushButton#chip:hover, QPushButton#chip:focus {{ border-color: #FFFFFF; }}
QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border}; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 12px; border-radius: 5px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QLabel#menuheading {{ color: {t.muted}; font-weight: 600; padding: 6px 12px 3px 12px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 8px; }}
QLineEdit, QDoubleSpinBox, QComboBox {{ background: {t.raised}; color: {t.text};
  border: 1px solid {t.border}; border-radius: 6px; padding: 4px 6px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border-color: {t.accent}; }}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox QAbstractItemView {{ background: {t.panel}; color: {t.text};
  border: 1px solid {t.border}; selection-background-color: {t.hover};
  selection-color: {t.text}; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.border}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: {t.border}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
  background: {t.text}; border: none; }}
QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
QSlider::handle:horizontal:disabled {{ background: {t.muted}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ width: 9px; background: transparent; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 3px; min-height: 26px; }}
QScrollBar:horizontal {{ height: 9px; background: transparent; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.border}; border-radius: 3px; min-width: 26px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {t.window}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDockWidget {{ color: {t.muted};
  titlebar-close-icon: url({(_FOLDER / f"close_{t.name}.svg").as_posix()}); }}
QDockWidget::close-button {{ icon-size: 16px; border: none; background: transparent; }}
QDockWidget::close-button:hover {{ background: {t.hover}; border-radius: 4px; }}
QDockWidget::title {{ background: {t.panel}; padding: 6px 10px;
  border-top: 1px solid {t.border}; }}
QListWidget {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
  border-radius: 6px; }}
QListWidget::item {{ padding: 3px 6px; }}
QListWidget::item:selected {{ background: {t.hover}; color: {t.text}; }}
QTabBar::tab {{ background: {t.panel}; color: {t.muted}; padding: 5px 14px; border: none; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTreeWidget {{ background: {t.panel}; color: {t.text}; border: none; }}
QTreeWidget::item {{ padding: 2px 4px; }}
QTreeWidget::item:selected {{ background: {t.hover}; color: {t.text}; }}
QProgressBar {{ background: {t.border}; border: none; border-radius: 4px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 4px; }}
QRadioButton {{ spacing: 8px; padding: 3px; border: 1px solid transparent; border-radius: 5px; }}
QRadioButton:focus {{ border-color: {t.accent}; }}
QRadioButton::indicator {{ width: 12px; height: 12px; border: 2px solid {t.muted};
  border-radius: 8px; background: {t.panel}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {t.accent};
  background: {t.on_accent}; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {t.muted};
  border-radius: 4px; background: {t.raised}; }}
QCheckBox::indicator:checked {{ border-color: {t.accent}; background: {t.accent};
  image: url({(_FOLDER / f"tick_{t.name}.svg").as_posix()}); }}
QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
"""
