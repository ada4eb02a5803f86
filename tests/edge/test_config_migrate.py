"""Settings of another age: older ones are understood and kept, newer ones refused in one line."""

from __future__ import annotations

import logging
import stat
import tomllib
from pathlib import Path

import pytest
from needs import needs_opencv

from edge.cli import main
from edge.config import Config, load_config
from edge.config.file import NEWEST, STEPS, migrated, rewrite
from edge.config.template import template
from edge.errors import ConfigError

OLD = """\
# our own words
[camera]
fps = 15
[decision]
correlation = 0.85
bpcer = 0.02
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "facevouch.toml"
    path.write_text(OLD)
    return path


def test_there_is_a_step_from_every_version_to_the_next() -> None:
    assert sorted(STEPS) == list(range(NEWEST))
    assert Config.model_fields["version"].default == NEWEST


def test_an_older_file_is_understood_and_not_touched(
    old: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        config = load_config(old)

    assert config.decision.correlation_s == pytest.approx(0.41, abs=0.001)
    assert config.decision.bpcer == 0.02
    assert old.read_text() == OLD
    assert "facevouch config migrate" in caplog.text


def test_a_file_without_a_version_that_needs_no_change_is_read_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text("[camera]\nfps = 15\n")
    with caplog.at_level(logging.INFO):
        assert load_config(path).camera.fps == 15
    assert caplog.text == ""


@needs_opencv()
@pytest.mark.parametrize("version", ["2", "99"])
def test_a_file_of_a_newer_facevouch_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(f"version = {version}\n[something]\nnew = 1\n")
    status = main(["config", "check", str(path)])
    said = capsys.readouterr().err

    assert status == 2
    assert len(said.splitlines()) == 1
    assert f"of version {version}" in said
    assert str(path) in said


@pytest.mark.parametrize("version", ["'1'", "true", "-1", "1.0"])
def test_a_version_that_is_no_number_of_a_format_is_refused(tmp_path: Path, version: str) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(f"version = {version}\n")
    with pytest.raises(ConfigError, match="version"):
        load_config(path)


@pytest.mark.parametrize("value", ["'much'", "1", "-0.5", "[1]"])
def test_an_old_value_that_means_nothing_is_refused_by_its_key(old: Path, value: str) -> None:
    old.write_text(OLD.replace("0.85", value))
    with pytest.raises(ConfigError, match=r"decision\.correlation"):
        load_config(old)


def test_migrating_writes_todays_format_and_keeps_the_old_file(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old.chmod(0o640)
    before = load_config(old)
    status = main(["config", "migrate", str(old)])
    backup = old.with_name("facevouch.toml.v0")

    assert status == 0
    assert str(backup) in capsys.readouterr().err
    assert backup.read_text() == OLD
    assert load_config(old) == before
    assert tomllib.loads(old.read_text())["version"] == NEWEST
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert sorted(p.name for p in old.parent.iterdir()) == [old.name, backup.name]


def test_migrating_twice_changes_nothing_the_second_time(old: Path) -> None:
    rewrite(old, template)
    once = old.read_text()

    assert rewrite(old, template) is None
    assert old.read_text() == once


def test_an_earlier_backup_is_never_overwritten(old: Path) -> None:
    old.with_name("facevouch.toml.v0").write_text("precious")
    backup = rewrite(old, template)

    assert backup is not None
    assert backup.name == "facevouch.toml.v0.2"
    assert old.with_name("facevouch.toml.v0").read_text() == "precious"


def test_a_failure_while_writing_leaves_the_file_as_it_was(old: Path) -> None:
    def full(_: object) -> str:
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigError, match="is as it was"):
        rewrite(old, full)
    assert old.read_text() == OLD
    assert [p.name for p in old.parent.iterdir()] == [old.name]


def test_steps_are_taken_in_order_and_say_whether_anything_changed() -> None:
    steps = {
        0: lambda table: table | {"taken": [*table["taken"], 0]},
        1: lambda table: table | {"taken": [*table["taken"], 1]},
    }
    assert migrated({"taken": []}, steps, 2) == ({"version": 2, "taken": [0, 1]}, True)
    assert migrated({"version": 1, "taken": []}, steps, 2) == ({"version": 2, "taken": [1]}, True)
    assert migrated({"version": 1, "taken": []}, steps, 1) == ({"version": 1, "taken": []}, False)
