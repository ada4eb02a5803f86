"""The pictures of the documentation are made by a command, of the demo alone."""

from pathlib import Path

import cv2
import pytest
from PyQt6.QtWidgets import QApplication

from edge.errors import OutputError
from ui.kiosk import pictures
from ui.kiosk.pictures import PICTURES, draw

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_picture_is_drawn(qapp: QApplication, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(pictures, "FRAMES", 12)
    made = draw(tmp_path)

    assert [path.name for path in made] == [f"{name}.webp" for name, *_ in PICTURES]
    for path in made:
        image = cv2.imread(str(path))
        assert image is not None
        assert image.std() > 20


def test_the_documentation_shows_each_of_them_and_no_other():
    page = (DOCS / "kiosk.md").read_text("utf-8")

    for name, *_ in PICTURES:
        assert f"images/{name}.webp" in page
        assert (DOCS / "images" / f"{name}.webp").is_file()
    assert page.count("](images/") == len(PICTURES)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(OutputError, match="there is no folder"):
        draw(tmp_path / "nowhere")
