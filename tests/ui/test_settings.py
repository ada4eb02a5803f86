"""Settings that are stored, and those that must not be."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QByteArray, QSettings

from ui.settings import Settings


def open_again(settings: Settings) -> Settings:
    """The same file, read anew as at the next start."""
    settings.save()
    return Settings(QSettings(settings._store.fileName(), QSettings.Format.IniFormat))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "light"),
        ("language", "de"),
        ("heatmap", "deepfake"),
        ("heatmap", None),
        ("heatmap_blend", 0.25),
        ("keypoints", False),
        ("source", "/videos/a b.mp4"),
        ("source", None),
        ("privacy_remembered", True),
        ("annotated", False),
        ("folder", Path("/tmp/somewhere else")),
    ],
)
def test_a_setting_is_the_same_at_the_next_start(settings: Settings, name: str, value: object):
    setattr(settings, name, value)

    assert getattr(open_again(settings), name) == value


def test_the_first_start_is_dark_asks_first_and_saves_nothing(tmp_path: Path):
    fresh = Settings(QSettings(str(tmp_path / "none.ini"), QSettings.Format.IniFormat))

    assert fresh.theme == "dark"
    assert not fresh.privacy_remembered
    assert fresh.source is None
    assert fresh.layout("geometry") is None
    assert fresh.folder.name == "facevouch"


@pytest.mark.parametrize(
    ("key", "value", "name", "expected"),
    [
        ("look/theme", "purple", "theme", "dark"),
        ("video/heatmap_blend", "nan", "heatmap_blend", 0.85),
        ("video/heatmap_blend", "much", "heatmap_blend", 0.85),
        ("video/heatmap_blend", "7", "heatmap_blend", 1.0),
        ("video/heatmap", "perhaps", "heatmap", None),
        ("video/heatmap", "true", "heatmap", "antispoof"),  # as an older version kept it
        ("window/geometry", "not bytes", "layout", None),
    ],
)
def test_a_damaged_file_gives_the_defaults(
    settings: Settings, key: str, value: str, name: str, expected: object
):
    settings._store.setValue(key, value)
    again = open_again(settings)
    found = again.layout("geometry") if name == "layout" else getattr(again, name)

    assert found == expected


def test_a_stream_with_a_password_is_not_written_to_disk(settings: Settings, tmp_path: Path):
    settings.source = "demo"
    settings.source = "rtsp://admin:secret@door/1"
    settings.save()

    assert settings.source == "demo"
    assert "secret" not in Path(settings._store.fileName()).read_text()


def test_a_layout_comes_back_byte_for_byte(settings: Settings):
    settings.set_layout("state", QByteArray(b"\x00\xff\x01"))

    assert open_again(settings).layout("state") == QByteArray(b"\x00\xff\x01")
