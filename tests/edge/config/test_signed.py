"""A signed configuration is used unchanged or refused."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from edge.cli import config as command
from edge.config import load_config
from edge.config.signed import sign_config
from edge.errors import ConfigError, KeyFileError
from edge.security.file_signature import signature_path
from edge.security.keys import KioskKey, keys_folder

TEXT = "[decision]\nbpcer = 0.02\n"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("FACEVOUCH_TRUSTED", str(tmp_path / "trusted"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facevouch.toml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def operator(tmp_path: Path) -> KioskKey:
    """A key that an administrator trusts."""
    key = KioskKey.generate()
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "operator.pem").write_text(key.public_pem)
    return key


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    return command.execute(parser.parse_args(["config", *map(str, words)]))


def test_an_unsigned_file_is_used_without_trusted_keys(file: Path) -> None:
    assert load_config(file).decision.bpcer == 0.02
    assert run("check", file) == 0


def test_a_changed_byte_in_a_signed_file_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sign", file) == 0
    assert load_config(file).decision.bpcer == 0.02
    assert run("check", file) == 0
    assert "is correct, and signed" in capsys.readouterr().err
    file.write_text(TEXT + "\n")
    with pytest.raises(ConfigError, match=r"not the file that was signed.*config sign"):
        load_config(file)


def test_a_signature_of_a_key_this_machine_never_had_is_refused(file: Path) -> None:
    KioskKey.load_or_create(keys_folder())
    sign_config(file, KioskKey.generate())
    with pytest.raises(ConfigError, match="a key that is not trusted"):
        load_config(file)


def test_an_unsigned_file_is_refused_where_there_are_trusted_keys(
    file: Path, operator: KioskKey
) -> None:
    with pytest.raises(ConfigError, match="is not signed"):
        load_config(file)
    sign_config(file, operator)
    assert load_config(file).decision.bpcer == 0.02
    signature_path(file).unlink()
    with pytest.raises(ConfigError, match="is not signed"):
        load_config(file)
    assert load_config(None) is not None


def test_the_gates_own_key_is_not_accepted_where_there_are_trusted_keys(
    file: Path, operator: KioskKey
) -> None:
    run("sign", file)
    with pytest.raises(ConfigError, match="a key that is not trusted"):
        load_config(file)


def test_a_trusted_key_that_is_none_refuses_everything(file: Path, tmp_path: Path) -> None:
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "broken.pem").write_text("nonsense")
    with pytest.raises(KeyFileError, match=r"broken\.pem"):
        load_config(file)


def test_nobody_vouches_for_what_cannot_be_used(file: Path, tmp_path: Path) -> None:
    file.write_text("[decision]\nbpcr = 1\n")
    with pytest.raises(ConfigError, match="there is no such key"):
        run("sign", file)
    assert not signature_path(file).exists()
    with pytest.raises(ConfigError, match="there is no configuration"):
        run("sign", tmp_path / "absent.toml")


def test_an_operator_signs_with_a_key_of_their_own(
    file: Path, operator: KioskKey, tmp_path: Path
) -> None:
    operator.save(tmp_path / "operator.key")
    assert run("sign", file, "--key", tmp_path / "operator.key") == 0
    assert load_config(file).decision.bpcer == 0.02
