"""The bar across the top: source, models, heatmap, and the buttons."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QFontMetrics, QResizeEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from ui import icons, theme
from ui.language import translate
from ui.menus import label
from ui.shortcuts import Actions

_BUTTONS = ("pause", "snapshot", "record", "", "timeline", "sidebar", "fullscreen")
_NARROW = 900
_WIDTHS = {False: 210, True: 92}  # of a choice's text, px, by whether the bar is narrow


class Chooser(QToolButton):
    """A button that names the present choice and opens a menu of others."""

    def __init__(self, icon: str, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chooser")
        self._icon = icon
        self._text = ""
        self._width = _WIDTHS[False]
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def choice(self) -> str:
        return self._text

    def show_choice(self, text: str) -> None:
        self._text = text
        self._fit()

    def set_room(self, width: int) -> None:
        """How wide the text may be, px; 0 leaves the icon alone."""
        self._width = width
        self._fit()

    def _fit(self) -> None:
        style = Qt.ToolButtonStyle
        alone = self._width == 0
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if alone else style.ToolButtonTextBesideIcon
        )
        metrics = QFontMetrics(self.font())
        middle = Qt.TextElideMode.ElideMiddle
        self.setText("" if alone else " " + metrics.elidedText(self._text, middle, self._width))

    def restyle(self) -> None:
        colours = theme.active()
        self.setIcon(icons.icon(self._icon, colours.colour("accent"), colours.colour("muted")))


class TopBar(QFrame):
    """Lays out the choosers, the heatmap's slider and the actions' buttons."""

    blend_changed = pyqtSignal(float)

    def __init__(
        self,
        actions: Actions,
        source_menu: QMenu,
        model_menu: QMenu,
        heatmap_menu: QMenu,
        main_menu: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.logo = QLabel(self)
        self.source = Chooser("webcam", source_menu, self)
        self.model = Chooser("model", model_menu, self)
        self.heatmap = Chooser("heatmap", heatmap_menu, self)
        self.blend = QSlider(Qt.Orientation.Horizontal, self)
        self.blend.setRange(0, 100)
        self.blend.setPageStep(10)
        self.blend.setFixedWidth(84)
        self.blend.valueChanged.connect(lambda value: self.blend_changed.emit(value / 100))
        self.menu = QToolButton(self)
        self.menu.setMenu(main_menu)
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu.setIconSize(QSize(20, 20))
        self.menu.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 10, 7)
        layout.setSpacing(5)
        layout.addWidget(self.logo)
        layout.addSpacing(4)
        layout.addWidget(self.source)
        layout.addWidget(self.model)
        layout.addStretch(1)
        layout.addWidget(self.heatmap)
        layout.addWidget(self.blend)
        layout.addSpacing(8)
        for name in _BUTTONS:
            if name:
                layout.addWidget(self._button(actions[name]))
            else:
                layout.addSpacing(8)
        layout.addWidget(self.menu)
        self.retranslate()
        self.restyle()

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def show_heatmap(self, task: str | None, blend: float) -> None:
        """Show the heatmap's task and opacity."""
        self.heatmap.show_choice(label(task))
        self.blend.blockSignals(True)
        self.blend.setValue(round(blend * 100))
        self.blend.setEnabled(task is not None)
        self.blend.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.blend.setVisible(not narrow)
        for chooser in (self.source, self.model):
            chooser.set_room(_WIDTHS[narrow])
        self.heatmap.set_room(0 if narrow else _WIDTHS[False])

    def retranslate(self) -> None:
        self.source.setAccessibleName(translate("TopBar", "Source"))
        self.source.setToolTip(translate("TopBar", "Where the picture comes from"))
        self.model.setAccessibleName(translate("TopBar", "Models"))
        self.model.setToolTip(translate("TopBar", "The models in use"))
        self.heatmap.setAccessibleName(translate("TopBar", "Heatmap"))
        self.heatmap.setToolTip(translate("TopBar", "Whose evidence is laid over the faces"))
        self.blend.setAccessibleName(translate("TopBar", "Strength of the heatmap"))
        self.blend.setToolTip(translate("TopBar", "Strength of the heatmap"))
        self.menu.setAccessibleName(translate("TopBar", "Menu"))
        self.menu.setToolTip(translate("TopBar", "Menu"))

    def restyle(self) -> None:
        colours = theme.active()
        ratio = self.devicePixelRatioF()
        self.logo.setPixmap(icons.pixmap("shield", colours.colour("accent"), 24, ratio))
        self.menu.setIcon(icons.icon("menu", colours.colour("text"), colours.colour("muted")))
        for chooser in (self.source, self.model, self.heatmap):
            chooser.restyle()
