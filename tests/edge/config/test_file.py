"""The configuration: its defaults are valid, and errors name the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.config import Config, load_config
from edge.errors import ConfigError


def test_no_file_gives_the_defaults() -> None:
    assert load_config(None) == Config()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text("[decision]\nbpcer = 0.05\n")
    config = load_config(path)
    assert config.decision.bpcer == 0.05
    assert config.decision.apcer == Config().decision.apcer


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[decision]\nbpcer = 0.9\n", "decision.bpcer"),
        ("[decision]\nbpcr = 0.1\n", "decision.bpcr: there is no such key"),
        ("[models]\nprovider = 'gpu'\n", "models.provider"),
        ("[camera]\nwidth = 'wide'\n", "camera.width"),
        ("[decision\n", "not valid TOML"),
        ("[nonsense]\n", "nonsense: there is no such key"),
    ],
)
def test_a_malformed_file_is_refused_with_the_key_at_fault(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        load_config(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_an_unreadable_file_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "facevouch.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"facevouch\.toml"):
        load_config(path)


def test_every_setting_says_what_it_is_for() -> None:
    undescribed = {
        f"{name}.{key}"
        for name, section in Config.model_fields.items()
        for key, field in getattr(section.annotation, "model_fields", {name: section}).items()
        if not field.description
    }
    plain = {"detect.max_faces", "quality.min_luma", "quality.max_luma", "models.provider"}
    assert undescribed <= plain


def test_a_file_can_turn_the_deepfake_model_off(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text('[models]\ndeepfake = "off"\n')
    assert load_config(path).models.deepfake is None


def test_a_configuration_that_is_a_folder_is_reported_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config(tmp_path)
    assert str(refused.value) == f"cannot read the configuration {tmp_path}: Is a directory"


def test_own_sentences_of_the_kiosk_are_named_by_language_and_prompt(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text('[kiosk.sentences.de]\nwelcome = " Willkommen im Museum. "\n', "utf-8")
    assert load_config(path).kiosk.sentences == {"de": {"welcome": "Willkommen im Museum."}}


@pytest.mark.parametrize(
    "text",
    [
        '[kiosk.sentences.fr]\nwelcome = "Bonjour"',
        '[kiosk.sentences.en]\nhold_still = "Freeze"',
        f'[kiosk.sentences.en]\nwelcome = "{"long " * 12}"',
        '[kiosk.sentences.en]\nwelcome = " "',
        '[kiosk]\naccent = "blue"',
        '[kiosk]\nlanguages = ["fr"]',
    ],
)
def test_a_challenge_that_the_kiosk_cannot_show_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="kiosk"):
        load_config(path)
