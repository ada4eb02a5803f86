"""TOML from anybody: one kind of error, whatever is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from edge.config import load_config
from edge.errors import ConfigError
from edge.system.toml_text import LONGEST, parse_toml

ODD = {
    "a number of five thousand digits": "x = " + "9" * 5000,
    "nested ten thousand deep": "x = " + "[" * 10_000,
    "longer than any settings": "#" * (LONGEST + 1),
    "no TOML": "x =",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_text_that_breaks_tomllib_is_a_toml_error(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml(text)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_such_a_configuration_is_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load_config(path)


def test_a_correct_file_is_read() -> None:
    assert parse_toml("a = 1") == {"a": 1}
