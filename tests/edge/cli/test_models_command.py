"""`facevouch models`: its output and its files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.cli import models as command
from edge.errors import KeyFileError, ModelError, ModelTamperedError
from edge.security.keys import KioskKey
from models import signing
from models.manifest import write_manifest
from models.registry import Registry

GOOD = onnx_bytes()


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest manifest that was seen is remembered in the state: each test has its own."""
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path_factory.mktemp("state")))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "user"))
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path / "user"


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    return command.execute(parser.parse_args(["models", *map(str, words)]))


def toy(folder: Path, content: bytes = GOOD, name: str = "toy.onnx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert run("list", "--json") == 0
    return {row["id"]: row for row in json.loads(capsys.readouterr().out)}


def test_the_list_is_json_with_what_a_script_needs(capsys: pytest.CaptureFixture[str]) -> None:
    row = listed(capsys)["blaze_face_short_range"]
    assert row["task"] == "detector"
    assert row["default"] is True
    assert row["bytes"] == Path(str(row["file"])).stat().st_size
    assert {"precision", "sha256", "licence"} <= set(row)


def test_the_list_is_a_table_for_people(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", toy(tmp_path), "--yes", "--bias", "0.25", "--default")
    (own_folder / "imported" / "toy.onnx").unlink()
    capsys.readouterr()
    assert run("list") == 0
    text = capsys.readouterr().out
    assert "blaze_face_short_range" in text
    assert "230 kB" in text
    assert "default, imported, file missing" in text


def test_an_import_is_shown_confirmed_and_then_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (
        "--yes",
        "--default",
        "--id",
        "mine",
        "--bias",
        "0.25",
        "--expansion",
        "2",
        "--mean",
        "0",
        "0",
        "0",
    )
    assert run("import", toy(tmp_path), *words) == 0
    shown = capsys.readouterr().err
    assert "guessed; check it" in shown
    assert "imported as mine; it is now the default antispoof model" in shown
    row = listed(capsys)["mine"]
    assert row["imported"] is True
    assert Path(str(row["file"])).read_bytes() == GOOD
    assert run("show", "mine") == 0
    shown = capsys.readouterr().out
    assert "input.expansions" in shown
    assert str(row["sha256"]) in shown


def test_nothing_is_imported_unless_somebody_confirms(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match=r"add --yes to accept it as shown \(guessed: id, "):
        run("import", toy(tmp_path), "--bias", "0.25")
    assert not own_folder.exists()


@pytest.mark.parametrize(("answer", "taken"), [("y\n", True), ("n\n", False)])
def test_a_user_at_a_terminal_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    taken: bool,
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda *_: answer.strip())
    assert run("import", toy(tmp_path), "--bias", "0.25") == 0
    assert ("toy" in listed(capsys)) is taken


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (onnx_bytes(fault="nan"), (), "not a finite number"),
        (onnx_bytes(fault="three"), (), "gives 3 values"),
        (GOOD[:200], (), "is incomplete"),
        (GOOD, ("--bias", "9"), "adds up to"),
    ],
    ids=["NaN", "three classes", "truncated", "wrong bias"],
)
def test_a_model_that_does_not_work_is_not_imported(
    tmp_path: Path, own_folder: Path, content: bytes, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        run("import", toy(tmp_path, content), "--yes", *words)
    assert not own_folder.exists()


def test_verify_is_content_with_good_models(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", toy(tmp_path), "--yes", "--bias", "0.25")
    capsys.readouterr()
    assert run("verify", "toy", "blaze_face_short_range") == 0
    assert "2 of 2 models passed" in capsys.readouterr().out


def test_verify_ends_with_one_where_a_file_was_changed(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", toy(tmp_path), "--yes", "--bias", "0.25", "--default")
    (own_folder / "imported" / "toy.onnx").write_bytes(onnx_bytes(weights=(2.0,)))
    capsys.readouterr()
    assert run("verify", "toy", "blaze_face_short_range") == 1
    text = capsys.readouterr().out
    assert "is not the one its manifest states" in text
    assert "1 of 2 models passed" in text


def test_pull_says_what_is_here_already(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pull", "blaze_face_short_range") == 0
    assert "blaze_face_short_range is installed with the stated sha256" in capsys.readouterr().err


def test_pull_brings_a_missing_file_and_refuses_another(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", toy(tmp_path), "--yes", "--bias", "0.25")
    published = toy(tmp_path, GOOD, "published.onnx")
    manifest = own_folder / "manifest.toml"
    line = 'licence = "'
    url = f'url = "{published.as_uri()}"\n'
    manifest.write_text(manifest.read_text().replace(line, url + line, 1))
    file = own_folder / "imported" / "toy.onnx"
    file.unlink()
    assert run("pull", "toy") == 0
    assert file.read_bytes() == GOOD
    file.unlink()
    toy(tmp_path, onnx_bytes(weights=(2.0,)), "published.onnx")
    with pytest.raises(ModelTamperedError, match="is not model toy"):
        run("pull", "toy")
    assert not file.exists()


@pytest.mark.parametrize("words", [("show", "toyy"), ("pull", "toyy"), ("verify", "toyy")])
def test_an_unknown_model_is_named_with_its_neighbours(words: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match="did you mean"):
        run(*words)


def test_help_is_there_for_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("list", "show", "verify", "import", "pull", "sign", "answers"):
        with pytest.raises(SystemExit) as left:
            run(verb, "--help")
        assert left.value.code == 0
    assert "longer side of the face box" in capsys.readouterr().out


def test_an_edited_manifest_can_be_signed_again(
    tmp_path: Path, own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", toy(tmp_path), "--yes", "--bias", "0.25") == 0
    manifest = own_folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace('licence = "', 'licence = "x'))
    assert run("verify", "toy") == 1
    assert "not the file that was signed" in capsys.readouterr().out
    with pytest.raises(ModelError, match="add --yes"):
        run("sign")
    assert run("sign", "--yes") == 0
    assert run("verify", "toy") == 0
    assert f"{manifest}: signed" in capsys.readouterr().out


def test_signing_without_own_models_is_refused() -> None:
    with pytest.raises(ModelError, match="no imported models"):
        run("sign", "--yes")


def test_a_release_is_signed_over_good_files_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shipped_folder(tmp_path / "models", (spec_of(GOOD), GOOD))
    monkeypatch.setattr(signing, "PACKAGE", folder)
    monkeypatch.setattr(Registry, "open", lambda: Registry(folder, tmp_path / "user"))
    key = tmp_path / "release-key.pem"
    assert run("sign", "--release", key, "--new-key") == 0
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError, match="already exists"):
        run("sign", "--release", key, "--new-key")
    assert Registry.open().path(spec_of(GOOD)) == folder / "toy.onnx"
    (folder / "toy.onnx").write_bytes(GOOD + b"!")
    with pytest.raises(ModelTamperedError):
        run("sign", "--release", key)


def test_an_import_on_a_managed_machine_waits_for_its_administrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator = KioskKey.generate()
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "admin.pem").write_text(administrator.public_pem)
    administrator.save(tmp_path / "admin.key")
    monkeypatch.setenv("FACEVOUCH_TRUSTED", str(tmp_path / "trusted"))
    assert run("import", toy(tmp_path), "--yes", "--bias", "0.25") == 0
    assert "but the model manifest" in capsys.readouterr().err
    assert run("verify", "toy") == 1
    assert run("sign", "--yes", "--key", tmp_path / "admin.key") == 0
    assert run("verify", "toy") == 0


def test_an_imported_models_answers_are_recorded_and_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", toy(tmp_path), "--yes", "--bias", "0.25") == 0
    registry = Registry.open()
    entry = registry.get("toy")
    assert len(entry.answers) == 4
    capsys.readouterr()
    assert run("answers", "toy") == 0
    assert f"person_20 = {entry.answers['person_20']}" in capsys.readouterr().out
    wrong = entry.model_copy(update={"answers": {**entry.answers, "person_20": 99.0}})
    write_manifest(registry.user / "manifest.toml", [wrong])
    assert run("sign", "--yes") == 0
    assert run("verify", "toy") == 1
    assert "test picture person_20" in capsys.readouterr().out
