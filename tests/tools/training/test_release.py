"""The common files of every release."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from edge.errors import DataError, OutputError
from models.spec import InputSpec, ModelSpec
from tools.training.fit import ReleaseFit
from tools.training.release import entry, finish, write_release


def an_entry(folder: Path, name: str) -> ModelSpec:
    file = folder / name
    file.write_bytes(name.encode())
    return entry(
        file, "antispoof", architecture="net", inputs=InputSpec(size=32, expansions=(1.5,)),
        bias=0.1234567, fitted=ReleaseFit(2.0, -1.0, {"eer": 0.4}), fitted_on="val",
        training_data="faces", metrics={"auc": 0.9},
    )  # fmt: skip


def test_an_entry_is_named_and_hashed_after_its_file_and_int8_is_the_default(
    tmp_path: Path,
) -> None:
    int8, fp32 = an_entry(tmp_path, "net_int8.onnx"), an_entry(tmp_path, "net_fp32.onnx")
    assert (int8.id, int8.precision, int8.default) == ("net_int8", "int8", True)
    assert (fp32.id, fp32.precision, fp32.default) == ("net_fp32", "fp32", False)
    assert int8.sha256 == hashlib.sha256(b"net_int8.onnx").hexdigest()
    assert int8.output.bias == 0.123457
    assert (int8.calibration.slope, int8.calibration.offset) == (2.0, -1.0)


def test_a_release_is_numbers_as_json_and_entries_as_the_manifest_has_them(tmp_path: Path) -> None:
    entries = [an_entry(tmp_path, "net_int8.onnx"), an_entry(tmp_path, "net_fp32.onnx")]
    write_release(tmp_path, "antispoof", {"bytes": 1}, entries)
    assert json.loads((tmp_path / "release.json").read_text()) == {"bytes": 1}
    rows = tomllib.loads((tmp_path / "antispoof.toml").read_text())["model"]
    assert [ModelSpec.model_validate(row) for row in rows] == entries


def test_an_error_of_ours_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise DataError("There are no faces; check --data.")

    assert finish("net_release", broken) == 2
    assert capsys.readouterr().err == "net_release: There are no faces; check --data.\n"
    assert finish("net_release", lambda: None) == 0


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_release(tmp_path / "gone", "antispoof", {}, [])
