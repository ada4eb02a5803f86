"""The operator's logo: accepted files, and errors in one line."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from edge.errors import ConfigError
from ui.kiosk import logo as module
from ui.kiosk.logo import Logo


def a_logo(folder: Path, kind: str) -> Path:
    """A red picture, 40 × 10."""
    path = folder / f"logo.{kind}"
    if kind == "svg":
        shape = '<rect width="40" height="10" fill="#ff0000"/>'
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">{shape}</svg>'
        )
        return path
    image = QImage(40, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(path))
    return path


@pytest.mark.parametrize("kind", ["png", "jpg", "svg"])
def test_a_logo_is_drawn_as_large_as_its_place_allows_and_not_distorted(
    qapp: object, tmp_path: Path, kind: str
):
    logo = Logo(a_logo(tmp_path, kind))
    canvas = QImage(200, 100, QImage.Format.Format_RGB32)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    logo.draw(painter, QRectF(0, 0, 200, 100))
    painter.end()

    assert logo.fitted(QRectF(0, 0, 200, 100)) == QRectF(0, 25, 200, 50)
    assert canvas.pixelColor(100, 50).red() > 240 > 30 > canvas.pixelColor(100, 50).green()
    assert canvas.pixelColor(100, 20) == canvas.pixelColor(100, 80) == QColor("white")


def test_a_file_that_is_no_picture_is_refused_in_one_line(qapp: object, tmp_path: Path):
    text = tmp_path / "logo.png"
    text.write_text("no picture")
    broken = tmp_path / "logo.svg"
    broken.write_text("<html>")
    for path in (text, broken, tmp_path / "not-there.png", tmp_path):
        with pytest.raises(ConfigError, match=r"kiosk\.logo") as refused:
            Logo(path)
        assert "\n" not in str(refused.value)


def test_a_file_that_is_too_large_is_refused(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "LARGEST_MB", 0)
    with pytest.raises(ConfigError, match="make it smaller"):
        Logo(a_logo(tmp_path, "png"))
