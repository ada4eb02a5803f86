"""The operator's logo: loaded once, drawn at any size."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QImageReader, QPainter
from PyQt6.QtSvg import QSvgRenderer

from edge.errors import ConfigError

LARGEST_MB, LARGEST_PX = 8, 8192


class Logo:
    """A PNG, JPEG or SVG file. UI thread only.

    Raises ConfigError where the file cannot be read, is none of these formats, has more than
    LARGEST_MB megabytes, or is a bitmap of more than LARGEST_PX pixels a side.
    """

    def __init__(self, path: Path) -> None:
        self._svg: QSvgRenderer | None = None
        self._whole = QImage()
        self._drawn = QImage()
        try:
            large = path.stat().st_size > LARGEST_MB * 1_000_000
        except OSError as error:
            raise ConfigError(f"kiosk.logo: {path}: {error.strerror}") from error
        if large:
            raise ConfigError(f"kiosk.logo: {path} has more than {LARGEST_MB} MB; make it smaller")
        if path.suffix.lower() == ".svg":
            self._svg = QSvgRenderer(str(path))
            size = QSizeF(self._svg.defaultSize()) if self._svg.isValid() else QSizeF()
        else:
            reader = QImageReader(str(path))
            reader.setAutoTransform(True)
            size = QSizeF(reader.size())
            if max(size.width(), size.height()) <= LARGEST_PX:
                self._whole = reader.read()
                size = QSizeF(self._whole.size())
        if size.isEmpty():
            raise ConfigError(f"kiosk.logo: {path} is not a PNG, JPEG or SVG picture")
        self._size = size

    def fitted(self, area: QRectF) -> QRectF:
        """The largest centred rectangle of the logo's aspect ratio within an area."""
        size = self._size.scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(area.center())
        return place

    def draw(self, painter: QPainter, area: QRectF) -> None:
        place = self.fitted(area)
        size = place.size().toSize().expandedTo(QSize(1, 1))
        if self._drawn.size() != size:
            self._drawn = self._at(size)
        painter.drawImage(place.topLeft(), self._drawn)

    def _at(self, size: QSize) -> QImage:
        if self._svg is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            return self._whole.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        self._svg.render(painter)
        painter.end()
        return image
