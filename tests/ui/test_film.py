"""The film of the window that the README shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edge.errors import OutputError
from ui.film import film, picture


def test_a_film_shows_the_window_at_work(tmp_path: Path, qapp: QApplication) -> None:
    out = tmp_path / "window.webp"
    assert film(out, seconds=1.0, fps=3.0, width=300, quality=50) == 3
    read, animation = cv2.imreadanimation(str(out))
    assert read
    assert {np.shape(frame)[:2] for frame in animation.frames} == {(178, 300)}
    assert all(np.std(frame) > 10 for frame in animation.frames)  # nothing is blank


def test_a_picture_of_a_widget_has_its_colours_in_opencvs_order(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    colours = widget.palette()
    colours.setColor(widget.backgroundRole(), QColor(200, 100, 50))
    widget.setPalette(colours)
    widget.resize(83, 40)  # a width whose rows Qt pads
    assert picture(widget, 83)[20, 40].tolist() == [50, 100, 200]


@pytest.mark.parametrize("name", ["film.gif", "nowhere/film.webp"])
def test_a_film_needs_a_name_it_can_be_written_to(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"choose a \.webp file in an existing folder"):
        film(tmp_path / name, seconds=1.0, fps=3.0, width=300, quality=50)
